//! Made territories of the real townships and villages of a county.

use super::grow::{Ground, Seed};
use super::land::{Land, NONE};
use super::plane;
use super::real::{County, Township};
use crate::base::Rng;
use crate::geom::Pt;

/// Wanted area of a community against that of a village.
const COMMUNITY: f64 = 0.09;

/// A county's territories: what each triangle belongs to, and where the seats are.
#[derive(Clone, Debug)]
pub struct Division {
    /// Number of the township, by triangle.
    pub township: Vec<u32>,
    /// Number of the village in the county, by triangle.
    pub village: Vec<u32>,
    /// Seat vertex, by township.
    pub township_seat: Vec<u32>,
    /// Seat triangle, by village.
    pub village_seat: Vec<u32>,
    /// Triangles, by village.
    pub triangles: Vec<Vec<u32>>,
}

fn share(township: &Township) -> f64 {
    township.villages.iter().map(|v| if v.is_urban() { COMMUNITY } else { 1.0 }).sum()
}

/// Seats of all townships as points, with the radius in metres of the town around; made where unknown.
pub fn seats(county: &County, rng: &mut Rng) -> Vec<(Pt, f64)> {
    let inside = |p: &Pt| crate::geom::ring::side(*p, &county.ring) == crate::geom::ring::Side::Inside;
    let mut seats: Vec<Option<Pt>> = county.townships.iter().map(|t| t.seat.filter(inside)).collect();
    let bounds = crate::geom::Bounds::of(county.ring.iter().copied());
    for i in 0..seats.len() {
        let (None, Some(bounds)) = (seats[i], bounds) else { continue };
        let mut best = (f64::MIN, county.ring[0]);
        for _ in 0..200 {
            let x = bounds.min.x + rng.below((bounds.max.x - bounds.min.x) as usize + 1) as i32;
            let y = bounds.min.y + rng.below((bounds.max.y - bounds.min.y) as usize + 1) as i32;
            let p = Pt::new(x, y);
            let rim = county.ring.iter().map(|q| 1.6 * plane::distance(p, *q));
            let gap = seats.iter().flatten().map(|q| plane::distance(p, *q)).chain(rim).fold(f64::MAX, f64::min);
            if inside(&p) && gap > best.0 {
                best = (gap, p);
            }
        }
        seats[i] = Some(best.1);
    }
    let urban = |t: &Township| t.villages.iter().filter(|v| v.is_urban()).count();
    let radius = |t: &Township| if urban(t) == 0 { 0.0 } else { 450.0 * (urban(t) as f64).sqrt() + 250.0 };
    seats.into_iter().zip(&county.townships).filter_map(|(seat, t)| Some((seat?, radius(t)))).collect()
}

/// Divides the land among the county's townships and villages.
pub fn divide(county: &County, land: &Land, ground: &mut Ground, seats: &[(Pt, f64)], rng: &mut Rng) -> Division {
    let all: Vec<u32> = (0..land.triangles.len() as u32).collect();
    let mut township = vec![NONE; all.len()];
    let mut taken = vec![false; all.len()];
    let mut start: Vec<Seed> = Vec::new();
    for (t, (seat, _)) in county.townships.iter().zip(seats) {
        let triangle = nearest(land, &all, *seat, &taken);
        taken[triangle as usize] = true;
        start.push(Seed { triangle, dear: 1.0, share: share(t), is_free: false });
    }
    ground.grow_fairly(land, &all, &|_| true, &mut start, 6, &mut township);

    let mut inside: Vec<Vec<u32>> = vec![Vec::new(); county.townships.len()];
    for t in &all {
        inside[township[*t as usize] as usize].push(*t);
    }
    let mut village = vec![NONE; all.len()];
    let mut local = vec![NONE; all.len()];
    let mut village_seat = Vec::new();
    for (i, (t, triangles)) in county.townships.iter().zip(&inside).enumerate() {
        let mut places = villages(t, land, triangles, start[i].triangle, rng);
        ground.grow_fairly(land, triangles, &|u| township[u as usize] == i as u32, &mut places, 5, &mut local);
        for u in triangles {
            village[*u as usize] = village_seat.len() as u32 + local[*u as usize];
        }
        village_seat.extend(places.iter().map(|s| s.triangle));
    }
    let mut by_village = vec![Vec::new(); village_seat.len()];
    for t in &all {
        by_village[village[*t as usize] as usize].push(*t);
    }
    let township_seat = start.iter().map(|s| land.lowest(s.triangle)).collect();
    Division { township, village, township_seat, village_seat, triangles: by_village }
}

/// Seeds of the villages of one township, in the order of their codes: communities close around the seat, villages
/// spread over the rest, rather in the valleys.
fn villages(township: &Township, land: &Land, inside: &[u32], seat: u32, rng: &mut Rng) -> Vec<Seed> {
    let whole: f64 = inside.iter().map(|t| land.area(*t)).sum();
    let unit = whole / share(township);
    let centre = land.middle(seat);
    let mut placed: Vec<(u32, Pt, bool)> = Vec::new();
    let mut seeds = Vec::new();
    // Communities come first in the order of codes; without any, the first village has the seat.
    for (i, village) in township.villages.iter().enumerate() {
        let urban = village.is_urban();
        let gap = (unit * if urban { COMMUNITY } else { 1.0 }).sqrt() * 1000.0;
        let mut best = (f64::MIN, seat);
        let tries = if i == 0 { 0 } else { 60 + 240 * usize::from(urban) };
        for _ in 0..tries {
            let t = inside[rng.below(inside.len())];
            let at = land.middle(t);
            if placed.iter().any(|(u, ..)| *u == t) {
                continue;
            }
            let near =
                |(_, q, town): &(u32, Pt, bool)| plane::distance(at, *q) / if *town && !urban { 0.6 } else { 1.0 };
            let free = placed.iter().map(near).fold(f64::MAX, f64::min) / gap;
            let low = -land.height_of(t) / 900.0;
            let worth = if urban {
                free.min(0.8) * 4.0 - plane::distance(at, centre) / gap
            } else {
                free.min(1.5) * 2.0 + low + 0.1 * rng.unit()
            };
            if worth > best.0 {
                best = (worth, t);
            }
        }
        if i > 0 && best.0 == f64::MIN {
            best.1 = inside.iter().copied().find(|t| placed.iter().all(|p| p.0 != *t)).unwrap_or(seat);
        }
        placed.push((best.1, land.middle(best.1), urban));
        let size = if urban { COMMUNITY * rng.range(0.5, 1.6) } else { rng.range(0.55, 1.6) };
        seeds.push(Seed { triangle: best.1, dear: if urban { 3.0 } else { 1.0 }, share: size, is_free: i > 0 });
    }
    seeds
}

fn nearest(land: &Land, among: &[u32], p: Pt, taken: &[bool]) -> u32 {
    let free = among.iter().copied().filter(|t| !taken[*t as usize]);
    let far = |t: &u32| plane::distance(land.middle(*t), p);
    free.min_by(|a, b| far(a).total_cmp(&far(b)).then(a.cmp(b))).unwrap_or(0)
}
