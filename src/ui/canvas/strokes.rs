//! Lines of the map as triangles, cut to what is in sight.

use egui::epaint::{PathStroke, tessellator::Path};
use egui::{Color32, Mesh, Pos2, Rect};

use super::fills::Screen;
use crate::geom::Pt;
use crate::paint::Stroke;

/// Gathers lines in one mesh.
pub struct Pen<'a> {
    pub mesh: Mesh,
    screen: &'a Screen,
    feather: f32,
    near: Rect,
    path: Path,
    points: Vec<Pos2>,
}

impl<'a> Pen<'a> {
    pub fn new(screen: &'a Screen, pixels_per_point: f32) -> Self {
        Self {
            mesh: Mesh::default(),
            screen,
            feather: 1.0 / pixels_per_point.max(0.1),
            near: screen.rect().expand(screen.margin + 16.0),
            path: Path::default(),
            points: Vec::new(),
        }
    }

    /// A line of the map in a style of the draw list.
    pub fn line(&mut self, line: impl IntoIterator<Item = Pt>, stroke: &Stroke) {
        self.draw(line, stroke.width_px, self.screen.look.colour(stroke.colour), stroke.dash);
    }

    /// A line of the map.
    pub fn draw(&mut self, line: impl IntoIterator<Item = Pt>, width: f32, colour: Color32, dash: Option<[f32; 2]>) {
        let mut points = std::mem::take(&mut self.points);
        points.clear();
        for p in line {
            let at = self.screen.at(p);
            // Points that fall together have no direction, which the path could not join.
            if points.last().is_none_or(|last: &Pos2| last.distance_sq(at) > 0.01) {
                points.push(at);
            }
        }
        match dash {
            None => self.solid(&points, width, colour),
            Some(dash) => self.dashed(&points, width, colour, dash),
        }
        self.points = points;
    }

    fn solid(&mut self, points: &[Pos2], width: f32, colour: Color32) {
        if points.len() < 2 {
            return;
        }
        self.path.clear();
        self.path.add_open_points(points);
        self.path.stroke_open(self.feather, &PathStroke::new(width, colour), &mut self.mesh);
    }

    fn dashed(&mut self, points: &[Pos2], width: f32, colour: Color32, [dash, gap]: [f32; 2]) {
        let period = dash + gap;
        let mut walked = 0.0;
        for pair in points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let long = a.distance(b);
            let along = (b - a) / long.max(1e-6);
            if let Some((from, to)) = inside(self.near, a, b) {
                // Whole periods from the start of the line, so that panning does not move the dashes.
                let mut start = ((walked + from * long) / period).floor() * period - walked;
                while start < to * long {
                    let (s, e) = (start.max(0.0), (start + dash).min(long));
                    if e > s {
                        self.solid(&[a + along * s, a + along * e], width, colour);
                    }
                    start += period;
                }
            }
            walked = (walked + long) % period;
        }
    }
}

/// Between which parts (0 to 1) the segment lies in the rectangle (Liang & Barsky 1984).
fn inside(rect: Rect, a: Pos2, b: Pos2) -> Option<(f32, f32)> {
    let d = b - a;
    let (mut t0, mut t1) = (0.0f32, 1.0f32);
    let sides = [(-d.x, a.x - rect.min.x), (d.x, rect.max.x - a.x), (-d.y, a.y - rect.min.y), (d.y, rect.max.y - a.y)];
    for (p, q) in sides {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            t0 = t0.max(q / p);
        } else {
            t1 = t1.min(q / p);
        }
    }
    (t0 < t1).then_some((t0, t1))
}
