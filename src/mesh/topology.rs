//! Walks a mesh: half-edges around nodes and faces, rings, areas, neighbours.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::half_edges::HalfEdges;
use super::outline::{Polygon, Ring, simple_rings};
use super::{Mesh, NONE};
use crate::base::Sets;
use crate::geom::Pt;
use crate::geom::exact::cross;

/// A face beside another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    pub face: u32,
    /// Length of the shared border in metres.
    pub border_m: f64,
    /// The bits of all shared edges.
    pub marks: u32,
}

/// What is derived from a mesh for walking it; to be made anew when the mesh changes.
///
/// Edge `e` has the half-edges `2e` (forward) and `2e + 1` (back); a half-edge has its face on the left.
pub struct Topology<'a> {
    pub(super) mesh: &'a Mesh,
    pub(super) graph: HalfEdges,
    /// Where each face's cycles begin in `starts`.
    first: Vec<u32>,
    /// One half-edge of each cycle, by face, the outer cycle first.
    starts: Vec<u32>,
    area2: Vec<i128>,
}

impl<'a> Topology<'a> {
    /// Derives the topology; near-linear.
    pub fn new(mesh: &'a Mesh) -> Self {
        let graph = half_edges(mesh);
        let (_, mut starts) = graph.cycles();
        let face = |h: u32| face_of(mesh, h);
        let faces = mesh.faces.next_id().max(1) as usize;
        let mut keyed: Vec<(u32, bool, u32, i128)> = starts
            .par_iter()
            .map(|&h| {
                let area2 = cycle_area2(mesh, &graph, h);
                (face(h), area2 <= 0, h, area2)
            })
            .filter(|k| (k.0 as usize) < faces)
            .collect();
        keyed.sort_unstable_by_key(|k| (k.0, k.1, k.2));
        let mut first = vec![0u32; faces + 1];
        let mut area2 = vec![0i128; faces];
        for k in &keyed {
            first[k.0 as usize + 1] += 1;
            area2[k.0 as usize] += k.3;
        }
        for f in 0..faces {
            first[f + 1] += first[f];
        }
        starts = keyed.into_iter().map(|k| k.2).collect();
        Self { mesh, graph, first, starts, area2 }
    }

    /// The face on the left of a half-edge.
    pub fn face(&self, half_edge: u32) -> u32 {
        face_of(self.mesh, half_edge)
    }

    /// The outgoing half-edges of a node, counter-clockwise.
    pub fn around(&self, node: u32) -> &[u32] {
        self.graph.around(node)
    }

    /// One half-edge of each ring of a face, the outer ring first.
    pub fn starts(&self, face: u32) -> &[u32] {
        let f = face as usize;
        if f + 1 >= self.first.len() {
            return &[];
        }
        &self.starts[self.first[f] as usize..self.first[f + 1] as usize]
    }

    /// The half-edges of a face, ring after ring.
    pub fn half_edges(&self, face: u32) -> impl Iterator<Item = u32> {
        self.starts(face).iter().flat_map(|&start| self.graph.cycle(start))
    }

    /// Twice the area in mm², exact; for the outside, minus that of everything else.
    pub fn area2_mm2(&self, face: u32) -> i128 {
        self.area2.get(face as usize).copied().unwrap_or(0)
    }

    /// The rings as they are walked: outer ring counter-clockwise and first, holes clockwise.
    ///
    /// A ring that touches itself in a node passes it twice; see [`Self::polygon`] for valid ones.
    pub fn rings(&self, face: u32) -> Vec<Ring> {
        self.starts(face).iter().map(|&start| self.ring(self.graph.cycle(start))).collect()
    }

    /// The face as one OGC-valid polygon: rings are simple, the first is the outer one (counter-clockwise).
    ///
    /// Empty for the outside.
    pub fn polygon(&self, face: u32) -> Polygon {
        let mut rings = Vec::new();
        for &start in self.starts(face) {
            let cycle: Vec<u32> = self.graph.cycle(start).collect();
            rings.extend(simple_rings(self, &cycle));
        }
        rings.sort_by_key(|r| !r.1);
        if rings.first().is_none_or(|r| !r.1) { Vec::new() } else { rings.into_iter().map(|r| r.0).collect() }
    }

