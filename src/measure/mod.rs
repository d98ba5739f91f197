//! How good a plan is, in numbers: sizes, borders, shapes, workload; and what changes from one plan to another.
//!
//! Measures and says nothing of right or wrong (that is `check`); must not know files, screens or verbs.

mod centre;
mod compare;
mod load;
mod matching;
mod rounds;
mod scores;
#[cfg(test)]
mod tests;
mod travel;

pub use compare::{Comparison, HandOver, Lineage, Matched, Monitored, compare};
pub use load::Load;
pub use matching::matching;
pub use rounds::Rounds;
pub use scores::{CellScore, Scores, scores};
pub use travel::{ROUNDS_PER_MONTH, travel_minutes, visits};
