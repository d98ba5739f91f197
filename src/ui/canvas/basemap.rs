//! The tiles of the map image as textured meshes.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::epaint::Vertex;
use egui::{Color32, ColorImage, Mesh, Painter, Pos2, Shape, TextureHandle, TextureOptions};

use super::fills::Screen;
use crate::formats::tiles::TileId;
use crate::present::basemap::{BaseTile, Basemap, STEPS};

/// More pictures than this would take too much of one frame to hand over.
const A_FRAME: usize = 6;

/// The pictures that the graphics card has.
#[derive(Default)]
pub struct BasemapLayer {
    textures: BTreeMap<TileId, TextureHandle>,
}

impl BasemapLayer {
    /// Draws what is at hand of the view.
    pub fn paint(&mut self, basemap: &mut Basemap, screen: &Screen, painter: &Painter) {
        basemap.look(screen.drawn(), screen.view.mm_per_px);
        let tiles: Vec<&Arc<BaseTile>> = basemap.tiles().collect();
        let shown: BTreeSet<TileId> = tiles.iter().map(|tile| tile.id).collect();
        self.textures.retain(|id, _| shown.contains(id));
        let mut room = A_FRAME;
        for tile in tiles {
            let texture = match self.textures.entry(tile.id) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) if room > 0 => {
                    room -= 1;
                    let image = ColorImage::from_rgba_unmultiplied(tile.size, &tile.rgba);
                    entry.insert(painter.ctx().load_texture("basemap", image, TextureOptions::LINEAR))
                }
                Entry::Vacant(_) => {
                    painter.ctx().request_repaint();
                    continue;
                }
            };
            painter.add(Shape::mesh(mesh(tile, texture, screen)));
        }
    }
}

fn mesh(tile: &BaseTile, texture: &TextureHandle, screen: &Screen) -> Mesh {
    let mut mesh = Mesh::with_texture(texture.id());
    let side = STEPS + 1;
    mesh.vertices.extend(tile.grid.iter().enumerate().map(|(i, p)| {
        let uv = Pos2::new((i % side) as f32 / STEPS as f32, (i / side) as f32 / STEPS as f32);
        Vertex { pos: screen.at(*p), uv, color: Color32::WHITE }
    }));
    for (row, column) in (0..STEPS).flat_map(|row| (0..STEPS).map(move |column| (row, column))) {
        let a = (row * side + column) as u32;
        let (b, c) = (a + 1, a + side as u32);
        mesh.indices.extend([a, b, c, c, b, c + 1]);
    }
    mesh
}
