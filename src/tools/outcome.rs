//! What a planned change comes to on the map: the cells that would look different, and by how much.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::field::Field;
use crate::base::Message;
use crate::change::{Change, Op, apply};
use crate::geom::ring::area2_mm2;
use crate::geom::{Pt, subtract};
use crate::mesh::{Excerpt, Topology};
use crate::model::{Id, Project, Size};

/// What letting go would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub note: Message,
    pub shares: Vec<Share>,
    /// The ground that changes hands: the cell that gets it, and its rings, the outer one first.
    pub ground: Vec<(Id, Vec<Vec<Pt>>)>,
}

/// One cell before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    pub cell: Id,
    pub name: Arc<str>,
    pub is_new: bool,
    /// Households.
    pub before: u32,
    pub after: u32,
    pub size: Size,
}

impl Outcome {
    /// Works out what a change of `before` does to the plan on the map.
    pub fn of(field: &Field, before: &Project, change: &Change) -> Option<Self> {
        let plan = field.plan?;
        let row = before.plans.get(plan)?;
        let mut project = before.clone();
        let (_, touched) = apply(&mut project, change);
        let mut moved: BTreeMap<Id, i64> = BTreeMap::new();
        // A change in several stages may move a household more than once; the last one counts.
        let settled: BTreeMap<Id, Option<Id>> = change.ops.iter().flat_map(Op::homes).collect();
        for (id, new) in settled {
            if let Some(old) = before.households.get(id).and_then(|old| old.block) {
                *moved.entry(old).or_default() -= 1;
            }
            if let Some(new) = new {
                *moved.entry(new).or_default() += 1;
            }
        }
        let blocks: BTreeSet<Id> = touched.blocks.iter().chain(moved.keys()).copied().collect();
        // The labels of new blocks before anything else is relabelled: the first one is inherited.
        let mut inherited: BTreeMap<Id, Option<Id>> = BTreeMap::new();
        for op in &change.ops {
            if let Op::Label { plan: of, block, cell } = op
                && *of == plan
            {
                inherited.entry(*block).or_insert(*cell);
            }
        }
        let origin = |block: Id| inherited.get(&block).copied().flatten();
        let mut gains: BTreeMap<Id, i64> = BTreeMap::new();
        let mut given: BTreeMap<Id, Id> = BTreeMap::new();
        let mut kept: BTreeMap<Id, Id> = BTreeMap::new();
        for block in blocks {
            let had = i64::from((field.households_in)(block));
            let has = had + moved.get(&block).copied().unwrap_or(0);
            let (from, to) = (before.cell_of(plan, block), project.cell_of(plan, block));
            if let Some(cell) = from {
                *gains.entry(cell).or_default() -= had;
            }
            if let Some(cell) = to {
                *gains.entry(cell).or_default() += has;
            }
            // A part that was cut off was where the block was that it is a part of.
            let from = if before.blocks.get(block).is_some() { from } else { origin(block) };
            match to {
                Some(cell) if from != Some(cell) => drop(given.insert(block, cell)),
                Some(cell) => drop(kept.insert(block, cell)),
                None => {}
            }
        }
        let share = |(cell, gain): (&Id, &i64)| {
            let new = project.cells.get(*cell).or_else(|| before.cells.get(*cell))?;
            let had = (field.households_of)(*cell);
            let is_new = before.cells.get(*cell).is_none();
            let after = (i64::from(had) + gain).max(0) as u32;
            let size = row.size(&before.profile, new.kind);
            Some(Share { cell: *cell, name: Arc::clone(&new.name), is_new, before: had, after, size })
        };
        let shares = gains.iter().filter_map(share).filter(|share| share.is_new || share.before != share.after);
        let excerpt = Excerpt::of(&project.mesh, &given.keys().copied().collect());
        let outlines = Topology::new(&excerpt.mesh).outlines(&|face| given.get(&excerpt.whole(face)).copied());
        let ground =
            outlines.into_iter().flat_map(|(cell, polygons)| polygons.into_iter().map(move |rings| (cell, rings)));
        let grown = grown(before, &project, &kept);
        Some(Self { note: change.note.clone(), shares: shares.collect(), ground: ground.chain(grown).collect() })
    }
}

/// Rounding leaves slivers, which are no ground.
fn is_seen(rings: &[Vec<Pt>]) -> bool {
    const LEAST2_MM2: i128 = 2_000_000;
    rings.first().is_some_and(|ring| area2_mm2(ring).abs() >= LEAST2_MM2)
}

/// What blocks gained that are still the blocks of their cells: a border that moves takes from one and adds to another.
fn grown(before: &Project, after: &Project, kept: &BTreeMap<Id, Id>) -> Vec<(Id, Vec<Vec<Pt>>)> {
    let blocks: BTreeSet<Id> = kept.keys().copied().filter(|block| before.blocks.get(*block).is_some()).collect();
    let (old, new) = (Excerpt::of(&before.mesh, &blocks), Excerpt::of(&after.mesh, &blocks));
    let (was, is) = (Topology::new(&old.mesh), Topology::new(&new.mesh));
    let mut ground = Vec::new();
    for (block, cell) in kept {
        let (Some(then), Some(now)) = (old.local(*block), new.local(*block)) else { continue };
        let (then, now) = (was.polygon(then), is.polygon(now));
        if then != now {
            let gained = subtract(&[now], &[then]).into_iter().filter(|rings| is_seen(rings));
            ground.extend(gained.map(|rings| (*cell, rings)));
        }
    }
    ground
}
