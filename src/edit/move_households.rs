//! Gives single households to a cell, and with them the ground that lies nearer to them than to the others.

use std::collections::{BTreeMap, BTreeSet};

use super::cut::{Cut, cut_ops, drawn_line};
use super::sequence::then;
use super::{guard, paint_blocks};
use crate::base::Message;
use crate::change::{Change, Refusal};
use crate::geom::voronoi::{dividing, round};
use crate::geom::{Bounds, Pt};
use crate::mesh::{Excerpt, Topology};
use crate::model::{Id, Project};
use crate::say;

/// A border nearer to a dwelling than this is told, metres.
const CLEAR_M: f64 = 3.0;

/// Blocks are cut midway between the households that move and those that stay. Households in one place move together.
pub fn plan(project: &Project, cell: Id, households: &[Id]) -> Result<Change, Refusal> {
    let row = guard::unlocked(project, cell)?;
    let homes = Homes::new(project, row.plan, cell, households);
    if homes.blocks.is_empty() {
        return Err(Refusal::new(say!("edit-households-none", cell = &*row.name)));
    }
    // What cannot be painted need not be cut.
    let blocks: Vec<Id> = homes.blocks.keys().copied().collect();
    paint_blocks::plan(project, row.plan, Some(cell), &blocks)?;
    let divided: BTreeSet<Id> =
        homes.blocks.iter().filter(|(_, homes)| !homes.stay.is_empty()).map(|(block, _)| *block).collect();
    let excerpt = Excerpt::of(&project.mesh, &divided);
    let topology = Topology::new(&excerpt.mesh);
    let mut lines = Vec::new();
    for block in &divided {
        let rings = excerpt.local(*block).map(|face| topology.rings(face)).unwrap_or_default();
        let Some(around) = Bounds::of(rings.into_iter().flatten()) else { continue };
        let between = dividing(&homes.blocks[block].sites(), around);
        lines.extend(between.into_iter().map(|[a, b]| drawn_line(&[round(a), round(b)])));
    }
    let divided: Vec<Id> = divided.into_iter().collect();
    let cut = cut_ops(project, &divided, &lines)?;
    let note = homes.note(&row.name);
    then(project, cut.ops.clone(), |project| {
        let taken = homes.taken(project, &cut);
        let stay = homes.blocks.values().flat_map(|homes| &homes.stay);
        if stay.into_iter().any(|(id, _)| project.households[*id].block.is_some_and(|block| taken.contains(&block))) {
            return Err(Refusal::new(say!("edit-households-inseparable")));
        }
        Ok(Change { note, ..paint_blocks::plan(project, row.plan, Some(cell), &taken)? })
    })
}

/// The households of one block, with their places.
#[derive(Default)]
struct InBlock {
    go: Vec<(Id, Pt)>,
    stay: Vec<(Id, Pt)>,
}

impl InBlock {
    /// Label 1 goes, label 0 stays.
    fn sites(&self) -> Vec<(Pt, u32)> {
        let go = self.go.iter().map(|(_, at)| (*at, 1));
        go.chain(self.stay.iter().map(|(_, at)| (*at, 0))).collect()
    }

    /// How near the border comes to a dwelling, metres.
    fn clearance_m(&self) -> Option<f64> {
        let apart = self.go.iter().flat_map(|(_, a)| self.stay.iter().map(move |(_, b)| a.distance_m(*b) / 2.0));
        apart.min_by(f64::total_cmp)
    }
}

/// The households that are asked for, in the blocks that the cell does not have yet.
struct Homes {
    blocks: BTreeMap<Id, InBlock>,
    /// How many more go because they share their place with one that was asked for.
    stacked: usize,
}

impl Homes {
    fn new(project: &Project, plan: Id, cell: Id, asked: &[Id]) -> Self {
        let asked: BTreeSet<Id> = asked.iter().copied().collect();
        let elsewhere = |block: &Id| project.cell_of(plan, *block) != Some(cell);
        let rows = asked.iter().filter_map(|id| project.households.get(*id));
        let rows: Vec<_> = rows.filter(|row| row.block.as_ref().is_some_and(elsewhere)).collect();
        let places: BTreeSet<Pt> = rows.iter().map(|row| row.at).collect();
        let blocks = rows.iter().filter_map(|row| row.block).map(|block| (block, InBlock::default()));
        let mut homes = Self { blocks: blocks.collect(), stacked: 0 };
        for (id, row) in project.households.iter() {
            let Some(of) = row.block.and_then(|block| homes.blocks.get_mut(&block)) else { continue };
            if places.contains(&row.at) {
                of.go.push((id, row.at));
                homes.stacked += usize::from(!asked.contains(&id));
            } else {
                of.stay.push((id, row.at));
            }
        }
        homes
    }

    /// The parts that go, once the cut is made: those with a household that goes, and empty ones nearest to such a one.
    fn taken(&self, project: &Project, cut: &Cut) -> Vec<Id> {
        let all: Vec<Id> = self.blocks.keys().copied().collect();
        let parts = cut.blocks(&all);
        let excerpt = Excerpt::of(&project.mesh, &parts);
        let topology = Topology::new(&excerpt.mesh);
        let origin: BTreeMap<Id, Id> = cut.parts.iter().copied().collect();
        let goes = |part: &Id| {
            let homes = &self.blocks[origin.get(part).unwrap_or(part)];
            let lives = |(id, _): &&(Id, Pt)| project.households[*id].block == Some(*part);
            if homes.go.iter().any(|home| lives(&home)) {
                return true;
            }
            if homes.stay.iter().any(|home| lives(&home)) {
                return false;
            }
            let place = excerpt.local(*part).and_then(|face| topology.interior_point(face)).map(|(x, y)| round([x, y]));
            let nearest = |homes: &[(Id, Pt)]| {
                let place = place.unwrap_or_default();
                homes.iter().map(|(_, at)| at.distance_m(place)).fold(f64::INFINITY, f64::min)
            };
            nearest(&homes.go) < nearest(&homes.stay)
        };
        parts.iter().copied().filter(goes).collect()
    }

    /// What is done, with what the planner should know of it.
    fn note(&self, cell: &str) -> Message {
        let households = self.blocks.values().map(|homes| homes.go.len()).sum::<usize>();
        let mut note = say!("edit-households-moved", households = households, cell = cell);
        if self.stacked > 0 {
            note = say!("edit-and", what = note, more = say!("edit-households-stacked", households = self.stacked));
        }
        let clearance = self.blocks.values().filter_map(InBlock::clearance_m).min_by(f64::total_cmp);
        if let Some(clearance_m) = clearance.filter(|clearance| *clearance < CLEAR_M) {
            let metres = (clearance_m * 10.0).round() / 10.0;
            note = say!("edit-and", what = note, more = say!("edit-households-near", metres = metres));
        }
        note
    }
}
