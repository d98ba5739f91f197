//! The way from a good plan to the best one: solve, ask for what the answer lacks, solve again.

use std::time::{Duration, Instant};

use super::border::{Border, length};
use super::hess::{Hess, moment};
use super::labelling::Form;
use super::solver::{End, minimise};
use super::tried::best_of_two;
use crate::base::{Fault, Watch};
use crate::solve::apportion::Limits;
use crate::solve::graph::Graph;

/// Seconds of the first run of the solver; a run that needs more begins anew with three times the time, so that a
/// cancelled job ends before it has taken three times as long.
const SLICE: f64 = 10.0;

/// Share of the time for the cuts that the linear relaxation breaks.
const RELAXED: f64 = 0.25;

/// Rounds of these that may raise the bound by less than this share before the whole program is solved.
const PATIENCE: u32 = 3;
const SLOW: f64 = 2e-4;

/// A plan and a bound that differ by no more than this share are the same.
const SAME: f64 = 1e-6;

/// What is to be as small as can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objective {
    /// The moment of inertia: Σ mass · distance² about the best block of each cell (Hess et al. 1965).
    Inertia,
    /// What the borders between cells cost.
    Border,
}

impl Objective {
    /// What a labelling costs.
    pub(super) fn value(self, g: &Graph, cells: u32, label: &[u32]) -> f64 {
        match self {
            Self::Inertia => moment(g, cells as usize, label),
            Self::Border => length(g, label),
        }
    }
}

/// How a proof ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is better than the plan.
    Optimal,
    /// Time ran out: nothing is better than the bound.
    Stopped,
    /// No plan keeps the limits with connected cells.
    Infeasible,
}

/// The best plan that was found and what no plan can beat.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The cell of every block; none where no plan within the limits is known.
    pub label: Option<Vec<u32>>,
    /// What the plan costs; infinite where there is none.
    pub value: f64,
    /// No plan costs less.
    pub bound: f64,
    pub outcome: Outcome,
    /// Contiguity cuts that were added.
    pub cuts: usize,
    /// Runs of the solver; none where all plans could be tried.
    pub runs: usize,
}

impl Proof {
    /// What was found by trying all divisions.
    fn tried(best: Option<(Vec<u32>, f64)>) -> Self {
        let (label, value) = best.map_or((None, f64::INFINITY), |(label, value)| (Some(label), value));
        let outcome = if label.is_some() { Outcome::Optimal } else { Outcome::Infeasible };
        Self { label, value, bound: value, outcome, cuts: 0, runs: 0 }
    }

    /// How the bound was got.
    pub fn how(&self) -> String {
        if self.runs == 0 && self.outcome != Outcome::Stopped {
            return "proved optimal by trying all divisions".to_owned();
        }
        let by = format!("by branch and bound with {} contiguity cuts", self.cuts);
        match self.outcome {
            Outcome::Optimal => format!("proved optimal {by}"),
            Outcome::Infeasible => format!("proved {by}: no plan keeps the limits with connected cells"),
            Outcome::Stopped => format!("{by}, stopped when the time was over"),
        }
    }
}

/// Looks for the division of a connected graph into `cells` connected cells with loads within the limits that costs
/// least, and proves it as far as `seconds` reach. `known` is a plan to set out from; where it keeps the limits and its
/// cells are connected nothing worse is looked at.
///
/// An integer program by branch and bound (`Hess` or `Border`); that cells are connected is asked for by separator
/// inequalities only where an answer breaks it (Oehrlein and Haunert 2017; Validi, Buchanan and Lykhovyd 2022). The
/// answer depends on the arguments alone unless time runs out.
///
/// # Errors
/// Only when the watch was cancelled, which is noticed between runs of the solver.
pub fn prove(
    g: &Graph,
    cells: u32,
    limits: Limits,
    objective: Objective,
    known: &[u32],
    seconds: f64,
    watch: &Watch,
) -> Result<Proof, Fault> {
    if cells < 2 {
        let label = vec![0; g.len()];
        let value = objective.value(g, 1, &label);
        return Ok(Proof::tried(Some((label, value))));
    }
    if cells == 2
        && let Some(best) = best_of_two(g, limits, objective)
    {
        return Ok(Proof::tried(best));
    }
    by_program(g, cells, limits, objective, known, seconds, watch)
}

