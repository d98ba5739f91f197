//! Cells that an edit by hand has left in pieces, and what would mend them.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{Action, Refusal};
use crate::mesh::{Excerpt, OUTSIDE, Topology};
use crate::model::{Cell, Id, Project};
use crate::say;

/// The first of these cells that lies in more pieces than its area does, with the piece that is cut off; the way on gives
/// that piece to the cell around it.
pub fn loose_end(project: &Project, cells: &BTreeSet<Id>) -> Option<Refusal> {
    // The cells of one edit mostly share an area, and looking for its blocks and edges is what takes time.
    let mut seen: Option<Around> = None;
    cells.iter().find_map(|id| {
        let cell = project.cells.get(*id)?;
        let own: BTreeSet<Id> = project.blocks_of(*id).into_iter().collect();
        let around = match seen.take().filter(|around| around.of == (cell.plan, cell.area)) {
            Some(around) if own.is_subset(&around.area) => around,
            _ => Around::new(project, cell, &own)?,
        };
        let found = in_pieces(project, *id, &own, &around);
        seen = Some(around);
        found
    })
}

/// The nesting area of a cell, cut out of the mesh.
struct Around {
    /// Plan and area.
    of: (Id, Id),
    area: BTreeSet<Id>,
    excerpt: Excerpt,
}

impl Around {
    fn new(project: &Project, cell: &Cell, own: &BTreeSet<Id>) -> Option<Self> {
        let plan = project.plans.get(cell.plan)?;
        // Without a nesting level the whole territory is one area, and a cell in two pieces is loose anyway.
        let mut area = plan.nest.map(|nest| project.blocks_nested(cell.area, nest)).unwrap_or_default();
        area.extend(own);
        let excerpt = Excerpt::with_edges(&project.mesh, &area, project.edges_around(&area));
        Some(Self { of: (cell.plan, cell.area), area, excerpt })
    }
}

fn in_pieces(project: &Project, id: Id, own: &BTreeSet<Id>, around: &Around) -> Option<Refusal> {
    let cell = project.cells.get(id)?;
    let Around { area, excerpt, .. } = around;
    let topology = Topology::new(&excerpt.mesh);
    let local = |blocks: &BTreeSet<Id>| blocks.iter().filter_map(|block| excerpt.local(*block)).collect::<Vec<_>>();
    let pieces = topology.components(&local(own));
    if pieces.len() < 2 {
        return None;
    }
    let islands = topology.components(&local(area));
    let island = |piece: &[u32]| islands.iter().position(|island| island.binary_search(&piece[0]).is_ok());
    let mut homes: BTreeMap<Id, u32> = BTreeMap::new();
    for block in project.homes_in(own).into_iter().filter_map(|id| project.households.get(id)?.block) {
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
