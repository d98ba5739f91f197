//! Takes one more file into the open project: workers, or cells drawn elsewhere.

use std::path::{Path, PathBuf};

use egui::{RichText, Ui};

use super::{Around, Flow, Picker, Wanted, buttons, line};
use crate::formats::Source;
use crate::present::{import_plan, import_workers};
use crate::session::Command;
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::theme;

/// The form.
#[derive(Default)]
pub struct Import {
    path: String,
    workers: bool,
    picker: Picker,
}

impl Import {
    /// With a file filled in; its name tells what it may hold.
    pub fn of(path: &Path) -> Self {
        let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
        let workers = ["csv", "xlsx", "txt"].iter().any(|end| name.ends_with(end));
        Self { path: path.display().to_string(), workers, picker: Picker::default() }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        line(ui, &speech.t("ui-import-what"), |ui, _| {
            ui.radio_value(&mut self.workers, false, speech.t("present-role-plan"));
            ui.radio_value(&mut self.workers, true, speech.t("present-role-workers"));
        });
        line(ui, &speech.t("ui-import-file"), |ui, label| {
            self.picker.row(ui, speech, label, &mut self.path, Wanted::Source);
        });
        let key = if self.workers { "ui-import-workers" } else { "ui-import-plan" };
        ui.label(RichText::new(speech.t(key)).size(theme::SMALL).color(theme::of(ui).quiet));
        let path = PathBuf::from(self.path.trim());
        if path.is_file() && ui.link(speech.t("ui-import-new")).clicked() {
            out.wish(Wish::NewWith(vec![path.clone()]));
            return Flow::Close;
        }
        let why = (!path.is_file()).then(|| speech.t("ui-open-missing"));
        let (yes, no) = buttons(ui, speech, &speech.t("ui-import-do"), why.as_deref());
        if yes {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let source = Source::file(path);
            let request = if self.workers { import_workers(source) } else { import_plan(source, &name) };
            out.send(Command::StartJob(request));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}
