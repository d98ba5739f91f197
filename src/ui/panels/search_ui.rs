//! The search field and what it found.

use egui::{Id, Key, Label, Modifiers, Popup, PopupCloseBehavior, RichText, ScrollArea, TextEdit, Ui};

use super::inspector_ui::level_key;
use crate::present::{Hit, HitKind, SearchModel, shown};
use crate::say;
use crate::session::{Command, Selection};
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::speech::Speech;
use crate::ui::{theme, widgets};

/// What the search remembers.
#[derive(Debug, Default)]
pub struct SearchMemory {
    pub text: String,
    /// Whether the text has changed since it was last searched for.
    pub changed: bool,
    /// Whether the field is to get the keyboard.
    pub focus: bool,
    open: bool,
}

/// Shows the field, and a list below it while there is something to show.
pub fn search_ui(
    ui: &mut Ui,
    speech: Speech,
    model: &SearchModel,
    selection: &Selection,
    revealed: bool,
    memory: &mut SearchMemory,
    out: &mut Outbox,
) {
    let field = TextEdit::singleline(&mut memory.text)
        .hint_text(speech.t("ui-search-hint"))
        .desired_width(230.0)
        .id(Id::unique("search field"));
    let response = ui.add(field).on_hover_text(speech.t("command-find-tip"));
    if std::mem::take(&mut memory.focus) {
        response.request_focus();
    }
    if response.changed() {
        memory.changed = true;
        memory.open = !memory.text.trim().is_empty();
    }
    if response.gained_focus() && !memory.text.trim().is_empty() {
        memory.open = true;
    }
    let enter = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if memory.open && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
        memory.open = false;
    }
    let current = model.query == memory.text;
    if enter
        && current
        && let Some(hit) = model.hits.first()
    {
        go(hit, selection, out);
        memory.open = false;
    }
    if !memory.open {
        return;
    }
    let mut chosen = false;
    let mut open = true;
    Popup::from_response(&response)
        .open_bool(&mut open)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(360.0)
        .show(|ui| {
            ui.set_min_width(360.0);
            if current && model.hits.is_empty() {
                ui.label(RichText::new(speech.t("ui-search-nothing")).color(theme::of(ui).quiet));
                return;
            }
            ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                let mut kind = None;
                for hit in &model.hits {
                    if kind != Some(hit.kind) {
                        kind = Some(hit.kind);
                        widgets::section(ui, &speech.t(kind_key(hit.kind)));
                    }
                    let name =
                        if hit.kind == HitKind::Household { shown(&hit.name, revealed) } else { hit.name.to_string() };
                    let text = if hit.within.is_empty() { name } else { format!("{name}  ·  {}", hit.within) };
                    if widgets::lead(ui, &text, &hit.code, "").clicked() {
                        go(hit, selection, out);
                        chosen = true;
                    }
                }
            });
            if model.all > model.hits.len() {
                let more = say!("ui-search-more", shown = model.hits.len(), all = model.all);
                ui.add(Label::new(RichText::new(speech.say(&more)).size(theme::SMALL).color(theme::of(ui).quiet)));
            }
        });
    memory.open = open && !chosen;
}

fn go(hit: &Hit, selection: &Selection, out: &mut Outbox) {
    out.send(Command::Select(selection.only(hit.pick())));
    out.wish(Wish::ShowOnMap(hit.pick()));
    out.wish(Wish::ShowTab(crate::ui::outbox::Tab::Inspector));
}

const fn kind_key(kind: HitKind) -> &'static str {
    match kind {
        HitKind::Area(level) => level_key(level),
        HitKind::Cell => "ui-inspector-cell",
        HitKind::Worker => "ui-inspector-worker",
        HitKind::Household => "ui-inspector-household",
    }
}
