//! What the user has selected: one selection for map, table and inspector.

use std::collections::BTreeSet;

use crate::model::Id;

/// The selection. Ids that no longer exist are dropped by the session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub cells: BTreeSet<Id>,
    pub blocks: BTreeSet<Id>,
    pub area: Option<Id>,
    pub household: Option<Id>,
    pub worker: Option<Id>,
    /// The cell that the brush paints to.
    pub target: Option<Id>,
}

/// One thing under the pointer or found by the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pick {
    Cell(Id),
    Block(Id),
    Area(Id),
    Household(Id),
    Worker(Id),
}

impl Selection {
    /// Nothing selected; the brush target stays.
    #[must_use]
    pub fn none(&self) -> Self {
        Self { target: self.target, ..Self::default() }
    }

    /// Selects one thing alone; the brush target stays.
    pub fn only(&self, pick: Pick) -> Self {
        let mut new = self.none();
        new.add(pick);
        new
    }

    /// Adds a thing, or takes it out where it was selected already.
    pub fn toggle(&mut self, pick: Pick) {
        let had = match pick {
            Pick::Cell(id) => self.cells.remove(&id),
            Pick::Block(id) => self.blocks.remove(&id),
            Pick::Area(id) => self.area.take_if(|a| *a == id).is_some(),
            Pick::Household(id) => self.household.take_if(|h| *h == id).is_some(),
            Pick::Worker(id) => self.worker.take_if(|w| *w == id).is_some(),
        };
        if !had {
            self.add(pick);
        }
    }

    fn add(&mut self, pick: Pick) {
        match pick {
            Pick::Cell(id) => drop(self.cells.insert(id)),
            Pick::Block(id) => drop(self.blocks.insert(id)),
            Pick::Area(id) => self.area = Some(id),
            Pick::Household(id) => self.household = Some(id),
            Pick::Worker(id) => self.worker = Some(id),
        }
    }
}
