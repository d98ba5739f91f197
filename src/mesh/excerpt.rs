//! A few faces of a mesh as a small mesh of their own, so that walking them costs no more than they are.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, Face, Mesh, OUTSIDE};

/// Some faces with their edges; everything around them is the outside.
pub struct Excerpt {
    /// Faces from 1 up in the order of [`Self::faces`].
    pub mesh: Mesh,
    /// The id in the whole mesh of every face, ascending; the outside first.
    pub faces: Vec<u32>,
    /// The id in the whole mesh of every edge, ascending.
    pub edges: Vec<u32>,
}

impl Excerpt {
    /// Takes the solid ones among the faces out of a mesh.
    pub fn of(mesh: &Mesh, faces: &BTreeSet<u32>) -> Self {
        Self::cut_out(mesh, faces, mesh.edges.iter())
    }

    /// The same where all their edges are known, ascending: nothing else is looked at.
    pub fn with_edges(mesh: &Mesh, faces: &BTreeSet<u32>, edges: impl IntoIterator<Item = u32>) -> Self {
        Self::cut_out(mesh, faces, edges.into_iter().filter_map(|id| Some((id, mesh.edges.get(id)?))))
    }

    fn cut_out<'m>(mesh: &Mesh, faces: &BTreeSet<u32>, all: impl Iterator<Item = (u32, &'m Edge)>) -> Self {
        let solid = faces.iter().copied().filter(|&f| f != OUTSIDE && mesh.faces.get(f).is_some_and(|row| row.solid));
        let faces: Vec<u32> = std::iter::once(OUTSIDE).chain(solid).collect();
        let rows = faces.iter().map(|&f| Face { solid: f != OUTSIDE }).collect();
        let mut small = Mesh { faces: rows, ..Mesh::default() };
        // Faces that lie together mostly have ids that do, so that few edges need a search.
        let ids = faces.get(1).copied().unwrap_or(OUTSIDE)..=faces.last().copied().unwrap_or(OUTSIDE);
        let local = |face: u32| {
            let found = ids.contains(&face).then(|| faces.binary_search(&face).ok()).flatten();
            found.map_or(OUTSIDE, |i| i as u32)
        };
        let mut node_of: BTreeMap<u32, u32> = BTreeMap::new();
        let mut edges = Vec::new();
        for (id, edge) in all {
            let (left, right) = (local(edge.left), local(edge.right));
            if left == right {
                continue;
            }
            let mut node = |v: u32| match (node_of.get(&v), mesh.nodes.get(v)) {
                (Some(new), _) => Some(*new),
                (None, Some(row)) => {
                    let new = small.nodes.push(*row);
                    node_of.insert(v, new);
                    Some(new)
                }
                (None, None) => None,
            };
            if let (Some(from), Some(to)) = (node(edge.from), node(edge.to)) {
                small.edges.push(Edge { from, to, left, right, ..edge.clone() });
                edges.push(id);
            }
        }
        Self { mesh: small, faces, edges }
    }

    /// The face of the excerpt that stands for a face of the whole mesh.
    pub fn local(&self, face: u32) -> Option<u32> {
        self.faces.binary_search(&face).ok().map(|i| i as u32).filter(|&i| i != OUTSIDE)
    }

    /// The face of the whole mesh that a face of the excerpt stands for.
    pub fn whole(&self, face: u32) -> u32 {
        self.faces.get(face as usize).copied().unwrap_or(OUTSIDE)
    }
}
