//! Makes several cells of one, block by block.

use std::collections::BTreeSet;

use super::guard;
use crate::change::{Change, Refusal};
use crate::model::{Id, Project, block_tallies};
use crate::say;

/// The parts must be all blocks of the cell, each once; see [`guard::divide`] for who keeps the code.
pub fn plan(project: &Project, cell: Id, parts: &[Vec<Id>]) -> Result<Change, Refusal> {
    let row = guard::unlocked(project, cell)?;
    guard::open_plan(project, row.plan)?;
    let given: BTreeSet<Id> = parts.iter().flatten().copied().collect();
    let whole = project.blocks_of(cell).into_iter().collect::<BTreeSet<Id>>();
    if given != whole || given.len() != parts.iter().map(Vec::len).sum::<usize>() {
        return Err(Refusal::new(say!("edit-moved-on")));
    }
    if parts.len() < 2 || parts.iter().any(Vec::is_empty) {
        return Err(Refusal::new(say!("edit-no-change")));
    }
    let tallies = block_tallies(project);
    let households = |part: &[Id]| part.iter().map(|block| tallies[*block as usize].households).sum::<u32>();
    let counts: Vec<u32> = parts.iter().map(|part| households(part)).collect();
    let ops = guard::divide(project, row, counts.iter().copied().zip(parts.iter().map(Vec::as_slice)));
    let (least, most) = (counts.iter().min().copied().unwrap_or(0), counts.iter().max().copied().unwrap_or(0));
    let note = say!("edit-parted", cell = &*row.name, parts = parts.len(), least = least, most = most);
    Ok(Change { note, ops })
}
