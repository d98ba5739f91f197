//! Small things that several panels draw alike.

use egui::{
    Align, Color32, Label, Layout, Rect, Response, RichText, Role, Sense, Stroke, Ui, WidgetInfo, WidgetText, pos2,
    vec2,
};

use super::theme;

/// A small button with a cross.
pub fn cross(ui: &mut Ui, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::click());
    let colour = if response.hovered() { theme::of(ui).ink } else { theme::of(ui).quiet };
    let (c, r) = (rect.center(), 4.0);
    let stroke = Stroke::new(1.5, colour);
    ui.painter().line_segment([c + vec2(-r, -r), c + vec2(r, r)], stroke);
    ui.painter().line_segment([c + vec2(-r, r), c + vec2(r, -r)], stroke);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    response.on_hover_text(name)
}

/// An arrow that turns back, or on, over a button's middle.
pub fn turn(ui: &Ui, rect: Rect, back: bool, colour: Color32) {
    let (c, way) = (rect.center() + vec2(0.0, 1.5), if back { -1.0 } else { 1.0 });
    let stroke = Stroke::new(1.6, colour);
    let arc = (0..=10).map(|i| std::f32::consts::PI * f32::from(i as u8) / 10.0);
    let arc = arc.map(|a| c + vec2(way * 4.5 * a.cos(), -4.5 * a.sin())).collect();
    ui.painter().add(egui::Shape::line(arc, stroke));
    let tip = c + vec2(way * 4.5, 2.5);
    ui.painter().line_segment([tip, tip + vec2(-3.5, -3.5)], stroke);
    ui.painter().line_segment([tip, tip + vec2(3.5, -3.5)], stroke);
}

/// The sign for nothing: a ring struck out.
pub fn nothing(ui: &mut Ui, colour: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::hover());
    let (c, stroke) = (rect.center(), Stroke::new(1.4, colour));
    ui.painter().circle_stroke(c, 4.5, stroke);
    ui.painter().line_segment([c + vec2(-5.0, 5.0), c + vec2(5.0, -5.0)], stroke);
}

/// A padlock, shut or open; quiet while open.
pub fn padlock(ui: &mut Ui, locked: bool, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::click());
    let colour = match (locked, response.hovered()) {
        (true, _) => theme::of(ui).ink,
        (false, true) => theme::of(ui).quiet,
        (false, false) => theme::of(ui).rim,
    };
    let c = rect.center();
    let body = Rect::from_center_size(c + vec2(0.0, 2.5), vec2(9.0, 7.0));
    ui.painter().rect_filled(body, 1.5, colour);
    let x = if locked { 0.0 } else { 2.5 };
    let stroke = Stroke::new(1.5, colour);
    let arch = [
        pos2(c.x - 2.8 + x, c.y - 1.0),
        pos2(c.x - 2.8 + x, c.y - 3.5),
        pos2(c.x - 1.4 + x, c.y - 5.2),
        pos2(c.x + 1.4 + x, c.y - 5.2),
        pos2(c.x + 2.8 + x, c.y - 3.5),
        pos2(c.x + 2.8 + x, c.y - if locked { 1.0 } else { 3.0 }),
    ];
    ui.painter().add(egui::Shape::line(arch.to_vec(), stroke));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, locked, name));
    response.on_hover_text(name)
}

/// An eye, open or struck out.
pub fn eye(ui: &mut Ui, open: bool, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 20.0), Sense::click());
    let colour = if open || response.hovered() { theme::of(ui).accent } else { theme::of(ui).quiet };
    let (c, stroke) = (rect.center(), Stroke::new(1.4, colour));
    let lid = |dir: f32| -> Vec<egui::Pos2> {
        (0..=10)
            .map(|i| f32::from(i as u8) / 10.0)
            .map(|t| pos2(c.x - 7.5 + 15.0 * t, c.y + dir * 4.6 * (std::f32::consts::PI * t).sin()))
            .collect()
    };
    ui.painter().add(egui::Shape::line(lid(-1.0), stroke));
    ui.painter().add(egui::Shape::line(lid(1.0), stroke));
    ui.painter().circle_filled(c, 2.2, colour);
    if !open {
        ui.painter().line_segment([c + vec2(-6.5, 5.5), c + vec2(6.5, -5.5)], stroke);
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, open, name));
    response.on_hover_text(name)
}

