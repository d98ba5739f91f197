//! What a planned change comes to on the map: the cells that would look different, and by how much.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::field::Field;
use crate::base::Message;
use crate::change::{Change, Op, apply};
use crate::geom::Pt;
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
        let mut settled: BTreeMap<Id, Option<Id>> = BTreeMap::new();
        for op in &change.ops {
            if let Op::Household(id, Some(new)) = op {
                settled.insert(*id, new.block);
            }
        }
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
            if let Some(cell) = to.filter(|cell| from != Some(*cell)) {
                given.insert(block, cell);
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
        Some(Self { note: change.note.clone(), shares: shares.collect(), ground: ground.collect() })
    }
}
