//! Sets or clears the lock of cells.

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Cell, Id, Project};
use crate::say;

pub fn plan(project: &Project, cells: &[Id], locked: bool) -> Result<Change, Refusal> {
    let mut ops = Vec::new();
    for id in cells {
        let cell = guard::cell(project, *id)?;
        guard::open_plan(project, cell.plan)?;
        if cell.locked != locked {
            ops.push(Op::Cell(*id, Some(Cell { locked, ..cell.clone() })));
        }
    }
    match (ops.len(), cells.is_empty(), locked) {
        (_, true, _) => Err(Refusal::new(say!("edit-nothing-selected"))),
        (0, ..) => Err(Refusal::new(say!("edit-no-change"))),
        (n, _, true) => Ok(Change { note: say!("edit-locked", cells = n), ops }),
        (n, _, false) => Ok(Change { note: say!("edit-unlocked", cells = n), ops }),
    }
}
