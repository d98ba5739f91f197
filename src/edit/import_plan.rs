//! Adds a plan that was drawn elsewhere, with its codes, names and workers.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::change::{Change, ImportedCell, Op, Refusal};
use crate::model::{Appointment, Cell, Level, Meta, Plan, Project, code};
use crate::say;

/// The current plan stays, except where there was none.
pub fn plan(
    project: &Project,
    name: &str,
    nest: Option<Level>,
    origin: &Arc<str>,
    cells: &[ImportedCell],
) -> Result<Change, Refusal> {
    if project.plan_named(name).is_some() {
        return Err(Refusal::new(say!("edit-plan-exists", plan = name)));
    }
    let plan = project.plans.next_id();
    let row = Plan::draft(name.into(), nest, origin.clone());
    let mut ops = vec![Op::Plan(plan, Some(row))];
    if project.meta.current.is_none() {
        ops.push(Op::Meta(Meta { current: Some(plan), ..project.meta.clone() }));
    }
    let mut seen = BTreeSet::new();
    let mut appointment = project.appointments.next_id();
    for (id, cell) in (project.cells.next_id()..).zip(cells) {
        let Some(area) = project.areas.get(cell.area) else { return Err(Refusal::new(say!("edit-no-block"))) };
        let row = Cell {
            plan,
            area: cell.area,
            code: cell.code.clone(),
            name: cell.name.clone(),
            kind: code::base_kind(&area.code),
            locked: false,
        };
        ops.push(Op::Cell(id, Some(row)));
        for block in &cell.blocks {
            if project.blocks.get(*block).is_none_or(|b| b.area != cell.area) || !seen.insert(*block) {
                return Err(Refusal::new(say!("edit-no-block")));
            }
            ops.push(Op::Label { plan, block: *block, cell: Some(id) });
        }
        if let Some(worker) = cell.worker {
            let role = project.workers.get(worker).ok_or_else(|| Refusal::new(say!("edit-no-worker")))?.role.clone();
            let row = Appointment { plan, cell: id, worker, role, by_hand: true };
            ops.push(Op::Appointment(appointment, Some(row)));
            appointment += 1;
        }
    }
    Ok(Change { note: say!("edit-plan-imported", plan = name, cells = cells.len()), ops })
}
