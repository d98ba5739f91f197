//! What the rules of a plan look at, worked out once.

use std::collections::BTreeMap;

use super::{Finding, Severity};
use crate::base::Message;
use crate::model::parts::{NONE, cell_labels, nest_labels};
use crate::model::{Cell, Id, Plan, Project, Tally, block_tallies, cell_tallies};

/// A plan with its labels, sums and workers.
pub(super) struct Look<'a> {
    pub project: &'a Project,
    pub plan: &'a Plan,
    /// Face -> cell of this plan; `NONE` for gaps.
    pub cell_of: Vec<Id>,
    /// Face -> nesting area; `NONE` for what is no block.
    pub nest_of: Vec<Id>,
    pub blocks: Vec<Tally>,
    pub cells: BTreeMap<Id, Tally>,
    /// Cell -> its lowest block.
    pub first_block: BTreeMap<Id, Id>,
    /// Cell -> its workers.
    pub staff: BTreeMap<Id, Vec<Id>>,
}

impl<'a> Look<'a> {
    pub fn new(project: &'a Project, id: Id, plan: &'a Plan) -> Self {
        let blocks = block_tallies(project);
        let cells = cell_tallies(project, id, &blocks);
        let mut cell_of = cell_labels(project, id);
        let mut first_block = BTreeMap::new();
        for (face, cell) in cell_of.iter_mut().enumerate() {
            if *cell != NONE && cells.contains_key(cell) {
                first_block.entry(*cell).or_insert(face as Id);
            } else {
                *cell = NONE;
            }
        }
        let mut staff: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for (_, appointment) in project.appointments_of(id) {
            if project.workers.get(appointment.worker).is_some() {
                staff.entry(appointment.cell).or_default().push(appointment.worker);
            }
        }
        let nest_of = nest_labels(project, id);
        Self { project, plan, cell_of, nest_of, blocks, cells, first_block, staff }
    }

    /// The cells of the plan with their sums, by id.
    pub fn cells(&self) -> impl Iterator<Item = (Id, &'a Cell, &Tally)> {
        self.cells.iter().filter_map(|(id, tally)| Some((*id, self.project.cells.get(*id)?, tally)))
    }

    /// The cell of a household's block.
    pub fn cell_at(&self, block: Option<Id>) -> Option<Id> {
        self.cell_of.get(block? as usize).copied().filter(|cell| *cell != NONE)
    }

    /// A finding about a cell, with its area, a block to look at and its households.
    pub fn finding(&self, rule: &'static str, severity: Severity, cell: Id, message: Message) -> Finding {
        Finding {
            area: self.project.cells.get(cell).map(|row| row.area),
            cell: Some(cell),
            block: self.first_block.get(&cell).copied(),
            households: self.cells.get(&cell).map_or(0, |tally| tally.households),
            ..Finding::new(rule, severity, message)
        }
    }
}

/// The name of an area, or its code where it has none.
pub(super) fn area_name(project: &Project, area: Id) -> String {
    match project.areas.get(area) {
        Some(row) if row.name.is_empty() => row.code.to_string(),
        Some(row) => row.name.to_string(),
        None => String::new(),
    }
}

/// The first few names, joined, with a mark where there are more.
pub(super) fn some_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const SHOWN: usize = 5;
    let mut names = names.into_iter();
    let shown: Vec<&str> = names.by_ref().take(SHOWN).collect();
    let more = if names.next().is_some() { "…" } else { "" };
    shown.join("、") + more
}