/// How far a number of households is from the ideal: a bar left (too few) or right (too many) of a line, with short marks
/// where the limits are.
pub fn deviation_bar(
    ui: &mut Ui,
    pct: f64,
    full_pct: f64,
    limits: Option<(f64, f64)>,
    inside: bool,
    width: f32,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 14.0), Sense::hover());
    let middle = rect.center().x;
    let place = |pct: f64| middle + (pct / full_pct.max(1.0)).clamp(-1.0, 1.0) as f32 * (width / 2.0 - 1.0);
    let end = place(pct);
    let colour = match (inside, pct < 0.0) {
        (true, _) => theme::of(ui).calm,
        (false, true) => theme::of(ui).under,
        (false, false) => theme::of(ui).over,
    };
    let bar = Rect::from_x_y_ranges(middle.min(end)..=middle.max(end), rect.top() + 2.5..=rect.bottom() - 2.5);
    ui.painter().rect_filled(rect.shrink2(vec2(0.0, 2.5)), 2.0, theme::of(ui).faint);
    ui.painter().rect_filled(bar, 1.5, colour);
    for limit in limits.iter().flat_map(|(min, max)| [*min, *max]).filter(|limit| limit.abs() < full_pct) {
        ui.painter().vline(place(limit), rect.top() + 1.0..=rect.bottom() - 1.0, Stroke::new(1.0, theme::of(ui).quiet));
    }
    ui.painter().vline(middle, rect.y_range(), Stroke::new(1.0, theme::of(ui).ink));
    response
}

/// A number at the right edge of its place.
pub fn right(ui: &mut Ui, text: impl Into<WidgetText>) -> Response {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.add(Label::new(text).truncate())).inner
}

/// A heading of a part of a panel.
pub fn section(ui: &mut Ui, text: &str) {
    ui.add_space(6.0);
    ui.label(RichText::new(text).color(theme::of(ui).quiet).size(theme::SMALL).strong());
}

/// A name and a value on one line: the name quiet at the left, the value at the right.
pub fn fact(ui: &mut Ui, name: &str, value: impl Into<WidgetText>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).color(theme::of(ui).quiet));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(Label::new(value).truncate().selectable(true))
        });
    });
}

/// A line that leads somewhere: text at the left, a number at the right, all of it to be clicked.
pub fn lead(ui: &mut Ui, text: &str, value: &str, tip: &str) -> Response {
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, theme::ROW), Sense::click());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, theme::of(ui).hover);
    }
    let mut inner = ui.new_child(
        egui::UiBuilder::new().max_rect(rect.shrink2(vec2(6.0, 0.0))).layout(Layout::right_to_left(Align::Center)),
    );
    if !value.is_empty() {
        inner.label(RichText::new(value).color(theme::of(ui).quiet));
    }
    inner.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.add(Label::new(RichText::new(text).color(theme::of(ui).accent)).truncate());
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if tip.is_empty() { response } else { response.on_hover_text(tip) }
}

/// The main button of a dialog or an empty panel.
pub fn primary(ui: &Ui, text: impl Into<String>) -> egui::Button<'static> {
    let tones = theme::of(ui);
    egui::Button::new(RichText::new(text.into()).color(tones.on_accent)).fill(tones.accent).stroke(Stroke::NONE)
}

/// A main button that tells, greyed, why it cannot be pressed.
pub fn primary_if(ui: &mut Ui, text: &str, why_not: Option<&str>) -> bool {
    let response = ui.add_enabled(why_not.is_none(), primary(ui, text));
    match why_not {
        Some(why) => {
            response.on_disabled_hover_text(why);
            false
        }
        None => response.clicked(),
    }
}

/// A page with nothing on it yet: what it will show, and the next step.
pub fn empty(ui: &mut Ui, text: &str, step: Option<&str>) -> bool {
    ui.add_space(18.0);
    ui.vertical_centered(|ui| {
        ui.set_max_width(280.0);
        ui.label(RichText::new(text).color(theme::of(ui).quiet));
        ui.add_space(8.0);
        step.is_some_and(|step| ui.add(primary(ui, step)).clicked())
    })
    .inner
}

/// Whether a person at the keyboard means the window rather than a text field.
pub fn keys_are_free(ui: &Ui) -> bool {
    !ui.ctx().text_edit_focused() && !egui::Popup::is_any_open(ui.ctx())
}
