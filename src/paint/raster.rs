//! The draw list as pixels.

use tiny_skia::{FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, StrokeDash, Transform};

use super::clip::{clip_line, clip_ring};
use super::colour::Rgba;
use super::list::{DrawList, Item, Label, Shape, Stroke};
use super::place::{Placed, place};
use super::text::Face;
use super::view::View;
use crate::geom::{Bounds, Pt};

/// Points nearer than this to the one before are left out, in pixels. Fills are finer, or neighbours would gape.
const THIN_FILL: f32 = 0.3;
const THIN_LINE: f32 = 0.6;
/// Smaller things are not drawn, in pixels.
const INVISIBLE: f32 = 0.2;
/// Subpixel places of a marker, each way.
const STEPS: usize = 4;

/// Draws the list over what the pixmap holds. `zoom` is pixels of the picture per pixel of style.
pub fn draw(list: &DrawList, view: &View, zoom: f32, face: &mut Face, onto: &mut Pixmap) {
    let mut canvas = Canvas { view, zoom, shown: view.shown(64.0 * zoom), onto };
    for item in &list.items {
        match item {
            Item::Polygons { rings, fill, stroke } => canvas.polygons(rings, *fill, stroke.as_ref()),
            Item::Line { points, stroke } => canvas.line(points, false, stroke),
            Item::Points { at, radius_px, colour, shape } => canvas.points(at, *radius_px, *colour, *shape),
            Item::Label(_) => {}
        }
    }
    let placed = place(list, view, zoom, |text, size| label_size(face, text, size));
    for place in placed {
        if let Some(Item::Label(label)) = list.items.get(place.label) {
            draw_label(label, &place, zoom, face, onto);
        }
    }
}

/// A label with room for its halo, in pixels.
fn label_size(face: &Face, text: &str, size: f32) -> (f32, f32) {
    let (width, height) = face.measure(text, size);
    (width + size * 0.5, height + size * 0.1)
}

fn draw_label(label: &Label, place: &Placed, zoom: f32, face: &mut Face, onto: &mut Pixmap) {
    let size = label.size_px * zoom;
    let Some(path) = face.outline(&label.text, size, place.left, place.top, Some(place.width)) else { return };
    if let Some(halo) = label.halo {
        stroke_path(&path, &Stroke::solid(size * 0.22, halo), onto);
    }
    fill_path(&path, label.colour, FillRule::Winding, onto);
}

/// Fills a path given in pixels.
pub fn fill_path(path: &Path, colour: Rgba, rule: FillRule, onto: &mut Pixmap) {
    onto.fill_path(path, &paint(colour), rule, Transform::identity(), None);
}

/// Strokes a path given in pixels.
pub fn stroke_path(path: &Path, stroke: &Stroke, onto: &mut Pixmap) {
    let style = tiny_skia::Stroke {
        width: stroke.width_px,
        line_cap: if stroke.dash.is_some() { LineCap::Butt } else { LineCap::Round },
        line_join: LineJoin::Round,
        dash: stroke.dash.and_then(|d| StrokeDash::new(d.to_vec(), 0.0)),
        ..Default::default()
    };
    onto.stroke_path(path, &paint(stroke.colour), &style, Transform::identity(), None);
}

fn paint(c: Rgba) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(c.r, c.g, c.b, c.a);
    paint
}

/// The outline of a marker around a place, in pixels, and whether it is a line rather than an area.
pub fn marker(shape: Shape, [x, y]: [f32; 2], r: f32) -> Option<(Path, bool)> {
    let mut path = PathBuilder::new();
    match shape {
        Shape::Circle => path.push_circle(x, y, r),
        Shape::Ring => path.push_circle(x, y, r * 0.82),
        Shape::Square => {
            path.push_rect(tiny_skia::Rect::from_ltrb(x - r * 0.88, y - r * 0.88, x + r * 0.88, y + r * 0.88)?)
        }
        Shape::Triangle => {
            path.move_to(x, y - r * 1.1);
            path.line_to(x + r, y + r * 0.75);
            path.line_to(x - r, y + r * 0.75);
            path.close();
        }
        Shape::Cross => {
            let r = r * 0.75;
            path.move_to(x - r, y - r);
            path.line_to(x + r, y + r);
            path.move_to(x + r, y - r);
            path.line_to(x - r, y + r);
        }
    }
    Some((path.finish()?, matches!(shape, Shape::Ring | Shape::Cross)))
}

/// Draws one marker, in pixels.
pub fn draw_marker(shape: Shape, at: [f32; 2], r: f32, colour: Rgba, onto: &mut Pixmap) {
    match marker(shape, at, r) {
        Some((path, true)) => stroke_path(&path, &Stroke::solid((r * 0.36).max(1.0), colour), onto),
        Some((path, false)) => fill_path(&path, colour, FillRule::Winding, onto),
        None => {}
    }
}

struct Canvas<'a> {
    view: &'a View,
    zoom: f32,
    /// What can be seen, and what strokes and markers around can reach.
    shown: Bounds,
    onto: &'a mut Pixmap,
}

