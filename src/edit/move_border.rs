//! Leads the border of two cells along another line.

use std::collections::BTreeSet;

use super::carve::carve;
use super::cut::drawn_line;
use super::guard;
use super::sequence::then;
use super::tidy_blocks::tidy_ops;
use crate::change::{Action, Change, Op, Refusal};
use crate::geom::{Pt, ring};
use crate::mesh::Line;
use crate::model::{Id, Project};
use crate::say;

/// What lies between the old border and the new one goes from the one cell to the other, both ways. `old` and `new` begin
/// and end in the same places. The drawn lines that no plan needs any more are joined, so that blocks do not grow.
pub fn plan(project: &Project, cells: [Id; 2], old: &[Pt], new: &[Pt], slack_mm: u32) -> Result<Change, Refusal> {
    let [one, other] = cells;
    let (first, second) = (guard::unlocked(project, one)?, guard::unlocked(project, other)?);
    let row = guard::open_plan(project, first.plan)?;
    if first.plan != second.plan {
        return Err(Refusal::new(say!("edit-other-plan", cell = &*second.name)));
    }
    if row.nest.is_some() && first.area != second.area {
        return Err(Refusal::new(say!(
            "edit-border-of-areas",
            one = &*project.areas[first.area].name,
            other = &*project.areas[second.area].name
        )));
    }
    let blocks: Vec<Id> = cells.iter().flat_map(|cell| project.blocks_of(*cell)).collect();
    // The old border walls off what lies between, where the two cells touch elsewhere too.
    let lines = [drawn_line(new), Line { marks: 0, points: old.to_vec() }];
    let carved = carve(project, &blocks, &lines, f64::from(slack_mm))?;
    let between: Vec<Pt> = old.iter().chain(new.iter().rev()).copied().collect();
    let inside =
        |block: Id| carved.place_of.get(&block).is_some_and(|place| ring::side(*place, &between) == ring::Side::Inside);
    let (name, there) = (first.name.clone(), second.name.clone());
    then(project, carved.cut.ops, |project| {
        let mut ops = Vec::new();
        for (cell, to) in [(one, other), (other, one)] {
            let own = project.blocks_of(cell);
            let moved: BTreeSet<Id> = own.iter().copied().filter(|block| inside(*block)).collect();
            guard::inside_base(project, first.plan, Some(to), &moved)?;
            if moved.len() == own.len() {
                let refusal = Refusal::new(say!("edit-border-swallows", cell = &*project.cells[cell].name));
                return Err(refusal.or(say!("edit-merge-instead"), Action::MergeCells { cells: vec![to, cell] }));
            }
            ops.extend(moved.into_iter().map(|block| Op::Label { plan: first.plan, block, cell: Some(to) }));
        }
        if ops.is_empty() {
            return Err(Refusal::new(say!("edit-no-change")));
        }
        let beside: BTreeSet<Id> = carved.place_of.keys().copied().collect();
        then(project, ops, |project| {
            let (ops, _) = tidy_ops(project, Some(&beside));
            Ok(Change { note: say!("edit-border-moved", one = &*name, other = &*there), ops })
        })
    })
}
