//! The part of a project that an action which cuts can reach: it is planned there, under the ids of the whole.

use std::collections::BTreeSet;

use crate::change::Action;
use crate::model::{Id, Project};

/// The nesting areas of the cells and households concerned, with the blocks around them; none where the action may need
/// more, and where no index makes that part cheaper than the whole.
pub fn part(project: &Project, action: &Action) -> Option<Project> {
    project.index.as_ref()?;
    let cell = |id: &Id| project.cells.get(*id);
    let (plan, mut areas): (Id, BTreeSet<Id>) = match action {
        Action::SplitCell { cell: id, .. } | Action::MoveHouseholds { cell: id, .. } => {
            (cell(id)?.plan, BTreeSet::from([cell(id)?.area]))
        }
        Action::MoveBorder { cells: [one, other], .. } => {
            (cell(one)?.plan, BTreeSet::from([cell(one)?.area, cell(other)?.area]))
        }
        Action::StraightenBorders { cells, .. } => {
            let rows = cells.iter().map(cell).collect::<Option<Vec<_>>>()?;
            (rows.first()?.plan, rows.iter().map(|row| row.area).collect())
        }
        Action::DrawRing { plan, area, .. } => (*plan, BTreeSet::from([*area])),
        _ => return None,
    };
    let nest = project.plans.get(plan)?.nest?;
    if let Action::MoveHouseholds { households, .. } = action {
        for household in households {
            areas.insert(project.nest_of(project.households.get(*household)?.block?, Some(nest))?);
        }
    }
    Some(project.part(&areas.iter().flat_map(|area| project.blocks_nested(*area, nest)).collect()))
}
