//! Lines midway between points of different labels.

use spade::handles::VoronoiVertex;
use spade::{DelaunayTriangulation, Point2, Triangulation};

use super::{Bounds, Pt};

/// A place in mm, not rounded.
pub type Place = [f64; 2];

/// How far lines reach beyond the box that they are asked for, mm.
const MARGIN_MM: f64 = 1000.0;

/// The edges of the Voronoi diagram of `sites` that lie between sites of different labels, within a box.
///
/// Of sites in one place the first one's label holds. Ends where several lines meet are the same for all of them.
pub fn dividing(sites: &[(Pt, u32)], within: Bounds) -> Vec<[Place; 2]> {
    let mut sites = sites.to_vec();
    sites.sort_by_key(|(at, _)| *at);
    sites.dedup_by_key(|(at, _)| *at);
    let mut triangulation: DelaunayTriangulation<Point2<f64>> = DelaunayTriangulation::new();
    let mut label = Vec::with_capacity(sites.len());
    for (at, l) in &sites {
        // A point that spade refuses (it takes no subnormal numbers) only loses its own border.
        if triangulation.insert(Point2::new(f64::from(at.x), f64::from(at.y))).is_ok() {
            label.push(*l);
        }
    }
    let span = |b: Bounds| f64::from(b.max.x) - f64::from(b.min.x) + f64::from(b.max.y) - f64::from(b.min.y);
    let around = Bounds::of(sites.iter().map(|(at, _)| *at)).map_or(within, |own| own.join(within));
    let reach = 4.0 * span(around) + MARGIN_MM;
    let edges = triangulation.undirected_voronoi_edges().filter_map(|edge| {
        let [a, b] = edge.as_delaunay_edge().vertices();
        if label[a.index()] == label[b.index()] {
            return None;
        }
        let (p, q) = (a.position(), b.position());
        let middle = [(p.x + q.x) / 2.0, (p.y + q.y) / 2.0];
        let end = |vertex: VoronoiVertex<'_, Point2<f64>, (), (), ()>| match vertex {
            VoronoiVertex::Inner(face) => {
                let c = face.circumcenter();
                [c.x, c.y]
            }
            VoronoiVertex::Outer(edge) => {
                let d = edge.direction_vector();
                let length = (d.x * d.x + d.y * d.y).sqrt().max(f64::MIN_POSITIVE);
                [middle[0] + d.x / length * reach, middle[1] + d.y / length * reach]
            }
        };
        let [from, to] = edge.vertices().map(end);
        clipped(from, to, within)
    });
    edges.collect()
}

/// The nearest integer point within range.
pub fn round(p: Place) -> Pt {
    let limit = f64::from(Pt::LIMIT);
    Pt::new(p[0].round().clamp(-limit, limit) as i32, p[1].round().clamp(-limit, limit) as i32)
}

/// The part of a line inside a box grown by the margin (Liang–Barsky).
fn clipped(from: Place, to: Place, within: Bounds) -> Option<[Place; 2]> {
    if !from.iter().chain(&to).all(|v| v.is_finite()) {
        return None;
    }
    let low = [f64::from(within.min.x) - MARGIN_MM, f64::from(within.min.y) - MARGIN_MM];
    let high = [f64::from(within.max.x) + MARGIN_MM, f64::from(within.max.y) + MARGIN_MM];
    let (mut t0, mut t1) = (0.0_f64, 1.0_f64);
    for k in 0..2 {
        let d = to[k] - from[k];
        if d == 0.0 {
            if from[k] < low[k] || from[k] > high[k] {
                return None;
            }
            continue;
        }
        let (a, b) = ((low[k] - from[k]) / d, (high[k] - from[k]) / d);
        t0 = t0.max(a.min(b));
        t1 = t1.min(a.max(b));
    }
    if t0 >= t1 {
        return None;
    }
    let at = |t: f64| [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
    // Unclipped ends keep their exact place, since other lines end in the same corner.
    Some([if t0 > 0.0 { at(t0) } else { from }, if t1 < 1.0 { at(t1) } else { to }])
}
