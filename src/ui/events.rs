//! What the window makes of the session's news.

use std::sync::Arc;

use super::app::App;
use super::canvas::Mark;
use super::dialogs::{Compare, Dialog, Proposals, Report};
use super::outbox::Tab;
use super::toasts::Tone;
use crate::base::FaultKind;
use crate::check::Severity;
use crate::present::{CompareModel, Coordinates, FindingsModel, Heard};
use crate::say;
use crate::session::{Command, Event, Outcome};

impl App {
    /// Takes in news of any kind.
    pub(super) fn hear(&mut self, events: Vec<Event>) {
        for event in events {
            self.hear_one(&event);
            let heard = match &mut self.chain {
                Some(chain) => chain.hear(&event, self.session.project().map(|project| &**project)),
                None => Heard::Nothing,
            };
            match heard {
                Heard::Nothing => {}
                Heard::Next(commands) => commands.into_iter().for_each(|command| self.dispatch(command)),
                Heard::Ended => self.chain = None,
            }
        }
    }

    fn hear_one(&mut self, event: &Event) {
        let speech = self.speech();
        match event {
            Event::Opened { path, notes } => {
                self.forget();
                self.settings.opened(path);
                self.look_at_recent();
                self.keep_settings();
                self.status.path = path.display().to_string();
                if let Some(project) = self.session.project() {
                    let meta = &project.meta;
                    self.status.project = meta.name.to_string();
                    self.status.epsg = meta.crs;
                    self.status.crs = crate::geom::crs::info(meta.crs).map(|info| info.name).unwrap_or_default();
                    self.coordinates = Some(Coordinates::new(meta.crs, meta.frame));
                }
                for note in notes {
                    self.toasts.push(Tone::Refused, speech.say(note));
                }
            }
            Event::Closed => self.forget(),
            Event::Changed { note, touched } => {
                self.scenes.touch(touched);
                self.desk.touch(touched);
                self.toasts.outdate();
                if self.chain.is_none() {
                    self.toasts.push(Tone::Done, speech.say(note));
                }
            }
            Event::Advice(advice) => self.toasts.refuse(advice, speech),
            Event::Selected | Event::JobStarted(_) => {}
            Event::Refused(refusal) => self.toasts.refuse(refusal, speech),
            Event::Failed { fault, .. } => {
                let tone = if fault.kind == FaultKind::Cancelled { Tone::Refused } else { Tone::Failed };
                self.toasts.push(tone, speech.fault(fault));
                self.then.clear();
            }
            Event::JobDone(_, outcome) => self.done(outcome),
        }
    }

    fn done(&mut self, outcome: &Outcome) {
        let speech = self.speech();
        let in_chain = self.chain.is_some();
        match outcome {
            Outcome::New(report) => {
                if !in_chain {
                    self.dialog = Some(Dialog::Report(Report::Founded(report.clone())));
                    self.import_next();
                }
            }
            Outcome::Imported(note) => {
                if !in_chain {
                    self.toasts.push(Tone::Done, speech.say(note));
                    self.import_next();
                }
            }
            Outcome::Balanced(report) if !in_chain => {
                self.dialog = Some(Dialog::Report(Report::Balanced(report.clone())));
            }
            Outcome::Proposed(found) => {
                self.dialog = Some(Dialog::Proposals(Proposals::of(found.clone())));
            }
            Outcome::Staffed(report) if !in_chain => {
                self.dialog = Some(Dialog::Report(Report::Staffed(report.clone())));
            }
            Outcome::Balanced(_) | Outcome::Staffed(_) | Outcome::Sample(_) => {}
            Outcome::Checked(report) => {
                let checking = self.checking.take();
                let revision = checking.as_ref().map_or_else(|| self.session.revision(), |checking| checking.revision);
                self.check_took = checking.as_ref().map(|checking| checking.started.elapsed()).unwrap_or_default();
                let quiet = checking.is_some_and(|checking| checking.quiet);
                let Some(project) = self.session.project() else { return };
                let model = FindingsModel::new(report, project, revision);
                // Whoever goes through the list goes on at the same place.
                let old = self.findings.as_ref().filter(|_| quiet);
                self.finding.at = old.and_then(|old| model.place_after(old, self.finding.at?));
                if quiet {
                    // The list itself tells.
                } else if in_chain {
                    self.toasts.push(Tone::Done, speech.t("ui-sample-done"));
                } else {
                    let text = say!("ui-checked", errors = model.errors, warnings = model.warnings);
                    self.toasts.push(Tone::Done, speech.say(&text));
                    self.settings.tab = Tab::Findings;
                }
                self.findings = Some(model);
                self.mark();
            }
            Outcome::Compared(comparison) => {
                let Some(project) = self.session.project() else { return };
                let model = CompareModel::new(comparison, project);
                self.compared = Some(Arc::clone(comparison));
                self.dialog = Some(Dialog::Compare(Compare::of(model.into())));
            }
            Outcome::Exported(manifest) => {
                let folder = self.exported.clone();
                self.dialog = Some(Dialog::Report(Report::Exported(manifest.clone(), folder)));
            }
        }
    }

    fn import_next(&mut self) {
        if !self.then.is_empty() {
            let next = self.then.remove(0);
            self.dispatch(Command::StartJob(next));
        }
    }

    /// Forgets everything about the project that was open.
    fn forget(&mut self) {
        self.desk.reset();
        self.scenes.reset();
        self.searcher.clear();
        self.search = Default::default();
        self.digest = None;
        self.card = None;
        self.journal = None;
        self.findings = None;
        self.marks.clear();
        self.compared = None;
        self.plans = Default::default();
        self.finding = Default::default();
        self.cells = Default::default();
        self.inspector = Default::default();
        self.coordinates = None;
        self.status = Default::default();
        self.pointed = Default::default();
        self.map_hover = None;
        self.revealed = false;
    }

    /// Puts the findings on the map.
    pub(super) fn mark(&mut self) {
        let Some(findings) = &self.findings else {
            self.marks.clear();
            return;
        };
        let rows = findings.rows.iter().enumerate();
        let rows = rows.filter(|(_, row)| row.severity != Severity::Note);
        self.marks = rows
            .filter_map(|(at, row)| {
                let grave = row.severity == Severity::Error;
                Some(Mark { at: row.at?, grave, chosen: self.finding.at == Some(at) })
            })
            .collect();
    }
}
