//! Gives blocks to a cell, or takes them out of every cell.

use std::collections::BTreeSet;

use super::guard;
use crate::change::{Action, Change, Refusal};
use crate::model::{Id, Plan, Project};
use crate::say;

pub fn plan(project: &Project, plan: Id, cell: Option<Id>, blocks: &[Id]) -> Result<Change, Refusal> {
    let row = guard::open_plan(project, plan)?;
    let to = cell.map(|cell| guard::unlocked(project, cell)).transpose()?;
    let area =
        guard::one_area(project, row, blocks).map_err(|refusal| inside_only(project, row, cell, blocks, refusal))?;
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

/// Where the blocks reach over the border of the cell's area, those inside it were meant.
fn inside_only(project: &Project, plan: &Plan, cell: Option<Id>, blocks: &[Id], refusal: Refusal) -> Refusal {
    let Some(to) = cell.and_then(|cell| project.cells.get(cell)) else { return refusal };
    let inside = blocks.iter().copied().filter(|block| project.nest_of(*block, plan.nest) == Some(to.area));
    let inside: Vec<Id> = inside.collect();
    if inside.is_empty() || inside.len() == blocks.len() {
        return refusal;
    }
    let area = project.areas.get(to.area).map(|area| &*area.name).unwrap_or_default();
    let label = say!("edit-take-inside", blocks = inside.len(), area = area);
    refusal.or(label, Action::PaintBlocks { plan: to.plan, cell, blocks: inside })
}
