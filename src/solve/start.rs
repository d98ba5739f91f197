//! First labellings: grown from centres, cut along random trees, or taken from a prior plan.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::goal::Goal;
use super::graph::Graph;
use super::tree::Tree;
use crate::base::Rng;

const FREE: u32 = u32::MAX;

/// Rounds in which centres move and offsets learn.
const ROUNDS: usize = 14;

/// Grows `k` connected cells from spread centres: an additively weighted graph Voronoi diagram whose offsets are learned
/// until the loads come near, so every cell is connected by construction (Brieden, Gritzmann and Klemm 2017).
pub(super) fn grown(g: &Graph, goal: &Goal, rng: &mut Rng) -> Vec<u32> {
    let fixed = locked_seeds(g, goal);
    let k = goal.k as usize;
    let mut centre = spread_centres(g, goal, &fixed, rng);
    let mut offset = vec![0.0f64; k];
    let reach = reach(g, k);
    let mut best: Option<(f64, Vec<u32>)> = None;
    for round in 0..ROUNDS {
        let label = voronoi(g, &fixed, &centre, &offset);
        let mut load = vec![0.0; k];
        for (v, &c) in label.iter().enumerate() {
            load[c as usize] += f64::from(g.node[v].weight);
        }
        let miss: f64 = load.iter().map(|l| (l - goal.ideal) * (l - goal.ideal)).sum();
        if round % 3 == 2 {
            centre = recentred(g, goal, &label, &centre, &fixed);
        }
        if best.as_ref().is_none_or(|(least, _)| miss < *least) {
            best = Some((miss, label));
        }
        if goal.ideal > 0.0 {
            let step = reach * if round < 6 { 0.5 } else { 0.25 };
            for (o, l) in offset.iter_mut().zip(&load) {
                *o += step * ((l - goal.ideal) / goal.ideal).clamp(-1.0, 1.0);
            }
        }
    }
    best.map_or_else(Vec::new, |(_, label)| label)
}

/// About half the width of a cell, along edges.
fn reach(g: &Graph, k: usize) -> f64 {
    let mut sum = 0.0;
    for v in 0..g.len() as u32 {
        for &w in g.near(v) {
            sum += g.metres(v, w);
        }
    }
    let mean = if g.adj.is_empty() { 1.0 } else { sum / g.adj.len() as f64 };
    mean * (g.len() as f64 / k.max(1) as f64).sqrt() / 2.0
}

/// Which cell each block belongs to before anything grows: locked blocks, and paths that tie apart locked blocks of one
/// cell together where free blocks allow it. `FREE` elsewhere.
fn locked_seeds(g: &Graph, goal: &Goal) -> Vec<u32> {
    let mut seed: Vec<u32> = (0..g.len() as u32).map(|v| goal.locked(v).unwrap_or(FREE)).collect();
    // Every cell without a locked block needs a free one to start from.
    let mut held: Vec<u32> = seed.iter().copied().filter(|&c| c != FREE).collect();
    let free = seed.len() - held.len();
    held.sort_unstable();
    held.dedup();
    let mut spare = free.saturating_sub(goal.k as usize - held.len());
    for cell in 0..goal.k {
        let mine: Vec<u32> = (0..g.len() as u32).filter(|&v| seed[v as usize] == cell).collect();
        let Some(&first) = mine.first() else { continue };
        while let Some(path) = path_to_rest(g, &seed, first, cell) {
            if path.len() > spare {
                break;
            }
            spare -= path.len();
            for v in path {
                seed[v as usize] = cell;
            }
        }
    }
    seed
}

/// Free blocks on the shortest way from the part of `cell` at `first` to another part of it.
fn path_to_rest(g: &Graph, seed: &[u32], first: u32, cell: u32) -> Option<Vec<u32>> {
    let mut from = vec![FREE; g.len()];
    let mut queue = VecDeque::from([first]);
    from[first as usize] = first;
    // Own blocks cost nothing, free ones one: a breadth-first search with two ends.
    while let Some(v) = queue.pop_front() {
        for &w in g.near(v) {
            if from[w as usize] != FREE || (seed[w as usize] != cell && seed[w as usize] != FREE) {
                continue;
            }
            from[w as usize] = v;
            if seed[w as usize] == FREE {
                queue.push_back(w);
            } else if seed[v as usize] == cell {
                queue.push_front(w);
            } else {
                let mut path = Vec::new();
                let mut at = v;
                while seed[at as usize] == FREE {
                    path.push(at);
                    at = from[at as usize];
                }
                return Some(path);
            }
        }
    }
    None
}

