//! Which faces lie beside some segments; exact to the millimetres that rounding may reach.

use std::collections::BTreeSet;

use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::search::Seg;
use super::{Mesh, OUTSIDE};
use crate::geom::exact::{Meet, meet};
use crate::geom::{Bounds, Pt, segment};

/// How near counts, mm: a little more than noding may move anything.
const REACH_MM: i32 = 4;

type Item = GeomWithData<Rectangle<[f64; 2]>, Seg>;

/// The faces, but the outside, beside edges that come within a few millimetres of a segment.
pub(super) fn faces_near(mesh: &Mesh, segs: &[Seg]) -> BTreeSet<u32> {
    let Some(all) = Bounds::of(segs.iter().flat_map(|s| [s.0, s.1])).map(wide) else { return BTreeSet::new() };
    let item = |s: &Seg| Bounds::of([s.0, s.1]).map(|b| Item::new(rectangle(wide(b)), *s));
    let tree = RTree::bulk_load(segs.iter().filter_map(item).collect());
    let is_near = |a: Pt, b: Pt| {
        let own = Bounds { min: Pt::new(a.x.min(b.x), a.y.min(b.y)), max: Pt::new(a.x.max(b.x), a.y.max(b.y)) };
        own.touches(all)
            && tree
                .locate_in_envelope_intersecting(AABB::from_corners(corner(own.min), corner(own.max)))
                .any(|item| within_reach((a, b), item.data))
    };
    let edges: Vec<_> = mesh.edges.values().collect();
    let near = edges.into_par_iter().filter(|edge| {
        let ends = [edge.from, edge.to].into_iter().filter_map(|v| mesh.nodes.get(v)).map(|n| n.at);
        Bounds::of(ends.chain(edge.shape.iter().copied())).is_some_and(|own| own.touches(all))
            && mesh.line(edge).is_some_and(|line| line.windows(2).any(|w| is_near(w[0], w[1])))
    });
    let beside: Vec<[u32; 2]> = near.map(|edge| [edge.left, edge.right]).collect();
    beside.into_iter().flatten().filter(|f| *f != OUTSIDE && mesh.faces.get(*f).is_some()).collect()
}

fn within_reach(one: Seg, other: Seg) -> bool {
    let ends = [(one.0, other), (one.1, other), (other.0, one), (other.1, one)];
    meet(one.0, one.1, other.0, other.1) != Meet::Apart
        || ends.into_iter().any(|(p, s)| segment::distance_mm(p, s.0, s.1) <= f64::from(REACH_MM))
}

fn wide(b: Bounds) -> Bounds {
    let by = REACH_MM;
    Bounds { min: Pt::new(b.min.x - by, b.min.y - by), max: Pt::new(b.max.x + by, b.max.y + by) }
}

fn corner(p: Pt) -> [f64; 2] {
    [f64::from(p.x), f64::from(p.y)]
}

fn rectangle(b: Bounds) -> Rectangle<[f64; 2]> {
    Rectangle::from_corners(corner(b.min), corner(b.max))
}
