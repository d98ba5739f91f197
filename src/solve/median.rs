//! Cells whose centre must be one of their own blocks: a village office, a worker's home, a clinic that everybody of the
//! cell walks to. Chooses the centres and who goes where, so that the way is least and no centre serves too much (the
//! capacitated p-median problem). Contiguity is not asked for: people walk past their neighbour's cell.

use rayon::prelude::*;

use super::anneal::{accept, between};
use super::graph::Node;
use crate::base::{Fault, Rng, Watch};

/// Stage number of this kernel in [`Rng::stream`].
const STAGE: u64 = 0xCE27;

/// Cancelling is looked at, and the heat set, this often.
const LOOK: u64 = 512;

/// Cells that a block may move to lie with its nearest blocks: so many cells' worth of them, within these bounds.
const NEAR_CELLS: f64 = 4.0;
const NEAR: (usize, usize) = (8, 120);

/// Where to put centres and how much each can serve.
#[derive(Clone, Debug)]
pub struct MedianProblem {
    /// Weight is what a centre serves; mass is what a metre of way costs.
    pub node: Vec<Node>,
    pub cells: u32,
    /// The most that one centre serves.
    pub capacity: u64,
    /// Whether ways are whole units of length, rounded down.
    pub is_whole: bool,
}

impl MedianProblem {
    /// The way between two blocks.
    pub fn way(&self, a: u32, b: u32) -> f64 {
        let (a, b) = (&self.node[a as usize], &self.node[b as usize]);
        let way = ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).sqrt();
        if self.is_whole { way.floor() } else { way }
    }
}

/// Centres and who goes to which.
#[derive(Clone, Debug, PartialEq)]
pub struct MedianPlan {
    /// The cell of every block, and the centre of every cell.
    pub label: Vec<u32>,
    pub centre: Vec<u32>,
    /// Σ mass · way to the centre.
    pub cost: f64,
    /// Load above capacity, summed over the cells.
    pub excess: u64,
}

/// Finds centres: annealing over whole cells, each always with its best centre, from several starts, of which the best
/// wins. `effort` is the number of tested moves per block. The same on any number of threads.
///
/// # Errors
/// Only when the watch was cancelled.
pub fn place_centres(
    problem: &MedianProblem,
    effort: u32,
    starts: u32,
    seed: u64,
    watch: &Watch,
) -> Result<MedianPlan, Fault> {
    let n = problem.node.len();
    let k = (problem.cells.max(1) as usize).min(n);
    if n == 0 {
        return Ok(MedianPlan { label: Vec::new(), centre: Vec::new(), cost: 0.0, excess: 0 });
    }
    let near = near(problem, k, watch)?;
    let runs: Vec<MedianPlan> = (0..u64::from(starts.max(1)))
        .into_par_iter()
        .map(|i| run(problem, k, &near, effort, &mut Rng::stream(seed, STAGE, i), watch))
        .collect::<Result<_, _>>()?;
    let best = runs.into_iter().min_by(|a, b| a.excess.cmp(&b.excess).then(a.cost.total_cmp(&b.cost)));
    Ok(best.unwrap_or_else(|| MedianPlan { label: vec![0; n], centre: vec![0], cost: 0.0, excess: 0 }))
}

/// The nearest blocks of every block, by way.
fn near(problem: &MedianProblem, k: usize, watch: &Watch) -> Result<Vec<Vec<u32>>, Fault> {
    let n = problem.node.len();
    let count = ((NEAR_CELLS * n as f64 / k as f64) as usize).clamp(NEAR.0, NEAR.1).min(n - 1);
    (0..n as u32)
        .into_par_iter()
        .map(|v| {
            watch.check()?;
            let mut others: Vec<(f64, u32)> =
                (0..n as u32).filter(|&w| w != v).map(|w| (problem.way(v, w), w)).collect();
            let by_way = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
            if count > 0 && count < others.len() {
                others.select_nth_unstable_by(count - 1, by_way);
                others.truncate(count);
            }
            others.sort_by(by_way);
            Ok(others.into_iter().map(|(_, w)| w).collect())
        })
        .collect()
}

/// One annealing run.
fn run(
    problem: &MedianProblem,
    k: usize,
    near: &[Vec<u32>],
    effort: u32,
    rng: &mut Rng,
    watch: &Watch,
) -> Result<MedianPlan, Fault> {
    let mut state = State::new(problem, k, start(problem, k, rng));
    let moves = u64::from(effort) * problem.node.len() as u64;
    if k < 2 || moves == 0 {
        return Ok(state.plan());
    }
    let unit = state.usual_change(near, rng);
    let mean = state.unit;
    let mut best = state.plan();
    let rounds = moves.div_ceil(LOOK);
    for round in 0..rounds {
        watch.check()?;
        let done = round as f64 / rounds as f64;
        let heat = unit * between(HOT, COLD, done);
        state.pen = unit * between(LOOSE, TIGHT, done);
        state.unit = between(mean, (mean / FINE).max(1.0), done);
        for _ in 0..LOOK {
            state.step(near, heat, rng);
        }
        state.note(&mut best);
    }
    Ok(best)
}

