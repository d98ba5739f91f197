//! A present plan balanced anew with few changes: from a project to ladders of plans, and the steps that these mean.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::balance::{AreaProblem, AreaResult};
use super::divide::{
    Answer, Field, Site, assembled, compact_bound, fields, graphs, share_cells, site, weights, wishes,
};
use super::goal::Wishes;
use super::keep::{Rung, Until, afresh, after, climb, ladders};
use super::request::{BalanceReport, BalanceRequest, ChangeReport, CurvePoint, Cut, Keep, Proposal};
use crate::base::{Fault, Message, Watch};
use crate::change::{Action, BalancedCell};
use crate::measure::Load;
use crate::mesh::Topology;
use crate::model::{CellKind, Id, Plan, Project, block_tallies};
use crate::say;

/// Points of the curve, besides the plan that is made.
const POINTS: usize = 12;

/// How many of the lightest cells are tried as the one to be dissolved.
const DISSOLVED: usize = 4;

/// Proposals for a repair.
pub(super) const PROPOSALS: usize = 3;

/// Balances the plan of the request and changes as little of it as the budget says.
///
/// # Errors
/// No such plan, more changes needed than the budget allows, and all that [`super::balance`] refuses.
pub(super) fn rebalance(
    project: &Project,
    request: &BalanceRequest,
    keep: &Keep,
    watch: &Watch,
) -> Result<(Action, BalanceReport), Fault> {
    let started = Instant::now();
    let topology = Topology::new(&project.mesh);
    let case = Case::new(project, request, keep, &topology)?;
    let (case, ladders) = if keep.cells < 0 { case.without_one(watch)? } else { case.climbed(watch)? };
    let until = keep.budget.map_or(Until::Even(case.enough()), |budget| Until::Moved(budget.of(case.households())));
    let least: u64 = ladders.iter().filter_map(|l| l.first()).map(|r| r.moved).sum();
    if let Until::Moved(budget) = until
        && least > budget
    {
        return Err(Fault::infeasible(say!("solve-budget-too-small", budget = budget, least = least)));
    }
    let chosen = picked(&ladders, &after(ladders.len(), &climb(&ladders, until)));
    let (action, mut report) = case.answer(&chosen, case.curve(&ladders, &chosen));
    if request.bound {
        let results: Vec<AreaResult> = chosen.iter().map(|rung| rung.result.clone()).collect();
        report.bound = Some(compact_bound(&case.problems, &results, watch)?);
    }
    report.seconds = started.elapsed().as_secs_f64();
    Ok((action, report))
}

/// Up to three ways to cut some cells anew: with the fewest changes, as even as possible, and afresh.
///
/// # Errors
/// As [`rebalance`]; nothing that differs from the present plan and is no worse.
pub(super) fn proposals(
    project: &Project,
    request: &BalanceRequest,
    keep: &Keep,
    watch: &Watch,
) -> Result<Vec<Proposal>, Fault> {
    let started = Instant::now();
    let topology = Topology::new(&project.mesh);
    let case = Case::new(project, request, keep, &topology)?;
    let (case, ladders) = case.climbed(watch)?;
    let step = |until| picked(&ladders, &after(ladders.len(), &climb(&ladders, until))).into_iter().cloned().collect();
    let mut tries: Vec<(Message, Vec<Rung>)> = vec![
        (say!("solve-propose-least"), step(Until::Even(case.enough()))),
        (say!("solve-propose-even"), step(Until::Moved(u64::MAX))),
    ];
    for more in 0..PROPOSALS as u64 {
        let rungs = case.problems.iter().zip(0..);
        let rungs = rungs.map(|(p, i)| afresh(p, &case.wishes(), request.seed.wrapping_add(more), i, watch));
        tries.push((say!("solve-propose-afresh"), rungs.collect::<Result<_, _>>()?));
    }
    let budget = keep.budget.map(|budget| budget.of(case.households()));
    let mut found: Vec<(Vec<Option<Id>>, Proposal)> = Vec::new();
    for (name, rungs) in tries {
        let rungs: Vec<&Rung> = rungs.iter().collect();
        let moved: u64 = rungs.iter().map(|r| r.moved).sum();
        let now = case.owners(&rungs);
        let same = moved == 0 || found.iter().any(|(other, _)| *other == now);
        if same || budget.is_some_and(|budget| moved > budget) || found.len() == PROPOSALS {
            continue;
        }
        let (action, mut report) = case.answer(&rungs, vec![case.point(&rungs, true)]);
        report.seconds = started.elapsed().as_secs_f64();
        found.push((now, Proposal { name, action, report }));
    }
    if found.is_empty() {
        return Err(Fault::infeasible(say!("solve-nothing-better")));
    }
    Ok(found.into_iter().map(|(_, proposal)| proposal).collect())
}

