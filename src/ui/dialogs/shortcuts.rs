//! The keys, from the same catalogue that the menus come from.

use egui::{Grid, RichText, ScrollArea, Ui};

use super::{Around, Flow};
use crate::session::CATALOGUE;
use crate::ui::{keys, theme};

/// The page.
#[derive(Default)]
pub struct Shortcuts;

impl Shortcuts {
    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around) -> Flow {
        let speech = around.speech;
        ScrollArea::vertical().max_height(520.0).auto_shrink([false, true]).show(ui, |ui| {
            Grid::new("keys").num_columns(3).spacing([22.0, 7.0]).striped(true).show(ui, |ui| {
                for entry in CATALOGUE.iter().filter(|entry| entry.shortcut.is_some()) {
                    ui.label(speech.t(&format!("command-{}", entry.id)));
                    let keys = entry.shortcut.as_ref().and_then(keys::of).map(|k| ui.ctx().format_shortcut(&k));
                    ui.label(RichText::new(keys.unwrap_or_default()).strong());
                    let tip = RichText::new(speech.t(&format!("command-{}-tip", entry.id))).size(theme::SMALL);
                    ui.add(egui::Label::new(tip.color(theme::of(ui).quiet)).truncate());
                    ui.end_row();
                }
                for (name, key, tip) in [
                    ("ui-key-pan", "ui-key-pan-key", "ui-key-pan-tip"),
                    ("ui-key-wheel", "ui-key-wheel-key", "ui-key-wheel-tip"),
                    ("ui-key-box", "ui-key-box-key", "ui-key-box-tip"),
                    ("ui-key-add", "ui-key-add-key", "ui-key-add-tip"),
                    ("ui-key-brush", "ui-key-brush-key", "ui-key-brush-tip"),
                    ("ui-key-table", "ui-key-table-key", "ui-key-table-tip"),
                ] {
                    ui.label(speech.t(name));
                    ui.label(RichText::new(speech.t(key)).strong());
                    let tip = RichText::new(speech.t(tip)).size(theme::SMALL);
                    ui.add(egui::Label::new(tip.color(theme::of(ui).quiet)).truncate());
                    ui.end_row();
                }
            });
        });
        Flow::Stay
    }
}
