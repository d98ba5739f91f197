//! Makes a new cell of blocks.

use std::collections::BTreeSet;

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Cell, CellKind, Id, PlanKind, Project, code};
use crate::say;

pub fn plan(project: &Project, plan: Id, blocks: &[Id]) -> Result<Change, Refusal> {
    let row = guard::open_plan(project, plan)?;
    let area = guard::one_area(project, row, blocks)?;
    let id = project.cells.next_id();
    let (code, name) = guard::Numbering::after(project, plan, |_, _| true).next(area);
    let kind = match row.kind {
        PlanKind::Micro => CellKind::Micro,
        PlanKind::Base | PlanKind::Department => code::base_kind(&project.areas[area].code),
    };
    let cell = Cell { plan, area, code, name: name.clone(), kind, locked: false };
    let mut ops = vec![Op::Cell(id, Some(cell))];
    ops.extend(guard::relabel(project, plan, Some(id), &blocks.iter().copied().collect::<BTreeSet<_>>())?);
    Ok(Change { note: say!("edit-drew", cell = &*name, blocks = blocks.len()), ops })
}