    /// The faces beside this one, ascending, the outside among them.
    pub fn neighbours(&self, face: u32) -> Vec<Neighbour> {
        let mut found: BTreeMap<u32, Neighbour> = BTreeMap::new();
        for h in self.half_edges(face) {
            let other = self.face(h ^ 1);
            let entry = found.entry(other).or_insert(Neighbour { face: other, border_m: 0.0, marks: 0 });
            let line = self.line(h);
            entry.border_m += line.windows(2).map(|w| w[0].distance_m(w[1])).sum::<f64>();
            entry.marks |= self.mesh.edges.get(h / 2).map_or(0, |e| e.marks);
        }
        found.into_values().collect()
    }

    /// Groups faces that hang together by shared edges: each group ascending, groups by their lowest face.
    pub fn components(&self, faces: &[u32]) -> Vec<Vec<u32>> {
        let mut sorted = faces.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let mut sets = Sets::new(sorted.len());
        for (i, &f) in sorted.iter().enumerate() {
            for h in self.half_edges(f) {
                if let Ok(j) = sorted.binary_search(&self.face(h ^ 1)) {
                    sets.join(i as u32, j as u32);
                }
            }
        }
        let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (i, &f) in sorted.iter().enumerate() {
            groups.entry(sets.find(i as u32)).or_default().push(f);
        }
        groups.into_values().collect()
    }

    /// A point well inside a face, in mm; `None` for the outside. See [`interior_point`](super::interior_point).
    pub fn interior_point(&self, face: u32) -> Option<(f64, f64)> {
        (face != super::OUTSIDE).then(|| super::interior_point(&self.rings(face))).flatten()
    }

    /// The vertices along a half-edge, both ends included.
    pub fn line(&self, half_edge: u32) -> Vec<Pt> {
        let mut line = Vec::new();
        push_line(self.mesh, half_edge, &mut line);
        line.extend(self.mesh.nodes.get(self.graph.head(half_edge)).map(|n| n.at));
        line
    }

    /// The vertices of a closed walk over half-edges.
    pub(super) fn ring(&self, walk: impl Iterator<Item = u32>) -> Ring {
        let mut ring = Vec::new();
        for h in walk {
            push_line(self.mesh, h, &mut ring);
        }
        ring
    }
}

/// The vertices along a half-edge without the last.
fn push_line(mesh: &Mesh, h: u32, line: &mut Vec<Pt>) {
    let Some(edge) = mesh.edges.get(h / 2) else { return };
    let tail = if h.is_multiple_of(2) { edge.from } else { edge.to };
    line.extend(mesh.nodes.get(tail).map(|n| n.at));
    if h.is_multiple_of(2) {
        line.extend_from_slice(&edge.shape);
    } else {
        line.extend(edge.shape.iter().rev());
    }
}

/// The half-edges of a mesh; edges whose nodes are missing are left out.
pub(super) fn half_edges(mesh: &Mesh) -> HalfEdges {
    let ends = (0..mesh.edges.next_id()).map(|e| match mesh.edges.get(e) {
        Some(e) if mesh.nodes.get(e.from).is_some() && mesh.nodes.get(e.to).is_some() => (e.from, e.to),
        _ => (NONE, NONE),
    });
    let at = |v: u32| mesh.nodes.get(v).map_or(Pt::default(), |n| n.at);
    let towards = |h: u32| {
        let Some(edge) = mesh.edges.get(h / 2) else { return Pt::default() };
        let (inner, end) =
            if h.is_multiple_of(2) { (edge.shape.first(), edge.to) } else { (edge.shape.last(), edge.from) };
        inner.copied().unwrap_or_else(|| at(end))
    };
    HalfEdges::new(mesh.nodes.next_id() as usize, ends, at, towards)
}

/// The face on the left of a half-edge, `NONE` without such an edge.
pub(super) fn face_of(mesh: &Mesh, h: u32) -> u32 {
    mesh.edges.get(h / 2).map_or(NONE, |e| if h.is_multiple_of(2) { e.left } else { e.right })
}

/// Twice the signed area inside a cycle.
pub(super) fn cycle_area2(mesh: &Mesh, graph: &HalfEdges, start: u32) -> i128 {
    let at = |v: u32| mesh.nodes.get(v).map_or(Pt::default(), |n| n.at);
    let o = at(graph.tail[start as usize]);
    let mut line = Vec::new();
    let mut sum = 0;
    for h in graph.cycle(start) {
        line.clear();
        push_line(mesh, h, &mut line);
        line.push(at(graph.head(h)));
        sum += line.windows(2).map(|w| i128::from(cross(o, w[0], w[1]))).sum::<i128>();
    }
    sum
}
