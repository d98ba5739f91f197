//! What is wrong with a project or a plan: one rule a file, each giving findings.
//!
//! Rules read and never change anything; they know no files, no screen, no threads. A finding names no household and
//! no person, so that it may be shown and sent.

mod codes;
mod contiguity;
mod coverage;
mod faithful;
mod finding;
mod gap;
mod group;
mod leaf;
mod load;
mod look;
mod micro;
mod monitored;
mod nesting;
mod proof;
mod rejected;
mod residence;
mod run;
mod size;
mod staff;
#[cfg(test)]
mod tests;

pub use coverage::Coverage;
pub use faithful::Faithful;
pub use finding::{Finding, Severity};
pub use monitored::Monitored;
pub use run::{Options, Report, run, run_with};
