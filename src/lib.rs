//! Gridwright plans grid cells (网格): see `ARCHITECTURE.md` for the map of the house.
//!
//! Rooms, from the ground up; imports run strictly down.

pub mod base;
pub mod change;
pub mod check;
pub mod cli;
pub mod edit;
pub mod exchange;
pub mod formats;
pub mod found;
pub mod geom;
pub mod measure;
pub mod mesh;
pub mod model;
pub mod paint;
pub mod present;
pub mod sample;
pub mod session;
pub mod solve;
pub mod store;
pub mod tools;
#[cfg(feature = "gui")]
pub mod ui;
pub mod words;
