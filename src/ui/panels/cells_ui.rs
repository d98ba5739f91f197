//! The table of cells.

use egui::{Align, Button, ComboBox, Key, Label, Layout, Modifiers, RichText, Sense, TextEdit, Ui};
use egui_extras::{Column as Width, TableBuilder, TableRow};

use crate::change::Action;
use crate::model::Id;
use crate::present::{CellRow, CellsModel, CellsQuery, Column, Only, Standing};
use crate::session::{Command, Pick, Selection};
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::speech::{Speech, grouped, signed_pct};
use crate::ui::{theme, widgets};

/// What the table remembers between frames.
#[derive(Debug, Default)]
pub struct CellsMemory {
    pub query: CellsQuery,
    /// The rows in sight and what they were arranged for.
    shown: Vec<u32>,
    stamp: Option<(u64, CellsQuery)>,
    /// The cell under the pointer.
    pub hovered: Option<Id>,
    /// Whether arrows move the selection here.
    active: bool,
    anchor: Option<usize>,
    /// Bars as long as the largest deviation, rather than up to 100 %.
    fine: bool,
    scrolled_to: Option<Id>,
}

/// What stands around the table.
pub struct CellsLook<'a> {
    pub speech: Speech,
    /// Counts up with every new model.
    pub version: u64,
    pub selection: &'a Selection,
    /// The cell under the pointer on the map.
    pub hover: Option<Id>,
}

const COLUMNS: [(Column, &str, &str); 7] = [
    (Column::Lock, "ui-cells-lock", "ui-cells-lock-tip"),
    (Column::Name, "ui-cells-name", "ui-cells-name-tip"),
    (Column::Households, "ui-cells-households", "ui-cells-households-tip"),
    (Column::Deviation, "ui-cells-deviation", "ui-cells-deviation-tip"),
    (Column::Monitored, "ui-cells-monitored", "ui-cells-monitored-tip"),
    (Column::Worker, "ui-cells-worker", "ui-cells-worker-tip"),
    (Column::Code, "ui-cells-code", "ui-cells-code-tip"),
];

/// Shows the table with its filters.
pub fn cells_ui(ui: &mut Ui, look: &CellsLook, model: &CellsModel, memory: &mut CellsMemory, out: &mut Outbox) {
    let speech = look.speech;
    filters(ui, speech, model, memory);
    if memory.stamp.as_ref() != Some(&(look.version, memory.query.clone())) {
        memory.shown = model.arrange(&memory.query);
        memory.stamp = Some((look.version, memory.query.clone()));
    }
    summary(ui, speech, model, memory);
    keys(ui, look, model, memory, out);
    table(ui, look, model, memory, out);
}

fn filters(ui: &mut Ui, speech: Speech, model: &CellsModel, memory: &mut CellsMemory) {
    let query = &mut memory.query;
    ui.horizontal(|ui| {
        let width = (ui.available_width() * 0.5 - 8.0).max(120.0);
        let field = TextEdit::singleline(&mut query.text).hint_text(speech.t("ui-cells-filter")).desired_width(width);
        ui.add(field).on_hover_text(speech.t("ui-cells-filter-tip"));
        let place = query.township.and_then(|id| model.townships.iter().find(|(t, _)| *t == id));
        let everywhere = speech.t("ui-cells-everywhere");
        let name = place.map_or_else(|| everywhere.clone(), |(_, name)| name.to_string());
        if !model.townships.is_empty() {
            let combo = ComboBox::from_id_salt("township of cells").width(ui.available_width() - 8.0).truncate();
            let shown = combo.selected_text(name).show_ui(ui, |ui| {
                ui.selectable_value(&mut query.township, None, &everywhere);
                for (id, name) in &model.townships {
                    ui.selectable_value(&mut query.township, Some(*id), &**name);
                }
            });
            shown.response.on_hover_text(speech.t("ui-cells-township-tip"));
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let choices = [
            (Only::All, "ui-cells-all", model.rows.len() as u32),
            (Only::OutsideLimits, "ui-cells-outside", model.outside_limits),
            (Only::WithoutWorker, "ui-cells-no-worker", model.without_worker),
            (Only::Locked, "ui-cells-locked", model.rows.iter().filter(|row| row.locked).count() as u32),
        ];
        for (only, key, count) in choices {
            let text = format!("{} {}", speech.t(key), grouped(count));
            let chosen = query.only == only;
            let text = RichText::new(text).size(theme::SMALL);
            if ui.add(Button::selectable(chosen, text)).clicked() {
                query.only = if chosen { Only::All } else { only };
            }
        }
    });
}

fn summary(ui: &mut Ui, speech: Speech, model: &CellsModel, memory: &mut CellsMemory) {
    let Some((min, target, max)) = model.limits.filter(|_| !model.rows.is_empty()) else { return };
    ui.horizontal(|ui| {
        let line = speech.say(&crate::say!("ui-cells-limits", min = min, target = target, max = max));
        ui.label(RichText::new(line).size(theme::SMALL).color(theme::QUIET));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = RichText::new(speech.t("ui-cells-fine")).size(theme::SMALL);
            ui.checkbox(&mut memory.fine, text).on_hover_text(speech.t("ui-cells-fine-tip"));
        });
    });
}

