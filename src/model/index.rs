//! Which rows belong to which: derived from the tables and kept in step by every change, so that an edit looks at what it
//! touches and no further. The tables alone are the truth: without an index the same is found by looking through them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Id, Project};
use crate::base::Rows;
use crate::mesh::Edge;

/// Ids by the id of what they belong to, ascending.
#[derive(Clone, Debug, Default)]
pub struct Groups(Rows<Arc<[Id]>>);

impl Groups {
    fn new(pairs: impl Iterator<Item = (Id, Id)>) -> Self {
        let pairs: Vec<(Id, Id)> = pairs.collect();
        let mut counts: Vec<u32> = Vec::new();
        for (key, _) in &pairs {
            if counts.len() <= *key as usize {
                counts.resize(*key as usize + 1, 0);
            }
            counts[*key as usize] += 1;
        }
        let mut groups: Vec<Vec<Id>> = counts.iter().map(|count| Vec::with_capacity(*count as usize)).collect();
        for (key, id) in pairs {
            groups[key as usize].push(id);
        }
        let mut all = Rows::default();
        for (key, mut group) in (0..).zip(groups).filter(|(_, group)| !group.is_empty()) {
            group.sort_unstable();
            all.set(key, Some(group.into()));
        }
        Self(all)
    }

    /// The members of a group.
    pub fn of(&self, key: Id) -> &[Id] {
        self.0.get(key).map_or(&[], |ids| ids)
    }

    fn iter(&self) -> impl Iterator<Item = (Id, &Arc<[Id]>)> {
        self.0.iter()
    }

    /// Lets a row belong to another group, or to none.
    pub fn shift(&mut self, id: Id, from: Option<Id>, to: Option<Id>) {
        if from == to {
            return;
        }
        if let Some((key, at)) = from.and_then(|key| Some((key, self.of(key).binary_search(&id).ok()?))) {
            let old = self.of(key);
            let left: Arc<[Id]> = old[..at].iter().chain(&old[at + 1..]).copied().collect();
            self.0.set(key, (!left.is_empty()).then_some(left));
        }
        if let Some((key, at)) = to.and_then(|key| Some((key, self.of(key).binary_search(&id).err()?))) {
            let old = self.of(key);
            let more = old[..at].iter().copied().chain([id]).chain(old[at..].iter().copied()).collect();
            self.0.set(key, Some(more));
        }
    }
}

impl PartialEq for Groups {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// The groups that edits ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// Cell -> blocks, whatever plan.
    pub blocks_of_cell: Groups,
    /// Lowest-level area -> blocks.
    pub blocks_of_area: Groups,
    /// Face -> edges.
    pub edges_of_face: Groups,
    /// Block -> households.
    pub homes_of_block: Groups,
}

impl Index {
    /// Looks through all tables.
    pub fn new(project: &Project) -> Self {
        let labels = || {
            let labels = project.labels.values().flat_map(|labels| labels.iter()).map(|(block, cell)| (*cell, block));
            let blocks = project.blocks.iter().map(|(block, row)| (row.area, block));
            (Groups::new(labels), Groups::new(blocks))
        };
        let edges = || {
            let sides = project.mesh.edges.iter().flat_map(|(id, edge)| {
                // An edge with one face on both sides is one of its edges.
                let right = Some(edge.right).filter(|right| *right != edge.left);
                [Some(edge.left), right].into_iter().flatten().map(move |face| (face, id))
            });
            Groups::new(sides)
        };
        let homes = || Groups::new(project.households.iter().filter_map(|(id, row)| Some((row.block?, id))));
        let (homes_of_block, (edges_of_face, (blocks_of_cell, blocks_of_area))) =
            rayon::join(homes, || (edges(), labels()));
        Self { blocks_of_cell, blocks_of_area, edges_of_face, homes_of_block }
    }
}

impl Project {
    /// The blocks of a cell, ascending.
    pub fn blocks_of(&self, cell: Id) -> Vec<Id> {
        if let Some(index) = &self.index {
            return index.blocks_of_cell.of(cell).to_vec();
        }
        let labels = self.cells.get(cell).and_then(|row| self.labels.get(&row.plan));
        let labels = labels.into_iter().flat_map(|labels| labels.iter());
        labels.filter(|(_, of)| **of == cell).map(|(block, _)| block).collect()
    }

    /// The blocks that nest in an area, ascending.
    pub fn blocks_nested(&self, area: Id, nest: super::Level) -> BTreeSet<Id> {
        let nests = |of: Id| self.ancestor(of, nest).unwrap_or(of) == area;
        match &self.index {
            Some(index) => {
                let areas = self.areas.iter().map(|(id, _)| id).filter(|id| nests(*id));
                areas.flat_map(|id| index.blocks_of_area.of(id)).copied().collect()
            }
            None => self.blocks.iter().filter(|(_, row)| nests(row.area)).map(|(block, _)| block).collect(),
        }
    }

    /// The edges around some faces, ascending.
    pub fn edges_around(&self, faces: &BTreeSet<Id>) -> BTreeSet<Id> {
        if let Some(index) = &self.index {
            return faces.iter().flat_map(|face| index.edges_of_face.of(*face)).copied().collect();
        }
        let beside = |edge: &Edge| faces.contains(&edge.left) || faces.contains(&edge.right);
        let edges = self.mesh.edges.iter().filter(|(_, edge)| beside(edge));
        edges.map(|(id, _)| id).collect()
    }

    /// The households of some blocks, ascending.
    pub fn homes_in(&self, blocks: &BTreeSet<Id>) -> Vec<Id> {
        let Some(index) = &self.index else {
            let inside = |block: Option<Id>| block.is_some_and(|block| blocks.contains(&block));
            return self.households.iter().filter(|(_, row)| inside(row.block)).map(|(id, _)| id).collect();
        };
        let mut homes: Vec<Id> = blocks.iter().flat_map(|block| index.homes_of_block.of(*block)).copied().collect();
        homes.sort_unstable();
        homes
    }
}
