//! From tables to a project: reads sources, places everything in one CRS, welds, nodes, makes blocks, locates.

mod options;
mod report;

pub use options::{Kind, Mapping, NewOptions};
pub use report::FoundReport;
