//! From nothing to an open sample with a balanced, staffed and checked plan: one job after the other.

use std::path::{Path, PathBuf};

use super::new_project::import_plan;
use crate::base::Message;
use crate::change::Action;
use crate::formats::Source;
use crate::found::NewOptions;
use crate::model::{Level, Project};
use crate::sample::SampleOptions;
use crate::say;
use crate::session::{Command, Event, JobRequest, Outcome};
use crate::solve::{BalanceRequest, StaffRequest};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Make,
    Found,
    Import,
    Balance,
    Staff,
    Check,
}

/// How many steps there are.
pub const STEPS: usize = 6;

/// The chain under way.
#[derive(Clone, Debug)]
pub struct SampleChain {
    step: Step,
    dir: PathBuf,
    name: String,
    /// The names of last year's plan and of the one to be made.
    plans: [String; 2],
}

impl SampleChain {
    /// The project file in a sample's folder.
    pub fn project_in(dir: &Path) -> PathBuf {
        dir.join("sample.gpkg")
    }

    /// Begins: the chain and its first command. `plans` are the names of last year's plan and of the one to be made.
    pub fn start(dir: PathBuf, name: &str, plans: [String; 2], options: SampleOptions) -> (Self, Command) {
        let first = Command::StartJob(JobRequest::Sample { dir: dir.clone(), options });
        (Self { step: Step::Make, dir, name: name.to_owned(), plans }, first)
    }

    /// Which step it is at, from 1, and what that is.
    pub fn at(&self) -> (usize, Message) {
        match self.step {
            Step::Make => (1, say!("present-sample-make")),
            Step::Found => (2, say!("present-sample-found")),
            Step::Import => (3, say!("present-sample-import")),
            Step::Balance => (4, say!("present-sample-balance")),
            Step::Staff => (5, say!("present-sample-staff")),
            Step::Check => (6, say!("present-sample-check")),
        }
    }

    /// Hears what happened: the next command, or the end (`None`) when done, failed or cancelled.
    pub fn hear(&mut self, event: &Event, project: Option<&Project>) -> Heard {
        let next = match (self.step, event) {
            (_, Event::Failed { .. } | Event::Refused(_)) => return Heard::Ended,
            (Step::Make, Event::JobDone(_, Outcome::Sample(_))) => {
                self.step = Step::Found;
                self.found()
            }
            (Step::Found, Event::JobDone(_, Outcome::New(_))) => {
                self.step = Step::Import;
                import_plan(Source::file(self.dir.join("last_year.geojson")), &self.plans[0])
            }
            (Step::Import, Event::JobDone(_, Outcome::Imported(_))) => {
                self.step = Step::Balance;
                let nest = Some(Level::Village);
                let name = self.plans[1].as_str().into();
                let plan = Command::Do(Action::AddPlan { name, nest, origin: "balance".into() });
                // The new plan is the current one by the time that the balancing is planned.
                let request = BalanceRequest::of(project.map(|project| project.plans.next_id()), nest);
                return Heard::Next(vec![plan, Command::StartJob(JobRequest::Balance(request.into()))]);
            }
            (Step::Balance, Event::JobDone(_, Outcome::Balanced(_))) => {
                let Some(plan) = project.and_then(|project| project.meta.current) else { return Heard::Ended };
                self.step = Step::Staff;
                JobRequest::Staff(StaffRequest { plan, within: None })
            }
            (Step::Staff, Event::JobDone(_, Outcome::Staffed(_))) => {
                self.step = Step::Check;
                JobRequest::Check { plan: project.and_then(|project| project.meta.current) }
            }
            (Step::Check, Event::JobDone(_, Outcome::Checked(_))) => return Heard::Ended,
            _ => return Heard::Nothing,
        };
        Heard::Next(vec![Command::StartJob(next)])
    }

    fn found(&self) -> JobRequest {
        let file = |name: &str| Source::file(self.dir.join(name));
        let mut options = NewOptions::named(&self.name);
        options.areas = vec![
            (Level::County, file("areas_county.geojson")),
            (Level::Township, file("areas_township.geojson")),
            (Level::Village, file("areas_village.geojson")),
        ];
        options.households = Some(file("households.csv"));
        options.barriers = vec![file("barriers.geojson")];
        options.workers = Some(file("workers.csv"));
        JobRequest::New { path: Self::project_in(&self.dir), options: Box::new(options), replace: true }
    }
}

/// What the chain makes of an event.
#[derive(Debug)]
pub enum Heard {
    Nothing,
    Next(Vec<Command>),
    Ended,
}
