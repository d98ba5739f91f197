//! Which cells belong together, by worker or by area.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Id;

/// Every cell in one group at most.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    of: BTreeMap<Id, Id>,
    members: BTreeMap<Id, BTreeSet<Id>>,
}

impl Groups {
    /// Lets a cell belong to a group, or to none.
    pub fn put(&mut self, cell: Id, group: Option<Id>) {
        let old = match group {
            Some(group) => self.of.insert(cell, group),
            None => self.of.remove(&cell),
        };
        if let Some(members) = old.and_then(|old| self.members.get_mut(&old)) {
            members.remove(&cell);
        }
        if let Some(group) = group {
            self.members.entry(group).or_default().insert(cell);
        }
    }

    /// The group of a cell.
    pub fn of(&self, cell: Id) -> Option<Id> {
        self.of.get(&cell).copied()
    }

    /// The cells of a group.
    pub fn members(&self, group: Id) -> &BTreeSet<Id> {
        static NONE: BTreeSet<Id> = BTreeSet::new();
        self.members.get(&group).unwrap_or(&NONE)
    }
}
