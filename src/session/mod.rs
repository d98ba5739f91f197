//! The one door: commands in, events out. Owns the project, its file, the selection and the jobs.

mod catalogue;
mod command;
mod event;
mod history;
mod job;
mod select;
mod session;
#[cfg(test)]
mod tests;

pub use catalogue::{CATALOGUE, Entry, Shortcut};
pub use command::{Command, ExportRequest, JobRequest};
pub use event::{Event, JobId, Outcome};
pub use job::JobState;
pub use select::{Pick, Selection};
pub use session::{Session, Status};

pub use crate::found::FoundReport;
pub use crate::store::Entry as JournalEntry;
