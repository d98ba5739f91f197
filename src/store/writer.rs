//! A thread that owns the project file: the window never waits for a disk.

use std::collections::VecDeque;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::ProjectFile;
use super::fault::cannot_write;
use super::journal::Steps;
use crate::base::Fault;
use crate::change::Change;
use crate::model::Project;
use crate::say;

/// What the file is to do, in the order of sending.
#[derive(Debug)]
pub enum Job {
    Commit {
        forward: Change,
        inverse: Change,
    },
    Undo,
    Redo,
    /// Brings derived layers up to date once no steps come for a while, so that no step waits for it; the snapshot must
    /// be the state after the steps sent before it.
    Refresh(Arc<Project>),
    /// Reads the steps before (`back`) or after one, for a history longer than what is kept in memory.
    Fetch {
        back: bool,
        seq: u64,
        to: Sender<Steps>,
    },
    /// Leaves of all but the last `keep` steps nothing but their notes.
    Pack {
        keep: usize,
    },
    /// Checks the pages of a file that nobody has written to yet.
    Prove,
}

impl Job {
    /// Whether it is a step that must reach the file.
    const fn is_step(&self) -> bool {
        matches!(self, Self::Commit { .. } | Self::Undo | Self::Redo)
    }
}

/// So long no step may have come before derived layers are brought up to date.
const REST: Duration = Duration::from_millis(800);
/// So long after its opening a file is proved at the latest, when the first picture is there.
const PROOF: Duration = Duration::from_secs(5);

/// How far the file has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    /// Steps sent: commits, undos and redos.
    pub sent: u64,
    /// Steps that are in the file.
    pub written: u64,
    /// Why the next step cannot be written; everything from there on waits, nothing is dropped.
    pub fault: Option<Fault>,
}

impl Saved {
    /// Whether every step sent is in the file.
    pub const fn is_saved(&self) -> bool {
        self.sent == self.written
    }
}

/// Sends jobs to the thread and says how far it is. Dropped, it waits until everything that can be is written.
#[derive(Debug)]
pub struct Writer {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<ProjectFile>>,
}

#[derive(Debug, Default)]
struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    saved: Saved,
    jobs: VecDeque<Job>,
    /// The project that derived layers should follow, and since when; the latest replaces those before.
    due: Option<(Arc<Project>, Instant)>,
    /// Whether somebody waits for everything.
    hurry: bool,
    is_closing: bool,
    /// Whether the thread is at a job, or should try the one that failed again.
    is_busy: bool,
    retry: bool,
    is_dead: bool,
}

impl State {
    /// A step or question that can be tried now.
    fn has_job(&self) -> bool {
        !self.jobs.is_empty() && self.retry
    }

