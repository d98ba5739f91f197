//! The first page: what the program does, and the ways in.

use std::path::PathBuf;

use egui::{Align, Button, Label, Layout, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::ui::outbox::{Outbox, Wish};
use crate::ui::speech::Speech;
use crate::ui::{theme, widgets};
use crate::words::Language;

/// A recent project; `there` is whether the file still exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    pub path: PathBuf,
    pub there: bool,
}

/// Shows the page.
pub fn welcome_ui(ui: &mut Ui, speech: Speech, recent: &[Recent], busy: bool, out: &mut Outbox) {
    let height = ui.available_height();
    ui.vertical_centered(|ui| {
        ui.set_max_width(720.0);
        ui.add_space((height * 0.12).clamp(16.0, 110.0));
        mark(ui);
        ui.add_space(8.0);
        ui.label(RichText::new(speech.t("ui-app-name")).size(30.0).strong());
        ui.add_space(2.0);
        ui.add(Label::new(RichText::new(speech.t("ui-welcome-what")).size(14.5).color(theme::of(ui).quiet)).wrap());
        ui.add_space(22.0);
        let wide = vec2(300.0, 40.0);
        let sample = widgets::primary(ui, speech.t("ui-welcome-sample")).min_size(wide);
        let sample = ui.add_enabled(!busy, sample).on_hover_text(speech.t("ui-welcome-sample-tip"));
        if sample.clicked() {
            out.wish(Wish::OpenSample);
        }
        ui.label(RichText::new(speech.t("ui-welcome-sample-note")).size(theme::SMALL).color(theme::of(ui).quiet));
        ui.add_space(6.0);
        let mut button = |ui: &mut Ui, id: &'static str| {
            let entry = Button::new(speech.t(&format!("command-{id}"))).min_size(vec2(300.0, 34.0));
            if ui.add_enabled(!busy, entry).on_hover_text(speech.t(&format!("command-{id}-tip"))).clicked() {
                out.wish(Wish::Entry(id));
            }
        };
        button(ui, "new");
        button(ui, "open");
        ui.add_space(4.0);
        ui.label(RichText::new(speech.t("ui-welcome-drop")).size(theme::SMALL).color(theme::of(ui).quiet));
        if !recent.is_empty() {
            ui.add_space(16.0);
            ui.label(RichText::new(speech.t("ui-welcome-recent")).color(theme::of(ui).quiet).strong());
            ui.add_space(2.0);
            for entry in recent {
                recent_ui(ui, speech, entry, busy, out);
            }
        }
        ui.add_space(18.0);
        ui.horizontal(|ui| {
            let width = 150.0;
            ui.add_space((ui.available_width() - width).max(0.0) / 2.0);
            for language in Language::ALL {
                if ui.selectable_label(speech.0 == language, language.own_name()).clicked() {
                    out.wish(Wish::Speak(language));
                }
            }
        });
    });
}

fn recent_ui(ui: &mut Ui, speech: Speech, entry: &Recent, busy: bool, out: &mut Outbox) {
    let name = entry.path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = entry.path.parent().map(|p| p.display().to_string()).unwrap_or_default();
    ui.allocate_ui_with_layout(vec2(480.0, 28.0), Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_width(480.0);
        if widgets::cross(ui, &speech.t("ui-recent-forget")).clicked() {
            out.wish(Wish::ForgetRecent(entry.path.clone()));
        }
        let can = entry.there && !busy;
        let (rect, response) =
            ui.allocate_exact_size(ui.available_size(), if can { Sense::click() } else { Sense::hover() });
        if response.hovered() && can {
            ui.painter().rect_filled(rect, 5.0, theme::of(ui).hover);
        }
        let mut inner = ui.new_child(
            egui::UiBuilder::new().max_rect(rect.shrink2(vec2(8.0, 0.0))).layout(Layout::left_to_right(Align::Center)),
        );
        let colour = if can { theme::of(ui).accent } else { theme::of(ui).quiet };
        inner.label(RichText::new(&name).color(colour));
        let under = if entry.there { folder } else { speech.t("ui-recent-gone") };
        inner.add(Label::new(RichText::new(under).size(theme::SMALL).color(theme::of(ui).quiet)).truncate());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, can, &name));
        let response = response.on_hover_text(entry.path.display().to_string());
        if can && response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            out.wish(Wish::OpenProject(entry.path.clone()));
        }
    });
}

/// The program's sign: six cells around one.
fn mark(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(64.0, 58.0), Sense::hover());
    let fills = crate::paint::colour::FILLS;
    let hexagon = |c: egui::Pos2, r: f32| -> Vec<egui::Pos2> {
        (0..6).map(|i| std::f32::consts::FRAC_PI_3 * (i as f32 + 0.5)).map(|a| c + r * vec2(a.cos(), a.sin())).collect()
    };
    let stroke = egui::Stroke::new(1.2, theme::of(ui).ink);
    for i in 0..7_usize {
        let angle = std::f32::consts::FRAC_PI_3 * i as f32;
        let c = if i == 6 { rect.center() } else { rect.center() + 18.2 * vec2(angle.cos(), angle.sin()) };
        let fill = fills[if i == 6 { 0 } else { 1 + i % 3 * 2 }];
        let colour = egui::Color32::from_rgb(fill.r, fill.g, fill.b);
        ui.painter().add(egui::Shape::convex_polygon(hexagon(c, 10.5), colour, stroke));
    }
}
