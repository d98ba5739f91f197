//! One row of the table of cells, and the headings above.

use egui::{Align, Button, Label, Layout, Popup, PopupCloseBehavior, RichText, Sense, TextEdit, Ui};
use egui_extras::{Column as Width, TableRow};

use crate::change::Action;
use crate::model::Id;
use crate::present::{CellRow, CellsQuery, Column, GapRow, Standing};
use crate::say;
use crate::session::{Command, Pick};
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::speech::{Speech, grouped, signed_pct};
use crate::ui::{theme, widgets};

/// The name of a cell while it is being changed in its row.
#[derive(Debug)]
pub struct Editing {
    pub cell: Id,
    pub name: String,
    /// Whether the field still has to take the keys.
    pub fresh: bool,
}

/// The keys of a column's name and tooltip.
pub const fn words(column: Column) -> (&'static str, &'static str) {
    match column {
        Column::Name => ("ui-cells-name", "ui-cells-name-tip"),
        Column::Households => ("ui-cells-households", "ui-cells-households-tip"),
        Column::Deviation => ("ui-cells-deviation", "ui-cells-deviation-tip"),
        Column::Persons => ("ui-cells-persons", "ui-cells-persons-tip"),
        Column::Monitored => ("ui-cells-monitored", "ui-cells-monitored-tip"),
        Column::Workload => ("ui-cells-workload", "ui-cells-workload-tip"),
        Column::Compactness => ("ui-cells-compactness", "ui-cells-compactness-tip"),
        Column::Contiguity => ("ui-cells-contiguity", "ui-cells-contiguity-tip"),
        Column::Worker => ("ui-cells-worker", "ui-cells-worker-tip"),
        Column::Code => ("ui-cells-code", "ui-cells-code-tip"),
    }
}

/// How wide a column is at first.
pub fn width(column: Column) -> Width {
    let (first, least) = match column {
        Column::Name => (112.0, 60.0),
        Column::Households | Column::Persons => (42.0, 36.0),
        Column::Deviation => (88.0, 70.0),
        Column::Monitored => (32.0, 30.0),
        Column::Workload | Column::Compactness | Column::Contiguity => (38.0, 34.0),
        Column::Worker => (52.0, 40.0),
        Column::Code => (124.0, 50.0),
    };
    Width::initial(first).at_least(least).clip(true)
}

const fn is_number(column: Column) -> bool {
    matches!(column, Column::Households | Column::Persons | Column::Monitored | Column::Workload | Column::Compactness)
}

/// The padlock above all rows: locks those in sight, or unlocks them where all are locked.
pub fn lock_heading(ui: &mut Ui, speech: Speech, ids: &[Id], all_locked: bool, out: &mut Outbox) {
    let cells = ids.len();
    let tip =
        if all_locked { say!("ui-cells-unlock-all", cells = cells) } else { say!("ui-cells-lock-all", cells = cells) };
    if widgets::padlock(ui, all_locked, &speech.say(&tip)).clicked() && !ids.is_empty() {
        out.send(Command::Do(Action::LockCells { cells: ids.to_vec(), locked: !all_locked }));
    }
}

/// The name of a column, to sort by; a click with the other button chooses columns.
pub fn heading(ui: &mut Ui, speech: Speech, column: Column, query: &mut CellsQuery, columns: &mut Vec<Column>) {
    let (key, tip) = words(column);
    let sorted = query.sort == column;
    let colour = if sorted { theme::of(ui).accent } else { theme::of(ui).quiet };
    let mark = match (sorted, query.descending) {
        (false, _) => "",
        (true, false) => " ↑",
        (true, true) => " ↓",
    };
    let text = RichText::new(format!("{}{mark}", speech.t(key))).size(theme::SMALL).strong().color(colour);
    let label = Label::new(text).sense(Sense::click()).truncate();
    let align = if is_number(column) { Layout::right_to_left } else { Layout::left_to_right };
    let response = ui.with_layout(align(Align::Center), |ui| ui.add(label)).inner.on_hover_text(speech.t(tip));
    if response.clicked() {
        query.descending = query.sort == column && !query.descending;
        query.sort = column;
    }
    response.context_menu(|ui| choose_columns(ui, speech, columns));
}

/// A button that opens the list of columns.
pub fn columns_button(ui: &mut Ui, speech: Speech, columns: &mut Vec<Column>) {
    let button = Button::new(RichText::new(speech.t("ui-cells-columns")).size(theme::SMALL)).small();
    let response = ui.add(button).on_hover_text(speech.t("ui-cells-columns-tip"));
    Popup::menu(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| choose_columns(ui, speech, columns));
}

fn choose_columns(ui: &mut Ui, speech: Speech, columns: &mut Vec<Column>) {
    for column in Column::ALL {
        let mut on = columns.contains(&column);
        // A table without names would have nothing to click.
        let fixed = column == Column::Name;
        if ui.add_enabled(!fixed, egui::Checkbox::new(&mut on, speech.t(words(column).0))).changed() {
            columns.retain(|other| *other != column);
            if on {
                columns.push(column);
            }
            columns.sort_by_key(|column| Column::ALL.iter().position(|other| other == column));
        }
    }
}

