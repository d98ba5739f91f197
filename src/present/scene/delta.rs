//! What a stroke of the brush would do to its cell.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::built::Scene;
use super::cells::deviation_pct;
use crate::model::Id;

/// The target cell before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Delta {
    pub cell: Arc<str>,
    /// Households that come to the cell; negative where they leave it.
    pub gained: i64,
    pub after: u32,
    /// Deviation from the target, per cent; none without a target.
    pub before_pct: Option<f64>,
    pub after_pct: Option<f64>,
    /// Whether the cell then has more, or fewer, households than its limits allow.
    pub over: bool,
    pub under: bool,
}

impl Scene {
    /// What giving these blocks to a cell does to it.
    pub fn delta(&self, cell: Id, blocks: &BTreeSet<Id>) -> Option<Delta> {
        let new = blocks.iter().filter(|block| self.cell_of(**block) != Some(cell));
        self.changed(cell, self.households_in(new))
    }

    /// What taking these blocks out of a cell does to it.
    pub fn loss(&self, cell: Id, blocks: &BTreeSet<Id>) -> Option<Delta> {
        let own = blocks.iter().filter(|block| self.cell_of(**block) == Some(cell));
        self.changed(cell, -self.households_in(own))
    }

    fn households_in<'a>(&self, blocks: impl Iterator<Item = &'a Id>) -> i64 {
        blocks.map(|block| i64::from(self.people.tally(*block).households)).sum()
    }

    fn changed(&self, cell: Id, gained: i64) -> Option<Delta> {
        let look = self.cells.get(&cell)?;
        let after = (i64::from(look.tally.households) + gained).max(0) as u32;
        Some(Delta {
            cell: Arc::clone(&look.name),
            gained,
            after,
            before_pct: look.deviation_pct(),
            after_pct: deviation_pct(after, look.size),
            over: after > look.size.max,
            under: after < look.size.min,
        })
    }
}
