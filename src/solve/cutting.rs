//! Cells drawn across blocks: which areas are cut, where, and which cell each block lies in that comes of it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::balance::{AreaProblem, AreaResult, balance_area};
use super::centres::Centres;
use super::divide::{Field, draft_number, wishes};
use super::goal::Wishes;
use super::graph::{Also, Graph};
use super::hard::shut_edges;
use super::points::{Borders, Cloud, Ground, Home, Lines, Plot, levelled, share_whole};
use super::reach::{self, Reach};
use super::request::{Aims, Cut, Weight};
use crate::base::{Fault, Watch};
use crate::change::{Action, apply};
use crate::edit;
use crate::geom::Pt;
use crate::mesh::{Hit, Locator, Topology};
use crate::model::{BarrierKind, Household, Id, Project, marks};
use crate::say;

/// The band aimed at at first round the ideal load where borders may run anywhere, as a share of it.
const TOLERANCE: f64 = 0.05;

/// Moves for each hamlet at first.
const EFFORT: u32 = 80;

/// Moves for each dwelling at the end.
const FINE_EFFORT: u32 = 40;

/// What it costs to leave the plan by whole blocks with everybody, where blocks are cut only if they must be.
const KEEP: f64 = 1.0;

/// Starts of the exact kernel, where the search leaves loads outside the band.
const STARTS: usize = 8;

/// A block heavier than this share of the ideal load is cut first, where blocks must be cut.
const COARSE: f64 = 0.2;

/// What is asked for, besides the areas.
pub(super) struct Asked<'a> {
    pub cut: Cut,
    pub weight: &'a Weight,
    /// What is to be even besides.
    pub also: &'a [Weight],
    /// What a good plan is, but for the band: cut freely, loads are as even as whole numbers allow.
    pub aims: &'a Aims,
    pub hard: &'a [BarrierKind],
    pub seed: u64,
    pub watch: &'a Watch,
    /// The greatest distance of a household from the centre of its cell, metres.
    pub reach: Option<f64>,
    /// Whether areas are shown as soon as they are done.
    pub draws: bool,
}

/// What areas come to when they are cut.
pub(super) struct Cutting {
    /// The cut, to be done before the labels are; none where every border runs along blocks.
    pub action: Option<Action>,
    /// The project after it.
    pub project: Project,
    /// The areas divided anew, by the index of their field.
    pub areas: BTreeMap<usize, Divided>,
    /// The cell of each of their blocks.
    pub labels: BTreeMap<Id, u32>,
}

/// One area divided into cells wherever its dwellings allow it; what it was worked out on is not kept.
pub(super) struct Divided {
    lines: Lines,
    /// The label of every block that lies in one cell.
    block_labels: Vec<(Id, Option<u32>)>,
    homes: Vec<(Pt, u32)>,
    weights: Vec<u32>,
    /// Where cells are grown around places: those, with the cell of each.
    seats: Vec<(Pt, u32)>,
    /// With so many cells more nobody would live too far, where that is known.
    pub more: Option<u32>,
    /// Judged by units.
    pub result: AreaResult,
}

impl Divided {
    fn new(plots: &[Plot], ground: &Ground, result: AreaResult) -> Self {
        let homes = plots.iter().flat_map(|plot| plot.homes.iter().map(|h| h.at)).zip(ground.units_of(plots));
        let mut homes: Vec<(Pt, u32)> = homes.map(|(at, unit)| (at, result.label[unit as usize])).collect();
        homes.sort_by_key(|home| home.0);
        homes.dedup_by_key(|home| home.0);
        Self {
            lines: ground.lines(&result.label),
            block_labels: ground.block_labels(&result.label),
            homes,
            weights: ground.graph.node.iter().map(|n| n.weight).collect(),
            seats: Vec::new(),
            more: None,
            result: AreaResult { label: Vec::new(), ..result },
        }
    }

