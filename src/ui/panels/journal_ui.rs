//! The journal with undo and redo.

use egui::{Button, Label, RichText, ScrollArea, Ui};

use crate::present::JournalModel;
use crate::session::Command;
use crate::ui::outbox::Outbox;
use crate::ui::speech::Speech;
use crate::ui::{theme, widgets};

/// Shows the steps, newest first; the undone ones on top and quiet.
pub fn journal_ui(ui: &mut Ui, speech: Speech, model: &JournalModel, out: &mut Outbox) {
    ui.horizontal(|ui| {
        let undo = ui.add_enabled(model.undo > 0, Button::new(speech.t("command-undo")));
        if undo.on_hover_text(speech.t("command-undo-tip")).clicked() {
            out.send(Command::Undo);
        }
        let redo = ui.add_enabled(model.redo > 0, Button::new(speech.t("command-redo")));
        if redo.on_hover_text(speech.t("command-redo-tip")).clicked() {
            out.send(Command::Redo);
        }
    });
    if model.rows.is_empty() {
        widgets::empty(ui, &speech.t("ui-journal-empty"), None);
        return;
    }
    ui.separator();
    let height = 34.0;
    ScrollArea::vertical().id_salt("journal").auto_shrink(false).show_rows(
        ui,
        height,
        model.rows.len(),
        |ui, range| {
            for at in range {
                let Some(row) = model.rows.get(at) else { continue };
                let (colour, mark) = if row.done { (theme::INK, "") } else { (theme::QUIET, "↶ ") };
                let text = format!("{mark}{}", speech.say(&row.note));
                ui.allocate_ui(egui::vec2(ui.available_width(), height), |ui| {
                    ui.set_min_height(height - 4.0);
                    let label = Label::new(RichText::new(&text).color(colour)).truncate();
                    ui.add(label).on_hover_text(&text);
                });
            }
        },
    );
}
