//! The planning kernels: how many cells, which block in which cell, which worker to which cell, and what is provably
//! the best possible. Pure functions of arrays and a seed; they know no project, no file and no thread count.

mod anneal;
pub mod apportion;
pub mod assign;
pub mod balance;
pub mod bound;
mod coarse;
pub mod cost;
mod exact;
pub mod goal;
pub mod graph;
mod group;
mod number;
mod polish;
pub mod reason;
mod recut;
mod start;
mod state;
mod tree;

#[cfg(test)]
mod tests;