    /// The loads that cannot be parted.
    pub fn weights(&self) -> Vec<u32> {
        self.weights.clone()
    }

    /// The label of the home at a place.
    fn label_at(&self, at: Pt) -> Option<u32> {
        self.homes.binary_search_by_key(&at, |home| home.0).ok().map(|i| self.homes[i].1)
    }
}

/// Divides the areas whose cells may be drawn across blocks: all, or those whose `results` by whole blocks fail.
pub(super) fn cutting(
    project: &Project,
    fields: &[Field],
    problems: &[AreaProblem],
    results: &[AreaResult],
    asked: &Asked<'_>,
) -> Result<Option<Cutting>, Fault> {
    let topology = Topology::new(&project.mesh);
    let homes = households_of_blocks(project);
    let shut = shut_edges(project, &topology, asked.hard);
    let chosen: Vec<usize> = (0..fields.len())
        .filter(|&f| problems[f].cells > 1 || results[f].reasons.iter().any(|r| r.breaks_limit()))
        .filter(|&f| asked.cut == Cut::Always || misses(&problems[f], &results[f].loads, asked.aims) > (0, 0))
        .collect();
    let divided = chosen.into_par_iter().map(|f| {
        asked.watch.check()?;
        if asked.watch.is_settled() {
            return Ok((f, None));
        }
        let own =
            Own { project, topology: &topology, homes: &homes, shut: &shut, field: &fields[f], problem: &problems[f] };
        let divided = if asked.cut == Cut::Always { own.free(f, asked)? } else { own.needed(f, &results[f], asked)? };
        let whole = divided.iter().filter(|_| asked.draws).flat_map(|divided| &divided.block_labels);
        asked.watch.draft(whole.filter_map(|(block, cell)| Some((*block, draft_number(f, (*cell)?)))));
        Ok((f, divided))
    });
    let divided: Vec<(usize, Option<Divided>)> = divided.collect::<Result<_, Fault>>()?;
    let areas: BTreeMap<usize, Divided> = divided.into_iter().filter_map(|(f, d)| Some((f, d?))).collect();
    if areas.is_empty() {
        return Ok(None);
    }
    asked.watch.report(0.9, say!("solve-at-cutting"));
    let (mut blocks, mut lines) = (Vec::new(), Vec::new());
    for area in areas.values() {
        blocks.extend(&area.lines.blocks);
        lines.extend(area.lines.lines.iter().cloned());
    }
    let action =
        (!lines.is_empty()).then_some(Action::CutBlocks { blocks, lines, first: Some(project.mesh.faces.next_id()) });
    let mut after = project.clone();
    if let Some(action) = &action {
        let change = edit::plan(project, action).map_err(|refusal| Fault::infeasible(refusal.message))?;
        apply(&mut after, &change);
    }
    let labels = labels(project, &after, fields, &areas);
    Ok(Some(Cutting { action, project: after, areas, labels }))
}

/// Load outside the limits, and outside the band where whole blocks are enough.
fn misses(problem: &AreaProblem, loads: &[u64], aims: &Aims) -> (u64, u64) {
    let ideal = loads.iter().sum::<u64>() as f64 / loads.len().max(1) as f64;
    let band = ideal * aims.band / 100.0;
    let off = |load: u64| ((load as f64 - ideal).abs() - band).max(0.0).floor() as u64;
    (loads.iter().map(|l| problem.limits.excess(*l)).sum(), loads.iter().map(|l| off(*l)).sum())
}

/// The households of every block, by block id.
fn households_of_blocks(project: &Project) -> Vec<Vec<Id>> {
    let mut homes = vec![Vec::new(); project.mesh.faces.next_id() as usize];
    for (id, household) in project.households.iter() {
        if let Some(own) = household.block.and_then(|b| homes.get_mut(b as usize)) {
            own.push(id);
        }
    }
    homes
}

