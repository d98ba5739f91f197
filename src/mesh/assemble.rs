//! From bordering segments to the nodes, edges and faces of a mesh, under ids that follow the coordinates.

use rayon::prelude::*;

use super::arrange::Border;
use super::{Edge, Face, Mesh, NONE, Node, OUTSIDE};
use crate::base::Rows;
use crate::geom::Pt;

/// Chains the borders (sorted by `(a, b)`) and names the faces anew, in the order in which the edges meet them.
///
/// The faces of the borders are any numbers below `faces`, of which `outside` is the unbounded one. Also gives the new
/// id of each (`NONE` for those without a border). Nodes stand where they must, and where `forced` says so.
pub(super) fn assemble(
    borders: &[Border],
    faces: usize,
    outside: u32,
    solid: impl Fn(u32) -> bool,
    forced: impl Fn(Pt) -> bool,
) -> (Mesh, Vec<u32>) {
    let chains = Chains::new(borders);
    let mut name = vec![NONE; faces];
    name[outside as usize] = OUTSIDE;
    let mut rows = vec![Face { solid: false }];
    let mut named = |f: u32| {
        if name[f as usize] == NONE {
            name[f as usize] = rows.len() as u32;
            rows.push(Face { solid: solid(f) });
        }
        name[f as usize]
    };
    let (nodes, mut edges) = chains.edges(forced);
    for e in &mut edges {
        e.left = named(e.left);
        e.right = named(e.right);
    }
    let mesh = Mesh {
        nodes: nodes.into_iter().map(|at| Node { at }).collect(),
        edges: edges.into_iter().collect(),
        faces: rows.into_iter().collect::<Rows<Face>>(),
    };
    (mesh, name)
}

struct Chains<'a> {
    borders: &'a [Border],
    points: Vec<Pt>,
    ends: Vec<[u32; 2]>,
    /// Outgoing half-segments by point, those to lower points first.
    first: Vec<u32>,
    star: Vec<u32>,
}

impl<'a> Chains<'a> {
    fn new(borders: &'a [Border]) -> Self {
        let mut points: Vec<Pt> = borders.iter().flat_map(|s| [s.a, s.b]).collect();
        points.par_sort_unstable();
        points.dedup();
        let id = |p: Pt| points.binary_search(&p).map_or(NONE, |i| i as u32);
        let ends: Vec<[u32; 2]> = borders.par_iter().map(|s| [id(s.a), id(s.b)]).collect();
        let mut first = vec![0u32; points.len() + 1];
        for &v in ends.as_flattened() {
            first[v as usize + 1] += 1;
        }
        for v in 0..points.len() {
            first[v + 1] += first[v];
        }
        let mut fill = first.clone();
        let mut star = vec![0u32; first[points.len()] as usize];
        for end in [1, 0] {
            for (s, ends) in ends.iter().enumerate() {
                let slot = &mut fill[ends[end] as usize];
                star[*slot as usize] = (2 * s + end) as u32;
                *slot += 1;
            }
        }
        Self { borders, points, ends, first, star }
    }

    fn around(&self, v: u32) -> &[u32] {
        &self.star[self.first[v as usize] as usize..self.first[v as usize + 1] as usize]
    }

    fn head(&self, h: u32) -> u32 {
        self.ends[h as usize / 2][1 - h as usize % 2]
    }

    /// Left, right and marks as seen along a half-segment.
    fn sides(&self, h: u32) -> (u32, u32, u32) {
        let s = &self.borders[h as usize / 2];
        if h.is_multiple_of(2) { (s.left, s.right, s.marks) } else { (s.right, s.left, s.marks) }
    }

    /// The half-segments from `h` to the next node.
    fn chain(&self, h: u32, is_node: &[bool]) -> Vec<u32> {
        let mut chain = vec![h];
        let mut last = h;
        loop {
            let v = self.head(last);
            let star = self.around(v);
            if is_node[v as usize] || star.len() != 2 {
                return chain;
            }
            last = if star[0] == last ^ 1 { star[1] } else { star[0] };
            chain.push(last);
        }
    }

    fn edges(&self, forced: impl Fn(Pt) -> bool) -> (Vec<Pt>, Vec<Edge>) {
        let mut is_node: Vec<bool> = (0..self.points.len() as u32)
            .map(|v| match *self.around(v) {
                [g, h] => self.sides(g ^ 1) != self.sides(h) || forced(self.points[v as usize]),
                _ => true,
            })
            .collect();
        // Rings without a node are anchored at their lowest point: where the first segment nobody walked begins.
        let mut walked = vec![false; self.borders.len()];
        let mut walk = |h: u32, is_node: &[bool]| {
            if !walked[h as usize / 2] {
                self.chain(h, is_node).into_iter().for_each(|g| walked[g as usize / 2] = true);
            }
        };
        for v in (0..self.points.len() as u32).filter(|&v| is_node[v as usize]) {
            self.around(v).iter().for_each(|&h| walk(h, &is_node));
        }
        for s in 0..self.borders.len() {
            if !walked[s] {
                let anchor = self.ends[s][0];
                is_node[anchor as usize] = true;
                for g in self.chain(2 * s as u32, &is_node) {
                    walked[g as usize / 2] = true;
                }
            }
        }
        let mut id = vec![NONE; self.points.len()];
        let mut nodes = Vec::new();
        for (v, &p) in self.points.iter().enumerate().filter(|&(v, _)| is_node[v]) {
            id[v] = nodes.len() as u32;
            nodes.push(p);
        }
        let mut edges = Vec::new();
        walked.fill(false);
        for v in (0..self.points.len() as u32).filter(|&v| is_node[v as usize]) {
            for &h in self.around(v) {
                if walked[h as usize / 2] {
                    continue;
                }
                let chain = self.chain(h, &is_node);
                let (left, right, marks) = self.sides(h);
                let inner = &chain[..chain.len() - 1];
                edges.push(Edge {
                    from: id[v as usize],
                    to: id[self.head(chain[chain.len() - 1]) as usize],
                    shape: inner.iter().map(|&g| self.points[self.head(g) as usize]).collect(),
                    left,
                    right,
                    marks,
                });
                chain.into_iter().for_each(|g| walked[g as usize / 2] = true);
            }
        }
        (nodes, edges)
    }
}