/// Heat and weight of the penalty at the start and the end, in units of the usual change.
const HOT: f64 = 0.6;
const COLD: f64 = 0.03;
const LOOSE: f64 = 10.0;
const TIGHT: f64 = 300.0;

/// The load above capacity that counts as one in the penalty: at the end this part of that at the start, a mean block.
const FINE: f64 = 16.0;

/// Spread centres (k-means++), and every block at the nearest that has room, large blocks first.
fn start(problem: &MedianProblem, k: usize, rng: &mut Rng) -> Vec<u32> {
    let n = problem.node.len();
    let mut far = vec![f64::INFINITY; n];
    let mut centre = Vec::with_capacity(k);
    let mut next = rng.below(n) as u32;
    while centre.len() < k {
        centre.push(next);
        for v in 0..n as u32 {
            far[v as usize] = far[v as usize].min(problem.way(v, next));
        }
        let draw = |v: u32| if centre.contains(&v) { 0.0 } else { far[v as usize] + 1e-9 };
        let mut at = rng.unit() * (0..n as u32).map(draw).sum::<f64>();
        for v in (0..n as u32).filter(|&v| draw(v) > 0.0) {
            next = v;
            at -= draw(v);
            if at <= 0.0 {
                break;
            }
        }
    }
    let mut label = vec![u32::MAX; n];
    let mut room = vec![problem.capacity as i64; k];
    for (c, &v) in centre.iter().enumerate() {
        label[v as usize] = c as u32;
        room[c] -= i64::from(problem.node[v as usize].weight);
    }
    let mut order: Vec<u32> = (0..n as u32).filter(|&v| label[v as usize] == u32::MAX).collect();
    order.sort_by_key(|&v| (std::cmp::Reverse(problem.node[v as usize].weight), v));
    for v in order {
        let weight = i64::from(problem.node[v as usize].weight);
        let full = |c: usize| (weight - room[c]).max(0);
        let key = |c: &usize| (full(*c), problem.way(v, centre[*c]));
        let best = (0..k).min_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
        let c = best.unwrap_or(0);
        label[v as usize] = c as u32;
        room[c] -= weight;
    }
    label
}

/// Cells with their best centres, kept true under moves.
struct State<'a> {
    problem: &'a MedianProblem,
    label: Vec<u32>,
    /// Where each block stands in the list of its cell.
    at: Vec<u32>,
    /// Σ mass · way from all blocks of its cell to each block: the cost if it were the centre.
    sum: Vec<f64>,
    cell: Vec<Cell>,
    excess: i64,
    cost: f64,
    /// Weight of the penalty for load above capacity.
    pen: f64,
    /// Load that counts as one in the penalty.
    unit: f64,
}

#[derive(Clone, Default)]
struct Cell {
    blocks: Vec<u32>,
    load: i64,
    cost: f64,
}

impl<'a> State<'a> {
    fn new(problem: &'a MedianProblem, k: usize, label: Vec<u32>) -> Self {
        let n = problem.node.len();
        let load: u64 = problem.node.iter().map(|v| u64::from(v.weight)).sum();
        let mut state = Self {
            problem,
            at: vec![0; n],
            sum: vec![0.0; n],
            cell: vec![Cell::default(); k],
            label,
            excess: 0,
            cost: 0.0,
            pen: 0.0,
            unit: (load as f64 / n as f64).max(1.0),
        };
        for v in 0..n {
            let cell = &mut state.cell[state.label[v] as usize];
            state.at[v] = cell.blocks.len() as u32;
            cell.blocks.push(v as u32);
            cell.load += i64::from(problem.node[v].weight);
        }
        for c in 0..k {
            for &v in &state.cell[c].blocks {
                state.sum[v as usize] = state.sum_of(c as u32, v, None);
            }
            state.cell[c].cost = state.least(c as u32, None, None);
            state.cost += state.cell[c].cost;
            state.excess += state.over(state.cell[c].load);
        }
        state
    }

    fn over(&self, load: i64) -> i64 {
        (load - self.problem.capacity as i64).max(0)
    }

