//! Colours, spacing and fonts of the window, light and dark: calm, so that the map carries the colour.

use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, Style, TextStyle,
    ThemePreference, Ui, Visuals, vec2,
};

use super::settings::Shade;
use crate::paint::font::NOTO_SANS_SC;

/// The colours of one theme.
pub struct Tones {
    pub ink: Color32,
    pub quiet: Color32,
    pub line: Color32,
    /// Fainter than a line: rules between rows, the ground of bars.
    pub faint: Color32,
    pub panel: Color32,
    pub card: Color32,
    pub accent: Color32,
    pub accent_soft: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    pub hover: Color32,
    /// Too few, too many: blue and orange, which the colour-blind tell apart, and which differ in side as well.
    pub under: Color32,
    pub over: Color32,
    pub calm: Color32,
    pub error: Color32,
    pub warning: Color32,
    pub good: Color32,
    /// Rims of buttons and fields.
    pub rim: Color32,
    /// Fills of buttons, and of boxes and sliders.
    button: Color32,
    boxes: Color32,
    /// Fields to type in.
    field: Color32,
    stripe: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

const LIGHT: Tones = Tones {
    ink: rgb(0x242a33),
    quiet: rgb(0x5c6674),
    line: rgb(0xd9dee5),
    faint: rgb(0xe9edf2),
    panel: rgb(0xf7f8fa),
    card: rgb(0xffffff),
    accent: rgb(0x1f5fa8),
    accent_soft: rgb(0xdce9f7),
    on_accent: rgb(0xffffff),
    hover: rgb(0xecf1f7),
    under: rgb(0x2b6cb8),
    over: rgb(0xb3560c),
    calm: rgb(0x9aaec2),
    error: rgb(0xb01f2e),
    warning: rgb(0x9a5b00),
    good: rgb(0x1d6f5c),
    rim: rgb(0xc4cbd5),
    button: rgb(0xffffff),
    boxes: rgb(0xe4e9ef),
    field: rgb(0xffffff),
    stripe: rgb(0xf3f5f8),
};

const DARK: Tones = Tones {
    ink: rgb(0xe3e7ec),
    quiet: rgb(0x9ea8b5),
    line: rgb(0x3d444e),
    faint: rgb(0x343b44),
    panel: rgb(0x23282f),
    card: rgb(0x2b3139),
    accent: rgb(0x6fb0f5),
    accent_soft: rgb(0x2f4a68),
    on_accent: rgb(0x14202e),
    hover: rgb(0x363e48),
    under: rgb(0x7ab6f2),
    over: rgb(0xf0a050),
    calm: rgb(0x7388a0),
    error: rgb(0xf2808a),
    warning: rgb(0xe0ac58),
    good: rgb(0x6cc7ae),
    rim: rgb(0x515a66),
    button: rgb(0x333a43),
    boxes: rgb(0x454d58),
    field: rgb(0x1c2026),
    stripe: rgb(0x272c34),
};

/// The colours of the theme that is on.
pub fn of(ui: &Ui) -> &'static Tones {
    on(ui.visuals().dark_mode)
}

/// The colours of a theme.
pub const fn on(dark: bool) -> &'static Tones {
    if dark { &DARK } else { &LIGHT }
}

pub const SMALL: f32 = 11.5;
pub const BODY: f32 = 13.0;
pub const ROW: f32 = 24.0;

/// Sets fonts and the style of both themes once.
pub fn apply(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    ctx.style_mut_of(egui::Theme::Light, |style| dress(style, &LIGHT));
    ctx.style_mut_of(egui::Theme::Dark, |style| dress(style, &DARK));
}

/// Turns theme and size of text to what the user wants.
pub fn follow(ctx: &Context, shade: Shade, text_pct: u16) {
    let preference = match shade {
        Shade::Light => ThemePreference::Light,
        Shade::Dark => ThemePreference::Dark,
        Shade::System => ThemePreference::System,
    };
    if ctx.options(|options| options.theme_preference) != preference {
        ctx.set_theme(preference);
    }
    ctx.set_zoom_factor(f32::from(text_pct.clamp(100, 200)) / 100.0);
}

fn dress(style: &mut Style, tones: &Tones) {
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
    colour(&mut style.visuals, tones);
}

fn colour(visuals: &mut Visuals, tones: &Tones) {
    visuals.panel_fill = tones.panel;
    visuals.window_fill = tones.card;
    visuals.extreme_bg_color = tones.field;
    visuals.faint_bg_color = tones.stripe;
    visuals.window_stroke = Stroke::new(1.0, tones.line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.selection.bg_fill = tones.accent_soft;
    visuals.selection.stroke = Stroke::new(1.0, tones.accent);
    visuals.hyperlink_color = tones.accent;
    visuals.warn_fg_color = tones.warning;
    visuals.error_fg_color = tones.error;
    visuals.weak_text_color = Some(tones.quiet);
    visuals.disabled_alpha = 0.55;
    let widgets = &mut visuals.widgets;
    widgets.noninteractive.fg_stroke = Stroke::new(1.0, tones.ink);
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, tones.line);
    for (widget, fill, line) in [
        (&mut widgets.inactive, tones.button, tones.rim),
        (&mut widgets.hovered, tones.hover, tones.accent),
        (&mut widgets.active, tones.accent_soft, tones.accent),
        (&mut widgets.open, tones.hover, tones.accent),
    ] {
        widget.weak_bg_fill = fill;
        widget.bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, line);
        widget.fg_stroke = Stroke::new(1.0, tones.ink);
        widget.corner_radius = CornerRadius::same(5);
        widget.expansion = 0.0;
    }
    widgets.inactive.bg_fill = tones.boxes;
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
