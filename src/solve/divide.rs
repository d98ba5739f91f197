//! From a project to balanced cells: the arrays that the kernel wants, and the action that its answer means.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use rayon::prelude::*;

use super::apportion::{Limits, cells_for_target, cells_for_total};
use super::balance::{AreaProblem, AreaResult, balance_each};
use super::bound::floor_of_all;
use super::centres::Centres;
use super::compactness::inertia_floor;
use super::cutting::{Asked, cutting};
use super::goal::Wishes;
use super::graph::{Graph, Node};
use super::hard::shut_edges;
use super::proof;
use super::reach::Reach;
use super::reason::Reason;
use super::rebalance::{PROPOSALS, proposals, rebalance};
use super::request::{Aims, AlsoReport, BalanceReport, BalanceRequest, BoundReport, Cut, Figures, Proposal, Weight};
use super::seats::{self, Seating};
use crate::base::{Fault, Message, Watch};
use crate::change::{Action, BalancedCell};
use crate::geom::ring;
use crate::measure::{Load, matching};
use crate::mesh::Topology;
use crate::model::{Cell, CellKind, Id, Level, Plan, Project, Size, block_tallies, code, marks};
use crate::say;

/// Rounds in which the bound of each area is raised.
const BOUND_ROUNDS: u32 = 30;

/// One nesting area with its free blocks.
#[derive(Clone)]
pub(super) struct Field {
    pub area: Id,
    pub kind: CellKind,
    pub blocks: Vec<Id>,
    pub size: Size,
}

