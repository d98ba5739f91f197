//! Appoints a worker to a cell by hand, in place of whoever had it.

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Appointment, Id, Project};
use crate::say;

pub fn plan(project: &Project, id: Id, worker: Option<Id>) -> Result<Change, Refusal> {
    let cell = guard::cell(project, id)?;
    let plan = cell.plan;
    guard::open_plan(project, plan)?;
    let present = || project.appointments_of(plan).filter(move |(_, a)| a.cell == id);
    let Some(worker) = worker else {
        let ops: Vec<Op> = present().map(|(row, _)| Op::Appointment(row, None)).collect();
        if ops.is_empty() {
            return Err(Refusal::new(say!("edit-no-change")));
        }
        return Ok(Change { note: say!("edit-unappointed", cell = &*cell.name), ops });
    };
    let row = project.workers.get(worker).ok_or_else(|| Refusal::new(say!("edit-no-worker")))?;
    if present().any(|(_, a)| a.worker == worker && a.by_hand) {
        return Err(Refusal::new(say!("edit-no-change")));
    }
    let elsewhere = project.appointments_of(plan).filter(|(_, a)| a.worker == worker && a.cell != id).count();
    if elsewhere >= usize::from(row.max_cells) {
        return Err(Refusal::new(say!("edit-worker-full", worker = &*row.code, cells = elsewhere)));
    }
    let mut ops: Vec<Op> = present().map(|(row, _)| Op::Appointment(row, None)).collect();
    let new = Appointment { plan, cell: id, worker, role: row.role.clone(), by_hand: true };
    ops.push(Op::Appointment(project.appointments.next_id(), Some(new)));
    // The journal is kept for ever, so it names the worker by number, never by name.
    Ok(Change { note: say!("edit-appointed", worker = &*row.code, cell = &*cell.name), ops })
}
