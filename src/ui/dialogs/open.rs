//! Opens a project by path.

use std::path::PathBuf;

use egui::Ui;

use super::{Around, Flow, Picker, Wanted, buttons, line};
use crate::session::Command;
use crate::ui::outbox::Outbox;

/// The form.
#[derive(Default)]
pub struct Open {
    path: String,
    read_only: bool,
    picker: Picker,
    asked: bool,
}

impl Open {
    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        // The system's own dialog comes at once; the form below it is for those who have none.
        if !std::mem::replace(&mut self.asked, true) {
            self.picker.ask(ui.ctx(), Wanted::Project, &self.path, speech);
        }
        let picked = line(ui, &speech.t("ui-open-file"), |ui, label| {
            let before = self.path.clone();
            self.picker.row(ui, speech, label, &mut self.path, Wanted::Project) && before != self.path
        });
        ui.checkbox(&mut self.read_only, speech.t("ui-open-read-only"))
            .on_hover_text(speech.t("ui-open-read-only-tip"));
        let path = PathBuf::from(self.path.trim());
        let why = if self.path.trim().is_empty() {
            Some(speech.t("ui-open-none"))
        } else if !path.is_file() {
            Some(speech.t("ui-open-missing"))
        } else {
            None
        };
        let (yes, no) = buttons(ui, speech, &speech.t("ui-open-do"), why.as_deref());
        let enter = !picked && why.is_none() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if yes || enter {
            out.send(Command::Open { path, read_only: self.read_only });
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}
