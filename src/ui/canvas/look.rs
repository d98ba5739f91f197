//! The map's colours and measures in the window.

use egui::Color32;

use crate::paint::Rgba;

/// What lies under the territory.
pub const PAPER: Color32 = Color32::from_rgb(0xf4, 0xf2, 0xec);
/// Territory without a fill.
pub const BARE: Color32 = Color32::from_rgb(0xff, 0xfe, 0xfa);
/// What is selected, and what the brush is about to do.
pub const ACCENT: Color32 = Color32::from_rgb(0x1b, 0x3f, 0xd6);
pub const INK: Color32 = Color32::from_rgb(0x23, 0x29, 0x33);
pub const QUIET: Color32 = Color32::from_rgb(0x5b, 0x63, 0x70);
pub const ALERT: Color32 = Color32::from_rgb(0xb8, 0x14, 0x2a);
pub const CARD: Color32 = Color32::from_rgb(0xff, 0xff, 0xff);
/// Distance of furniture from the rim, points.
pub const MARGIN: f32 = 12.0;

/// A colour of the draw list as egui has it.
pub fn colour(c: Rgba) -> Color32 {
    Color32::from_rgba_unmultiplied(c.r, c.g, c.b, c.a)
}
