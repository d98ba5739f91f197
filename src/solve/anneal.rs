//! Annealing: random moves on the border, ever fewer of them for the worse.

use super::goal::Value;
use super::state::State;
use crate::base::{Fault, Rng, Watch};

/// Cancelling is looked at this often; a move takes well under a microsecond.
const LOOK: u64 = 512;

/// A move is not priced in full where its penalty alone is more than so many heats and usual changes of F.
const HOPELESS_HEATS: f64 = 4.0;
const HOPELESS_CHANGES: f64 = 1.0;

/// The same for a large move, whose changes are larger.
const HOPELESS_LARGE: f64 = 8.0;

/// So many blocks are looked at for one to be swapped with.
const DRAWS: usize = 12;

/// How one run cools and tightens, both in units of the usual change of F by a move.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    pub moves: u64,
    pub hot: f64,
    pub cold: f64,
    /// Weight of the penalty at the start and at the end.
    pub loose: f64,
    pub tight: f64,
    /// Every so many moves one large move (two cells merged and cut anew along a random tree); 0 for none.
    pub recut: u64,
}

/// The best labelling met, kept up to date with as few copies as possible.
struct Best {
    value: Value,
    label: Vec<u32>,
    /// Blocks moved since `label` was true; `None` when there were too many to list.
    since: Option<Vec<u32>>,
}

impl Best {
    fn note(&mut self, v: u32) {
        if let Some(since) = &mut self.since {
            if since.len() < self.label.len() {
                since.push(v);
            } else {
                self.since = None;
            }
        }
    }

    fn look(&mut self, state: &State) {
        if !state.value.beats(&self.value) {
            return;
        }
        self.value = state.value;
        match self.since.take() {
            Some(mut since) => {
                for &v in &since {
                    self.label[v as usize] = state.label[v as usize];
                }
                since.clear();
                self.since = Some(since);
            }
            None => {
                self.label.copy_from_slice(&state.label);
                self.since = Some(Vec::new());
            }
        }
    }
}

/// Runs one schedule and leaves `state` at the best labelling met (never worse than the first).
pub(super) fn anneal(state: &mut State, plan: &Schedule, rng: &mut Rng, watch: &Watch) -> Result<(), Fault> {
    if state.goal.k < 2 || state.border.is_empty() || plan.moves == 0 {
        return Ok(());
    }
    let unit = usual_change(state, rng);
    let mut best = Best { value: state.value, label: state.label.clone(), since: Some(Vec::new()) };
    let (mut heat, mut pen, mut hopeless) = (0.0, 0.0, 0.0);
    // Geometric cooling in equal steps, without a power function (they differ between platforms).
    let rounds = plan.moves.div_ceil(LOOK);
    for m in 0..plan.moves {
        if m % LOOK == 0 {
            watch.check()?;
            let done = (m / LOOK) as f64 / rounds as f64;
            heat = unit * between(plan.hot, plan.cold, done);
            pen = unit * between(plan.loose, plan.tight, done);
            hopeless = HOPELESS_HEATS * heat + HOPELESS_CHANGES * unit;
            state.weigh(between(state.goal.units.0, state.goal.units.1, (done * 1.25).min(1.0)));
        }
        // Large moves cost much; they pay while small ones cannot bring the loads into the band.
        let every = if state.value.off > 0 { plan.recut.div_ceil(8) } else { plan.recut };
        if every > 0 && m % every == every - 1 {
            let hopeless = HOPELESS_HEATS * heat + HOPELESS_LARGE * unit;
            for v in super::recut::recut(state, pen, heat, hopeless, rng) {
                best.note(v);
            }
            best.look(state);
        }
        let Some((v, to)) = random_move(state, rng) else { continue };
        if m % 4 < 3 {
            if pen * state.strain_of(v, to, None) > hopeless {
                continue;
            }
            let step = state.price(v, to);
            if accept(step.f + pen * step.strain, heat, rng) && state.may_leave(v) {
                state.apply(v, to, &step);
                best.note(v);
                best.look(state);
            }
            continue;
        }
        // A swap: v goes over and some block of that cell at the same border comes back.
        let Some(back) = partner(state, v, to, hopeless / pen, rng) else { continue };
        let step = state.price_swap(v, back);
        if accept(step.f + pen * step.strain, heat, rng) && state.swap(v, back) {
            best.note(v);
            best.note(back);
            best.look(state);
        }
    }
    state.set(&best.label);
    Ok(())
}

/// From `a` to `b` by halving steps: a·(b/a)^t for the eighths of t, straight between them.
pub(super) fn between(a: f64, b: f64, t: f64) -> f64 {
    if a <= 0.0 || b <= 0.0 {
        return a + (b - a) * t;
    }
    let eighth = (b / a).sqrt().sqrt().sqrt();
    let whole = (t * 8.0).floor();
    let low = (0..whole as u32).fold(a, |v, _| v * eighth);
    low * (1.0 + (eighth - 1.0) * (t * 8.0 - whole))
}

/// A random block of the border and a foreign cell beside it.
#[inline]
pub(super) fn random_move(state: &State, rng: &mut Rng) -> Option<(u32, u32)> {
    let v = *state.border.get(rng.below(state.border.len().max(1)))?;
    let near = state.g.near(v);
    let own = state.label[v as usize];
    let start = rng.below(near.len().max(1));
    let foreign = |w: &u32| Some(state.label[*w as usize]).filter(|l| *l != own);
    let to = near[start..].iter().find_map(foreign).or_else(|| near[..start].iter().find_map(foreign));
    to.map(|to| (v, to))
}

/// A block of `cell` that borders on the cell of `v` elsewhere than at `v`, found by a few random draws, such that the
/// penalty grows by at most so much when the two are swapped.
fn partner(state: &State, v: u32, cell: u32, most: f64, rng: &mut Rng) -> Option<u32> {
    let own = state.label[v as usize];
    let rim = state.rim(cell);
    let loads = state.swap_loads(v, cell, most);
    let draws = (0..if rim.is_empty() { 0 } else { DRAWS }).map(|_| rim[rng.below(rim.len())]);
    let mut even = draws.filter(|w| loads.contains(&state.load(*w)) && state.strain_of(v, cell, Some(*w)) <= most);
    even.find(|w| state.touches(*w, own, v))
}

/// The median change of F over random moves: the unit of heat and penalty.
fn usual_change(state: &State, rng: &mut Rng) -> f64 {
    let draws = (state.border.len() * 8).min(2000);
    let mut change: Vec<f64> =
        (0..draws).filter_map(|_| random_move(state, rng)).map(|(v, to)| state.price(v, to).f.abs()).collect();
    if change.is_empty() {
        return 1e-9;
    }
    let middle = change.len() / 2;
    let (_, median, _) = change.select_nth_unstable_by(middle, f64::total_cmp);
    median.max(1e-9)
}

/// Metropolis' rule.
#[inline]
pub(super) fn accept(change: f64, heat: f64, rng: &mut Rng) -> bool {
    if change <= 0.0 || heat <= 0.0 {
        return change <= 0.0;
    }
    let (x, luck) = (change / heat, rng.unit());
    // The first terms of e^x alone turn most moves down.
    luck * (1.0 + x * (1.0 + x * (0.5 + x / 6.0))) < 1.0 && luck < fall(x)
}

/// About e^−x by (1 − x/1024)^1024: multiplications alone, so that every platform finds the same plan.
#[inline]
fn fall(x: f64) -> f64 {
    if x > 40.0 {
        return 0.0;
    }
    let mut p = 1.0 - x / 1024.0;
    for _ in 0..10 {
        p *= p;
    }
    p
}