/// One area and what is known of it.
struct Own<'a> {
    project: &'a Project,
    topology: &'a Topology<'a>,
    homes: &'a [Vec<Id>],
    /// Mesh edges over which nothing touches.
    shut: &'a BTreeSet<Id>,
    field: &'a Field,
    problem: &'a AreaProblem,
}

impl Own<'_> {
    /// Cut wherever that is best: first hamlet by hamlet, then dwelling by dwelling, as even as whole numbers allow.
    fn free(&self, index: usize, asked: &Asked<'_>) -> Result<Option<Divided>, Fault> {
        let (plots, ground) = self.ground(asked, true, |_| true);
        let k = self.problem.cells as usize;
        let ideal = ground.graph.load() as f64 / k.max(1) as f64;
        let (lock, homes_of) = (self.seat_units(&plots, &ground), self.homes_of_units(&plots, &ground));
        let (graph, cluster) = ground.clustered((ideal * TOLERANCE).floor().max(1.0) as u32, &lock);
        let (mut held, mut near) = (vec![None; graph.len()], vec![Vec::new(); graph.len()]);
        for ((into, lock), homes) in cluster.iter().zip(&lock).zip(&homes_of) {
            held[*into as usize] = held[*into as usize].or(*lock);
            near[*into as usize].extend(homes);
        }
        let centres = Centres { seats: self.problem.centres.seats.clone(), ..Centres::default() };
        let mut problem = AreaProblem { graph, lock: held, prior: Vec::new(), centres, ..self.problem.clone() };
        let reach = asked.reach.map(|metres| Reach::of_units(metres, near));
        if let Some(reach) = &reach {
            problem.centres.far = reach.far(0, &problem.centres.seats, problem.filled());
        }
        let wishes = Wishes { tolerance: TOLERANCE, effort: EFFORT, ..wishes(asked.aims) };
        let mut rough = balance_area(&problem, &wishes, asked.seed, index as u64, asked.watch)?;
        if misses(&problem, &rough.loads, asked.aims) > (0, 0)
            && asked.reach.is_none()
            && lock.iter().all(Option::is_none)
        {
            problem.prior = self.exact(&problem.graph, index, asked)?.into_iter().map(Some).collect();
            let kept = Wishes { keep: f64::MIN_POSITIVE, ..wishes };
            let other = balance_area(&problem, &kept, asked.seed, index as u64, asked.watch)?;
            if misses(&problem, &other.loads, asked.aims) < misses(&problem, &rough.loads, asked.aims) {
                rough = other;
            }
        }
        let mut more = None;
        let mut far = Vec::new();
        if let Some(reach) = &reach {
            let own =
                reach::Own { reach, f: 0, problem: &problem, wishes: &wishes, seed: asked.seed, watch: asked.watch };
            rough = own.bettered(&rough)?.unwrap_or(rough);
            if !own.is_within(&rough) {
                more = own.more(rough.loads.len() as u32)?;
            }
            let centres = reach.centres(0, &problem, &rough.label, rough.loads.len());
            let cells = self.problem.cells.min(homes_of.len() as u32);
            far = Reach::of_units(reach.metres, homes_of).far(0, &centres, cells);
        }
        let label: Vec<u32> = cluster.iter().map(|c| rough.label[*c as usize]).collect();
        // Whoever must not live further away is not moved for the sake of one household more or less.
        let label = if reach.is_some() { label } else { levelled(&ground.graph, k, label) };
        problem.prior = label.into_iter().map(Some).collect();
        problem.graph = ground.graph.clone();
        problem.lock = lock;
        problem.centres.far = far;
        let wishes = Wishes { tolerance: 0.0, effort: FINE_EFFORT, keep: f64::MIN_POSITIVE, ..wishes };
        let result = balance_area(&problem, &wishes, asked.seed, index as u64, asked.watch)?;
        let mut divided = Divided::new(&plots, &ground, result);
        divided.seats = self.seats().zip(0..).map(|((_, at), cell)| (at, cell)).collect();
        divided.more = more;
        Ok(Some(divided))
    }

    /// The places that cells are grown around, with the number of their block.
    fn seats(&self) -> impl Iterator<Item = (u32, Pt)> + '_ {
        let Centres { seats, blocks, .. } = &self.problem.centres;
        let pt = |(x, y): (f64, f64)| Pt::new((x * 1000.0).round() as i32, (y * 1000.0).round() as i32);
        seats.iter().zip(blocks).map(move |(at, block)| (*block, pt(*at)))
    }

    /// The cell that each unit with a place must lie in.
    fn seat_units(&self, plots: &[Plot], ground: &Ground) -> Vec<Option<u32>> {
        let cell_of: BTreeMap<(Id, Pt), u32> =
            self.seats().zip(0..).map(|((v, at), cell)| ((self.field.blocks[v as usize], at), cell)).collect();
        let mut lock = vec![None; ground.graph.len()];
        let homes = plots.iter().flat_map(|plot| plot.homes.iter().map(|home| (plot.block, home.at)));
        for (unit, home) in ground.units_of(plots).into_iter().zip(homes) {
            lock[unit as usize] = lock[unit as usize].or(cell_of.get(&home).copied());
        }
        lock
    }

    /// Where the households of each unit live, metres.
    fn homes_of_units(&self, plots: &[Plot], ground: &Ground) -> Vec<Vec<(f64, f64)>> {
        let mut homes = vec![Vec::new(); ground.graph.len()];
        let lived_in = plots.iter().flat_map(|plot| {
            // Places come after the households of their block.
            let households = self.homes[plot.block as usize].len();
            plot.homes.iter().enumerate().map(move |(i, home)| (i < households, home.at))
        });
        for (unit, (is_household, at)) in ground.units_of(plots).into_iter().zip(lived_in) {
            if is_household {
                homes[unit as usize].push((f64::from(at.x) / 1000.0, f64::from(at.y) / 1000.0));
            }
        }
        homes
    }

    /// The plan by whole blocks, with as few households as possible moved over lines through the blocks that are too
    /// heavy for their neighbours, else through any; none where that does not help.
    fn needed(&self, index: usize, whole: &AreaResult, asked: &Asked<'_>) -> Result<Option<Divided>, Fault> {
        let ideal = self.problem.graph.load() as f64 / f64::from(self.problem.cells.max(1));
        let mut best = (misses(self.problem, &whole.loads, asked.aims), None);
        for share in [COARSE, 0.0] {
            let (plots, ground) = self.ground(asked, false, |weight| f64::from(weight) > ideal * share);
            let prior = plots.iter().zip(&whole.label).flat_map(|(plot, cell)| plot.homes.iter().map(|_| *cell));
            let mut label: Vec<u32> = vec![0; ground.graph.len()];
            for (block, unit) in ground.block_units() {
                let at = self.field.blocks.binary_search(&block).unwrap_or_default();
                label[unit as usize] = whole.label[at];
            }
            for (unit, cell) in ground.units_of(&plots).into_iter().zip(prior) {
                label[unit as usize] = cell;
            }
            let problem = AreaProblem {
                graph: ground.graph.clone(),
                lock: Vec::new(),
                prior: label.into_iter().map(Some).collect(),
                ..self.problem.clone()
            };
            let wishes = Wishes { effort: EFFORT, keep: KEEP, ..wishes(asked.aims) };
            let result = balance_area(&problem, &wishes, asked.seed, index as u64, asked.watch)?;
            let now = misses(self.problem, &result.loads, asked.aims);
            if now < best.0 {
                best = (now, Some(Divided::new(&plots, &ground, result)));
            }
            if now == (0, 0) {
                break;
            }
        }
        Ok(best.1)
    }

    fn ground(&self, asked: &Asked<'_>, joined: bool, is_free: impl Fn(u32) -> bool) -> (Vec<Plot>, Ground) {
        let plots = self.plots(asked.weight, is_free);
        let borders = Borders { cost: asked.aims.border_cost(), shut: self.shut };
        let mut ground = Ground::new(&self.project.mesh, self.topology, &plots, joined, &borders);
        if !asked.also.is_empty() {
            ground.graph.also = self.also_of_units(&plots, &ground, asked.also);
        }
        (plots, ground)
    }

    /// The other loads of each unit.
    fn also_of_units(&self, plots: &[Plot], ground: &Ground, weights: &[Weight]) -> Vec<Also> {
        let mut sums: Vec<Also> = vec![Also::default(); ground.graph.len()];
        let mut units = ground.units_of(plots).into_iter();
        for plot in plots {
            // Places come after the households of their block, and weigh nothing.
            let households = self.homes[plot.block as usize].iter().map(|id| self.project.households.get(*id));
            let households = households.chain(std::iter::repeat(None));
            for ((_, household), unit) in plot.homes.iter().zip(households).zip(units.by_ref()) {
                let Some(row) = household else { continue };
                for (sum, weight) in sums[unit as usize].iter_mut().zip(weights) {
                    *sum = sum.saturating_add(load(self.project, row, weight));
                }
            }
        }
        sums
    }

    /// The exactly balanced start of the points kernel.
    fn exact(&self, graph: &Graph, index: usize, asked: &Asked<'_>) -> Result<Vec<u32>, Fault> {
        let cloud = Cloud::new(graph.node.iter().map(|n| (n.x, n.y, n.weight)));
        let k = self.problem.cells as usize;
        Ok(share_whole(&cloud, graph, k, STARTS, asked.seed ^ ((index as u64) << 32), asked.watch)?.label)
    }

    fn plots(&self, weight: &Weight, is_free: impl Fn(u32) -> bool) -> Vec<Plot> {
        let mut groups: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        let mut plots = Vec::new();
        let mut seats: BTreeMap<u32, Vec<Pt>> = BTreeMap::new();
        self.seats().for_each(|(v, at)| seats.entry(v).or_default().push(at));
        for ((&block, node), v) in self.field.blocks.iter().zip(&self.problem.graph.node).zip(0..) {
            let mut homes = Vec::new();
            for id in &self.homes[block as usize] {
                let Some(row) = self.project.households.get(*id) else { continue };
                let next = groups.len() as u32;
                let group = (!row.group().is_empty())
                    .then(|| *groups.entry((&**row.village(), &**row.group())).or_insert(next));
                homes.push(Home { at: row.at, weight: load(self.project, row, weight), group });
            }
            // So borders keep clear of a place and may part it from another.
            homes.extend(seats.get(&v).into_iter().flatten().map(|at| Home { at: *at, weight: 0, group: None }));
            plots.push(Plot { block, homes, free: is_free(node.weight), middle: (node.x, node.y) });
        }
        plots
    }
}

