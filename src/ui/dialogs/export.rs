//! Writes tables for other systems, masked unless a reason says otherwise.

use std::path::PathBuf;

use egui::{RichText, TextEdit, Ui};

use super::{Around, Flow, Picker, Wanted, buttons, line};
use crate::base::utc_now;
use crate::exchange::{Format, Mask, Set, What};
use crate::model::Id;
use crate::say;
use crate::session::{Command, ExportRequest, JobRequest};
use crate::ui::outbox::Outbox;
use crate::ui::theme;

/// The form.
pub struct Export {
    what: Vec<(What, bool)>,
    format: Format,
    mask: Mask,
    reason: String,
    folder: String,
    force: bool,
    /// The plan from which changes are counted, and its successor; without them there are none to write.
    pair: Option<(Id, Id)>,
    picker: Picker,
}

const REASON: usize = 6;

impl Export {
    /// Into a folder beside the project.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            what: What::ALL
                .iter()
                .filter(|what| **what != What::Changes)
                .map(|what| (*what, !matches!(what, What::Rejected | What::Findings)))
                .collect(),
            format: Format::Xlsx,
            mask: Mask::Names,
            reason: String::new(),
            folder: folder.display().to_string(),
            force: false,
            pair: None,
            picker: Picker::default(),
        }
    }

    /// The households that change from one plan to another.
    pub fn of_changes(folder: PathBuf, since: Id, plan: Id) -> Self {
        Self { what: vec![(What::Changes, true)], pair: Some((since, plan)), ..Self::new(folder) }
    }

    /// Where to.
    pub fn folder(&self) -> &str {
        self.folder.trim()
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        line(ui, &speech.t("ui-export-what"), |ui, _| {
            ui.horizontal_wrapped(|ui| {
                if let Some((since, plan)) = self.pair {
                    let name = |id| around.project.and_then(|project| project.plans.get(id)).map(|row| &*row.name);
                    let (before, after) = (name(since).unwrap_or_default(), name(plan).unwrap_or_default());
                    ui.label(speech.say(&say!("ui-export-changes", before = before, after = after)));
                    return;
                }
                for (what, on) in &mut self.what {
                    ui.checkbox(on, speech.t(what.title()));
                }
            });
        });
        line(ui, &speech.t("ui-export-format"), |ui, _| {
            for (format, key) in [
                (Format::Xlsx, "ui-format-xlsx"),
                (Format::Csv, "ui-format-csv"),
                (Format::GeoJson, "ui-format-geojson"),
                (Format::Gpkg, "ui-format-gpkg"),
            ] {
                ui.radio_value(&mut self.format, format, speech.t(key));
            }
        });
        for (n, (mask, key, tip)) in [
            (Mask::Names, "ui-mask-names", "ui-mask-names-tip"),
            (Mask::Strict, "ui-mask-strict", "ui-mask-strict-tip"),
            (Mask::Public, "ui-mask-public", "ui-mask-public-tip"),
            (Mask::None, "ui-mask-none", "ui-mask-none-tip"),
        ]
        .into_iter()
        .enumerate()
        {
            let name = if n == 0 { speech.t("ui-export-mask") } else { String::new() };
            line(ui, &name, |ui, _| {
                ui.radio_value(&mut self.mask, mask, speech.t(key));
                ui.add(
                    egui::Label::new(RichText::new(speech.t(tip)).size(theme::SMALL).color(theme::of(ui).quiet))
                        .truncate(),
                );
            });
        }
        let unmasked = self.mask == Mask::None;
        line(ui, &speech.t("ui-export-purpose"), |ui, label| {
            let hint = speech.t(if unmasked { "ui-export-reason-hint" } else { "ui-export-purpose-hint" });
            ui.add(TextEdit::singleline(&mut self.reason).desired_width(f32::INFINITY).hint_text(hint))
                .labelled_by(label);
        });
        line(ui, &speech.t("ui-export-folder"), |ui, label| {
            self.picker.row(ui, speech, label, &mut self.folder, Wanted::Folder);
        });
        ui.checkbox(&mut self.force, speech.t("ui-export-force"));
        let chosen: Vec<What> = self.what.iter().filter(|(_, on)| *on).map(|(what, _)| *what).collect();
        let why = if chosen.is_empty() {
            Some(speech.t("ui-export-nothing"))
        } else if self.folder.trim().is_empty() {
            Some(speech.t("ui-export-no-folder"))
        } else if unmasked && self.reason.trim().chars().count() < REASON {
            Some(speech.say(&say!("ui-export-reason", letters = REASON)))
        } else {
            None
        };
        let (yes, no) = buttons(ui, speech, &speech.t("ui-export-do"), why.as_deref());
        if yes {
            out.send(Command::StartJob(JobRequest::Export(ExportRequest {
                plan: self.pair.map(|(_, plan)| plan).or(around.project.and_then(|project| project.meta.current)),
                set: Set {
                    files: chosen.into_iter().map(|what| (what, self.format)).collect(),
                    mask: self.mask,
                    language: speech.0,
                    force: self.force,
                    since: self.pair.map(|(since, _)| since),
                    time: utc_now(),
                    purpose: self.reason.trim().to_owned(),
                },
                folder: PathBuf::from(self.folder.trim()),
            })));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}
