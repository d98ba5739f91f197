//! Adds an empty plan and makes it the current one.

use std::sync::Arc;

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Level, Meta, Plan, Project};
use crate::say;

pub fn plan(project: &Project, name: &str, nest: Option<Level>, origin: &Arc<str>) -> Result<Change, Refusal> {
    let name = guard::free_plan_name(project, None, name)?;
    let id = project.plans.next_id();
    let plan = Plan::draft(name.clone(), nest, origin.clone());
    let meta = Meta { current: Some(id), ..project.meta.clone() };
    Ok(Change { note: say!("edit-plan-added", plan = &*name), ops: vec![Op::Plan(id, Some(plan)), Op::Meta(meta)] })
}
