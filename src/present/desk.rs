//! Keeps the digest in step with the project: at once where that is quick, else on a thread while the old one is shown.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use super::digest::{Base, Digest};
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
    /// What has changed since the digest, or since the snapshot of the one in the making.
    touched: Touched,
    rules: Option<Arc<Profile>>,
    version: u64,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Desk {
    /// A desk without a digest; `wake` is called from another thread when one is ready.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            digest: None,
            revision: 0,
            making: None,
            took: None,
            touched: Touched::default(),
            rules: None,
            version: 0,
            wake,
        }
    }

    /// Notes what a change touched.
    pub fn touch(&mut self, touched: &Touched) {
        self.touched.add(touched);
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
        let stale = self.digest.is_none() || self.revision != revision;
        if self.making.is_none() && stale && !self.follow(project, revision) {
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

    /// Brings the digest at hand up to date where only a few cells have changed.
    fn follow(&mut self, project: &Project, revision: u64) -> bool {
        let same_rules = self.rules.as_ref().is_some_and(|rules| Arc::ptr_eq(rules, &project.profile));
        let Some(digest) = self.digest.as_mut().filter(|_| same_rules) else { return false };
        if !Arc::make_mut(digest).follow(project, &self.touched) {
            return false;
        }
        self.touched = Touched::default();
        self.version += 1;
        Arc::make_mut(digest).version = self.version;
        self.revision = revision;
        true
    }

    fn make(&mut self, project: &Arc<Project>, revision: u64) {
        let same_rules = self.rules.as_ref().is_some_and(|rules| Arc::ptr_eq(rules, &project.profile));
        self.rules = Some(Arc::clone(&project.profile));
        let touched = std::mem::take(&mut self.touched);
        let same = same_rules && !touched.households && !touched.mesh;
        let kept = self.digest.as_ref().filter(|_| same).map(|digest| digest.base());
        let small = project.blocks.len().max(project.households.len()).max(project.cells.len()) < SMALL;
        let quick = small || (kept.is_some() && self.took.is_some_and(|took| took < QUICK));
        let project = Arc::clone(project);
        let work = move || {
            let started = Instant::now();
            let base = kept.unwrap_or_else(|| Base::new(&project));
            let digest = Digest::new(&project, &base);
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
