//! The part of a project that a gesture can reach, kept from one frame to the next.

use std::collections::BTreeSet;

use super::field::Field;
use crate::geom::Pt;
use crate::model::{Id, Project};

/// Whole nesting areas with the blocks around them, under the ids that they have in the project.
#[derive(Clone, Debug)]
pub struct Local {
    revision: u64,
    areas: BTreeSet<Id>,
    project: Project,
}

/// Two are the same where they were taken out of the same state.
impl PartialEq for Local {
    fn eq(&self, other: &Self) -> bool {
        (self.revision, &self.areas) == (other.revision, &other.areas)
    }
}

impl Local {
    /// A project in which everything that concerns these places and cells can be planned: the one in the slot where it
    /// still does. All of it, where cells may cross every border.
    pub fn around<'a>(slot: &'a mut Option<Self>, field: &Field<'a>, places: &[Pt], cells: &[Id]) -> &'a Project {
        let project = field.project;
        let plan = field.plan.and_then(|plan| project.plans.get(plan));
        let Some(nest) = plan.and_then(|plan| plan.nest) else { return project };
        let blocks: BTreeSet<Id> = places.iter().filter_map(|at| (field.block_at)(*at)).collect();
        let mut areas: BTreeSet<Id> = blocks.iter().filter_map(|block| project.nest_of(*block, Some(nest))).collect();
        areas.extend(cells.iter().filter_map(|cell| project.cells.get(*cell)).map(|cell| cell.area));
        let still = |local: &Self| local.revision == field.revision && areas.is_subset(&local.areas);
        if !slot.as_ref().is_some_and(still) {
            let faces = areas.iter().flat_map(|area| project.blocks_nested(*area, nest)).collect();
            *slot = Some(Self { revision: field.revision, project: project.part(&faces), areas });
        }
        slot.as_ref().map_or(project, |local| &local.project)
    }
}
