//! Replaces every appointment of a plan that nobody made by hand.

use std::collections::BTreeSet;

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Appointment, Id, Project};
use crate::say;

/// `pairs` are (cell, worker); cells that have an appointment by hand keep it.
pub fn plan(project: &Project, plan: Id, pairs: &[(Id, Id)]) -> Result<Change, Refusal> {
    let row = guard::open_plan(project, plan)?;
    let by_hand: BTreeSet<Id> = project.appointments_of(plan).filter(|(_, a)| a.by_hand).map(|(_, a)| a.cell).collect();
    let old = project.appointments_of(plan).filter(|(_, a)| !a.by_hand);
    let mut ops: Vec<Op> = old.map(|(id, _)| Op::Appointment(id, None)).collect();
    let free = pairs.iter().filter(|(cell, _)| !by_hand.contains(cell));
    for (next, &(cell, worker)) in (project.appointments.next_id()..).zip(free) {
        if guard::cell(project, cell)?.plan != plan {
            return Err(Refusal::new(say!("edit-no-cell")));
        }
        let role = project.workers.get(worker).ok_or_else(|| Refusal::new(say!("edit-no-worker")))?.role.clone();
        ops.push(Op::Appointment(next, Some(Appointment { plan, cell, worker, role, by_hand: false })));
    }
    Ok(Change { note: say!("edit-staffed", cells = pairs.len(), plan = &*row.name), ops })
}
