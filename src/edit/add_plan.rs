//! Adds an empty plan and makes it the current one.

use std::sync::Arc;

use crate::change::{Change, Op, Refusal};
use crate::model::{Level, Meta, Plan, Project};
use crate::say;

pub fn plan(project: &Project, name: &str, nest: Option<Level>, origin: &Arc<str>) -> Result<Change, Refusal> {
    let name: Arc<str> = name.trim().into();
    if name.is_empty() {
        return Err(Refusal::new(say!("edit-name-empty")));
    }
    if project.plan_named(&name).is_some() {
        return Err(Refusal::new(say!("edit-plan-exists", plan = &*name)));
    }
    let id = project.plans.next_id();
    let plan = Plan::draft(name.clone(), nest, origin.clone());
    let meta = Meta { current: Some(id), ..project.meta.clone() };
    Ok(Change { note: say!("edit-plan-added", plan = &*name), ops: vec![Op::Plan(id, Some(plan)), Op::Meta(meta)] })
}
