//! The best plan of a small area and the proof that it is: an integer program solved by branch and bound, in which
//! contiguity is asked for only where an answer lacks it. Nothing outside `solver` knows which solver it is.

mod areas;
mod border;
mod hess;
mod labelling;
mod lagrangian;
mod proof;
mod separator;
mod solver;
mod tried;

pub use areas::{available, improve};
pub use proof::{Objective, Outcome, Proof, prove};

#[cfg(test)]
mod published;
#[cfg(test)]
mod tests;
