//! The way from one place to another along borders, roads and rivers.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::field::Field;
use crate::geom::{Bounds, Pt, segment};
use crate::model::marks;

/// A way along roads and rivers counts as this much shorter.
const BARRIER_PULL: f64 = 0.55;
/// How far a place may lie from the line it is on: snapping rounds, mm.
const ON_MM: f64 = 2.0;

/// The shortest way over edges, roads and rivers preferred; `None` where the places are on no edges that hang together.
pub fn trace(field: &Field, from: Pt, to: Pt) -> Option<Vec<Pt>> {
    let span = f64::from(from.distance_m(to) as f32) * 1000.0;
    let pad = (span * 0.75) as i32 + 1_000;
    let near = Bounds::of([from, to])?;
    let near = Bounds {
        min: Pt::new(near.min.x.saturating_sub(pad), near.min.y.saturating_sub(pad)),
        max: Pt::new(near.max.x.saturating_add(pad), near.max.y.saturating_add(pad)),
    };
    let mut ways: BTreeMap<Pt, Vec<(Pt, u64)>> = BTreeMap::new();
    for id in (field.edges_near)(near) {
        let Some(edge) = field.project.mesh.edges.get(id) else { continue };
        let pull = if marks::has_barrier(edge.marks) { BARRIER_PULL } else { 1.0 };
        for pair in field.project.mesh.line(edge).unwrap_or_default().windows(2) {
            let mut link = |a: Pt, b: Pt| {
                let cost = (a.distance_m(b) * 1000.0 * pull) as u64;
                ways.entry(a).or_default().push((b, cost));
                ways.entry(b).or_default().push((a, cost));
            };
            let mut stops = vec![pair[0]];
            let mut between: Vec<Pt> = [from, to].into_iter().filter(|p| is_inside(*p, pair[0], pair[1])).collect();
            between.sort_by(|a, b| a.distance_m(pair[0]).total_cmp(&b.distance_m(pair[0])));
            stops.extend(between);
            stops.push(pair[1]);
            stops.windows(2).for_each(|w| link(w[0], w[1]));
        }
    }
    shortest(&ways, from, to)
}

fn is_inside(p: Pt, a: Pt, b: Pt) -> bool {
    p != a && p != b && segment::distance_mm(p, a, b) <= ON_MM
}

/// Dijkstra (1959).
fn shortest(ways: &BTreeMap<Pt, Vec<(Pt, u64)>>, from: Pt, to: Pt) -> Option<Vec<Pt>> {
    let mut best: BTreeMap<Pt, (u64, Pt)> = BTreeMap::from([(from, (0, from))]);
    let mut queue = BinaryHeap::from([Reverse((0, from))]);
    while let Some(Reverse((cost, at))) = queue.pop() {
        if at == to {
            let mut path = vec![to];
            let mut back = to;
            while back != from {
                back = best[&back].1;
                path.push(back);
            }
            path.reverse();
            return Some(path);
        }
        if best.get(&at).is_some_and(|known| known.0 < cost) {
            continue;
        }
        for (next, step) in ways.get(&at).into_iter().flatten() {
            let reached = cost + step;
            if best.get(next).is_none_or(|known| reached < known.0) {
                best.insert(*next, (reached, at));
                queue.push(Reverse((reached, *next)));
            }
        }
    }
    None
}
