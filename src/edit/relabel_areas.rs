//! Replaces the cells of whole nesting areas by those that the balancer made.

use std::collections::{BTreeMap, BTreeSet};

use super::guard;
use crate::change::{BalancedCell, Change, Op, Refusal};
use crate::model::{Cell, Id, Plan, Project, Size};
use crate::say;

/// Locked cells of the areas stay as they are; the others go, with their appointments, unless one of `cells` carries
/// them on. New cells are numbered in the order given, after the numbers of those that stay.
pub fn plan(
    project: &Project,
    plan: Id,
    areas: &[Id],
    cells: &[BalancedCell],
    limits: Option<Size>,
) -> Result<Change, Refusal> {
    let row = guard::open_plan(project, plan)?;
    let areas: BTreeSet<Id> = areas.iter().copied().collect();
    let goes = |cell: &Cell| areas.contains(&cell.area) && !cell.locked;
    let mut kept: BTreeSet<Id> = BTreeSet::new();
    for id in cells.iter().filter_map(|cell| cell.keeps) {
        let row = project.cells.get(id).filter(|row| row.plan == plan && goes(row));
        if row.is_none() || !kept.insert(id) {
            return Err(Refusal::new(say!("edit-no-cell")));
        }
    }
    let mut labels: BTreeMap<Id, Option<Id>> = BTreeMap::new();
    let mut ops = vec![Op::Plan(plan, Some(Plan { limits, ..row.clone() }))];
    let gone: BTreeSet<Id> = project.cells_of(plan).filter(|(_, cell)| goes(cell)).map(|(id, _)| id).collect();
    for (block, cell) in project.labels.get(&plan).into_iter().flat_map(|labels| labels.iter()) {
        if gone.contains(cell) {
            labels.insert(block, None);
        }
    }
    for (id, appointment) in project.appointments_of(plan) {
        if gone.contains(&appointment.cell) && !kept.contains(&appointment.cell) {
            ops.push(Op::Appointment(id, None));
        }
    }
    ops.extend(gone.difference(&kept).map(|cell| Op::Cell(*cell, None)));
    let mut numbering = guard::Numbering::after(project, plan, |id, cell| !goes(cell) || kept.contains(&id));
    let mut fresh = project.cells.next_id()..;
    for cell in cells {
        let Some(new) = cell.keeps.or_else(|| fresh.next()) else { break };
        let area = guard::one_area(project, row, &cell.blocks)?;
        if area != cell.area && row.nest.is_some() {
            return Err(Refusal::new(say!("edit-no-block")));
        }
        for block in &cell.blocks {
            if let Some(locked) = project.cell_of(plan, *block).filter(|old| !gone.contains(old)) {
                return Err(Refusal::new(say!("edit-cell-locked", cell = &*project.cells[locked].name)));
            }
            if labels.insert(*block, Some(new)).flatten().is_some() {
                return Err(Refusal::new(say!("edit-block-twice")));
            }
        }
        if cell.keeps.is_some_and(|id| project.cells[id].area == area) {
            continue;
        }
        let (code, name) = numbering.next(cell.area);
        let row = Cell { plan, area: cell.area, code, name, kind: cell.kind, locked: false };
        ops.push(Op::Cell(new, Some(row)));
    }
    let changed = labels.into_iter().filter(|(block, cell)| project.cell_of(plan, *block) != *cell);
    ops.extend(changed.map(|(block, cell)| Op::Label { plan, block, cell }));
    Ok(Change { note: say!("edit-balanced", areas = areas.len(), cells = cells.len(), plan = &*row.name), ops })
}