/// What one household weighs.
fn load(project: &Project, household: &Household, weight: &Weight) -> u32 {
    match weight {
        Weight::Households => 1,
        Weight::Persons => u32::from(household.resident),
        Weight::Minutes => project.profile.minutes_per_month(household.categories).round() as u32,
        Weight::Monitored => u32::from(household.categories & project.profile.monitored_bits() != 0),
        Weight::Field(_) => 0,
    }
}

/// The cell of each block of the divided areas, after the cut.
fn labels(before: &Project, after: &Project, fields: &[Field], areas: &BTreeMap<usize, Divided>) -> BTreeMap<Id, u32> {
    let mut labels: BTreeMap<Id, u32> = BTreeMap::new();
    let mut open: BTreeSet<Id> = BTreeSet::new();
    let mut area_of: BTreeMap<Id, usize> = BTreeMap::new();
    for (&f, area) in areas {
        for &(block, label) in &area.block_labels {
            area_of.insert(block, f);
            match label {
                Some(label) => drop(labels.insert(block, label)),
                None => drop(open.insert(block)),
            }
        }
    }
    // Parts of a block lie where the block lay, and touch what is left of it or another part.
    let field_of: BTreeMap<Id, usize> = areas.keys().rev().map(|&f| (fields[f].area, f)).collect();
    let nest_of = |block: Id| {
        let own = after.blocks.get(block).map(|row| row.area);
        let up = |area: &Id| after.areas.get(*area).and_then(|row| row.parent);
        std::iter::successors(own, up).find_map(|area| field_of.get(&area).copied())
    };
    for (block, _) in after.blocks.iter().filter(|(b, _)| before.blocks.get(*b).is_none()) {
        if let Some(f) = nest_of(block) {
            area_of.insert(block, f);
            open.insert(block);
        }
    }
    let mut votes: BTreeMap<(Id, u32), u32> = BTreeMap::new();
    for household in after.households.values() {
        let Some(block) = household.block.filter(|b| open.contains(b)) else { continue };
        if let Some(label) = area_of.get(&block).and_then(|f| areas[f].label_at(household.at)) {
            *votes.entry((block, label)).or_default() += 1;
        }
    }
    if areas.values().any(|area| !area.seats.is_empty()) {
        let topology = Topology::new(&after.mesh);
        let locator = Locator::new(&after.mesh, &topology);
        for (at, cell) in areas.values().flat_map(|area| &area.seats) {
            if let Hit::Face(block) = locator.at(*at)
                && open.contains(&block)
            {
                *votes.entry((block, *cell)).or_default() += 1;
            }
        }
    }
    let mut most: BTreeMap<Id, (u32, u32)> = BTreeMap::new();
    for ((block, label), count) in votes {
        let best = most.entry(block).or_insert((count, label));
        if count > best.0 {
            *best = (count, label);
        }
    }
    for (block, (_, label)) in most {
        open.remove(&block);
        labels.insert(block, label);
    }
    fill(before, after, &area_of, open, &mut labels);
    labels
}

