//! Makes several cells of one, block by block.

use std::collections::BTreeSet;

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Cell, Id, Project, block_tallies};
use crate::say;

/// The part with the most households keeps the code, the name and the worker; the others get the next free numbers. The
/// parts must be all blocks of the cell, each once.
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
    let keeper = (0..parts.len()).max_by_key(|i| (counts[*i], usize::MAX - i));
    let mut numbering = guard::Numbering::after(project, row.plan, |_, _| true);
    let mut ops = Vec::new();
    let others = parts.iter().enumerate().filter(|(i, _)| Some(*i) != keeper);
    for (new, (_, part)) in (project.cells.next_id()..).zip(others) {
        let (code, name) = numbering.next(row.area);
        ops.push(Op::Cell(new, Some(Cell { code, name, ..row.clone() })));
        ops.extend(part.iter().map(|block| Op::Label { plan: row.plan, block: *block, cell: Some(new) }));
    }
    let (least, most) = (counts.iter().min().copied().unwrap_or(0), counts.iter().max().copied().unwrap_or(0));
    let note = say!("edit-parted", cell = &*row.name, parts = parts.len(), least = least, most = most);
    Ok(Change { note, ops })
}
