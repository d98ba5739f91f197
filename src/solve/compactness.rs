//! What no plan can beat in compactness: a lower bound on inertia.

use rayon::prelude::*;

use super::apportion::Limits;
use super::graph::{Graph, Node};
use crate::base::{Fault, Watch};

/// How much of the bound the grid of candidate centres may cost, as a share of the inertia of the plan at hand.
const GRID_SHARE: f64 = 0.008;

/// Candidate centres at most; beyond, the grid is wider and the bound weaker.
const MOST: f64 = 20_000.0;

/// Rounds without a better bound after which the step is halved.
const PATIENCE: u32 = 8;

/// A proven lower bound on Σ mass · distance² about the centroids, over all divisions into `cells` cells whose loads lie
/// within the limits: connected or not, blocks whole or split. `inertia` is that of a known plan; it only guides.
///
/// That every block lies in exactly one cell is relaxed with a price per block, which subgradient steps raise and lower
/// (Held and Karp 1971; for this problem Validi, Buchanan and Lykhovyd 2022); what is left is, for every candidate
/// centre, a continuous knapsack. Candidates lie on a grid of width h: a centroid is within h/√2 of one of them, so that
/// by the parallel-axis theorem inertia about candidates exceeds that about centroids by at most mass · h²/2.
///
/// # Errors
/// Only when the watch was cancelled.
pub fn inertia_floor(
    g: &Graph,
    cells: u32,
    limits: Limits,
    inertia: f64,
    rounds: u32,
    watch: &Watch,
) -> Result<f64, Fault> {
    let mass: f64 = g.node.iter().map(|n| n.mass).sum();
    if g.is_empty() || cells == 0 || mass <= 0.0 || inertia <= 0.0 {
        return Ok(0.0);
    }
    let (width, candidates) = grid(&g.node, (2.0 * GRID_SHARE * inertia / mass).sqrt());
    // Far from every centre a price starts at the usual distance.
    let mut price: Vec<f64> = g.node.iter().map(|n| n.mass * inertia / mass).collect();
    let mut best = 0.0_f64;
    let mut best_price = price.clone();
    let mut along = vec![0.0; g.len()];
    let (mut pace, mut waited) = (1.0, 0);
    for _ in 0..rounds {
        watch.check()?;
        let mut cell: Vec<(f64, usize)> = candidates
            .par_iter()
            .enumerate()
            .map(|(c, at)| (knapsack(&g.node, &price, *at, limits, None), c))
            .collect();
        let k = (cells as usize).min(cell.len());
        cell.select_nth_unstable_by(k - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let value = price.iter().sum::<f64>() + cell[..k].iter().map(|c| c.0).sum::<f64>();
        let mut miss = vec![1.0; g.len()];
        for &(_, c) in &cell[..k] {
            knapsack(&g.node, &price, candidates[c], limits, Some(&mut miss));
        }
        if value > best {
            (best, waited) = (value, 0);
            best_price.copy_from_slice(&price);
        } else {
            waited += 1;
            if waited >= PATIENCE {
                (pace, waited) = (pace / 2.0, 0);
                price.copy_from_slice(&best_price);
                along.fill(0.0);
                continue;
            }
        }
        for (a, m) in along.iter_mut().zip(&miss) {
            *a = 0.6 * *a + m;
        }
        // In the measure of the masses: a heavy block's price moves with its mass.
        let length: f64 = along.iter().zip(&g.node).map(|(a, n)| a * a * n.mass).sum();
        if length <= 0.0 {
            break;
        }
        let step = pace * (inertia * 1.02 - value).max(inertia * 0.002) / length;
        for ((p, a), n) in price.iter_mut().zip(&along).zip(&g.node) {
            *p += step * a * n.mass;
        }
    }
    Ok((best - mass * width * width / 2.0).max(0.0))
}

/// Points on a grid of about this width that covers all blocks.
fn grid(nodes: &[Node], width: f64) -> (f64, Vec<(f64, f64)>) {
    let span = |of: fn(&Node) -> f64| {
        let low = nodes.iter().map(of).fold(f64::INFINITY, f64::min);
        (low, nodes.iter().map(of).fold(f64::NEG_INFINITY, f64::max) - low)
    };
    let ((left, wide), (low, high)) = (span(|n| n.x), span(|n| n.y));
    let width = width.max((wide * high / MOST).sqrt()).max((wide + high) / MOST).max(1e-9);
    let count = |span: f64| (span / width).ceil().max(1.0) as usize;
    let row =
        |j: usize| (0..count(wide)).map(move |i| (left + (i as f64 + 0.5) * width, low + (j as f64 + 0.5) * width));
    (width, (0..count(high)).flat_map(row).collect())
}

/// The least Σ (mass · distance² − price) · share over shares of blocks with a load within the limits; `miss` loses the
/// shares.
fn knapsack(nodes: &[Node], price: &[f64], (x, y): (f64, f64), limits: Limits, miss: Option<&mut [f64]>) -> f64 {
    let value = |n: &Node, price: f64| n.mass * ((n.x - x) * (n.x - x) + (n.y - y) * (n.y - y)) - price;
    let mut order: Vec<(f64, f64, u32)> = Vec::with_capacity(nodes.len());
    let (mut sum, mut free) = (0.0, Vec::new());
    for (v, (n, &p)) in nodes.iter().zip(price).enumerate() {
        let value = value(n, p);
        if n.weight > 0 {
            order.push((value / f64::from(n.weight), f64::from(n.weight), v as u32));
        } else if value < 0.0 {
            sum += value;
            free.push(v);
        }
    }
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
    let mut load = 0.0;
    let (min, max) = (limits.min as f64, limits.max as f64);
    let mut shares = Vec::new();
    for (rate, weight, v) in order {
        let room = if rate < 0.0 { max - load } else { min - load };
        if room <= 0.0 {
            break;
        }
        let taken = weight.min(room);
        sum += rate * taken;
        load += taken;
        if miss.is_some() {
            shares.push((v, taken / weight));
        }
    }
    if let Some(miss) = miss {
        free.into_iter().for_each(|v| miss[v] -= 1.0);
        shares.into_iter().for_each(|(v, share)| miss[v as usize] -= share);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;

    /// The least inertia of all labellings within the limits, by trying all.
    fn least(nodes: &[Node], k: u32, limits: Limits) -> f64 {
        let mut best = f64::INFINITY;
        for code in 0..k.pow(nodes.len() as u32) {
            let mut rest = code;
            let mut sum = vec![(0u64, 0.0, 0.0, 0.0, 0.0); k as usize];
            for n in nodes {
                let s = &mut sum[(rest % k) as usize];
                rest /= k;
                let square = n.mass * (n.x * n.x + n.y * n.y);
                *s = (s.0 + u64::from(n.weight), s.1 + n.mass, s.2 + n.mass * n.x, s.3 + n.mass * n.y, s.4 + square);
            }
            if sum.iter().all(|s| s.1 > 0.0 && limits.excess(s.0) == 0) {
                best = best.min(sum.iter().map(|s| s.4 - (s.2 * s.2 + s.3 * s.3) / s.1).sum());
            }
        }
        best
    }

    #[test]
    fn no_plan_beats_the_bound_and_the_bound_is_near() {
        let mut shares = Vec::new();
        for seed in 0..12 {
            let mut rng = Rng::stream(seed, 7, 0);
            let k = 2 + (seed % 2) as u32;
            let nodes: Vec<Node> = (0..9)
                .map(|_| {
                    let weight = rng.below(12) as u32;
                    let mass = f64::from(weight).max(0.5);
                    Node { weight, mass, x: rng.range(0.0, 900.0), y: rng.range(0.0, 900.0) }
                })
                .collect();
            let load: u64 = nodes.iter().map(|n| u64::from(n.weight)).sum();
            let limits = Limits { min: load * 6 / 10 / u64::from(k), max: load * 14 / 10 / u64::from(k) };
            let least = least(&nodes, k, limits);
            if least.is_infinite() {
                continue;
            }
            let g = Graph::new(nodes, &[]);
            let floor = inertia_floor(&g, k, limits, least, 60, &Watch::new()).unwrap();
            assert!(floor <= least * (1.0 + 1e-9), "seed {seed}: {floor} above a plan with {least}");
            shares.push(floor / least);
        }
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        assert!(shares.len() > 6 && mean > 0.7, "mean share {mean} of {}", shares.len());
    }
}