/// The plans of all areas at these places of their ladders.
fn picked<'a>(ladders: &'a [Vec<Rung>], at: &[usize]) -> Vec<&'a Rung> {
    ladders.iter().zip(at).map(|(ladder, at)| &ladder[*at]).collect()
}

/// Everything known before anything is sought.
#[derive(Clone)]
struct Case<'a> {
    project: &'a Project,
    topology: &'a Topology<'a>,
    /// With the limits that the plan has already, where none are asked for.
    request: BalanceRequest,
    plan: Id,
    row: &'a Plan,
    fields: Vec<Field>,
    problems: Vec<AreaProblem>,
    /// The present cells by field: numbers of [`AreaProblem::prior`] are places in these.
    former: Vec<Vec<Id>>,
    reasons: Vec<Message>,
}

impl<'a> Case<'a> {
    fn new(
        project: &'a Project,
        request: &BalanceRequest,
        keep: &Keep,
        topology: &'a Topology<'a>,
    ) -> Result<Self, Fault> {
        let Site { plan, row, nest } = site(project, request)?;
        let (Some(plan), Some(row)) = (plan, row) else { return Err(Fault::usage(say!("solve-nothing-to-keep"))) };
        if request.cut != Cut::Never {
            return Err(Fault::usage(say!("solve-keep-whole-blocks")));
        }
        let mut request = BalanceRequest { plan: Some(plan), ..request.clone() };
        let counts = request.cells.is_some() || request.target.is_some();
        if let (Some(size), None, None, None) = (row.limits, request.target, request.min, request.max) {
            (request.target, request.min, request.max) = (Some(size.target), Some(size.min), Some(size.max));
        }
        let mut fields = fields(project, &request, nest, Some(plan))?;
        if !keep.only.is_empty() {
            let only = recut(project, plan, &keep.only)?;
            for field in &mut fields {
                field.blocks.retain(|b| project.cell_of(plan, *b).is_some_and(|cell| only.contains(&cell)));
            }
            fields.retain(|field| !field.blocks.is_empty());
        }
        let loads = weights(project, &request.weight)?;
        let mut problems = graphs(project, &request, &fields, &loads, topology)?;
        let mut former = former(project, plan, &fields, &mut problems);
        if former.iter().all(Vec::is_empty) {
            return Err(Fault::usage(say!("solve-nothing-to-keep")));
        }
        let mut reasons = Vec::new();
        if counts {
            let loads: Vec<u64> = problems.iter().map(|p| p.graph.load()).collect();
            reasons = share_cells(project, &request, &fields, &loads, &mut problems)?;
        } else {
            for (problem, former) in problems.iter_mut().zip(&former) {
                problem.cells = former.len().max(1) as u32;
            }
        }
        if keep.cells != 0 {
            let Some(at) = where_to_change(&problems, keep.cells) else {
                return Err(Fault::infeasible(say!("solve-no-cell-fewer")));
            };
            (fields, problems, former) = (vec![fields.remove(at)], vec![problems.remove(at)], vec![former.remove(at)]);
            problems[0].cells = problems[0].cells.saturating_add_signed(keep.cells);
        }
        Ok(Self { project, topology, request, plan, row, fields, problems, former, reasons })
    }

    fn wishes(&self) -> Wishes {
        wishes(&self.request.aims)
    }

    /// How near to the mean of its area every cell is brought where no budget is given, in millionths.
    fn enough(&self) -> u64 {
        (self.request.aims.band * 1e4).round() as u64
    }

    fn climbed(self, watch: &Watch) -> Result<(Self, Vec<Vec<Rung>>), Fault> {
        let found = ladders(&self.problems, &self.wishes(), self.request.seed, watch)?;
        Ok((self, found))
    }

    /// With each of the lightest cells dissolved in turn; the one that leaves most as it is wins.
    fn without_one(self, watch: &Watch) -> Result<(Self, Vec<Vec<Rung>>), Fault> {
        let last = self.former.first().map_or(0, Vec::len).saturating_sub(1);
        let enough = self.enough();
        let mut best = self.clone().climbed(watch)?;
        let key = |ladders: &[Vec<Rung>]| {
            let at = after(ladders.len(), &climb(ladders, Until::Even(enough)));
            picked(ladders, &at).iter().map(|r| (r.outside, r.off.max(enough), r.moved)).max()
        };
        for cell in (0..last).rev().take(DISSOLVED - 1) {
            let mut other = self.clone();
            other.former[0].swap(cell, last);
            for prior in other.problems[0].prior.iter_mut().flatten() {
                *prior = match *prior as usize {
                    at if at == cell => last as u32,
                    at if at == last => cell as u32,
                    at => at as u32,
                };
            }
            let found = other.climbed(watch)?;
            if key(&found.1) < key(&best.1) {
                best = found;
            }
        }
        Ok(best)
    }

