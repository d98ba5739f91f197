//! The best of all plans where they can all be tried: two cells of few blocks.

use super::goal::{Goal, Value};
use super::graph::Graph;
use super::state::State;

/// Above this many blocks annealing is quicker than trying all.
const MOST: usize = 18;

/// The best labelling in which both cells are connected and all locks hold; none when there are too many to try.
pub(super) fn best_of_all(g: &Graph, goal: &Goal) -> Option<(Value, Vec<u32>)> {
    let n = g.len();
    if goal.k != 2 || !(2..=MOST).contains(&n) {
        return None;
    }
    let near: Vec<u32> = (0..n as u32).map(|v| g.near(v).iter().fold(0, |set, &w| set | 1 << w)).collect();
    let locked = |cell: u32| (0..n as u32).filter(|&v| goal.locked(v) == Some(cell)).fold(0u32, |set, v| set | 1 << v);
    let (zero, one) = (locked(0), locked(1));
    let all = (1u32 << n) - 1;
    let total: i64 = g.node.iter().map(|v| i64::from(v.weight)).sum();
    let mut state: Option<State> = None;
    let mut best: Option<(Value, Vec<u32>)> = None;
    let (mut set, mut load) = (0u32, 0i64);
    for step in 1..=all {
        // Gray code: one block changes sides at a time. `set` holds the blocks of cell 1.
        let flip = step.trailing_zeros();
        set ^= 1 << flip;
        let weight = i64::from(g.node[flip as usize].weight);
        load += if set >> flip & 1 == 1 { weight } else { -weight };
        let rank = (goal.broken(load) + goal.broken(total - load), goal.off(load) + goal.off(total - load));
        let worse = best.as_ref().is_some_and(|(value, _)| rank > (value.broken, value.off));
        if worse || set & zero != 0 || !set & one != 0 || !is_connected(set, &near) || !is_connected(all & !set, &near)
        {
            continue;
        }
        let label: Vec<u32> = (0..n).map(|v| set >> v & 1).collect();
        let state = state.get_or_insert_with(|| State::new(g, goal, label.clone()));
        state.set(&label);
        if best.as_ref().is_none_or(|(value, _)| state.value.beats(value)) {
            best = Some((state.value, label));
        }
    }
    best
}

/// Whether a set of blocks is not empty and hangs together; `near` are the neighbours of each block.
pub(super) fn is_connected(set: u32, near: &[u32]) -> bool {
    let (mut reached, mut fresh) = (set & set.wrapping_neg(), set & set.wrapping_neg());
    while fresh != 0 {
        let v = fresh.trailing_zeros();
        fresh &= fresh - 1;
        let new = near[v as usize] & set & !reached;
        reached |= new;
        fresh |= new;
    }
    set != 0 && reached == set
}
