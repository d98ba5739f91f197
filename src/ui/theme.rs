//! Colours, spacing and fonts of the window: light and calm, so that the map carries the colour.

use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle, vec2,
};

use crate::paint::font::NOTO_SANS_SC;

pub const INK: Color32 = Color32::from_rgb(0x24, 0x2a, 0x33);
pub const QUIET: Color32 = Color32::from_rgb(0x5c, 0x66, 0x74);
pub const LINE: Color32 = Color32::from_rgb(0xd9, 0xde, 0xe5);
pub const PANEL: Color32 = Color32::from_rgb(0xf7, 0xf8, 0xfa);
pub const CARD: Color32 = Color32::WHITE;
pub const ACCENT: Color32 = Color32::from_rgb(0x1f, 0x5f, 0xa8);
pub const ACCENT_SOFT: Color32 = Color32::from_rgb(0xdc, 0xe9, 0xf7);
pub const HOVER: Color32 = Color32::from_rgb(0xec, 0xf1, 0xf7);
/// Too few, too many: blue and orange, which the colour-blind tell apart, and which differ in side as well.
pub const UNDER: Color32 = Color32::from_rgb(0x2b, 0x6c, 0xb8);
pub const OVER: Color32 = Color32::from_rgb(0xc8, 0x66, 0x12);
pub const CALM: Color32 = Color32::from_rgb(0x9a, 0xae, 0xc2);
pub const ERROR: Color32 = Color32::from_rgb(0xb0, 0x1f, 0x2e);
pub const WARNING: Color32 = Color32::from_rgb(0x9a, 0x5b, 0x00);
pub const GOOD: Color32 = Color32::from_rgb(0x1d, 0x6f, 0x5c);

pub const SMALL: f32 = 11.5;
pub const BODY: f32 = 13.0;
pub const ROW: f32 = 24.0;

/// Sets fonts and style once.
pub fn apply(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.set_theme(egui::Theme::Light);
    ctx.style_mut_of(egui::Theme::Light, |style| {
        style.text_styles = [
            (TextStyle::Heading, FontId::proportional(17.0)),
            (TextStyle::Body, FontId::proportional(BODY)),
            (TextStyle::Button, FontId::proportional(BODY)),
            (TextStyle::Small, FontId::proportional(SMALL)),
            (TextStyle::Monospace, FontId::monospace(12.5)),
        ]
        .into();
        let spacing = &mut style.spacing;
        spacing.item_spacing = vec2(8.0, 6.0);
        spacing.button_padding = vec2(9.0, 4.0);
        spacing.interact_size = vec2(36.0, 24.0);
        spacing.menu_margin = Margin::same(6);
        spacing.window_margin = Margin::same(18);
        spacing.text_edit_width = 240.0;
        spacing.tooltip_width = 380.0;
        spacing.scroll.bar_width = 8.0;
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.35;
        let visuals = &mut style.visuals;
        visuals.panel_fill = PANEL;
        visuals.window_fill = CARD;
        visuals.extreme_bg_color = Color32::WHITE;
        visuals.faint_bg_color = Color32::from_rgb(0xf3, 0xf5, 0xf8);
        visuals.window_stroke = Stroke::new(1.0, LINE);
        visuals.window_corner_radius = CornerRadius::same(10);
        visuals.menu_corner_radius = CornerRadius::same(8);
        visuals.selection.bg_fill = ACCENT_SOFT;
        visuals.selection.stroke = Stroke::new(1.0, ACCENT);
        visuals.hyperlink_color = ACCENT;
        visuals.warn_fg_color = WARNING;
        visuals.error_fg_color = ERROR;
        visuals.weak_text_color = Some(QUIET);
        visuals.disabled_alpha = 0.55;
        let round = CornerRadius::same(5);
        let widgets = &mut visuals.widgets;
        widgets.noninteractive.fg_stroke = Stroke::new(1.0, INK);
        widgets.noninteractive.bg_stroke = Stroke::new(1.0, LINE);
        for (widget, fill, line) in [
            (&mut widgets.inactive, Color32::WHITE, Color32::from_rgb(0xc4, 0xcb, 0xd5)),
            (&mut widgets.hovered, HOVER, ACCENT),
            (&mut widgets.active, ACCENT_SOFT, ACCENT),
            (&mut widgets.open, HOVER, ACCENT),
        ] {
            widget.weak_bg_fill = fill;
            widget.bg_fill = fill;
            widget.bg_stroke = Stroke::new(1.0, line);
            widget.fg_stroke = Stroke::new(1.0, INK);
            widget.corner_radius = round;
            widget.expansion = 0.0;
        }
        widgets.inactive.bg_fill = Color32::from_rgb(0xe4, 0xe9, 0xef);
    });
}

/// Noto Sans SC for everything, so that Chinese and Latin stand on one line with one weight; behind it egui's own fonts
/// for signs, and the system's for whatever is left.
fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let name = "Noto Sans SC".to_owned();
    fonts.font_data.insert(name.clone(), Arc::new(FontData::from_static(NOTO_SANS_SC)));
    fonts.families.entry(FontFamily::Proportional).or_default().insert(0, name.clone());
    fonts.families.entry(FontFamily::Monospace).or_default().push(name);
    fonts
}
