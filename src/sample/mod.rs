//! Samples to try the program on: real counties of Xiangxi with real names, and everything else made and labelled so.
//!
//! A county is netted with small triangles inside its real boundary (`land`); rivers, roads and borders run along the
//! net, territories are sets of its triangles. Coordinates are whole 1e-7 degrees throughout (`plane`), so what tiles
//! here tiles in the written text. Knows nothing of projects, meshes or rules.

mod chains;
mod county;
mod divide;
mod faults;
mod file;
mod grow;
mod hamlets;
mod land;
mod last_year;
mod make;
mod noise;
mod outline;
mod path;
mod people;
mod plane;
mod real;
mod roads;
mod save;
mod smooth;
mod staff;
mod text;
mod water;

pub use faults::FaultCounts;
pub use make::{SampleOptions, SampleReport, make};

#[cfg(test)]
mod tests;
