//! The map itself: on the graphics card, or as meshes that are made anew only when the scene or the view has changed.
//!
//! Where making the meshes takes longer than a frame may, a moving map shows the old ones, shifted and stretched, until it
//! rests.

use std::sync::Arc;
use std::time::Instant;

use egui::{Color32, Mesh, Painter, Shape};

use super::atlas::Atlas;
use super::dots;
use super::fills::{self, Screen};
use super::gpu::{Drawn as OnCard, Gpu};
use super::look::Look;
use super::names::Names;
use super::strokes::Pen;
use crate::present::scene::{Layer, Scene, WORKER, barrier_stroke};

/// What decides how the layers look, besides the place of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    version: u64,
    size: [f32; 2],
    pixels_per_point: f32,
    look: Look,
}

/// Layers as they were made, or as they have been moved since.
#[derive(Default)]
struct Drawn {
    below: Vec<Arc<Mesh>>,
    above: Vec<Arc<Mesh>>,
}

/// The layers of the last frame.
#[derive(Default)]
pub struct Layers {
    card: Option<Gpu>,
    /// What the card draws below and above what is selected.
    shapes: Option<(Shape, Shape)>,
    names: Names,
    key: Option<Key>,
    made: Drawn,
    /// The screen that they were made for.
    made_for: Option<Screen>,
    /// What is shown instead while a heavy map moves.
    moved: Option<Drawn>,
    /// The screen of the last frame.
    last: Option<Screen>,
    /// How long the last making took, seconds.
    cost_s: f32,
}

/// Making the layers may take so much of a frame, seconds.
const FRAME_S: f32 = 0.008;
/// A heavy map is drawn so far beyond its rim, points.
const MARGIN: f32 = 160.0;

impl Layers {
    /// Lets the graphics card draw from now on.
    pub fn use_card(&mut self, card: Option<Gpu>) {
        self.card = card;
    }

    /// Whether the map is on its way to the card, and none was there before.
    pub const fn is_waiting(&self) -> bool {
        self.card.is_some() && self.shapes.is_none()
    }

    /// Makes the layers anew where they would look different.
    pub fn update(&mut self, scene: &Scene, screen: &Screen, atlas: &Atlas, painter: &Painter) {
        self.names.update(scene, screen, painter);
        self.shapes = None;
        match self.card.as_mut().map(|card| card.frame(scene, screen, painter.pixels_per_point())) {
            Some(OnCard::Card(below, above)) => self.shapes = Some((below, above)),
            Some(OnCard::Waiting) => {}
            Some(OnCard::Refused) | None => {
                self.card = None;
                self.make(scene, screen, atlas, painter);
            }
        }
    }

    fn make(&mut self, scene: &Scene, screen: &Screen, atlas: &Atlas, painter: &Painter) {
        let pixels_per_point = painter.pixels_per_point();
        let size = [screen.view.width, screen.view.height];
        let key = Key { version: scene.version, size, pixels_per_point, look: screen.look };
        let rests = self.last == Some(*screen);
        self.last = Some(*screen);
        let heavy = self.cost_s > FRAME_S;
        if self.key == Some(key) {
            let made_for = self.made_for.map(|made| Screen { margin: 0.0, ..made });
            if made_for == Some(*screen) {
                self.moved = None;
                return;
            }
            if let Some(made) = made_for.filter(|made| heavy && !rests && is_near(screen, made)) {
                self.moved = Some(self.made.moved(&made, screen));
                painter.ctx().request_repaint();
                return;
            }
        }
        let started = Instant::now();
        let wide = Screen { margin: if heavy { MARGIN } else { 0.0 }, ..*screen };
        self.key = Some(key);
        self.moved = None;
        self.made = Drawn::new(scene, &wide, atlas, painter);
        self.made_for = Some(wide);
        self.cost_s = started.elapsed().as_secs_f32();
    }

    /// Territory and lines.
    pub fn paint_below(&self, painter: &Painter) {
        let drawn = self.moved.as_ref().unwrap_or(&self.made);
        painter.extend(self.shapes.iter().map(|(below, _)| below.clone()));
        painter.extend(drawn.below.iter().map(|mesh| Shape::mesh(Arc::clone(mesh))));
    }

    /// People and names.
    pub fn paint_above(&self, screen: &Screen, painter: &Painter) {
        let drawn = self.moved.as_ref().unwrap_or(&self.made);
        painter.extend(self.shapes.iter().map(|(_, above)| above.clone()));
        painter.extend(drawn.above.iter().map(|mesh| Shape::mesh(Arc::clone(mesh))));
        self.names.paint(screen, painter);
    }
}

/// Whether layers made for one screen can stand in on another.
fn is_near(screen: &Screen, made: &Screen) -> bool {
    let change = screen.change_from(made);
    let middle = made.rect().center();
    let off = change * middle - screen.rect().center();
    (0.6..1.7).contains(&change.scaling) && off.x.abs().max(off.y.abs()) < MARGIN
}

impl Drawn {
    fn new(scene: &Scene, screen: &Screen, atlas: &Atlas, painter: &Painter) -> Self {
        let hatch = screen.look.hatching();
        let bare = if scene.options.image { Color32::TRANSPARENT } else { screen.look.bare() };
        let mut below = vec![fills::territory(scene, screen, bare)];
        if scene.options.cells {
            below.push(fills::locked(scene, screen, atlas.hatch.id(), hatch));
        }
        let mut people = Vec::new();
        if scene.options.households {
            people.push(dots::households(scene, screen, atlas));
        }
        if scene.options.workers {
            people.push(dots::workers(scene, screen, atlas, screen.look.colour(WORKER)));
        }
        let mut above = Vec::new();
        let order = scene.options.order();
        for layer in order {
            match layer {
                Layer::Barriers | Layer::Borders => {
                    below.push(lines(scene, screen, painter.pixels_per_point(), layer));
                }
                // Uppermost, they lie over what is selected too.
                Layer::People if order.last() == Some(&layer) => above.append(&mut people),
                Layer::People => below.append(&mut people),
            }
        }
        let share = |meshes: Vec<Mesh>| meshes.into_iter().filter(|mesh| !mesh.is_empty()).map(Arc::new).collect();
        Self { below: share(below), above: share(above) }
    }

    /// The same on another screen.
    fn moved(&self, made: &Screen, screen: &Screen) -> Self {
        let change = screen.change_from(made);
        let moved = |mesh: &Arc<Mesh>| {
            let mut mesh = Mesh::clone(mesh);
            mesh.transform(change);
            Arc::new(mesh)
        };
        Self { below: self.below.iter().map(moved).collect(), above: self.above.iter().map(moved).collect() }
    }
}

fn lines(scene: &Scene, screen: &Screen, pixels_per_point: f32, layer: Layer) -> Mesh {
    let mut pen = Pen::new(screen, pixels_per_point);
    let (drawn, scale) = (screen.drawn(), screen.view.mm_per_px);
    let lod = scene.ground.levels.at(scale);
    if layer == Layer::Barriers && scene.options.barriers {
        for wire in scene.ground.barriers.iter().filter(|wire| wire.bounds.touches(drawn)) {
            if let Some(stroke) = barrier_stroke(wire.kind, wire.major, scale) {
                pen.line(wire.line.at(lod), &stroke);
            }
        }
    }
    if layer == Layer::Borders {
        for (edge, stroke) in scene.outlines(drawn, scale) {
            pen.line(scene.ground.line(edge, lod), &stroke);
        }
    }
    pen.mesh
}
