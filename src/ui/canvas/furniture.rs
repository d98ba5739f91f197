//! Scale bar, north arrow, legend, notes.

use egui::{
    Align2, Color32, CornerRadius, FontId, Mesh, Painter, Pos2, Rect, Shape as UiShape, Stroke, StrokeKind, pos2, vec2,
};

use super::fills::Screen;
use super::look::{Look, MARGIN};
use super::names::{print, text as halo_text};
use super::widget::CanvasInput;
use crate::paint::{Entry, ScaleBar, Shape, Swatch};
use crate::present::scene::{Scene, legend};
use crate::words::text;

/// Height of a row of the legend, points.
const ROW: f32 = 20.0;

/// Room that messages need beside the legend, points.
const NEWS_WIDTH: f32 = 340.0;

/// Height of the scale bar with its figures, points.
const SCALE_BAR: f32 = 24.0;

/// Where nothing of the furniture stands.
#[derive(Clone, Copy)]
pub struct Room {
    /// How far down notes reach at the top left.
    pub top: f32,
    /// For messages at the bottom: clear of scale bar and legend.
    pub news: Rect,
}

/// Everything around the map that is not the map.
pub fn paint(scene: &Scene, input: &CanvasInput, screen: &Screen, with_legend: bool, painter: &Painter) -> Room {
    let rect = screen.rect();
    let look = screen.look;
    scale_bar(screen.view.mm_per_px, rect, painter);
    north(rect, painter);
    let entries = if with_legend && rect.height() > 300.0 {
        legend(scene, screen.view.mm_per_px, input.language)
    } else {
        Vec::new()
    };
    let mut news = rect.shrink(MARGIN);
    news.max.y -= SCALE_BAR;
    match box_of(&entries, rect, painter) {
        Some(frame) if frame.left() - rect.left() > NEWS_WIDTH => news.max.x = frame.left() - MARGIN,
        Some(frame) => news.max.y = frame.top() - MARGIN,
        None => {}
    }
    let mut room = Room { top: rect.top(), news };
    let made = scene.made.then(|| text(input.language, "canvas-made"));
    // Above left nothing else stands, however long the sentence is.
    let at = pos2(rect.left() + MARGIN, rect.top() + MARGIN);
    match made {
        Some(made) => {
            // In a narrow map, or with large text, the sentence takes more than one line.
            let wide = (rect.width() - 2.0 * MARGIN - 60.0).max(120.0);
            let galley = painter.layout(made, FontId::proportional(13.0), look.alert(), wide);
            // Names of the map that lie below would be read as part of it.
            let frame = Rect::from_min_size(at, galley.size()).expand2(vec2(6.0, 3.0));
            plate(frame, painter);
            print(painter, at, &galley, look.alert(), None);
            room.top = frame.bottom();
        }
        None => halo_text(painter, at, Align2::LEFT_TOP, input.attribution, 11.5, look.quiet(), Some(look.halo())),
    }
    room
}

/// Whom the map image below names as its source, under the line of notes.
#[cfg(feature = "tiles")]
pub fn source(text: &str, screen: &Screen, painter: &Painter) {
    let at = screen.rect().left_top() + vec2(MARGIN, MARGIN + 20.0);
    let look = screen.look;
    halo_text(painter, at, Align2::LEFT_TOP, text, 11.5, look.quiet(), Some(look.halo()));
}

/// The circle under which the brush collects.
pub fn brush_ring(at: Pos2, radius: f32, painting: bool, painter: &Painter) {
    let look = Look::of(painter);
    let width = if painting { 2.0 } else { 1.4 };
    painter.circle_stroke(at, radius, Stroke::new(width + 1.6, look.casing(200)));
    painter.circle_stroke(at, radius, Stroke::new(width, look.ink()));
}

fn scale_bar(mm_per_px: f64, rect: Rect, painter: &Painter) {
    let look = Look::of(painter);
    let bar = ScaleBar::new(mm_per_px, 150.0);
    let left = rect.left() + MARGIN + 2.0;
    let bottom = rect.bottom() - MARGIN;
    let half = bar.px / 2.0;
    let casing = Rect::from_min_max(pos2(left - 1.5, bottom - 6.5), pos2(left + bar.px + 1.5, bottom + 1.5));
    painter.rect_filled(casing, CornerRadius::ZERO, look.halo());
    for (part, fill) in [(0.0, look.ink()), (half, look.casing(255))] {
        let piece = Rect::from_min_size(pos2(left + part, bottom - 5.0), vec2(half, 5.0));
        painter.rect(piece, CornerRadius::ZERO, fill, Stroke::new(1.0, look.ink()), StrokeKind::Inside);
    }
    let marks =
        [(0.0, 0.0, Align2::LEFT_BOTTOM), (half, 0.5, Align2::CENTER_BOTTOM), (bar.px, 1.0, Align2::LEFT_BOTTOM)];
    for (x, part, anchor) in marks {
        let shift = if part == 1.0 { -6.0 } else { 0.0 };
        halo_text(
            painter,
            pos2(left + x + shift, bottom - 7.0),
            anchor,
            &bar.mark(part),
            11.5,
            look.ink(),
            Some(look.halo()),
        );
    }
}