/// A free block for every cell that has no locked one: far from one another, heavy ones sooner (k-means++).
fn spread_centres(g: &Graph, goal: &Goal, fixed: &[u32], rng: &mut Rng) -> Vec<u32> {
    let mut has = vec![false; goal.k as usize];
    let mut far = vec![f64::INFINITY; g.len()];
    for (v, &c) in fixed.iter().enumerate() {
        if c != FREE {
            has[c as usize] = true;
            far[v] = 0.0;
        }
    }
    if has.contains(&true) {
        // Seldom many: locked blocks are chosen by hand.
        let held: Vec<u32> = (0..g.len() as u32).filter(|&w| fixed[w as usize] != FREE).collect();
        for (v, far) in far.iter_mut().enumerate().filter(|(_, far)| **far > 0.0) {
            *far = held.iter().map(|&w| g.metres(v as u32, w)).fold(f64::INFINITY, f64::min);
        }
    }
    let mean = g.load() as f64 / g.len().max(1) as f64;
    let mut taken: Vec<bool> = fixed.iter().map(|&c| c != FREE).collect();
    let mut centre = vec![FREE; goal.k as usize];
    for (slot, _) in centre.iter_mut().zip(&has).filter(|(_, has)| !**has) {
        let draw = |v: usize| {
            let d = if far[v].is_finite() { far[v] } else { 1.0 };
            if taken[v] { 0.0 } else { (d * d + 1e-9) * (f64::from(g.node[v].weight) + 0.2 * mean + 1e-9) }
        };
        let sum: f64 = (0..g.len()).map(draw).sum();
        let mut at = rng.unit() * sum;
        let mut pick = None;
        for v in 0..g.len() {
            let d = draw(v);
            if d > 0.0 {
                pick = Some(v);
                at -= d;
                if at <= 0.0 {
                    break;
                }
            }
        }
        let Some(v) = pick else { break };
        *slot = v as u32;
        taken[v] = true;
        for (w, far) in far.iter_mut().enumerate() {
            *far = far.min(g.metres(v as u32, w as u32));
        }
    }
    centre
}

/// Grows all cells at once; a block goes to the cell whose front reaches it first.
fn voronoi(g: &Graph, fixed: &[u32], centre: &[u32], offset: &[f64]) -> Vec<u32> {
    let mut label = fixed.to_vec();
    for (c, &v) in centre.iter().enumerate().filter(|&(_, &v)| v != FREE) {
        label[v as usize] = c as u32;
    }
    let base = offset.iter().copied().fold(f64::INFINITY, f64::min);
    let mut done = vec![false; g.len()];
    let mut heap = BinaryHeap::new();
    for (v, &c) in label.iter().enumerate() {
        if c != FREE {
            heap.push(Reverse((Far(offset[c as usize] - base), c, v as u32)));
        }
    }
    let seeded = label.clone();
    while let Some(Reverse((Far(d), c, v))) = heap.pop() {
        if done[v as usize] || (seeded[v as usize] != FREE && seeded[v as usize] != c) {
            continue;
        }
        done[v as usize] = true;
        label[v as usize] = c;
        for &w in g.near(v) {
            if !done[w as usize] {
                heap.push(Reverse((Far(d + g.metres(v, w)), c, w)));
            }
        }
    }
    label
}

/// A distance in a heap.
#[derive(PartialEq)]
struct Far(f64);

