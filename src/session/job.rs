//! Long work on named threads over a snapshot; each hands in its outcome and the actions to commit.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Instant;

use super::command::{ExportRequest, JobRequest};
use super::event::{JobId, Outcome};
use crate::base::{Fault, Message, Watch};
use crate::change::Action;
use crate::model::Project;
use crate::solve::{BalanceRequest, Seats};
use crate::store::{self, Opened};
use crate::{check, exchange, found, measure, sample, say, solve};

/// What the window shows of a running job.
#[derive(Clone, Debug)]
pub struct JobState {
    pub id: JobId,
    /// What it does, in words.
    pub title: Message,
    /// How far it is, from 0 to 1, and at what.
    pub progress: Option<(f32, Message)>,
    pub seconds: f64,
    /// Whether it shows something of what it has found.
    pub has_draft: bool,
    /// Whether it was asked to hand in what it has.
    pub is_settled: bool,
}

/// What a job hands in when it ends.
pub(super) struct Done {
    pub id: JobId,
    pub result: Result<Yield, Fault>,
}

pub(super) struct Yield {
    pub outcome: Option<Outcome>,
    /// To be planned afresh on the project as it is by then.
    pub action: Option<Action>,
    /// A project that was opened or founded, to take the place of the present one.
    pub opened: Option<Box<(PathBuf, Opened)>>,
}

impl Yield {
    fn of(outcome: Outcome) -> Self {
        Self { outcome: Some(outcome), action: None, opened: None }
    }
}

/// A running job.
pub(super) struct Job {
    pub id: JobId,
    pub title: Message,
    pub watch: Watch,
    started: Instant,
}

impl Job {
    pub fn state(&self) -> JobState {
        JobState {
            id: self.id,
            title: self.title.clone(),
            progress: self.watch.latest(),
            seconds: self.started.elapsed().as_secs_f64(),
            has_draft: self.watch.has_draft(),
            is_settled: self.watch.is_settled(),
        }
    }

    /// Starts the work on a thread of its own.
    pub fn start(
        id: JobId,
        work: Work,
        project: Option<Arc<Project>>,
        done: Sender<Done>,
        wake: Option<Arc<dyn Fn() + Send + Sync>>,
    ) -> Result<Self, Fault> {
        let watch = Watch::new();
        let title = work.title();
        let inner = watch.clone();
        let run = move || {
            let result = work.run(project.as_deref(), &inner);
            // The session may be gone by now; then nobody wants the result.
            let _ = done.send(Done { id, result });
            if let Some(wake) = wake {
                wake();
            }
        };
        std::thread::Builder::new()
            .name(format!("job-{id}"))
            .spawn(run)
            .map_err(|e| Fault::project(say!("session-no-thread", why = e.to_string())))?;
        Ok(Self { id, title, watch, started: Instant::now() })
    }
}

/// Opening is a job too, but not one that a user asks for by that name.
pub(super) enum Work {
    Open { path: PathBuf, read_only: bool },
    Asked(Box<JobRequest>),
}

impl Work {
    fn title(&self) -> Message {
        let request = match self {
            Self::Open { path, .. } => return say!("session-job-open", file = path),
            Self::Asked(request) => &**request,
        };
        match request {
            JobRequest::New { path, .. } => say!("session-job-new", file = path),
            JobRequest::Sample { dir, .. } => say!("session-job-sample", folder = dir),
            JobRequest::Import { source, .. } => say!("session-job-import", file = source.to_string()),
            JobRequest::Balance(_) | JobRequest::Propose(_) | JobRequest::Seated { .. } => say!("session-job-balance"),
            JobRequest::Parts(_) => say!("session-job-parts"),
            JobRequest::Staff(_) => say!("session-job-staff"),
            JobRequest::Check { .. } => say!("session-job-check"),
            JobRequest::Compare { .. } => say!("session-job-compare"),
            JobRequest::Export(request) => say!("session-job-export", to = &request.folder),
        }
    }

    fn run(self, project: Option<&Project>, watch: &Watch) -> Result<Yield, Fault> {
        let request = match self {
            Self::Open { path, read_only } => {
                let opened = open(&path, read_only)?;
                return Ok(Yield { outcome: None, action: None, opened: Some(Box::new((path, opened))) });
            }
            Self::Asked(request) => *request,
        };
        match request {
            JobRequest::New { path, options, replace } => {
                store::check_target(&path, replace)?;
                let (project, report) = found::found(&options, watch)?;
                watch.check()?;
                store::create(&path, &project, replace, watch)?;
                let opened = open(&path, false)?;
                let outcome = Some(Outcome::New(Arc::new(report)));
                Ok(Yield { outcome, action: None, opened: Some(Box::new((path, opened))) })
            }
            JobRequest::Sample { dir, options } => {
                Ok(Yield::of(Outcome::Sample(Arc::new(sample::make(&dir, &options, watch)?))))
            }
            JobRequest::Import { kind, source, options } => {
                let (action, note) = found::import(there(project)?, kind, &source, &options, watch)?;
                Ok(Yield { outcome: Some(Outcome::Imported(note)), action: Some(action), opened: None })
            }
            JobRequest::Balance(request) => {
                let (action, report) = solve::balance(there(project)?, &request, watch)?;
                Ok(Yield { outcome: Some(Outcome::Balanced(Arc::new(report))), action: Some(action), opened: None })
            }
            JobRequest::Propose(requests) => {
                Ok(Yield::of(Outcome::Proposed(Arc::new(solve::propose(there(project)?, &requests, watch)?))))
            }
            JobRequest::Seated { seats, options, then } => {
                let seats = Seats::Listed(found::seats(there(project)?, &seats, &options, watch)?);
                let around = |request: BalanceRequest| BalanceRequest { seats: seats.clone(), ..request };
                let then = match *then {
                    JobRequest::Balance(request) => JobRequest::Balance(around(*request).into()),
                    JobRequest::Propose(requests) => JobRequest::Propose(requests.into_iter().map(around).collect()),
                    other => other,
                };
                Self::Asked(Box::new(then)).run(project, watch)
            }
            JobRequest::Parts(request) => {
                let action = solve::parts(there(project)?, &request, watch)?;
                Ok(Yield { outcome: None, action: Some(action), opened: None })
            }
            JobRequest::Staff(request) => {
                let (action, report) = solve::staff(there(project)?, &request, watch)?;
                Ok(Yield { outcome: Some(Outcome::Staffed(Arc::new(report))), action: Some(action), opened: None })
            }
            JobRequest::Check { plan } => {
                Ok(Yield::of(Outcome::Checked(Arc::new(check::run(there(project)?, plan, watch)?))))
            }
            JobRequest::Compare { before, after } => {
                Ok(Yield::of(Outcome::Compared(Arc::new(measure::compare(there(project)?, before, after)))))
            }
            JobRequest::Export(request) => export(there(project)?, &request, watch),
        }
    }
}

fn there(project: Option<&Project>) -> Result<&Project, Fault> {
    project.ok_or_else(|| Fault::usage(say!("session-no-project")))
}

fn open(path: &std::path::Path, read_only: bool) -> Result<Opened, Fault> {
    store::open(path, if read_only { store::Mode::ReadOnly } else { store::Mode::ReadWrite })
}

fn export(project: &Project, request: &ExportRequest, watch: &Watch) -> Result<Yield, Fault> {
    let manifest = exchange::export_set(project, request.plan, &request.set, &request.folder, watch)?;
    Ok(Yield::of(Outcome::Exported(Arc::new(manifest))))
}
