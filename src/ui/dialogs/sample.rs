//! Makes a sample of a county of Xiangxi and opens it.

use std::path::PathBuf;

use egui::{ComboBox, DragValue, RichText, Ui};

use super::{Around, Flow, Picker, Wanted, buttons, line};
use crate::sample::SampleOptions;
use crate::ui::outbox::Outbox;
use crate::ui::theme;

/// The counties: code, and the name that the screen shows in either language.
pub const COUNTIES: [(&str, &str); 8] = [
    ("433126", "ui-county-guzhang"),
    ("433101", "ui-county-jishou"),
    ("433122", "ui-county-luxi"),
    ("433123", "ui-county-fenghuang"),
    ("433124", "ui-county-huayuan"),
    ("433125", "ui-county-baojing"),
    ("433127", "ui-county-yongshun"),
    ("433130", "ui-county-longshan"),
];

/// What is wanted.
#[derive(Clone, Debug)]
pub struct SampleWish {
    pub dir: PathBuf,
    pub options: SampleOptions,
    pub name: String,
}

/// The form.
pub struct Sample {
    area: usize,
    folder: String,
    fewer: bool,
    households: usize,
    faults: bool,
    picker: Picker,
    /// Set once OK was pressed.
    pub wish: Option<SampleWish>,
}

impl Sample {
    /// In a folder below this one.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            area: 0,
            folder: folder.display().to_string(),
            fewer: false,
            households: 5_000,
            faults: false,
            picker: Picker::default(),
            wish: None,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, _out: &mut Outbox) -> Flow {
        let speech = around.speech;
        ui.label(RichText::new(speech.t("ui-sample-what")).color(theme::of(ui).quiet));
        line(ui, &speech.t("ui-sample-county"), |ui, label| {
            let now = COUNTIES.get(self.area).map_or("ui-county-guzhang", |(_, key)| key);
            let combo = ComboBox::from_id_salt("county").width(260.0).selected_text(speech.t(now)).show_ui(ui, |ui| {
                for (n, (_, key)) in COUNTIES.iter().enumerate() {
                    ui.selectable_value(&mut self.area, n, speech.t(key));
                }
            });
            combo.response.labelled_by(label);
        });
        line(ui, &speech.t("ui-sample-households"), |ui, label| {
            ui.checkbox(&mut self.fewer, speech.t("ui-sample-fewer"));
            let field = DragValue::new(&mut self.households).range(100..=200_000).speed(50.0);
            ui.add_enabled(self.fewer, field).labelled_by(label);
        });
        line(ui, "", |ui, _| {
            ui.checkbox(&mut self.faults, speech.t("ui-sample-faults")).on_hover_text(speech.t("ui-sample-faults-tip"));
        });
        line(ui, &speech.t("ui-sample-folder"), |ui, label| {
            self.picker.row(ui, speech, label, &mut self.folder, Wanted::Folder);
        });
        let why = self.folder.trim().is_empty().then(|| speech.t("ui-export-no-folder"));
        let (yes, no) = buttons(ui, speech, &speech.t("ui-sample-do"), why.as_deref());
        if yes && let Some((code, key)) = COUNTIES.get(self.area) {
            let mut dir = PathBuf::from(self.folder.trim());
            let mark = if self.faults { "-faults" } else { "" };
            let count = if self.fewer { format!("-{}", self.households) } else { String::new() };
            dir.push(format!("{code}{count}{mark}"));
            self.wish = Some(SampleWish {
                dir,
                options: SampleOptions {
                    area: (*code).to_owned(),
                    households: self.fewer.then_some(self.households),
                    faults: self.faults,
                    ..SampleOptions::default()
                },
                name: speech.t(key),
            });
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}
