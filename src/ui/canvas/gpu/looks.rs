//! How every block and edge looks: the tables by which the card colours what it has.

use crate::present::scene::Scene;
use crate::ui::canvas::look::{BARE, colour};

/// The tables of a scene.
pub struct Looks {
    /// By block: colour, and whether it is hatched.
    pub blocks: Vec<[u32; 2]>,
    /// By edge: the number of its kind of line from 1, and the highest bit for a gap.
    pub edges: Vec<u8>,
}

impl Looks {
    pub fn new(scene: &Scene) -> Self {
        let bare = if scene.options.image { egui::Color32::TRANSPARENT } else { BARE };
        let bare = [u32::from_le_bytes(bare.to_array()), 0];
        let mut blocks = vec![bare; scene.ground.face_bounds.len()];
        if scene.options.cells {
            for cell in scene.cells.values() {
                let fill = colour(scene.fill_of_cell(cell)).to_array();
                let look = [u32::from_le_bytes(fill), u32::from(cell.locked)];
                for block in &cell.blocks {
                    if let Some(entry) = blocks.get_mut(*block as usize) {
                        *entry = look;
                    }
                }
            }
        }
        // A comparison tells of blocks rather than of cells.
        if scene.options.cells && scene.overlay.is_some() {
            for (block, entry) in blocks.iter_mut().enumerate() {
                if let Some(fill) = scene.fill_of(block as u32) {
                    entry[0] = u32::from_le_bytes(colour(fill).to_array());
                }
            }
        }
        let edge = |edge: u32| {
            let (kind, gap) = scene.line_kind(edge);
            kind.map_or(0, |kind| kind as u8 + 1) | u8::from(gap) << 7
        };
        Self { blocks, edges: (0..scene.ground.sides.len() as u32).map(edge).collect() }
    }
}
