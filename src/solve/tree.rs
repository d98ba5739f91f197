//! Random spanning trees of some blocks, and the loads on either side of their edges.

use super::graph::Graph;
use crate::base::Rng;

/// A rooted spanning tree, parents before children.
pub(super) struct Tree {
    pub blocks: Vec<u32>,
    parent: Vec<u32>,
    /// Load and number of blocks of every subtree.
    pub load: Vec<i64>,
    pub count: Vec<u32>,
}

impl Tree {
    /// Grows a tree from `root` over the blocks inside; none unless it reaches exactly `size` blocks.
    ///
    /// Any edge of the front may be next, each as likely.
    pub fn grow(g: &Graph, root: u32, size: usize, inside: impl Fn(u32) -> bool, rng: &mut Rng) -> Option<Self> {
        let mut tree = Self {
            blocks: Vec::with_capacity(size),
            parent: Vec::with_capacity(size),
            load: Vec::new(),
            count: Vec::new(),
        };
        let mut front = Vec::with_capacity(size * 3);
        let mut taken = vec![false; g.len()];
        front.push((root, 0u32));
        while !front.is_empty() {
            let (v, parent) = front.swap_remove(rng.below(front.len()));
            if std::mem::replace(&mut taken[v as usize], true) {
                continue;
            }
            let at = tree.blocks.len() as u32;
            tree.blocks.push(v);
            tree.parent.push(parent);
            tree.load.push(i64::from(g.node[v as usize].weight));
            tree.count.push(1);
            for &w in g.near(v) {
                if inside(w) && !taken[w as usize] {
                    front.push((w, at));
                }
            }
        }
        if tree.blocks.len() != size {
            return None;
        }
        for i in (1..size).rev() {
            let p = tree.parent[i] as usize;
            tree.load[p] += tree.load[i];
            tree.count[p] += tree.count[i];
        }
        Some(tree)
    }

    /// Places in `blocks` of the subtree at place `i`.
    pub fn side_at(&self, i: usize) -> Vec<usize> {
        let mut inside = vec![false; self.blocks.len()];
        inside[i] = true;
        let mut side = vec![i];
        for j in i + 1..self.blocks.len() {
            if inside[self.parent[j] as usize] {
                inside[j] = true;
                side.push(j);
            }
        }
        side
    }

    /// The blocks of the subtree at place `i`.
    pub fn side(&self, i: usize) -> Vec<u32> {
        self.side_at(i).into_iter().map(|j| self.blocks[j]).collect()
    }
}
