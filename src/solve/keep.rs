//! A present plan made more even step by step, each step with as few changes as were found; and how far to go.

use std::collections::{BTreeMap, BinaryHeap};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::apportion::Limits;
use super::balance::{AreaProblem, AreaResult, judged, labelled};
use super::goal::Wishes;
use crate::base::{Fault, Watch};
use crate::measure::matching;
use crate::model::Id;
use crate::say;

/// How far a cell may lie from the mean of its area, as a share of it: one attempt for each.
const BANDS: [f64; 18] =
    [1.0, 0.7, 0.5, 0.4, 0.3, 0.25, 0.2, 0.16, 0.13, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.0];

/// After so many attempts that made nothing more even, narrower bands are left out.
const VAIN: u32 = 3;

/// What it costs when all change their cell, against about one for the shape of a plan: shape decides between equals.
const KEEP: f64 = 60.0;

/// Whole runs for each attempt.
const STARTS: u32 = 4;

/// One plan of an area.
#[derive(Clone, Debug)]
pub struct Rung {
    pub result: AreaResult,
    /// Which former cell each cell carries on, so that as many as possible stay where they are.
    pub of: Vec<Option<u32>>,
    /// Households that had a cell and are in one that does not carry it on.
    pub moved: u64,
    /// Load outside the limits, where equal cells would lie within them.
    pub outside: u64,
    /// The largest distance of a cell from the mean of the area, in millionths of it.
    pub off: u64,
}

/// The plans of one area from the present one on: each moves more than the one before it and is more even.
///
/// A present plan that is torn or leaves blocks without a cell is mended first, and then that is the first one.
/// Former cells are numbers of `area.prior`; those from `area.cells` on are dissolved.
///
/// # Errors
/// Only when the watch was cancelled.
pub fn ladder(area: &AreaProblem, wishes: &Wishes, seed: u64, index: u64, watch: &Watch) -> Result<Vec<Rung>, Fault> {
    let mut rungs: Vec<Rung> = present(area).into_iter().collect();
    let wishes = Wishes { keep: wishes.keep.max(KEEP), starts: wishes.starts.max(STARTS), ..*wishes };
    let mut limits = area.limits;
    let mut vain = 0;
    let load = area.graph.load();
    let mean = load as f64 / f64::from(area.filled().max(1));
    for band in BANDS {
        watch.check()?;
        let best = rungs.iter().min_by_key(|r| (r.outside, r.off));
        if best.is_some_and(|r| r.outside == 0 && r.off as f64 <= band * 1e6) {
            continue;
        }
        let floor = best.map_or(0.0, |r| r.result.floor);
        if vain >= VAIN || (load == 0 && best.is_some()) || best.is_some_and(|r| r.off as f64 <= floor / mean * 1e6) {
            break;
        }
        let aim = AreaProblem { limits, ..area.clone() };
        let (label, reasons) = labelled(&aim, &Wishes { tolerance: band, ..wishes }, seed, index, watch)?;
        let rung = rung(area, judged(area, label, reasons));
        vain = if best.is_some_and(|r| (rung.outside, rung.off) >= (r.outside, r.off)) { vain + 1 } else { 0 };
        if rung.outside > 0 {
            // What could not be kept must not be sought again and again: the bands alone lead on.
            limits = Limits::NONE;
        }
        rungs.push(rung);
    }
    rungs.sort_by_key(|r| (r.moved, r.outside, r.off));
    let mut kept: Vec<Rung> = Vec::new();
    for rung in rungs {
        if kept.last().is_none_or(|last| (rung.outside, rung.off) < (last.outside, last.off)) {
            kept.push(rung);
        }
    }
    Ok(kept)
}

/// The plan as it is, if it fills all cells, leaves no block out and tears no cell within a part of the area.
fn present(area: &AreaProblem) -> Option<Rung> {
    let g = &area.graph;
    let label: Vec<u32> = (0..g.len()).map_while(|v| area.prior.get(v).copied().flatten()).collect();
    let k = area.filled();
    let mut filled: Vec<u32> = label.clone();
    filled.sort_unstable();
    filled.dedup();
    if label.len() < g.len() || filled.len() != k as usize || filled.last().is_some_and(|&c| c >= k) {
        return None;
    }
    let ((component, _), (_, parts)) = (g.components(), g.parts_of(&label));
    let mut pairs: Vec<(u32, u32)> = label.iter().copied().zip(component).collect();
    pairs.sort_unstable();
    pairs.dedup();
    (pairs.len() == parts).then(|| rung(area, judged(area, label, Vec::new())))
}

