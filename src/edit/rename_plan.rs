//! Gives a plan another name; one that is adopted or retired keeps its own.

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Id, Plan, Project};
use crate::say;

pub fn plan(project: &Project, id: Id, name: &str) -> Result<Change, Refusal> {
    let row = guard::open_plan(project, id)?;
    let name = guard::free_plan_name(project, Some(id), name)?;
    if name == row.name {
        return Err(Refusal::new(say!("edit-no-change")));
    }
    let note = say!("edit-plan-renamed", old = &*row.name, new = &*name);
    Ok(Change { note, ops: vec![Op::Plan(id, Some(Plan { name, ..row.clone() }))] })
}
