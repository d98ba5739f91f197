//! Inside each connected component of its nesting area, a cell is one piece.

use std::collections::{BTreeMap, BTreeSet};

use super::look::Look;
use super::{Finding, Severity};
use crate::model::Id;
use crate::model::parts::{NONE, parts};
use crate::say;

#[derive(Default)]
struct Pieces {
    /// Piece -> its households and blocks.
    pieces: BTreeMap<Id, (u32, u32)>,
    components: BTreeSet<Id>,
}

pub(super) fn find(look: &Look, severity: Severity, findings: &mut Vec<Finding>) {
    let pieces = parts(look.project, &look.cell_of);
    let components = parts(look.project, &look.nest_of);
    let mut cells: BTreeMap<Id, Pieces> = BTreeMap::new();
    for (face, cell) in look.cell_of.iter().enumerate().filter(|(_, cell)| **cell != NONE) {
        let of = cells.entry(*cell).or_default();
        let sum = of.pieces.entry(pieces[face]).or_default();
        sum.0 += look.blocks.get(face).map_or(0, |tally| tally.households);
        sum.1 += 1;
        of.components.insert(components[face]);
    }
    for (id, cell, _) in look.cells() {
        let Some(of) = cells.get(&id).filter(|of| of.pieces.len() > of.components.len()) else { continue };
        let smallest = of.pieces.iter().min_by_key(|(_, sum)| **sum);
        let Some((block, (households, _))) = smallest else { continue };
        let message = say!(
            "finding-contiguity",
            cell = &*cell.code,
            name = &*cell.name,
            pieces = of.pieces.len(),
            allowed = of.components.len(),
            households = *households,
        );
        findings.push(look.finding("contiguity", severity, id, message).block(*block).households(*households));
    }
}
