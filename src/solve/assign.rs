//! Which worker serves which cell: as many cells as possible, then at the least cost.
//!
//! Shortest augmenting paths with prices (Jonker and Volgenant 1987) on sparse arcs, widened to workers with several
//! slots and to cells that stay unserved. The prices that remain prove the result: see [`Assignment::bound`].

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::base::{Fault, Watch};

/// Costs beyond ± this are cut to it, so that sums stay exact.
const COST_MAX: i64 = 1_000_000_000;

const NONE: u32 = u32::MAX;

/// What one worker can take on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// How many cells at most.
    pub slots: u32,
    /// How much load at most, in the unit of the cells.
    pub load: u64,
}

/// One feasible pair; a pair that is not listed is forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    pub worker: u32,
    pub cell: u32,
    /// See [`super::cost`].
    pub cost: i64,
}

/// Workers, cells and feasible pairs.
#[derive(Clone, Debug, Default)]
pub struct AssignProblem {
    pub workers: Vec<Capacity>,
    /// Load of every cell.
    pub cells: Vec<u64>,
    pub arcs: Vec<Arc>,
}

/// Who serves what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// None: no worker could be found for this cell.
    pub worker_of_cell: Vec<Option<u32>>,
    /// Sum of the costs of the pairs made.
    pub cost: i64,
    pub served: u32,
    /// Proven: no assignment serves more cells, nor as many for less. False when load limits of workers with several
    /// slots had to be repaired.
    pub optimal: bool,
    /// When the number served is the most possible, the proven least cost for that number (limits of load on workers
    /// with several slots left aside).
    pub bound: i64,
}

/// Solves the problem; the result depends on nothing but the problem.
///
/// # Errors
/// Only when the watch was cancelled.
pub fn assign(problem: &AssignProblem, watch: &Watch) -> Result<Assignment, Fault> {
    let net = Net::new(problem);
    let mut run = Run::new(&net);
    run.bid();
    for cell in 0..net.cells() {
        if run.worker[cell as usize] == NONE && !run.dropped[cell as usize] {
            watch.check()?;
            run.augment(cell);
        }
    }
    let bound = run.dual();
    let over = run.mend(problem);
    let worker_of_cell: Vec<Option<u32>> = run.worker.iter().map(|&w| (w != NONE).then_some(w)).collect();
    let served = worker_of_cell.iter().flatten().count() as u32;
    let cost = (0..net.cells()).filter_map(|c| net.cost_of(c, run.worker[c as usize])).sum::<i64>()
        + net.shift * i64::from(served);
    Ok(Assignment { worker_of_cell, cost, served, optimal: !over, bound })
}

/// The arcs by cell, with costs from zero on.
struct Net {
    row: Vec<u32>,
    worker: Vec<u32>,
    cost: Vec<i64>,
    slots: Vec<u32>,
    /// Taken off every cost.
    shift: i64,
    /// The cost of leaving a cell unserved: more than any rearrangement of the served can save.
    drop: i64,
}

impl Net {
    fn new(problem: &AssignProblem) -> Self {
        let cells = problem.cells.len();
        let fits = |a: &&Arc| {
            problem
                .workers
                .get(a.worker as usize)
                .is_some_and(|w| w.slots > 0 && problem.cells.get(a.cell as usize).is_some_and(|&load| load <= w.load))
        };
        let mut arcs: Vec<(u32, u32, i64)> =
            problem.arcs.iter().filter(fits).map(|a| (a.cell, a.worker, a.cost.clamp(-COST_MAX, COST_MAX))).collect();
        arcs.sort_unstable();
        arcs.dedup_by_key(|a| (a.0, a.1));
        let shift = arcs.iter().map(|a| a.2).min().unwrap_or(0);
        let most = arcs.iter().map(|a| a.2 - shift).max().unwrap_or(0);
        let mut row = vec![0u32; cells + 1];
        for &(cell, ..) in &arcs {
            row[cell as usize + 1] += 1;
        }
        for c in 0..cells {
            row[c + 1] += row[c];
        }
        Self {
            row,
            worker: arcs.iter().map(|a| a.1).collect(),
            cost: arcs.iter().map(|a| a.2 - shift).collect(),
            slots: problem.workers.iter().map(|w| w.slots).collect(),
            shift,
            drop: (most + 1) * (cells as i64 + 1),
        }
    }

    fn cells(&self) -> u32 {
        self.row.len() as u32 - 1
    }

