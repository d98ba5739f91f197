//! Lines that cut parcels into blocks: between villager groups, and between hamlets where a group is too large.

use rayon::prelude::*;

use crate::base::{Fault, Watch};
use crate::geom::voronoi::{self, round};
use crate::geom::{Bounds, Pt, ring};
use crate::mesh::Line;
use crate::model::marks;
use crate::say;

/// Cut lines run past the parcel's border by this much, so that they surely meet it; the mesh prunes the rest.
const OVERSHOOT_MM: f64 = 8.0;

/// A face of the first mesh with the households in it.
pub struct Parcel {
    pub rings: Vec<Vec<Pt>>,
    /// (place, group number), in household order.
    pub households: Vec<(Pt, u32)>,
}

/// The lines that cut the parcels into blocks of one group and at most `max` households each.
///
/// Territories are Voronoi cells of households, joined by group and hamlet, so that each lies around its houses.
pub fn cut(parcels: &[Parcel], max: usize, watch: &Watch) -> Result<Vec<Line>, Fault> {
    let done = std::sync::atomic::AtomicUsize::new(0);
    let lines: Result<Vec<Vec<Line>>, Fault> = parcels
        .par_iter()
        .map(|parcel| {
            watch.check()?;
            let n = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if n.is_multiple_of(256) {
                watch.report(n as f32 / parcels.len() as f32, say!("found-cutting", parcels = parcels.len()));
            }
            Ok(cut_one(parcel, max))
        })
        .collect();
    Ok(lines?.into_iter().flatten().collect())
}

fn cut_one(parcel: &Parcel, max: usize) -> Vec<Line> {
    let labels = hamlets(&parcel.households, max);
    if labels.iter().all(|l| *l == labels[0]) {
        return Vec::new();
    }
    let Some(bounds) = Bounds::of(parcel.rings.iter().flatten().copied()) else { return Vec::new() };
    let sites: Vec<(Pt, u32)> = parcel.households.iter().zip(&labels).map(|((at, _), l)| (*at, *l)).collect();
    let clip = Clip { rings: &parcel.rings };
    let mut lines = Vec::new();
    for [from, to] in voronoi::dividing(&sites, bounds) {
        clip.keep(from, to, &mut lines);
    }
    lines
}

/// Numbers the households of a parcel by block: groups apart, and groups of more than `max` split between hamlets.
fn hamlets(households: &[(Pt, u32)], max: usize) -> Vec<u32> {
    let mut labels = vec![0; households.len()];
    let mut order: Vec<usize> = (0..households.len()).collect();
    order.sort_by_key(|i| (households[*i].1, households[*i].0, *i));
    let mut next = 0;
    for group in order.chunk_by_mut(|a, b| households[*a].1 == households[*b].1) {
        split(households, group, max.max(1), &mut labels, &mut next);
    }
    labels
}

/// Halves a set at the widest gap near the middle of its longer side, until each part is small enough.
fn split(households: &[(Pt, u32)], set: &mut [usize], max: usize, labels: &mut [u32], next: &mut u32) {
    let bounds = Bounds::of(set.iter().map(|i| households[*i].0));
    let one_place = bounds.is_none_or(|b| b.min == b.max);
    if set.len() <= max || one_place {
        for i in set.iter() {
            labels[*i] = *next;
        }
        *next += 1;
        return;
    }
    let wide =
        bounds.is_some_and(|b| i64::from(b.max.x) - i64::from(b.min.x) >= i64::from(b.max.y) - i64::from(b.min.y));
    let key = |i: usize| {
        let at = households[i].0;
        if wide { (at.x, at.y, i) } else { (at.y, at.x, i) }
    };
    set.sort_by_key(|i| key(*i));
    let parts = set.len().div_ceil(max);
    let (low, high) = if parts == 2 { (set.len() - max, max) } else { (set.len() / 3, set.len() * 2 / 3) };
    let at = (low.max(1)..=high.min(set.len() - 1))
        .max_by_key(|i| {
            let gap = i64::from(key(set[*i]).0) - i64::from(key(set[*i - 1]).0);
            // The middle wins among equal gaps.
            (gap, -(*i as i64 * 2 - set.len() as i64).abs())
        })
        .unwrap_or(set.len() / 2);
    let (left, right) = set.split_at_mut(at);
    split(households, left, max, labels, next);
    split(households, right, max, labels, next);
}

