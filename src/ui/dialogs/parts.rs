//! Splits a cell into equal parts.

use egui::{DragValue, Label, RichText, Ui};

use super::{Around, Flow, buttons, line};
use crate::model::Id;
use crate::say;
use crate::session::{Command, JobRequest};
use crate::solve::PartsRequest;
use crate::ui::outbox::Outbox;
use crate::ui::speech::grouped;
use crate::ui::theme;

/// The form.
pub struct Parts {
    cell: Id,
    parts: u32,
}

impl Parts {
    /// For a cell.
    pub const fn new(cell: Id) -> Self {
        Self { cell, parts: 2 }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        let row = around.digest.and_then(|digest| digest.cells.rows.iter().find(|row| row.id == self.cell));
        let Some(row) = row else { return Flow::Close };
        ui.add(Label::new(speech.say(&say!("ui-parts-what", cell = &*row.name))).wrap());
        line(ui, &speech.t("ui-parts-number"), |ui, label| {
            ui.add(DragValue::new(&mut self.parts).range(2..=60)).labelled_by(label);
        });
        let each =
            say!("ui-parts-each", all = grouped(row.households), each = grouped(row.households / self.parts.max(1)));
        ui.label(RichText::new(speech.say(&each)).color(theme::of(ui).accent));
        ui.label(RichText::new(speech.t("ui-parts-how")).size(theme::SMALL).color(theme::of(ui).quiet));
        let why = (row.households < self.parts).then(|| speech.t("ui-parts-too-many"));
        let (yes, no) = buttons(ui, speech, &speech.t("ui-parts-do"), why.as_deref());
        if yes {
            let request = PartsRequest { cell: self.cell, parts: self.parts, seed: 1 };
            out.send(Command::StartJob(JobRequest::Parts(request)));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}