    fn arcs(&self, cell: u32) -> impl Iterator<Item = (u32, i64)> + '_ {
        let range = self.row[cell as usize] as usize..self.row[cell as usize + 1] as usize;
        range.map(|a| (self.worker[a], self.cost[a]))
    }

    fn cost_of(&self, cell: u32, worker: u32) -> Option<i64> {
        let range = self.row[cell as usize] as usize..self.row[cell as usize + 1] as usize;
        let at = self.worker[range.clone()].binary_search(&worker).ok()?;
        Some(self.cost[range.start + at])
    }
}

/// A partial assignment with prices under which every pair made is among the cheapest of its cell.
struct Run<'a> {
    net: &'a Net,
    worker: Vec<u32>,
    /// Cells that are cheapest unserved.
    dropped: Vec<bool>,
    held: Vec<Vec<u32>>,
    /// Price of a slot; zero while a slot is free.
    price: Vec<i64>,
    /// What each served or dropped cell pays: cost and price of its pair.
    pays: Vec<i64>,
    // Of the search: distance per worker and the cell it was reached from, valid where `seen` is the run's stamp.
    dist: Vec<i64>,
    from: Vec<u32>,
    seen: Vec<u32>,
    stamp: u32,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
}

impl<'a> Run<'a> {
    fn new(net: &'a Net) -> Self {
        let (cells, workers) = (net.cells() as usize, net.slots.len());
        Self {
            net,
            worker: vec![NONE; cells],
            dropped: vec![false; cells],
            held: vec![Vec::new(); workers],
            price: vec![0; workers],
            pays: vec![0; cells],
            dist: vec![0; workers],
            from: vec![NONE; workers],
            seen: vec![0; workers],
            stamp: 0,
            heap: BinaryHeap::new(),
        }
    }

    fn has_room(&self, worker: u32) -> bool {
        self.held[worker as usize].len() < self.net.slots[worker as usize] as usize
    }

    /// Two rounds in which cells bid for their cheapest worker and may turn out another cell: a cheap way to most of
    /// the assignment that keeps the prices exact.
    fn bid(&mut self) {
        let mut open: Vec<u32> = (0..self.net.cells()).rev().collect();
        for _ in 0..2 {
            let mut waiting = Vec::new();
            let mut bids = 40 * self.net.cells();
            while let Some(cell) = open.pop() {
                let (mut first, mut second) = ((self.net.drop, NONE), self.net.drop);
                for (w, c) in self.net.arcs(cell) {
                    let pay = c + self.price[w as usize];
                    if pay < first.0 {
                        second = first.0;
                        first = (pay, w);
                    } else {
                        second = second.min(pay);
                    }
                }
                let (least, w) = first;
                if w == NONE {
                    self.dropped[cell as usize] = true;
                    self.pays[cell as usize] = self.net.drop;
                } else if self.has_room(w) {
                    self.take(cell, w, least);
                } else if self.net.slots[w as usize] == 1 && second > least && bids > 0 {
                    bids -= 1;
                    let out = self.held[w as usize][0];
                    self.held[w as usize].clear();
                    self.worker[out as usize] = NONE;
                    self.price[w as usize] += second - least;
                    self.take(cell, w, second);
                    open.push(out);
                } else {
                    waiting.push(cell);
                }
            }
            waiting.reverse();
            open = waiting;
        }
    }

    fn take(&mut self, cell: u32, worker: u32, pays: i64) {
        self.worker[cell as usize] = worker;
        self.held[worker as usize].push(cell);
        self.pays[cell as usize] = pays;
    }

    /// Serves one cell more along the cheapest chain of changes, or finds the cell that had best go unserved.
    fn augment(&mut self, start: u32) {
        self.stamp += 1;
        self.heap.clear();
        let mut end = (self.net.drop, NONE, start); // cost of the chain, worker with room, or else the cell dropped
        self.relax(start, 0, end.0);
        let mut settled: Vec<u32> = Vec::new();
        while let Some(Reverse((d, w))) = self.heap.pop() {
            if d >= end.0 {
                break;
            }
            if d > self.dist[w as usize] {
                continue;
            }
            if self.has_room(w) {
                end = (d, w, NONE);
                break;
            }
            settled.push(w);
            for i in 0..self.held[w as usize].len() {
                let cell = self.held[w as usize][i];
                let pays = self.pays[cell as usize];
                if d + self.net.drop - pays < end.0 {
                    end = (d + self.net.drop - pays, NONE, cell);
                }
                self.relax(cell, d - pays, end.0);
            }
        }
        for &w in &settled {
            let rise = end.0 - self.dist[w as usize];
            self.price[w as usize] += rise;
            for i in 0..self.held[w as usize].len() {
                self.pays[self.held[w as usize][i] as usize] += rise;
            }
        }
        let (_, mut into, out) = end;
        if into == NONE {
            self.dropped[out as usize] = true;
            self.pays[out as usize] = self.net.drop;
            if out == start {
                return;
            }
            into = std::mem::replace(&mut self.worker[out as usize], NONE);
            self.held[into as usize].retain(|&c| c != out);
        }
        loop {
            let cell = self.from[into as usize];
            let left = self.worker[cell as usize];
            let cost = self.net.cost_of(cell, into).unwrap_or(0);
            if left != NONE {
                self.held[left as usize].retain(|&c| c != cell);
            }
            self.take(cell, into, cost + self.price[into as usize]);
            if left == NONE {
                return;
            }
            into = left;
        }
    }