/// Divides the areas of a project into cells. Nothing is changed: the action does that when it is committed.
///
/// # Errors
/// A plan that is not open, a total below the number of areas, an unknown field, cancelled.
pub fn balance(project: &Project, request: &BalanceRequest, watch: &Watch) -> Result<(Action, BalanceReport), Fault> {
    let started = Instant::now();
    watch.report(0.0, say!("solve-at-blocks"));
    may_be_exact(request)?;
    seats::refused(request)?;
    if let Some(keep) = &request.keep {
        return rebalance(project, request, keep, watch);
    }
    let Site { plan, row, nest } = site(project, request)?;
    let weights = weights(project, &request.weight)?;
    let uncut = |weight: &Weight| matches!(weight, Weight::Field(_)) && request.cut != Cut::Never;
    if let Some(field) = request.also.iter().find(|weight| uncut(weight)) {
        return Err(Fault::usage(say!("solve-also-field", field = field.name())));
    }
    let mut fields = fields(project, request, nest, plan)?;
    let topology = Topology::new(&project.mesh);
    let mut problems = graphs(project, request, &fields, &weights, &topology)?;
    let loads: Vec<u64> = problems.iter().map(|p| p.graph.load()).collect();
    let mut reasons = share_cells(project, request, &fields, &loads, &mut problems)?;
    let mut seating = Seating::new(project, request, &fields, &topology)?;
    reasons.extend(seating.raise(project, request, &fields, &mut problems)?);
    let reach = request.reach.map(|metres| Reach::new(project, metres, &fields));
    seating.take(&mut problems, reach.as_ref());
    // Places and distances are seen to over all areas: then there are no drafts, which could be had early.
    let draws = seating.is_empty() && reach.is_none();
    let found = whole_blocks(&fields, &problems, request, draws, watch)?;
    let all = fields.len();
    let begun: Vec<bool> = found.iter().map(Option::is_some).collect();
    let mut results: Vec<AreaResult> = found.into_iter().flatten().collect();
    retain(&mut fields, &begun);
    retain(&mut problems, &begun);
    let mut more = Vec::new();
    if let Some(reach) = &reach {
        let is_whole = |f: usize| request.cut == Cut::Never || problems[f].cells == 1;
        more = reach.within(&problems, &mut results, &is_whole, &wishes(&request.aims), request.seed, watch)?;
    }
    let exact = request
        .exact
        .map(|seconds| proof::improve(&problems, &mut results, &wishes(&request.aims), seconds, watch))
        .transpose()?;
    let mut units: Vec<Vec<u32>> = problems.iter().map(|p| p.graph.node.iter().map(|n| n.weight).collect()).collect();
    let cut = match (request.cut, &request.weight) {
        // The numbers of areas cannot be cut.
        (Cut::Never, _) | (_, Weight::Field(_)) => None,
        (cut, weight) => {
            let BalanceRequest { also, aims, hard, seed, reach, .. } = request;
            let asked = Asked { cut, weight, also, aims, hard, seed: *seed, watch, reach: *reach, draws };
            cutting(project, &fields, &problems, &results, &asked)?
        }
    };
    let after = cut.as_ref().map(|cut| cut.project.clone());
    let project = after.as_ref().unwrap_or(project);
    let topology = if after.is_some() { Topology::new(&project.mesh) } else { topology };
    if let Some(cut) = &cut {
        fields = self::fields(project, request, nest, plan)?;
        retain(&mut fields, &begun);
        let weights = self::weights(project, &request.weight)?;
        for ((old, new), f) in problems.iter_mut().zip(graphs(project, request, &fields, &weights, &topology)?).zip(0..)
        {
            old.graph = new.graph;
            let Some(area) = cut.areas.get(&f) else { continue };
            units[f] = area.weights();
            more.get_mut(f).into_iter().for_each(|more| *more = area.more);
            results[f] = relabelled(&area.result, &old.graph, |i| cut.labels.get(&fields[f].blocks[i]).copied());
        }
    }
    if watch.is_settled() && request.cut == Cut::Always {
        let is_cut = |f: usize| cut.as_ref().is_some_and(|cut| cut.areas.contains_key(&f));
        let done: Vec<bool> = problems.iter().enumerate().map(|(f, p)| p.cells < 2 || is_cut(f)).collect();
        retain(&mut fields, &done);
        retain(&mut problems, &done);
        retain(&mut results, &done);
        retain(&mut units, &done);
    }
    if fields.is_empty() {
        return Err(Fault::cancelled());
    }
    if fields.len() < all {
        reasons.push(say!("solve-settled", done = fields.len(), all = all));
    }

    let seated = (!seating.is_empty()).then(|| seating.report(project, &fields, &results, &topology));
    let reached = reach.map(|reach| {
        let reach = if after.is_some() { Reach::new(project, reach.metres, &fields) } else { reach };
        reach.report(project, &fields, &problems, &results, &more)
    });
    reasons.extend(seated.iter().flat_map(|(_, reasons)| reasons.clone()));
    reasons.extend(reached.iter().flat_map(|(_, reasons)| reasons.clone()));
    let answer = Answer {
        fields: &fields,
        problems: &problems,
        results: &results,
        units: &units,
        topology: &topology,
        keeps: &|_, _| None,
        stays: Vec::new(),
        reasons,
    };
    let new_plan = plan.is_none().then(|| project.plans.next_id());
    let at = plan.or(new_plan).unwrap_or_default();
    let (relabel, mut report) = assembled(project, request, row, at, answer);
    let name = row.map_or_else(|| "Plan 1".to_owned(), |p| p.name.to_string());
    let origin = format!("balance seed {}", request.seed).into();
    let add = new_plan.map(|_| Action::AddPlan { name: name.as_str().into(), nest, origin });
    let mut steps: Vec<Action> = add.into_iter().chain(cut.and_then(|cut| cut.action)).chain([relabel]).collect();
    let action = if steps.len() == 1 { steps.remove(0) } else { Action::Sequence(steps) };
    report.plan = name;
    report.exact = exact;
    report.seats = seated.map(|(report, _)| report);
    report.reach = reached.map(|(report, _)| report);
    report.bound = if request.bound { Some(compact_bound(&problems, &results, watch)?) } else { None };
    report.seconds = started.elapsed().as_secs_f64();
    Ok((action, report))
}

/// Refuses what has no proof: a plan that is kept, blocks that are cut, several weights, and a build without the solver.
fn may_be_exact(request: &BalanceRequest) -> Result<(), Fault> {
    if request.exact.is_none() {
        return Ok(());
    }
    let is_plain = request.seats == seats::Seats::None && request.reach.is_none();
    if request.keep.is_some() || request.cut != Cut::Never || !request.also.is_empty() || !is_plain {
        return Err(Fault::usage(say!("solve-exact-whole-blocks")));
    }
    proof::available()
}

/// What is to be divided: the plan, and the level whose borders no cell crosses.
pub(super) struct Site<'a> {
    pub plan: Option<Id>,
    pub row: Option<&'a Plan>,
    pub nest: Option<Level>,
}

