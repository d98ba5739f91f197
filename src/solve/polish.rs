//! The finish: every flip and swap that makes the plan better, until none does.

use super::state::{State, Step};
use crate::base::{Fault, Watch};

/// More rounds than any plan met so far has needed.
const ROUNDS: usize = 60;

/// Descends to a plan that no single flip and no swap over one border betters.
pub(super) fn polish(state: &mut State, watch: &Watch) -> Result<(), Fault> {
    for _ in 0..ROUNDS {
        state.recount();
        let flipped = flips(state, watch)?;
        let swapped = swaps(state, watch)?;
        if !flipped && !swapped {
            break;
        }
    }
    state.recount();
    Ok(())
}

fn flips(state: &mut State, watch: &Watch) -> Result<bool, Fault> {
    let mut any = false;
    let mut border = state.border.clone();
    border.sort_unstable();
    for v in border {
        watch.check()?;
        for e in state.g.row(v) {
            let to = state.label[state.g.adj[e] as usize];
            if to == state.label[v as usize] {
                continue;
            }
            let step = state.price(v, to);
            if betters(state, &step) && state.may_leave(v) {
                state.apply(v, to, &step);
                any = true;
            }
        }
    }
    Ok(any)
}

fn betters(state: &State, step: &Step) -> bool {
    let mut next = state.value;
    next.f += step.f;
    next.off += step.off;
    next.broken += step.broken;
    next.beats(&state.value)
}

fn swaps(state: &mut State, watch: &Watch) -> Result<bool, Fault> {
    // (cell, cell beside it, block of the first that touches the second)
    let mut touch: Vec<(u32, u32, u32)> = Vec::new();
    for &v in &state.border {
        let own = state.label[v as usize];
        touch.extend(state.g.near(v).iter().map(|&w| (own, state.label[w as usize], v)).filter(|t| t.0 != t.1));
    }
    touch.sort_unstable();
    touch.dedup();
    let mut any = false;
    for i in 0..touch.len() {
        watch.check()?;
        let (a, b, v) = touch[i];
        if a > b || state.label[v as usize] != a {
            continue;
        }
        let from = touch.partition_point(|t| (t.0, t.1) < (b, a));
        for &(_, _, w) in touch[from..].iter().take_while(|t| (t.0, t.1) == (b, a)) {
            if state.label[w as usize] != b || state.label[v as usize] != a {
                continue;
            }
            // Loads decide most cases without trying: the swap moves the difference of the two.
            if !hopeful(state, v, w, a, b) {
                continue;
            }
            let step = state.price_swap(v, w);
            let may = betters(state, &step) && state.touches(v, b, w) && state.touches(w, a, v);
            any |= may && state.swap(v, w);
        }
    }
    Ok(any)
}

/// Whether the loads after the swap are no further outside than before.
fn hopeful(state: &State, v: u32, w: u32, a: u32, b: u32) -> bool {
    let goal = state.goal;
    let gain = i64::from(state.g.node[w as usize].weight) - i64::from(state.g.node[v as usize].weight);
    let (x, y) = (state.cell[a as usize].load, state.cell[b as usize].load);
    let now = (goal.broken(x) + goal.broken(y), goal.off(x) + goal.off(y));
    (goal.broken(x + gain) + goal.broken(y - gain), goal.off(x + gain) + goal.off(y - gain)) <= now
}