fn keys(ui: &Ui, look: &CellsLook, model: &CellsModel, memory: &mut CellsMemory, out: &mut Outbox) {
    if ui.input(|i| i.pointer.any_pressed()) {
        memory.active = ui.input(|i| i.pointer.interact_pos()).is_some_and(|pos| ui.max_rect().contains(pos));
    }
    if !memory.active || !widgets::keys_are_free(ui) || memory.shown.is_empty() {
        return;
    }
    let step = ui.input_mut(|i| {
        i32::from(i.consume_key(Modifiers::NONE, Key::ArrowDown))
            - i32::from(i.consume_key(Modifiers::NONE, Key::ArrowUp))
    });
    let id_at = |at: usize| memory.shown.get(at).and_then(|row| model.rows.get(*row as usize)).map(|row| row.id);
    let now = memory
        .shown
        .iter()
        .position(|row| model.rows.get(*row as usize).is_some_and(|row| look.selection.cells.contains(&row.id)));
    if step != 0 {
        let last = memory.shown.len() - 1;
        let next = now.map_or(0, |at| at.saturating_add_signed(step as isize).min(last));
        if let Some(id) = id_at(next) {
            out.send(Command::Select(look.selection.only(Pick::Cell(id))));
            out.wish(Wish::ShowOnMap(Pick::Cell(id)));
        }
    }
    if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter))
        && let Some(id) = now.and_then(id_at)
    {
        out.wish(Wish::ShowOnMap(Pick::Cell(id)));
    }
}