/// Finds the plan; one that keeps to the borders of another level is refused.
pub(super) fn site<'a>(project: &'a Project, request: &BalanceRequest) -> Result<Site<'a>, Fault> {
    let plan = request.plan.or(project.meta.current);
    let row = plan.and_then(|id| project.plans.get(id));
    let nest = request.nest.or(row.and_then(|p| p.nest)).or(Some(project.meta.leaf));
    if let (Some(row), Some(asked)) = (row, request.nest)
        && row.nest != Some(asked)
    {
        return Err(Fault::usage(say!("solve-other-nest", plan = &*row.name, level = asked.name())));
    }
    Ok(Site { plan, row, nest })
}

/// Everything that was found out, by field.
pub(super) struct Answer<'a> {
    pub fields: &'a [Field],
    pub problems: &'a [AreaProblem],
    pub results: &'a [AreaResult],
    /// The loads that cannot be parted.
    pub units: &'a [Vec<u32>],
    pub topology: &'a Topology<'a>,
    /// The cell of the plan that a new cell of a field carries on.
    pub keeps: &'a dyn Fn(usize, usize) -> Option<Id>,
    /// Cells of these areas that stay as they are without being locked.
    pub stays: Vec<BalancedCell>,
    pub reasons: Vec<Message>,
}

/// The step that makes a plan of the answer, and the report of it.
pub(super) fn assembled(
    project: &Project,
    request: &BalanceRequest,
    row: Option<&Plan>,
    plan: Id,
    answer: Answer<'_>,
) -> (Action, BalanceReport) {
    let Answer { fields, problems, results, units, topology, keeps, stays, mut reasons } = answer;
    let mut cells = Vec::new();
    let mut cell_loads: Vec<u64> = Vec::new();
    let barrier_share = barrier_share(project, fields, |f, i| Some(results[f].label[i]));
    let mut broken = 0;
    for (f, ((field, problem), result)) in fields.iter().zip(problems).zip(results).enumerate() {
        let limits = problem.limits;
        let name = &project.areas[field.area].name;
        for reason in result.reasons.iter().filter(|r| !matches!(r, Reason::PartJoined { load: 0, .. })) {
            let message = reason.message(name, limits, request.cut == Cut::Always);
            if !reasons.contains(&message) {
                reasons.push(message);
            }
        }
        for part in west_to_east(field, problem, topology, &result.label, result.loads.len()) {
            broken += usize::from(limits.excess(part.load) > 0);
            cell_loads.push(part.load);
            let keeps = keeps(f, part.cell);
            cells.push(BalancedCell { area: field.area, kind: field.kind, blocks: part.blocks, keeps });
        }
    }
    let total: u64 = cell_loads.iter().sum();
    let ideal = total as f64 / cell_loads.len().max(1) as f64;
    let limits = limits_of(project, request, row.and_then(|p| p.limits));
    let (max_dev, floor) = deviations(fields, problems, units, &cells, &cell_loads, limits.is_some());
    let areas = fields.iter().map(|f| f.area).collect();
    let before = figures(project, plan, fields, problems, limits.is_some());
    let report = BalanceReport {
        plan: row.map(|row| row.name.to_string()).unwrap_or_default(),
        areas: fields.len(),
        cells: cell_loads.len(),
        ideal,
        min: cell_loads.iter().min().copied().unwrap_or(0) as f64,
        max: cell_loads.iter().max().copied().unwrap_or(0) as f64,
        max_dev_pct: max_dev * 100.0,
        floor_dev_pct: floor * 100.0,
        broken,
        barrier_share,
        seconds: 0.0,
        seed: request.seed,
        bound: None,
        exact: None,
        moved: before.is_some().then(|| moved(project, plan, &cells)),
        before,
        seats: None,
        reach: None,
        also: also_report(project, request, &cells, limits.is_some()),
        change: None,
        reasons,
    };
    cells.extend(stays);
    (Action::RelabelAreas { plan, areas, cells, limits }, report)
}