    fn strain(&self, load: i64) -> f64 {
        let e = self.over(load) as f64 / self.unit;
        e + e * e / 2.0
    }

    fn pull(&self, from: u32, to: u32) -> f64 {
        self.problem.node[from as usize].mass * self.problem.way(from, to)
    }

    /// Σ mass · way to `v` from the blocks of a cell, one of them left out.
    fn sum_of(&self, c: u32, v: u32, without: Option<u32>) -> f64 {
        self.cell[c as usize].blocks.iter().filter(|&&m| Some(m) != without).map(|&m| self.pull(m, v)).sum()
    }

    /// The cost of a cell with its best centre if one block left and another came.
    fn least(&self, c: u32, leaves: Option<u32>, comes: Option<u32>) -> f64 {
        let mut least = f64::INFINITY;
        for &m in &self.cell[c as usize].blocks {
            if Some(m) == leaves {
                continue;
            }
            let mut cost = self.sum[m as usize];
            if let Some(v) = leaves {
                cost -= self.pull(v, m);
            }
            if let Some(v) = comes {
                cost += self.pull(v, m);
            }
            least = least.min(cost);
        }
        comes.map_or(least, |v| least.min(self.sum_of(c, v, leaves)))
    }

    /// One random move: a block goes over to a near cell, or changes places with a block of it.
    fn step(&mut self, near: &[Vec<u32>], heat: f64, rng: &mut Rng) {
        let Some((v, w)) = self.draw(near, rng) else { return };
        let (a, b) = (self.label[v as usize], self.label[w as usize]);
        let swap = rng.u64() & 1 == 0;
        let back = swap.then(|| {
            let blocks = &self.cell[b as usize].blocks;
            blocks[rng.below(blocks.len())]
        });
        if back.is_none() && self.cell[a as usize].blocks.len() < 2 {
            return;
        }
        let weight = |v: u32| i64::from(self.problem.node[v as usize].weight);
        let moved = weight(v) - back.map_or(0, weight);
        let (load_a, load_b) = (self.cell[a as usize].load, self.cell[b as usize].load);
        let strain =
            self.strain(load_a - moved) + self.strain(load_b + moved) - self.strain(load_a) - self.strain(load_b);
        let strain = self.pen * strain;
        let present = self.cell[a as usize].cost + self.cell[b as usize].cost;
        let after = (self.least(a, Some(v), back), self.least(b, back, Some(v)));
        if accept(after.0 + after.1 - present + strain, heat, rng) {
            self.leave(v);
            if let Some(w) = back {
                self.leave(w);
                self.join(w, a);
            }
            self.join(v, b);
            for (c, before, cost) in [(a, load_a, after.0), (b, load_b, after.1)] {
                self.cost += cost - self.cell[c as usize].cost;
                self.cell[c as usize].cost = cost;
                self.excess += self.over(self.cell[c as usize].load) - self.over(before);
            }
        }
    }

    /// A random block and a near one of another cell.
    fn draw(&self, near: &[Vec<u32>], rng: &mut Rng) -> Option<(u32, u32)> {
        let v = rng.below(self.label.len());
        let own = self.label[v];
        // Nearer ones more often.
        let others = &near[v];
        let w = (0..4).map(|_| others[(rng.unit() * rng.unit() * others.len() as f64) as usize]);
        w.into_iter().find(|&w| self.label[w as usize] != own).map(|w| (v as u32, w))
    }

    fn leave(&mut self, v: u32) {
        let c = self.label[v as usize] as usize;
        let slot = self.at[v as usize] as usize;
        let mut blocks = std::mem::take(&mut self.cell[c].blocks);
        blocks.swap_remove(slot);
        if let Some(&moved) = blocks.get(slot) {
            self.at[moved as usize] = slot as u32;
        }
        for &m in &blocks {
            self.sum[m as usize] -= self.pull(v, m);
        }
        self.cell[c].blocks = blocks;
        self.cell[c].load -= i64::from(self.problem.node[v as usize].weight);
    }

    fn join(&mut self, v: u32, to: u32) {
        let mut blocks = std::mem::take(&mut self.cell[to as usize].blocks);
        let mut own = 0.0;
        for &m in &blocks {
            self.sum[m as usize] += self.pull(v, m);
            own += self.pull(m, v);
        }
        self.sum[v as usize] = own;
        self.label[v as usize] = to;
        self.at[v as usize] = blocks.len() as u32;
        blocks.push(v);
        self.cell[to as usize].blocks = blocks;
        self.cell[to as usize].load += i64::from(self.problem.node[v as usize].weight);
    }

