//! What a metre of border costs, by what it runs along and what it parts.

use crate::model::{BarrierKind, marks};

/// How much dearer a border is that splits a villager group: 一组一格, one group one cell, wherever sizes allow it.
const GROUP_FACTOR: f64 = 3.0;

/// How much borders are drawn to barriers, and how much villager groups keep them off: 0 not at all, 1 as usual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BorderCost {
    pub roads: f64,
    pub groups: f64,
}

impl BorderCost {
    /// What a metre costs along an edge with these marks, where 1 is open ground.
    pub fn factor(self, edge_marks: u32, splits_group: bool) -> f64 {
        1.0 / (1.0 + self.roads * (1.0 / along(edge_marks) - 1.0)) * self.within(splits_group)
    }

    /// The same on open ground.
    pub fn within(self, splits_group: bool) -> f64 {
        if splits_group { 1.0 + self.groups * (GROUP_FACTOR - 1.0) } else { 1.0 }
    }
}

/// What a metre costs along each kind of barrier, drawn to as usual.
fn along(edge_marks: u32) -> f64 {
    let is = |kind| edge_marks & marks::barrier(kind) != 0;
    if is(BarrierKind::River) || is(BarrierKind::Ridge) || is(BarrierKind::Railway) {
        0.1
    } else if is(BarrierKind::Wall) || is(BarrierKind::Road) || is(BarrierKind::Other) {
        0.25
    } else {
        1.0
    }
}
