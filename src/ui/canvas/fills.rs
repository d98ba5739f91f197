//! Territory as triangles.

use egui::emath::TSTransform;
use egui::epaint::Vertex;
use egui::{Color32, Mesh, Pos2, Rect, TextureId};

use super::atlas::{HATCH, hatch_uv};
use super::look::Look;
use crate::geom::{Bounds, Pt};
use crate::model::Id;
use crate::paint::View;
use crate::present::scene::{Ground, Scene};

/// Points of the map on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Screen {
    pub view: View,
    /// Top left corner of the map.
    pub min: Pos2,
    /// How far beyond its rim the map is drawn, points.
    pub margin: f32,
    /// The colours that it is drawn in.
    pub look: Look,
}

impl Screen {
    pub fn at(&self, p: Pt) -> Pos2 {
        let [x, y] = self.view.to_screen(p);
        Pos2::new(self.min.x + x, self.min.y + y)
    }

    pub fn to_map(self, at: Pos2) -> Pt {
        self.view.to_map([at.x - self.min.x, at.y - self.min.y])
    }

    /// The part of the map that is drawn, with room for markers on its rim.
    pub fn drawn(&self) -> Bounds {
        self.view.shown(self.margin + 8.0)
    }

    /// How what was drawn on another screen is moved and stretched to fit this one.
    pub fn change_from(&self, made: &Self) -> TSTransform {
        let half = egui::vec2(self.view.width, self.view.height) / 2.0;
        let scale = made.view.mm_per_px / self.view.mm_per_px;
        let shift = |axis: usize| ((made.view.centre[axis] - self.view.centre[axis]) / self.view.mm_per_px) as f32;
        let middle = made.min.to_vec2() + half;
        let to = self.min.to_vec2() + half + egui::vec2(shift(0), -shift(1));
        TSTransform::new(to - middle * scale as f32, scale as f32)
    }

    pub fn rect(&self) -> Rect {
        Rect::from_min_size(self.min, egui::vec2(self.view.width, self.view.height))
    }
}

/// The blocks in sight in their colours.
pub fn territory(scene: &Scene, screen: &Screen, bare: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    let lod = scene.ground.levels.at(screen.view.mm_per_px);
    for block in scene.ground.faces_in(screen.drawn()) {
        let fill = if scene.options.cells { scene.fill_of(block).map(|fill| screen.look.colour(fill)) } else { None };
        push_block(&mut mesh, &scene.ground, block, lod, screen, fill.unwrap_or(bare));
    }
    mesh
}

/// Some blocks in one colour.
pub fn blocks(ground: &Ground, blocks: impl IntoIterator<Item = Id>, screen: &Screen, colour: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    let (lod, shown) = (ground.levels.at(screen.view.mm_per_px), screen.drawn());
    for block in blocks {
        if ground.bounds_of(block).is_some_and(|of| of.touches(shown)) {
            push_block(&mut mesh, ground, block, lod, screen, colour);
        }
    }
    mesh
}

/// The locked cells in sight, hatched.
pub fn locked(scene: &Scene, screen: &Screen, hatch: TextureId, colour: Color32) -> Mesh {
    let locked = scene.cells.values().filter(|cell| cell.locked).flat_map(|cell| cell.blocks.iter().copied());
    let mut mesh = blocks(&scene.ground, locked, screen, colour);
    mesh.texture_id = hatch;
    // The pattern hangs on the map, so that it moves with it.
    let origin = screen.at(Pt::default());
    let tile = HATCH as f32;
    let origin = Pos2::new(origin.x.rem_euclid(tile), origin.y.rem_euclid(tile));
    for vertex in &mut mesh.vertices {
        vertex.uv = hatch_uv(vertex.pos, origin);
    }
    mesh
}

fn push_block(mesh: &mut Mesh, ground: &Ground, block: Id, lod: usize, screen: &Screen, colour: Color32) {
    let (vertices, corners) = ground.fill(block, lod);
    let first = mesh.vertices.len() as u32;
    mesh.vertices.extend(vertices.iter().map(|p| Vertex {
        pos: screen.at(*p),
        uv: egui::epaint::WHITE_UV,
        color: colour,
    }));
    mesh.indices.extend(corners.iter().map(|corner| first + corner));
}