/// The blocks without a cell, all together.
pub fn gap_row(row: &mut TableRow<'_, '_>, speech: Speech, gap: &GapRow, columns: &[Column]) {
    let GapRow { blocks, households, monitored } = *gap;
    let tip = speech.say(&say!("ui-cells-gap-tip", blocks = blocks, households = households));
    row.col(|ui| {
        widgets::nothing(ui, theme::of(ui).over);
    });
    for column in columns {
        row.col(|ui| match column {
            Column::Name => {
                let text = RichText::new(speech.t("ui-cells-gap")).color(theme::of(ui).over);
                ui.add(Label::new(text).truncate()).on_hover_text(&tip);
            }
            Column::Households => {
                drop(widgets::right(ui, RichText::new(grouped(households)).color(theme::of(ui).over)))
            }
            Column::Monitored => drop(widgets::right(ui, RichText::new(grouped(monitored)).color(theme::of(ui).over))),
            _ => {}
        });
    }
}

/// One cell.
pub fn cell_row(
    row: &mut TableRow<'_, '_>,
    speech: Speech,
    cell: &CellRow,
    columns: &[Column],
    full: f64,
    editing: &mut Option<Editing>,
    out: &mut Outbox,
) {
    row.col(|ui| {
        let tip = speech.t(if cell.locked { "ui-cells-unlock" } else { "ui-cells-do-lock" });
        if widgets::padlock(ui, cell.locked, &tip).clicked() {
            out.send(Command::Do(Action::LockCells { cells: vec![cell.id], locked: !cell.locked }));
        }
    });
    for column in columns {
        row.col(|ui| match column {
            Column::Name if editing.as_ref().is_some_and(|editing| editing.cell == cell.id) => {
                edit_name(ui, speech, cell, editing, out);
            }
            Column::Name => name(ui, cell),
            Column::Deviation => deviation(ui, cell, full),
            _ => value(ui, speech, cell, *column),
        });
    }
}

fn name(ui: &mut Ui, cell: &CellRow) {
    let name = fit(&cell.name, &cell.area_name, ui.available_width());
    let is_short = name.len() < cell.name.len();
    let label = ui.add(Label::new(name).truncate());
    if is_short {
        label.on_hover_text(&*cell.name);
    }
}

/// The field in place of the name: Enter and a click elsewhere keep what was typed, Escape does not.
fn edit_name(ui: &mut Ui, speech: Speech, cell: &CellRow, editing: &mut Option<Editing>, out: &mut Outbox) {
    let Some(edit) = editing else { return };
    let field = TextEdit::singleline(&mut edit.name).desired_width(f32::INFINITY).margin(egui::Margin::symmetric(3, 1));
    let response = ui.add(field);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, speech.t("ui-rename-name")));
    if std::mem::take(&mut edit.fresh) {
        response.request_focus();
        return;
    }
    if !response.lost_focus() {
        return;
    }
    let new = edit.name.trim();
    let gave_up = ui.input(|i| i.key_pressed(egui::Key::Escape));
    if !gave_up && !new.is_empty() && new != &*cell.name {
        out.send(Command::Do(Action::RenameCell { cell: cell.id, name: new.into() }));
    }
    *editing = None;
}

fn deviation(ui: &mut Ui, cell: &CellRow, full: f64) {
    let Some(pct) = cell.deviation else {
        ui.label(RichText::new("–").color(theme::of(ui).quiet));
        return;
    };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let colour = match cell.standing {
            Standing::Under => theme::of(ui).under,
            Standing::Over => theme::of(ui).over,
            _ => theme::of(ui).ink,
        };
        let width = ui.available_width();
        ui.allocate_ui_with_layout(egui::vec2(50.0, theme::ROW), Layout::right_to_left(Align::Center), |ui| {
            ui.set_min_width(50.0);
            ui.label(RichText::new(signed_pct(pct)).size(theme::SMALL).color(colour));
        });
        let inside = cell.standing == Standing::Within;
        widgets::deviation_bar(ui, pct, full, cell.limits, inside, (width - 58.0).max(16.0));
    });
}

fn value(ui: &mut Ui, speech: Speech, cell: &CellRow, column: Column) {
    let nothing = || RichText::new("–").color(theme::of(ui).quiet);
    match column {
        Column::Households => drop(widgets::right(ui, grouped(cell.households))),
        Column::Persons => drop(widgets::right(ui, grouped(cell.persons))),
        Column::Monitored => {
            let text = if cell.monitored == 0 { nothing() } else { grouped(cell.monitored).into() };
            widgets::right(ui, text);
        }
        Column::Workload => drop(widgets::right(ui, format!("{:.0}", cell.minutes / 60.0))),
        Column::Compactness => {
            let text = cell.compactness.map_or_else(nothing, |value| format!("{value:.2}").into());
            widgets::right(ui, text);
        }
        Column::Contiguity if cell.compactness.is_none() => drop(ui.label(nothing())),
        Column::Contiguity if cell.broken == 0 => {
            ui.label(RichText::new(speech.t("ui-cells-whole")).size(theme::SMALL).color(theme::of(ui).quiet));
        }
        Column::Contiguity => {
            let text = speech.say(&say!("ui-cells-pieces", pieces = cell.broken + 1));
            ui.label(RichText::new(text).size(theme::SMALL).color(theme::of(ui).over));
        }
        Column::Worker => match &cell.worker {
            Some(worker) => drop(ui.add(Label::new(&*worker.name).truncate())),
            None => drop(ui.label(RichText::new(speech.t("ui-cells-nobody")).color(theme::of(ui).over))),
        },
        Column::Code => {
            ui.add(Label::new(RichText::new(&*cell.code).size(theme::SMALL).color(theme::of(ui).quiet)).truncate());
        }
        Column::Name | Column::Deviation => {}
    }
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

/// The menu of a row.
pub fn menu(response: &egui::Response, speech: Speech, cell: &CellRow, out: &mut Outbox) {
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
