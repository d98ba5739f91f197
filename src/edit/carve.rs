//! Cuts blocks along hand-drawn lines where that is worth a cut, and says what lies on which side.

use std::collections::{BTreeMap, BTreeSet};

use super::cut::{Cut, cut_ops};
use crate::base::{Sets, Watch};
use crate::change::{Op, Refusal};
use crate::geom::voronoi::round;
use crate::geom::{Bounds, Pt, segment};
use crate::mesh::{self, Excerpt, Hit, Line, Locator, Mesh, Topology};
use crate::model::{Id, Project};

/// How far noding may lead a line astray, mm.
const NODED_MM: f64 = 2.0;

/// Blocks after a cut, each on its side of the lines.
#[derive(Clone, Debug, Default)]
pub struct Carved {
    pub cut: Cut,
    /// The side of every block.
    pub side_of: BTreeMap<Id, usize>,
    /// A place well inside every block, on the side that it is counted to.
    pub place_of: BTreeMap<Id, Pt>,
}

/// Cuts `blocks` along the lines and tells the sides that no line divides.
///
/// A part that lies within `slack_mm` of the lines is not cut off: there the border of its block was meant.
pub fn carve(project: &Project, blocks: &[Id], lines: &[Line], slack_mm: f64) -> Result<Carved, Refusal> {
    let trial = Trial::new(project, blocks, lines, slack_mm)?;
    let cut = cut_ops(project, &trial.worth, lines)?;
    let mesh = after(&project.mesh, &cut);
    let parts: BTreeSet<Id> = cut.blocks(&trial.worth);
    let excerpt = Excerpt::of(&mesh, &parts);
    let topology = Topology::new(&excerpt.mesh);
    let mut carved = Carved::default();
    for block in cut.blocks(blocks) {
        let place = excerpt.local(block).and_then(|face| place_in(&topology, face));
        let uncut = trial.side_of.get(&block).map(|(_, side, place)| (*side, *place));
        let own = place.and_then(|place| Some((trial.side_at(place)?, place))).or(uncut);
        if let Some((side, place)) = own {
            carved.side_of.insert(block, side);
            carved.place_of.insert(block, place);
        }
    }
    carved.cut = cut;
    Ok(carved)
}

/// The blocks among the wanted ones whose box touches the box of some points, ascending.
pub fn blocks_around(project: &Project, points: &[Pt], wanted: impl Fn(Id) -> bool) -> Vec<Id> {
    let Some(around) = Bounds::of(points.iter().copied()) else { return Vec::new() };
    let mut boxes: BTreeMap<Id, Bounds> = BTreeMap::new();
    let mut is_wanted = vec![false; project.mesh.faces.next_id() as usize];
    for (block, _) in project.blocks.iter() {
        is_wanted[block as usize] = wanted(block);
    }
    for edge in project.mesh.edges.values() {
        for face in [edge.left, edge.right].into_iter().filter(|face| is_wanted[*face as usize]) {
            let ends = [edge.from, edge.to].into_iter().filter_map(|node| project.mesh.nodes.get(node)).map(|n| n.at);
            if let Some(own) = Bounds::of(ends.chain(edge.shape.iter().copied())) {
                boxes.entry(face).and_modify(|all| *all = all.join(own)).or_insert(own);
            }
        }
    }
    boxes.into_iter().filter(|(_, own)| own.touches(around)).map(|(block, _)| block).collect()
}

/// The mesh as a cut leaves it.
fn after(mesh: &Mesh, cut: &Cut) -> Mesh {
    let mut mesh = mesh.clone();
    for op in &cut.ops {
        match op {
            Op::Node(id, row) => drop(mesh.nodes.set(*id, *row)),
            Op::Edge(id, row) => drop(mesh.edges.set(*id, row.clone())),
            Op::Face(id, row) => drop(mesh.faces.set(*id, *row)),
            _ => {}
        }
    }
    mesh
}

fn place_in(topology: &Topology, face: u32) -> Option<Pt> {
    topology.interior_point(face).map(|(x, y)| round([x, y]))
}