/// How compact the plans of these areas are beside the best possible ones.
pub(super) fn compact_bound(
    problems: &[AreaProblem],
    results: &[AreaResult],
    watch: &Watch,
) -> Result<BoundReport, Fault> {
    watch.report(0.95, say!("solve-at-bound"));
    let floor = |(p, r): (&AreaProblem, &AreaResult)| {
        if r.loads.len() < 2 {
            return Ok(r.inertia);
        }
        // Beside a plan that breaks limits only plans without them can be held.
        let holds = r.loads.iter().all(|load| p.limits.excess(*load) == 0);
        let limits = if holds { p.limits } else { Limits::NONE };
        inertia_floor(&p.graph, r.loads.len() as u32, limits, r.inertia, BOUND_ROUNDS, watch)
    };
    let pairs: Vec<(&AreaProblem, &AreaResult)> = problems.iter().zip(results).collect();
    let floors: Vec<f64> = pairs.into_par_iter().map(floor).collect::<Result<_, Fault>>()?;
    let inertia: f64 = results.iter().map(|r| r.inertia).sum();
    let inertia_floor: f64 = floors.iter().sum();
    let gap_pct = if inertia > 0.0 { (1.0 - inertia_floor / inertia).max(0.0) * 100.0 } else { 0.0 };
    let how = "Lagrangian relaxation over a grid of centres in each area, contiguity left out";
    Ok(BoundReport { inertia, inertia_floor, gap_pct, how })
}

/// How even the other weights are over these cells.
fn also_report(
    project: &Project,
    request: &BalanceRequest,
    cells: &[BalancedCell],
    one_class: bool,
) -> Vec<AlsoReport> {
    let one = |weight: &Weight| {
        // Asked for before, when a field that is missing was refused.
        let of_block = weights(project, weight).unwrap_or_default();
        let class = |kind: CellKind| if one_class { CellKind::RuralBase } else { kind };
        let sum = |cell: &BalancedCell| {
            cell.blocks.iter().filter_map(|b| of_block.get(*b as usize)).map(|w| f64::from(*w)).sum()
        };
        let loads: Vec<(CellKind, f64)> = cells.iter().map(|cell| (class(cell.kind), sum(cell))).collect();
        let Load { ideal, min, max, max_dev_pct, .. } = Load::by_kind(&loads);
        AlsoReport { weight: weight.name().to_owned(), ideal, min, max, max_dev_pct }
    };
    request.also.iter().map(one).collect()
}

/// Share of the length of borders between cells of one field that runs along barriers, by the cell of each block of
/// a field.
fn barrier_share<L: PartialEq>(project: &Project, fields: &[Field], label: impl Fn(usize, usize) -> Option<L>) -> f64 {
    let block_field: BTreeMap<Id, (usize, usize)> = fields
        .iter()
        .enumerate()
        .flat_map(|(f, field)| field.blocks.iter().enumerate().map(move |(i, block)| (*block, (f, i))))
        .collect();
    let (mut border_m, mut along_m) = (0.0, 0.0);
    for edge in project.mesh.edges.values() {
        let (Some((f, a)), Some((g, b))) = (block_field.get(&edge.left), block_field.get(&edge.right)) else {
            continue;
        };
        if f == g && label(*f, *a) != label(*f, *b) {
            let length = length_m(project, edge);
            border_m += length;
            along_m += if marks::has_barrier(edge.marks) { length } else { 0.0 };
        }
    }
    if border_m > 0.0 { along_m / border_m } else { 0.0 }
}

/// How even the cells are that the plan has in these fields; none where it has none.
fn figures(
    project: &Project,
    plan: Id,
    fields: &[Field],
    problems: &[AreaProblem],
    one_class: bool,
) -> Option<Figures> {
    let mut cells: BTreeMap<Id, (CellKind, Limits, u64)> = BTreeMap::new();
    for (field, problem) in fields.iter().zip(problems) {
        let kind = if one_class { CellKind::RuralBase } else { field.kind };
        for (block, node) in field.blocks.iter().zip(&problem.graph.node) {
            if let Some(cell) = project.cell_of(plan, *block) {
                cells.entry(cell).or_insert((kind, problem.limits, 0)).2 += u64::from(node.weight);
            }
        }
    }
    if cells.is_empty() {
        return None;
    }
    let loads: Vec<(CellKind, f64)> = cells.values().map(|(kind, _, load)| (*kind, *load as f64)).collect();
    let Load { ideal, min, max, max_dev_pct, .. } = Load::by_kind(&loads);
    let broken = cells.values().filter(|(_, limits, load)| limits.excess(*load) > 0).count();
    let label = |f: usize, i: usize| project.cell_of(plan, fields[f].blocks[i]);
    let barrier_share = barrier_share(project, fields, label);
    Some(Figures { cells: cells.len(), ideal, min, max, max_dev_pct, broken, barrier_share })
}