    /// How long until the derived layers' turn; nothing while a step waits.
    fn rests(&self) -> Option<Duration> {
        let (_, since) = self.due.as_ref().filter(|_| self.jobs.is_empty())?;
        let at_once = self.hurry || self.is_closing;
        Some(if at_once { Duration::ZERO } else { REST.saturating_sub(since.elapsed()) })
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer {
    /// Starts the thread. Where the system gives none, the state says so from the start.
    pub fn new(file: ProjectFile) -> Self {
        let desk = Arc::new(Desk::default());
        let (at, path) = (Arc::clone(&desk), file.path().to_owned());
        let thread = std::thread::Builder::new().name("project-writer".into()).spawn(move || run(&at, file));
        if let Err(e) = &thread {
            let mut state = desk.lock();
            state.saved.fault = Some(cannot_write(&path, e));
            state.is_dead = true;
        }
        Self { desk, thread: thread.ok() }
    }

    /// Stores a step and then brings the derived layers up to date; `after` is the project after it.
    pub fn commit(&self, forward: &Change, inverse: &Change, after: &Arc<Project>) {
        self.send(Job::Commit { forward: forward.clone(), inverse: inverse.clone() });
        self.send(Job::Refresh(Arc::clone(after)));
    }

    /// Takes the last step back in the file; `after` is the project without it.
    pub fn undo(&self, after: &Arc<Project>) {
        self.send(Job::Undo);
        self.send(Job::Refresh(Arc::clone(after)));
    }

    /// Does the step again that was taken back last; `after` is the project with it.
    pub fn redo(&self, after: &Arc<Project>) {
        self.send(Job::Redo);
        self.send(Job::Refresh(Arc::clone(after)));
    }

    /// Hands a job over and returns at once; also tries again what failed.
    pub fn send(&self, job: Job) {
        let mut state = self.desk.lock();
        if job.is_step() {
            state.saved.sent += 1;
        }
        match job {
            Job::Refresh(project) => state.due = Some((project, Instant::now())),
            job => state.jobs.push_back(job),
        }
        state.retry = true;
        self.desk.changed.notify_all();
    }

    /// How far the file is now.
    pub fn state(&self) -> Saved {
        self.desk.lock().saved.clone()
    }

    /// Waits until every job is done; tries again what failed, and gives back the fault where it fails again.
    pub fn flush(&self) -> Result<(), Fault> {
        let mut state = self.desk.lock();
        state.retry = true;
        state.hurry = true;
        self.desk.changed.notify_all();
        loop {
            if state.jobs.is_empty() && state.due.is_none() && !state.is_busy {
                state.hurry = false;
                return Ok(());
            }
            if (state.is_dead || !state.retry && !state.is_busy)
                && let Some(fault) = state.saved.fault.clone()
            {
                state.hurry = false;
                return Err(fault);
            }
            state = self.desk.wait(state);
        }
    }

    /// Writes what can be written and gives the file back; `None` where the thread died.
    pub fn close(mut self) -> Option<ProjectFile> {
        self.stop()
    }

    fn stop(&mut self) -> Option<ProjectFile> {
        let mut state = self.desk.lock();
        state.is_closing = true;
        state.retry = true;
        self.desk.changed.notify_all();
        drop(state);
        self.thread.take()?.join().ok()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.stop());
    }
}

/// Lets nobody wait for a thread that panicked.
struct Watchman<'a>(&'a Desk);

impl Drop for Watchman<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut state = self.0.lock();
            state.is_dead = true;
            state.saved.fault = Some(Fault::project(say!("store-writer-died")));
            self.0.changed.notify_all();
        }
    }
}

fn run(desk: &Desk, mut file: ProjectFile) -> ProjectFile {
    let _watchman = Watchman(desk);
    let mut proof = (!file.is_proved()).then(|| Instant::now() + PROOF);
    loop {
        let mut state = desk.lock();
        let job = loop {
            if state.has_job()
                && let Some(job) = state.jobs.pop_front()
            {
                break job;
            }
            match state.rests() {
                Some(Duration::ZERO) => {
                    let Some((project, _)) = state.due.take() else { continue };
                    break Job::Refresh(project);
                }
                _ if state.is_closing => return file,
                // A step that waits for its turn comes first, and its fault must not be forgotten over the proof.
                _ if state.jobs.is_empty() && proof.take_if(|at| *at <= Instant::now()).is_some() => break Job::Prove,
                rest => {
                    let proof = proof.filter(|_| state.jobs.is_empty());
                    let proof = proof.map(|at| at.saturating_duration_since(Instant::now()));
                    match rest.into_iter().chain(proof).min() {
                        Some(rest) => {
                            let waited = desk.changed.wait_timeout(state, rest);
                            state = waited.unwrap_or_else(PoisonError::into_inner).0;
                        }
                        None => state = desk.wait(state),
                    }
                }
            }
        };
        state.is_busy = true;
        drop(state);
        let done = work(&mut file, &job);
        let mut state = desk.lock();
        state.is_busy = false;
        match done {
            Ok(()) => {
                state.saved.fault = None;
                if job.is_step() {
                    state.saved.written += 1;
                }
            }
            Err(fault) => {
                state.saved.fault = Some(fault);
                // Layers that were not refreshed stay marked in the file; a step waits for its turn.
                if job.is_step() {
                    state.jobs.push_front(job);
                    state.retry = false;
                }
            }
        }
        desk.changed.notify_all();
    }
}

fn work(file: &mut ProjectFile, job: &Job) -> Result<(), Fault> {
    match job {
        Job::Commit { forward, inverse } => file.commit(forward, inverse),
        Job::Undo => file.undo().map(drop),
        Job::Redo => file.redo().map(drop),
        Job::Refresh(project) => file.refresh(project),
        Job::Fetch { back, seq, to } => {
            // Whoever asked may have closed the project by now.
            let _ = to.send(file.beyond(*back, *seq));
            Ok(())
        }
        Job::Pack { keep } => file.pack(*keep),
        Job::Prove => file.prove(),
    }
}