/// Gives blocks without households to the cell that they share most border with, over new lines only when nothing else
/// is beside them.
fn fill(
    before: &Project,
    after: &Project,
    area_of: &BTreeMap<Id, usize>,
    mut open: BTreeSet<Id>,
    labels: &mut BTreeMap<Id, u32>,
) {
    let mut beside: BTreeMap<Id, Vec<(Id, f64, bool)>> = BTreeMap::new();
    for (id, edge) in after.mesh.edges.iter() {
        let is_old = before.mesh.edges.get(id).is_some_and(|old| old.marks == edge.marks);
        let drawn = edge.marks & marks::DRAWN != 0 && !is_old;
        for (own, other) in [(edge.left, edge.right), (edge.right, edge.left)] {
            if open.contains(&own) && area_of.get(&own) == area_of.get(&other) && own != other {
                let line = after.mesh.line(edge).unwrap_or_default();
                let metres = line.windows(2).map(|w| w[0].distance_m(w[1])).sum();
                beside.entry(own).or_default().push((other, metres, drawn));
            }
        }
    }
    for over_lines in [false, true] {
        loop {
            let mut given = Vec::new();
            for &block in &open {
                let mut shared: BTreeMap<u32, f64> = BTreeMap::new();
                for (other, metres, _) in beside.get(&block).into_iter().flatten().filter(|b| over_lines || !b.2) {
                    if let Some(label) = labels.get(other) {
                        *shared.entry(*label).or_default() += metres;
                    }
                }
                let best = shared.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
                given.extend(best.map(|(label, _)| (block, label)));
            }
            if given.is_empty() {
                break;
            }
            for (block, label) in given {
                open.remove(&block);
                labels.insert(block, label);
            }
        }
    }
}
