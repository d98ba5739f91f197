//! The menu bar from the catalogue, and the tool bar.

use egui::{Align, Button, ComboBox, Layout, MenuBar, RichText, Ui};

use super::app::App;
use super::outbox::Wish;
use super::speech::Speech;
use super::{keys, theme};
use crate::change::Action;
use crate::present::scene::ColourMode;
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
                        if matches!(
                            entry.id,
                            "sample"
                                | "export"
                                | "redo"
                                | "erase"
                                | "balance-here"
                                | "compare"
                                | "tool-pan"
                                | "zoom-selection"
                        ) {
                            ui.separator();
                        }
                        if entry.id == "zoom-selection" {
                            self.layers(ui, speech);
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
                    ui.add(egui::Label::new(RichText::new(&self.status.project).color(theme::QUIET)).truncate());
                }
            });
        });
    }

    fn entry(&mut self, ui: &mut Ui, speech: Speech, entry: &'static Entry) {
        let why = self.greyed.why(entry.id).map(|why| speech.say(why));
        let shortcut = entry.shortcut.as_ref().and_then(keys::of).map(|k| ui.ctx().format_shortcut(&k));
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

    /// What the map shows.
    pub(super) fn layers(&mut self, ui: &mut Ui, speech: Speech) {
        let layers = &mut self.settings.layers;
        for (on, key) in [
            (&mut layers.areas, "ui-layer-areas"),
            (&mut layers.cells, "ui-layer-cells"),
            (&mut layers.blocks, "ui-layer-blocks"),
            (&mut layers.households, "ui-layer-households"),
            (&mut layers.monitored_only, "ui-layer-monitored"),
            (&mut layers.barriers, "ui-layer-barriers"),
            (&mut layers.workers, "ui-layer-workers"),
            (&mut layers.labels, "ui-layer-labels"),
            (&mut self.canvas.legend, "ui-layer-legend"),
        ] {
            ui.checkbox(on, speech.t(key));
        }
        ui.separator();
        ui.radio_value(&mut layers.colour, ColourMode::Cell, speech.t("ui-colour-cell"));
        ui.radio_value(&mut layers.colour, ColourMode::Deviation, speech.t("ui-colour-deviation"));
        self.settings.legend = self.canvas.legend;
    }

    /// The tool bar.
    pub(super) fn tool_bar(&mut self, ui: &mut Ui) {
        let speech = self.speech();
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 3.0;
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
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                self.search_field(ui, speech);
                ui.menu_button(speech.t("ui-layers"), |ui| {
                    ui.set_min_width(190.0);
                    self.layers(ui, speech);
                })
                .response
                .on_hover_text(speech.t("ui-layers-tip"));
                self.plans(ui, speech);
            });
        });
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
            let mut response = ui.add_enabled(why.is_none(), button).on_hover_text(speech.t(tip));
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
        let keys = CATALOGUE.iter().find(|entry| entry.id == id).and_then(|entry| keys::of(entry.shortcut.as_ref()?));
        let keys = keys.map(|keys| format!("  ({})", ui.ctx().format_shortcut(&keys))).unwrap_or_default();
        let text = if back.is_some() { String::new() } else { short };
        let button = Button::new(text).frame_when_inactive(false).min_size(egui::vec2(28.0, 24.0));
        let enabled = why.is_none();
        let mut response = ui.add_enabled(enabled, button);
        if let Some(back) = back {
            let colour = if enabled { theme::INK } else { theme::QUIET.gamma_multiply(0.5) };
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
                if ui.selectable_label(chosen, format!("{}   {count}", plan.name)).clicked() && !chosen {
                    self.out.send(Command::Do(Action::ChoosePlan { plan: plan.id }));
                }
            }
        });
        shown.response.on_hover_text(speech.t("ui-plan-tip"));
    }
}
