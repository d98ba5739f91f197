//! The rest of a household that was put on the map by a click.

use std::sync::Arc;

use egui::{ComboBox, DragValue, RichText, TextEdit, Ui};

use super::{Around, Flow, buttons, line};
use crate::change::Action;
use crate::model::Project;
use crate::present::NewHousehold as Start;
use crate::say;
use crate::session::Command;
use crate::ui::outbox::Outbox;
use crate::ui::{speech::Speech, theme};
use crate::words::Language;

/// The form.
pub struct NewHousehold {
    start: Start,
    code: String,
    name: String,
    phone: String,
    group: String,
    registered: u16,
    resident: u16,
    categories: u32,
    /// The code that was looked for last, and whether a household bears it.
    looked: Option<(String, bool)>,
    fresh: bool,
}

impl NewHousehold {
    /// For a place.
    pub fn new(start: Start) -> Self {
        let group = start.groups.first().map(ToString::to_string).unwrap_or_default();
        Self {
            code: start.code.clone(),
            start,
            name: String::new(),
            phone: String::new(),
            group,
            registered: 3,
            resident: 3,
            categories: 0,
            looked: None,
            fresh: true,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        let Some(project) = around.project else { return Flow::Close };
        let what = speech.say(&say!("ui-household-what", area = &*self.start.village));
        ui.label(RichText::new(what).color(theme::of(ui).quiet));
        ui.add_space(4.0);
        let fresh = std::mem::take(&mut self.fresh);
        for (key, text, first) in [
            ("ui-household-code", &mut self.code, false),
            ("ui-household-name", &mut self.name, true),
            ("ui-household-phone", &mut self.phone, false),
        ] {
            line(ui, &speech.t(key), |ui, label| {
                let field = ui.add(TextEdit::singleline(text).desired_width(260.0)).labelled_by(label);
                if first && fresh {
                    field.request_focus();
                }
            });
        }
        line(ui, &speech.t("ui-household-group"), |ui, label| {
            ui.add(TextEdit::singleline(&mut self.group).desired_width(160.0)).labelled_by(label);
            if !self.start.groups.is_empty() {
                let combo = ComboBox::from_id_salt("groups").width(90.0).selected_text(speech.t("ui-household-known"));
                let combo = combo.show_ui(ui, |ui| {
                    for group in &self.start.groups {
                        ui.selectable_value(&mut self.group, group.to_string(), &**group);
                    }
                });
                combo.response.labelled_by(label);
            }
        });
        for (key, count) in
            [("ui-household-registered", &mut self.registered), ("ui-household-resident", &mut self.resident)]
        {
            line(ui, &speech.t(key), |ui, label| ui.add(DragValue::new(count).range(0..=99)).labelled_by(label));
        }
        self.categories(ui, speech, project);
        if self.looked.as_ref().is_none_or(|(code, _)| *code != self.code) {
            let taken = project.households.values().any(|row| row.code() == self.code.trim());
            self.looked = Some((self.code.clone(), taken));
        }
        let taken = self.looked.as_ref().is_some_and(|(_, taken)| *taken);
        let why = match self.code.trim() {
            "" => Some(speech.t("edit-household-no-code")),
            code if taken => Some(speech.say(&say!("edit-household-code-taken", code = code))),
            _ => None,
        };
        let (yes, no) = buttons(ui, speech, &speech.t("ui-household-do"), why.as_deref());
        let enter = why.is_none() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if yes || enter {
            let household = self.start.household(
                project,
                &self.code,
                &self.group,
                [&self.name, &self.phone],
                [self.registered, self.resident],
                self.categories,
            );
            out.send(Command::Do(Action::AddHousehold(Box::new(household))));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }

    fn categories(&mut self, ui: &mut Ui, speech: Speech, project: &Arc<Project>) {
        line(ui, &speech.t("ui-household-categories"), |ui, _| {
            ui.vertical(|ui| {
                for (bit, category) in project.profile.categories.iter().enumerate() {
                    let chinese = category.words.first().unwrap_or(&category.name_en);
                    let name = if speech.0 == Language::Zh { chinese } else { &category.name_en };
                    let mut on = self.categories >> bit & 1 == 1;
                    let mut letters = name.chars();
                    let name: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
                    if ui.checkbox(&mut on, name).changed() {
                        self.categories ^= 1 << bit;
                    }
                }
            });
        });
    }
}
