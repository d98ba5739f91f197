//! The session itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use super::command::Command;
use super::event::{Event, JobId};
use super::history::History;
use super::job::{Done, Job, JobState, Work};
use super::select::Selection;
use crate::base::{Fault, Message};
use crate::change::{Action, Refusal, Touched, apply};
use crate::edit;
use crate::model::{Id, Project};
use crate::say;
use crate::store::{self, Entry, Opened, Writer};

/// What the status line shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    pub path: Option<PathBuf>,
    pub read_only: bool,
    /// Whether every change has reached the disk.
    pub saved: bool,
    /// Why writing failed, if it did.
    pub fault: Option<Fault>,
    pub undo: usize,
    pub redo: usize,
}

/// The state behind a window or a command line.
pub struct Session {
    open: Option<Open>,
    selection: Selection,
    revision: u64,
    jobs: Vec<Job>,
    next_job: JobId,
    sender: Sender<Done>,
    receiver: Receiver<Done>,
    wake: Option<Arc<dyn Fn() + Send + Sync>>,
}

struct Open {
    path: PathBuf,
    project: Arc<Project>,
    writer: Option<Writer>,
    history: History,
    /// How many steps are to hold, while the way there is being gone.
    goal: Option<usize>,
    /// Why it cannot be written, although it was to be.
    reason: Option<Message>,
}

impl Open {
    /// Takes one step back or forth; its note and what it touched.
    fn turn(&mut self, back: bool) -> Result<(Message, Touched), Refusal> {
        let Some(writer) = &self.writer else { return Err(read_only(self)) };
        let Some((forward, inverse)) = self.history.turn(back) else {
            return Err(Refusal::new(match (self.history.is_reading(), back) {
                (true, _) => say!("session-reading-steps"),
                (false, true) => say!("session-nothing-to-undo"),
                (false, false) => say!("session-nothing-to-redo"),
            }));
        };
        let (_, touched) = apply(Arc::make_mut(&mut self.project), if back { inverse } else { forward });
        let note = forward.note.clone();
        send(writer, if back { store::Job::Undo } else { store::Job::Redo }, &self.project);
        self.history.keep_up(writer);
        Ok((note, touched))
    }
}

/// Sends a step, and with it the state that the layers for GIS programs are to show.
fn send(writer: &Writer, job: store::Job, project: &Arc<Project>) {
    writer.send(job);
    writer.send(store::Job::Refresh(Arc::clone(project)));
}

impl Default for Session {
    fn default() -> Self {
        let (sender, receiver) = channel();
        Self {
            open: None,
            selection: Selection::default(),
            revision: 0,
            jobs: Vec::new(),
            next_job: 1,
            sender,
            receiver,
            wake: None,
        }
    }
}

/// Whether a planner does this with the hand on the map, one cell at a time.
const fn by_hand(action: &Action) -> bool {
    matches!(
        action,
        Action::PaintBlocks { .. }
            | Action::DrawCell { .. }
            | Action::DrawRing { .. }
            | Action::MoveBorder { .. }
            | Action::MoveHouseholds { .. }
            | Action::StraightenBorders { .. }
            | Action::SplitCell { .. }
    )
}

fn read_only(open: &Open) -> Refusal {
    Refusal::new(open.reason.clone().unwrap_or_else(|| say!("session-read-only")))
}

impl Session {
    /// Called from job threads when they end, so that a sleeping window polls.
    pub fn on_wake(&mut self, wake: Arc<dyn Fn() + Send + Sync>) {
        self.wake = Some(wake);
    }

    /// A snapshot of the open project.
    pub fn project(&self) -> Option<&Arc<Project>> {
        self.open.as_ref().map(|open| &open.project)
    }

    pub const fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Counts up with every change of the project; read models are rebuilt where it moved.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The running jobs, oldest first.
    pub fn jobs(&self) -> Vec<JobState> {
        self.jobs.iter().map(Job::state).collect()
    }

    pub fn status(&self) -> Status {
        let Some(open) = &self.open else {
            return Status { path: None, read_only: false, saved: true, fault: None, undo: 0, redo: 0 };
        };
        let saved = open.writer.as_ref().map(Writer::state);
        Status {
            path: Some(open.path.clone()),
            read_only: open.writer.is_none(),
            saved: saved.as_ref().is_none_or(|s| s.is_saved() && s.fault.is_none()),
            fault: saved.and_then(|s| s.fault),
            undo: open.history.can_undo(),
            redo: open.history.can_redo(),
        }
    }

    /// Every step of the project, oldest first, and how many of them hold.
    pub fn journal(&self) -> (&[Entry], usize) {
        self.open.as_ref().map_or((&[], 0), |open| (open.history.entries(), open.history.done()))
    }

