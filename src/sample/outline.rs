//! Rings of territories: walked along the net, so neighbours share every vertex.

use std::collections::BTreeMap;

use super::land::{Land, NONE};
use crate::geom::{Pt, ring};

/// A polygon: the outer ring counter-clockwise, then its holes clockwise; rings without the closing repeat.
pub type Polygon = Vec<Vec<u32>>;

/// The polygons of the territory that `triangles` make up, as vertices of the net; `belongs` tells its triangles.
pub fn polygons(land: &Land, triangles: &[u32], belongs: impl Fn(u32) -> bool) -> Vec<Polygon> {
    let mut border: BTreeMap<(u32, u32), bool> = BTreeMap::new();
    for t in triangles {
        for i in 0..3 {
            let u = land.across[*t as usize][i];
            if u == NONE || !belongs(u) {
                border.insert((*t, i as u32), false);
            }
        }
    }
    let starts: Vec<(u32, u32)> = border.keys().copied().collect();
    let (mut outer, mut holes) = (Vec::new(), Vec::new());
    for start in starts {
        if border.get(&start) != Some(&false) {
            continue;
        }
        let mut walk = Vec::new();
        let (mut t, mut i) = start;
        loop {
            border.insert((t, i), true);
            walk.push(land.triangles[t as usize][i as usize]);
            // Round the next corner, through the territory's own triangles, to the next border edge.
            i = (i + 1) % 3;
            while !border.contains_key(&(t, i)) {
                let pivot = land.triangles[t as usize][i as usize];
                t = land.across[t as usize][i as usize];
                i = land.triangles[t as usize].iter().position(|v| *v == pivot).unwrap_or(0) as u32;
            }
            if (t, i) == start {
                break;
            }
        }
        for simple in simple_rings(walk) {
            let area = ring::area2_mm2(&points(land, &simple));
            if area > 0 { outer.push(vec![simple]) } else { holes.push(simple) }
        }
    }
    for hole in holes {
        let inside = |p: &Polygon| {
            let shell = points(land, &p[0]);
            let sides = hole.iter().map(|v| ring::side(land.points[*v as usize], &shell));
            sides.fold(None, |found, s| if s == ring::Side::On { found } else { Some(s) }) == Some(ring::Side::Inside)
        };
        let at = outer.iter().position(inside).unwrap_or(0);
        if let Some(p) = outer.get_mut(at) {
            p.push(hole);
        }
    }
    outer
}

fn points(land: &Land, ring: &[u32]) -> Vec<Pt> {
    ring.iter().map(|v| land.points[*v as usize]).collect()
}

/// Cuts a walk at vertices that it passes twice: what it closes there is a ring of its own.
fn simple_rings(walk: Vec<u32>) -> Vec<Vec<u32>> {
    let mut rings = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut place: BTreeMap<u32, usize> = BTreeMap::new();
    for v in walk {
        if let Some(from) = place.get(&v).copied() {
            let closed = open.split_off(from);
            for w in &closed {
                place.remove(w);
            }
            rings.push(closed);
        }
        place.insert(v, open.len());
        open.push(v);
    }
    rings.push(open);
    rings
}
