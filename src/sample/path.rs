//! Cheapest ways along the edges of the net.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::land::{Land, NONE};

/// A tree of cheapest ways towards its roots.
#[derive(Clone, Debug)]
pub struct Ways {
    cost: Vec<u64>,
    towards: Vec<u32>,
    /// The vertex that was enough.
    pub reached: Option<u32>,
}

impl Ways {
    /// Cheapest ways to the nearest of `roots` by `step(from, to)`, found until `is_enough` for the vertex just reached.
    pub fn new(land: &Land, roots: &[u32], is_enough: impl Fn(u32) -> bool, step: impl Fn(u32, u32) -> u64) -> Self {
        let mut cost = vec![u64::MAX; land.points.len()];
        let mut towards = vec![NONE; land.points.len()];
        let mut reached = None;
        let mut front = BinaryHeap::new();
        for r in roots {
            cost[*r as usize] = 0;
            front.push(Reverse((0u64, *r)));
        }
        while let Some(Reverse((c, v))) = front.pop() {
            if c > cost[v as usize] {
                continue;
            }
            if is_enough(v) {
                reached = Some(v);
                break;
            }
            for w in land.around(v) {
                let next = c.saturating_add(step(v, *w));
                if next < cost[*w as usize] {
                    cost[*w as usize] = next;
                    towards[*w as usize] = v;
                    front.push(Reverse((next, *w)));
                }
            }
        }
        Self { cost, towards, reached }
    }

    /// The vertices from `v` to its root; only `v` where no way was found.
    pub fn from(&self, v: u32) -> Vec<u32> {
        let mut way = vec![v];
        let mut at = v;
        while self.towards[at as usize] != NONE {
            at = self.towards[at as usize];
            way.push(at);
        }
        way
    }

    /// The cost of the way from `v`, `u64::MAX` where none was found.
    pub fn cost(&self, v: u32) -> u64 {
        self.cost[v as usize]
    }
}
