//! Applies a change and gives back its inverse.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Change, Op};
use crate::model::{Household, Id, Project};

/// What a change touched, for read models and derived layers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    pub plans: BTreeSet<Id>,
    pub cells: BTreeSet<Id>,
    pub blocks: BTreeSet<Id>,
    /// Whether nodes, edges or faces changed, and with them perhaps the blocks of households.
    pub mesh: bool,
    /// Whether anything of households changed but the blocks that they are in.
    pub households: bool,
    pub workers: bool,
    pub appointments: bool,
}

impl Touched {
    /// Adds what another change touched.
    pub fn add(&mut self, other: &Self) {
        self.plans.extend(&other.plans);
        self.cells.extend(&other.cells);
        self.blocks.extend(&other.blocks);
        self.mesh |= other.mesh;
        self.households |= other.households;
        self.workers |= other.workers;
        self.appointments |= other.appointments;
    }
}

/// Swaps the rows of `change` into the project; returns the change that undoes it and what was touched.
pub fn apply(project: &mut Project, change: &Change) -> (Change, Touched) {
    let mut touched = Touched::default();
    let mut ops: Vec<Op> = change.ops.iter().map(|op| swap(project, op, &mut touched)).collect();
    ops.reverse();
    (Change { note: change.note.clone(), ops }, touched)
}

fn swap(project: &mut Project, op: &Op, touched: &mut Touched) -> Op {
    match op {
        Op::Meta(meta) => {
            touched.plans.extend(meta.current);
            Op::Meta(std::mem::replace(&mut project.meta, meta.clone()))
        }
        Op::Profile(profile) => Op::Profile(std::mem::replace(&mut project.profile, Arc::clone(profile))),
        Op::Node(id, row) => {
            touched.mesh = true;
            Op::Node(*id, project.mesh.nodes.set(*id, *row))
        }
        Op::Edge(id, row) => {
            touched.mesh = true;
            Op::Edge(*id, project.mesh.edges.set(*id, row.clone()))
        }
        Op::Face(id, row) => {
            touched.mesh = true;
            Op::Face(*id, project.mesh.faces.set(*id, *row))
        }
        Op::Area(id, row) => Op::Area(*id, project.areas.set(*id, row.clone())),
        Op::Block(id, row) => {
            touched.blocks.insert(*id);
            Op::Block(*id, project.blocks.set(*id, row.clone()))
        }
        Op::Barrier(id, row) => Op::Barrier(*id, project.barriers.set(*id, row.clone())),
        Op::Household(id, row) => {
            let old = project.households.set(*id, row.clone());
            touched.households |= !same_but_block(old.as_ref(), row.as_ref());
            Op::Household(*id, old)
        }
        Op::Plan(id, row) => {
            touched.plans.insert(*id);
            Op::Plan(*id, project.plans.set(*id, row.clone()))
        }
        Op::Cell(id, row) => {
            touched.cells.insert(*id);
            Op::Cell(*id, project.cells.set(*id, row.clone()))
        }
        Op::Label { plan, block, cell } => {
            let labels = project.labels.entry(*plan).or_default();
            let old = labels.set(*block, *cell);
            touched.blocks.insert(*block);
            touched.cells.extend([old, *cell].into_iter().flatten());
            Op::Label { plan: *plan, block: *block, cell: old }
        }
        Op::Rejected(id, row) => Op::Rejected(*id, project.rejected.set(*id, row.clone())),
        Op::Worker(id, row) => {
            touched.workers = true;
            Op::Worker(*id, project.workers.set(*id, row.clone()))
        }
        Op::Appointment(id, row) => {
            touched.appointments = true;
            touched.cells.extend(row.iter().map(|a| a.cell));
            let old = project.appointments.set(*id, row.clone());
            touched.cells.extend(old.iter().map(|a| a.cell));
            Op::Appointment(*id, old)
        }
    }
}

fn same_but_block(old: Option<&Household>, new: Option<&Household>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => *old == Household { block: old.block, ..new.clone() },
        (old, new) => old.is_none() && new.is_none(),
    }
}
