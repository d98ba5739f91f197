//! From households to cells: weighted points of one area shared out to exactly balanced, compact cells.
//!
//! Balanced power diagrams (Aurenhammer, Hoffmann and Aronov 1998): each point belongs to the site of least squared
//! distance minus the site's lift. Shortest paths on the graph of cells balance it but for lumpy weights, and chains of
//! exchanges reach the integer optimum.

mod chains;
mod cloud;
mod coarse;
mod corridor;
mod diagram;
mod flow;
mod ground;
mod seeding;
mod share;
mod sheet;
mod snap;
mod trace;
mod whole;

pub use cloud::Cloud;
pub use ground::{Borders, Ground, Home, Lines, Plot};
pub use share::{Share, share, share_whole};
pub use whole::levelled;

#[cfg(test)]
mod tests;
