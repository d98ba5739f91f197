//! Every command by its name: type a few letters of it, press Enter.

use egui::{Align, Key, Label, Layout, Modifiers, RichText, ScrollArea, Sense, TextEdit, Ui, UiBuilder, vec2};

use super::{Around, Flow};
use crate::present::commands;
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::{keys, theme};

/// What was typed, and which line is marked.
pub struct Palette {
    text: String,
    at: usize,
    fresh: bool,
}

impl Default for Palette {
    fn default() -> Self {
        Self { text: String::new(), at: 0, fresh: true }
    }
}

impl Palette {
    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        let (down, up, enter) = ui.input_mut(|i| {
            (
                i.consume_key(Modifiers::NONE, Key::ArrowDown),
                i.consume_key(Modifiers::NONE, Key::ArrowUp),
                i.consume_key(Modifiers::NONE, Key::Enter),
            )
        });
        let hint = speech.t("ui-palette-hint");
        let field = ui.add(TextEdit::singleline(&mut self.text).hint_text(&hint).desired_width(f32::INFINITY));
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &hint));
        if std::mem::take(&mut self.fresh) {
            field.request_focus();
        }
        if field.changed() {
            self.at = 0;
        }
        let found: Vec<_> = commands(&self.text, speech.0).into_iter().filter(|f| f.entry.id != "palette").collect();
        let last = found.len().saturating_sub(1);
        self.at = (self.at + usize::from(down)).min(last).saturating_sub(usize::from(up));
        ui.add_space(4.0);
        if found.is_empty() {
            ui.label(RichText::new(speech.t("ui-palette-nothing")).color(theme::of(ui).quiet));
        }
        let mut chosen = found.get(self.at).filter(|_| enter).map(|found| found.entry.id);
        let most = (ui.ctx().content_rect().height() - 220.0).clamp(120.0, 420.0);
        // As tall with one line as with many, so that nothing jumps while somebody types.
        ScrollArea::vertical().min_scrolled_height(most).max_height(most).auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (at, found) in found.iter().enumerate() {
                let why = around.greyed.why(found.entry.id).map(|why| speech.say(why));
                let keys = keys::text(ui.ctx(), found.entry.id).unwrap_or_default();
                let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 27.0), Sense::click());
                let tones = theme::of(ui);
                if at == self.at {
                    ui.painter().rect_filled(rect, 4.0, tones.accent_soft);
                    if down || up {
                        response.scroll_to_me(None);
                    }
                } else if response.hovered() {
                    ui.painter().rect_filled(rect, 4.0, tones.hover);
                }
                let area = UiBuilder::new().max_rect(rect.shrink2(vec2(8.0, 0.0)));
                let mut row = ui.new_child(area.layout(Layout::right_to_left(Align::Center)));
                row.label(RichText::new(keys).color(tones.quiet));
                row.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let colour = if why.is_some() { tones.quiet } else { tones.ink };
                    ui.label(RichText::new(&found.name).color(colour));
                    let other = RichText::new(&found.other).size(theme::SMALL).color(tones.quiet);
                    ui.add(Label::new(other).truncate());
                });
                let tip = why.unwrap_or_else(|| speech.t(&format!("command-{}-tip", found.entry.id)));
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &found.name));
                if response.on_hover_text(tip).clicked() {
                    chosen = Some(found.entry.id);
                }
            }
        });
        match chosen {
            Some(id) => {
                out.wish(Wish::Entry(id));
                Flow::Close
            }
            None => Flow::Stay,
        }
    }
}