/// Households of the plan that change their cell, when cells are matched so that most stay.
fn moved(project: &Project, plan: Id, cells: &[BalancedCell]) -> u64 {
    let tallies = block_tallies(project);
    let mut shared: BTreeMap<(Id, Id), i64> = BTreeMap::new();
    for (cell, new) in cells.iter().zip(0..) {
        for block in &cell.blocks {
            if let Some(old) = project.cell_of(plan, *block) {
                let households = tallies.get(*block as usize).map_or(0, |t| t.households);
                *shared.entry((old, new)).or_default() += (i64::from(households) << 24) + 1;
            }
        }
    }
    let stay = matching(&shared);
    let leave = shared.iter().filter(|((old, new), _)| stay.get(old) != Some(new));
    leave.map(|(_, weight)| (weight >> 24) as u64).sum()
}

/// Up to three answers to choose from: those of the requests, or the ways to cut the cells anew that one names.
///
/// # Errors
/// As [`balance`], from the first request that fails.
pub fn propose(project: &Project, requests: &[BalanceRequest], watch: &Watch) -> Result<Vec<Proposal>, Fault> {
    let mut found: Vec<Proposal> = Vec::new();
    for request in requests {
        seats::refused(request)?;
        if watch.is_settled() && !found.is_empty() {
            break;
        }
        let answers = match &request.keep {
            Some(keep) if !keep.only.is_empty() => proposals(project, request, keep, watch)?,
            _ => {
                let (action, report) = balance(project, request, watch)?;
                vec![Proposal { name: request.name(), action, report }]
            }
        };
        for answer in answers {
            if found.len() < PROPOSALS && found.iter().all(|other| other.action != answer.action) {
                found.push(answer);
            }
        }
    }
    Ok(found)
}

/// The entries that are marked.
fn retain<T>(list: &mut Vec<T>, marked: &[bool]) {
    let mut marks = marked.iter();
    list.retain(|_| marks.next().copied().unwrap_or(true));
}

/// The number by which the draft of a plan tells the cells of an area apart, and mostly those of its neighbours.
pub(super) fn draft_number(area: usize, cell: u32) -> u32 {
    (area as u32).wrapping_mul(5).wrapping_add(cell)
}

/// Labels whole blocks, each area shown as soon as it is done; none for areas that were not begun when that was enough.
/// An area that is cut in any case keeps its blocks in one cell for now.
fn whole_blocks(
    fields: &[Field],
    problems: &[AreaProblem],
    request: &BalanceRequest,
    draws: bool,
    watch: &Watch,
) -> Result<Vec<Option<AreaResult>>, Fault> {
    if request.cut != Cut::Always || matches!(request.weight, Weight::Field(_)) {
        let show = |f: usize, result: &AreaResult| {
            if !draws {
                return;
            }
            watch.draft(
                fields[f].blocks.iter().zip(&result.label).map(|(block, cell)| (*block, draft_number(f, *cell))),
            );
        };
        return balance_each(problems, &wishes(&request.aims), request.seed, watch, &show);
    }
    let one: Vec<AreaProblem> = problems
        .iter()
        .map(|p| AreaProblem { cells: 1, lock: Vec::new(), centres: Centres::default(), ..p.clone() })
        .collect();
    balance_each(&one, &wishes(&request.aims), request.seed, watch, &|_, _| {})
}

/// The plan of an area whose blocks have been cut, by block; a block that nothing is known of joins the first cell.
fn relabelled(result: &AreaResult, graph: &Graph, label: impl Fn(usize) -> Option<u32>) -> AreaResult {
    let label: Vec<u32> = (0..graph.len()).map(|i| label(i).unwrap_or(0)).collect();
    let mut loads = vec![0u64; result.loads.len()];
    for (cell, node) in label.iter().zip(&graph.node) {
        loads[*cell as usize] += u64::from(node.weight);
    }
    AreaResult { label, loads, ..result.clone() }
}

