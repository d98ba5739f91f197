//! The planning kernels: how many cells, which block in which cell, which worker to which cell, and what is provably
//! the best possible. The kernels are pure functions of arrays and a seed; `divide` and `staffing` turn a project into
//! those arrays and the answers into actions. Nothing here knows files, threads or the journal.

mod anneal;
pub mod apportion;
pub mod assign;
pub mod balance;
mod border;
pub mod bound;
pub mod centres;
mod coarse;
pub mod compactness;
pub mod cost;
mod cutting;
mod divide;
mod exact;
pub mod goal;
pub mod graph;
mod grid;
mod group;
mod hard;
pub mod keep;
pub mod median;
mod number;
mod parts;
pub mod points;
mod polish;
#[cfg(feature = "exact")]
pub mod proof;
#[cfg(not(feature = "exact"))]
#[path = "no_proof.rs"]
mod proof;
mod reach;
pub mod reason;
mod rebalance;
mod recut;
mod request;
mod search;
mod seats;
mod sites;
mod staffing;
mod start;
mod state;
mod tree;

pub use divide::{balance, propose};
pub use parts::parts;
pub use reach::{BeyondReport, ReachReport};
pub use request::{
    Aims, AlsoReport, BalanceReport, BalanceRequest, BoundReport, Budget, ChangeReport, CurvePoint, Cut, ExactReport,
    Figures, Keep, PartsRequest, Preset, Proposal, StaffReport, StaffRequest, Weight,
};
pub use seats::{Seats, SeatsReport};
pub use staffing::staff;

#[cfg(test)]
mod random_villages;
#[cfg(test)]
mod seated_villages;
#[cfg(test)]
mod tests;
