//! A plan that is being worked out, over the map of the present one.

use std::collections::BTreeMap;

use crate::model::Id;

/// The blocks that have a cell so far, and the number of the fill of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    fills: BTreeMap<Id, u8>,
}

/// Numbers of fills; palettes repeat after fewer.
const NUMBERS: u32 = 252;

impl Draft {
    /// Adds pairs of a block and the number of its cell.
    pub fn add(&mut self, pairs: &[(Id, u32)]) {
        self.fills.extend(pairs.iter().map(|(block, cell)| (*block, (cell % NUMBERS) as u8)));
    }

    /// Whether no block has a cell yet.
    pub fn is_empty(&self) -> bool {
        self.fills.is_empty()
    }

    /// The number of the fill of a block.
    pub fn fill(&self, block: Id) -> Option<u8> {
        self.fills.get(&block).copied()
    }
}
