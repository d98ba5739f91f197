//! Takes a plan out with its cells, labels and appointments; undo brings all of it back.

use crate::change::{Change, Op, Refusal};
use crate::model::{Id, Meta, PlanKind, PlanStatus, Project};
use crate::say;

/// An adopted plan stays until it is retired, and a base plan as long as a micro plan lies in it.
pub fn plan(project: &Project, id: Id) -> Result<Change, Refusal> {
    let row = project.plans.get(id).ok_or_else(|| Refusal::new(say!("edit-no-plan")))?;
    if row.status == PlanStatus::Adopted {
        return Err(Refusal::new(say!("edit-plan-in-force", plan = &*row.name)));
    }
    if let Some((_, inner)) = project.plans.iter().find(|(_, other)| other.parent == Some(id)) {
        return Err(Refusal::new(say!("edit-plan-has-micro", plan = &*row.name, micro = &*inner.name)));
    }
    let mut ops: Vec<Op> = project.appointments_of(id).map(|(row, _)| Op::Appointment(row, None)).collect();
    let labels = project.labels.get(&id).into_iter().flat_map(|labels| labels.iter());
    ops.extend(labels.map(|(block, _)| Op::Label { plan: id, block, cell: None }));
    ops.extend(project.cells_of(id).map(|(cell, _)| Op::Cell(cell, None)));
    ops.push(Op::Plan(id, None));
    if project.meta.current == Some(id) {
        // A base plan is what most work is about.
        let others = project.plans.iter().filter(|(other, _)| *other != id);
        let next = others.min_by_key(|(other, row)| (row.kind != PlanKind::Base, *other)).map(|(other, _)| other);
        ops.push(Op::Meta(Meta { current: next, ..project.meta.clone() }));
    }
    Ok(Change { note: say!("edit-plan-dropped", plan = &*row.name), ops })
}
