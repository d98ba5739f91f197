//! Labels the blocks of areas with cells: balanced, contiguous, compact, along barriers.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::apportion::Limits;
use super::bound::floor_of_area;
use super::centres::Centres;
use super::goal::{Goal, Wishes};
use super::graph::Graph;
use super::group::groups;
use super::number::number;
use super::reason::Reason;
use super::search::search;
use super::state::State;
use crate::base::{Fault, Rng, Watch};
use crate::say;

/// Stage number of the balancer in [`Rng::stream`].
const STAGE: u64 = 0xBA1A;

/// One nesting area to be divided.
#[derive(Clone, Debug)]
pub struct AreaProblem {
    pub graph: Graph,
    /// How many cells; see [`super::apportion`]. Blocks of a locked cell are left out of the problem.
    pub cells: u32,
    pub limits: Limits,
    /// Per block the cell it must lie in (empty: no locks; numbers from `cells` on are no locks).
    pub lock: Vec<Option<u32>>,
    /// Per block the cell it had in the plan to be kept (empty: no such plan). Needs [`Wishes::keep`] to count.
    pub prior: Vec<Option<u32>>,
    /// Places that the first cells are grown around; the block of each is to be locked to its cell.
    pub centres: Centres,
}

impl AreaProblem {
    /// How many cells can be filled.
    pub(super) fn filled(&self) -> u32 {
        self.cells.max(1).min(self.graph.len() as u32)
    }

    /// The cells of a list by block that are cells of this problem.
    fn known(&self, cells: &[Option<u32>]) -> Vec<Option<u32>> {
        let k = self.filled();
        (0..self.graph.len()).map(|v| cells.get(v).copied().flatten().filter(|&c| c < k)).collect()
    }
}

/// The plan of one area.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaResult {
    /// The cell of every block.
    pub label: Vec<u32>,
    /// The load of every cell; its length is the number of cells made, never more than there are blocks.
    pub loads: Vec<u64>,
    /// Proven lower bound on max |load − ideal| in this area, ideal being the mean, in units of load.
    pub floor: f64,
    /// What could not be had and why.
    pub reasons: Vec<Reason>,
    /// Cost of all borders between cells, and Σ mass·distance² about their centres.
    pub border: f64,
    pub inertia: f64,
}

/// Divides every area. The result depends on the problems, the wishes and the seed alone, on any number of threads.
///
/// # Errors
/// Only when the watch was cancelled, which is noticed within some milliseconds.
pub fn balance_all(areas: &[AreaProblem], wishes: &Wishes, seed: u64, watch: &Watch) -> Result<Vec<AreaResult>, Fault> {
    let found = balance_each(areas, wishes, seed, watch, &|_, _| {})?;
    found.into_iter().map(|result| result.ok_or_else(Fault::cancelled)).collect()
}

/// The same, telling each plan when it is found; none for the areas that were not begun when the watch was settled.
pub(super) fn balance_each(
    areas: &[AreaProblem],
    wishes: &Wishes,
    seed: u64,
    watch: &Watch,
    found: &(dyn Fn(usize, &AreaResult) + Sync),
) -> Result<Vec<Option<AreaResult>>, Fault> {
    let done = AtomicUsize::new(0);
    let every = (areas.len() / 100).max(1);
    areas
        .par_iter()
        .enumerate()
        .map(|(i, area)| {
            watch.check()?;
            if watch.is_settled() {
                return Ok(None);
            }
            let result = balance_area(area, wishes, seed, i as u64, watch)?;
            found(i, &result);
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            if count.is_multiple_of(every) {
                watch.report(
                    count as f32 / areas.len() as f32,
                    say!("solve-balancing", done = count, all = areas.len()),
                );
            }
            Ok(Some(result))
        })
        .collect()
}

/// Divides one area; `index` sets its random stream apart from those of other areas.
///
/// # Errors
/// Only when the watch was cancelled.
pub fn balance_area(
    area: &AreaProblem,
    wishes: &Wishes,
    seed: u64,
    index: u64,
    watch: &Watch,
) -> Result<AreaResult, Fault> {
    let (label, reasons) = labelled(area, wishes, seed, index, watch)?;
    Ok(judged(area, label, reasons))
}

