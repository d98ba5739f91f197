//! From tables to a project: reads sources, places everything in one CRS, welds, nodes, makes blocks, locates.

mod areas;
mod barriers;
mod blocks;
mod columns;
mod cut;
mod founding;
mod geometry;
mod households;
mod import;
mod options;
mod place;
mod read;
mod report;
mod seats;
mod workers;

pub use columns::{Columns, field_names};
pub use founding::found;
pub use import::import;
pub use options::{Kind, Mapping, NewOptions};
pub use report::{FoundReport, Reason, SourceNote};
pub use seats::seats;
