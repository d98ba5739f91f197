//! The plans of a project, as menus and the panel list them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::model::{Id, Level, Plan, PlanKind, PlanStatus, Project};

/// One plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanTag {
    pub id: Id,
    pub name: Arc<str>,
    pub kind: PlanKind,
    pub status: PlanStatus,
    pub cells: u32,
    pub nest: Option<Level>,
    /// The name of the base plan of a micro plan.
    pub parent: Option<Arc<str>>,
    pub origin: Arc<str>,
}

impl PlanTag {
    /// Whether its cells may be changed.
    pub const fn is_open(&self) -> bool {
        matches!(self.status, PlanStatus::Draft | PlanStatus::InConsultation)
    }
}

/// All plans, by id.
pub fn plans(project: &Project) -> Vec<PlanTag> {
    let mut cells: BTreeMap<Id, u32> = BTreeMap::new();
    for cell in project.cells.values() {
        *cells.entry(cell.plan).or_default() += 1;
    }
    let tag = |(id, plan): (Id, &Plan)| PlanTag {
        id,
        name: Arc::clone(&plan.name),
        kind: plan.kind,
        status: plan.status,
        cells: cells.get(&id).copied().unwrap_or(0),
        nest: plan.nest,
        parent: plan.parent.and_then(|base| project.plans.get(base)).map(|base| Arc::clone(&base.name)),
        origin: Arc::clone(&plan.origin),
    };
    project.plans.iter().map(tag).collect()
}

/// A name for a copy or a new plan that none bears yet: the name with the first free number behind it.
pub fn free_name(project: &Project, name: &str) -> String {
    let names = (2..).map(|n| format!("{name} {n}"));
    let free = |name: &String| project.plan_named(name).is_none();
    names.into_iter().find(free).unwrap_or_else(|| name.to_owned())
}