/// The largest deviation of a cell from the ideal of its kind, and the proven floor of it, as shares of the ideal.
fn deviations(
    fields: &[Field],
    problems: &[AreaProblem],
    units: &[Vec<u32>],
    cells: &[BalancedCell],
    loads: &[u64],
    one_class: bool,
) -> (f64, f64) {
    let class = |kind: CellKind| if one_class { CellKind::RuralBase } else { kind };
    let (mut most, mut floor) = (0.0, 0.0);
    for kind in CellKind::ALL {
        let own: Vec<f64> = cells
            .iter()
            .zip(loads)
            .filter(|(cell, _)| class(cell.kind) == kind)
            .map(|(_, load)| *load as f64)
            .collect();
        let ideal = own.iter().sum::<f64>() / own.len().max(1) as f64;
        if ideal <= 0.0 {
            continue;
        }
        most = own.iter().map(|load| (load - ideal).abs() / ideal).fold(most, f64::max);
        let areas = fields.iter().zip(problems).zip(units);
        let of_kind = areas.filter(|((field, _), _)| class(field.kind) == kind);
        floor = floor_of_all(of_kind.map(|((_, p), w)| (w.as_slice(), p.cells)), ideal).max(floor);
    }
    (most, floor)
}

/// The limits that the plan is to keep: those asked for; in a part of the project, what the plan had.
fn limits_of(project: &Project, request: &BalanceRequest, present: Option<Size>) -> Option<Size> {
    let asked = request.target.or(request.min).or(request.max).is_some();
    match request.within {
        Some(_) => present,
        None => asked.then(|| size_of(request, project.profile.rural)),
    }
}

/// A target alone widens the profile's limits where they would contradict it.
fn size_of(request: &BalanceRequest, profile: Size) -> Size {
    let unit = request.weight == Weight::Households;
    let target = request.target.unwrap_or(profile.target);
    let scaled = |limit: u32| (f64::from(limit) * f64::from(target) / f64::from(profile.target)).round() as u32;
    let fits = unit && profile.min <= target && target <= profile.max;
    Size {
        min: request.min.unwrap_or_else(|| if fits { profile.min } else { scaled(profile.min) }).min(target),
        target,
        max: request.max.unwrap_or_else(|| if fits { profile.max } else { scaled(profile.max) }).max(target),
    }
}

/// The areas to be divided with their blocks; those of locked cells are left out, and of special ones in a kept plan.
pub(super) fn fields(
    project: &Project,
    request: &BalanceRequest,
    nest: Option<Level>,
    plan: Option<Id>,
) -> Result<Vec<Field>, Fault> {
    let stays = |cell: &Cell| cell.locked || (request.keep.is_some() && cell.kind == CellKind::Special);
    let locked: BTreeSet<Id> =
        plan.into_iter().flat_map(|p| project.cells_of(p)).filter(|(_, c)| stays(c)).map(|(id, _)| id).collect();
    let mut blocks: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for (block, row) in project.blocks.iter() {
        if request.within.is_some_and(|within| !project.lies_in(row.area, within)) {
            continue;
        }
        if plan.and_then(|p| project.cell_of(p, block)).is_some_and(|cell| locked.contains(&cell)) {
            continue;
        }
        if let Some(area) = project.nest_of(block, nest) {
            blocks.entry(area).or_default().push(block);
        }
    }
    if blocks.is_empty() {
        return Err(Fault::usage(say!("solve-nothing-within")));
    }
    if let (Some(min), Some(max)) = (request.min, request.max)
        && min > max
    {
        return Err(Fault::usage(say!("solve-min-over-max", min = min, max = max)));
    }
    let target = request.target.unwrap_or(1);
    if target == 0
        || request.min.is_some_and(|m| request.target.is_some_and(|t| m > t))
        || request.max.is_some_and(|m| m < target)
    {
        return Err(Fault::usage(say!(
            "solve-target-outside",
            target = target,
            min = request.min.unwrap_or(0),
            max = request.max.unwrap_or(u32::MAX)
        )));
    }
    let field = |(area, blocks): (Id, Vec<Id>)| {
        let kind = code::base_kind(&project.areas[area].code);
        // Limits that were asked for are meant for every kind.
        let asked = request.target.or(request.min).or(request.max).is_some();
        let profile = if asked { project.profile.rural } else { project.profile.size(kind) };
        Field { area, kind, blocks, size: size_of(request, profile) }
    };
    Ok(blocks.into_iter().map(field).collect())
}

