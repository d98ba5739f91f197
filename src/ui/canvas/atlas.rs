//! Two small textures: markers, and the hatching of locked cells.

use egui::{Color32, ColorImage, Context, Pos2, Rect, TextureHandle, TextureOptions, pos2};

/// Side of one marker's picture, pixels.
const SIDE: usize = 32;
/// Side of the hatching's tile, pixels of the texture and points on the screen.
pub const HATCH: usize = 32;

/// A marker's picture in the atlas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    Disc,
    Triangle,
    Square,
    Ring,
}

/// The textures, made once for a context.
pub struct Atlas {
    pub markers: TextureHandle,
    pub hatch: TextureHandle,
}

impl Atlas {
    /// Draws the textures.
    pub fn new(ctx: &Context) -> Self {
        let mut markers = ColorImage::filled([SIDE * 4, SIDE], Color32::TRANSPARENT);
        for (i, marker) in [Marker::Disc, Marker::Triangle, Marker::Square, Marker::Ring].into_iter().enumerate() {
            for y in 0..SIDE {
                for x in 0..SIDE {
                    let alpha = (255.0 * coverage(marker, x, y)) as u8;
                    markers.pixels[y * SIDE * 4 + i * SIDE + x] = Color32::from_white_alpha(alpha);
                }
            }
        }
        let mut hatch = ColorImage::filled([HATCH, HATCH], Color32::TRANSPARENT);
        for y in 0..HATCH {
            for x in 0..HATCH {
                // Two sets of thin lines, half a tile apart.
                let line = |at: usize| {
                    let off = (at % (HATCH / 2)) as f32;
                    (1.1 - off.min(HATCH as f32 / 2.0 - off)).clamp(0.0, 1.0)
                };
                let alpha = line(x + y).max(line(x + HATCH - y));
                hatch.pixels[y * HATCH + x] = Color32::from_white_alpha((255.0 * alpha) as u8);
            }
        }
        Self {
            markers: ctx.load_texture("map-markers", markers, TextureOptions::LINEAR),
            hatch: ctx.load_texture("map-hatch", hatch, TextureOptions::LINEAR_REPEAT),
        }
    }
}

/// Where a marker lies in the atlas.
pub fn marker_uv(marker: Marker) -> Rect {
    let left = marker as usize as f32 / 4.0;
    // Half a pixel inside, so that no neighbour shines through.
    let inset = 0.5 / (SIDE as f32 * 4.0);
    Rect::from_min_max(pos2(left + inset, 0.0), pos2(left + 0.25 - inset, 1.0))
}

/// Where a point of the screen lies in the endless hatching; `origin` is a fixed point of the map on the screen.
pub fn hatch_uv(at: Pos2, origin: Pos2) -> Pos2 {
    ((at - origin) / HATCH as f32).to_pos2()
}

/// How much of a pixel the marker covers, from 4 × 4 samples.
fn coverage(marker: Marker, x: usize, y: usize) -> f32 {
    let half = SIDE as f32 / 2.0;
    let mut hits = 0;
    for i in 0..16 {
        let px = (x as f32 + (i % 4) as f32 / 4.0 + 0.125 - half) / half;
        let py = (y as f32 + (i / 4) as f32 / 4.0 + 0.125 - half) / half;
        let r = px.hypot(py);
        let inside = match marker {
            Marker::Disc => r < 0.9,
            Marker::Ring => (0.58..0.9).contains(&r),
            Marker::Square => px.abs().max(py.abs()) < 0.78,
            Marker::Triangle => py < 0.72 && px.abs() < (py + 0.92) * 0.55,
        };
        hits += u32::from(inside);
    }
    hits as f32 / 16.0
}
