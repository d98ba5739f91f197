//! The finish: every flip and swap that makes the plan better, until none does.

use super::state::State;
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
            if betters(state, step.f, step.off, step.broken) && state.may_leave(v) {
                state.apply(v, to, &step);
                any = true;
            }
        }
    }
    Ok(any)
}

fn betters(state: &State, f: f64, off: i64, broken: i64) -> bool {
    let mut next = state.value;
    next.f += f;
    next.off += off;
    next.broken += broken;
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
            let first = state.price(v, b);
            if !hopeful(state, v, w, a, b) || !state.touches(v, b) || !state.may_leave(v) {
                continue;
            }
            state.apply(v, b, &first);
            let second = state.price(w, a);
            let sum = (first.f + second.f, first.off + second.off, first.broken + second.broken);
            let mut before = state.value;
            before.f -= first.f;
            before.off -= first.off;
            before.broken -= first.broken;
            let mut after = before;
            after.f += sum.0;
            after.off += sum.1;
            after.broken += sum.2;
            if after.beats(&before) && state.touches(w, a) && state.may_leave(w) {
                state.apply(w, a, &second);
                any = true;
            } else {
                let back = state.price(v, a);
                state.apply(v, a, &back);
            }
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