/// The load of every block, by block id.
pub(super) fn weights(project: &Project, weight: &Weight) -> Result<Vec<u32>, Fault> {
    let tallies = block_tallies(project);
    let Weight::Field(field) = weight else {
        let of = |t: &crate::model::Tally| match weight {
            Weight::Persons => t.resident,
            Weight::Minutes => t.minutes.round() as u32,
            Weight::Monitored => t.monitored,
            Weight::Households | Weight::Field(_) => t.households,
        };
        return Ok(tallies.iter().map(of).collect());
    };
    let name = field.strip_prefix("areas.").unwrap_or(field);
    let mut by_area: BTreeMap<Id, Vec<(Id, i128)>> = BTreeMap::new();
    let topology = Topology::new(&project.mesh);
    for (block, row) in project.blocks.iter() {
        by_area.entry(row.area).or_default().push((block, topology.area2_mm2(block)));
    }
    let mut weights = vec![0; tallies.len()];
    for (area, blocks) in by_area {
        let value = project.areas[area].fields.iter().find(|(f, _)| &**f == name).map(|(_, v)| *v);
        let Some(value) = value.filter(|v| *v >= 0.0 && *v <= f64::from(u32::MAX)) else {
            let known = project.areas[area].fields.iter().map(|(f, _)| f.as_ref()).collect::<Vec<_>>().join(", ");
            if known.is_empty() {
                return Err(Fault::usage(say!("solve-no-fields", field = name)));
            }
            return Err(Fault::usage(say!(
                "solve-no-field",
                field = name,
                area = &*project.areas[area].name,
                fields = known
            )));
        };
        // An area of several blocks shares its number by territory, to the last unit.
        let whole: i128 = blocks.iter().map(|(_, a)| a).sum::<i128>().max(1);
        let (mut given, mut seen) = (0u32, 0i128);
        for (block, own) in blocks {
            seen += own;
            let upto = (value.round() * (seen as f64 / whole as f64)).round() as u32;
            weights[block as usize] = upto - given.min(upto);
            given = given.max(upto);
        }
    }
    Ok(weights)
}

/// The problem of each field, with one cell to begin with.
pub(super) fn graphs(
    project: &Project,
    request: &BalanceRequest,
    fields: &[Field],
    weights: &[u32],
    topology: &Topology<'_>,
) -> Result<Vec<AreaProblem>, Fault> {
    let cost = request.aims.border_cost();
    let also: Vec<Vec<u32>> =
        request.also.iter().map(|weight| self::weights(project, weight)).collect::<Result<_, _>>()?;
    let mut at: Vec<Option<(u32, u32)>> = vec![None; project.mesh.faces.next_id() as usize];
    for (f, field) in fields.iter().enumerate() {
        for (i, block) in field.blocks.iter().enumerate() {
            at[*block as usize] = Some((f as u32, i as u32));
        }
    }
    let shut = shut_edges(project, topology, &request.hard);
    let mut edges: Vec<Vec<(u32, u32, f32)>> = vec![Vec::new(); fields.len()];
    for (_, edge) in project.mesh.edges.iter().filter(|(id, _)| !shut.contains(id)) {
        if let (Some((f, a)), Some((g, b))) = (at[edge.left as usize], at[edge.right as usize])
            && f == g
        {
            let group = |block: Id| project.blocks.get(block).and_then(|b| b.group.as_ref());
            let one_group = group(edge.left).is_some() && group(edge.left) == group(edge.right);
            let factor = cost.factor(edge.marks, one_group);
            edges[f as usize].push((a, b, (length_m(project, edge) * factor) as f32));
        }
    }
    let households = households_of_blocks(project);
    let problems = fields
        .iter()
        .zip(edges)
        .map(|(field, edges)| {
            let node = |block: &Id| {
                let weight = weights[*block as usize];
                // Where people live counts; where nobody lives, the middle of the land, and little.
                let (x, y) = households[*block as usize].unwrap_or_else(|| middle(topology, *block));
                Node { weight, mass: f64::from(weight).max(0.5), x, y }
            };
            let mut graph = Graph::new(field.blocks.iter().map(node).collect(), &edges);
            if !also.is_empty() {
                let own = |block: &Id| [0, 1, 2].map(|j| also.get(j).map_or(0, |weights| weights[*block as usize]));
                graph.also = field.blocks.iter().map(own).collect();
            }
            // An area without anybody still has one cell, which no lower limit can bind.
            let min = if graph.load() == 0 { 0 } else { u64::from(field.size.min) };
            let limits = Limits { min, max: u64::from(field.size.max) };
            AreaProblem { graph, cells: 1, limits, lock: Vec::new(), prior: Vec::new(), centres: Centres::default() }
        })
        .collect();
    Ok(problems)
}