    /// Whether steps are being taken back or done again until a goal is reached.
    pub fn is_travelling(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.goal.is_some() || open.history.is_reading())
    }

    /// Why an action cannot be done now, for greyed buttons.
    pub fn refusal(&self, action: &Action) -> Option<Refusal> {
        match &self.open {
            None => Some(Refusal::new(say!("session-no-project"))),
            Some(open) if open.writer.is_none() => Some(read_only(open)),
            Some(open) => edit::refusal(&open.project, action),
        }
    }

    /// The only door.
    pub fn dispatch(&mut self, command: Command) -> Vec<Event> {
        match command {
            Command::Do(action) => self.act(&action),
            Command::Undo => self.step(true),
            Command::Redo => self.step(false),
            Command::GoTo(done) => {
                if let Some(open) = &mut self.open {
                    open.goal = Some(done);
                }
                self.travel()
            }
            Command::Pack { keep } => self.pack(keep),
            Command::Open { path, read_only } => self.start(Work::Open { path, read_only }),
            Command::Close => self.close(),
            Command::Select(selection) => {
                self.selection = selection;
                self.prune();
                vec![Event::Selected]
            }
            Command::StartJob(request) => self.start(Work::Asked(Box::new(request))),
            Command::CancelJob(id) => {
                for job in self.jobs.iter().filter(|job| job.id == id) {
                    job.watch.cancel();
                }
                Vec::new()
            }
            Command::SettleJob(id) => {
                for job in self.jobs.iter().filter(|job| job.id == id) {
                    job.watch.settle();
                }
                Vec::new()
            }
        }
    }

    /// What a running job has found, from so many pairs of a block and the number of a cell on.
    pub fn drafted(&self, id: JobId, from: usize) -> Vec<(Id, u32)> {
        self.jobs.iter().find(|job| job.id == id).map(|job| job.watch.drafted(from)).unwrap_or_default()
    }

    /// Takes in what jobs have handed in since the last call.
    pub fn poll(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Ok(done) = self.receiver.try_recv() {
            events.extend(self.take(done));
        }
        if let Some(Open { history, writer: Some(writer), .. }) = &mut self.open {
            history.keep_up(writer);
        }
        events.extend(self.travel());
        events
    }

    /// Waits until every running job has ended, telling their progress to `watch` about ten times a second.
    pub fn wait(&mut self, mut watch: impl FnMut(&JobState)) -> Vec<Event> {
        let mut events = Vec::new();
        while !self.jobs.is_empty() {
            match self.receiver.recv_timeout(std::time::Duration::from_millis(100)) {
                Ok(done) => events.extend(self.take(done)),
                Err(_) => self.jobs.iter().for_each(|job| watch(&job.state())),
            }
        }
        events
    }

    /// Waits until everything is on the disk.
    pub fn flush(&self) -> Result<(), Fault> {
        match self.open.as_ref().and_then(|open| open.writer.as_ref()) {
            Some(writer) => writer.flush(),
            None => Ok(()),
        }
    }

    fn start(&mut self, work: Work) -> Vec<Event> {
        let id = self.next_job;
        match Job::start(id, work, self.project().cloned(), self.sender.clone(), self.wake.clone()) {
            Ok(job) => {
                self.next_job += 1;
                self.jobs.push(job);
                vec![Event::JobStarted(id)]
            }
            Err(fault) => vec![Event::Failed { job: None, fault }],
        }
    }

    fn take(&mut self, done: Done) -> Vec<Event> {
        self.jobs.retain(|job| job.id != done.id);
        let result = match done.result {
            Ok(result) => result,
            Err(fault) => return vec![Event::Failed { job: Some(done.id), fault }],
        };
        let mut events = Vec::new();
        if let Some(opened) = result.opened {
            events.extend(self.close());
            events.extend(self.opened(opened.0, opened.1));
        }
        if let Some(action) = result.action {
            let acted = self.act(&action);
            let refused = acted.iter().any(|event| matches!(event, Event::Refused(_) | Event::Failed { .. }));
            events.extend(acted);
            if refused {
                return events;
            }
        }
        events.extend(result.outcome.map(|outcome| Event::JobDone(done.id, outcome)));
        events
    }

    fn opened(&mut self, path: PathBuf, opened: Opened) -> Vec<Event> {
        let mut opened = opened;
        let history = History::of(&mut opened);
        let Opened { file, project, read_only_reason, warnings, .. } = opened;
        let writer = file.map(Writer::new);
        let mut notes = warnings;
        notes.extend(read_only_reason.clone());
        self.open = Some(Open {
            path: path.clone(),
            project: Arc::new(project),
            writer,
            history,
            goal: None,
            reason: read_only_reason,
        });
        self.selection = Selection::default();
        self.revision += 1;
        vec![Event::Opened { path, notes }]
    }

    fn close(&mut self) -> Vec<Event> {
        let closed = self.open.take().is_some();
        self.selection = Selection::default();
        self.revision += 1;
        if closed { vec![Event::Closed] } else { Vec::new() }
    }

    fn act(&mut self, action: &Action) -> Vec<Event> {
        let Some(open) = &mut self.open else { return vec![Event::Refused(Refusal::new(say!("session-no-project")))] };
        let Some(writer) = &open.writer else { return vec![Event::Refused(read_only(open))] };
        let forward = match edit::plan(&open.project, action) {
            Ok(change) => change,
            Err(refusal) => return vec![Event::Refused(refusal)],
        };
        let (inverse, touched) = apply(Arc::make_mut(&mut open.project), &forward);
        send(writer, store::Job::Commit { forward: forward.clone(), inverse: inverse.clone() }, &open.project);
        let note = forward.note.clone();
        open.goal = None;
        // A cut touches the cells of every plan; it is the one on the map that is worked on.
        let current = |id: &Id| open.project.cells.get(*id).map(|cell| cell.plan) == open.project.meta.current;
        let cells: BTreeSet<Id> = touched.cells.iter().copied().filter(current).collect();
        let advice = by_hand(action).then(|| edit::loose_end(&open.project, &cells)).flatten();
        // What lay in pieces before is no news.
        let advice = advice.filter(|advice| {
            let mut before = Project::clone(&open.project);
            apply(&mut before, &inverse);
            edit::loose_end(&before, &cells).is_none_or(|known| known.message != advice.message)
        });
        open.history.record(forward, inverse);
        self.moved();
        [Event::Changed { note, touched }].into_iter().chain(advice.map(Event::Advice)).collect()
    }

    fn step(&mut self, back: bool) -> Vec<Event> {
        let Some(open) = &mut self.open else { return vec![Event::Refused(Refusal::new(say!("session-no-project")))] };
        match open.turn(back) {
            Ok((what, touched)) => {
                let note = if back { say!("session-undone", what = what) } else { say!("session-redone", what = what) };
                self.moved();
                vec![Event::Changed { note, touched }]
            }
            Err(refusal) => vec![Event::Refused(refusal)],
        }
    }

    /// Goes on towards the goal, for no longer than a frame allows; the next poll goes on from there.
    fn travel(&mut self) -> Vec<Event> {
        const BUDGET: Duration = Duration::from_millis(6);
        let Some(open) = &mut self.open else { return Vec::new() };
        let (started, mut all, mut last) = (Instant::now(), Touched::default(), None);
        while let Some(goal) = open.goal.filter(|_| started.elapsed() < BUDGET) {
            let back = goal < open.history.done();
            if goal == open.history.done() || (open.history.at_hand(back) == 0 && open.history.is_reading()) {
                open.goal = open.goal.filter(|goal| *goal != open.history.done());
                break;
            }
            match open.turn(back) {
                Ok((what, touched)) => {
                    all.add(&touched);
                    last = Some(if back {
                        say!("session-undone", what = what)
                    } else {
                        say!("session-redone", what = what)
                    });
                }
                // What is packed cannot be gone behind.
                Err(_) => open.goal = None,
            }
        }
        let Some(note) = last else { return Vec::new() };
        self.moved();
        vec![Event::Changed { note, touched: all }]
    }

    fn pack(&mut self, keep: usize) -> Vec<Event> {
        let Some(open) = &mut self.open else { return vec![Event::Refused(Refusal::new(say!("session-no-project")))] };
        let Some(writer) = &open.writer else { return vec![Event::Refused(read_only(open))] };
        open.history.pack(keep);
        writer.send(store::Job::Pack { keep });
        self.revision += 1;
        vec![Event::Changed { note: say!("session-packed", keep = keep), touched: Touched::default() }]
    }

    fn moved(&mut self) {
        self.revision += 1;
        self.prune();
    }

    /// Drops what no longer exists from the selection.
    fn prune(&mut self) {
        let Some(open) = &self.open else { return };
        let project = &open.project;
        let selection = &mut self.selection;
        selection.cells.retain(|id| project.cells.get(*id).is_some());
        selection.blocks.retain(|id| project.blocks.get(*id).is_some());
        selection.target = selection.target.filter(|id| project.cells.get(*id).is_some());
        selection.area = selection.area.filter(|id| project.areas.get(*id).is_some());
        selection.household = selection.household.filter(|id| project.households.get(*id).is_some());
        selection.worker = selection.worker.filter(|id| project.workers.get(*id).is_some());
    }

    /// The path of the open project.
    pub fn path(&self) -> Option<&Path> {
        self.open.as_ref().map(|open| open.path.as_path())
    }
}