/// Keeps the parts of lines that lie inside a parcel.
struct Clip<'a> {
    rings: &'a [Vec<Pt>],
}

impl Clip<'_> {
    fn keep(&self, from: [f64; 2], to: [f64; 2], lines: &mut Vec<Line>) {
        let d = [to[0] - from[0], to[1] - from[1]];
        let length = (d[0] * d[0] + d[1] * d[1]).sqrt();
        if length < 1.0 {
            return;
        }
        let mut stops = vec![0.0, 1.0];
        for ring in self.rings {
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                stops.extend(meet(from, d, *a, *b));
            }
        }
        stops.sort_by(f64::total_cmp);
        let place = |t: f64| [from[0] + d[0] * t, from[1] + d[1] * t];
        let mut start: Option<f64> = None;
        let mut flush = |start: &mut Option<f64>, end: f64| {
            if let Some(s) = start.take() {
                // Ends inside the parcel are corners between territories and stay where they are.
                let over = OVERSHOOT_MM / length;
                let s = if s > 0.0 { s - over } else { s };
                let e = if end < 1.0 { end + over } else { end };
                let (a, b) = (round(place(s)), round(place(e)));
                if a != b {
                    lines.push(Line { marks: marks::MADE, points: vec![a, b] });
                }
            }
        };
        for pair in stops.windows(2) {
            if pair[1] - pair[0] <= f64::EPSILON {
                continue;
            }
            if self.inside(round(place((pair[0] + pair[1]) / 2.0))) {
                start.get_or_insert(pair[0]);
            } else {
                flush(&mut start, pair[0]);
            }
        }
        flush(&mut start, 1.0);
    }

    fn inside(&self, p: Pt) -> bool {
        let mut inside = false;
        for ring in self.rings {
            match ring::side(p, ring) {
                ring::Side::On => return true,
                ring::Side::Inside => inside = !inside,
                ring::Side::Outside => {}
            }
        }
        inside
    }
}

/// Where `from + t d` meets the segment `a b`, if at all.
fn meet(from: [f64; 2], d: [f64; 2], a: Pt, b: Pt) -> Option<f64> {
    let (ax, ay) = (f64::from(a.x), f64::from(a.y));
    let (ex, ey) = (f64::from(b.x) - ax, f64::from(b.y) - ay);
    let det = d[0] * ey - d[1] * ex;
    if det == 0.0 {
        return None;
    }
    let (wx, wy) = (ax - from[0], ay - from[1]);
    let t = (wx * ey - wy * ex) / det;
    let s = (wx * d[1] - wy * d[0]) / det;
    ((0.0..=1.0).contains(&s) && (0.0..=1.0).contains(&t)).then_some(t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hamlets_are_small_enough_and_of_one_group() {
        let mut rng = crate::base::Rng::stream(1, 2, 3);
        let households: Vec<(Pt, u32)> =
            (0..500).map(|i| (Pt::new(rng.below(90_000) as i32, rng.below(30_000) as i32), i % 7)).collect();
        let labels = hamlets(&households, 20);
        let blocks = *labels.iter().max().unwrap() as usize + 1;
        for block in 0..blocks as u32 {
            let of: Vec<_> = (0..500).filter(|i| labels[*i] == block).collect();
            assert!((1..=20).contains(&of.len()), "block of {}", of.len());
            assert!(of.iter().all(|i| households[*i].1 == households[of[0]].1));
        }
        assert!(blocks <= 50, "{blocks} blocks for 500 households");
    }
}
