//! The inspector: cell, household, worker, area, and the ways between them.

use egui::{Align, Button, Frame, Label, Layout, Margin, RichText, ScrollArea, Stroke, Ui};

use crate::change::Action;
use crate::model::{Employment, Level};
use crate::present::{
    AreaCard, BlocksCard, CellCard, CellTag, CellsCard, HouseholdCard, InspectorModel, PlanCard, WorkerCard, WorkerRow,
};
use crate::say;
use crate::session::{Command, Pick, Selection};
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::speech::{Speech, grouped, signed_pct};
use crate::ui::{theme, widgets};

/// What the inspector remembers.
#[derive(Debug, Default)]
pub struct InspectorMemory {
    /// The page of households.
    pub page: usize,
}

/// What stands around the inspector.
#[derive(Clone, Copy)]
pub struct InspectorLook<'a> {
    pub speech: Speech,
    pub selection: &'a Selection,
    /// Whether names of people are shown in full.
    pub revealed: bool,
}

/// Shows what is selected.
pub fn inspector_ui(
    ui: &mut Ui,
    look: InspectorLook,
    model: &InspectorModel,
    memory: &mut InspectorMemory,
    out: &mut Outbox,
) {
    ScrollArea::vertical().id_salt("inspector").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        match model {
            InspectorModel::Plan(card) => plan(ui, look.speech, card, out),
            InspectorModel::Cell(card) => cell(ui, look, card, memory, out),
            InspectorModel::Cells(card) => cells(ui, look, card, out),
            InspectorModel::Household(card) => household(ui, look, card, out),
            InspectorModel::Worker(card) => worker(ui, look, card, out),
            InspectorModel::Area(card) => area(ui, look, card, out),
            InspectorModel::Blocks(card) => blocks(ui, look, card, out),
        }
        ui.add_space(12.0);
    });
}

fn title(ui: &mut Ui, kind: &str, name: &str, under: &str) {
    ui.add_space(2.0);
    ui.label(RichText::new(kind).size(theme::SMALL).color(theme::of(ui).quiet));
    ui.add(Label::new(RichText::new(name).size(17.0).strong()).wrap().selectable(true));
    if !under.is_empty() {
        ui.add(Label::new(RichText::new(under).size(theme::SMALL).color(theme::of(ui).quiet)).wrap().selectable(true));
    }
    ui.add_space(2.0);
}

fn card<R>(ui: &mut Ui, inside: impl FnOnce(&mut Ui) -> R) -> R {
    Frame::new()
        .fill(theme::of(ui).card)
        .stroke(Stroke::new(1.0, theme::of(ui).line))
        .corner_radius(7)
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            inside(ui)
        })
        .inner
}

fn path(names: &[std::sync::Arc<str>]) -> String {
    names.iter().map(|name| &**name).collect::<Vec<_>>().join(" › ")
}

fn chip(ui: &mut Ui, text: &str, colour: egui::Color32) {
    let text = RichText::new(text).size(theme::SMALL).color(colour);
    Frame::new()
        .stroke(Stroke::new(1.0, colour))
        .corner_radius(9)
        .inner_margin(Margin::symmetric(7, 1))
        .show(ui, |ui| ui.label(text));
}

