//! Which fill a cell has: neighbours differ, and a cell keeps its colour through edits as long as it does not clash.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Id;
use crate::paint::colour::{FILLS, SAFE_FILLS};
use crate::paint::four_colour;

/// The colour number of each cell.
pub type Colours = BTreeMap<Id, u8>;

/// Colours all cells; `around` lists the neighbours of each.
pub fn colour_all(around: &BTreeMap<Id, BTreeSet<Id>>) -> Colours {
    let ids: Vec<Id> = around.keys().copied().collect();
    let place = |id: &Id| ids.binary_search(id).ok().map(|at| at as u32);
    let graph: Vec<Vec<u32>> = around.values().map(|list| list.iter().filter_map(place).collect()).collect();
    ids.iter().copied().zip(four_colour(&graph)).collect()
}

/// Mends the colours of cells whose neighbours have changed. False where a cell's neighbours have every colour there is,
/// so that all must be coloured anew.
pub fn mend(colours: &mut Colours, changed: &BTreeMap<Id, BTreeSet<Id>>) -> bool {
    // Every palette has so many.
    let most = FILLS.len().min(SAFE_FILLS.len()) as u8;
    let mut mended = true;
    for (cell, around) in changed {
        let taken: BTreeSet<u8> = around.iter().filter_map(|id| colours.get(id)).copied().collect();
        if colours.get(cell).is_some_and(|own| !taken.contains(own)) {
            continue;
        }
        let free = (0..most).find(|c| !taken.contains(c));
        mended &= free.is_some();
        colours.insert(*cell, free.unwrap_or(0));
    }
    mended
}
