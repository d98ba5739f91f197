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
    /// Alt: blocks instead of cells; free ground instead of borders.
    pub fine: bool,
    /// Shift: follow borders, roads and rivers.
    pub follow: bool,
    /// The other button: take back instead of give.
    pub back: bool,
}

impl Pointer {
    /// Ctrl or ⌘ alone: what is drawn around leaves the selection.
    pub const fn takes_out(&self) -> bool {
        self.add && !self.follow
    }
}

/// The map under a tool. The index of what lies where belongs to whoever shows the map.
pub struct Field<'a> {
    pub project: &'a Project,
    /// Different after every change of the project.
    pub revision: u64,
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
    /// A place well inside a block.
    pub middle: &'a dyn Fn(Id) -> Pt,
    /// The mesh edges whose box touches a box.
    pub edges_near: &'a dyn Fn(Bounds) -> Vec<Id>,
    /// The households within a distance (mm) of the line from one place to another.
    pub people_near: &'a dyn Fn(Pt, Pt, f64) -> Vec<Id>,
    /// How many households a block has, and a cell.
    pub households_in: &'a dyn Fn(Id) -> u32,
    pub households_of: &'a dyn Fn(Id) -> u32,
}

impl Field<'_> {
    /// The cell of a block in the plan on the map.
    pub fn cell_of(&self, block: Id) -> Option<Id> {
        self.project.cell_of(self.plan?, block)
    }

    /// The cell at a place.
    pub fn cell_at(&self, at: Pt) -> Option<Id> {
        self.cell_of((self.block_at)(at)?)
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
