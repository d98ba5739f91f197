//! Half-edges in angular order around their nodes, and the cycles that they walk.
//!
//! Edge `e` has the half-edges `2e` (forward) and `2e + 1` (back); a half-edge has its face on the left.

use super::NONE;
use crate::geom::Pt;
use crate::geom::exact::by_angle;

/// The half-edges of a planar graph.
pub(super) struct HalfEdges {
    /// Node at the start of each half-edge; `NONE` where there is no such edge.
    pub tail: Vec<u32>,
    /// The next half-edge around the face on the left.
    pub next: Vec<u32>,
    /// Where each node's half-edges begin in `star`.
    first: Vec<u32>,
    /// Outgoing half-edges, by node, counter-clockwise.
    star: Vec<u32>,
}

impl HalfEdges {
    /// From the two nodes of each edge (`NONE` twice for an edge that is not there), the places of the nodes, and the
    /// point towards which each half-edge leaves its node.
    pub(super) fn new(
        nodes: usize,
        ends: impl Iterator<Item = (u32, u32)>,
        at: impl Fn(u32) -> Pt,
        towards: impl Fn(u32) -> Pt,
    ) -> Self {
        let tail: Vec<u32> = ends.flat_map(|(from, to)| [from, to]).collect();
        let mut first = vec![0u32; nodes + 1];
        for &v in tail.iter().filter(|&&v| v != NONE) {
            first[v as usize + 1] += 1;
        }
        for v in 0..nodes {
            first[v + 1] += first[v];
        }
        let mut fill = first.clone();
        let mut star = vec![0u32; first[nodes] as usize];
        for (h, &v) in tail.iter().enumerate().filter(|&(_, &v)| v != NONE) {
            star[fill[v as usize] as usize] = h as u32;
            fill[v as usize] += 1;
        }
        let mut graph = Self { next: vec![NONE; tail.len()], tail, first, star };
        for v in 0..nodes {
            let range = graph.first[v] as usize..graph.first[v + 1] as usize;
            if range.len() > 2 {
                let o = at(v as u32);
                graph.star[range].sort_by(|&g, &h| by_angle(o, towards(g), towards(h)));
            }
        }
        graph.link();
        graph
    }

    /// The outgoing half-edges of a node, counter-clockwise.
    pub(super) fn around(&self, node: u32) -> &[u32] {
        &self.star[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }

    /// Node at the end of a half-edge.
    pub(super) fn head(&self, h: u32) -> u32 {
        self.tail[(h ^ 1) as usize]
    }

    /// Takes edges out of the graph.
    pub(super) fn remove(&mut self, gone: impl Fn(u32) -> bool) {
        let (mut kept, mut start) = (0, 0);
        for v in 0..self.first.len() - 1 {
            let end = self.first[v + 1] as usize;
            for k in start..end {
                let h = self.star[k];
                if gone(h / 2) {
                    self.tail[h as usize] = NONE;
                } else {
                    self.star[kept] = h;
                    kept += 1;
                }
            }
            start = end;
            self.first[v + 1] = kept as u32;
        }
        self.star.truncate(kept);
        self.link();
    }

    /// The walk keeps its face on the left: at a node it takes the half-edge clockwise of the one it came by.
    fn link(&mut self) {
        for range in self.first.windows(2) {
            let star = &self.star[range[0] as usize..range[1] as usize];
            for (k, &h) in star.iter().enumerate() {
                self.next[(h ^ 1) as usize] = star[(k + star.len() - 1) % star.len()];
            }
        }
    }

    /// The half-edges of one cycle, from `start`.
    pub(super) fn cycle(&self, start: u32) -> impl Iterator<Item = u32> {
        let mut at = Some(start);
        std::iter::from_fn(move || {
            let h = at?;
            let next = self.next[h as usize];
            at = (next != start).then_some(next);
            Some(h)
        })
    }

    /// The cycle of each half-edge (`NONE` where there is none), and one half-edge of each cycle: its lowest.
    pub(super) fn cycles(&self) -> (Vec<u32>, Vec<u32>) {
        let (mut cycle_of, mut starts) = (vec![NONE; self.tail.len()], Vec::new());
        for h in 0..self.tail.len() as u32 {
            if self.tail[h as usize] != NONE && cycle_of[h as usize] == NONE {
                for g in self.cycle(h) {
                    cycle_of[g as usize] = starts.len() as u32;
                }
                starts.push(h);
            }
        }
        (cycle_of, starts)
    }
}
