//! The project file: a GeoPackage whose row tables are the truth, with the journal of every step beside them.
//!
//! [`create()`] writes a whole project, [`open()`] reads one, [`ProjectFile`] takes changes, one transaction each, and
//! [`Writer`] does so on a thread of its own. Must not know: verbs, rules, the screen.

mod bulk;
mod create;
mod derive;
mod fault;
mod file;
mod journal;
mod load;
mod lock;
mod open;
mod ops;
mod refresh;
mod rows;
mod schema;
#[cfg(test)]
mod small;
mod sound;
mod styles;
#[cfg(test)]
mod tests;
mod writer;

pub use create::{check_target, create};
pub use file::ProjectFile;
pub use journal::{Entry, Steps};
pub use lock::Owner;
pub use open::{Mode, Opened, open};
pub use writer::{Job, Saved, Writer};
