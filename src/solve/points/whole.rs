//! Cells in one piece: what fell off is joined again, and loads are evened out without breaking anything.

use std::collections::BinaryHeap;

use super::super::graph::Graph;
use super::chains::{Ground, even};
use super::cloud::Cloud;
use super::flow::Least;

/// Makes every cell of a labelling hang together in the graph, then evens out the loads as far as that allows.
///
/// The graph says which points touch; its nodes are the points of the cloud. In a graph that is not connected, parts
/// without the core of any cell keep their labels.
pub(super) fn whole(cloud: &Cloud, graph: &Graph, k: usize, label: Vec<u32>) -> Vec<u32> {
    let mut site = vec![[0.0; 2]; k];
    cloud.centres(&label, &mut site);
    let joined = joined(cloud, graph, &site, label);
    let scale = (1.0, 0.0);
    let mut ground = Tied { cloud, graph, site: &site, scale, seen: vec![0; graph.len()], round: 0 };
    even(&mut ground, k, joined)
}

/// Evens out the loads of `k` cells as far as exchanges between neighbours can, where that costs least in compactness and
/// in borders. No cell falls into more pieces than it is in.
pub fn levelled(graph: &Graph, k: usize, label: Vec<u32>) -> Vec<u32> {
    let cloud = Cloud::new(graph.node.iter().map(|n| (n.x, n.y, n.weight)));
    let mut site = vec![[0.0; 2]; k];
    cloud.centres(&label, &mut site);
    let label_of = |v: u32| label[v as usize];
    let drawn = |a: u32| graph.edges(a).filter(move |(b, _)| label_of(*b) != label_of(a));
    let border: f64 = (0..graph.len() as u32).flat_map(drawn).map(|e| f64::from(e.1) / 2.0).sum();
    let share = |of: f64| if of > 0.0 { 1.0 / of } else { 0.0 };
    let scale = (share(cloud.inertia(&label, k)), share(border));
    let mut ground = Tied { cloud: &cloud, graph, site: &site, scale, seen: vec![0; graph.len()], round: 0 };
    even(&mut ground, k, label)
}

/// Leaves each cell its heaviest part; everything else is joined piece by piece to the cell nearby that it suits best.
fn joined(cloud: &Cloud, graph: &Graph, site: &[[f64; 2]], mut label: Vec<u32>) -> Vec<u32> {
    let (part, parts) = graph.parts_of(&label);
    let mut size = vec![(0.0, 0u32); parts];
    for (v, &p) in part.iter().enumerate() {
        size[p as usize].0 += cloud.mass(v);
        size[p as usize].1 = label[v];
    }
    let mut core = vec![(0.0, u32::MAX); site.len()];
    for (p, &(mass, cell)) in (0..).zip(&size) {
        if mass > core[cell as usize].0 {
            core[cell as usize] = (mass, p);
        }
    }
    let mut settled: Vec<bool> = part.iter().zip(&label).map(|(p, c)| core[*c as usize].1 == *p).collect();
    // The name of an offer is the place of the neighbour in the rows of the graph.
    let mut queue = BinaryHeap::new();
    let offer = |queue: &mut BinaryHeap<Least>, settled: &[bool], label: &[u32], v: u32| {
        for e in graph.row(v).filter(|e| !settled[graph.adj[*e] as usize]) {
            let cost = cloud.square(graph.adj[e] as usize, site[label[v as usize] as usize]);
            queue.push(Least(cost, e as u32));
        }
    };
    for v in (0..graph.len() as u32).filter(|v| settled[*v as usize]) {
        offer(&mut queue, &settled, &label, v);
    }
    while let Some(Least(_, e)) = queue.pop() {
        let (from, v) = (graph.xadj.partition_point(|&x| x <= e) - 1, graph.adj[e as usize]);
        if !std::mem::replace(&mut settled[v as usize], true) {
            label[v as usize] = label[from];
            offer(&mut queue, &settled, &label, v);
        }
    }
    label
}

/// Points tied by a graph, in which every cell must stay in one piece.
struct Tied<'a> {
    cloud: &'a Cloud,
    graph: &'a Graph,
    site: &'a [[f64; 2]],
    /// What a unit of inertia and one of border cost.
    scale: (f64, f64),
    /// The round in which a point was last seen, so that nothing need be cleared.
    seen: Vec<u32>,
    round: u32,
}

impl Ground for Tied<'_> {
    fn weight(&self, i: u32) -> u32 {
        self.cloud.weight[i as usize]
    }

    fn options(&self, i: u32, label: &[u32], into: &mut Vec<(u32, f64)>) {
        let own = label[i as usize];
        let inertia = |c: u32| self.cloud.mass(i as usize) * self.cloud.square(i as usize, self.site[c as usize]);
        let border = |c: u32| -> f64 {
            self.graph.edges(i).filter(|(v, _)| label[*v as usize] == c).map(|(_, cost)| f64::from(cost)).sum()
        };
        let cost = |c: u32| self.scale.0 * inertia(c) - if self.scale.1 > 0.0 { self.scale.1 * border(c) } else { 0.0 };
        for &v in self.graph.near(i) {
            let cell = label[v as usize];
            if cell != own && into.iter().all(|o| o.0 != cell) {
                into.push((cell, cost(cell) - cost(own)));
            }
        }
    }

    fn allows(&mut self, i: u32, to: u32, label: &[u32]) -> bool {
        let near = self.graph.near(i);
        near.iter().any(|&v| label[v as usize] == to) && self.is_spared(i, label)
    }
}

impl Tied<'_> {
    /// Whether the cell of a point hangs together without it, and is not empty.
    fn is_spared(&mut self, i: u32, label: &[u32]) -> bool {
        let own = label[i as usize];
        let mut ends = self.graph.near(i).iter().copied().filter(|&v| label[v as usize] == own);
        let Some(start) = ends.next() else { return false };
        let mut left = ends.count();
        self.round += 1;
        self.seen[i as usize] = self.round;
        self.seen[start as usize] = self.round;
        let mut queue = std::collections::VecDeque::from([start]);
        while left > 0 {
            let Some(v) = queue.pop_front() else { return false };
            for &w in self.graph.near(v) {
                if label[w as usize] == own && self.seen[w as usize] != self.round {
                    self.seen[w as usize] = self.round;
                    left -= usize::from(self.graph.near(i).contains(&w));
                    queue.push_back(w);
                }
            }
        }
        true
    }
}