/// What every line cut in full would come to.
struct Trial {
    locator: Locator,
    /// By face of the excerpt; `None` for a part of a side that is no more than a sliver.
    side: Vec<Option<usize>>,
    /// Twice the area of the largest part of each block, its side, and a place in it.
    side_of: BTreeMap<Id, (i128, usize, Pt)>,
    /// Blocks of which enough lies on two sides.
    worth: Vec<Id>,
}

impl Trial {
    fn new(project: &Project, blocks: &[Id], lines: &[Line], slack_mm: f64) -> Result<Self, Refusal> {
        let patch =
            mesh::cut(&project.mesh, blocks, lines, &Watch::new()).map_err(|fault| Refusal::new(fault.message))?;
        let origin: BTreeMap<Id, Id> = patch.parts.iter().copied().collect();
        let wanted: BTreeSet<Id> = blocks.iter().copied().collect();
        let new = patch.parts.iter().filter(|(_, of)| wanted.contains(of)).map(|(part, _)| *part);
        let parts: BTreeSet<Id> = wanted.iter().copied().chain(new).collect();
        let mut whole = project.mesh.clone();
        patch.apply(&mut whole);
        let excerpt = Excerpt::of(&whole, &parts);
        let topology = Topology::new(&excerpt.mesh);
        let faces = excerpt.faces.len();
        let of = |face: u32| origin.get(&excerpt.whole(face)).copied().unwrap_or_else(|| excerpt.whole(face));

        let near = |reach_mm: f64, p: Pt| {
            let mut segments = lines.iter().flat_map(|line| line.points.windows(2));
            segments.any(|w| segment::distance_mm(p, w[0], w[1]) <= reach_mm)
        };
        let mut sets = Sets::new(faces);
        for edge in excerpt.mesh.edges.values().filter(|edge| edge.left != 0 && edge.right != 0) {
            let line = excerpt.mesh.line(edge).unwrap_or_default();
            let middles = line.windows(2).map(|w| segment::middle(w[0], w[1]));
            let barred =
                of(edge.left) == of(edge.right) || line.iter().copied().chain(middles).all(|p| near(NODED_MM, p));
            if !barred {
                sets.join(edge.left, edge.right);
            }
        }
        let group: Vec<u32> = (0..faces as u32).map(|face| sets.find(face)).collect();
        let places: Vec<Option<Pt>> = (0..faces as u32).map(|face| place_in(&topology, face)).collect();
        // Where even the deepest place is half as near to the lines, the border of the block was meant.
        let thin: Vec<bool> =
            places.iter().map(|place| slack_mm > 0.0 && place.is_some_and(|p| near(slack_mm / 2.0, p))).collect();

        // A side that is no more than slivers is none.
        let groups: BTreeSet<u32> =
            (1..faces as u32).filter(|face| !thin[*face as usize]).map(|face| group[face as usize]).collect();
        let number: BTreeMap<u32, usize> = groups.iter().enumerate().map(|(i, group)| (*group, i)).collect();
        let side: Vec<Option<usize>> =
            (0..faces as u32).map(|face| number.get(&group[face as usize]).copied().filter(|_| face != 0)).collect();

        let mut sides: BTreeMap<Id, BTreeSet<usize>> = BTreeMap::new();
        let mut side_of: BTreeMap<Id, (i128, usize, Pt)> = BTreeMap::new();
        for face in 1..faces as u32 {
            let (Some(own), Some(place)) = (side[face as usize], places[face as usize]) else { continue };
            if !thin[face as usize] {
                sides.entry(of(face)).or_default().insert(own);
            }
            let area2 = topology.area2_mm2(face);
            let best = side_of.entry(of(face)).or_insert((area2, own, place));
            if area2 > best.0 {
                *best = (area2, own, place);
            }
        }
        let worth = sides.into_iter().filter(|(_, sides)| sides.len() > 1).map(|(block, _)| block).collect();
        let locator = Locator::new(&excerpt.mesh, &topology);
        Ok(Self { locator, side, side_of, worth })
    }

    fn side_at(&self, place: Pt) -> Option<usize> {
        match self.locator.at(place) {
            Hit::Face(face) => self.side[face as usize],
            Hit::Border(faces) => faces.into_iter().find_map(|face| self.side[face as usize]),
        }
    }
}
