//! The large move: merge two neighbouring cells and cut them anew along a random spanning tree (ReCom; DeFord, Duchin
//! and Solomon 2021, here as a move of annealing).

use super::anneal::{accept, random_move};
use super::state::State;
use super::tree::Tree;
use crate::base::Rng;

/// Tries one such move at this weight of the penalty and this heat; returns the blocks that changed their cell.
pub(super) fn recut(state: &mut State, pen: f64, heat: f64, rng: &mut Rng) -> Vec<u32> {
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
    // The edges that strain least, and of nearly equal ones a random one.
    let mut least = (f64::INFINITY, 0, 0);
    for i in 1..tree.blocks.len() {
        let strain = state.strain_at(tree.load[i]) + state.strain_at(all - tree.load[i]);
        let key = (strain, rng.u64());
        if key.0 < least.0 || (key.0 == least.0 && key.1 < least.1) {
            least = (key.0, key.1, i);
        }
    }
    if least.2 == 0 {
        return Vec::new();
    }
    let side = tree.side(least.2);
    // Which half keeps which name: so that fewer blocks change.
    let count = |cell: u32| side.iter().filter(|&&w| state.label[w as usize] == cell).count();
    let stay_a = count(a) + (state.cell[b as usize].blocks as usize - count(b));
    let inner = if stay_a * 2 >= blocks { a } else { b };
    let outer = if inner == a { b } else { a };
    let mut is_inner = vec![false; tree.blocks.len()];
    for i in tree.side_at(least.2) {
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