fn table(ui: &mut Ui, look: &CellsLook, model: &CellsModel, memory: &mut CellsMemory, out: &mut Outbox) {
    let speech = look.speech;
    memory.hovered = None;
    if model.rows.is_empty() {
        if widgets::empty(ui, &speech.t("ui-cells-none"), Some(&speech.t("command-balance"))) {
            out.wish(Wish::Entry("balance"));
        }
        return;
    }
    if memory.shown.is_empty() && model.gap.is_none() {
        if widgets::empty(ui, &speech.t("ui-cells-no-match"), Some(&speech.t("ui-cells-show-all"))) {
            memory.query = CellsQuery { sort: memory.query.sort, ..CellsQuery::default() };
        }
        return;
    }
    // A cell chosen on the map is brought into sight, once.
    let chosen = look.selection.cells.first().copied().filter(|_| look.selection.cells.len() == 1);
    let scroll = chosen.filter(|id| memory.scrolled_to != Some(*id)).and_then(|id| {
        memory.shown.iter().position(|row| model.rows.get(*row as usize).is_some_and(|row| row.id == id))
    });
    memory.scrolled_to = chosen;
    let gap = model.gap.filter(|_| memory.query.only == Only::All && memory.query.text.is_empty());
    let above = usize::from(gap.is_some());
    let full = if memory.fine { model.most_deviation.max(1.0) } else { 100.0 };
    egui::ScrollArea::horizontal().id_salt("cells sideways").auto_shrink(false).show(ui, |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.visuals_mut().widgets.noninteractive.bg_stroke.color = egui::Color32::from_rgb(0xe9, 0xed, 0xf2);
        let mut builder = TableBuilder::new(ui)
            .id_salt("cells")
            .striped(false)
            .sense(Sense::click())
            .resizable(true)
            .cell_layout(Layout::left_to_right(Align::Center))
            .auto_shrink(false)
            .column(Width::exact(20.0))
            .column(Width::initial(126.0).at_least(60.0).clip(true))
            .column(Width::initial(48.0).at_least(36.0).clip(true))
            .column(Width::initial(118.0).at_least(70.0).clip(true))
            .column(Width::initial(40.0).at_least(30.0).clip(true))
            .column(Width::initial(74.0).at_least(40.0).clip(true))
            .column(Width::initial(124.0).at_least(50.0).clip(true));
        if let Some(row) = scroll {
            builder = builder.scroll_to_row(row + above, None);
        }
        builder
            .header(24.0, |mut header| {
                for (column, key, tip) in COLUMNS {
                    header.col(|ui| heading(ui, speech, column, key, tip, memory));
                }
            })
            .body(|body| {
                body.rows(theme::ROW, memory.shown.len() + above, |mut row| {
                    let at = row.index();
                    if at < above {
                        if let Some(gap) = gap {
                            gap_row(&mut row, speech, gap.blocks, gap.households, gap.monitored);
                        }
                        return;
                    }
                    let Some(cell) = memory.shown.get(at - above).and_then(|n| model.rows.get(*n as usize)) else {
                        return;
                    };
                    let selected = look.selection.cells.contains(&cell.id);
                    row.set_selected(selected);
                    row.set_hovered(look.hover == Some(cell.id));
                    cell_row(&mut row, speech, cell, full, out);
                    let response = row.response();
                    if response.hovered() {
                        memory.hovered = Some(cell.id);
                    }
                    if response.double_clicked() {
                        out.wish(Wish::ShowOnMap(Pick::Cell(cell.id)));
                    } else if response.clicked() {
                        let modifiers = response.ctx.input(|i| i.modifiers);
                        let span = memory.anchor.filter(|_| modifiers.shift);
                        if span.is_none() {
                            memory.anchor = Some(at - above);
                        }
                        let reach = span.map(|a| (a.min(at - above), a.max(at - above)));
                        let more = modifiers.command;
                        out.send(Command::Select(clicked(look.selection, cell.id, more, reach, &memory.shown, model)));
                    }
                    menu(&response, speech, cell, out);
                });
            });
    });
}

/// The selection after a click on a row.
fn clicked(
    selection: &Selection,
    id: Id,
    more: bool,
    reach: Option<(usize, usize)>,
    shown: &[u32],
    model: &CellsModel,
) -> Selection {
    if let Some((from, to)) = reach {
        let mut new = selection.only(Pick::Cell(id));
        let rows = shown.get(from..=to).unwrap_or_default();
        new.cells.extend(rows.iter().filter_map(|row| model.rows.get(*row as usize)).map(|row| row.id));
        return new;
    }
    if more {
        let mut new = selection.clone();
        new.toggle(Pick::Cell(id));
        return new;
    }
    selection.only(Pick::Cell(id))
}

fn heading(ui: &mut Ui, speech: Speech, column: Column, key: &str, tip: &str, memory: &mut CellsMemory) {
    let query = &mut memory.query;
    let sorted = query.sort == column;
    let name = speech.t(key);
    let colour = if sorted { theme::ACCENT } else { theme::QUIET };
    if column == Column::Lock {
        let (rect, response) = ui.allocate_exact_size(egui::vec2(18.0, 18.0), Sense::click());
        let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        widgets::padlock(&mut inner, sorted, &speech.t(tip));
        if response.clicked() || inner.response().clicked() {
            sort_by(query, column);
        }
        return;
    }
    let mark = match (sorted, query.descending) {
        (false, _) => "",
        (true, false) => " ↑",
        (true, true) => " ↓",
    };
    let text = RichText::new(format!("{name}{mark}")).size(theme::SMALL).strong().color(colour);
    let label = Label::new(text).sense(Sense::click()).truncate();
    let numeric = matches!(column, Column::Households | Column::Monitored);
    let layout = if numeric { Layout::right_to_left(Align::Center) } else { Layout::left_to_right(Align::Center) };
    let response = ui.with_layout(layout, |ui| ui.add(label)).inner;
    if response.on_hover_text(speech.t(tip)).clicked() {
        sort_by(query, column);
    }
}

fn sort_by(query: &mut CellsQuery, column: Column) {
    query.descending = query.sort == column && !query.descending;
    query.sort = column;
}

