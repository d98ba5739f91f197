//! Two cells of few blocks: all divisions are tried, which is quicker than any program.

use super::proof::Objective;
use crate::solve::apportion::Limits;
use crate::solve::exact::is_connected;
use crate::solve::graph::Graph;

/// Blocks up to which that takes well below a second.
const MOST: usize = 18;

/// The best division into two connected cells within the limits and what it costs, if there is one; none where there are
/// too many to try.
pub(super) fn best_of_two(g: &Graph, limits: Limits, objective: Objective) -> Option<Option<(Vec<u32>, f64)>> {
    let n = g.len();
    if !(2..=MOST).contains(&n) {
        return None;
    }
    let near: Vec<u32> = (0..n as u32).map(|v| g.near(v).iter().fold(0, |set, &w| set | 1 << w)).collect();
    let total = g.load();
    let all = (1u32 << n) - 1;
    let mut best: Option<(Vec<u32>, f64)> = None;
    // The last block is never in cell 1: the cells have no names.
    for set in 1..1u32 << (n - 1) {
        let load: u64 = (0..n).filter(|v| set >> v & 1 == 1).map(|v| u64::from(g.node[v].weight)).sum();
        let fits = limits.excess(load) + limits.excess(total - load) == 0;
        if fits && is_connected(set, &near) && is_connected(all & !set, &near) {
            let label: Vec<u32> = (0..n).map(|v| set >> v & 1).collect();
            let value = objective.value(g, 2, &label);
            if best.as_ref().is_none_or(|(_, least)| value < *least) {
                best = Some((label, value));
            }
        }
    }
    Some(best)
}
