//! Integer programs as plain arrays, and HiGHS (Huangfu and Hall 2018), which solves them.

use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense};

/// How far a value may be from whole, and a row from its limits.
const EXACT: f64 = 1e-9;

/// One linear row: `low` ≤ Σ factor · column ≤ `high`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub low: f64,
    pub high: f64,
    pub terms: Vec<(usize, f64)>,
}

impl Row {
    pub fn at_least(low: f64, terms: Vec<(usize, f64)>) -> Self {
        Self { low, high: f64::INFINITY, terms }
    }

    pub fn at_most(high: f64, terms: Vec<(usize, f64)>) -> Self {
        Self { low: f64::NEG_INFINITY, high, terms }
    }

    pub fn exactly(value: f64, terms: Vec<(usize, f64)>) -> Self {
        Self { low: value, high: value, terms }
    }
}

/// One column: its cost, its limits and whether it must be whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Column {
    pub cost: f64,
    pub low: f64,
    pub high: f64,
    pub whole: bool,
}

/// A program to be minimised.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

impl Program {
    /// Adds a column that is 0 or 1, and gives its number.
    pub fn choice(&mut self, cost: f64) -> usize {
        self.columns.push(Column { cost, low: 0.0, high: 1.0, whole: true });
        self.columns.len() - 1
    }

    /// Adds a column between 0 and 1, and gives its number.
    pub fn share(&mut self, cost: f64) -> usize {
        self.columns.push(Column { cost, low: 0.0, high: 1.0, whole: false });
        self.columns.len() - 1
    }
}

/// How far the solver came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The values are the best there are.
    Best,
    /// There are none.
    None,
    /// Time ran out; the values are the best so far.
    Stopped,
}

/// What the solver found.
#[derive(Clone, Debug)]
pub(super) struct Solved {
    pub end: End,
    /// The values of the columns; empty where none were found.
    pub values: Vec<f64>,
    /// Nothing has a lower cost.
    pub bound: f64,
}

/// Minimises a program, or without `whole` its linear relaxation, within so many seconds; `start` are values to set out from. The result depends on the program
/// alone unless time runs out. None where the solver refuses the program.
pub(super) fn minimise(program: &Program, whole: bool, start: Option<&[f64]>, seconds: f64) -> Option<Solved> {
    let mut problem = RowProblem::default();
    let columns: Vec<highs::Col> = program
        .columns
        .iter()
        .map(|c| problem.add_column_with_integrality(c.cost, c.low..=c.high, c.whole && whole))
        .collect();
    for row in &program.rows {
        let terms: Vec<(highs::Col, f64)> = row.terms.iter().map(|&(c, factor)| (columns[c], factor)).collect();
        problem.add_row(row.low..=row.high, &terms);
    }
    let mut model = problem.try_optimise(Sense::Minimise).ok()?;
    model.make_quiet();
    model.try_set_option("parallel", "off").ok()?;
    model.try_set_option("threads", 1).ok()?;
    model.try_set_option("mip_rel_gap", 0.0).ok()?;
    model.try_set_option("mip_feasibility_tolerance", EXACT).ok()?;
    model.try_set_option("primal_feasibility_tolerance", EXACT).ok()?;
    model.try_set_option("time_limit", seconds.max(0.01)).ok()?;
    if let Some(start) = start {
        model.try_set_solution(Some(start), None, None, None).ok()?;
    }
    let solved = model.try_solve().ok()?;
    let end = match solved.status() {
        HighsModelStatus::Optimal => End::Best,
        HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => End::None,
        _ => End::Stopped,
    };
    let has_values = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    let values = if has_values { solved.get_solution().columns().to_vec() } else { Vec::new() };
    let bound = match (whole, end) {
        (true, _) => solved.double_info_value(c"mip_dual_bound").unwrap_or(f64::NEG_INFINITY),
        (false, End::Best) => solved.objective_value(),
        (false, _) => f64::NEG_INFINITY,
    };
    Some(Solved { end, values, bound: if bound.is_finite() { bound } else { f64::NEG_INFINITY } })
}
