//! The command line: arguments in, the same session as the window, reports out.

mod arguments;
mod demo;
mod json;
mod picture;
mod report;
mod run;
mod runner;

pub use run::{Next, exit, run};
