//! What a frame tells the shaders: the view, the colours and widths of lines, the sizes of markers.

use egui::Color32;

use super::board::barrier_style;
use crate::geom::Pt;
use crate::model::BarrierKind;
use crate::paint::Stroke;
use crate::paint::colour::HOUSEHOLD;
use crate::present::scene::{CROWDED_MM_PER_PX, LineKind, Scene, WORKER, barrier_stroke, line_stroke};
use crate::ui::canvas::fills::Screen;
use crate::ui::canvas::look::Look;

/// `Frame` of `map.wgsl`, word by word.
pub type Words = [u32; 296];
/// Where the size of the screen stands, which only the painter knows.
pub const SIZE: usize = 6;
/// Where the styles begin, and how many words one has.
const STYLES: usize = 40;
const STYLE: usize = 8;
/// The first style of those that lines name themselves.
const DIRECT: usize = 16;

/// The words of a frame, the size of the screen left out.
pub fn words(scene: &Scene, screen: &Screen, pixels_per_point: f32, linear: bool) -> Words {
    let view = &screen.view;
    let centre = view.centre.map(|c| c.round().clamp(-f64::from(Pt::LIMIT), f64::from(Pt::LIMIT)));
    let middle = (screen.rect().center().to_vec2() * pixels_per_point).into();
    let hatch = (screen.at(Pt::default()).to_vec2() * pixels_per_point).into();
    let (_, single) = scene.people.dots(view.mm_per_px);
    let crowded = view.mm_per_px > CROWDED_MM_PER_PX;
    let closeness = (6_000.0 / view.mm_per_px).clamp(1.0, 6.0).sqrt() as f32;
    let mut words: Words = [0; 296];
    let mut put = |at: usize, values: &[f32]| {
        for (word, value) in words[at..].iter_mut().zip(values) {
            *word = value.to_bits();
        }
    };
    let rest = [0, 1].map(|axis| (view.centre[axis] - centre[axis]) as f32);
    let [x, y]: [f32; 2] = middle;
    put(2, &[rest[0], rest[1], x, y]);
    let tile = 16.0 * pixels_per_point;
    let hatch: [f32; 2] = hatch;
    put(8, &hatch.map(|at| at.rem_euclid(tile)));
    put(10, &[(f64::from(pixels_per_point) / view.mm_per_px) as f32, pixels_per_point]);
    put(16, &[closeness, if crowded { 0.6 } else { 1.0 }]);
    let look = screen.look;
    let inks = [look.colour(HOUSEHOLD), look.alert(), look.colour(WORKER), look.hatching(), look.casing(255)];
    for (i, ink) in inks.into_iter().enumerate() {
        put(20 + 4 * i, &shares(ink));
    }
    for kind in LineKind::ALL {
        let stroke = line_stroke(kind, view.mm_per_px);
        put(STYLES + STYLE * (kind as usize + 1), &style(stroke, look, pixels_per_point));
    }
    for (kind, major) in BarrierKind::ALL.into_iter().flat_map(|kind| [(kind, false), (kind, true)]) {
        let stroke = barrier_stroke(kind, major, view.mm_per_px);
        put(STYLES + STYLE * (DIRECT + barrier_style(kind, major) as usize), &style(stroke, look, pixels_per_point));
    }
    words[0] = (centre[0] as i32).cast_unsigned();
    words[1] = (centre[1] as i32).cast_unsigned();
    words[12] = u32::from(linear);
    words[13] = u32::from(single);
    words[14] = u32::from(crowded);
    words[15] = u32::from(scene.options.monitored_only);
    words
}

fn style(stroke: Option<Stroke>, look: Look, pixels_per_point: f32) -> [f32; STYLE] {
    let Some(stroke) = stroke else { return [0.0; STYLE] };
    let [r, g, b, a] = shares(look.colour(stroke.colour));
    let [dash, gap] = stroke.dash.unwrap_or_default().map(|length| length * pixels_per_point);
    [r, g, b, a, stroke.width_px * pixels_per_point, dash, gap, 0.0]
}

fn shares(colour: Color32) -> [f32; 4] {
    colour.to_array().map(|channel| f32::from(channel) / 255.0)
}
