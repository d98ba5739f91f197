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
    /// Pairs of blocks that ought not to share a cell, such as those that face each other over a river.
    pub apart: Apart,
    /// What each block counts when it changes its cell, where that is not its load; else empty.
    pub heads: Vec<u32>,
    /// Other loads of each block that are to be even besides; empty where there are none.
    pub also: Vec<Also>,
}

/// Loads besides the one that limits hold for.
pub type Also = [u32; 3];

/// Pairs of blocks and what it costs when both lie in one cell, as border cost; in compressed rows like [`Graph`], both
/// ways. A pair need not be neighbours, and is no way from one block to the other.
#[derive(Clone, Debug, Default)]
pub struct Apart {
    xadj: Vec<u32>,
    adj: Vec<u32>,
    cost: Vec<f32>,
}

impl Apart {
    /// The blocks that `v` should be apart from, with the cost.
    #[inline]
    pub fn of(&self, v: u32) -> impl Iterator<Item = (u32, f32)> + '_ {
        let end = self.xadj.get(v as usize + 1).copied().unwrap_or(0) as usize;
        let start = if end == 0 { 0 } else { self.xadj[v as usize] as usize };
        (start..end).map(|e| (self.adj[e], self.cost[e]))
    }

    /// Every pair once.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32, f32)> + '_ {
        (0..self.xadj.len().saturating_sub(1) as u32)
            .flat_map(|v| self.of(v).filter(move |&(w, _)| v < w).map(move |(w, cost)| (v, w, cost)))
    }
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
        Self::from_sorted(node, &clean(edges.iter().copied(), count))
    }

    /// The same graph with pairs `(block, block, cost)` that ought not to share a cell, cleaned as in [`Self::new`].
    #[must_use]
    pub fn with_apart(mut self, pairs: &[(u32, u32, f32)]) -> Self {
        let pairs = clean(pairs.iter().copied(), self.len());
        self.apart = Apart::default();
        if !pairs.is_empty() {
            (self.apart.xadj, self.apart.adj, self.apart.cost) = rows(self.len(), &pairs);
        }
        self
    }

    /// Builds the rows from edges that are already clean and unique.
    pub(super) fn from_sorted(node: Vec<Node>, edges: &[(u32, u32, f32)]) -> Self {
        let (xadj, adj, cost) = rows(node.len(), edges);
        Self { node, xadj, adj, cost, apart: Apart::default(), heads: Vec::new(), also: Vec::new() }
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
    #[inline]
    pub fn row(&self, v: u32) -> std::ops::Range<usize> {
        self.xadj[v as usize] as usize..self.xadj[v as usize + 1] as usize
    }

    /// The neighbours of one block.
    #[inline]
    pub fn near(&self, v: u32) -> &[u32] {
        &self.adj[self.row(v)]
    }

    /// The neighbours of one block, each with the cost of the border between.
    #[inline]
    pub fn edges(&self, v: u32) -> impl Iterator<Item = (u32, f32)> + '_ {
        let row = self.row(v);
        self.adj[row.clone()].iter().copied().zip(self.cost[row].iter().copied())
    }

    /// The other loads when blocks are joined, each into one of `len`; empty where there are none.
    pub fn also_joined(&self, into: &[u32], len: usize) -> Vec<Also> {
        if self.also.is_empty() {
            return Vec::new();
        }
        let mut sums = vec![Also::default(); len];
        for (into, own) in into.iter().zip(&self.also) {
            let sums = sums[*into as usize].iter_mut().zip(own);
            sums.for_each(|(sum, own)| *sum = sum.saturating_add(*own));
        }
        sums
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
        let inside = |v: u32| local[v as usize] != u32::MAX;
        let pairs: Vec<(u32, u32, f32)> = self
            .apart
            .pairs()
            .filter(|&(a, b, _)| inside(a) && inside(b))
            .map(|(a, b, c)| (local[a as usize], local[b as usize], c))
            .collect();
        let mut part =
            Self::from_sorted(blocks.iter().map(|&b| self.node[b as usize]).collect(), &edges).with_apart(&pairs);
        part.heads = blocks.iter().filter_map(|&b| self.heads.get(b as usize).copied()).collect();
        part.also = blocks.iter().filter_map(|&b| self.also.get(b as usize).copied()).collect();
        part
    }

    /// What a block counts when it changes its cell.
    pub fn head(&self, v: usize) -> u32 {
        self.heads.get(v).copied().unwrap_or(self.node[v].weight)
    }
}

/// Pairs of two different blocks, each once and lower block first, in order; costs of the same pair add up.
fn clean(pairs: impl Iterator<Item = (u32, u32, f32)>, count: usize) -> Vec<(u32, u32, f32)> {
    let mut sum: BTreeMap<(u32, u32), f32> = BTreeMap::new();
    for (a, b, cost) in pairs {
        if a != b && (a.max(b) as usize) < count {
            let cost = if cost.is_finite() { cost.max(0.0) } else { 0.0 };
            *sum.entry((a.min(b), a.max(b))).or_default() += cost;
        }
    }
    sum.into_iter().map(|((a, b), c)| (a, b, c)).collect()
}

/// Pairs as compressed rows, each both ways.
fn rows(count: usize, pairs: &[(u32, u32, f32)]) -> (Vec<u32>, Vec<u32>, Vec<f32>) {
    let mut xadj = vec![0u32; count + 1];
    for &(a, b, _) in pairs {
        xadj[a as usize + 1] += 1;
        xadj[b as usize + 1] += 1;
    }
    for v in 0..count {
        xadj[v + 1] += xadj[v];
    }
    let mut next = xadj.clone();
    let mut adj = vec![0u32; pairs.len() * 2];
    let mut cost = vec![0f32; pairs.len() * 2];
    for &(a, b, c) in pairs {
        for (from, to) in [(a, b), (b, a)] {
            let slot = next[from as usize] as usize;
            adj[slot] = to;
            cost[slot] = c;
            next[from as usize] += 1;
        }
    }
    (xadj, adj, cost)
}

fn finite(v: f64) -> f64 {
    if v.is_finite() { v } else { 0.0 }
}
