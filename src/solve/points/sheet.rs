//! Ground as triangles: a constrained triangulation of a parcel between its rim and the dwellings on it.
//!
//! Every vertex has an owner, the dwelling that is nearest over the ground (never across the rim): so territories are in
//! one piece also in bent parcels and around holes, and two of them touch exactly where an edge joins their vertices.

use std::collections::{BTreeMap, BinaryHeap};

use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};

use super::flow::Least;
use crate::geom::Pt;

/// Rim edges are divided into pieces of at most this length, so that a border finds a good place to end at.
const PIECE_MM: f64 = 30_000.0;

/// No triangle.
pub const NONE: u32 = u32::MAX;

/// A place, in mm.
pub type Spot = [f64; 2];

/// Triangles inside a parcel.
pub struct Sheet {
    pub at: Vec<Spot>,
    /// The dwelling, by number, whose territory a vertex lies in.
    pub owner: Vec<u32>,
    pub is_dwelling: Vec<bool>,
    /// Vertices counter-clockwise; edge `i` runs from vertex `i` to the next.
    pub triangles: Vec<[u32; 3]>,
    /// The triangle across each edge; [`NONE`] across the rim.
    pub across: Vec<[u32; 3]>,
    /// The vertices along each chain of the rim.
    pub rim: Vec<Vec<u32>>,
}

pub fn spot(p: Pt) -> Spot {
    [f64::from(p.x), f64::from(p.y)]
}

