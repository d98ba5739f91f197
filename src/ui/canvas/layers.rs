//! The map itself as meshes, made anew only when the scene or the view has changed.

use std::sync::Arc;

use egui::{Color32, Mesh, Painter, Shape};

use super::atlas::Atlas;
use super::dots;
use super::fills::{self, Screen};
use super::look::{BARE, colour};
use super::names::{Name, names, write};
use super::strokes::Pen;
use crate::present::scene::{Scene, barrier_stroke, lod_for};

/// What decides how the layers look.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    version: u64,
    screen: Screen,
    pixels_per_point: f32,
}

/// The layers of the last frame.
#[derive(Default)]
pub struct Layers {
    key: Option<Key>,
    below: Vec<Arc<Mesh>>,
    above: Vec<Arc<Mesh>>,
    names: Vec<Name>,
}

impl Layers {
    /// Makes the layers anew where they would look different.
    pub fn update(&mut self, scene: &Scene, screen: &Screen, atlas: &Atlas, painter: &Painter) {
        let pixels_per_point = painter.pixels_per_point();
        let key = Key { version: scene.version, screen: *screen, pixels_per_point };
        if self.key == Some(key) {
            return;
        }
        self.key = Some(key);
        let hatch = Color32::from_rgba_unmultiplied(40, 44, 54, 120);
        let mut below = vec![fills::territory(scene, screen, BARE)];
        if scene.options.cells {
            below.push(fills::locked(scene, screen, atlas.hatch.id(), hatch));
        }
        let mut pen = Pen::new(screen, pixels_per_point);
        let (shown, scale) = (screen.view.shown(8.0), screen.view.mm_per_px);
        let detail = &scene.ground.lods[lod_for(scale)];
        if scene.options.barriers {
            for (line, wire) in scene.ground.barriers.iter().enumerate().filter(|(_, wire)| wire.bounds.touches(shown))
            {
                if let Some(stroke) = barrier_stroke(wire.kind, wire.major, scale) {
                    pen.line(detail.barriers.get(line as u32), &stroke);
                }
            }
        }
        for (edge, stroke) in scene.outlines(shown, scale) {
            pen.line(detail.edges.get(edge), &stroke);
        }
        below.push(pen.mesh);
        let mut above = Vec::new();
        if scene.options.households {
            above.push(dots::households(scene, screen, atlas));
        }
        if scene.options.workers {
            above.push(dots::workers(scene, screen, atlas, colour(crate::present::scene::WORKER)));
        }
        let share = |meshes: Vec<Mesh>| meshes.into_iter().filter(|mesh| !mesh.is_empty()).map(Arc::new).collect();
        self.below = share(below);
        self.above = share(above);
        self.names = names(scene, screen, painter);
    }

    /// Territory and lines.
    pub fn paint_below(&self, painter: &Painter) {
        painter.extend(self.below.iter().map(|mesh| Shape::mesh(Arc::clone(mesh))));
    }

    /// People and names.
    pub fn paint_above(&self, screen: &Screen, painter: &Painter) {
        painter.extend(self.above.iter().map(|mesh| Shape::mesh(Arc::clone(mesh))));
        write(&self.names, screen.min, painter);
    }
}