/// The cells of the blocks of one area, and what was noticed on the way.
pub(super) fn labelled(
    area: &AreaProblem,
    wishes: &Wishes,
    seed: u64,
    index: u64,
    watch: &Watch,
) -> Result<(Vec<u32>, Vec<Reason>), Fault> {
    let g = &area.graph;
    let mut reasons = Vec::new();
    let k = area.filled();
    if area.cells > k {
        reasons.push(Reason::TooFewBlocks { blocks: g.len() as u32, cells: area.cells });
    }
    let (lock, prior) = (area.known(&area.lock), area.known(&area.prior));
    let mut label = vec![0u32; g.len()];
    let groups = groups(g, k, &lock, &prior, &mut reasons);
    let filled: usize = groups.iter().map(|group| group.cells.len()).sum();
    if filled < k as usize && area.cells == k {
        reasons.push(Reason::TooFewBlocks { blocks: g.len() as u32, cells: k });
    }
    for (i, group) in groups.iter().enumerate() {
        let inner = |cells: &[Option<u32>]| -> Vec<Option<u32>> {
            let of = |v: &u32| cells[*v as usize].and_then(|c| group.cells.iter().position(|&own| own == c));
            group.blocks.iter().map(|v| of(v).map(|c| c as u32)).collect()
        };
        let part = g.part_with(&group.blocks, &group.bridges);
        let centres = area.centres.part(k, &group.blocks, &group.cells, middle(&part));
        let part = centred(part);
        let goal = Goal::new(&part, group.cells.len() as u32, area.limits, wishes, inner(&lock), inner(&prior));
        let goal = goal.around(centres);
        let stream = Rng::stream(seed, STAGE, index).u64() ^ (i as u64).wrapping_mul(0x9E37_79B9);
        let found = search(&part, goal, wishes, stream, watch)?;
        for (&v, &c) in group.blocks.iter().zip(&found) {
            label[v as usize] = group.cells[c as usize];
        }
    }
    number(g, k, &lock, &prior, &mut label);
    Ok((label, reasons))
}

/// Sums up a labelling, with the reasons for what is outside the limits.
pub(super) fn judged(area: &AreaProblem, label: Vec<u32>, mut reasons: Vec<Reason>) -> AreaResult {
    let g = &area.graph;
    let (k, lock) = (area.filled(), area.known(&area.lock));
    let mut loads = vec![0u64; k as usize];
    for (v, &c) in label.iter().enumerate() {
        loads[c as usize] += u64::from(g.node[v].weight);
    }
    let mut explained = vec![false; k as usize];
    for (v, node) in g.node.iter().enumerate() {
        if u64::from(node.weight) > area.limits.max {
            reasons.push(Reason::BlockTooBig { block: v as u32, load: u64::from(node.weight) });
            explained[label[v] as usize] = true;
        }
    }
    let load = g.load();
    if k == 1 && load < area.limits.min && load > 0 {
        reasons.push(Reason::TooFew { load });
        explained[0] = true;
    }
    let limits = area.limits;
    if load > 0 && explained.contains(&false) && !limits.hold_mean(load, k) {
        // Then no cell is to blame.
        reasons.push(limits.counts(load).map_or(Reason::NoCount { load }, |counts| Reason::WrongCount {
            cells: k,
            load,
            least: counts.0,
            most: counts.1,
        }));
        explained.fill(true);
    }
    for (c, &cell_load) in loads.iter().enumerate() {
        if area.limits.excess(cell_load) > 0 && !explained[c] && load > 0 {
            reasons.push(Reason::NotReached { cell: c as u32, load: cell_load });
        }
    }
    reasons.extend(locked_apart(g, &lock, &label));
    let weights: Vec<u32> = g.node.iter().map(|n| n.weight).collect();
    let ideal = load as f64 / f64::from(k.max(1));
    let flat = centred(g.clone());
    let goal = Goal::new(&flat, k.max(1), area.limits, &Wishes::default(), Vec::new(), Vec::new());
    let (inertia, border) = State::new(&flat, &goal, label.clone()).shape();
    AreaResult { floor: floor_of_area(&weights, k, ideal), label, loads, reasons, border, inertia }
}

/// The locked cells that are in more parts than the components of the area they lie in.
fn locked_apart(g: &Graph, lock: &[Option<u32>], label: &[u32]) -> Vec<Reason> {
    let (part, _) = g.parts_of(label);
    let (component, _) = g.components();
    let mut seen: Vec<(u32, u32, u32)> =
        lock.iter().enumerate().filter_map(|(v, c)| c.map(|c| (c, component[v], part[v]))).collect();
    seen.sort_unstable();
    seen.dedup();
    let mut apart: Vec<u32> =
        seen.windows(2).filter(|w| (w[0].0, w[0].1) == (w[1].0, w[1].1)).map(|w| w[0].0).collect();
    apart.dedup();
    apart.into_iter().map(|cell| Reason::LockedApart { cell }).collect()
}

fn middle(g: &Graph) -> (f64, f64) {
    let n = g.len().max(1) as f64;
    (g.node.iter().map(|v| v.x).sum::<f64>() / n, g.node.iter().map(|v| v.y).sum::<f64>() / n)
}

/// The same graph with the origin at its middle, so that squares of coordinates lose no digits.
fn centred(mut g: Graph) -> Graph {
    let (x, y) = middle(&g);
    for v in &mut g.node {
        v.x -= x;
        v.y -= y;
    }
    g
}