    /// The median change of cost over random single moves.
    fn usual_change(&self, near: &[Vec<u32>], rng: &mut Rng) -> f64 {
        let mut change: Vec<f64> = (0..2000)
            .filter_map(|_| self.draw(near, rng))
            .filter(|&(v, _)| self.cell[self.label[v as usize] as usize].blocks.len() > 1)
            .map(|(v, w)| {
                let (a, b) = (self.label[v as usize], self.label[w as usize]);
                let after = self.least(a, Some(v), None) + self.least(b, None, Some(v));
                (after - self.cell[a as usize].cost - self.cell[b as usize].cost).abs()
            })
            .collect();
        if change.is_empty() {
            return 1e-9;
        }
        let middle = change.len() / 2;
        change.select_nth_unstable_by(middle, f64::total_cmp).1.max(1e-9)
    }

    /// Keeps the present plan if it is the best so far.
    fn note(&mut self, best: &mut MedianPlan) {
        if (self.excess as u64, self.cost) < (best.excess, best.cost - 1e-9 * best.cost.abs()) {
            // Afresh, so that rounding cannot pile up.
            let (pen, unit) = (self.pen, self.unit);
            *self = Self::new(self.problem, self.cell.len(), std::mem::take(&mut self.label));
            (self.pen, self.unit) = (pen, unit);
            *best = self.plan();
        }
    }

    fn plan(&self) -> MedianPlan {
        let best = |cell: &Cell| {
            let by_cost = |a: &&u32, b: &&u32| self.sum[**a as usize].total_cmp(&self.sum[**b as usize]).then(a.cmp(b));
            cell.blocks.iter().min_by(by_cost).copied().unwrap_or(0)
        };
        MedianPlan {
            label: self.label.clone(),
            centre: self.cell.iter().map(best).collect(),
            cost: self.cost,
            excess: self.excess as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(n: usize, seed: u64) -> Vec<Node> {
        let mut rng = Rng::stream(seed, 0, 0);
        let mut node = || Node {
            weight: 1 + rng.below(9) as u32,
            mass: rng.range(0.5, 3.0),
            x: rng.range(0.0, 100.0),
            y: rng.range(0.0, 100.0),
        };
        (0..n).map(|_| node()).collect()
    }

    /// The least cost of all divisions in two that keep to the capacity, by trying all.
    fn least(problem: &MedianProblem) -> f64 {
        let n = problem.node.len() as u32;
        let side = |set: u32| -> f64 {
            let own: Vec<u32> = (0..n).filter(|v| set >> v & 1 == 1).collect();
            let load: u64 = own.iter().map(|&v| u64::from(problem.node[v as usize].weight)).sum();
            if own.is_empty() || load > problem.capacity {
                return f64::INFINITY;
            }
            let about = |c: u32| own.iter().map(|&v| problem.node[v as usize].mass * problem.way(v, c)).sum::<f64>();
            own.iter().map(|&c| about(c)).fold(f64::INFINITY, f64::min)
        };
        (1..1 << n).map(|set| side(set) + side(((1 << n) - 1) ^ set)).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn small_towns_get_the_best_centres_within_capacity() {
        for seed in 0..10 {
            let node = town(10, seed);
            let load: u64 = node.iter().map(|v| u64::from(v.weight)).sum();
            let problem = MedianProblem { node, cells: 2, capacity: load * 55 / 100, is_whole: false };
            let plan = place_centres(&problem, 2000, 4, seed, &Watch::new()).unwrap();
            assert_eq!(plan.excess, 0);
            assert!((plan.cost - least(&problem)).abs() < 1e-6, "seed {seed}: {} {}", plan.cost, least(&problem));
            for (cell, &centre) in plan.centre.iter().enumerate() {
                assert_eq!(plan.label[centre as usize] as usize, cell, "a centre lies in its own cell");
            }
        }
    }

    #[test]
    fn threads_change_no_centre_and_odd_input_is_answered() {
        let problem = MedianProblem { node: town(80, 3), cells: 9, capacity: 60, is_whole: true };
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| place_centres(&problem, 200, 3, 5, &Watch::new()).unwrap())
        };
        assert_eq!(run(1), run(3));
        for (n, cells) in [(0, 3), (1, 3), (3, 3), (5, 1), (4, 9)] {
            let problem = MedianProblem { node: town(n, 1), cells, capacity: 0, is_whole: false };
            let plan = place_centres(&problem, 50, 1, 1, &Watch::new()).unwrap();
            assert_eq!((plan.label.len(), plan.centre.len()), (n, (cells as usize).min(n)));
        }
        let watch = Watch::new();
        watch.cancel();
        assert!(place_centres(&problem, 200, 1, 1, &watch).is_err());
    }
}
