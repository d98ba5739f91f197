//! The project: plain tables of what a county plans with. Knows no files, no screen and no verbs.
//!
//! Ids are `u32` row numbers of their table; codes are what people write, always text.

mod area;
mod cell;
pub mod code;
#[cfg(test)]
pub mod example;
mod household;
mod index;
mod part;
pub mod parts;
mod plan;
mod profile;
mod project;
mod seat;
mod tally;
mod worker;

pub use area::{Area, Barrier, BarrierKind, Block, Level, marks};
pub use cell::{Cell, CellKind};
pub use household::{Commons, Household, HouseholdFacts, Rejected};
pub use index::Index;
pub use plan::{Plan, PlanKind, PlanStatus};
pub use profile::{Category, Profile, Size};
pub use project::{Meta, Project};
pub use seat::Seat;
pub use tally::{Tally, block_tallies, block_tally, cell_tallies};
pub use worker::{Appointment, Employment, Worker};

/// The row number of an area, block (its mesh face), household, plan, cell, worker, appointment or barrier.
pub type Id = u32;
