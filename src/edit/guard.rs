//! The first checks that verbs share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::change::{Op, Refusal};
use crate::model::{Cell, Id, Plan, PlanStatus, Project, code};
use crate::say;

/// The plan, if its labels may be changed.
pub fn open_plan(project: &Project, plan: Id) -> Result<&Plan, Refusal> {
    let row = project.plans.get(plan).ok_or_else(|| Refusal::new(say!("edit-no-plan")))?;
    match row.status {
        PlanStatus::Draft | PlanStatus::InConsultation => Ok(row),
        PlanStatus::Adopted | PlanStatus::Retired => Err(Refusal::new(say!("edit-plan-closed", plan = &*row.name))),
    }
}

/// The name, trimmed, if no plan but `own` bears it.
pub fn free_plan_name(project: &Project, own: Option<Id>, name: &str) -> Result<Arc<str>, Refusal> {
    let name: Arc<str> = name.trim().into();
    if name.is_empty() {
        return Err(Refusal::new(say!("edit-name-empty")));
    }
    match project.plan_named(&name).filter(|id| Some(*id) != own) {
        Some(_) => Err(Refusal::new(say!("edit-plan-exists", plan = &*name))),
        None => Ok(name),
    }
}

/// The cell, if it exists.
pub fn cell(project: &Project, id: Id) -> Result<&Cell, Refusal> {
    project.cells.get(id).ok_or_else(|| Refusal::new(say!("edit-no-cell")))
}

/// The cell, if it exists and is not locked.
pub fn unlocked(project: &Project, id: Id) -> Result<&Cell, Refusal> {
    let cell = cell(project, id)?;
    if cell.locked { Err(Refusal::new(say!("edit-cell-locked", cell = &*cell.name))) } else { Ok(cell) }
}

/// The nesting area that all these blocks lie in; refuses none, unknown ones and a border between them.
pub fn one_area(project: &Project, plan: &Plan, blocks: &[Id]) -> Result<Id, Refusal> {
    let mut area = None;
    for block in blocks {
        let own = project.nest_of(*block, Some(plan.nest.unwrap_or(project.meta.leaf)));
        let own = own.ok_or_else(|| Refusal::new(say!("edit-no-block")))?;
        match area {
            None => area = Some(own),
            // Without a nesting level cells may cross; the first block's area gives the code.
            Some(first) if first != own && plan.nest.is_some() => {
                return Err(Refusal::new(say!(
                    "edit-across-border",
                    one = &*project.areas[first].name,
                    other = &*project.areas[own].name
                )));
            }
            Some(_) => {}
        }
    }
    area.ok_or_else(|| Refusal::new(say!("edit-nothing-selected")))
}

/// Refuses to let a cell of a micro plan reach over a border of its base plan: `blocks` are to join the cell `to`.
pub fn inside_base(project: &Project, plan: Id, to: Option<Id>, blocks: &BTreeSet<Id>) -> Result<(), Refusal> {
    let base = project.plans.get(plan).and_then(|row| row.parent).filter(|base| project.plans.get(*base).is_some());
    let (Some(base), Some(to)) = (base, to) else { return Ok(()) };
    let present = project.blocks_of(to).into_iter().find(|block| !blocks.contains(block));
    let all = present.into_iter().chain(blocks.iter().copied());
    let mut first: Option<Id> = None;
    for block in all {
        let name = |cell: Id| project.cells.get(cell).map(|row| row.name.to_string()).unwrap_or_default();
        match (project.cell_of(base, block), first) {
            (None, _) => return Err(Refusal::new(say!("edit-outside-base"))),
            (Some(own), Some(first)) if own != first => {
                return Err(Refusal::new(say!("edit-across-base", one = name(first), other = name(own))));
            }
            (Some(own), _) => first = Some(own),
        }
    }
    Ok(())
}

/// The operations that label `blocks` with `to` and drop every cell that is left without a block.
pub fn relabel(project: &Project, plan: Id, to: Option<Id>, blocks: &BTreeSet<Id>) -> Result<Vec<Op>, Refusal> {
    inside_base(project, plan, to, blocks)?;
    let mut ops = Vec::new();
    let mut losers: BTreeSet<Id> = BTreeSet::new();
    for &block in blocks {
        let from = project.cell_of(plan, block);
        if from == to {
            continue;
        }
        if let Some(from) = from {
            unlocked(project, from)?;
            losers.insert(from);
        }
        ops.push(Op::Label { plan, block, cell: to });
    }
    losers.retain(|cell| project.blocks_of(*cell).iter().all(|block| blocks.contains(block)));
    for empty in losers {
        ops.extend(drop_cell(project, empty));
    }
    Ok(ops)
}

/// The operations that drop a cell and its appointments (not its labels).
pub fn drop_cell(project: &Project, cell: Id) -> impl Iterator<Item = Op> {
    let appointments = project.appointments.iter().filter(move |(_, a)| a.cell == cell);
    appointments.map(|(id, _)| Op::Appointment(id, None)).chain([Op::Cell(cell, None)])
}

/// The operations that make a cell of each part of one. The part with the most households keeps the code, the name and
/// the worker (the first of those alike); the others get the next free numbers.
pub fn divide<'a>(project: &Project, row: &Cell, parts: impl IntoIterator<Item = (u32, &'a [Id])>) -> Vec<Op> {
    let mut parts: Vec<(u32, &[Id])> = parts.into_iter().collect();
    if let Some(keeper) = (0..parts.len()).max_by_key(|i| (parts[*i].0, usize::MAX - i)) {
        parts.remove(keeper);
    }
    let mut numbering = Numbering::after(project, row.plan, |_, _| true);
    let mut ops = Vec::new();
    for (new, (_, blocks)) in (project.cells.next_id()..).zip(parts) {
        let (code, name) = numbering.next(row.area);
        ops.push(Op::Cell(new, Some(Cell { code, name, ..row.clone() })));
        ops.extend(blocks.iter().map(|block| Op::Label { plan: row.plan, block: *block, cell: Some(new) }));
    }
    ops
}

/// Gives out codes and names to new cells, after the highest number that each area already has in the plan.
pub struct Numbering<'a> {
    project: &'a Project,
    last: BTreeMap<Id, usize>,
}

impl<'a> Numbering<'a> {
    /// Counts on from the cells of `plan` that `stays` keeps.
    pub fn after(project: &'a Project, plan: Id, stays: impl Fn(Id, &Cell) -> bool) -> Self {
        let mut last: BTreeMap<Id, usize> = BTreeMap::new();
        for (id, cell) in project.cells_of(plan).filter(|(id, cell)| stays(*id, cell)) {
            let _ = id;
            let seq = code::seq_of(&project.profile.code_template, &project.areas[cell.area].code, &cell.code);
            let entry = last.entry(cell.area).or_default();
            *entry = (*entry).max(seq.unwrap_or(0));
        }
        Self { project, last }
    }

    /// The next code and name in an area.
    pub fn next(&mut self, area: Id) -> (Arc<str>, Arc<str>) {
        let seq = self.last.entry(area).or_default();
        *seq += 1;
        let (row, profile) = (&self.project.areas[area], &self.project.profile);
        (
            code::cell_code(&profile.code_template, &row.code, *seq).into(),
            code::cell_code(&profile.name_template, &row.name, *seq).into(),
        )
    }
}
