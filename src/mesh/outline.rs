//! The dissolved outlines of labelled faces: valid polygons whose vertices are those of the mesh.

use std::collections::{HashMap, HashSet};

use super::{NONE, Topology};
use crate::base::Sets;
use crate::geom::Pt;
use crate::geom::ring::area2_mm2;

/// A closed ring without the closing repeat.
pub type Ring = Vec<Pt>;
/// An outer ring (counter-clockwise), then holes (clockwise).
pub type Polygon = Vec<Ring>;
/// Polygons that do not share more than points.
pub type MultiPolygon = Vec<Polygon>;

impl Topology<'_> {
    /// The outline of each label, labels ascending; faces labelled `None` are left out, and so is the outside.
    pub fn outlines(&self, label: &dyn Fn(u32) -> Option<u32>) -> Vec<(u32, MultiPolygon)> {
        let faces: Vec<u32> = self.mesh.faces.iter().map(|(f, _)| f).collect();
        self.outlines_of(&faces, label)
    }

    /// The same, limited to some faces: the others count as unlabelled.
    pub fn outlines_of(&self, faces: &[u32], label: &dyn Fn(u32) -> Option<u32>) -> Vec<(u32, MultiPolygon)> {
        let mut order: Vec<u32> = faces.iter().copied().filter(|&f| f != super::OUTSIDE).collect();
        order.sort_unstable();
        order.dedup();
        let labels: Vec<Option<u32>> = order.iter().map(|&f| label(f)).collect();
        let mut place = vec![NONE; self.mesh.faces.next_id() as usize];
        for (i, &f) in order.iter().enumerate().filter(|&(i, _)| labels[i].is_some()) {
            place[f as usize] = i as u32;
        }
        let label_at = |h: u32| {
            let i = place.get(self.face(h) as usize).copied().unwrap_or(NONE);
            labels.get(i as usize).copied().flatten()
        };
        // Faces of one label that share an edge make one polygon, so a hole needs no search for its outer ring.
        let mut parts = Sets::new(order.len());
        let mut borders = Vec::new();
        for (i, &f) in order.iter().enumerate().filter(|&(i, _)| labels[i].is_some()) {
            for h in self.half_edges(f) {
                if label_at(h ^ 1) == labels[i] {
                    parts.join(i as u32, place[self.face(h ^ 1) as usize]);
                } else {
                    borders.push((h, i as u32));
                }
            }
        }
        let mut walked = HashSet::with_capacity(borders.len());
        let mut rings: Vec<(u32, u32, bool, Ring)> = Vec::new();
        for &(start, i) in &borders {
            if walked.contains(&start) {
                continue;
            }
            let own = labels[i as usize];
            let (mut cycle, mut h) = (Vec::new(), start);
            while walked.insert(h) {
                cycle.push(h);
                let back = h ^ 1;
                h = self.graph.next[h as usize];
                // In a whole mesh another border comes before the turn is full; a broken one must not loop for ever.
                while h != back && label_at(h ^ 1) == own {
                    h = self.graph.next[(h ^ 1) as usize];
                }
            }
            let (label, part) = (own.unwrap_or(NONE), parts.find(i));
            rings.extend(simple_rings(self, &cycle).into_iter().map(|(ring, outer)| (label, part, !outer, ring)));
        }
        rings.sort_by_key(|r| (r.0, r.1, r.2));
        let mut found: Vec<(u32, MultiPolygon)> = Vec::new();
        let mut last_part = NONE;
        for (label, part, _, ring) in rings {
            if found.last().is_none_or(|f| f.0 != label) {
                found.push((label, Vec::new()));
                last_part = NONE;
            }
            if let Some((_, polygons)) = found.last_mut() {
                if part != last_part {
                    polygons.push(Vec::new());
                    last_part = part;
                }
                if let Some(polygon) = polygons.last_mut() {
                    polygon.push(ring);
                }
            }
        }
        found
    }
}

/// Splits a closed walk where it passes a node again, into simple rings; `true` marks the counter-clockwise ones.
pub(super) fn simple_rings(topology: &Topology, cycle: &[u32]) -> Vec<(Ring, bool)> {
    let mut rings = Vec::new();
    let mut finish = |walk: &[u32]| {
        let ring = topology.ring(walk.iter().copied());
        let outer = area2_mm2(&ring) > 0;
        rings.push((ring, outer));
    };
    let mut depth_of: HashMap<u32, usize> = HashMap::new();
    let mut path: Vec<u32> = Vec::new();
    for &h in cycle {
        path.push(h);
        depth_of.insert(topology.graph.tail[h as usize], path.len() - 1);
        let head = topology.graph.head(h);
        if let Some(&depth) = depth_of.get(&head) {
            let tail = path.split_off(depth);
            for g in &tail {
                depth_of.remove(&topology.graph.tail[*g as usize]);
            }
            finish(&tail);
        }
    }
    rings
}
