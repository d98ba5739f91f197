//! Cuts blocks along lines: what every verb shares that draws where no edge is yet.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Watch;
use crate::change::{Op, Refusal};
use crate::geom::Pt;
use crate::mesh::{self, Excerpt, Hit, Line, Locator, OUTSIDE, Patch, Topology};
use crate::model::{Household, Id, Project, marks};
use crate::say;

/// What cutting does to the rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cut {
    pub ops: Vec<Op>,
    /// Every new block with the block that it was part of; the largest part keeps its id and is not listed.
    pub parts: Vec<(Id, Id)>,
    /// Households that a new border runs through.
    pub on_border: Vec<Id>,
}

impl Cut {
    /// The blocks that have become of these ones.
    pub fn blocks(&self, before: &[Id]) -> BTreeSet<Id> {
        let asked: BTreeSet<Id> = before.iter().copied().collect();
        let new = self.parts.iter().filter(|(_, of)| asked.contains(of)).map(|(block, _)| *block);
        new.chain(before.iter().copied()).collect()
    }
}

/// A line that a planner has drawn, as the mesh takes it.
pub fn drawn_line(points: &[Pt]) -> Line {
    Line { marks: marks::DRAWN, points: points.to_vec() }
}

/// How many households live in each of the blocks once a cut is made; blocks without any are left out.
pub fn homes(project: &Project, cut: &Cut, blocks: &BTreeSet<Id>) -> BTreeMap<Id, u32> {
    let moved = cut.ops.iter().flat_map(Op::homes);
    let moved: BTreeMap<Id, Id> = moved.filter_map(|(id, block)| Some((id, block?))).collect();
    let stay = project.homes_in(blocks).into_iter().filter(|id| !moved.contains_key(id));
    let stay = stay.filter_map(|id| project.households.get(id)?.block);
    let mut count = BTreeMap::new();
    for block in stay.chain(moved.values().copied()).filter(|block| blocks.contains(block)) {
        *count.entry(block).or_default() += 1;
    }
    count
}

/// The operations that cut `blocks`, and no others, along the lines; empty where no line divides one.
///
/// Every part inherits the cell of its block in every plan, so no plan changes by a cut. Households follow: on a new
/// border they go to the block of their registered village, else to the lowest id.
///
/// # Errors
/// Lines out of range, and lines that would leave nothing of a block.
pub fn cut_ops(project: &Project, blocks: &[Id], lines: &[Line]) -> Result<Cut, Refusal> {
    let patch = mesh::cut(&project.mesh, blocks, lines, &Watch::new()).map_err(|fault| Refusal::new(fault.message))?;
    if patch.is_empty() {
        return Ok(Cut::default());
    }
    if patch.faces.iter().any(|(face, row)| row.is_none() && project.blocks.get(*face).is_some()) {
        return Err(Refusal::new(say!("edit-cut-too-near")));
    }
    let mut cut = Cut { parts: patch.parts.clone(), ops: mesh_ops(&patch), ..Cut::default() };
    for (new, of) in &patch.parts {
        let Some(block) = project.blocks.get(*of) else { continue };
        cut.ops.push(Op::Block(*new, Some(block.clone())));
        for (plan, labels) in &project.labels {
            if let Some(cell) = labels.get(*of) {
                cut.ops.push(Op::Label { plan: *plan, block: *new, cell: Some(*cell) });
            }
        }
    }
    let (moves, on_border) = resettle(project, &patch, &patch.parts.iter().copied().collect());
    cut.ops.extend(moves);
    cut.on_border = on_border;
    Ok(cut)
}

/// The rows of a patch.
pub fn mesh_ops(patch: &Patch) -> Vec<Op> {
    let nodes = patch.nodes.iter().map(|(id, row)| Op::Node(*id, *row));
    let edges = patch.edges.iter().map(|(id, row)| Op::Edge(*id, row.clone()));
    nodes.chain(edges).chain(patch.faces.iter().map(|(id, row)| Op::Face(*id, *row))).collect()
}

/// Moves the households beside the changed edges to the block that they then lie in; also tells those that a border
/// between two parts of a block runs through. `origin` is the block that each new block was part of.
pub fn resettle(project: &Project, patch: &Patch, origin: &BTreeMap<Id, Id>) -> (Vec<Op>, Vec<Id>) {
    // A border that a line ends on bends by less than a millimetre, so the blocks beside it are looked at too.
    let rows = patch.edges.iter().flat_map(|(id, row)| project.mesh.edges.get(*id).into_iter().chain(row));
    let beside: BTreeSet<Id> = rows.flat_map(|edge| [edge.left, edge.right]).filter(|face| *face != OUTSIDE).collect();
    let mut mesh = project.mesh.clone();
    patch.apply(&mut mesh);
    let mut edges = project.edges_around(&beside);
    edges.extend(patch.edges.iter().map(|(id, _)| *id));
    let excerpt = Excerpt::with_edges(&mesh, &beside, edges);
    let locator = Locator::new(&excerpt.mesh, &Topology::new(&excerpt.mesh));
    let of = |block: Id| origin.get(&block).copied().unwrap_or(block);
    let (mut moved, mut split) = (Vec::new(), Vec::new());
    for id in project.homes_in(&beside) {
        let household = &project.households[id];
        let Some(old) = household.block else { continue };
        let now = match locator.at(household.at) {
            Hit::Face(face) => Some(excerpt.whole(face)).filter(|block| *block != OUTSIDE),
            Hit::Border(faces) => {
                let blocks: Vec<Id> = faces.into_iter().map(|face| excerpt.whole(face)).collect();
                if blocks.iter().filter(|block| of(**block) == of(old)).count() > 1 {
                    split.push(id);
                }
                block_of(project, household, &blocks, of)
            }
        };
        // A point that a bent border has left outside by a hair stays with its block.
        if let Some(block) = now.filter(|block| *block != old) {
            moved.push((id, Some(block)));
        }
    }
    (if moved.is_empty() { Vec::new() } else { vec![Op::Homes(moved)] }, split)
}

/// The block of a household among those that meet where it is: that of its registered village, else the lowest.
pub fn block_of(project: &Project, household: &Household, blocks: &[Id], origin: impl Fn(Id) -> Id) -> Option<Id> {
    let village = |block: &Id| project.blocks.get(origin(*block)).and_then(|row| project.areas.get(row.area));
    let own = |block: &&Id| village(block).is_some_and(|area| area.code == *household.village());
    blocks.iter().find(own).or_else(|| blocks.iter().min()).copied()
}