    fn households(&self) -> u64 {
        self.problems.iter().flat_map(|p| &p.graph.heads).map(|h| u64::from(*h)).sum()
    }

    /// The former cell that each block's cell carries on; new cells are told apart by their first block.
    fn owners(&self, rungs: &[&Rung]) -> Vec<Option<Id>> {
        let mut owners = Vec::new();
        for ((rung, former), field) in rungs.iter().zip(&self.former).zip(&self.fields) {
            for cell in &rung.result.label {
                let of = rung.of[*cell as usize].map(|of| former[of as usize]);
                let first = rung.result.label.iter().position(|c| c == cell).map(|at| field.blocks[at]);
                owners.extend([of, first.filter(|_| of.is_none())]);
            }
        }
        owners
    }

    /// The step that makes these plans, and its report.
    fn answer(&self, rungs: &[&Rung], curve: Vec<CurvePoint>) -> (Action, BalanceReport) {
        let results: Vec<AreaResult> = rungs.iter().map(|rung| rung.result.clone()).collect();
        let units: Vec<Vec<u32>> =
            self.problems.iter().map(|p| p.graph.node.iter().map(|n| n.weight).collect()).collect();
        let keeps = |f: usize, cell: usize| -> Option<Id> {
            let of = rungs[f].of.get(cell).copied().flatten()?;
            self.former[f].get(of as usize).copied()
        };
        let answer = Answer {
            fields: &self.fields,
            problems: &self.problems,
            results: &results,
            units: &units,
            topology: self.topology,
            keeps: &keeps,
            stays: untouched(self.project, self.plan, &self.fields, &self.former),
            reasons: self.reasons.clone(),
        };
        let (action, mut report) = assembled(self.project, &self.request, Some(self.row), self.plan, answer);
        let cells_kept = rungs.iter().flat_map(|rung| &rung.of).filter(|of| of.is_some()).count();
        report.change = Some(ChangeReport {
            households: self.households(),
            moved: rungs.iter().map(|rung| rung.moved).sum(),
            cells_kept,
            cells_new: report.cells.saturating_sub(cells_kept),
            curve,
        });
        (action, report)
    }

    /// Points from the fewest changes to the most even plan, about as far from each other, and the chosen one.
    fn curve(&self, ladders: &[Vec<Rung>], chosen: &[&Rung]) -> Vec<CurvePoint> {
        let steps = climb(ladders, Until::Moved(u64::MAX));
        let count = steps.len().min(POINTS - 1);
        let cut = |i: usize| (steps.len() * i).checked_div(count).unwrap_or(0);
        let at = |i: usize| picked(ladders, &after(ladders.len(), &steps[..cut(i)]));
        let mut points: Vec<CurvePoint> = (0..=count).map(|i| self.point(&at(i), false)).collect();
        let own = self.point(chosen, true);
        match points.iter_mut().find(|p| CurvePoint { chosen: true, ..**p } == own) {
            Some(same) => same.chosen = true,
            None => points.push(own),
        }
        points.sort_by_key(|p| p.moved);
        points
    }

    fn point(&self, rungs: &[&Rung], chosen: bool) -> CurvePoint {
        // Whether all kinds of cells are held to one mean.
        let one_class = self.request.target.or(self.request.min).or(self.request.max).is_some();
        let class = |field: &Field| if one_class { CellKind::RuralBase } else { field.kind };
        let cells = self.fields.iter().zip(rungs);
        let loads: Vec<(CellKind, f64)> =
            cells.flat_map(|(field, r)| r.result.loads.iter().map(|l| (class(field), *l as f64))).collect();
        let off = |r: &&Rung| {
            let mean = r.result.loads.iter().sum::<u64>() as f64 / r.result.loads.len().max(1) as f64;
            r.result.loads.iter().map(|l| (*l as f64 - mean).abs() / mean.max(1.0)).sum::<f64>()
        };
        let moved: u64 = rungs.iter().map(|r| r.moved).sum();
        let limits = self.problems.iter().map(|p| p.limits);
        CurvePoint {
            moved,
            moved_pct: moved as f64 / self.households().max(1) as f64 * 100.0,
            max_dev_pct: Load::by_kind(&loads).max_dev_pct,
            area_dev_pct: rungs.iter().map(|r| r.off).max().unwrap_or(0) as f64 / 1e4,
            mean_dev_pct: rungs.iter().map(off).sum::<f64>() / loads.len().max(1) as f64 * 100.0,
            broken: limits
                .zip(rungs)
                .map(|(limits, r)| r.result.loads.iter().filter(|l| limits.excess(**l) > 0).count())
                .sum(),
            border_m: rungs.iter().map(|r| r.result.border).sum(),
            chosen,
        }
    }
}

