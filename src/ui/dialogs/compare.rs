//! Chooses two plans, and shows what changes from one to the other.

use std::sync::Arc;

use egui::{Align, ComboBox, Grid, Layout, RichText, ScrollArea, Ui, vec2};

use super::{Around, Flow, buttons, line};
use crate::model::Id;
use crate::present::CompareModel;
use crate::say;
use crate::session::{Command, JobRequest};
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::speech::{Speech, grouped};
use crate::ui::{theme, widgets};

/// How many rows of a list are shown.
const SHOWN: usize = 300;

/// The form, and the result once there is one.
#[derive(Default)]
pub struct Compare {
    before: Option<Id>,
    after: Option<Id>,
    result: Option<Arc<CompareModel>>,
}

impl Compare {
    /// From some other plan to the current one.
    pub fn new(plans: &[Id], current: Option<Id>) -> Self {
        Self { before: plans.iter().copied().find(|id| Some(*id) != current), after: current, result: None }
    }

    /// Shows a comparison.
    pub fn of(model: Arc<CompareModel>) -> Self {
        Self { result: Some(model), ..Self::default() }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        if let Some(model) = &self.result {
            result(ui, around, model);
            ui.separator();
            return ui
                .horizontal(|ui| {
                    let show = ui.add(widgets::primary(ui, speech.t("ui-compare-show")));
                    if show.on_hover_text(speech.t("ui-compare-show-tip")).clicked() {
                        out.wish(Wish::ShowCompare);
                        return Flow::Close;
                    }
                    let save = ui.button(speech.t("ui-compare-save")).on_hover_text(speech.t("ui-compare-save-tip"));
                    if save.clicked() {
                        out.wish(Wish::SaveChanges);
                        return Flow::Stay;
                    }
                    let copy = ui.button(speech.t("ui-compare-copy")).on_hover_text(speech.t("ui-compare-copy-tip"));
                    if copy.clicked() {
                        ui.ctx().copy_text(as_table(speech, model));
                    }
                    if ui.button(speech.t("ui-close-button")).clicked() { Flow::Close } else { Flow::Stay }
                })
                .inner;
        }
        ui.label(RichText::new(speech.t("ui-compare-what")).color(theme::of(ui).quiet));
        let plans = around.digest.map(|digest| digest.plans.clone()).unwrap_or_default();
        for (key, value) in [("ui-compare-before", &mut self.before), ("ui-compare-after", &mut self.after)] {
            line(ui, &speech.t(key), |ui, label| {
                let now = plans.iter().find(|plan| Some(plan.id) == *value).map(|plan| plan.name.to_string());
                let combo = ComboBox::from_id_salt(key).width(300.0).selected_text(now.unwrap_or_default());
                let combo = combo.show_ui(ui, |ui| {
                    for plan in &plans {
                        ui.selectable_value(value, Some(plan.id), &*plan.name);
                    }
                });
                combo.response.labelled_by(label);
            });
        }
        let why = match (self.before, self.after) {
            _ if plans.len() < 2 => Some(speech.t("ui-compare-one")),
            (Some(a), Some(b)) if a != b => None,
            _ => Some(speech.t("ui-compare-same")),
        };
        let (yes, no) = buttons(ui, speech, &speech.t("ui-compare-do"), why.as_deref());
        if let Some((before, after)) = self.before.zip(self.after).filter(|_| yes) {
            out.send(Command::StartJob(JobRequest::Compare { before, after }));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}

fn result(ui: &mut Ui, around: Around, model: &CompareModel) {
    let speech = around.speech;
    let moved = say!("ui-compare-moved", moved = grouped(model.moved), workers = grouped(model.worker_changed));
    ui.label(RichText::new(speech.say(&moved)).strong());
    let coverage = say!("ui-compare-coverage", lost = grouped(model.lost), gained = grouped(model.gained));
    ui.label(RichText::new(speech.say(&coverage)).color(theme::of(ui).quiet));
    ui.add_space(6.0);
    Grid::new("pairs of a comparison").num_columns(3).spacing([28.0, 6.0]).striped(true).show(ui, |ui| {
        let figure = |ui: &mut Ui, text: RichText| {
            ui.allocate_ui_with_layout(vec2(110.0, 18.0), Layout::right_to_left(Align::Center), |ui| {
                ui.set_min_width(110.0);
                ui.add(egui::Label::new(text).truncate());
            });
        };
        ui.label("");
        figure(ui, RichText::new(&*model.before).strong());
        figure(ui, RichText::new(&*model.after).strong());
        ui.end_row();
        for pair in &model.pairs {
            ui.label(speech.t(pair.key));
            for value in [pair.before, pair.after] {
                figure(ui, number(value, pair.decimals).into());
            }
            ui.end_row();
        }
    });
    ScrollArea::vertical().max_height(300.0).auto_shrink([false, true]).show(ui, |ui| {
        // The bar lies beside the figures rather than over them.
        ui.set_max_width(ui.available_width() - 14.0);
        if !model.hand_overs.is_empty() {
            widgets::section(ui, &speech.t("ui-compare-hand-overs"));
            for row in model.hand_overs.iter().take(SHOWN) {
                let value = say!("ui-compare-hand-over", gives = row.gives, receives = row.receives);
                widgets::fact(ui, &row.worker, speech.say(&value));
            }
        }
        if !model.lineage.is_empty() {
            widgets::section(ui, &speech.t("ui-compare-lineage"));
            for row in model.lineage.iter().take(SHOWN) {
                let new = if row.new.is_empty() { speech.t("ui-compare-no-cell") } else { row.new.to_string() };
                let value = say!("ui-compare-share", households = row.households, share = (row.share * 100.0).round());
                widgets::fact(ui, &format!("{} → {new}", row.old), speech.say(&value));
            }
        }
        let hidden = [model.hand_overs.len(), model.lineage.len()].map(|rows| rows.saturating_sub(SHOWN));
        if hidden != [0, 0] {
            let more = speech.say(&say!("ui-more", more = hidden[0] + hidden[1]));
            ui.label(RichText::new(more).color(theme::of(ui).quiet));
        }
    });
}

/// Both lists whole, with tabs between the columns, as spreadsheets take them from the clipboard.
fn as_table(speech: Speech, model: &CompareModel) -> String {
    let line = |cells: [String; 4]| cells.join("\t").trim_end().to_owned();
    let head = |keys: [&str; 4]| line(keys.map(|key| if key.is_empty() { String::new() } else { speech.t(key) }));
    let mut lines =
        vec![head(["ui-compare-old-code", "ui-compare-new-code", "ui-fact-households", "ui-compare-percent"])];
    lines.extend(model.lineage.iter().map(|row| {
        let share = format!("{:.1}", row.share * 100.0);
        line([row.old.to_string(), row.new.to_string(), row.households.to_string(), share])
    }));
    lines.extend([String::new(), head(["ui-fact-workers", "ui-compare-gives", "ui-compare-receives", ""])]);
    lines.extend(
        model
            .hand_overs
            .iter()
            .map(|row| line([row.worker.to_string(), row.gives.to_string(), row.receives.to_string(), String::new()])),
    );
    lines.join("\n")
}

fn number(value: f64, decimals: usize) -> String {
    if decimals == 0 { grouped(value.round() as i64) } else { format!("{value:.decimals$}") }
}