fn north(rect: Rect, painter: &Painter) {
    let look = Look::of(painter);
    let top = pos2(rect.right() - MARGIN - 12.0, rect.top() + MARGIN + 16.0);
    let (tip, foot) = (top, pos2(top.x, top.y + 20.0));
    let (left, right) = (pos2(top.x - 8.0, top.y + 27.0), pos2(top.x + 8.0, top.y + 27.0));
    let line = Stroke::new(1.2, look.ink());
    painter.add(UiShape::convex_polygon(vec![tip, foot, left], look.ink(), line));
    painter.add(UiShape::convex_polygon(vec![tip, right, foot], look.casing(255), line));
    halo_text(painter, pos2(top.x, top.y - 1.0), Align2::CENTER_BOTTOM, "N", 14.0, look.ink(), Some(look.halo()));
}

/// Paints the legend, where it has room; returns where.
fn box_of(entries: &[Entry], rect: Rect, painter: &Painter) -> Option<Rect> {
    let look = Look::of(painter);
    let ink = look.ink();
    let galley = |entry: &Entry| painter.layout_no_wrap(entry.text.clone(), FontId::proportional(12.5), ink);
    let galleys: Vec<_> = entries.iter().map(galley).collect();
    let widest = galleys.iter().map(|galley| galley.size().x).fold(0.0, f32::max);
    let size = vec2(widest + 58.0, ROW * entries.len() as f32 + 12.0);
    if entries.is_empty() || size.y > rect.height() - 120.0 {
        return None;
    }
    let frame = Rect::from_min_size(rect.max - size - vec2(MARGIN, MARGIN), size);
    plate(frame, painter);
    for (i, (entry, galley)) in entries.iter().zip(galleys).enumerate() {
        let middle = frame.top() + 6.0 + ROW * (i as f32 + 0.5);
        swatch(entry.swatch, look, pos2(frame.left() + 24.0, middle), painter);
        painter.galley(pos2(frame.left() + 48.0, middle - galley.size().y / 2.0), galley, ink);
    }
    Some(frame)
}

/// A plate under text, with a soft shadow.
pub fn plate(frame: Rect, painter: &Painter) {
    let look = Look::of(painter);
    let radius = CornerRadius::same(6);
    painter.rect_filled(
        frame.translate(vec2(0.0, 1.5)).expand(1.0),
        CornerRadius::same(7),
        Color32::from_black_alpha(36),
    );
    painter.rect(frame, radius, look.card(), Stroke::new(1.0, look.rim()), StrokeKind::Inside);
}

fn swatch(swatch: Swatch, look: Look, middle: Pos2, painter: &Painter) {
    match swatch {
        Swatch::Fill(fill, stroke) => {
            let frame = Rect::from_center_size(middle, vec2(28.0, 13.0));
            let line = stroke.map_or(Stroke::NONE, |s| Stroke::new(s.width_px, look.colour(s.colour)));
            painter.rect(frame, CornerRadius::same(2), look.colour(fill), line, StrokeKind::Inside);
        }
        Swatch::Line(stroke) => {
            let ends = [middle - vec2(14.0, 0.0), middle + vec2(14.0, 0.0)];
            let line = Stroke::new(stroke.width_px, look.colour(stroke.colour));
            match stroke.dash {
                Some([dash, gap]) => painter.extend(UiShape::dashed_line(&ends, line, dash, gap)),
                None => {
                    painter.line_segment(ends, line);
                }
            }
        }
        Swatch::Point { radius_px, colour: fill, shape } => point(shape, middle, radius_px, look.colour(fill), painter),
    }
}

fn point(shape: Shape, at: Pos2, r: f32, fill: Color32, painter: &Painter) {
    let shape = match shape {
        Shape::Circle => UiShape::circle_filled(at, r, fill),
        Shape::Ring | Shape::Cross => UiShape::circle_stroke(at, r, Stroke::new(1.5, fill)),
        Shape::Square => UiShape::rect_filled(Rect::from_center_size(at, vec2(r, r) * 1.7), CornerRadius::ZERO, fill),
        Shape::Triangle => {
            let mut mesh = Mesh::default();
            for (x, y) in [(0.0, -r * 1.1), (r, r * 0.75), (-r, r * 0.75)] {
                mesh.colored_vertex(at + vec2(x, y), fill);
            }
            mesh.add_triangle(0, 1, 2);
            UiShape::mesh(mesh)
        }
    };
    painter.add(shape);
}