    /// Looks from a cell, reached at `base` (its own payment already taken off), at all its workers.
    fn relax(&mut self, cell: u32, base: i64, end: i64) {
        for (w, c) in self.net.arcs(cell) {
            let d = base + c + self.price[w as usize];
            let new = self.seen[w as usize] != self.stamp;
            if d < end && (new || d < self.dist[w as usize]) {
                self.seen[w as usize] = self.stamp;
                self.dist[w as usize] = d;
                self.from[w as usize] = cell;
                self.heap.push(Reverse((d, w)));
            }
        }
    }

    /// The value of the dual, in terms of cost: a bound that no assignment of as many cells beats.
    fn dual(&self) -> i64 {
        // Prices may reach the cost of a dropped cell, and there may be many: wider sums.
        let mut value = 0i128;
        for cell in 0..self.net.cells() {
            let pays = self.net.arcs(cell).map(|(w, c)| c + self.price[w as usize]).min();
            value += i128::from(pays.map_or(self.net.drop, |p| p.min(self.net.drop)));
        }
        for (price, slots) in self.price.iter().zip(&self.net.slots) {
            value -= i128::from(*price) * i128::from(*slots);
        }
        let dropped = self.worker.iter().filter(|&&w| w == NONE).count() as i128;
        let served = i128::from(self.net.cells()) - dropped;
        value += served * i128::from(self.net.shift) - dropped * i128::from(self.net.drop);
        i64::try_from(value).unwrap_or(i64::MAX)
    }

