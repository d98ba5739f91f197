//! Territories grown over the triangles by the cost of walking, so that borders come to lie on ridges and rivers.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::land::{Land, NONE};
use super::noise::Relief;
use super::plane;
use crate::base::Watch;

/// Where a territory grows from, how dear each step is to it, and how large it should become.
#[derive(Clone, Copy, Debug)]
pub struct Seed {
    pub triangle: u32,
    /// A dear territory stays small.
    pub dear: f64,
    /// Wanted share; any unit, the same for all.
    pub share: f64,
    /// Whether it may move to the middle of what it grew.
    pub is_free: bool,
}

/// The costs of steps over the triangles.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Cost of the step over each edge of each triangle, in decimetres on the flat.
    steps: Vec<[u32; 3]>,
    /// Least cost found so far, by triangle; only of use while growing.
    least: Vec<u64>,
    watch: Watch,
}

impl Ground {
    /// `is_river` says whether two neighbouring vertices are joined by a river.
    pub fn new(land: &Land, relief: Relief, watch: &Watch, is_river: impl Fn(u32, u32) -> bool) -> Self {
        let step = |t: usize, i: usize| {
            let (u, corners) = (land.across[t][i], land.triangles[t]);
            if u == NONE {
                return u32::MAX;
            }
            let (a, b) = (land.height_of(t as u32), land.height_of(u));
            let flat = plane::distance(land.middle(t as u32), land.middle(u));
            let (x, y) = plane::metres(land.middle(t.max(u as usize) as u32));
            let river = if is_river(corners[i], corners[(i + 1) % 3]) { 700.0 } else { 0.0 };
            let high = ((a.max(b) - 300.0) / 500.0).max(0.0);
            ((flat * (0.5 + high * high) * relief.rough(x, y) + 14.0 * (a - b).abs() + river) * 10.0) as u32 + 1
        };
        let steps = (0..land.triangles.len()).map(|t| [step(t, 0), step(t, 1), step(t, 2)]).collect();
        Self { steps, least: vec![u64::MAX; land.triangles.len()], watch: watch.clone() }
    }

    /// Grows the seeds over `inside` (triangles whose label is `of`); writes the number of the seed into `out`.
    ///
    /// Each territory is connected, since a triangle is taken from a neighbour that already belongs.
    pub fn grow(&mut self, land: &Land, inside: &[u32], of: &dyn Fn(u32) -> bool, seeds: &[Seed], out: &mut [u32]) {
        for t in inside {
            out[*t as usize] = NONE;
            self.least[*t as usize] = u64::MAX;
        }
        let mut front: BinaryHeap<Reverse<(u64, u32, u32)>> =
            seeds.iter().enumerate().map(|(s, seed)| Reverse((0, s as u32, seed.triangle))).collect();
        while let Some(Reverse((cost, s, t))) = front.pop() {
            if out[t as usize] != NONE {
                continue;
            }
            out[t as usize] = s;
            for i in 0..3 {
                let u = land.across[t as usize][i];
                if u != NONE && of(u) && out[u as usize] == NONE {
                    let step = f64::from(self.steps[t as usize][i]) * seeds[s as usize].dear;
                    let next = cost + step as u64 + 1;
                    if next < self.least[u as usize] {
                        self.least[u as usize] = next;
                        front.push(Reverse((next, s, u)));
                    }
                }
            }
        }
        trim(land, inside, of, seeds, out);
    }

    /// Grows several times and makes each seed dearer or cheaper until areas come near the wanted shares.
    pub fn grow_fairly(
        &mut self,
        land: &Land,
        inside: &[u32],
        of: &dyn Fn(u32) -> bool,
        seeds: &mut [Seed],
        rounds: usize,
        out: &mut [u32],
    ) {
        let whole: f64 = inside.iter().map(|t| land.area(*t)).sum();
        let shares: f64 = seeds.iter().map(|s| s.share).sum();
        self.grow(land, inside, of, seeds, out);
        for _ in 0..rounds {
            // Whoever makes the county asks the watch again, and throws this half-grown state away.
            if self.watch.is_cancelled() {
                return;
            }
            let mut areas = vec![0.0; seeds.len()];
            for t in inside {
                if let Some(area) = areas.get_mut(out[*t as usize] as usize) {
                    *area += land.area(*t);
                }
            }
            recentre(land, inside, seeds, out);
            for (seed, area) in seeds.iter_mut().zip(areas) {
                let ratio = area / (whole * seed.share / shares);
                seed.dear = (seed.dear * ratio.sqrt().clamp(0.8, 1.25)).clamp(0.3, 6.0);
            }
            self.grow(land, inside, of, seeds, out);
        }
    }
}

/// Moves each free seed towards the middle of its territory, rather into a low place there.
fn recentre(land: &Land, inside: &[u32], seeds: &mut [Seed], out: &[u32]) {
    let mut sums = vec![(0.0, 0.0, 0.0); seeds.len()];
    for t in inside {
        if let Some(sum) = sums.get_mut(out[*t as usize] as usize) {
            let ((x, y), area) = (plane::metres(land.middle(*t)), land.area(*t));
            *sum = (sum.0 + x * area, sum.1 + y * area, sum.2 + area);
        }
    }
    let mut best = vec![(f64::MAX, NONE); seeds.len()];
    for t in inside {
        let s = out[*t as usize] as usize;
        if let (Some(sum), Some(best)) = (sums.get(s), best.get_mut(s)) {
            let middle = plane::from_metres(sum.0 / sum.2, sum.1 / sum.2);
            let far = plane::distance(land.middle(*t), middle) + 2.0 * land.height_of(*t);
            if far < best.0 {
                *best = (far, *t);
            }
        }
    }
    for (seed, (_, t)) in seeds.iter_mut().zip(best) {
        if seed.is_free && t != NONE {
            seed.triangle = t;
        }
    }
}

/// Gives single triangles that stick into a neighbour to that neighbour; never a seed, never what holds others.
fn trim(land: &Land, inside: &[u32], of: &dyn Fn(u32) -> bool, seeds: &[Seed], out: &mut [u32]) {
    for _ in 0..3 {
        for t in inside {
            let own = out[*t as usize];
            let across = land.across[*t as usize];
            let label = |i: usize| if across[i] != NONE && of(across[i]) { out[across[i] as usize] } else { NONE };
            let labels = [label(0), label(1), label(2)];
            // One own neighbour: a tip, whose loss cannot cut its territory.
            if labels.iter().filter(|l| **l == own).count() != 1 {
                continue;
            }
            let twice = (0..3).map(|i| labels[i]).find(|l| *l != own && labels.iter().filter(|m| *m == l).count() == 2);
            if let Some(other) = twice.filter(|l| *l != NONE)
                && seeds.get(own as usize).is_none_or(|s| s.triangle != *t)
            {
                out[*t as usize] = other;
            }
        }
    }
}
