//! Gridwright plans grid cells (网格): see `ARCHITECTURE.md` for the map of the house.
//!
//! Rooms, from the ground up; imports run strictly down.

pub mod base;
pub mod change;
pub mod edit;
pub mod geom;
pub mod mesh;
pub mod model;
pub mod paint;
pub mod present;
pub mod session;
pub mod tools;
#[cfg(feature = "gui")]
pub mod ui;
pub mod words;
