//! Line edges of the net put together to chains between crossings, ends and seats.

use std::collections::BTreeMap;

use super::water::{Edges, Line, key};

/// The chains of one kind of line, each with what it belongs to, in a fixed order.
pub fn chains(edges: &Edges, keep: impl Fn(u32, u32) -> bool) -> Vec<(Line, Vec<u32>)> {
    let mut around: BTreeMap<u32, Vec<(u32, Line)>> = BTreeMap::new();
    for ((a, b), line) in edges.iter().filter(|((a, b), _)| keep(*a, *b)) {
        around.entry(*a).or_default().push((*b, *line));
        around.entry(*b).or_default().push((*a, *line));
    }
    let passes = |v: u32| around.get(&v).is_some_and(|at| at.len() == 2 && at[0].1 == at[1].1);
    let mut left: Edges = edges.iter().filter(|((a, b), _)| keep(*a, *b)).map(|(k, l)| (*k, *l)).collect();
    let mut chains = Vec::new();
    let ends = around.keys().copied().filter(|v| !passes(*v));
    // Closed rings have no end: after all others, they start anywhere.
    for start in ends.chain(around.keys().copied()) {
        for (next, line) in &around[&start] {
            if left.remove(&key(start, *next)).is_none() {
                continue;
            }
            let mut chain = vec![start, *next];
            let mut at = *next;
            while passes(at)
                && let Some((on, _)) = around[&at].iter().find(|(w, _)| left.contains_key(&key(at, *w)))
            {
                left.remove(&key(at, *on));
                at = *on;
                chain.push(at);
            }
            chains.push((*line, chain));
        }
    }
    chains.sort();
    chains
}
