//! Everything that a window, a command line or a test can ask for.

use std::path::PathBuf;

use super::{JobId, Selection};
use crate::change::Action;
use crate::exchange::Set;
use crate::formats::Source;
use crate::found::{Kind, NewOptions};
use crate::model::Id;
use crate::sample::SampleOptions;
use crate::solve::{BalanceRequest, PartsRequest, StaffRequest};

/// A command to the session.
#[derive(Clone, Debug)]
pub enum Command {
    Do(Action),
    Undo,
    Redo,
    /// Undoes or redoes until so many steps of the journal hold.
    GoTo(usize),
    /// Leaves of all but the last steps that hold nothing but their notes.
    Pack {
        keep: usize,
    },
    /// Opens a project file, as a job; `read_only` never takes the lock.
    Open {
        path: PathBuf,
        read_only: bool,
    },
    Close,
    Select(Selection),
    StartJob(JobRequest),
    CancelJob(JobId),
    /// Has what a job has found so far, where it shows drafts.
    SettleJob(JobId),
}

/// Long work, done on a thread of its own over a snapshot.
#[derive(Clone, Debug)]
pub enum JobRequest {
    /// Founds a project, writes it and opens it.
    New {
        path: PathBuf,
        options: Box<NewOptions>,
        replace: bool,
    },
    /// Makes the sample's source files in a folder.
    Sample {
        dir: PathBuf,
        options: SampleOptions,
    },
    Import {
        kind: Kind,
        source: Source,
        options: Box<NewOptions>,
    },
    Balance(Box<BalanceRequest>),
    /// Up to three answers to choose from, of which none is taken.
    Propose(Vec<BalanceRequest>),
    /// Balances, or proposes plans, with cells grown around the places of a source.
    Seated {
        seats: Source,
        options: Box<NewOptions>,
        then: Box<JobRequest>,
    },
    Parts(PartsRequest),
    Staff(StaffRequest),
    Check {
        plan: Option<Id>,
    },
    Compare {
        before: Id,
        after: Id,
    },
    Export(ExportRequest),
}

/// What to export and where to.
#[derive(Clone, Debug)]
pub struct ExportRequest {
    pub plan: Option<Id>,
    pub set: Set,
    pub folder: PathBuf,
}