/// As [`prove`], whatever the size.
pub(super) fn by_program(
    g: &Graph,
    cells: u32,
    limits: Limits,
    objective: Objective,
    known: &[u32],
    seconds: f64,
    watch: &Watch,
) -> Result<Proof, Fault> {
    let deadline = Instant::now() + Duration::from_secs_f64(seconds.clamp(0.0, 1e9));
    let is_plan = keeps(g, cells, limits, known);
    let guess = objective.value(g, cells, known);
    let value = is_plan.then_some(guess);
    let mut form: Box<dyn Form + '_> = match objective {
        Objective::Inertia => Box::new(Hess::new(g, cells as usize, limits, value, guess, watch)?),
        Objective::Border => Box::new(Border::new(g, cells as usize, limits, guess)),
    };
    let mut proof = Proof {
        label: is_plan.then(|| known.to_vec()),
        value: value.unwrap_or(f64::INFINITY),
        bound: form.first_bound(),
        outcome: Outcome::Stopped,
        cuts: 0,
        runs: 0,
    };
    tighten(form.as_mut(), &mut proof, seconds * RELAXED, watch)?;
    let mut slice = SLICE;
    loop {
        watch.check()?;
        let left = deadline.saturating_duration_since(Instant::now()).as_secs_f64();
        if proof.bound >= proof.value * (1.0 - SAME) || left <= 0.0 {
            break;
        }
        let start = proof.label.as_ref().and_then(|label| form.columns_of(label));
        let scale = form.scale();
        let Some(solved) = minimise(form.program(), true, start.as_deref(), slice.min(left)) else { break };
        proof.runs += 1;
        if solved.end == End::None {
            // Nothing is left but what was closed because it is no better than the plan.
            proof.bound = proof.value;
            break;
        }
        proof.bound = proof.bound.max(solved.bound / scale.cost);
        if solved.values.is_empty() {
            slice *= 3.0;
            continue;
        }
        let cuts = form.cuts(&solved.values);
        if solved.end == End::Stopped {
            slice *= 3.0;
        }
        if cuts.is_empty() {
            let label = form.label_of(&solved.values);
            let value = form.value(&label);
            if value < proof.value {
                (proof.label, proof.value) = (Some(label), value);
            }
            if solved.end == End::Best {
                proof.bound = proof.value;
                break;
            }
        } else {
            proof.cuts += cuts.len();
            form.program().rows.extend(cuts);
        }
    }
    proof.bound = proof.bound.min(proof.value);
    if proof.bound >= proof.value * (1.0 - SAME) {
        proof.outcome = if proof.label.is_some() { Outcome::Optimal } else { Outcome::Infeasible };
    }
    Ok(proof)
}

/// Adds the cuts that the linear relaxation breaks, again and again while that raises the bound.
fn tighten(form: &mut dyn Form, proof: &mut Proof, seconds: f64, watch: &Watch) -> Result<(), Fault> {
    let deadline = Instant::now() + Duration::from_secs_f64(seconds.clamp(0.0, 1e9));
    let mut slow = 0;
    while slow < PATIENCE {
        watch.check()?;
        let left = deadline.saturating_duration_since(Instant::now()).as_secs_f64();
        if left <= 0.0 {
            break;
        }
        let scale = form.scale();
        let Some(solved) = minimise(form.program(), false, None, left) else { break };
        let cuts = if solved.end == End::Best { form.cuts_of_shares(&solved.values) } else { Vec::new() };
        let bound = solved.bound / scale.cost;
        slow = if bound > proof.bound * (1.0 + SLOW) { 0 } else { slow + 1 };
        proof.bound = proof.bound.max(bound);
        if cuts.is_empty() {
            break;
        }
        proof.cuts += cuts.len();
        form.program().rows.extend(cuts);
    }
    Ok(())
}

/// Whether every cell is connected, not empty and within the limits.
pub(super) fn keeps(g: &Graph, cells: u32, limits: Limits, label: &[u32]) -> bool {
    let mut loads = vec![None; cells as usize];
    for (node, &c) in g.node.iter().zip(label) {
        let Some(load) = loads.get_mut(c as usize) else { return false };
        *load = Some(load.unwrap_or(0) + u64::from(node.weight));
    }
    label.len() == g.len()
        && loads.iter().all(|load| load.is_some_and(|load| limits.excess(load) == 0))
        && g.parts_of(label).1 == cells as usize
}
