//! Gives blocks to a cell, or takes them out of every cell.

use std::collections::BTreeSet;

use super::guard;
use crate::change::{Change, Refusal};
use crate::model::{Id, Project};
use crate::say;

pub fn plan(project: &Project, plan: Id, cell: Option<Id>, blocks: &[Id]) -> Result<Change, Refusal> {
    let row = guard::open_plan(project, plan)?;
    let area = guard::one_area(project, row, blocks)?;
    let to = cell.map(|cell| guard::unlocked(project, cell)).transpose()?;
    if let Some(to) = to {
        if to.plan != plan {
            return Err(Refusal::new(say!("edit-other-plan", cell = &*to.name)));
        }
        if row.nest.is_some() && to.area != area {
            return Err(Refusal::new(say!(
                "edit-across-border",
                one = &*project.areas[to.area].name,
                other = &*project.areas[area].name
            )));
        }
    }
    let ops = guard::relabel(project, plan, cell, &blocks.iter().copied().collect::<BTreeSet<_>>())?;
    if ops.is_empty() {
        return Err(Refusal::new(say!("edit-no-change")));
    }
    let note = match to {
        Some(to) => say!("edit-painted", blocks = blocks.len(), cell = &*to.name),
        None => say!("edit-erased", blocks = blocks.len()),
    };
    Ok(Change { note, ops })
}