/// The vertices of a line with more between them, so that no piece is too long; the same from either end.
pub fn spaced(line: &[Pt]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = line.first().map(|p| spot(*p)).into_iter().collect();
    for w in line.windows(2) {
        let (a, b) = (spot(w[0].min(w[1])), spot(w[0].max(w[1])));
        let count = (((b[0] - a[0]) * (b[0] - a[0]) + (b[1] - a[1]) * (b[1] - a[1])).sqrt() / PIECE_MM).ceil().max(1.0);
        let at = |t: f64| [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
        let inner = (1..count as u32).map(|i| f64::from(i) / count);
        let inner: Vec<Spot> = inner.map(at).collect();
        spots.extend(
            inner.iter().copied().enumerate().map(|(i, s)| if w[0] < w[1] { s } else { inner[inner.len() - 1 - i] }),
        );
        spots.push(spot(w[1]));
    }
    spots
}

impl Sheet {
    /// Triangulates the ground to the left of the rim's chains; `None` where there is none.
    pub fn new(rim: &[Vec<Spot>], dwellings: &[Pt]) -> Option<Self> {
        let mut mesh: ConstrainedDelaunayTriangulation<Point2<f64>> = ConstrainedDelaunayTriangulation::new();
        // Spade takes every number that a place can be, but subnormal ones, which a place cannot.
        let mut insert = |s: Spot| mesh.insert(Point2::new(s[0], s[1])).ok();
        let homes: Vec<_> = dwellings.iter().map(|p| insert(spot(*p))).collect::<Option<_>>()?;
        let chains: Vec<Vec<_>> = rim.iter().map(|c| c.iter().map(|s| insert(*s)).collect()).collect::<Option<_>>()?;
        for w in chains.iter().flat_map(|c| c.windows(2)).filter(|w| w[0] != w[1]) {
            mesh.try_add_constraint(w[0], w[1]);
        }
        let mut inside = vec![false; mesh.num_all_faces()];
        let mut stack = Vec::new();
        for w in chains.iter().flat_map(|c| c.windows(2)) {
            let face = mesh.get_edge_from_neighbors(w[0], w[1]).and_then(|e| e.face().as_inner());
            stack.extend(face.map(|f| f.fix()));
        }
        while let Some(face) = stack.pop() {
            if std::mem::replace(&mut inside[face.index()], true) {
                continue;
            }
            for edge in mesh.face(face).adjacent_edges().into_iter().filter(|e| !e.is_constraint_edge()) {
                stack.extend(edge.rev().face().as_inner().map(|f| f.fix()));
            }
        }
        let mut name = vec![NONE; mesh.num_all_faces()];
        let faces: Vec<_> = mesh.inner_faces().filter(|f| inside[f.index()]).collect();
        for (i, face) in (0..).zip(&faces) {
            name[face.index()] = i;
        }
        if faces.is_empty() {
            return None;
        }
        let triangles = faces.iter().map(|f| f.adjacent_edges().map(|e| e.from().index() as u32)).collect();
        let beyond = |e: spade::handles::DirectedEdgeHandle<'_, _, _, _, _>| {
            if e.is_constraint_edge() { NONE } else { name[e.rev().face().index()] }
        };
        let across = faces.iter().map(|f| f.adjacent_edges().map(beyond)).collect();
        let at: Vec<Spot> = mesh.vertices().map(|v| [v.position().x, v.position().y]).collect();
        let mut sheet = Self {
            owner: vec![NONE; at.len()],
            is_dwelling: vec![false; at.len()],
            at,
            triangles,
            across,
            rim: chains.into_iter().map(|c| c.into_iter().map(|v| v.index() as u32).collect()).collect(),
        };
        let homes: Vec<u32> = homes.into_iter().map(|v| v.index() as u32).collect();
        sheet.settle(&homes);
        Some(sheet)
    }

    /// Gives each vertex to the dwelling that is nearest along edges.
    fn settle(&mut self, homes: &[u32]) {
        let mut near: Vec<Vec<u32>> = vec![Vec::new(); self.at.len()];
        for t in &self.triangles {
            for i in 0..3 {
                near[t[i] as usize].push(t[(i + 1) % 3]);
                near[t[(i + 1) % 3] as usize].push(t[i]);
            }
        }
        let mut reach = vec![f64::INFINITY; self.at.len()];
        let mut queue = BinaryHeap::new();
        for (i, &v) in (0..).zip(homes) {
            self.is_dwelling[v as usize] = true;
            self.owner[v as usize] = i;
            reach[v as usize] = 0.0;
            queue.push(Least(0.0, v));
        }
        while let Some(Least(so_far, v)) = queue.pop() {
            if so_far > reach[v as usize] {
                continue;
            }
            for &w in &near[v as usize] {
                let there = so_far + length(self.at[v as usize], self.at[w as usize]);
                if there < reach[w as usize] {
                    reach[w as usize] = there;
                    self.owner[w as usize] = self.owner[v as usize];
                    queue.push(Least(there, w));
                }
            }
        }
        // What no edge inside reaches lies on no ground of its own.
        self.owner.iter_mut().filter(|o| **o == NONE).for_each(|o| *o = 0);
    }

    /// Which territories touch, and about how many metres of border they share.
    pub fn contacts(&self) -> BTreeMap<(u32, u32), f64> {
        let mut shared: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for t in &self.triangles {
            let own = t.map(|v| self.owner[v as usize]);
            let middle = |i: usize| half(self.at[t[i] as usize], self.at[t[(i + 1) % 3] as usize]);
            let gates: Vec<usize> = (0..3).filter(|&i| own[i] != own[(i + 1) % 3]).collect();
            let centre = match gates.len() {
                0 => continue,
                2 => half(middle(gates[0]), middle(gates[1])),
                _ => self.centre(t),
            };
            for i in gates {
                let (a, b) = (own[i], own[(i + 1) % 3]);
                *shared.entry((a.min(b), a.max(b))).or_default() += length(middle(i), centre) / 1000.0;
            }
        }
        shared
    }

    pub fn centre(&self, t: &[u32; 3]) -> Spot {
        let sum = t.iter().fold([0.0; 2], |s, &v| [s[0] + self.at[v as usize][0], s[1] + self.at[v as usize][1]]);
        [sum[0] / 3.0, sum[1] / 3.0]
    }
}

pub fn length(a: Spot, b: Spot) -> f64 {
    let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
    (dx * dx + dy * dy).sqrt()
}

pub fn half(a: Spot, b: Spot) -> Spot {
    [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0]
}
