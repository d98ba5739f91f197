//! A present plan balanced anew with few changes: from a project to ladders of plans, and the step that one means.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::balance::{AreaProblem, AreaResult};
use super::divide::{Answer, Field, Site, assembled, fields, graphs, share_cells, site, weights};
use super::goal::Wishes;
use super::keep::{Rung, Until, after, climb, ladders};
use super::request::{BalanceReport, BalanceRequest, ChangeReport, CurvePoint, Cut, Keep};
use crate::base::{Fault, Watch};
use crate::change::{Action, BalancedCell};
use crate::measure::Load;
use crate::mesh::Topology;
use crate::model::{CellKind, Id, Project, block_tallies};
use crate::say;

/// How near to the mean of its area every cell is brought where no budget is given, in millionths.
const EVEN: u64 = 100_000;

/// Points of the curve, besides the plan that is made.
const POINTS: usize = 12;

/// Balances the plan of the request and changes as little of it as the budget says.
///
/// # Errors
/// No such plan, more changes needed than the budget allows, and all that [`super::balance`] refuses.
pub fn rebalance(
    project: &Project,
    request: &BalanceRequest,
    keep: Keep,
    watch: &Watch,
) -> Result<(Action, BalanceReport), Fault> {
    let started = Instant::now();
    let Site { plan, row, nest } = site(project, request)?;
    let (Some(plan), Some(row)) = (plan, row) else { return Err(Fault::usage(say!("solve-nothing-to-keep"))) };
    if request.cut != Cut::Never {
        return Err(Fault::usage(say!("solve-keep-whole-blocks")));
    }
    // What was asked for the plan before still holds.
    let mut request = BalanceRequest { plan: Some(plan), ..request.clone() };
    let counts = request.cells.is_some() || request.target.is_some();
    if let (Some(size), None, None, None) = (row.limits, request.target, request.min, request.max) {
        (request.target, request.min, request.max) = (Some(size.target), Some(size.min), Some(size.max));
    }
    let loads = weights(project, &request.weight)?;
    let fields = fields(project, &request, nest, Some(plan))?;
    let topology = Topology::new(&project.mesh);
    let mut problems = graphs(project, &fields, &loads, &topology);
    let former = former(project, plan, &fields, &mut problems);
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
    let ladders = ladders(&problems, &Wishes::default(), request.seed, watch)?;
    let households: u64 = problems.iter().flat_map(|p| &p.graph.heads).map(|h| u64::from(*h)).sum();
    let until = keep.budget.map_or(Until::Even(EVEN), |budget| Until::Moved(budget.of(households)));
    let least: u64 = ladders.iter().filter_map(|l| l.first()).map(|r| r.moved).sum();
    if let Until::Moved(budget) = until
        && least > budget
    {
        return Err(Fault::infeasible(say!("solve-budget-too-small", budget = budget, least = least)));
    }
    let one_class = request.target.or(request.min).or(request.max).is_some();
    let course = Course { fields: &fields, problems: &problems, ladders: &ladders, households, one_class };
    let chosen = after(ladders.len(), &climb(&ladders, until));
    let picked: Vec<&Rung> = ladders.iter().zip(&chosen).map(|(ladder, at)| &ladder[*at]).collect();
    let results: Vec<AreaResult> = picked.iter().map(|rung| rung.result.clone()).collect();
    let units: Vec<Vec<u32>> = problems.iter().map(|p| p.graph.node.iter().map(|n| n.weight).collect()).collect();
    let keeps = |f: usize, cell: usize| -> Option<Id> {
        let of = picked[f].of.get(cell).copied().flatten()?;
        former[f].get(of as usize).copied()
    };
    let answer = Answer {
        fields: &fields,
        problems: &problems,
        results: &results,
        units: &units,
        topology: &topology,
        keeps: &keeps,
        stays: untouched(project, plan, &fields, &former),
        reasons,
    };
    let (action, mut report) = assembled(project, &request, Some(row), plan, answer);
    let cells_kept = picked.iter().flat_map(|rung| &rung.of).filter(|of| of.is_some()).count();
    report.change = Some(ChangeReport {
        households,
        moved: picked.iter().map(|rung| rung.moved).sum(),
        cells_kept,
        cells_new: report.cells.saturating_sub(cells_kept),
        curve: course.curve(&chosen),
    });
    report.seconds = started.elapsed().as_secs_f64();
    Ok((action, report))
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

/// All that the points of the curve are reckoned from.
struct Course<'a> {
    fields: &'a [Field],
    problems: &'a [AreaProblem],
    ladders: &'a [Vec<Rung>],
    households: u64,
    /// Whether all kinds of cells are held to one mean.
    one_class: bool,
}

impl Course<'_> {
    /// Points from the fewest changes to the most even plan, about as far from each other, and the chosen one.
    fn curve(&self, chosen: &[usize]) -> Vec<CurvePoint> {
        let steps = climb(self.ladders, Until::Moved(u64::MAX));
        let count = steps.len().min(POINTS - 1);
        let cut = |i: usize| (steps.len() * i).checked_div(count).unwrap_or(0);
        let mut points: Vec<CurvePoint> =
            (0..=count).map(|i| self.point(&after(self.ladders.len(), &steps[..cut(i)]))).collect();
        let mut own = self.point(chosen);
        own.chosen = true;
        match points.iter_mut().find(|p| CurvePoint { chosen: true, ..**p } == own) {
            Some(same) => same.chosen = true,
            None => points.push(own),
        }
        points.sort_by_key(|p| p.moved);
        points.dedup_by(|b, a| a.moved == b.moved && !a.chosen && !b.chosen);
        points
    }

    fn point(&self, at: &[usize]) -> CurvePoint {
        let rungs = || self.ladders.iter().zip(at).map(|(ladder, at)| &ladder[*at]);
        let class = |field: &Field| if self.one_class { CellKind::RuralBase } else { field.kind };
        let cells = self.fields.iter().zip(rungs());
        let loads: Vec<(CellKind, f64)> =
            cells.flat_map(|(field, r)| r.result.loads.iter().map(|l| (class(field), *l as f64))).collect();
        let off = |r: &Rung| {
            let mean = r.result.loads.iter().sum::<u64>() as f64 / r.result.loads.len().max(1) as f64;
            r.result.loads.iter().map(|l| (*l as f64 - mean).abs() / mean.max(1.0)).sum::<f64>()
        };
        let moved: u64 = rungs().map(|r| r.moved).sum();
        let limits = self.problems.iter().map(|p| p.limits);
        CurvePoint {
            moved,
            moved_pct: moved as f64 / self.households.max(1) as f64 * 100.0,
            max_dev_pct: Load::by_kind(&loads).max_dev_pct,
            area_dev_pct: rungs().map(|r| r.off).max().unwrap_or(0) as f64 / 1e4,
            mean_dev_pct: rungs().map(off).sum::<f64>() / loads.len().max(1) as f64 * 100.0,
            broken: limits
                .zip(rungs())
                .map(|(limits, r)| r.result.loads.iter().filter(|l| limits.excess(**l) > 0).count())
                .sum(),
            border_m: rungs().map(|r| r.result.border).sum(),
            chosen: false,
        }
    }
}
