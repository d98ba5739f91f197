//! Pointer tools: state machines over map coordinates. They know no window and change nothing; what they come to is a
//! command. Each state holds its own data, and Escape from any state leaves no trace.

mod border;
mod brush;
mod field;
mod homes;
mod local;
mod outcome;
#[cfg(test)]
mod random;
mod select;
mod settle;
mod shift;
mod sketch;
mod snap;
#[cfg(test)]
mod tests;
mod tool;
mod trace;

pub use border::Border;
pub use brush::{Brush, Source};
pub use field::{Field, Pointer};
pub use homes::Homes;
pub use outcome::{Outcome, Share};
pub use select::{Select, Unit};
pub use settle::Settle;
pub use shift::Shift;
pub use sketch::{Aim, Sketch};
pub use tool::{Preview, Tool};