/// A plan with what it changes; former cells are matched so that as many households as possible stay.
fn rung(area: &AreaProblem, result: AreaResult) -> Rung {
    let g = &area.graph;
    let mut shared: BTreeMap<(Id, Id), i64> = BTreeMap::new();
    for (v, &cell) in result.label.iter().enumerate() {
        if let Some(&Some(former)) = area.prior.get(v)
            && former < area.cells
        {
            // Blocks decide only between equal numbers of households, as in the comparison of plans.
            *shared.entry((former, cell)).or_default() += (i64::from(g.head(v)) << 24) + 1;
        }
    }
    let mut of = vec![None; result.loads.len()];
    for (former, cell) in matching(&shared) {
        if let Some(slot) = of.get_mut(cell as usize) {
            *slot = Some(former);
        }
    }
    let leaves = |v: usize| {
        let former = area.prior.get(v).copied().flatten();
        former.is_some() && of.get(result.label[v] as usize).copied().flatten() != former
    };
    let moved = (0..g.len()).filter(|&v| leaves(v)).map(|v| u64::from(g.head(v))).sum();
    let mean = g.load() as f64 / result.loads.len().max(1) as f64;
    let guides = area.limits.hold_mean(g.load(), area.filled());
    let off = result.loads.iter().map(|&l| (l as f64 - mean).abs()).fold(0.0, f64::max);
    Rung {
        moved,
        outside: if guides { result.loads.iter().map(|&l| area.limits.excess(l)).sum() } else { 0 },
        off: if mean > 0.0 { (off / mean * 1e6).round() as u64 } else { 0 },
        of,
        result,
    }
}

/// A plan of the area that was made without regard to the present one.
///
/// # Errors
/// Only when the watch was cancelled.
pub fn afresh(area: &AreaProblem, wishes: &Wishes, seed: u64, index: u64, watch: &Watch) -> Result<Rung, Fault> {
    let free = AreaProblem { prior: Vec::new(), ..area.clone() };
    let (label, reasons) = labelled(&free, &Wishes { keep: 0.0, ..*wishes }, seed, index, watch)?;
    Ok(rung(area, judged(area, label, reasons)))
}

/// The plans of every area, on any number of threads.
///
/// # Errors
/// Only when the watch was cancelled.
pub fn ladders(areas: &[AreaProblem], wishes: &Wishes, seed: u64, watch: &Watch) -> Result<Vec<Vec<Rung>>, Fault> {
    let done = AtomicUsize::new(0);
    let every = (areas.len() / 100).max(1);
    let one = |(i, area): (usize, &AreaProblem)| {
        let found = ladder(area, wishes, seed, i as u64, watch)?;
        let count = done.fetch_add(1, Ordering::Relaxed) + 1;
        if count.is_multiple_of(every) {
            watch.report(count as f32 / areas.len() as f32, say!("solve-rebalancing", done = count, all = areas.len()));
        }
        Ok(found)
    };
    areas.par_iter().enumerate().map(one).collect()
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Until every cell is within its limits and so near to the mean of its area, in millionths of it.
    Even(u64),
    /// As long as no more households than these move in all.
    Moved(u64),
}

/// Steps up the ladders, always for the worst area that can be bettered: the area of each step.
pub fn climb(ladders: &[Vec<Rung>], until: Until) -> Vec<usize> {
    let key = |area: usize, at: usize| ladders[area].get(at).map(|r| (r.outside, r.off, std::cmp::Reverse(area)));
    let mut at = vec![0usize; ladders.len()];
    let mut moved: u64 = ladders.iter().filter_map(|l| l.first()).map(|r| r.moved).sum();
    let mut worst: BinaryHeap<_> = (0..ladders.len()).filter_map(|a| key(a, 0)).collect();
    let mut steps = Vec::new();
    while let Some((outside, off, std::cmp::Reverse(area))) = worst.pop() {
        let (now, Some(next)) = (&ladders[area][at[area]], ladders[area].get(at[area] + 1)) else { continue };
        let more = next.moved - now.moved;
        let goes = match until {
            Until::Even(enough) => outside > 0 || off > enough,
            Until::Moved(budget) => moved + more <= budget,
        };
        if goes {
            at[area] += 1;
            moved += more;
            steps.push(area);
            worst.extend(key(area, at[area]));
        }
    }
    steps
}

