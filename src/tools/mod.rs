//! Pointer tools: state machines over map coordinates. They know no window and change nothing; what they come to is a
//! command. Each state holds its own data, and Escape from any state leaves no trace.

mod brush;
mod field;
mod select;
#[cfg(test)]
mod tests;
mod tool;

pub use brush::Brush;
pub use field::{Field, Pointer};
pub use select::{Select, Unit};
pub use tool::{Preview, Tool};
