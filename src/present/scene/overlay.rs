//! What changes from one plan to another, over the map of the newer one.

use std::collections::BTreeMap;

use super::built::Scene;
use super::style::ASIDE;
use crate::measure::Comparison;
use crate::model::parts::{NONE, cell_labels};
use crate::model::{Id, Project};
use crate::paint::{Rgba, Stroke};

/// The older plan, and which of its cells each new one continues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    pub before: Id,
    pub after: Id,
    /// By face: its cell in the older plan.
    labels: Vec<Id>,
    /// Old cell -> new cell.
    successor: BTreeMap<Id, Id>,
}

/// What becomes of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// In the cell that continues its old one.
    Same,
    /// In another.
    Moved,
    Lost,
    Gained,
}

impl Overlay {
    /// For the plans that were compared.
    pub fn new(project: &Project, comparison: &Comparison) -> Self {
        let [before, after] = comparison.plans;
        let successor = comparison.matched.iter().map(|pair| (pair.a, pair.b)).collect();
        Self { before, after, labels: cell_labels(project, before), successor }
    }

    /// What becomes of a block that is in this cell now.
    pub fn becomes(&self, block: Id, now: Option<Id>) -> Becomes {
        let old = self.old(block);
        match (old, now) {
            (NONE, None) => Becomes::Same,
            (NONE, Some(_)) => Becomes::Gained,
            (_, None) => Becomes::Lost,
            (old, Some(now)) if self.successor.get(&old) == Some(&now) => Becomes::Same,
            _ => Becomes::Moved,
        }
    }

    /// Whether a border of the older plan runs between two faces.
    pub fn divides(&self, left: Id, right: Id) -> bool {
        self.old(left) != self.old(right)
    }

    fn old(&self, face: Id) -> Id {
        self.labels.get(face as usize).copied().unwrap_or(NONE)
    }
}

impl Becomes {
    /// The fill of such blocks.
    pub const fn fill(self) -> Rgba {
        match self {
            Self::Same => ASIDE,
            Self::Moved => Rgba::hex(0xf0b266),
            Self::Lost => Rgba::hex(0xd98a94),
            Self::Gained => Rgba::hex(0x9cc3e6),
        }
    }
}

/// Borders of the older plan that are none any more.
pub const OLD_BORDER: Stroke = Stroke { width_px: 2.2, colour: Rgba::hex(0x7a2fa0), dash: Some([8.0, 5.0]) };

impl Scene {
    /// Whether an edge inside a cell was a border between cells in the older plan.
    pub(super) fn was_border(&self, edge: u32) -> bool {
        let (left, right) = self.ground.sides(edge);
        self.overlay.as_ref().is_some_and(|overlay| overlay.divides(left, right))
    }
}
