//! Puts a household on the map: a new one, or one whose place was wrong.

use std::collections::BTreeSet;

use super::carve::blocks_around;
use super::cut::block_of;
use crate::change::{Change, Op, Refusal};
use crate::geom::Pt;
use crate::mesh::{Excerpt, Hit, Locator, OUTSIDE, Topology};
use crate::model::{Household, Id, Project};
use crate::say;

/// Moves a household; its registered village stays what it is.
pub fn shift(project: &Project, id: Id, to: Pt) -> Result<Change, Refusal> {
    let row = project.households.get(id).ok_or_else(|| Refusal::new(say!("edit-no-household")))?;
    if row.at == to {
        return Err(Refusal::new(say!("edit-no-change")));
    }
    let moved = placed(project, &row.with_place(to, None))?;
    let note = say!("edit-household-shifted", code = row.code(), metres = row.at.distance_m(to).round());
    Ok(Change { note, ops: vec![Op::Household(id, Some(moved))] })
}

/// Adds a household that no row of a source gave.
pub fn add(project: &Project, household: &Household) -> Result<Change, Refusal> {
    if household.code().trim().is_empty() {
        return Err(Refusal::new(say!("edit-household-no-code")));
    }
    if project.households.values().any(|row| row.code() == household.code()) {
        return Err(Refusal::new(say!("edit-household-code-taken", code = household.code())));
    }
    let row = placed(project, household)?;
    let note = say!("edit-household-added", code = row.code());
    Ok(Change { note, ops: vec![Op::Household(project.households.next_id(), Some(row))] })
}

fn placed(project: &Project, household: &Household) -> Result<Household, Refusal> {
    let near: BTreeSet<Id> = blocks_around(project, &[household.at], |_| true).into_iter().collect();
    let excerpt = Excerpt::of(&project.mesh, &near);
    let blocks: Vec<Id> = match Locator::new(&excerpt.mesh, &Topology::new(&excerpt.mesh)).at(household.at) {
        Hit::Face(OUTSIDE) => Vec::new(),
        Hit::Face(face) => vec![excerpt.whole(face)],
        Hit::Border(faces) => faces.into_iter().map(|face| excerpt.whole(face)).collect(),
    };
    let block = block_of(project, household, &blocks, |block| block);
    let block = block.ok_or_else(|| Refusal::new(say!("edit-household-outside")))?;
    Ok(household.with_place(household.at, Some(block)))
}
