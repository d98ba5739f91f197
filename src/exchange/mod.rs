//! What leaves the house: tables for other systems, masked, each file told in a manifest.
//!
//! One table a file; a mask decides which columns leave, and how. Must not know: how a format is written (`formats`),
//! how a number is measured (`measure`).

mod appointments;
mod blur;
mod cells;
mod changes;
mod column;
mod export;
mod findings;
mod households;
mod job;
mod manifest;
mod mask;
mod rejected;
mod shapes;
#[cfg(test)]
mod tests;
mod workers;

pub use export::{Exported, Format, Order, What, export};
pub use manifest::{Manifest, ManifestFile, Set, export_set};
pub use mask::Mask;
