//! Appoints workers to cells by least cost.

use egui::{Label, RichText, Ui};

use super::{Around, Flow, buttons};
use crate::say;
use crate::session::{Command, JobRequest};
use crate::solve::StaffRequest;
use crate::ui::outbox::Outbox;
use crate::ui::theme;

/// The question.
#[derive(Default)]
pub struct Staff;

impl Staff {
    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        let plan = around.project.and_then(|project| project.meta.current);
        let (workers, cells) = (
            around.project.map_or(0, |project| project.workers.len()),
            around.digest.map_or(0, |digest| digest.cells.rows.len()),
        );
        ui.add(Label::new(speech.t("ui-staff-what")).wrap());
        ui.label(
            RichText::new(speech.say(&say!("ui-staff-count", workers = workers, cells = cells)))
                .color(theme::of(ui).accent),
        );
        ui.label(RichText::new(speech.t("ui-staff-kept")).size(theme::SMALL).color(theme::of(ui).quiet));
        let why = match (plan, workers, cells) {
            (None, ..) | (_, _, 0) => Some(speech.t("ui-staff-no-cells")),
            (_, 0, _) => Some(speech.t("ui-staff-no-workers")),
            _ => None,
        };
        let (yes, no) = buttons(ui, speech, &speech.t("ui-staff-do"), why.as_deref());
        if let Some(plan) = plan.filter(|_| yes) {
            out.send(Command::StartJob(JobRequest::Staff(StaffRequest { plan, within: None })));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}
