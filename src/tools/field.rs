//! What tools see: the project, and what lies where.

use crate::geom::{Bounds, Pt};
use crate::model::{Id, Project};
use crate::session::{Pick, Selection};

/// Where the pointer is and which keys are held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointer {
    pub at: Pt,
    pub mm_per_px: f64,
    /// Ctrl, ⌘ or Shift: add to the selection, or pick another target.
    pub add: bool,
    /// Alt: blocks instead of cells.
    pub fine: bool,
}

/// The map under a tool. The index of what lies where belongs to whoever shows the map.
pub struct Field<'a> {
    pub project: &'a Project,
    /// The plan on the map.
    pub plan: Option<Id>,
    pub selection: &'a Selection,
    /// The household or worker at a place, if one is near enough to be meant.
    pub person_at: &'a dyn Fn(Pt) -> Option<Pick>,
    /// The block at a place.
    pub block_at: &'a dyn Fn(Pt) -> Option<Id>,
    /// The blocks within a distance (mm) of the line from one place to another.
    pub blocks_near: &'a dyn Fn(Pt, Pt, f64) -> Vec<Id>,
    /// The blocks whose middle lies in a box.
    pub blocks_in: &'a dyn Fn(Bounds) -> Vec<Id>,
}

impl Field<'_> {
    /// The cell of a block in the plan on the map.
    pub fn cell_of(&self, block: Id) -> Option<Id> {
        self.project.cell_of(self.plan?, block)
    }

    /// What a click at a place means: a person, else the cell, else the block.
    pub fn pick(&self, pointer: &Pointer, blocks: bool) -> Option<Pick> {
        if let Some(person) = (self.person_at)(pointer.at) {
            return Some(person);
        }
        let block = (self.block_at)(pointer.at)?;
        let cell = self.cell_of(block).filter(|_| !blocks);
        Some(cell.map_or(Pick::Block(block), Pick::Cell))
    }
}
