//! Makes a new cell of what lies inside a drawn ring.

use super::carve::{blocks_around, carve};
use super::cut::drawn_line;
use super::sequence::then;
use super::{draw_cell, guard};
use crate::change::{Change, Refusal};
use crate::geom::{Pt, ring};
use crate::model::{Id, Project};
use crate::say;

/// Blocks of `area` are cut at the ring, unless only a sliver would be cut off; locked cells are left out.
pub fn plan(project: &Project, plan: Id, area: Id, points: &[Pt], slack_mm: u32) -> Result<Change, Refusal> {
    let row = guard::open_plan(project, plan)?;
    let free = |block: Id| {
        let own = row.nest.is_none() || project.nest_of(block, row.nest) == Some(area);
        own && project.cell_of(plan, block).is_none_or(|id| project.cells.get(id).is_some_and(|cell| !cell.locked))
    };
    let blocks = blocks_around(project, points, free);
    let mut closed = points.to_vec();
    closed.extend(points.first());
    let carved = carve(project, &blocks, &[drawn_line(&closed)], f64::from(slack_mm))?;
    let inside = carved.place_of.iter().filter(|(_, place)| ring::side(**place, points) == ring::Side::Inside);
    let taken: Vec<Id> = inside.map(|(block, _)| *block).collect();
    if taken.is_empty() {
        return Err(Refusal::new(say!("edit-ring-empty")));
    }
    then(project, carved.cut.ops, |project| draw_cell::plan(project, plan, &taken))
}
