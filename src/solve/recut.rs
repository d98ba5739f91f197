//! The large move: merge two neighbouring cells and cut them anew along a random spanning tree (ReCom; DeFord, Duchin
//! and Solomon 2021, here as a move of annealing).

use super::anneal::{accept, random_move};
use super::state::State;
use super::tree::Tree;
use crate::base::Rng;

/// Tries one such move at this weight of the penalty and this heat; returns the blocks that changed their cell.
///
/// It is not made, let alone priced, where its penalty alone is more than `hopeless`.
pub(super) fn recut(state: &mut State, pen: f64, heat: f64, hopeless: f64, rng: &mut Rng) -> Vec<u32> {
    let Some((v, b)) = random_move(state, rng) else { return Vec::new() };
    let a = state.label[v as usize];
    let blocks = (state.cell[a as usize].blocks + state.cell[b as usize].blocks) as usize;
    let Some(tree) =
        Tree::grow(state.g, v, blocks, |w| state.label[w as usize] == a || state.label[w as usize] == b, rng)
    else {
        return Vec::new();
    };
    if tree.blocks.iter().any(|&w| state.goal.is_locked(w)) {
        return Vec::new();
    }
    let all = tree.load[0];
    // The edge that strains least, and of equal ones a random one.
    let (mut least, mut equals, mut at) = (f64::INFINITY, 0, 0);
    for i in 1..tree.blocks.len() {
        let strain = state.strain_at(tree.load[i]) + state.strain_at(all - tree.load[i]);
        if strain < least {
            (least, equals, at) = (strain, 1, i);
        } else if strain == least {
            equals += 1;
            if rng.below(equals) == 0 {
                at = i;
            }
        }
    }
    if at == 0 {
        return Vec::new();
    }
    let now = [a, b].map(|cell| state.strain_at(state.cell[cell as usize].load));
    if state.goal.is_all_near() && pen * (least - now[0] - now[1]) > hopeless {
        return Vec::new();
    }
    let side = tree.side_at(at);
    // Which half keeps which name: so that fewer blocks change.
    let count = |cell: u32| side.iter().filter(|i| state.label[tree.blocks[**i] as usize] == cell).count();
    let stay_a = count(a) + (state.cell[b as usize].blocks as usize - count(b));
    let inner = if stay_a * 2 >= blocks { a } else { b };
    let outer = if inner == a { b } else { a };
    let mut is_inner = vec![false; tree.blocks.len()];
    for i in side {
        is_inner[i] = true;
    }
    let moves: Vec<(u32, u32)> = tree
        .blocks
        .iter()
        .zip(&is_inner)
        .map(|(&w, &inside)| (w, if inside { inner } else { outer }))
        .filter(|&(w, to)| state.label[w as usize] != to)
        .collect();
    let (mut change, mut strain) = (0.0, 0.0);
    let mut done = Vec::with_capacity(moves.len());
    for &(w, to) in &moves {
        let step = state.price(w, to);
        change += step.f;
        strain += step.strain;
        state.apply(w, to, &step);
        done.push(w);
    }
    if accept(change + pen * strain, heat, rng) {
        return done;
    }
    for &(w, to) in moves.iter().rev() {
        let back = if to == a { b } else { a };
        let step = state.price(w, back);
        state.apply(w, back, &step);
    }
    Vec::new()
}
