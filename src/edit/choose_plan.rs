//! Makes a plan the current one.

use crate::change::{Change, Op, Refusal};
use crate::model::{Id, Meta, Project};
use crate::say;

pub fn plan(project: &Project, plan: Id) -> Result<Change, Refusal> {
    let row = project.plans.get(plan).ok_or_else(|| Refusal::new(say!("edit-no-plan")))?;
    if project.meta.current == Some(plan) {
        return Err(Refusal::new(say!("edit-no-change")));
    }
    let meta = Meta { current: Some(plan), ..project.meta.clone() };
    Ok(Change { note: say!("edit-plan-chosen", plan = &*row.name), ops: vec![Op::Meta(meta)] })
}
