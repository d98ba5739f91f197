//! Coarser graphs: neighbours that will hardly be parted are joined, so that large moves become small ones.

use super::goal::Goal;
use super::graph::{Graph, Node};
use crate::base::{Fault, Rng, Watch};

/// Blocks per cell and blocks in all below which a graph is not made coarser.
const LEAST_PER_CELL: usize = 40;
const LEAST: usize = 400;

/// No joined block may hold more than this share of a cell.
const LARGEST_SHARE: f64 = 1.0 / 12.0;

/// One step coarser: the graph, its goal, and where each finer block went.
pub(super) struct Level {
    pub g: Graph,
    pub goal: Goal,
    pub into: Vec<u32>,
}

/// Levels from the first coarser one to the coarsest; none for small graphs. Blocks of different classes are never
/// joined.
pub(super) fn levels(
    g: &Graph,
    goal: &Goal,
    classes: Option<&[u32]>,
    rng: &mut Rng,
    watch: &Watch,
) -> Result<Vec<Level>, Fault> {
    let mut levels: Vec<Level> = Vec::new();
    let mut class: Vec<u32> = classes.map_or_else(|| vec![0; g.len()], <[u32]>::to_vec);
    loop {
        watch.check()?;
        let (fine, aim) = levels.last().map_or((g, goal), |l| (&l.g, &l.goal));
        if fine.len() <= LEAST.max(LEAST_PER_CELL * goal.k as usize) * 3 / 2 {
            return Ok(levels);
        }
        let level = joined(fine, aim, &class, rng);
        if level.g.len() * 10 > fine.len() * 9 {
            return Ok(levels);
        }
        let mut coarser = vec![0; level.g.len()];
        for (&into, &own) in level.into.iter().zip(&class) {
            coarser[into as usize] = own;
        }
        class = coarser;
        levels.push(level);
    }
}

/// Joins pairs of neighbours: the longer the border and the nearer the centres the sooner (heavy-edge matching).
fn joined(g: &Graph, goal: &Goal, class: &[u32], rng: &mut Rng) -> Level {
    let cap = goal.ideal * LARGEST_SHARE;
    let mut order: Vec<u32> = (0..g.len() as u32).collect();
    rng.shuffle(&mut order);
    let mut mate: Vec<Option<u32>> = vec![None; g.len()];
    for v in order {
        if mate[v as usize].is_some() {
            continue;
        }
        let weight = |w: u32| f64::from(g.node[w as usize].weight);
        let mut best: Option<(f64, u32)> = None;
        for (w, cost) in g.edges(v) {
            let free = mate[w as usize].is_none();
            if !free
                || weight(v) + weight(w) > cap.max(1.0)
                || !goal.is_alike(v, w)
                || class[v as usize] != class[w as usize]
            {
                continue;
            }
            // Heavy blocks later, so that all grow alike.
            let heavy = ((weight(v) + 1.0) * (weight(w) + 1.0)).sqrt();
            let rating = (f64::from(cost) + 1e-9) / ((g.metres(v, w) + 1e-9) * heavy);
            if best.is_none_or(|(r, b)| rating > r || (rating == r && w < b)) {
                best = Some((rating, w));
            }
        }
        let w = best.map_or(v, |(_, w)| w);
        mate[v as usize] = Some(w);
        mate[w as usize] = Some(v);
    }
    let mut into = vec![u32::MAX; g.len()];
    let mut node: Vec<Node> = Vec::new();
    let mut first: Vec<u32> = Vec::new();
    for v in 0..g.len() as u32 {
        if into[v as usize] != u32::MAX {
            continue;
        }
        let w = mate[v as usize].unwrap_or(v);
        into[v as usize] = node.len() as u32;
        into[w as usize] = node.len() as u32;
        node.push(if v == w { g.node[v as usize] } else { sum(goal, &g.node[v as usize], &g.node[w as usize]) });
        first.push(v);
    }
    let mut edges: Vec<(u32, u32, f32)> = Vec::with_capacity(g.adj.len() / 2);
    for v in 0..g.len() as u32 {
        for (w, cost) in g.edges(v) {
            let (a, b) = (into[v as usize], into[w as usize]);
            if v < w && a != b {
                edges.push((a.min(b), a.max(b), cost));
            }
        }
    }
    edges.sort_by_key(|e| (e.0, e.1));
    edges.dedup_by(|b, a| {
        let same = (a.0, a.1) == (b.0, b.1);
        if same {
            a.2 += b.2;
        }
        same
    });
    let pairs: Vec<(u32, u32, f32)> =
        g.apart.pairs().map(|(a, b, cost)| (into[a as usize], into[b as usize], cost)).collect();
    let fine = g;
    let mut g = Graph::from_sorted(node, &edges).with_apart(&pairs);
    g.also = fine.also_joined(&into, g.len());
    let goal = goal.coarser(&g, &first, &into);
    Level { g, goal, into }
}

fn sum(goal: &Goal, a: &Node, b: &Node) -> Node {
    let (p, q) = (goal.mass(a), goal.mass(b));
    let mass = p + q;
    Node {
        weight: a.weight.saturating_add(b.weight),
        mass,
        x: (p * a.x + q * b.x) / mass,
        y: (p * a.y + q * b.y) / mass,
    }
}
