//! Repairs what leaves no choice: a stray piece of a cell, and blocks without a cell, go to the one cell they border on.

use std::collections::{BTreeMap, BTreeSet};

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::parts::{NONE, cell_labels, nest_labels, parts};
use crate::model::{CellKind, Id, Project};
use crate::say;

/// Pieces taken care of, and those that border on several cells or only on locked ones.
#[derive(Default)]
struct Count {
    strays: usize,
    gaps: usize,
    left: usize,
}

/// Works inside `within` where it is given. Locked and special cells neither give nor take.
pub fn plan(project: &Project, plan: Id, within: Option<Id>) -> Result<Change, Refusal> {
    let row = guard::open_plan(project, plan)?;
    let old = cell_labels(project, plan);
    let mut labels = old.clone();
    let nests = nest_labels(project, plan);
    let components = parts(project, &nests);
    let wanted: Vec<bool> = (0..labels.len() as Id)
        .map(|face| match (within, project.blocks.get(face)) {
            (Some(area), Some(block)) => project.lies_in(block.area, area),
            (None, Some(_)) => true,
            (_, None) => false,
        })
        .collect();
    let mut count = Count::default();
    // What was filled may leave one neighbour only to what lies behind it.
    loop {
        let moves = round(project, &labels, &nests, &components, &wanted, &mut count);
        if moves.is_empty() {
            break;
        }
        for (face, cell) in moves {
            labels[face as usize] = cell;
        }
    }
    let Count { strays, gaps, left } = count;
    let changed = std::iter::zip(&old, &labels).enumerate().filter(|(_, (old, new))| old != new);
    let ops: Vec<Op> =
        changed.map(|(face, (_, new))| Op::Label { plan, block: face as Id, cell: Some(*new) }).collect();
    match (ops.len(), left) {
        (0, 0) => Err(Refusal::new(say!("edit-repair-clean", plan = &*row.name))),
        (0, left) => Err(Refusal::new(say!("edit-repair-choice", left = left))),
        (blocks, left) => {
            Ok(Change { note: say!("edit-repaired", strays = strays, gaps = gaps, blocks = blocks, left = left), ops })
        }
    }
}

/// The faces that have one way to go, with their new cell. `count.left` is set to the pieces that have not.
fn round(
    project: &Project,
    labels: &[Id],
    nests: &[Id],
    components: &[Id],
    wanted: &[bool],
    count: &mut Count,
) -> Vec<(Id, Id)> {
    let loose = loose(project, labels, nests, components);
    // Cells beside each loose piece, and whether by a piece that stays.
    let mut around: BTreeMap<Id, BTreeMap<Id, bool>> = BTreeMap::new();
    for edge in project.mesh.edges.values() {
        for (own, other) in [(edge.left, edge.right), (edge.right, edge.left)] {
            let (own, other) = (own as usize, other as usize);
            let (Some(piece), Some(cell)) = (loose.get(own), labels.get(other)) else { continue };
            if *piece != NONE && *cell != NONE && *cell != labels[own] && nests[own] == nests[other] {
                *around.entry(*piece).or_default().entry(*cell).or_default() |= loose[other] == NONE;
            }
        }
    }
    let takes = |cell: Id| project.cells.get(cell).is_some_and(|row| !row.locked && row.kind != CellKind::Special);
    let mut moves = Vec::new();
    let mut stuck = BTreeSet::new();
    let mut moved = BTreeSet::new();
    for (face, piece) in loose.iter().enumerate().filter(|(face, piece)| **piece != NONE && wanted[*face]) {
        let own = labels[face];
        let cells = around.get(piece);
        let only = cells.filter(|cells| cells.len() == 1 && (own == NONE || takes(own)));
        match only.and_then(|cells| cells.first_key_value()).filter(|(cell, stays)| **stays && takes(**cell)) {
            Some((cell, _)) => {
                moves.push((face as Id, *cell));
                if moved.insert(*piece) {
                    *(if own == NONE { &mut count.gaps } else { &mut count.strays }) += 1;
                }
            }
            // A village that nobody has begun is no gap.
            None if own != NONE || cells.is_some() => drop(stuck.insert(*piece)),
            None => {}
        }
    }
    count.left = stuck.len();
    moves
}

/// The loose piece that every face belongs to, by the lowest face of it: blocks without a cell, and every piece of a
/// cell but its largest in each component of the nesting area.
fn loose(project: &Project, labels: &[Id], nests: &[Id], components: &[Id]) -> Vec<Id> {
    // Gaps end at the border of the nesting area; a label beyond all cells stands for the gap of each.
    let beyond = project.cells.next_id();
    let mixed: Vec<Id> = std::iter::zip(labels, nests)
        .map(|(cell, nest)| match (*cell, *nest) {
            (NONE, NONE) => NONE,
            (NONE, nest) => beyond + nest,
            (cell, _) => cell,
        })
        .collect();
    let pieces = parts(project, &mixed);
    let mut sizes: BTreeMap<Id, u32> = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| **piece != NONE) {
        *sizes.entry(*piece).or_default() += 1;
    }
    let mut largest: BTreeMap<(Id, Id), (u32, Id)> = BTreeMap::new();
    for (face, piece) in pieces.iter().enumerate().filter(|(face, piece)| **piece != NONE && labels[*face] != NONE) {
        let best = largest.entry((labels[face], components[face])).or_insert((0, NONE));
        // Of two equally large pieces the one with the lower block stays.
        if (sizes[piece], std::cmp::Reverse(*piece)) > (best.0, std::cmp::Reverse(best.1)) {
            *best = (sizes[piece], *piece);
        }
    }
    let kept: BTreeSet<Id> = largest.values().map(|(_, piece)| *piece).collect();
    pieces.into_iter().map(|piece| if kept.contains(&piece) { NONE } else { piece }).collect()
}
