//! Keeps the digest in step with the project: at once where that is quick, else on a thread while the old one is shown.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use super::census::Census;
use super::digest::Digest;
use crate::change::Touched;
use crate::model::{Profile, Project};

/// A digest that took longer than this is made on a thread of its own from then on.
const QUICK: Duration = Duration::from_millis(3);
/// Projects with fewer blocks, cells and households are summed up at once the first time too.
const SMALL: usize = 3_000;

type Made = (u64, Digest, Duration);

/// The digest of the open project.
pub struct Desk {
    digest: Option<Arc<Digest>>,
    revision: u64,
    making: Option<Receiver<Made>>,
    took: Option<Duration>,
    /// Whether households, blocks or rules have changed since the census.
    stale: bool,
    rules: Option<Arc<Profile>>,
    version: u64,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Desk {
    /// A desk without a digest; `wake` is called from another thread when one is ready.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { digest: None, revision: 0, making: None, took: None, stale: true, rules: None, version: 0, wake }
    }

    /// Notes what a change touched.
    pub fn touch(&mut self, touched: &Touched) {
        self.stale |= touched.households || touched.mesh;
    }

    /// Forgets everything: another project was opened, or none is open.
    pub fn reset(&mut self) {
        let version = self.version;
        *self = Self::new(Arc::clone(&self.wake));
        self.version = version;
    }

    /// The digest as far as it is made; none before the first is ready. Never blocks.
    pub fn digest(&mut self, project: &Arc<Project>, revision: u64) -> Option<Arc<Digest>> {
        self.receive();
        if self.making.is_none() && (self.digest.is_none() || self.revision != revision) {
            self.make(project, revision);
        }
        self.digest.clone()
    }

    /// Whether a digest is in the making.
    pub const fn is_busy(&self) -> bool {
        self.making.is_some()
    }

    fn receive(&mut self) {
        match self.making.as_ref().map(Receiver::try_recv) {
            Some(Ok(made)) => {
                self.making = None;
                self.take(made);
            }
            Some(Err(TryRecvError::Disconnected)) => self.making = None,
            Some(Err(TryRecvError::Empty)) | None => {}
        }
    }

    fn take(&mut self, (revision, mut digest, took): Made) {
        self.version += 1;
        digest.version = self.version;
        self.digest = Some(Arc::new(digest));
        self.revision = revision;
        self.took = Some(took);
    }

    fn make(&mut self, project: &Arc<Project>, revision: u64) {
        let same_rules = self.rules.as_ref().is_some_and(|rules| Arc::ptr_eq(rules, &project.profile));
        self.rules = Some(Arc::clone(&project.profile));
        let kept = self.digest.as_ref().filter(|_| same_rules && !self.stale).map(|digest| Arc::clone(&digest.census));
        self.stale = false;
        let small = project.blocks.len().max(project.households.len()).max(project.cells.len()) < SMALL;
        let quick = small || (kept.is_some() && self.took.is_some_and(|took| took < QUICK));
        let project = Arc::clone(project);
        let work = move || {
            let started = Instant::now();
            let census = kept.unwrap_or_else(|| Arc::new(Census::new(&project)));
            let digest = Digest::new(&project, census);
            (revision, digest, started.elapsed())
        };
        if quick {
            let made = work();
            self.take(made);
            return;
        }
        let (sender, receiver) = channel();
        let wake = Arc::clone(&self.wake);
        let run = move || {
            // The desk may be gone, or may have forgotten this project.
            let _ = sender.send(work());
            wake();
        };
        if std::thread::Builder::new().name("digest".to_owned()).spawn(run).is_ok() {
            self.making = Some(receiver);
        }
    }
}
