//! In the place of `proof` where the solver is not built in.

use super::balance::{AreaProblem, AreaResult};
use super::goal::Wishes;
use super::request::ExactReport;
use crate::base::{Fault, Watch};
use crate::say;

/// Says which build can prove plans.
///
/// # Errors
/// Always.
pub(super) fn available() -> Result<(), Fault> {
    Err(Fault::usage(say!("solve-exact-not-built")))
}

/// Changes nothing.
///
/// # Errors
/// Always, as [`available`].
pub(super) fn improve(
    _: &[AreaProblem],
    _: &mut [AreaResult],
    _: &Wishes,
    _: f64,
    _: &Watch,
) -> Result<ExactReport, Fault> {
    available()?;
    Ok(ExactReport::default())
}