fn plan(ui: &mut Ui, speech: Speech, card_: &PlanCard, out: &mut Outbox) {
    let name = card_.plan.as_deref().map_or_else(|| speech.t("ui-plan-none"), str::to_owned);
    title(ui, &speech.t("ui-inspector-plan"), &name, &card_.project);
    if card_.made {
        chip(ui, &speech.t("ui-inspector-made"), theme::of(ui).warning);
    }
    card(ui, |ui| {
        let n = |n: usize| grouped(i64::try_from(n).unwrap_or(i64::MAX));
        widgets::fact(ui, &speech.t("ui-fact-cells"), n(card_.cells));
        widgets::fact(ui, &speech.t("ui-fact-households"), grouped(card_.households));
        if card_.outside > 0 {
            let text = RichText::new(grouped(card_.outside)).color(theme::of(ui).over);
            widgets::fact(ui, &speech.t("ui-fact-outside"), text);
        }
        widgets::fact(ui, &speech.t("ui-fact-workers"), n(card_.workers));
        widgets::fact(ui, &speech.t("ui-fact-areas"), n(card_.areas));
        widgets::fact(ui, &speech.t("ui-fact-blocks"), n(card_.blocks));
        if card_.rejected > 0 {
            let text = RichText::new(n(card_.rejected)).color(theme::of(ui).over);
            widgets::fact(ui, &speech.t("ui-fact-rejected"), text);
        }
    });
    widgets::section(ui, &speech.t("ui-inspector-next"));
    let steps: [(&'static str, bool); 4] =
        [("balance", true), ("staff", card_.cells > 0), ("check", card_.cells > 0), ("export", card_.cells > 0)];
    for (id, now) in steps {
        let label = speech.t(&format!("command-{id}"));
        let tip = speech.t(&format!("command-{id}-tip"));
        if now && widgets::lead(ui, &label, "", &tip).clicked() {
            out.wish(Wish::Entry(id));
        }
    }
    ui.add_space(6.0);
    ui.label(RichText::new(speech.t("ui-inspector-hint")).size(theme::SMALL).color(theme::of(ui).quiet));
}

fn cell(ui: &mut Ui, look: InspectorLook, card_: &CellCard, memory: &mut InspectorMemory, out: &mut Outbox) {
    let speech = look.speech;
    title(ui, &speech.t("ui-inspector-cell"), &card_.name, &format!("{}\n{}", card_.code, path(&card_.areas)));
    ui.horizontal(|ui| {
        if ui.button(speech.t("ui-cell-show")).clicked() {
            out.wish(Wish::ShowOnMap(Pick::Cell(card_.id)));
        }
        if ui.button(speech.t("ui-cell-rename")).clicked() {
            out.wish(Wish::Rename(card_.id));
        }
        let lock = speech.t(if card_.locked { "ui-cells-unlock" } else { "ui-cells-do-lock" });
        if ui.button(lock).on_hover_text(speech.t("command-lock-tip")).clicked() {
            out.send(Command::Do(Action::LockCells { cells: vec![card_.id], locked: !card_.locked }));
        }
    });
    card(ui, |ui| {
        widgets::fact(ui, &speech.t("ui-fact-households"), RichText::new(grouped(card_.households)).strong());
        if let Some(pct) = card_.deviation {
            let inside = (card_.min..=card_.max).contains(&card_.households);
            ui.horizontal(|ui| {
                ui.label(RichText::new(speech.t("ui-fact-deviation")).color(theme::of(ui).quiet));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let colour = match (inside, pct < 0.0) {
                        (true, _) => theme::of(ui).ink,
                        (false, true) => theme::of(ui).under,
                        (false, false) => theme::of(ui).over,
                    };
                    ui.label(RichText::new(signed_pct(pct)).color(colour));
                    let width = (ui.available_width() - 8.0).clamp(20.0, 130.0);
                    let from_target =
                        |n: u32| (f64::from(n) - f64::from(card_.target)) / f64::from(card_.target) * 100.0;
                    let limits = Some((from_target(card_.min), from_target(card_.max)));
                    widgets::deviation_bar(ui, pct, 100.0, limits, inside, width);
                });
            });
            let limits = say!("ui-fact-limits", min = card_.min, target = card_.target, max = card_.max);
            ui.label(RichText::new(speech.say(&limits)).size(theme::SMALL).color(theme::of(ui).quiet));
        }
        widgets::fact(ui, &speech.t("ui-fact-monitored"), grouped(card_.monitored));
        let persons = say!("ui-fact-persons", registered = card_.registered, resident = card_.resident);
        widgets::fact(ui, &speech.t("ui-fact-people"), speech.say(&persons));
        let hours = say!("ui-fact-hours", hours = (card_.minutes / 6.0).round() / 10.0);
        widgets::fact(ui, &speech.t("ui-fact-visits"), speech.say(&hours));
        widgets::fact(ui, &speech.t("ui-fact-blocks"), grouped(i64::try_from(card_.blocks).unwrap_or(0)));
    });
    workers(ui, look, &card_.workers, out);
    ui.horizontal(|ui| {
        if ui.button(speech.t("ui-cell-appoint")).on_hover_text(speech.t("ui-cell-appoint-tip")).clicked() {
            out.wish(Wish::Appoint(card_.id));
        }
        if !card_.workers.is_empty() && ui.button(speech.t("ui-cell-dismiss")).clicked() {
            out.send(Command::Do(Action::Appoint { cell: card_.id, worker: None }));
        }
    });
    ui.horizontal(|ui| {
        widgets::section(ui, &speech.t("ui-inspector-households"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| reveal(ui, look, out));
    });
    if card_.rows.is_empty() {
        ui.label(RichText::new(speech.t("ui-inspector-no-households")).color(theme::of(ui).quiet));
    }
    for row in &card_.rows {
        let mark = if row.monitored { "● " } else { "" };
        let text = format!("{mark}{}  {}", row.name, row.group);
        let people = speech.say(&say!("ui-people-short", persons = row.resident));
        let tip = if row.monitored { speech.t("ui-household-monitored") } else { String::new() };
        if widgets::lead(ui, &text, &format!("{}   {people}", row.code), &tip).clicked() {
            out.send(Command::Select(look.selection.only(Pick::Household(row.id))));
        }
    }
    if card_.pages > 1 {
        ui.horizontal(|ui| {
            let back = ui.add_enabled(card_.page > 0, Button::new(speech.t("ui-page-back")));
            let at = say!("ui-page", page = card_.page + 1, pages = card_.pages);
            ui.label(speech.say(&at));
            let on = ui.add_enabled(card_.page + 1 < card_.pages, Button::new(speech.t("ui-page-on")));
            memory.page = card_.page + usize::from(on.clicked()) - usize::from(back.clicked());
        });
    }
    tags(ui, look, &speech.t("ui-inspector-neighbours"), &card_.neighbours, out);
}

fn reveal(ui: &mut Ui, look: InspectorLook, out: &mut Outbox) {
    let key = if look.revealed { "ui-names-hide" } else { "ui-names-show" };
    if widgets::eye(ui, look.revealed, &look.speech.t(key)).clicked() {
        out.wish(Wish::Reveal(!look.revealed));
    }
}

fn workers(ui: &mut Ui, look: InspectorLook, workers: &[WorkerRow], out: &mut Outbox) {
    let speech = look.speech;
    widgets::section(ui, &speech.t("ui-inspector-worker"));
    if workers.is_empty() {
        ui.label(RichText::new(speech.t("ui-worker-none")).color(theme::of(ui).over));
    }
    for row in workers {
        let how = if row.by_hand { speech.t("ui-worker-by-hand") } else { String::new() };
        let value = format!("{how}  {}", row.code);
        let load = say!("ui-worker-load", cells = row.cells, most = u32::from(row.max_cells));
        if widgets::lead(ui, &row.name, value.trim(), &speech.say(&load)).clicked() {
            out.send(Command::Select(look.selection.only(Pick::Worker(row.id))));
        }
    }
}

fn tags(ui: &mut Ui, look: InspectorLook, heading: &str, cells: &[CellTag], out: &mut Outbox) {
    const SHOWN: usize = 60;
    if cells.is_empty() {
        return;
    }
    widgets::section(ui, heading);
    for tag in cells.iter().take(SHOWN) {
        let count = look.speech.say(&say!("ui-households-short", households = tag.households));
        if widgets::lead(ui, &tag.name, &count, &tag.code).clicked() {
            out.send(Command::Select(look.selection.only(Pick::Cell(tag.id))));
        }
    }
    if cells.len() > SHOWN {
        let more = look.speech.say(&say!("ui-more", more = cells.len() - SHOWN));
        ui.label(RichText::new(more).color(theme::of(ui).quiet));
    }
}

fn cells(ui: &mut Ui, look: InspectorLook, card_: &CellsCard, out: &mut Outbox) {
    let speech = look.speech;
    let name = speech.say(&say!("ui-inspector-many", cells = card_.count));
    title(ui, &speech.t("ui-inspector-selection"), &name, "");
    card(ui, |ui| {
        widgets::fact(ui, &speech.t("ui-fact-households"), grouped(card_.households));
        widgets::fact(ui, &speech.t("ui-fact-monitored"), grouped(card_.monitored));
    });
    ui.horizontal(|ui| {
        for id in ["merge", "lock"] {
            let tip = speech.t(&format!("command-{id}-tip"));
            if ui.button(speech.t(&format!("command-{id}"))).on_hover_text(tip).clicked() {
                out.wish(Wish::Entry(id));
            }
        }
    });
    tags(ui, look, &speech.t("ui-fact-cells"), &card_.cells, out);
}

fn household(ui: &mut Ui, look: InspectorLook, card_: &HouseholdCard, out: &mut Outbox) {
    let speech = look.speech;
    let name = if card_.name.is_empty() { card_.code.clone() } else { card_.name.clone() };
    title(ui, &speech.t("ui-inspector-household"), &name, &format!("{}\n{}", card_.code, path(&card_.areas)));
    ui.horizontal(|ui| {
        if ui.button(speech.t("ui-cell-show")).clicked() {
            out.wish(Wish::ShowPlace(card_.at));
        }
        if card_.monitored {
            chip(ui, &speech.t("ui-household-monitored"), theme::of(ui).error);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| reveal(ui, look, out));
    });
    card(ui, |ui| {
        let persons =
            say!("ui-fact-persons", registered = u32::from(card_.registered), resident = u32::from(card_.resident));
        widgets::fact(ui, &speech.t("ui-fact-people"), speech.say(&persons));
        for (key, value) in [
            ("ui-fact-group", &*card_.group),
            ("ui-fact-ethnic", &*card_.ethnic),
            ("ui-fact-phone", &card_.phone),
            ("ui-fact-categories", &*card_.labels),
            ("ui-fact-remark", &*card_.remark),
        ] {
            if !value.is_empty() {
                widgets::fact(ui, &speech.t(key), value);
            }
        }
    });
    widgets::section(ui, &speech.t("ui-inspector-cell"));
    match &card_.cell {
        Some(tag) => {
            let count = speech.say(&say!("ui-households-short", households = tag.households));
            if widgets::lead(ui, &tag.name, &count, &tag.code).clicked() {
                out.send(Command::Select(look.selection.only(Pick::Cell(tag.id))));
            }
            workers(ui, look, &card_.workers, out);
        }
        None => {
            ui.label(RichText::new(speech.t("ui-household-no-cell")).color(theme::of(ui).over));
        }
    }
}

fn worker(ui: &mut Ui, look: InspectorLook, card_: &WorkerCard, out: &mut Outbox) {
    let speech = look.speech;
    title(ui, &speech.t("ui-inspector-worker"), &card_.name, &card_.code);
    if let Some(home) = card_.home
        && ui.button(speech.t("ui-worker-home")).clicked()
    {
        out.wish(Wish::ShowPlace(home));
    }
    card(ui, |ui| {
        let employment = match card_.employment {
            Employment::FullTime => "ui-worker-full-time",
            Employment::PartTime => "ui-worker-part-time",
            Employment::Volunteer => "ui-worker-volunteer",
        };
        widgets::fact(ui, &speech.t("ui-fact-employment"), speech.t(employment));
        let languages = card_.languages.iter().map(|l| &**l).collect::<Vec<_>>().join("、");
        for (key, value) in [
            ("ui-fact-role", &*card_.role),
            ("ui-fact-village", &*card_.village),
            ("ui-fact-languages", &languages),
            ("ui-fact-phone", &card_.phone),
        ] {
            if !value.is_empty() {
                widgets::fact(ui, &speech.t(key), value);
            }
        }
        widgets::fact(ui, &speech.t("ui-fact-households"), grouped(card_.households));
        let text = say!("ui-fact-hours", hours = (card_.load_min / 6.0).round() / 10.0);
        widgets::fact(ui, &speech.t("ui-fact-visits"), speech.say(&text));
        if card_.capacity_min > 0 {
            let share = card_.load_min / f64::from(card_.capacity_min);
            let text = say!("ui-fact-hours", hours = (f64::from(card_.capacity_min) / 6.0).round() / 10.0);
            widgets::fact(ui, &speech.t("ui-fact-capacity"), speech.say(&text));
            let bar = egui::ProgressBar::new(share.min(1.0) as f32).desired_height(8.0).fill(if share > 1.0 {
                theme::of(ui).over
            } else {
                theme::of(ui).calm
            });
            ui.add(bar).on_hover_text(format!("{:.0}%", share * 100.0));
        }
    });
    ui.horizontal(|ui| {
        widgets::section(ui, &speech.t("ui-worker-cells"));
        let load = say!("ui-worker-load", cells = card_.cells.len(), most = u32::from(card_.max_cells));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(speech.say(&load)).size(theme::SMALL).color(theme::of(ui).quiet));
        });
    });
    if card_.cells.is_empty() {
        ui.label(RichText::new(speech.t("ui-worker-idle")).color(theme::of(ui).quiet));
    }
    for tag in &card_.cells {
        let count = speech.say(&say!("ui-households-short", households = tag.households));
        if widgets::lead(ui, &tag.name, &count, &tag.code).clicked() {
            out.send(Command::Select(look.selection.only(Pick::Cell(tag.id))));
        }
    }
}

