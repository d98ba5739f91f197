//! Cells that an edit by hand has left in pieces, and what would mend them.

use std::collections::{BTreeMap, BTreeSet};

use super::guard;
use crate::change::{Action, Refusal};
use crate::mesh::{Excerpt, OUTSIDE, Topology};
use crate::model::{Id, Project};
use crate::say;

/// The first of these cells that lies in more pieces than its area does, with the piece that is cut off; the way on gives
/// that piece to the cell around it.
pub fn loose_end(project: &Project, cells: &BTreeSet<Id>) -> Option<Refusal> {
    cells.iter().find_map(|cell| in_pieces(project, *cell))
}

fn in_pieces(project: &Project, id: Id) -> Option<Refusal> {
    let cell = project.cells.get(id)?;
    let plan = project.plans.get(cell.plan)?;
    let own: BTreeSet<Id> = guard::blocks_of(project, id).into_iter().collect();
    let nest = plan.nest.map(|_| cell.area);
    // Without a nesting level the whole territory is one area, and a cell in two pieces is loose anyway.
    let around = |block: Id| nest.is_some() && project.nest_of(block, plan.nest) == nest;
    let area: BTreeSet<Id> =
        project.blocks.iter().map(|(block, _)| block).filter(|block| own.contains(block) || around(*block)).collect();
    let excerpt = Excerpt::of(&project.mesh, &area);
    let topology = Topology::new(&excerpt.mesh);
    let local = |blocks: &BTreeSet<Id>| blocks.iter().filter_map(|block| excerpt.local(*block)).collect::<Vec<_>>();
    let pieces = topology.components(&local(&own));
    if pieces.len() < 2 {
        return None;
    }
    let islands = topology.components(&local(&area));
    let island = |piece: &[u32]| islands.iter().position(|island| island.binary_search(&piece[0]).is_ok());
    let mut homes: BTreeMap<Id, u32> = BTreeMap::new();
    for block in project.households.values().filter_map(|row| row.block).filter(|block| own.contains(block)) {
        *homes.entry(block).or_default() += 1;
    }
    let weight = |piece: &[u32]| -> u32 { piece.iter().filter_map(|face| homes.get(&excerpt.whole(*face))).sum() };
    let mut most: BTreeMap<Option<usize>, (u32, usize)> = BTreeMap::new();
    for (i, piece) in pieces.iter().enumerate() {
        let best = most.entry(island(piece)).or_insert((weight(piece), i));
        if weight(piece) > best.0 {
            *best = (weight(piece), i);
        }
    }
    let mut loose = pieces.iter().enumerate().filter(|(i, piece)| most[&island(piece)].1 != *i).map(|(_, piece)| piece);
    let piece = loose.next()?;
    let refusal = Refusal::new(say!("edit-in-pieces", cell = &*cell.name, pieces = pieces.len()));
    let mut borders: BTreeMap<Id, f64> = BTreeMap::new();
    for neighbour in piece.iter().flat_map(|face| topology.neighbours(*face)) {
        let other = Some(excerpt.whole(neighbour.face)).filter(|block| *block != OUTSIDE);
        let other = other.and_then(|block| project.cell_of(cell.plan, block)).filter(|other| *other != id);
        if let Some(other) = other.filter(|other| project.cells.get(*other).is_some_and(|row| !row.locked)) {
            *borders.entry(other).or_default() += neighbour.border_m;
        }
    }
    let into = borders.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(other, _)| other);
    let Some(into) = into.filter(|_| !cell.locked) else { return Some(refusal) };
    let blocks: Vec<Id> = piece.iter().map(|face| excerpt.whole(*face)).collect();
    let name = &*project.cells.get(into)?.name;
    let label = say!("edit-take-piece", blocks = blocks.len(), cell = name, households = weight(piece));
    Some(refusal.or(label, Action::PaintBlocks { plan: cell.plan, cell: Some(into), blocks }))
}
