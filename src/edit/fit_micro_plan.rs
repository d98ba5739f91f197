//! Cuts micro cells back to the borders of the base plan after those have moved.
//!
//! A micro cell keeps the blocks in the base cell where it has most of them. The others go to the one micro cell of their
//! base cell that they border on, or become a micro cell of their own; blocks that no base cell has are let go.

use std::collections::{BTreeMap, BTreeSet};

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::parts::{NONE, cell_labels};
use crate::model::{Cell, CellKind, Id, Project};
use crate::say;

pub fn plan(project: &Project, plan: Id) -> Result<Change, Refusal> {
    let row = guard::open_plan(project, plan)?;
    let base = row.parent.filter(|base| project.plans.get(*base).is_some());
    let base = base.ok_or_else(|| Refusal::new(say!("edit-no-base", plan = &*row.name)))?;
    let (labels, bases) = (cell_labels(project, plan), cell_labels(project, base));
    let mut groups: BTreeMap<(Id, Id), BTreeSet<Id>> = BTreeMap::new();
    for (face, (cell, base)) in std::iter::zip(&labels, &bases).enumerate().filter(|(_, (cell, _))| **cell != NONE) {
        groups.entry((*cell, *base)).or_default().insert(face as Id);
    }
    // Micro cell -> the base cell that it stays in.
    let mut home: BTreeMap<Id, (usize, Id)> = BTreeMap::new();
    for ((cell, base), blocks) in groups.iter().filter(|((_, base), _)| *base != NONE) {
        let best = home.entry(*cell).or_insert((0, NONE));
        if blocks.len() > best.0 {
            *best = (blocks.len(), *base);
        }
    }
    let stray = |cell: &Id, base: &Id| home.get(cell).is_none_or(|(_, own)| own != base);
    let mut ops = Vec::new();
    let mut numbering = guard::Numbering::after(project, plan, |_, _| true);
    let mut next = project.cells.next_id();
    let (mut moved, mut made) = (0, 0);
    for ((cell, base), blocks) in groups.iter().filter(|((cell, base), _)| stray(cell, base)) {
        guard::unlocked(project, *cell)?;
        moved += blocks.len();
        let to = if *base == NONE {
            None
        } else if let Some(beside) =
            only_neighbour(project, &labels, blocks, |cell| home.get(&cell).map(|h| h.1) == Some(*base))
        {
            Some(beside)
        } else {
            let area = guard::one_area(project, row, &blocks.iter().copied().collect::<Vec<_>>())?;
            let (code, name) = numbering.next(area);
            ops.push(Op::Cell(next, Some(Cell { plan, area, code, name, kind: CellKind::Micro, locked: false })));
            made += 1;
            next += 1;
            Some(next - 1)
        };
        ops.extend(blocks.iter().map(|block| Op::Label { plan, block: *block, cell: to }));
    }
    if moved == 0 {
        return Err(Refusal::new(say!("edit-micro-fits", plan = &*row.name)));
    }
    let emptied = groups.keys().map(|(cell, _)| *cell).filter(|cell| !home.contains_key(cell));
    for cell in emptied.collect::<BTreeSet<_>>() {
        ops.extend(guard::drop_cell(project, cell));
    }
    Ok(Change { note: say!("edit-micro-fitted", plan = &*row.name, blocks = moved, cells = made), ops })
}

/// The one unlocked micro cell in the right base cell that some blocks border on.
fn only_neighbour(project: &Project, labels: &[Id], blocks: &BTreeSet<Id>, fits: impl Fn(Id) -> bool) -> Option<Id> {
    let mut found = BTreeSet::new();
    for edge in project.mesh.edges.values() {
        for (own, other) in [(edge.left, edge.right), (edge.right, edge.left)] {
            if blocks.contains(&own) && !blocks.contains(&other) {
                let cell = labels.get(other as usize).copied().filter(|cell| *cell != NONE && fits(*cell));
                found.extend(cell.filter(|cell| project.cells.get(*cell).is_some_and(|row| !row.locked)));
            }
        }
    }
    found.first().copied().filter(|_| found.len() == 1)
}