/// Where one cell more or fewer is needed most: where the mean is greatest, or least and there are two cells.
fn where_to_change(problems: &[AreaProblem], cells: i32) -> Option<usize> {
    let mean = |p: &AreaProblem| p.graph.load() as f64 / f64::from(p.cells.max(1));
    let places = problems.iter().enumerate();
    if cells > 0 {
        return places.max_by(|(i, a), (j, b)| mean(a).total_cmp(&mean(b)).then(j.cmp(i))).map(|(i, _)| i);
    }
    let several = places.filter(|(_, p)| i64::from(p.cells) + i64::from(cells) > 0);
    several.min_by(|(i, a), (j, b)| mean(a).total_cmp(&mean(b)).then(i.cmp(j))).map(|(i, _)| i)
}

/// The cells that are cut anew: one with its neighbours in its area, or those named.
fn recut(project: &Project, plan: Id, only: &[Id]) -> Result<BTreeSet<Id>, Fault> {
    let mut cells: BTreeSet<Id> = only.iter().copied().collect();
    let mut areas: BTreeSet<Id> = BTreeSet::new();
    for id in &cells {
        let row = project.cells.get(*id).filter(|row| row.plan == plan);
        let row = row.ok_or_else(|| Fault::usage(say!("solve-repair-no-cell")))?;
        if row.locked || row.kind == CellKind::Special {
            return Err(Fault::infeasible(say!("solve-repair-locked", cell = &*row.name)));
        }
        areas.insert(row.area);
    }
    if areas.len() > 1 {
        return Err(Fault::usage(say!("solve-repair-two-areas")));
    }
    if cells.len() == 1 {
        let is_beside = |id: Id| project.cells.get(id).is_some_and(|row| areas.contains(&row.area));
        for edge in project.mesh.edges.values() {
            if let (Some(a), Some(b)) = (project.cell_of(plan, edge.left), project.cell_of(plan, edge.right)) {
                let beside = if only.contains(&a) { b } else { a };
                if a != b && (only.contains(&a) || only.contains(&b)) && is_beside(beside) {
                    cells.insert(beside);
                }
            }
        }
    }
    Ok(cells)
}

/// Tells the problems which cell each block has and how many households; returns those cells by field, the heaviest
/// first, so that the lightest are dissolved where fewer are asked for.
fn former(project: &Project, plan: Id, fields: &[Field], problems: &mut [AreaProblem]) -> Vec<Vec<Id>> {
    let tallies = block_tallies(project);
    let one = |(field, problem): (&Field, &mut AreaProblem)| {
        let cell = |block: &Id| project.cell_of(plan, *block);
        let mut load: BTreeMap<Id, u64> = BTreeMap::new();
        for (block, node) in field.blocks.iter().zip(&problem.graph.node) {
            if let Some(cell) = cell(block) {
                *load.entry(cell).or_default() += u64::from(node.weight);
            }
        }
        let mut cells: Vec<Id> = load.keys().copied().collect();
        cells.sort_by_key(|cell| (Reverse(load[cell]), *cell));
        let number: BTreeMap<Id, u32> = cells.iter().copied().zip(0..).collect();
        problem.prior = field.blocks.iter().map(|b| cell(b).and_then(|c| number.get(&c).copied())).collect();
        let households = |block: &Id| tallies.get(*block as usize).map_or(0, |t| t.households);
        problem.graph.heads = field.blocks.iter().map(households).collect();
        cells
    };
    fields.iter().zip(problems).map(one).collect()
}

/// The cells of these areas that are not looked at and not locked either.
fn untouched(project: &Project, plan: Id, fields: &[Field], former: &[Vec<Id>]) -> Vec<BalancedCell> {
    let areas: BTreeSet<Id> = fields.iter().map(|f| f.area).collect();
    let known: BTreeSet<Id> = former.iter().flatten().copied().collect();
    let mut cells: BTreeMap<Id, BalancedCell> = project
        .cells_of(plan)
        .filter(|(id, row)| areas.contains(&row.area) && !row.locked && !known.contains(id))
        .map(|(id, row)| (id, BalancedCell { area: row.area, kind: row.kind, blocks: Vec::new(), keeps: Some(id) }))
        .collect();
    for (block, cell) in project.labels.get(&plan).into_iter().flat_map(|labels| labels.iter()) {
        if let Some(cell) = cells.get_mut(cell) {
            cell.blocks.push(block);
        }
    }
    cells.into_values().filter(|cell| !cell.blocks.is_empty()).collect()
}