    /// Makes the loads of workers with several slots fit; true when any did not.
    fn mend(&mut self, problem: &AssignProblem) -> bool {
        let load = |held: &[u32]| held.iter().map(|&c| problem.cells[c as usize]).sum::<u64>();
        let mut loose = Vec::new();
        for w in 0..self.held.len() {
            let limit = problem.workers[w].load;
            while load(&self.held[w]) > limit {
                let over = load(&self.held[w]) - limit;
                // The lightest cell that is enough, or else the heaviest.
                let mut held = self.held[w].clone();
                held.sort_by_key(|&c| (problem.cells[c as usize], c));
                let enough = held.iter().copied().find(|&c| problem.cells[c as usize] >= over);
                let Some(out) = enough.or(held.last().copied()) else { break };
                self.held[w].retain(|&c| c != out);
                self.worker[out as usize] = NONE;
                loose.push(out);
            }
        }
        if loose.is_empty() {
            return false;
        }
        loose.extend((0..self.net.cells()).filter(|&c| self.dropped[c as usize]));
        loose.sort_by_key(|&c| (Reverse(problem.cells[c as usize]), c));
        for cell in loose {
            let weight = problem.cells[cell as usize];
            let room = |run: &Self, w: u32, more: u64| {
                run.has_room(w) && load(&run.held[w as usize]) + more <= problem.workers[w as usize].load
            };
            let direct = self.net.arcs(cell).filter(|&(w, _)| room(self, w, weight)).map(|(w, c)| (c, w)).min();
            if let Some((_, w)) = direct {
                self.take(cell, w, 0);
                continue;
            }
            // One cell steps aside: (cost, worker, who leaves, for whom).
            let mut best: Option<(i64, u32, u32, u32)> = None;
            for (w, c) in self.net.arcs(cell) {
                for &other in &self.held[w as usize] {
                    let left = load(&self.held[w as usize]) - problem.cells[other as usize];
                    if left + weight > problem.workers[w as usize].load {
                        continue;
                    }
                    let was = self.net.cost_of(other, w).unwrap_or(0);
                    for (x, cx) in self.net.arcs(other) {
                        let key = (c + cx - was, w, other, x);
                        if x != w && room(self, x, problem.cells[other as usize]) && best.is_none_or(|b| key < b) {
                            best = Some(key);
                        }
                    }
                }
            }
            if let Some((_, w, other, x)) = best {
                self.held[w as usize].retain(|&c| c != other);
                self.take(other, x, 0);
                self.take(cell, w, 0);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;
    use proptest::prelude::*;

    /// (served, cost) of the best assignment, by trying all.
    fn brute(problem: &AssignProblem, cell: usize, used: &mut Vec<(u32, u64)>) -> (i64, i64) {
        if cell == problem.cells.len() {
            return (0, 0);
        }
        let mut best = brute(problem, cell + 1, used);
        for arc in problem.arcs.iter().filter(|a| a.cell as usize == cell) {
            let (w, load) = (arc.worker as usize, problem.cells[cell]);
            if used[w].0 < problem.workers[w].slots && used[w].1 + load <= problem.workers[w].load {
                used[w] = (used[w].0 + 1, used[w].1 + load);
                let rest = brute(problem, cell + 1, used);
                used[w] = (used[w].0 - 1, used[w].1 - load);
                let this = (rest.0 - 1, rest.1 + arc.cost);
                best = best.min(this);
            }
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn small_problems_are_solved_to_the_optimum(seed in 0u64..100_000, workers in 1u32..5, cells in 0u32..6, slots in 1usize..4) {
            let mut rng = Rng::stream(seed, 0, 0);
            let problem = AssignProblem {
                workers: (0..workers).map(|_| Capacity { slots: rng.below(slots + 1) as u32, load: 6 + rng.below(20) as u64 }).collect(),
                cells: (0..cells).map(|_| rng.below(12) as u64).collect(),
                arcs: (0..workers * cells)
                    .filter(|_| rng.chance(0.6))
                    .collect::<Vec<_>>()
                    .into_iter()
                    .map(|i| Arc { worker: i % workers, cell: i / workers, cost: rng.below(20) as i64 - 5 })
                    .collect(),
            };
            let found = assign(&problem, &Watch::new()).unwrap();
            let best = brute(&problem, 0, &mut vec![(0, 0); workers as usize]);
            let mut used = vec![(0, 0); workers as usize];
            for (cell, worker) in found.worker_of_cell.iter().enumerate() {
                if let Some(w) = worker {
                    used[*w as usize].0 += 1;
                    used[*w as usize].1 += problem.cells[cell];
                }
            }
            for (use_, worker) in used.iter().zip(&problem.workers) {
                assert!(use_.0 <= worker.slots && use_.1 <= worker.load);
            }
            if found.optimal {
                assert_eq!((-i64::from(found.served), found.cost), best);
                assert_eq!(found.bound, found.cost, "the prices prove it");
            } else {
                assert!(best <= (-i64::from(found.served), found.cost));
            }
        }
    }

    #[test]
    fn a_county_of_workers_is_assigned_with_proof() {
        let problem = county(400, 20);
        let found = assign(&problem, &Watch::new()).unwrap();
        assert!(found.optimal);
        assert_eq!(found.cost, found.bound);
        assert_eq!(found, assign(&problem, &Watch::new()).unwrap());
    }

    /// As many workers as cells at random places, each cell with its nearest workers.
    fn county(n: usize, near: usize) -> AssignProblem {
        let mut rng = Rng::stream(1, 2, n as u64);
        let mut places = |_| (rng.range(0.0, 1e5), rng.range(0.0, 1e5));
        let (workers, cells): (Vec<_>, Vec<_>) = ((0..n).map(&mut places).collect(), (0..n).map(&mut places).collect());
        let mut arcs = Vec::new();
        for (c, a) in cells.iter().enumerate() {
            let far = |b: &(f64, f64)| ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt() as i64;
            let mut row: Vec<(i64, u32)> = workers.iter().enumerate().map(|(w, b)| (far(b), w as u32)).collect();
            row.select_nth_unstable(near);
            arcs.extend(row[..near].iter().map(|&(cost, worker)| Arc { worker, cell: c as u32, cost }));
        }
        AssignProblem { workers: vec![Capacity { slots: 1, load: 1 }; n], cells: vec![1; n], arcs }
    }

    #[test]
    #[ignore = "measures; run with --ignored --nocapture"]
    fn measured() {
        for near in [31, 8] {
            let problem = county(5000, near);
            let start = std::time::Instant::now();
            let found = assign(&problem, &Watch::new()).unwrap();
            println!(
                "5,000 × 5,000, {} arcs: {:.3} s, served {}, cost {}, bound {}",
                problem.arcs.len(),
                start.elapsed().as_secs_f64(),
                found.served,
                found.cost,
                found.bound
            );
        }
    }
}
