//! Gives a cell another name; its code stays.

use std::sync::Arc;

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Cell, Id, Project};
use crate::say;

pub fn plan(project: &Project, id: Id, name: &str) -> Result<Change, Refusal> {
    let cell = guard::cell(project, id)?;
    guard::open_plan(project, cell.plan)?;
    let name: Arc<str> = name.trim().into();
    if name.is_empty() {
        return Err(Refusal::new(say!("edit-name-empty")));
    }
    if name == cell.name {
        return Err(Refusal::new(say!("edit-no-change")));
    }
    if let Some((_, twin)) = project.cells_of(cell.plan).find(|(other, c)| *other != id && c.name == name) {
        return Err(Refusal::new(say!("edit-name-taken", name = &*name, code = &*twin.code)));
    }
    let note = say!("edit-renamed", old = &*cell.name, new = &*name);
    Ok(Change { note, ops: vec![Op::Cell(id, Some(Cell { name, ..cell.clone() }))] })
}
