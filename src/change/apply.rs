//! Applies a change and gives back its inverse.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Change, Op};
use crate::mesh::Edge;
use crate::model::{Block, Household, Id, Index, Project};

/// What a change touched, for read models and derived layers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    pub plans: BTreeSet<Id>,
    pub cells: BTreeSet<Id>,
    pub blocks: BTreeSet<Id>,
    /// Whether nodes, edges or faces changed, and with them perhaps the blocks of households.
    pub mesh: bool,
    pub edges: BTreeSet<Id>,
    pub faces: BTreeSet<Id>,
    /// Whether a node went elsewhere, so that edges changed that are not named here.
    pub nodes_moved: bool,
    /// Blocks that households came to, or left.
    pub homes: BTreeSet<Id>,
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
        self.edges.extend(&other.edges);
        self.faces.extend(&other.faces);
        self.nodes_moved |= other.nodes_moved;
        self.homes.extend(&other.homes);
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
            let old = project.mesh.nodes.set(*id, *row);
            touched.nodes_moved |= row.is_some() && old.is_some() && old != *row;
            Op::Node(*id, old)
        }
        Op::Edge(id, row) => {
            touched.mesh = true;
            touched.edges.insert(*id);
            let old = project.mesh.edges.set(*id, row.clone());
            if let Some(index) = &mut project.index {
                shift_edge(index, *id, old.as_ref(), row.as_ref());
            }
            Op::Edge(*id, old)
        }
        Op::Face(id, row) => {
            touched.mesh = true;
            touched.faces.insert(*id);
            Op::Face(*id, project.mesh.faces.set(*id, *row))
        }
        Op::Area(id, row) => Op::Area(*id, project.areas.set(*id, row.clone())),
        Op::Block(id, row) => {
            touched.blocks.insert(*id);
            let old = project.blocks.set(*id, row.clone());
            if let Some(index) = &mut project.index {
                let area = |row: Option<&Block>| row.map(|row| row.area);
                index.blocks_of_area.shift(*id, area(old.as_ref()), area(row.as_ref()));
            }
            Op::Block(*id, old)
        }
        Op::Barrier(id, row) => Op::Barrier(*id, project.barriers.set(*id, row.clone())),
        Op::Household(id, row) => {
            let old = project.households.set(*id, row.clone());
            touched.households |= !same_but_block(old.as_ref(), row.as_ref());
            let block = |row: Option<&Household>| row.and_then(|row| row.block);
            let (from, to) = (block(old.as_ref()), block(row.as_ref()));
            touched.homes.extend(from.into_iter().chain(to));
            if let Some(index) = &mut project.index {
                index.homes_of_block.shift(*id, from, to);
            }
            Op::Household(*id, old)
        }
        Op::Homes(homes) => {
            let mut back: Vec<(Id, Option<Id>)> = homes.iter().filter_map(|to| rehome(project, *to, touched)).collect();
            back.reverse();
            Op::Homes(back)
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
            if let Some(index) = &mut project.index {
                index.blocks_of_cell.shift(*block, old, *cell);
            }
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

/// Moves a household to a block; returns where it was, or none where there is no such household.
fn rehome(project: &mut Project, (id, to): (Id, Option<Id>), touched: &mut Touched) -> Option<(Id, Option<Id>)> {
    let from = std::mem::replace(&mut project.households.get_mut(id)?.block, to);
    touched.homes.extend(from.into_iter().chain(to));
    if let Some(index) = &mut project.index {
        index.homes_of_block.shift(id, from, to);
    }
    Some((id, from))
}

/// An edge has two faces, and loses or gains either.
fn shift_edge(index: &mut Index, id: Id, old: Option<&Edge>, new: Option<&Edge>) {
    let sides =
        |edge: Option<&Edge>| -> BTreeSet<Id> { edge.into_iter().flat_map(|edge| [edge.left, edge.right]).collect() };
    let (old, new) = (sides(old), sides(new));
    for face in old.symmetric_difference(&new) {
        let there = |faces: &BTreeSet<Id>| faces.contains(face).then_some(*face);
        index.edges_of_face.shift(id, there(&old), there(&new));
    }
}

fn same_but_block(old: Option<&Household>, new: Option<&Household>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => *old == new.with_place(new.at, old.block),
        (old, new) => old.is_none() && new.is_none(),
    }
}
