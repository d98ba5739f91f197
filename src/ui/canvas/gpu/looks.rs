//! How every block and edge looks: the tables by which the card colours what it has.

use super::board::{GroundBoard, PatchBoard};
use crate::present::scene::{Recent, Scene};
use crate::ui::canvas::look::Look;

/// The tables of a scene: first what the board of its ground has, then what the patch has in its stead.
#[derive(Clone)]
pub struct Looks {
    /// By block: colour, and whether it is hatched.
    pub blocks: Vec<[u32; 2]>,
    /// By edge: the number of its kind of line from 1, and the highest bit for a gap.
    pub edges: Vec<u8>,
}

/// How a scene is spread over two boards.
#[derive(Clone, Copy)]
pub struct Boards<'a> {
    pub ground: &'a GroundBoard,
    pub patch: &'a PatchBoard,
}

impl Boards<'_> {
    fn entry(all: usize, patched: &[u32], id: u32) -> Option<usize> {
        match patched.binary_search(&id) {
            Ok(at) => Some(all + at),
            Err(_) => Some(id as usize).filter(|id| *id < all),
        }
    }
}

impl Looks {
    pub fn new(scene: &Scene, look: Look, boards: Boards) -> Self {
        let Boards { ground, patch } = boards;
        let mut blocks = vec![bare(scene, look); ground.blocks + patch.faces.len()];
        if scene.options.cells {
            // By cell, whose fill is worked out but once.
            for cell in scene.cells.values() {
                let entry_of = [packed(look.colour(scene.fill_of_cell(cell))), u32::from(cell.locked)];
                for block in &cell.blocks {
                    if let Some(entry) = Boards::entry(ground.blocks, &patch.faces, *block) {
                        blocks[entry] = entry_of;
                    }
                }
            }
            // A comparison and a draft tell of blocks rather than of cells.
            if scene.overlay.is_some() || scene.draft.is_some() {
                for block in 0..scene.ground.ends().0 as u32 {
                    if let Some(entry) = Boards::entry(ground.blocks, &patch.faces, block) {
                        blocks[entry] = block_look(scene, look, block);
                    }
                }
            }
        }
        let mut edges: Vec<u8> = (0..ground.edges as u32).map(|edge| edge_look(scene, edge)).collect();
        edges.extend(patch.edges.iter().map(|edge| edge_look(scene, *edge)));
        for face in patch.faces.iter().take_while(|face| (**face as usize) < ground.blocks) {
            blocks[*face as usize] = [0, 0];
        }
        for edge in patch.edges.iter().take_while(|edge| (**edge as usize) < ground.edges) {
            edges[*edge as usize] = 0;
        }
        Self { blocks, edges }
    }

    /// The tables of a scene that has changed but a little since these, over the same boards.
    pub fn follow(&self, scene: &Scene, look: Look, recent: &Recent, boards: Boards) -> Self {
        let Boards { ground, patch } = boards;
        let mut next = self.clone();
        for block in &recent.blocks {
            if let Some(entry) = Boards::entry(ground.blocks, &patch.faces, *block) {
                next.blocks[entry] = block_look(scene, look, *block);
            }
        }
        for edge in &recent.edges {
            if let Some(entry) = Boards::entry(ground.edges, &patch.edges, *edge) {
                next.edges[entry] = edge_look(scene, *edge);
            }
        }
        next
    }
}

fn packed(colour: egui::Color32) -> u32 {
    u32::from_le_bytes(colour.to_array())
}

fn bare(scene: &Scene, look: Look) -> [u32; 2] {
    [packed(if scene.options.image { egui::Color32::TRANSPARENT } else { look.bare() }), 0]
}

fn block_look(scene: &Scene, look: Look, block: u32) -> [u32; 2] {
    let fill = scene.fill_of(block).filter(|_| scene.options.cells);
    let locked = scene.cell_of(block).and_then(|cell| scene.cells.get(&cell)).is_some_and(|cell| cell.locked);
    fill.map_or(bare(scene, look), |fill| [packed(look.colour(fill)), u32::from(locked)])
}

fn edge_look(scene: &Scene, edge: u32) -> u8 {
    let (kind, gap) = scene.line_kind(edge);
    kind.map_or(0, |kind| kind as u8 + 1) | u8::from(gap) << 7
}