/// The key of a level's name.
pub const fn level_key(level: Level) -> &'static str {
    match level {
        Level::Prefecture => "ui-level-prefecture",
        Level::County => "ui-level-county",
        Level::Township => "ui-level-township",
        Level::Village => "ui-level-village",
    }
}

fn area(ui: &mut Ui, look: InspectorLook, card_: &AreaCard, out: &mut Outbox) {
    let speech = look.speech;
    title(ui, &speech.t(level_key(card_.level)), &card_.name, &format!("{}\n{}", card_.code, path(&card_.areas)));
    ui.horizontal(|ui| {
        if ui.button(speech.t("ui-cell-show")).clicked() {
            out.wish(Wish::ShowOnMap(Pick::Area(card_.id)));
        }
        let tip = speech.t("command-balance-here-tip");
        if ui.button(speech.t("command-balance-here")).on_hover_text(tip).clicked() {
            out.wish(Wish::Entry("balance-here"));
        }
    });
    card(ui, |ui| {
        widgets::fact(ui, &speech.t("ui-fact-households"), grouped(card_.households));
        widgets::fact(ui, &speech.t("ui-fact-monitored"), grouped(card_.monitored));
        widgets::fact(ui, &speech.t("ui-fact-cells"), grouped(i64::try_from(card_.cells.len()).unwrap_or(0)));
    });
    tags(ui, look, &speech.t("ui-fact-cells"), &card_.cells, out);
}

fn blocks(ui: &mut Ui, look: InspectorLook, card_: &BlocksCard, out: &mut Outbox) {
    let speech = look.speech;
    let name = speech.say(&say!("ui-inspector-blocks", blocks = card_.blocks));
    title(ui, &speech.t("ui-inspector-selection"), &name, "");
    card(ui, |ui| {
        widgets::fact(ui, &speech.t("ui-fact-households"), grouped(card_.households));
        widgets::fact(ui, &speech.t("ui-fact-monitored"), grouped(card_.monitored));
    });
    ui.horizontal(|ui| {
        for id in ["draw-cell", "erase"] {
            let tip = speech.t(&format!("command-{id}-tip"));
            if ui.button(speech.t(&format!("command-{id}"))).on_hover_text(tip).clicked() {
                out.wish(Wish::Entry(id));
            }
        }
    });
    tags(ui, look, &speech.t("ui-inspector-of-cells"), &card_.cells, out);
}
