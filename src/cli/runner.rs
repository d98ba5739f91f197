//! One command line call: its session, its language, and how it shows progress.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

use crate::base::{Fault, Message};
use crate::change::Action;
use crate::model::{Id, Project};
use crate::say;
use crate::session::{Command, Event, JobRequest, Outcome, Session};
use crate::words::{Language, say as tell};

/// The session with what every command needs.
pub struct Runner {
    pub session: Session,
    pub language: Language,
    progress: bool,
    /// How many steps could be undone when the project was opened.
    steps: usize,
}

impl Runner {
    pub fn new(language: Language) -> Self {
        Self { session: Session::default(), language, progress: std::io::stderr().is_terminal(), steps: 0 }
    }

    /// Opens a project, to be written unless `read_only`.
    pub fn open(&mut self, path: &Path, read_only: bool) -> Result<(), Fault> {
        let events = self.session.dispatch(Command::Open { path: path.to_owned(), read_only });
        let events = self.finish(events)?;
        if !read_only && self.session.status().read_only {
            let notes = events
                .into_iter()
                .find_map(|e| if let Event::Opened { notes, .. } = e { notes.into_iter().next_back() } else { None });
            return Err(Fault::project(notes.unwrap_or_else(|| say!("session-read-only"))));
        }
        self.steps = self.session.status().undo;
        Ok(())
    }

    /// Does a piece of work wholly: where it fails, the steps that it has made since the project was opened are taken back.
    pub fn whole<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        let result = work(self);
        if result.is_err() {
            while self.session.project().is_some() && self.session.status().undo > self.steps {
                let events = self.session.dispatch(Command::Undo);
                self.finish(events)?;
            }
            self.session.flush()?;
        }
        result
    }

    /// Runs a job to its end and waits until what it changed is on the disk.
    pub fn job(&mut self, request: JobRequest) -> Result<Outcome, Fault> {
        let events = self.session.dispatch(Command::StartJob(request));
        let events = self.finish(events)?;
        self.session.flush()?;
        let outcome =
            events.into_iter().find_map(|e| if let Event::JobDone(_, outcome) = e { Some(outcome) } else { None });
        outcome.ok_or_else(|| Fault::project(say!("cli-no-outcome")))
    }

    /// Does an action and waits until it is on the disk.
    pub fn act(&mut self, action: Action) -> Result<(), Fault> {
        let events = self.session.dispatch(Command::Do(action));
        self.finish(events)?;
        self.session.flush()
    }

    fn finish(&mut self, mut events: Vec<Event>) -> Result<Vec<Event>, Fault> {
        let (language, progress) = (self.language, self.progress);
        let mut shown = false;
        events.extend(self.session.wait(|job| {
            if let (true, Some((done, at))) = (progress, &job.progress) {
                let at = tell(language, at);
                // Progress is a courtesy; a closed terminal is no reason to stop.
                let _ = write!(std::io::stderr(), "\r\x1b[K{:3.0} % {at}", done * 100.0);
                shown = true;
            }
        }));
        if shown {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
        for event in &events {
            match event {
                Event::Failed { fault, .. } => return Err(fault.clone()),
                Event::Refused(refusal) => return Err(Fault::infeasible(refusal.message.clone())),
                _ => {}
            }
        }
        Ok(events)
    }

    /// The open project.
    pub fn project(&self) -> Result<Arc<Project>, Fault> {
        self.session.project().cloned().ok_or_else(|| Fault::usage(say!("session-no-project")))
    }

    /// The plan of this name, or the current one where none is named.
    pub fn plan(&self, name: Option<&str>) -> Result<Option<Id>, Fault> {
        let project = self.project()?;
        let Some(name) = name else { return Ok(project.meta.current) };
        match project.plan_named(name) {
            Some(id) => Ok(Some(id)),
            None => Err(Fault::usage(no_plan(&project, name))),
        }
    }

    /// The plan of this name or the current one; a fault where there is none.
    pub fn some_plan(&self, name: Option<&str>) -> Result<Id, Fault> {
        self.plan(name)?.ok_or_else(|| Fault::usage(say!("cli-no-plan-yet")))
    }

    /// The area with this code.
    pub fn area(&self, code: Option<&str>) -> Result<Option<Id>, Fault> {
        let project = self.project()?;
        let Some(code) = code else { return Ok(None) };
        project.area_coded(code).map(Some).ok_or_else(|| Fault::usage(say!("cli-no-area", code = code)))
    }

    /// A message in the user's language.
    pub fn tell(&self, message: &Message) -> String {
        tell(self.language, message)
    }
}

fn no_plan(project: &Project, name: &str) -> Message {
    let plans: Vec<&str> = project.plans.values().map(|p| &*p.name).collect();
    say!("cli-no-plan", plan = name, plans = plans.join(", "))
}
