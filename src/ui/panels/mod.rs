//! Panels: functions that show a model and collect commands. They keep nothing but what a memory of theirs holds.

#[cfg(feature = "tiles")]
pub mod basemap_ui;
mod cells_row_ui;
pub mod cells_ui;
pub mod findings_ui;
pub mod inspector_ui;
pub mod jobs_ui;
pub mod journal_ui;
pub mod layers_ui;
pub mod plans_ui;
pub mod search_ui;
pub mod status_ui;
pub mod welcome_ui;

use super::keys;
use super::speech::Speech;

/// What an entry of the catalogue does, with its keys.
pub fn tip(ui: &egui::Ui, speech: Speech, id: &str) -> String {
    let tip = speech.t(&format!("command-{id}-tip"));
    match keys::text(ui.ctx(), id) {
        Some(keys) => format!("{tip}  ({keys})"),
        None => tip,
    }
}
