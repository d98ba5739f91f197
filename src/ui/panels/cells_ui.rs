//! The table of cells.

use egui::{Align, Button, ComboBox, Key, Layout, Modifiers, RichText, Sense, TextEdit, Ui};
use egui_extras::{Column as Width, TableBuilder};

use super::cells_row_ui::{Editing, cell_row, columns_button, gap_row, heading, lock_heading, menu, width};
use crate::model::Id;
use crate::present::{CellsModel, CellsQuery, Column, Only};
use crate::session::{Command, Pick, Selection};
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::speech::{Speech, grouped};
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
    editing: Option<Editing>,
}

impl CellsMemory {
    /// Begins to change the name of a cell in its row. False where the row is not in the table as it is filtered now.
    pub fn rename(&mut self, model: &CellsModel, cell: Id) -> bool {
        let shown = self.shown.iter().filter_map(|row| model.rows.get(*row as usize));
        let Some(row) = shown.into_iter().find(|row| row.id == cell) else { return false };
        self.editing = Some(Editing { cell, name: row.name.to_string(), fresh: true });
        self.scrolled_to = None;
        true
    }
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

/// Shows the table with its filters.
pub fn cells_ui(
    ui: &mut Ui,
    look: &CellsLook,
    model: &CellsModel,
    columns: &mut Vec<Column>,
    memory: &mut CellsMemory,
    out: &mut Outbox,
) {
    let speech = look.speech;
    filters(ui, speech, model, memory);
    if memory.stamp.as_ref() != Some(&(look.version, memory.query.clone())) {
        memory.shown = model.arrange(&memory.query);
        memory.stamp = Some((look.version, memory.query.clone()));
    }
    summary(ui, speech, model, columns, memory);
    keys(ui, look, model, memory, out);
    table(ui, look, model, columns, memory, out);
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
            (Only::Broken, "ui-cells-broken", model.broken),
            (Only::WithoutWorker, "ui-cells-no-worker", model.without_worker),
            (Only::Locked, "ui-cells-locked", model.rows.iter().filter(|row| row.locked).count() as u32),
        ];
        for (only, key, count) in choices {
            let text = format!("{} {}", speech.t(key), grouped(count));
            let chosen = query.only == only;
            if count == 0 && !chosen && only != Only::All {
                continue;
            }
            let text = RichText::new(text).size(theme::SMALL);
            if ui.add(Button::selectable(chosen, text)).clicked() {
                query.only = if chosen { Only::All } else { only };
            }
        }
    });
}

fn summary(ui: &mut Ui, speech: Speech, model: &CellsModel, columns: &mut Vec<Column>, memory: &mut CellsMemory) {
    let Some((min, target, max)) = model.limits.filter(|_| !model.rows.is_empty()) else { return };
    ui.horizontal(|ui| {
        let line = speech.say(&crate::say!("ui-cells-limits", min = min, target = target, max = max));
        let line = RichText::new(line).size(theme::SMALL).color(theme::of(ui).quiet);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            columns_button(ui, speech, columns);
            let text = RichText::new(speech.t("ui-cells-fine")).size(theme::SMALL);
            ui.checkbox(&mut memory.fine, text).on_hover_text(speech.t("ui-cells-fine-tip"));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.add(egui::Label::new(line).truncate()));
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

fn table(
    ui: &mut Ui,
    look: &CellsLook,
    model: &CellsModel,
    columns: &mut Vec<Column>,
    memory: &mut CellsMemory,
    out: &mut Outbox,
) {
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
    let in_sight = || memory.shown.iter().filter_map(|row| model.rows.get(*row as usize));
    let ids: Vec<Id> = in_sight().map(|row| row.id).collect();
    let all_locked = !ids.is_empty() && in_sight().all(|row| row.locked);
    let gap = model.gap.filter(|_| memory.query.only == Only::All && memory.query.text.is_empty());
    let above = usize::from(gap.is_some());
    let full = if memory.fine { model.most_deviation.max(1.0) } else { 100.0 };
    egui::ScrollArea::horizontal().id_salt("cells sideways").auto_shrink(false).show(ui, |ui| {
        ui.style_mut().interaction.selectable_labels = false;
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.visuals_mut().widgets.noninteractive.bg_stroke.color = theme::of(ui).faint;
        let mut builder = TableBuilder::new(ui)
            .id_salt(("cells", columns.len()))
            .striped(false)
            .sense(Sense::click())
            .resizable(true)
            .cell_layout(Layout::left_to_right(Align::Center))
            .auto_shrink(false)
            .column(Width::exact(20.0));
        for column in columns.iter() {
            builder = builder.column(width(*column));
        }
        if let Some(row) = scroll {
            builder = builder.scroll_to_row(row + above, None);
        }
        builder
            .header(24.0, |mut header| {
                header.col(|ui| lock_heading(ui, speech, &ids, all_locked, out));
                for column in columns.clone() {
                    header.col(|ui| heading(ui, speech, column, &mut memory.query, columns));
                }
            })
            .body(|body| {
                body.rows(theme::ROW, memory.shown.len() + above, |mut row| {
                    let at = row.index();
                    if at < above {
                        if let Some(gap) = gap {
                            gap_row(&mut row, speech, &gap, columns);
                            if row.response().clicked() {
                                out.wish(Wish::ShowGaps);
                            }
                        }
                        return;
                    }
                    let Some(cell) = memory.shown.get(at - above).and_then(|n| model.rows.get(*n as usize)) else {
                        return;
                    };
                    let selected = look.selection.cells.contains(&cell.id);
                    row.set_selected(selected);
                    row.set_hovered(look.hover == Some(cell.id));
                    cell_row(&mut row, speech, cell, columns, full, &mut memory.editing, out);
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
