//! What the session tells after a command or when a job ends.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Fault, Message};
use crate::change::{Refusal, Touched};
use crate::check;
use crate::exchange::Manifest;
use crate::found::FoundReport;
use crate::measure::Comparison;
use crate::sample::SampleReport;
use crate::solve::{BalanceReport, Proposal, StaffReport};

/// The number of a job, counted up from 1.
pub type JobId = u64;

/// News for read models and for whoever asked.
#[derive(Clone, Debug)]
pub enum Event {
    Opened {
        path: PathBuf,
        notes: Vec<Message>,
    },
    Closed,
    /// Rows changed: what was done, in words, and what it touched. The revision has moved on.
    Changed {
        note: Message,
        touched: Touched,
    },
    /// What the step has left behind that is worth mending, with what would.
    Advice(Refusal),
    Selected,
    /// An action does not fit the project as it is.
    Refused(Refusal),
    /// A command or job failed.
    Failed {
        job: Option<JobId>,
        fault: Fault,
    },
    JobStarted(JobId),
    JobDone(JobId, Outcome),
}

/// What a job came to. Its action, if any, has been committed already.
#[derive(Clone, Debug)]
pub enum Outcome {
    New(Arc<FoundReport>),
    Sample(Arc<SampleReport>),
    Imported(Message),
    Balanced(Arc<BalanceReport>),
    Proposed(Arc<Vec<Proposal>>),
    Staffed(Arc<StaffReport>),
    Checked(Arc<check::Report>),
    Compared(Arc<Comparison>),
    Exported(Arc<Manifest>),
}
