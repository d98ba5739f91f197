//! A path to type, and a button that asks the system for one without holding up the window.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use egui::{TextEdit, Ui};

use crate::ui::speech::Speech;

/// What the system is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One project file.
    Project,
    /// Any number of source files.
    Sources,
    /// One source file.
    Source,
    Folder,
    /// A project file that need not exist yet.
    NewProject,
    /// A file of map tiles.
    #[cfg(feature = "tiles")]
    Tiles,
}

/// A question to the system that may still be open.
#[derive(Default)]
pub struct Picker {
    waiting: Option<Receiver<Vec<PathBuf>>>,
}

impl Picker {
    /// Asks, unless a question is open already.
    pub fn ask(&mut self, ctx: &egui::Context, wanted: Wanted, from: &str, speech: Speech) {
        if self.waiting.is_some() {
            return;
        }
        let (sender, receiver) = channel();
        let (from, ctx) = (PathBuf::from(from.trim()), ctx.clone());
        let (project, source) = (speech.t("ui-file-project"), speech.t("ui-file-sources"));
        let run = move || {
            let mut dialog = rfd::FileDialog::new();
            let folder = if from.is_dir() { Some(from.as_path()) } else { from.parent().filter(|p| p.is_dir()) };
            if let Some(folder) = folder {
                dialog = dialog.set_directory(folder);
            }
            let sources = ["csv", "txt", "tsv", "xlsx", "geojson", "json", "gpkg"];
            let picked = match wanted {
                Wanted::Project => dialog.add_filter(project, &["gpkg"]).pick_file().into_iter().collect(),
                Wanted::Sources => dialog.add_filter(source, &sources).pick_files().unwrap_or_default(),
                Wanted::Source => dialog.add_filter(source, &sources).pick_file().into_iter().collect(),
                Wanted::Folder => dialog.pick_folder().into_iter().collect(),
                #[cfg(feature = "tiles")]
                Wanted::Tiles => {
                    dialog.add_filter("MBTiles, PMTiles", &["mbtiles", "pmtiles"]).pick_file().into_iter().collect()
                }
                Wanted::NewProject => dialog.add_filter(project, &["gpkg"]).save_file().into_iter().collect(),
            };
            // The dialog may be closed by now.
            let _ = sender.send(picked);
            ctx.request_repaint();
        };
        if std::thread::Builder::new().name("file dialog".to_owned()).spawn(run).is_ok() {
            self.waiting = Some(receiver);
        }
    }

    /// What was picked, once.
    pub fn take(&mut self) -> Vec<PathBuf> {
        match self.waiting.as_ref().map(Receiver::try_recv) {
            Some(Ok(paths)) => {
                self.waiting = None;
                paths
            }
            Some(Err(TryRecvError::Disconnected)) => {
                self.waiting = None;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// A field with the path and a button; true when the path has changed.
    pub fn row(&mut self, ui: &mut Ui, speech: Speech, label: egui::Id, text: &mut String, wanted: Wanted) -> bool {
        let mut changed = false;
        if let Some(path) = self.take().into_iter().next() {
            *text = path.display().to_string();
            changed = true;
        }
        let button = speech.t("ui-browse");
        let width = (ui.available_width() - 100.0).max(80.0);
        let field = TextEdit::singleline(text).desired_width(width).hint_text(speech.t("ui-path-hint"));
        changed |= ui.add(field).labelled_by(label).changed();
        if ui.add_enabled(self.waiting.is_none(), egui::Button::new(button)).clicked() {
            self.ask(ui.ctx(), wanted, text, speech);
        }
        changed
    }
}