fn gap_row(row: &mut TableRow<'_, '_>, speech: Speech, blocks: u32, households: u32, monitored: u32) {
    row.col(|ui| {
        widgets::nothing(ui, theme::OVER);
    });
    let tip = speech.say(&crate::say!("ui-cells-gap-tip", blocks = blocks, households = households));
    row.col(|ui| {
        let text = RichText::new(speech.t("ui-cells-gap")).color(theme::OVER);
        ui.add(Label::new(text).truncate()).on_hover_text(&tip);
    });
    row.col(|ui| {
        widgets::right(ui, RichText::new(grouped(households)).color(theme::OVER));
    });
    row.col(|_| {});
    row.col(|ui| {
        widgets::right(ui, RichText::new(grouped(monitored)).color(theme::OVER));
    });
    row.col(|_| {});
    row.col(|_| {});
}

fn cell_row(row: &mut TableRow<'_, '_>, speech: Speech, cell: &CellRow, full: f64, out: &mut Outbox) {
    row.col(|ui| {
        let tip = speech.t(if cell.locked { "ui-cells-unlock" } else { "ui-cells-do-lock" });
        if widgets::padlock(ui, cell.locked, &tip).clicked() {
            out.send(Command::Do(Action::LockCells { cells: vec![cell.id], locked: !cell.locked }));
        }
    });
    row.col(|ui| {
        let name = fit(&cell.name, &cell.area_name, ui.available_width());
        let is_short = name.len() < cell.name.len();
        let label = ui.add(Label::new(name).truncate());
        if is_short {
            label.on_hover_text(&*cell.name);
        }
    });
    row.col(|ui| {
        widgets::right(ui, grouped(cell.households));
    });
    row.col(|ui| match cell.deviation {
        Some(pct) => {
            let inside = cell.standing == Standing::Within;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let colour = match cell.standing {
                    Standing::Under => theme::UNDER,
                    Standing::Over => theme::OVER,
                    _ => theme::INK,
                };
                let width = ui.available_width();
                ui.allocate_ui_with_layout(egui::vec2(50.0, theme::ROW), Layout::right_to_left(Align::Center), |ui| {
                    ui.set_min_width(50.0);
                    ui.label(RichText::new(signed_pct(pct)).size(theme::SMALL).color(colour));
                });
                widgets::deviation_bar(ui, pct, full, inside, (width - 58.0).max(16.0));
            });
        }
        None => {
            ui.label(RichText::new("–").color(theme::QUIET));
        }
    });
    row.col(|ui| {
        let text =
            if cell.monitored == 0 { RichText::new("–").color(theme::QUIET) } else { grouped(cell.monitored).into() };
        widgets::right(ui, text);
    });
    row.col(|ui| match &cell.worker {
        Some(worker) => {
            ui.add(Label::new(&*worker.name).truncate());
        }
        None => {
            ui.label(RichText::new(speech.t("ui-cells-nobody")).color(theme::OVER));
        }
    });
    row.col(|ui| {
        ui.add(Label::new(RichText::new(&*cell.code).size(theme::SMALL).color(theme::QUIET)).truncate());
    });
}

/// The name with its area's part shortened where it is too long, since what tells cells apart stands behind.
fn fit(name: &str, area: &str, width: f32) -> String {
    let em = |text: &str| text.chars().map(|c| if c.is_ascii() { 0.56 } else { 1.0 }).sum::<f32>() * theme::BODY;
    let Some(rest) = name.strip_prefix(area).filter(|rest| !rest.is_empty() && em(name) > width) else {
        return name.to_owned();
    };
    let room = ((width - em(rest)) / theme::BODY - 1.2).max(1.0) as usize;
    format!("{}…{rest}", area.chars().take(room).collect::<String>())
}

fn menu(response: &egui::Response, speech: Speech, cell: &CellRow, out: &mut Outbox) {
    let id = cell.id;
    response.context_menu(|ui| {
        if ui.button(speech.t("ui-cell-show")).clicked() {
            out.wish(Wish::ShowOnMap(Pick::Cell(id)));
        }
        if ui.button(speech.t("ui-cell-rename")).clicked() {
            out.wish(Wish::Rename(id));
        }
        if ui.button(speech.t("ui-cell-appoint")).clicked() {
            out.wish(Wish::Appoint(id));
        }
        let key = if cell.locked { "ui-cells-unlock" } else { "ui-cells-do-lock" };
        if ui.button(speech.t(key)).clicked() {
            out.send(Command::Do(Action::LockCells { cells: vec![id], locked: !cell.locked }));
        }
    });
}