/// What the weights of a planner are to the kernel.
pub(super) fn wishes(aims: &Aims) -> Wishes {
    Wishes { compact: aims.compact, even: aims.even, tolerance: aims.band / 100.0, ..Wishes::default() }
}

/// Mean place of the households of each block, metres in the project frame.
fn households_of_blocks(project: &Project) -> Vec<Option<(f64, f64)>> {
    let mut sums = vec![(0.0, 0.0, 0u32); project.mesh.faces.next_id() as usize];
    for household in project.households.values() {
        if let Some(sum) = household.block.and_then(|b| sums.get_mut(b as usize)) {
            sum.0 += f64::from(household.at.x);
            sum.1 += f64::from(household.at.y);
            sum.2 += 1;
        }
    }
    let mean = |(x, y, n): (f64, f64, u32)| (n > 0).then(|| (x / f64::from(n) / 1000.0, y / f64::from(n) / 1000.0));
    sums.into_iter().map(mean).collect()
}

fn middle(topology: &Topology<'_>, block: Id) -> (f64, f64) {
    let (x, y) = topology.rings(block).first().map_or((0.0, 0.0), |outer| ring::centroid_mm(outer));
    (x / 1000.0, y / 1000.0)
}

fn length_m(project: &Project, edge: &crate::mesh::Edge) -> f64 {
    project.mesh.line(edge).map_or(0.0, |line| line.windows(2).map(|w| w[0].distance_m(w[1])).sum())
}

/// Sets how many cells each area gets; returns why limits cannot hold.
pub(super) fn share_cells(
    project: &Project,
    request: &BalanceRequest,
    fields: &[Field],
    loads: &[u64],
    problems: &mut [AreaProblem],
) -> Result<Vec<Message>, Fault> {
    let mut reasons = Vec::new();
    match request.cells {
        Some(total) => {
            let populated = loads.iter().filter(|l| **l > 0).count();
            let shares = u32::try_from(total).ok().and_then(|total| cells_for_total(loads, total));
            let Some(shares) = shares else {
                return Err(Fault::infeasible(say!(
                    "solve-too-few-cells",
                    cells = total,
                    areas = fields.len(),
                    populated = populated
                )));
            };
            for (problem, cells) in problems.iter_mut().zip(shares) {
                problem.cells = cells;
            }
        }
        None => {
            for ((problem, field), load) in problems.iter_mut().zip(fields).zip(loads) {
                let (cells, reason) = cells_for_target(*load, u64::from(field.size.target), problem.limits);
                problem.cells = cells;
                let name = &project.areas[field.area].name;
                reasons.extend(reason.map(|r| r.message(name, problem.limits, request.cut == Cut::Always)));
            }
        }
    }
    Ok(reasons)
}

/// One cell of a field.
#[derive(Clone, Default)]
struct Part {
    cell: usize,
    blocks: Vec<Id>,
    load: u64,
    /// Σ area, Σ area·x, Σ area·y of the rings, holes negative.
    sums: [f64; 3],
}

/// The cells of one area by the centres of their territories, from west to east; those above each other from north to
/// south; empty ones left out.
fn west_to_east(
    field: &Field,
    problem: &AreaProblem,
    topology: &Topology<'_>,
    label: &[u32],
    cells: usize,
) -> Vec<Part> {
    let mut parts: Vec<Part> = (0..cells).map(|cell| Part { cell, ..Part::default() }).collect();
    for (i, cell) in label.iter().enumerate() {
        let part = &mut parts[*cell as usize];
        part.blocks.push(field.blocks[i]);
        part.load += u64::from(problem.graph.node[i].weight);
        for ring in topology.rings(field.blocks[i]) {
            let (area, (x, y)) = (ring::area2_mm2(&ring) as f64, ring::centroid_mm(&ring));
            part.sums = [part.sums[0] + area, part.sums[1] + area * x, part.sums[2] + area * y];
        }
    }
    parts.retain(|p| !p.blocks.is_empty());
    // Whole metres, so that cells straight above each other count as beside each other.
    let metres = |p: &Part, k: usize| (p.sums[k] / p.sums[0].max(1.0) / 1000.0).round() as i64;
    parts.sort_by_key(|p| (metres(p, 1), -metres(p, 2), p.blocks.first().copied()));
    parts
}
