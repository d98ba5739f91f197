//! What the two programs have in common: a labelling of blocks as columns and back.

use super::solver::{Program, Row};
use crate::solve::apportion::Limits;
use crate::solve::graph::Graph;

/// A program whose answers are labellings.
pub(super) trait Form {
    /// The program, to which cuts are added.
    fn program(&mut self) -> &mut Program;
    fn scale(&self) -> Scale;
    /// A bound known without the solver.
    fn first_bound(&self) -> f64;
    /// What a labelling costs.
    fn value(&self, label: &[u32]) -> f64;
    /// The values of the columns for a labelling; none where a column that it needs is closed.
    fn columns_of(&self, label: &[u32]) -> Option<Vec<f64>>;
    /// The labelling of these values.
    fn label_of(&self, values: &[f64]) -> Vec<u32>;
    /// Rows that hold for every plan and not for these values, which need not be whole.
    fn cuts_of_shares(&self, values: &[f64]) -> Vec<Row>;
    /// Rows that hold for every plan and not for these values; empty where the values are a plan.
    fn cuts(&self, values: &[f64]) -> Vec<Row>;
}

/// Brings costs and loads to sizes that suit the tolerances of a solver.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub cost: f64,
    pub load: f64,
}

impl Scale {
    /// For plans that cost about so much.
    pub fn of(g: &Graph, guess: f64) -> Self {
        let cost = if guess > 0.0 { 1000.0 / guess } else { 1.0 };
        Self { cost, load: 100.0 / g.load().max(1) as f64 }
    }

    /// Forbids a cell that is outside the limits by less than the solver's tolerance: its blocks and any more, or no
    /// others than its blocks. `seat` is the column that says whether there is such a cell, where that is open.
    pub fn load_cuts(
        self,
        g: &Graph,
        limits: Limits,
        inside: &[bool],
        column: impl Fn(usize) -> Option<usize>,
        seat: Option<usize>,
    ) -> Option<Row> {
        let own = || inside.iter().enumerate().filter(|(_, is)| **is).map(|(v, _)| v);
        let load: u64 = own().map(|v| u64::from(g.node[v].weight)).sum();
        let terms = |side: bool| -> Vec<(usize, f64)> {
            (0..g.len()).filter(|&v| inside[v] == side).filter_map(|v| Some((column(v)?, 1.0))).collect()
        };
        if load > limits.max {
            return Some(Row::at_most(own().count() as f64 - 1.0, terms(true)));
        }
        (load < limits.min).then(|| match seat {
            Some(seat) => Row::at_least(0.0, terms(false).into_iter().chain([(seat, -1.0)]).collect()),
            None => Row::at_least(1.0, terms(false)),
        })
    }
}