impl Eq for Far {}
impl PartialOrd for Far {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Far {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Moves each free centre to the block of its cell nearest to the centre of mass.
fn recentred(g: &Graph, goal: &Goal, label: &[u32], centre: &[u32], fixed: &[u32]) -> Vec<u32> {
    let mut sum = vec![(0.0, 0.0, 0.0); centre.len()];
    for (v, &c) in label.iter().enumerate() {
        let node = &g.node[v];
        let mass = goal.mass(node);
        let s = &mut sum[c as usize];
        *s = (s.0 + mass, s.1 + mass * node.x, s.2 + mass * node.y);
    }
    let mut best: Vec<(f64, u32)> = centre.iter().map(|&c| (f64::INFINITY, c)).collect();
    for (v, &c) in label.iter().enumerate() {
        if centre[c as usize] == FREE || fixed[v] != FREE {
            continue;
        }
        let (m, x, y) = sum[c as usize];
        let (dx, dy) = (g.node[v].x - x / m, g.node[v].y - y / m);
        if dx * dx + dy * dy < best[c as usize].0 {
            best[c as usize] = (dx * dx + dy * dy, v as u32);
        }
    }
    best.into_iter().map(|(_, v)| v).collect()
}

/// Cuts the group in two along random trees, again and again; only for groups without locks, None otherwise.
pub(super) fn cut(g: &Graph, goal: &Goal, rng: &mut Rng) -> Option<Vec<u32>> {
    if (0..g.len() as u32).any(|v| goal.is_locked(v)) {
        return None;
    }
    let mut label = vec![0u32; g.len()];
    let mut todo = vec![(0u32, goal.k, (0..g.len() as u32).collect::<Vec<u32>>())];
    while let Some((first, k, blocks)) = todo.pop() {
        if k < 2 {
            for v in blocks {
                label[v as usize] = first;
            }
            continue;
        }
        // The pieces not yet cut bear the label of their first cell, which tells inside from outside.
        for &v in &blocks {
            label[v as usize] = first;
        }
        let (small, side) = halve(g, goal.ideal, &label, first, k, &blocks, rng)?;
        let mut inside = vec![false; g.len()];
        for &v in &side {
            inside[v as usize] = true;
        }
        let rest: Vec<u32> = blocks.into_iter().filter(|&v| !inside[v as usize]).collect();
        for &v in &rest {
            label[v as usize] = first + small;
        }
        todo.push((first, small, side));
        todo.push((first + small, k - small, rest));
    }
    Some(label)
}

/// The best of a few random trees: how many of the `k` cells the one side gets, and its blocks.
fn halve(
    g: &Graph,
    ideal: f64,
    label: &[u32],
    own: u32,
    k: u32,
    blocks: &[u32],
    rng: &mut Rng,
) -> Option<(u32, Vec<u32>)> {
    let mut best: Option<(f64, u32, Vec<u32>)> = None;
    for _ in 0..4 {
        let root = blocks[rng.below(blocks.len())];
        let tree = Tree::grow(g, root, blocks.len(), |w| label[w as usize] == own, rng)?;
        let mut least: Option<(f64, usize, u32)> = None;
        for i in 1..blocks.len() {
            let room = (tree.count[i], blocks.len() as u32 - tree.count[i]);
            let low = k.saturating_sub(room.1).max(1);
            let high = room.0.min(k - 1);
            let wish = if ideal > 0.0 { (tree.load[i] as f64 / ideal).round() } else { f64::from(k / 2) };
            let cells = (wish as u32).clamp(low, high.max(low));
            // A cut in the middle leaves both sides room to balance.
            let lop = (f64::from(cells) / f64::from(k) - 0.5).abs() * 0.2;
            let miss = (tree.load[i] as f64 - f64::from(cells) * ideal).abs() / ideal.max(1e-9) + lop;
            if low <= high && least.is_none_or(|(m, ..)| miss < m) {
                least = Some((miss, i, cells));
            }
        }
        let (miss, i, cells) = least?;
        if best.as_ref().is_none_or(|(m, ..)| miss < *m) {
            best = Some((miss, cells, tree.side(i)));
        }
    }
    best.map(|(_, cells, side)| (cells, side))
}

/// The prior plan made whole: fragments and new blocks join their neighbours, missing cells are cut from the heaviest.
pub(super) fn kept(g: &Graph, goal: &Goal, rng: &mut Rng) -> Option<Vec<u32>> {
    let mut label = locked_seeds(g, goal);
    for (v, c) in label.iter_mut().enumerate().filter(|(_, c)| **c == FREE) {
        *c = goal.prior(v as u32).unwrap_or(FREE);
    }
    if label.iter().all(|&c| c == FREE) {
        return None;
    }
    keep_largest_parts(g, goal, &mut label);
    let offset = vec![0.0; goal.k as usize];
    let nowhere = vec![FREE; goal.k as usize];
    label = voronoi(g, &label, &nowhere, &offset);
    let mut blocks = vec![0u32; goal.k as usize];
    let mut load = vec![0u64; goal.k as usize];
    for (v, &c) in label.iter().enumerate() {
        blocks[c as usize] += 1;
        load[c as usize] += u64::from(g.node[v].weight);
    }
    for empty in 0..goal.k {
        if blocks[empty as usize] > 0 {
            continue;
        }
        let locked = |c: u32| (0..g.len() as u32).any(|v| goal.locked(v) == Some(c));
        let heaviest = (0..goal.k)
            .filter(|&c| blocks[c as usize] > 1 && !locked(c))
            .max_by_key(|&c| (load[c as usize], blocks[c as usize], Reverse(c)))?;
        let mine: Vec<u32> = (0..g.len() as u32).filter(|&v| label[v as usize] == heaviest).collect();
        let (_, side) = halve(g, load[heaviest as usize] as f64 / 2.0, &label, heaviest, 2, &mine, rng)?;
        for v in side {
            let w = u64::from(g.node[v as usize].weight);
            label[v as usize] = empty;
            blocks[empty as usize] += 1;
            blocks[heaviest as usize] -= 1;
            load[empty as usize] += w;
            load[heaviest as usize] -= w;
        }
    }
    Some(label)
}

/// Frees the blocks of every part of a cell but its heaviest, or the heaviest with a locked block; locked blocks stay.
fn keep_largest_parts(g: &Graph, goal: &Goal, label: &mut [u32]) {
    let (part, count) = g.parts_of(label);
    let mut size = vec![(false, 0u64, 0u32); count];
    let mut cell = vec![FREE; count];
    for v in 0..g.len() {
        let s = &mut size[part[v] as usize];
        *s = (s.0 || goal.is_locked(v as u32), s.1 + u64::from(g.node[v].weight), s.2 + 1);
        cell[part[v] as usize] = label[v];
    }
    let mut main = vec![None; goal.k as usize];
    for (p, &size) in size.iter().enumerate() {
        if let Some(slot) = main.get_mut(cell[p] as usize) {
            *slot = (*slot).max(Some((size, Reverse(p as u32))));
        }
    }
    for v in 0..g.len() {
        let Some(Some((_, Reverse(p)))) = main.get(label[v] as usize) else { continue };
        if *p != part[v] && !goal.is_locked(v as u32) {
            label[v] = FREE;
        }
    }
}
