//! A part of a project that an edit can reach: what is planned there is planned in no time, however large the county.

use std::collections::BTreeSet;

use super::{Id, Project};
use crate::mesh::{Mesh, OUTSIDE};

impl Project {
    /// Some faces with all that touch them, whole; and of the tables by block, the rows of those.
    pub fn part(&self, faces: &BTreeSet<Id>) -> Self {
        let mesh = &self.mesh;
        let ends = |edges: &BTreeSet<Id>| -> BTreeSet<Id> {
            edges.iter().filter_map(|id| mesh.edges.get(*id)).flat_map(|edge| [edge.from, edge.to]).collect()
        };
        let corners = ends(&self.edges_around(faces));
        // Around every corner, from each face to the next.
        let mut all = faces.clone();
        let mut last = faces.clone();
        while !last.is_empty() {
            let around = self.edges_around(&last);
            let touching = around.iter().filter_map(|id| mesh.edges.get(*id));
            let touching = touching.filter(|edge| corners.contains(&edge.from) || corners.contains(&edge.to));
            last = touching.flat_map(|edge| [edge.left, edge.right]).filter(|face| !all.contains(face)).collect();
            all.extend(&last);
        }
        all.remove(&OUTSIDE);
        let edges = self.edges_around(&all);
        let nodes = ends(&edges);
        let homes = self.homes_in(&all);
        all.insert(OUTSIDE);
        Self {
            mesh: Mesh {
                nodes: mesh.nodes.only(nodes),
                edges: mesh.edges.only(edges),
                faces: mesh.faces.only(all.iter().copied()),
            },
            blocks: self.blocks.only(all.iter().copied()),
            labels: self.labels.iter().map(|(plan, rows)| (*plan, rows.only(all.iter().copied()))).collect(),
            households: self.households.only(homes),
            // It tells of all that is not here.
            index: None,
            ..self.clone()
        }
    }
}
