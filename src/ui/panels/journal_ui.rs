//! The journal: a click goes back to a step, or forth again.

use egui::{Align, Button, Label, Layout, RichText, ScrollArea, Sense, Ui, UiBuilder, vec2};

use crate::present::{JournalModel, JournalRow};
use crate::session::Command;
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::speech::Speech;
use crate::ui::{theme, widgets};

/// Height of a step, two lines.
const HEIGHT: f32 = 42.0;

/// Shows the steps, newest first; the undone ones on top and quiet.
pub fn journal_ui(ui: &mut Ui, speech: Speech, model: &JournalModel, read_only: bool, out: &mut Outbox) {
    ui.horizontal(|ui| {
        for (id, can) in [("undo", model.undo > 0), ("redo", model.redo > 0)] {
            let button = ui.add_enabled(can && !read_only, Button::new(speech.t(&format!("command-{id}"))));
            if button.on_hover_text(super::tip(ui, speech, id)).clicked() {
                out.wish(Wish::Entry(id));
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let button = ui.add_enabled(!read_only, Button::new(speech.t("command-pack-journal-short")));
            if button.on_hover_text(super::tip(ui, speech, "pack-journal")).clicked() {
                out.wish(Wish::Entry("pack-journal"));
            }
        });
    });
    if model.rows.is_empty() {
        widgets::empty(ui, &speech.t("ui-journal-empty"), None);
        return;
    }
    ui.label(RichText::new(speech.t("ui-journal-hint")).size(theme::SMALL).color(theme::of(ui).quiet));
    ui.separator();
    ui.spacing_mut().item_spacing.y = 0.0;
    let scroll = ScrollArea::vertical().id_salt("journal").auto_shrink(false);
    // The last line is the state before the first step that can be undone.
    scroll.show_rows(ui, HEIGHT, model.rows.len() + 1, |ui, range| {
        for at in range {
            match model.rows.get(at) {
                Some(row) => step(ui, speech, model, row, read_only, out),
                None => start(ui, speech, model, read_only, out),
            }
        }
    });
}

fn step(ui: &mut Ui, speech: Speech, model: &JournalModel, row: &JournalRow, read_only: bool, out: &mut Outbox) {
    let now = row.number == model.rows.len() - model.redo;
    let note = row.note.as_ref().map_or_else(|| speech.t("ui-journal-unreadable"), |note| speech.say(note));
    let when = match row.author.is_empty() {
        true => row.time.clone(),
        false => format!("{}  {}", row.time, row.author),
    };
    let state = match (now, row.done, row.packed) {
        (true, ..) => speech.t("ui-journal-now"),
        (_, false, _) => speech.t("ui-journal-undone"),
        (_, _, true) => speech.t("ui-journal-packed"),
        _ => String::new(),
    };
    let tip = match (now, row.done, row.packed || read_only) {
        (true, ..) => note.clone(),
        (_, false, _) => format!("{note}\n{}", speech.t("ui-journal-on-tip")),
        (_, _, true) => format!("{note}\n{}", speech.t("ui-journal-packed-tip")),
        _ => format!("{note}\n{}", speech.t("ui-journal-back-tip")),
    };
    let can = !now && !read_only && (row.number >= model.start);
    if line(ui, &note, &format!("{when}  {state}"), row.done, now, can, &tip) {
        out.send(Command::GoTo(row.number));
    }
}

fn start(ui: &mut Ui, speech: Speech, model: &JournalModel, read_only: bool, out: &mut Outbox) {
    let now = model.rows.len() == model.redo;
    let can = model.start == 0 && !now && !read_only;
    let state = if now { speech.t("ui-journal-now") } else { String::new() };
    if line(ui, &speech.t("ui-journal-start"), &state, true, now, can, &speech.t("ui-journal-start-tip")) {
        out.send(Command::GoTo(0));
    }
}

fn line(ui: &mut Ui, note: &str, below: &str, done: bool, now: bool, can: bool, tip: &str) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    if now {
        ui.painter().rect_filled(rect, 5.0, theme::of(ui).accent_soft);
    } else if response.hovered() && can {
        ui.painter().rect_filled(rect, 5.0, theme::of(ui).hover);
    }
    let mut inner = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(vec2(6.0, 3.0))));
    inner.spacing_mut().item_spacing.y = 1.0;
    let colour = if done { theme::of(ui).ink } else { theme::of(ui).quiet };
    inner.add(Label::new(RichText::new(note).color(colour)).truncate());
    inner.add(Label::new(RichText::new(below.trim()).size(theme::SMALL).color(theme::of(ui).quiet)).truncate());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, can, now, note));
    let response = response.on_hover_text(tip);
    let response = if can { response.on_hover_cursor(egui::CursorIcon::PointingHand) } else { response };
    response.clicked() && can
}
