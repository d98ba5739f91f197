//! The menu bar from the catalogue, and the tool bar.

use egui::{Align, Button, ComboBox, Layout, MenuBar, RichText, Ui};

use super::app::App;
use super::outbox::Wish;
use super::speech::Speech;
use super::{keys, theme};
use crate::change::Action;
use crate::session::{CATALOGUE, Command, Entry};
use crate::tools::{Aim, Tool, Unit};
use crate::words::Language;

const MENUS: [(&str, &str); 5] = [
    ("file", "ui-menu-file"),
    ("edit", "ui-menu-edit"),
    ("plan", "ui-menu-plan"),
    ("view", "ui-menu-view"),
    ("help", "ui-menu-help"),
];

/// A tool bar less wide than this, in points, has a second row.
const NARROW: f32 = 1060.0;

/// Entries after which a menu has a line.
const LAST_OF_GROUP: [&str; 10] = [
    "sample",
    "export",
    "redo",
    "erase",
    "balance-here",
    "compare",
    "previous-problem",
    "tool-pan",
    "zoom-selection",
    "language",
];

impl App {
    /// The menu bar.
    pub(super) fn menu_bar(&mut self, ui: &mut Ui) {
        let speech = self.speech();
        MenuBar::new().ui(ui, |ui| {
            for (menu, key) in MENUS {
                ui.menu_button(speech.t(key), |ui| {
                    ui.set_min_width(250.0);
                    for entry in CATALOGUE.iter().filter(|entry| entry.menu == menu) {
                        if entry.id == "language" {
                            self.languages(ui);
                        } else {
                            self.entry(ui, speech, entry);
                        }
                        if LAST_OF_GROUP.contains(&entry.id) {
                            ui.separator();
                        }
                    }
                });
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for language in Language::ALL.into_iter().rev() {
                    let chosen = speech.0 == language;
                    let text = RichText::new(language.own_name()).size(theme::SMALL);
                    if ui.selectable_label(chosen, text).clicked() && !chosen {
                        self.out.wish(Wish::Speak(language));
                    }
                }
                let key = if self.revealed { "ui-names-hide" } else { "ui-names-show" };
                if self.session.project().is_some() && super::widgets::eye(ui, self.revealed, &speech.t(key)).clicked()
                {
                    self.out.wish(Wish::Reveal(!self.revealed));
                }
                if !self.status.project.is_empty() {
                    ui.add(egui::Label::new(RichText::new(&self.status.project).color(theme::of(ui).quiet)).truncate());
                }
            });
        });
    }

    fn entry(&mut self, ui: &mut Ui, speech: Speech, entry: &'static Entry) {
        let why = self.greyed.why(entry.id).map(|why| speech.say(why));
        let shortcut = keys::text(ui.ctx(), entry.id);
        let mut button = Button::new(speech.t(&format!("command-{}", entry.id)));
        if let Some(shortcut) = shortcut {
            button = button.shortcut_text(shortcut);
        }
        let tip = speech.t(&format!("command-{}-tip", entry.id));
        let response = ui.add_enabled(why.is_none(), button).on_hover_text(tip);
        let response = match why {
            Some(why) => response.on_disabled_hover_text(why),
            None => response,
        };
        if response.clicked() {
            self.out.wish(Wish::Entry(entry.id));
            ui.close();
        }
    }

    fn languages(&mut self, ui: &mut Ui) {
        for language in Language::ALL {
            if ui.radio(self.settings.language == language, language.own_name()).clicked() {
                self.out.wish(Wish::Speak(language));
                ui.close();
            }
        }
    }

    /// The tool bar; in a narrow window, or with large text, what does not fit stands in a second row.
    pub(super) fn tool_bar(&mut self, ui: &mut Ui) {
        let speech = self.speech();
        let narrow = ui.available_width() < NARROW;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(3.0, 3.0);
            self.tools(ui, speech);
            ui.separator();
            self.tool_button(ui, speech, "undo", Some(true));
            self.tool_button(ui, speech, "redo", Some(false));
            ui.separator();
            for id in ["draw-cell", "merge", "lock"] {
                self.tool_button(ui, speech, id, None);
            }
            ui.separator();
            for id in ["balance", "staff", "check", "export"] {
                self.tool_button(ui, speech, id, None);
            }
            if !narrow {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    self.search_field(ui, speech);
                    self.tool_button(ui, speech, "layers", None);
                    self.plans(ui, speech);
                });
            }
        });
        if narrow {
            ui.horizontal(|ui| {
                self.plans(ui, speech);
                self.tool_button(ui, speech, "layers", None);
                self.search_field(ui, speech);
            });
        }
    }

    fn search_field(&mut self, ui: &mut Ui, speech: Speech) {
        let selection = self.session.selection();
        let model = self.searcher.model();
        let (search, out) = (&mut self.search, &mut self.out);
        super::panels::search_ui::search_ui(ui, speech, model, selection, self.revealed, search, out);
    }

    fn tools(&mut self, ui: &mut Ui, speech: Speech) {
        let unit = match &self.tool {
            Tool::Select(select) => Some(select.unit),
            _ => None,
        };
        let aim = if let Tool::Sketch(sketch) = &self.tool { Some(sketch.aim()) } else { None };
        let choices = [
            ("ui-tool-cells", "ui-tool-cells-tip", unit == Some(Unit::Cell), "tool-select"),
            ("ui-tool-blocks", "ui-tool-blocks-tip", unit == Some(Unit::Block), "tool-select"),
            ("ui-tool-brush", "command-tool-brush-tip", matches!(self.tool, Tool::Brush(_)), "tool-brush"),
            ("ui-tool-draw", "command-tool-draw-tip", aim == Some(Aim::Cell), "tool-draw"),
            ("ui-tool-split", "command-tool-split-tip", aim == Some(Aim::Split), "tool-split"),
            ("ui-tool-homes", "command-tool-homes-tip", matches!(self.tool, Tool::Homes(_)), "tool-homes"),
            ("ui-tool-border", "command-tool-border-tip", matches!(self.tool, Tool::Border(_)), "tool-border"),
            ("ui-tool-pan", "command-tool-pan-tip", matches!(self.tool, Tool::Pan), "tool-pan"),
        ];
        for (key, tip, chosen, id) in choices {
            let why = self.greyed.why(id).map(|why| speech.say(why));
            let button = Button::selectable(chosen, speech.t(key));
            let keys = keys::text(ui.ctx(), id).map(|keys| format!("  ({keys})")).unwrap_or_default();
            let tip = format!("{}{keys}", speech.t(tip));
            let mut response = ui.add_enabled(why.is_none(), button).on_hover_text(tip);
            if let Some(why) = why {
                response = response.on_disabled_hover_text(why);
            }
            if response.clicked() && !chosen {
                match key {
                    "ui-tool-cells" => self.tool = Tool::Select(crate::tools::Select::of(Unit::Cell)),
                    "ui-tool-blocks" => self.tool = Tool::Select(crate::tools::Select::of(Unit::Block)),
                    _ => self.out.wish(Wish::Entry(id)),
                }
            }
        }
    }

    fn tool_button(&mut self, ui: &mut Ui, speech: Speech, id: &'static str, back: Option<bool>) {
        let why = self.greyed.why(id).map(|why| speech.say(why));
        let name = speech.t(&format!("command-{id}"));
        let short = speech.t(&format!("command-{id}-short"));
        let tip = speech.t(&format!("command-{id}-tip"));
        let keys = keys::text(ui.ctx(), id).map(|keys| format!("  ({keys})")).unwrap_or_default();
        let text = if back.is_some() { String::new() } else { short };
        let button = Button::new(text).frame_when_inactive(false).min_size(egui::vec2(28.0, 24.0));
        let enabled = why.is_none();
        let mut response = ui.add_enabled(enabled, button);
        if let Some(back) = back {
            let colour = if enabled { theme::of(ui).ink } else { theme::of(ui).quiet.gamma_multiply(0.5) };
            super::widgets::turn(ui, response.rect, back, colour);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, &name));
        }
        response = response.on_hover_text(format!("{name}{keys}\n{tip}"));
        response = response.on_disabled_hover_text(format!("{name}{keys}\n{}", why.unwrap_or_default()));
        if response.clicked() {
            self.out.wish(Wish::Entry(id));
        }
    }

    /// Which plan is looked at.
    fn plans(&mut self, ui: &mut Ui, speech: Speech) {
        let Some(digest) = self.digest.clone() else { return };
        if digest.plans.is_empty() {
            return;
        }
        let now = digest.plans.iter().find(|plan| Some(plan.id) == digest.plan).map(|plan| plan.name.to_string());
        let text = now.unwrap_or_else(|| speech.t("ui-plan-none"));
        let combo = ComboBox::from_id_salt("current plan").width(130.0).truncate().selected_text(text);
        let shown = combo.show_ui(ui, |ui| {
            for plan in &digest.plans {
                let chosen = Some(plan.id) == digest.plan;
                let count = speech.say(&crate::say!("ui-plan-cells", cells = plan.cells));
                let status = speech.t(super::panels::plans_ui::status_key(plan.status));
                if ui.selectable_label(chosen, format!("{}   {count}   {status}", plan.name)).clicked() && !chosen {
                    self.out.send(Command::Do(Action::ChoosePlan { plan: plan.id }));
                }
            }
            ui.separator();
            if ui.selectable_label(false, speech.t("command-plans")).clicked() {
                self.out.wish(Wish::Entry("plans"));
            }
        });
        shown.response.on_hover_text(speech.t("ui-plan-tip"));
    }
}
