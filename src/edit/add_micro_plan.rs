//! Adds a micro plan inside a base plan, with one micro cell for each base cell to begin with, and makes it the current one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Cell, CellKind, Id, Meta, Plan, PlanKind, Project};
use crate::say;

pub fn plan(project: &Project, base: Id, name: &str) -> Result<Change, Refusal> {
    let row = project.plans.get(base).ok_or_else(|| Refusal::new(say!("edit-no-plan")))?;
    if row.kind == PlanKind::Micro {
        return Err(Refusal::new(say!("edit-micro-in-micro", plan = &*row.name)));
    }
    let name = guard::free_plan_name(project, None, name)?;
    let plan = project.plans.next_id();
    let inner = Plan {
        kind: PlanKind::Micro,
        parent: Some(base),
        ..Plan::draft(Arc::clone(&name), row.nest, Arc::clone(&row.name))
    };
    let mut ops = vec![Op::Plan(plan, Some(inner))];
    let inside: BTreeMap<Id, Id> = project.cells_of(base).map(|(id, _)| id).zip(project.cells.next_id()..).collect();
    for (id, cell) in project.cells_of(base) {
        let twin = Cell { plan, kind: CellKind::Micro, locked: false, ..cell.clone() };
        ops.push(Op::Cell(inside[&id], Some(twin)));
    }
    for (block, cell) in project.labels.get(&base).into_iter().flat_map(|labels| labels.iter()) {
        if let Some(twin) = inside.get(cell) {
            ops.push(Op::Label { plan, block, cell: Some(*twin) });
        }
    }
    ops.push(Op::Meta(Meta { current: Some(plan), ..project.meta.clone() }));
    Ok(Change { note: say!("edit-micro-added", plan = &*name, base = &*row.name), ops })
}
