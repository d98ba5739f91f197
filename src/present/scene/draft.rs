//! A plan that is being worked out, over the map of the present one.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::Rows;
use crate::model::Id;

/// The blocks that have a cell so far, and the number of the fill of each.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    fills: Rows<u8>,
    /// The same for all drafts that come from one, with how often it was added to.
    made: Arc<()>,
    additions: u32,
    /// What the last addition was about.
    fresh: BTreeSet<Id>,
}

/// Numbers of fills; palettes repeat after fewer.
const NUMBERS: u32 = 252;

impl Draft {
    /// Adds pairs of a block and the number of its cell.
    pub fn add(&mut self, pairs: &[(Id, u32)]) {
        self.additions += 1;
        self.fresh = pairs.iter().map(|(block, _)| *block).collect();
        for (block, cell) in pairs {
            self.fills.set(*block, Some((cell % NUMBERS) as u8));
        }
    }

    /// The number of the fill of a block.
    pub fn fill(&self, block: Id) -> Option<u8> {
        self.fills.get(block).copied()
    }

    /// The blocks that look different from an older draft; none where that is not known.
    pub(super) fn since(&self, older: &Self) -> Option<&BTreeSet<Id>> {
        let next = Arc::ptr_eq(&self.made, &older.made) && self.additions == older.additions + 1;
        next.then_some(&self.fresh)
    }
}
