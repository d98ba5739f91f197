//! The best plans of whole areas in place of good ones.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::proof::{Objective, Outcome, prove};
use crate::base::{Fault, Watch};
use crate::say;
use crate::solve::apportion::Limits;
use crate::solve::balance::{AreaProblem, AreaResult, judged};
use crate::solve::goal::{Goal, Wishes};
use crate::solve::graph::Graph;
use crate::solve::group::groups;
use crate::solve::number::number;
use crate::solve::reason::Reason;
use crate::solve::request::ExactReport;

/// Share of compactness from which on the moment of inertia is what is to be least, and not the borders.
const COMPACT: f64 = 0.5;

/// Whether this build can prove plans.
///
/// # Errors
/// None in this build.
pub fn available() -> Result<(), Fault> {
    Ok(())
}

/// What was found in one area.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    looked_at: bool,
    proven: bool,
    value: f64,
    bound: f64,
    cuts: usize,
}

/// Replaces the plans of areas of at most [`ExactReport::MOST_BLOCKS`] blocks and two or more cells by the best ones, as far as
/// `seconds` for all of them reach; the cells stay as near to the mean as the wishes ask, or as near as they were. An
/// area that is not in one piece is planned by its groups, as the balancer planned it.
///
/// # Errors
/// Only when the watch was cancelled.
pub fn improve(
    problems: &[AreaProblem],
    results: &mut [AreaResult],
    wishes: &Wishes,
    seconds: f64,
    watch: &Watch,
) -> Result<ExactReport, Fault> {
    let started = Instant::now();
    let objective = if wishes.compact >= COMPACT { Objective::Inertia } else { Objective::Border };
    let divided = |r: &AreaResult| r.loads.len() > 1;
    let is_small =
        |p: &AreaProblem, r: &AreaResult| divided(r) && p.graph.len() <= ExactReport::MOST_BLOCKS && p.lock.is_empty();
    let all = results.iter().filter(|r| divided(r)).count();
    let count = problems.iter().zip(&*results).filter(|(p, r)| is_small(p, r)).count();
    let deadline = started + Duration::from_secs_f64(seconds.clamp(0.0, 1e9));
    let begun = AtomicUsize::new(0);
    let found: Vec<Found> = problems
        .par_iter()
        .zip(results.par_iter_mut())
        .map(|(problem, result)| {
            if !is_small(problem, result) {
                return Ok(Found::default());
            }
            let at = begun.fetch_add(1, Ordering::Relaxed);
            watch.report(0.9 + 0.1 * at as f32 / count as f32, say!("solve-at-exact", done = at + 1, all = count));
            let left = deadline.saturating_duration_since(Instant::now()).as_secs_f64();
            // As many areas as there are threads share the time that is left.
            let share = (rayon::current_num_threads() as f64 / (count - at) as f64).min(1.0);
            area(problem, result, wishes, objective, left * share, watch)
        })
        .collect::<Result<_, Fault>>()?;
    let looked_at = found.iter().filter(|f| f.looked_at).count();
    let proven = found.iter().filter(|f| f.proven).count();
    let (value, bound) = (found.iter().map(|f| f.value).sum::<f64>(), found.iter().map(|f| f.bound).sum::<f64>());
    let cuts = found.iter().map(|f| f.cuts).sum();
    Ok(ExactReport {
        objective: if objective == Objective::Inertia { "inertia" } else { "border" },
        areas: looked_at,
        proven,
        left: all - looked_at,
        value,
        bound,
        gap_pct: if value > 0.0 { (1.0 - bound / value).max(0.0) * 100.0 } else { 0.0 },
        cuts,
        seconds: started.elapsed().as_secs_f64(),
        how: how(proven, looked_at, cuts, started.elapsed().as_secs_f64()),
    })
}

/// How the bound was got.
fn how(proven: usize, areas: usize, cuts: usize, seconds: f64) -> String {
    let by = format!("by branch and bound with {cuts} contiguity cuts");
    if proven == areas {
        format!("proved optimal {by}")
    } else {
        format!("{proven} of {areas} areas proved optimal {by}; the others stopped when {seconds:.0} seconds were over")
    }
}

/// Puts the best plan of one area in place of its plan.
fn area(
    problem: &AreaProblem,
    result: &mut AreaResult,
    wishes: &Wishes,
    objective: Objective,
    seconds: f64,
    watch: &Watch,
) -> Result<Found, Fault> {
    let g = &problem.graph;
    let k = problem.filled();
    let groups = groups(g, k, &[], &[], &mut Vec::new());
    let mut found = Found { looked_at: true, proven: true, ..Found::default() };
    let mut label = result.label.clone();
    for group in &groups {
        let mut cells: Vec<u32> = group.blocks.iter().map(|&v| result.label[v as usize]).collect();
        cells.sort_unstable();
        cells.dedup();
        let known: Vec<u32> = group
            .blocks
            .iter()
            .filter_map(|&v| cells.binary_search(&result.label[v as usize]).ok().map(|c| c as u32))
            .collect();
        let part = g.part_with(&group.blocks, &group.bridges);
        let limits = window(&part, cells.len() as u32, problem.limits, wishes, &known);
        let share = seconds * group.blocks.len() as f64 / g.len() as f64;
        let proof = prove(&part, cells.len() as u32, limits, objective, &known, share, watch)?;
        found.proven &= proof.outcome == Outcome::Optimal;
        found.cuts += proof.cuts;
        let Some(best) = proof.label else { return Ok(Found::default()) };
        (found.value, found.bound) = (found.value + proof.value, found.bound + proof.bound.max(0.0));
        for (&v, &c) in group.blocks.iter().zip(&best) {
            label[v as usize] = cells[c as usize];
        }
    }
    number(g, k, &[], &[], &mut label);
    let before =
        |r: &Reason| matches!(r, Reason::PartJoined { .. } | Reason::MoreParts { .. } | Reason::TooFewBlocks { .. });
    let reasons = result.reasons.iter().filter(|r| before(r)).cloned().collect();
    *result = judged(problem, label, reasons);
    Ok(found)
}

/// The band of loads that the balancer aimed at, widened to those of the plan at hand.
fn window(g: &Graph, cells: u32, limits: Limits, wishes: &Wishes, known: &[u32]) -> Limits {
    let (low, high) = Goal::new(g, cells, limits, wishes, Vec::new(), Vec::new()).band;
    let mut loads = vec![0u64; cells as usize];
    g.node.iter().zip(known).for_each(|(node, &c)| loads[c as usize] += u64::from(node.weight));
    let whole = |v: i64| u64::try_from(v).unwrap_or(0);
    loads.iter().fold(Limits { min: whole(low), max: whole(high) }, |band, &load| Limits {
        min: band.min.min(load),
        max: band.max.max(load),
    })
}