/// Which plan each area has after these steps.
pub fn after(ladders: usize, steps: &[usize]) -> Vec<usize> {
    let mut at = vec![0; ladders];
    for area in steps {
        at[*area] += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;
    use crate::solve::balance::balance_area;
    use crate::solve::centres::Centres;
    use crate::solve::graph::{Graph, Node};

    /// A grid with a good plan whose loads have changed since.
    fn grown(wide: u32, high: u32, cells: u32, seed: u64) -> AreaProblem {
        let mut rng = Rng::stream(seed, 1, 1);
        let node = |at: u32| {
            let weight = 2 + rng.below(20) as u32;
            Node { weight, mass: f64::from(weight), x: f64::from(at % wide) * 100.0, y: f64::from(at / wide) * 100.0 }
        };
        let nodes: Vec<Node> = (0..wide * high).map(node).collect();
        let right = (0..wide * high).filter(|at| at % wide + 1 < wide).map(|at| (at, at + 1, 100.0));
        let up = (0..wide * high - wide).map(|at| (at, at + wide, 100.0));
        let graph = Graph::new(nodes, &right.chain(up).collect::<Vec<_>>());
        let mut area = AreaProblem {
            graph,
            cells,
            limits: Limits::NONE,
            lock: Vec::new(),
            prior: Vec::new(),
            centres: Centres::default(),
        };
        let first = balance_area(&area, &Wishes::default(), seed, 0, &Watch::new()).unwrap();
        area.prior = first.label.into_iter().map(Some).collect();
        for node in &mut area.graph.node {
            node.weight = 1 + node.weight * (40 + rng.below(120) as u32) / 100;
        }
        area
    }

    fn climbed(area: &AreaProblem, seed: u64) -> Vec<Rung> {
        ladder(area, &Wishes::default(), seed, 0, &Watch::new()).unwrap()
    }

    fn moved(area: &AreaProblem, rung: &Rung) -> u64 {
        let stays = |v: usize| area.prior[v].is_none() || rung.of[rung.result.label[v] as usize] == area.prior[v];
        (0..area.graph.len()).filter(|&v| !stays(v)).map(|v| u64::from(area.graph.head(v))).sum()
    }

    #[test]
    fn a_ladder_starts_at_the_present_plan_and_each_rung_moves_more_for_more_evenness() {
        for seed in 0..8 {
            let area = grown(8, 7, 5, seed);
            let rungs = climbed(&area, seed);
            assert_eq!(rungs[0].moved, 0);
            assert_eq!(rungs[0].result.label.iter().map(|c| Some(*c)).collect::<Vec<_>>(), area.prior);
            assert!(rungs.len() > 4, "{}", rungs.len());
            for pair in rungs.windows(2) {
                assert!(pair[0].moved < pair[1].moved && pair[0].off > pair[1].off);
            }
            for rung in &rungs {
                assert_eq!(moved(&area, rung), rung.moved);
                assert_eq!(area.graph.parts_of(&rung.result.label).1, 5, "a cell is torn");
                assert!(rung.of.iter().all(Option::is_some), "every cell carries one on");
            }
        }
    }

    #[test]
    fn no_plan_as_even_moves_fewer_households() {
        const K: u32 = 3;
        let (mut found, mut least) = (0, 0);
        for seed in 0..4 {
            let area = grown(4, 3, K, seed);
            let n = area.graph.len();
            let rungs = climbed(&area, seed);
            let mut best = vec![u64::MAX; rungs.len()];
            let mean = area.graph.load() as f64 / f64::from(K);
            for code in 0..K.pow(n as u32) {
                let label: Vec<u32> = (0..n as u32).map(|v| code / K.pow(v) % K).collect();
                let mut loads = [0u64; K as usize];
                let mut moved = 0;
                for (v, &cell) in label.iter().enumerate() {
                    loads[cell as usize] += u64::from(area.graph.node[v].weight);
                    moved += if Some(cell) == area.prior[v] { 0 } else { u64::from(area.graph.head(v)) };
                }
                let off = loads.iter().map(|&l| (l as f64 - mean).abs()).fold(0.0, f64::max) / mean * 1e6;
                for (best, rung) in best.iter_mut().zip(&rungs) {
                    if off.round() as u64 <= rung.off && moved < *best && area.graph.parts_of(&label).1 == K as usize {
                        *best = moved;
                    }
                }
            }
            found += rungs.iter().map(|r| r.moved).sum::<u64>();
            least += best.iter().sum::<u64>();
        }
        assert_eq!(found, least);
    }

    #[test]
    fn one_cell_more_is_new_and_one_cell_less_goes_to_its_neighbours() {
        for seed in 0..6 {
            let mut area = grown(7, 6, 4, seed);
            area.cells = 5;
            let more = climbed(&area, seed);
            assert!(more.iter().all(|r| r.of.iter().flatten().count() == 4 && moved(&area, r) == r.moved));
            assert!(more[0].moved < area.graph.load() / 4, "only the new cell's households move at first");
            area.cells = 3;
            let fewer = climbed(&area, seed);
            let mut kept: Vec<u32> = fewer[0].of.iter().copied().flatten().collect();
            kept.sort_unstable();
            kept.dedup();
            assert_eq!(kept, [0, 1, 2], "the last one is dissolved");
            let last: u64 = area
                .graph
                .node
                .iter()
                .zip(&area.prior)
                .filter(|(_, c)| **c == Some(3))
                .map(|(n, _)| u64::from(n.weight))
                .sum();
            assert!(fewer[0].moved <= last * 2);
        }
    }

    #[test]
    fn households_count_and_not_loads_where_they_differ() {
        let mut area = grown(8, 6, 4, 3);
        area.graph.heads = (0..area.graph.len() as u32).map(|v| 1 + v % 3).collect();
        let rungs = climbed(&area, 3);
        assert!(rungs.len() > 3 && rungs.iter().all(|r| moved(&area, r) == r.moved));
        assert!(rungs.iter().all(|r| r.moved <= area.graph.heads.iter().map(|h| u64::from(*h)).sum()));
    }

    #[test]
    fn the_worst_area_comes_first_and_the_budget_holds() {
        let areas: Vec<AreaProblem> = (0..6).map(|seed| grown(7, 6, 4, seed)).collect();
        let all = ladders(&areas, &Wishes::default(), 1, &Watch::new()).unwrap();
        let spent = |at: &[usize]| all.iter().zip(at).map(|(l, at)| l[*at].moved).sum::<u64>();
        for budget in [0, 5, 40, 100, 10_000] {
            assert!(spent(&after(6, &climb(&all, Until::Moved(budget)))) <= budget);
        }
        let first = climb(&all, Until::Moved(u64::MAX))[0];
        assert!(all.iter().all(|l| l[0].off <= all[first][0].off));
        let even = after(6, &climb(&all, Until::Even(200_000)));
        for (ladder, at) in all.iter().zip(even) {
            assert!(ladder[at].off <= 200_000 || at + 1 == ladder.len());
            assert!(at == 0 || ladder[at - 1].off > 200_000, "no step more than it takes");
        }
    }

    #[test]
    fn threads_change_no_ladder_and_the_watch_stops_it() {
        let areas: Vec<AreaProblem> = (0..5).map(|seed| grown(6, 6, 3, seed)).collect();
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let all = pool.install(|| ladders(&areas, &Wishes::default(), 5, &Watch::new()).unwrap());
            all.into_iter().flatten().map(|r| (r.result.label, r.moved)).collect::<Vec<_>>()
        };
        assert_eq!(on(1), on(2));
        assert_eq!(on(1), on(8));
        let watch = Watch::new();
        watch.cancel();
        assert!(ladders(&areas, &Wishes::default(), 5, &watch).is_err());
    }
}
