//! What a metre of border costs, by what it runs along.

use crate::model::{BarrierKind, marks};

/// What a metre of border costs where nothing runs along, and along each kind of barrier: borders are drawn there.
pub fn border_factor(edge_marks: u32) -> f64 {
    let along = |kind| edge_marks & marks::barrier(kind) != 0;
    if along(BarrierKind::River) || along(BarrierKind::Ridge) || along(BarrierKind::Railway) {
        0.1
    } else if along(BarrierKind::Wall) || along(BarrierKind::Road) || along(BarrierKind::Other) {
        0.25
    } else {
        1.0
    }
}

/// How much dearer a border is that splits a villager group: 一组一格, one group one cell, wherever sizes allow it.
pub const GROUP_FACTOR: f64 = 3.0;
