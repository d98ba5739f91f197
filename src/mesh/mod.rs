//! Planar topology on the integer grid: zones and lines become nodes, edges and faces that share every border.
//!
//! `weld` mends what sources get wrong, `build` makes the mesh, `refine` and `dissolve` change it, `Topology` walks it,
//! `proof` shows in exact integers that it is whole. The room knows nothing of what a face stands for.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::Rows;
use crate::geom::Pt;

mod arrange;
mod assemble;
mod build;
mod cut;
mod dissolve;
mod excerpt;
mod faithful;
mod half_edges;
mod interior;
mod join;
mod locate;
mod near;
mod nest;
mod node;
mod outline;
pub mod proof;
mod refine;
mod search;
mod soup;
#[cfg(test)]
mod tests;
mod topology;
mod weld;

pub use build::{BuildReport, Built, build};
pub use cut::{Patch, cut};
pub use dissolve::dissolve;
pub use excerpt::Excerpt;
pub use faithful::faithful;
pub use interior::interior_point;
pub use join::join;
pub use locate::{Hit, Locator};
pub use outline::{MultiPolygon, Polygon, Ring};
pub use proof::{Check, proof};
pub use refine::refine;
pub use soup::{Line, Soup, Zone};
pub use topology::{Neighbour, Topology};
pub use weld::{Weld, weld};

/// The unbounded face around everything; always there, never solid.
pub const OUTSIDE: u32 = 0;

/// "No such row" in dense `u32` tables.
const NONE: u32 = u32::MAX;

/// Where edges end: at junctions, where sides or marks change, and once on every ring without junctions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub at: Pt,
}

/// A border line between two faces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// Node at the start.
    pub from: u32,
    /// Node at the end; equal to `from` on a loop.
    pub to: u32,
    /// The vertices between the two nodes, from `from` to `to`.
    pub shape: Arc<[Pt]>,
    /// Face on the left, looking from `from` to `to`.
    pub left: u32,
    /// Face on the right.
    pub right: u32,
    /// Bits of the caller, opaque here.
    pub marks: u32,
}

/// A face; its rings are walked from the edges, so that neighbours cannot tear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    /// Whether it is territory; the outside and the voids between zones are not.
    pub solid: bool,
}

/// Nodes, edges and faces of one planar subdivision; ids follow the coordinates, so that equal input gives an equal mesh.
#[derive(Clone, Debug, Default)]
pub struct Mesh {
    pub nodes: Rows<Node>,
    pub edges: Rows<Edge>,
    pub faces: Rows<Face>,
}

impl Mesh {
    /// All vertices of an edge from its start to its end; `None` where a node of it is missing.
    pub fn line(&self, edge: &Edge) -> Option<Vec<Pt>> {
        let (from, to) = (self.nodes.get(edge.from)?.at, self.nodes.get(edge.to)?.at);
        let mut line = Vec::with_capacity(edge.shape.len() + 2);
        line.push(from);
        line.extend_from_slice(&edge.shape);
        line.push(to);
        Some(line)
    }
}
