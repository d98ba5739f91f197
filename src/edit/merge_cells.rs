//! Joins cells of one nesting area into the first of them.

use std::collections::BTreeSet;

use super::guard;
use crate::change::{Change, Op, Refusal};
use crate::model::{Id, Project};
use crate::say;

pub fn plan(project: &Project, cells: &[Id]) -> Result<Change, Refusal> {
    let [first, rest @ ..] = cells else { return Err(Refusal::new(say!("edit-merge-two"))) };
    if rest.is_empty() || rest.contains(first) {
        return Err(Refusal::new(say!("edit-merge-two")));
    }
    let into = guard::unlocked(project, *first)?;
    let nested = guard::open_plan(project, into.plan)?.nest.is_some();
    for id in rest {
        let cell = guard::unlocked(project, *id)?;
        if cell.plan != into.plan {
            return Err(Refusal::new(say!("edit-other-plan", cell = &*cell.name)));
        }
        if nested && cell.area != into.area {
            return Err(Refusal::new(say!(
                "edit-across-border",
                one = &*project.areas[into.area].name,
                other = &*project.areas[cell.area].name
            )));
        }
    }
    let labels = project.labels.get(&into.plan).into_iter().flat_map(|labels| labels.iter());
    let moved: BTreeSet<Id> = labels.filter(|(_, cell)| rest.contains(cell)).map(|(block, _)| block).collect();
    guard::inside_base(project, into.plan, Some(*first), &moved)?;
    let label = |block: Id| Op::Label { plan: into.plan, block, cell: Some(*first) };
    let mut ops: Vec<Op> = moved.into_iter().map(label).collect();
    ops.extend(rest.iter().flat_map(|id| guard::drop_cell(project, *id)));
    Ok(Change { note: say!("edit-merged", cells = cells.len(), cell = &*into.name), ops })
}
