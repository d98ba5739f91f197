//! Blocks and the borders between them, as plain arrays.

use std::collections::BTreeMap;

/// One block as the kernels see it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Node {
    /// The load to be balanced (households, persons, minutes …); may be zero.
    pub weight: u32,
    /// What the block counts in compactness; its load, its area or a mix of both, in any unit. May be zero.
    pub mass: f64,
    /// Centre, metres.
    pub x: f64,
    pub y: f64,
}

/// A graph of blocks in compressed rows: the neighbours of block `v` are `adj[xadj[v]..xadj[v + 1]]`.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub node: Vec<Node>,
    pub xadj: Vec<u32>,
    pub adj: Vec<u32>,
    /// What it costs when the border of a cell runs between the two blocks: metres × the factor of its barrier.
    pub cost: Vec<f32>,
}

impl Graph {
    /// Builds the graph from undirected edges `(block, block, cost)`.
    ///
    /// Parallel edges add up; loops and edges to no block are left out; coordinates, masses and costs that are no
    /// numbers count as zero, so that bad input makes a poor plan and never a crash.
    pub fn new(nodes: Vec<Node>, edges: &[(u32, u32, f32)]) -> Self {
        let mut node = nodes;
        for n in &mut node {
            n.x = finite(n.x);
            n.y = finite(n.y);
            n.mass = finite(n.mass).max(0.0);
        }
        let count = node.len();
        let mut sum: BTreeMap<(u32, u32), f32> = BTreeMap::new();
        for &(a, b, cost) in edges {
            if a != b && (a.max(b) as usize) < count {
                let cost = if cost.is_finite() { cost.max(0.0) } else { 0.0 };
                *sum.entry((a.min(b), a.max(b))).or_default() += cost;
            }
        }
        Self::from_sorted(node, &sum.into_iter().map(|((a, b), c)| (a, b, c)).collect::<Vec<_>>())
    }

    /// Builds the rows from edges that are already clean and unique.
    pub(super) fn from_sorted(node: Vec<Node>, edges: &[(u32, u32, f32)]) -> Self {
        let mut xadj = vec![0u32; node.len() + 1];
        for &(a, b, _) in edges {
            xadj[a as usize + 1] += 1;
            xadj[b as usize + 1] += 1;
        }
        for v in 0..node.len() {
            xadj[v + 1] += xadj[v];
        }
        let mut next = xadj.clone();
        let mut adj = vec![0u32; edges.len() * 2];
        let mut cost = vec![0f32; edges.len() * 2];
        for &(a, b, c) in edges {
            for (from, to) in [(a, b), (b, a)] {
                let slot = next[from as usize] as usize;
                adj[slot] = to;
                cost[slot] = c;
                next[from as usize] += 1;
            }
        }
        Self { node, xadj, adj, cost }
    }

    /// How many blocks there are.
    pub fn len(&self) -> usize {
        self.node.len()
    }

    /// Whether there is no block.
    pub fn is_empty(&self) -> bool {
        self.node.is_empty()
    }

    /// The load of all blocks.
    pub fn load(&self) -> u64 {
        self.node.iter().map(|n| u64::from(n.weight)).sum()
    }

    /// The row of one block in `adj` and `cost`.
    pub fn row(&self, v: u32) -> std::ops::Range<usize> {
        self.xadj[v as usize] as usize..self.xadj[v as usize + 1] as usize
    }

    /// The neighbours of one block.
    pub fn near(&self, v: u32) -> &[u32] {
        &self.adj[self.row(v)]
    }

    /// The neighbours of one block, each with the cost of the border between.
    pub fn edges(&self, v: u32) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.row(v).map(|e| (self.adj[e], self.cost[e]))
    }

    /// Metres between the centres of two blocks.
    pub fn metres(&self, a: u32, b: u32) -> f64 {
        let (a, b) = (&self.node[a as usize], &self.node[b as usize]);
        ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).sqrt()
    }

    /// The connected component of every block, numbered by lowest block, and how many there are.
    pub fn components(&self) -> (Vec<u32>, usize) {
        self.parts(|_, _| true)
    }

    /// The connected parts of a labelling (two blocks hang together when they are neighbours of one label).
    pub fn parts_of(&self, label: &[u32]) -> (Vec<u32>, usize) {
        self.parts(|a, b| label[a as usize] == label[b as usize])
    }

    fn parts(&self, joined: impl Fn(u32, u32) -> bool) -> (Vec<u32>, usize) {
        let mut part = vec![u32::MAX; self.len()];
        let mut count = 0;
        let mut stack = Vec::new();
        for start in 0..self.len() as u32 {
            if part[start as usize] != u32::MAX {
                continue;
            }
            part[start as usize] = count;
            stack.push(start);
            while let Some(v) = stack.pop() {
                for &w in self.near(v) {
                    if part[w as usize] == u32::MAX && joined(v, w) {
                        part[w as usize] = count;
                        stack.push(w);
                    }
                }
            }
            count += 1;
        }
        (part, count as usize)
    }

    /// The graph of some blocks alone; block `i` of it is `blocks[i]` of this one, which must not repeat.
    pub fn part(&self, blocks: &[u32]) -> Self {
        self.part_with(blocks, &[])
    }

    /// The same with free bridges (pairs of blocks of this graph) where none were.
    pub(super) fn part_with(&self, blocks: &[u32], bridges: &[(u32, u32)]) -> Self {
        let mut local = vec![u32::MAX; self.len()];
        for (i, &b) in blocks.iter().enumerate() {
            local[b as usize] = i as u32;
        }
        let mut edges = Vec::new();
        for (i, &b) in blocks.iter().enumerate() {
            for (w, c) in self.edges(b) {
                let j = local[w as usize];
                if j != u32::MAX && (i as u32) < j {
                    edges.push((i as u32, j, c));
                }
            }
        }
        edges.extend(bridges.iter().map(|&(a, b)| (local[a as usize], local[b as usize], 0.0)));
        Self::from_sorted(blocks.iter().map(|&b| self.node[b as usize]).collect(), &edges)
    }
}

fn finite(v: f64) -> f64 {
    if v.is_finite() { v } else { 0.0 }
}
