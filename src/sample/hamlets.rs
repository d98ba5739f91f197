//! Villager groups and their hamlets inside each village, each with its own ground.

use super::divide::Division;
use super::grow::{Ground, Seed};
use super::land::{Land, NONE};
use super::plane;
use crate::base::Rng;

/// A hamlet: its place, its group, its households.
#[derive(Clone, Debug)]
pub struct Hamlet {
    pub village: u32,
    /// Counted in the village from 0.
    pub group: u32,
    pub triangle: u32,
    pub households: usize,
    /// Area in square kilometres of the ground that it was given.
    pub area: f64,
}

/// The hamlets of a county, by village and group, and the hamlet of each triangle (`NONE` in villages without any).
#[derive(Clone, Debug)]
pub struct Hamlets {
    pub all: Vec<Hamlet>,
    pub by_triangle: Vec<u32>,
}

/// Settles so many households in each village, in groups of 30–55 and hamlets of 10–40.
pub fn settle(
    land: &Land,
    ground: &mut Ground,
    division: &Division,
    households: &[usize],
    by_road: &[bool],
    rng: &mut Rng,
) -> Hamlets {
    let mut all: Vec<Hamlet> = Vec::new();
    let mut group = vec![NONE; land.triangles.len()];
    let mut by_triangle = group.clone();
    for (village, inside) in division.triangles.iter().enumerate() {
        let count = households[village];
        if count == 0 {
            continue;
        }
        let wanted = (count as f64 / 43.0).round() as usize;
        let groups = wanted.clamp(4.min(count.div_ceil(12)), 14).max(count.div_ceil(55)).min(inside.len());
        let mut seeds = places(land, inside, division.village_seat[village], groups, by_road, rng);
        let here = |u: u32| division.village[u as usize] == village as u32;
        ground.grow_fairly(land, inside, &here, &mut seeds, 1, &mut group);
        for (g, (size, seed)) in parts(count, groups, 0.75, 1.25, rng).into_iter().zip(&seeds).enumerate() {
            let own: Vec<u32> = inside.iter().copied().filter(|t| group[*t as usize] == g as u32).collect();
            let hamlets = (size as f64 / rng.range(14.0, 34.0)).round().max(1.0) as usize;
            let spots = places(land, &own, seed.triangle, hamlets.min(own.len()), by_road, rng);
            let of_group = |u: u32| here(u) && group[u as usize] == g as u32;
            ground.grow(land, &own, &of_group, &spots, &mut by_triangle);
            let first = all.len();
            for (spot, living) in spots.iter().zip(parts(size, spots.len(), 0.6, 1.4, rng)) {
                let triangle = spot.triangle;
                all.push(Hamlet { village: village as u32, group: g as u32, triangle, households: living, area: 0.0 });
            }
            for t in own {
                let hamlet = first + by_triangle[t as usize] as usize;
                by_triangle[t as usize] = hamlet as u32;
                all[hamlet].area += land.area(t);
            }
        }
    }
    Hamlets { all, by_triangle }
}

/// Spread seeds in low places and by roads; the first is given.
fn places(land: &Land, inside: &[u32], first: u32, count: usize, by_road: &[bool], rng: &mut Rng) -> Vec<Seed> {
    let area: f64 = inside.iter().map(|t| land.area(*t)).sum();
    let gap = (area / count.max(1) as f64).sqrt() * 1000.0;
    let mut placed = vec![(first, land.middle(first))];
    while placed.len() < count {
        let mut best = (f64::MIN, NONE);
        for _ in 0..24 {
            let t = inside[rng.below(inside.len())];
            if placed.iter().any(|p| p.0 == t) {
                continue;
            }
            let at = land.middle(t);
            let free = placed.iter().map(|p| plane::distance(p.1, at)).fold(f64::MAX, f64::min) / gap;
            let road = if by_road[t as usize] { 0.45 } else { 0.0 };
            let worth = free.min(0.9) * 1.6 - land.height_of(t) / 500.0 + road + 0.2 * rng.unit();
            if worth > best.0 {
                best = (worth, t);
            }
        }
        if best.1 == NONE {
            best.1 = inside.iter().copied().find(|t| placed.iter().all(|p| p.0 != *t)).unwrap_or(first);
        }
        placed.push((best.1, land.middle(best.1)));
    }
    placed.into_iter().map(|(triangle, _)| Seed { triangle, dear: 1.0, share: 1.0, is_free: false }).collect()
}

/// A whole cut into uneven parts.
fn parts(whole: usize, count: usize, low: f64, high: f64, rng: &mut Rng) -> Vec<usize> {
    let weights: Vec<f64> = (0..count).map(|_| rng.range(low, high)).collect();
    apportion(whole, &weights)
}

/// Shares out a whole by weights, by largest remainders; the parts add up exactly.
pub fn apportion(whole: usize, weights: &[f64]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|w| whole as f64 * w / sum).collect();
    let mut parts: Vec<usize> = exact.iter().map(|e| e.floor() as usize).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let rest = |i: &usize| exact[*i] - exact[*i].floor();
    order.sort_by(|a, b| rest(b).total_cmp(&rest(a)).then(a.cmp(b)));
    let missing = whole.saturating_sub(parts.iter().sum());
    for i in order.into_iter().cycle().take(if weights.is_empty() { 0 } else { missing }) {
        parts[i] += 1;
    }
    parts
}
