//! Gives a cell another name.

use egui::{TextEdit, Ui};

use super::{Around, Flow, buttons, line};
use crate::change::Action;
use crate::model::Id;
use crate::session::Command;
use crate::ui::outbox::Outbox;

/// The form.
pub struct Rename {
    cell: Id,
    name: String,
    fresh: bool,
}

impl Rename {
    /// For a cell with its present name.
    pub fn new(cell: Id, name: &str) -> Self {
        Self { cell, name: name.to_owned(), fresh: true }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        line(ui, &speech.t("ui-rename-name"), |ui, label| {
            let field = ui.add(TextEdit::singleline(&mut self.name).desired_width(f32::INFINITY)).labelled_by(label);
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
        });
        let why = self.name.trim().is_empty().then(|| speech.t("ui-rename-empty"));
        let (yes, no) = buttons(ui, speech, &speech.t("ui-rename-do"), why.as_deref());
        let enter = why.is_none() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if yes || enter {
            out.send(Command::Do(Action::RenameCell { cell: self.cell, name: self.name.trim().into() }));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}
