//! Copies a plan to a draft, and makes that the current one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Appointment, Cell, Id, Meta, Plan, PlanStatus, Project};
use crate::say;

/// Cells keep code, name, lock and workers; the copy says where it comes from.
pub fn plan(project: &Project, source: Id, name: &str) -> Result<Change, Refusal> {
    let row = project.plans.get(source).ok_or_else(|| Refusal::new(say!("edit-no-plan")))?;
    let name = guard::free_plan_name(project, None, name)?;
    let plan = project.plans.next_id();
    let copy =
        Plan { name: Arc::clone(&name), status: PlanStatus::Draft, origin: Arc::clone(&row.name), ..row.clone() };
    let mut ops = vec![Op::Plan(plan, Some(copy))];
    let twins: BTreeMap<Id, Id> = project.cells_of(source).map(|(id, _)| id).zip(project.cells.next_id()..).collect();
    for (id, cell) in project.cells_of(source) {
        ops.push(Op::Cell(twins[&id], Some(Cell { plan, ..cell.clone() })));
    }
    for (block, cell) in project.labels.get(&source).into_iter().flat_map(|labels| labels.iter()) {
        if let Some(twin) = twins.get(cell) {
            ops.push(Op::Label { plan, block, cell: Some(*twin) });
        }
    }
    for (next, (_, old)) in (project.appointments.next_id()..).zip(project.appointments_of(source)) {
        if let Some(twin) = twins.get(&old.cell) {
            ops.push(Op::Appointment(next, Some(Appointment { plan, cell: *twin, ..old.clone() })));
        }
    }
    ops.push(Op::Meta(Meta { current: Some(plan), ..project.meta.clone() }));
    Ok(Change { note: say!("edit-plan-copied", plan = &*row.name, copy = &*name), ops })
}
