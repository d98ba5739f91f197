//! An edge of the mesh as the map shows it.

use super::lines::Line;
use crate::geom::Bounds;
use crate::mesh::{Edge, Mesh};
use crate::model::{Id, Level, Project};

/// Which areas a mesh edge divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Both sides lie in one lowest-level area.
    Inner,
    Village,
    Township,
    County,
    Prefecture,
    /// One side is no territory.
    Outer,
}

/// What the mesh alone decides about an edge.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeLook {
    /// Faces left and right.
    pub sides: (u32, u32),
    pub rank: Rank,
    pub bounds: Bounds,
    pub line: Line,
}

impl EdgeLook {
    /// `None` where the mesh lacks a node of the edge.
    pub fn new(mesh: &Mesh, edge: &Edge, ranks: &Ranks) -> Option<Self> {
        let line = mesh.line(edge)?;
        let bounds = Bounds::of(line.iter().copied())?;
        let sides = (edge.left, edge.right);
        Some(Self { sides, rank: ranks.of(sides), bounds, line: Line::new(&line) })
    }
}

/// Tells ranks from the areas of blocks.
pub struct Ranks<'a> {
    project: &'a Project,
    /// By area: those that it is or lies in, the highest level first.
    chains: Vec<[Option<Id>; 4]>,
}

impl<'a> Ranks<'a> {
    pub fn new(project: &'a Project) -> Self {
        let chain = |area: Id| Level::ALL.map(|level| project.ancestor(area, level));
        Self { project, chains: (0..project.areas.next_id()).map(chain).collect() }
    }

    fn of(&self, (left, right): (u32, u32)) -> Rank {
        let area = |face: u32| self.project.blocks.get(face).map(|block| block.area);
        match (area(left), area(right)) {
            (None, None) => Rank::Inner,
            (None, _) | (_, None) => Rank::Outer,
            (Some(a), Some(b)) if a == b => Rank::Inner,
            (Some(a), Some(b)) => {
                let (a, b) = (self.chains.get(a as usize), self.chains.get(b as usize));
                match (0..4).find(|i| a.map(|a| a[*i]) != b.map(|b| b[*i])) {
                    Some(0) => Rank::Prefecture,
                    Some(1) => Rank::County,
                    Some(2) => Rank::Township,
                    _ => Rank::Village,
                }
            }
        }
    }
}