impl Canvas<'_> {
    /// The points on the screen, those that make no visible difference left out; `None` where nothing would be seen.
    fn on_screen(&self, points: &[Pt], thin: f32) -> Option<(Vec<[f32; 2]>, bool)> {
        let bounds = Bounds::of(points.iter().copied())?;
        if !bounds.touches(self.shown) {
            return None;
        }
        let mut kept: Vec<[f32; 2]> = Vec::with_capacity(points.len());
        for (i, p) in points.iter().enumerate() {
            let [x, y] = self.view.to_screen(*p);
            let far = kept.last().is_none_or(|[a, b]| (x - a).abs().max((y - b).abs()) >= thin);
            if far || i + 1 == points.len() {
                kept.push([x, y]);
            }
        }
        let whole = self.shown.contains(bounds.min) && self.shown.contains(bounds.max);
        Some((kept, whole))
    }

    /// The rectangle of [`Self::shown`] in pixels: left, top, right, bottom.
    fn frame(&self) -> [f32; 4] {
        let around = 64.0 * self.zoom;
        [-around, -around, self.view.width + around, self.view.height + around]
    }

    fn polygons(&mut self, rings: &[Vec<Pt>], fill: Rgba, stroke: Option<&Stroke>) {
        if fill.a > 0 {
            let mut path = PathBuilder::new();
            for ring in rings {
                let Some((mut points, whole)) = self.on_screen(ring, THIN_FILL) else { continue };
                if !whole {
                    points = clip_ring(&points, self.frame());
                }
                if spread(&points) >= INVISIBLE {
                    push(&mut path, &points, true);
                }
            }
            if let Some(path) = path.finish() {
                fill_path(&path, fill, FillRule::EvenOdd, self.onto);
            }
        }
        if let Some(stroke) = stroke {
            rings.iter().for_each(|ring| self.line(ring, true, stroke));
        }
    }

    fn line(&mut self, points: &[Pt], closed: bool, stroke: &Stroke) {
        let Some((mut points, whole)) = self.on_screen(points, THIN_LINE) else { return };
        if stroke.colour.a == 0 || points.len() < 2 || spread(&points) < INVISIBLE {
            return;
        }
        let mut path = PathBuilder::new();
        if whole {
            push(&mut path, &points, closed);
        } else {
            if closed {
                points.extend(points.first().copied());
            }
            clip_line(&points, self.frame()).iter().for_each(|piece| push(&mut path, piece, false));
        }
        if let Some(path) = path.finish() {
            let zoom = self.zoom;
            let dash = stroke.dash.map(|d| d.map(|v| v * zoom));
            stroke_path(&path, &Stroke { width_px: stroke.width_px * zoom, dash, ..*stroke }, self.onto);
        }
    }

    /// Markers are drawn once for each of a few subpixel places and stamped: there are tens of thousands of them.
    fn points(&mut self, at: &[Pt], radius: f32, colour: Rgba, shape: Shape) {
        let radius = (radius * self.zoom).clamp(0.3, 200.0);
        let side = 2 * (radius * 1.3 + 2.0).ceil() as usize;
        let mut stamps: Vec<Option<Pixmap>> = vec![None; STEPS * STEPS];
        for p in at.iter().filter(|p| self.shown.contains(**p)) {
            let [x, y] = self.view.to_screen(*p).map(|v| v - side as f32 / 2.0);
            let step = |v: f32| (((v - v.floor()) * STEPS as f32) as usize).min(STEPS - 1);
            let (sx, sy) = (step(x), step(y));
            let stamp = &mut stamps[sy * STEPS + sx];
            if stamp.is_none() {
                let Some(mut fresh) = Pixmap::new(side as u32, side as u32) else { return };
                let middle = |s: usize| side as f32 / 2.0 + (s as f32 + 0.5) / STEPS as f32;
                draw_marker(shape, [middle(sx), middle(sy)], radius, colour, &mut fresh);
                *stamp = Some(fresh);
            }
            if let Some(stamp) = stamp {
                blend(stamp, x.floor() as i64, y.floor() as i64, self.onto);
            }
        }
    }
}

/// The larger side of the box around the points.
fn spread(points: &[[f32; 2]]) -> f32 {
    let side = |axis: usize| {
        let (low, high) = points.iter().fold((f32::MAX, f32::MIN), |(l, h), p| (l.min(p[axis]), h.max(p[axis])));
        high - low
    };
    side(0).max(side(1))
}

fn push(path: &mut PathBuilder, points: &[[f32; 2]], close: bool) {
    let Some(([x, y], rest)) = points.split_first() else { return };
    path.move_to(*x, *y);
    rest.iter().for_each(|[x, y]| path.line_to(*x, *y));
    if close {
        path.close();
    }
}

/// Lays a small picture over a large one; both hold premultiplied colours.
fn blend(stamp: &Pixmap, left: i64, top: i64, onto: &mut Pixmap) {
    let (width, height) = (i64::from(onto.width()), i64::from(onto.height()));
    let side = i64::from(stamp.width());
    let (from_x, to_x) = (0.max(-left), side.min(width - left));
    if from_x >= to_x {
        return;
    }
    let count = (to_x - from_x) as usize * 4;
    for y in 0.max(-top)..side.min(height - top) {
        let from = ((y * side + from_x) * 4) as usize;
        let to = (((y + top) * width + left + from_x) * 4) as usize;
        let source = &stamp.data()[from..from + count];
        let target = &mut onto.data_mut()[to..to + count];
        for (s, t) in source.chunks_exact(4).zip(target.chunks_exact_mut(4)) {
            let keep = 255 - u32::from(s[3]);
            if keep < 255 {
                for (s, t) in s.iter().zip(t) {
                    *t = (u32::from(*s) + (u32::from(*t) * keep + 127) / 255).min(255) as u8;
                }
            }
        }
    }
}
