//! Moves a plan on: draft and consultation either way, then adopted, then retired, and never back.

use crate::change::{Change, Op, Refusal};
use crate::model::{Id, Plan, PlanStatus, Project};
use crate::say;

pub fn plan(project: &Project, id: Id, status: PlanStatus) -> Result<Change, Refusal> {
    let row = project.plans.get(id).ok_or_else(|| Refusal::new(say!("edit-no-plan")))?;
    let name = &*row.name;
    match (row.status, status) {
        (old, new) if old == new => Err(Refusal::new(say!("edit-no-change"))),
        (PlanStatus::Retired, _) => Err(Refusal::new(say!("edit-plan-retired", plan = name))),
        (PlanStatus::Adopted, PlanStatus::Draft | PlanStatus::InConsultation) => {
            Err(Refusal::new(say!("edit-plan-adopted", plan = name)))
        }
        (_, PlanStatus::Adopted) if project.cells_of(id).next().is_none() => {
            Err(Refusal::new(say!("edit-plan-empty", plan = name)))
        }
        _ => {
            let note = match status {
                PlanStatus::Draft => say!("edit-plan-to-draft", plan = name),
                PlanStatus::InConsultation => say!("edit-plan-to-consultation", plan = name),
                PlanStatus::Adopted => say!("edit-plan-to-adopted", plan = name),
                PlanStatus::Retired => say!("edit-plan-to-retired", plan = name),
            };
            Ok(Change { note, ops: vec![Op::Plan(id, Some(Plan { status, ..row.clone() }))] })
        }
    }
}
