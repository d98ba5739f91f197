//! Progress, drafts and cancelling of long work.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Fault, Message};

/// Shared between a job and whoever watches it: the job reports, the watcher may cancel it or have what there is.
///
/// Clones are handles to the same state.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    cancelled: AtomicBool,
    settled: AtomicBool,
    draft: Mutex<Vec<(u32, u32)>>,
    latest: Mutex<Option<(f32, Message)>>,
}

impl Watch {
    /// A watch that nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says how far the work is (`done` from 0 to 1) and what it is at.
    pub fn report(&self, done: f32, at: Message) {
        *self.state.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some((done, at));
    }

    /// The latest report, if any.
    pub fn latest(&self) -> Option<(f32, Message)> {
        self.state.latest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows what has been found so far: pairs of a thing and where it belongs; of two for one thing the later one holds.
    pub fn draft(&self, pairs: impl IntoIterator<Item = (u32, u32)>) {
        self.state.draft.lock().unwrap_or_else(PoisonError::into_inner).extend(pairs);
    }

    /// What has been shown from so many pairs on.
    pub fn drafted(&self, from: usize) -> Vec<(u32, u32)> {
        let draft = self.state.draft.lock().unwrap_or_else(PoisonError::into_inner);
        draft.get(from..).unwrap_or_default().to_vec()
    }

    /// Whether anything has been shown.
    pub fn has_draft(&self) -> bool {
        !self.state.draft.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Asks the work to begin nothing more and to hand in what it has.
    pub fn settle(&self) {
        self.state.settled.store(true, Ordering::Relaxed);
    }

    /// Whether the work was asked to hand in what it has.
    pub fn is_settled(&self) -> bool {
        self.state.settled.load(Ordering::Relaxed)
    }

    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.state.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the work was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.state.cancelled.load(Ordering::Relaxed)
    }

    /// `Err(cancelled)` once the work was asked to stop; cheap enough for inner loops.
    pub fn check(&self) -> Result<(), Fault> {
        if self.is_cancelled() { Err(Fault::cancelled()) } else { Ok(()) }
    }
}
