//! Progress and cancelling of long work.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Fault, Message};

/// Shared between a job and whoever watches it: the job reports, the watcher may cancel.
///
/// Clones are handles to the same state.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    cancelled: AtomicBool,
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
