//! Takes edges out of a mesh and says so as row changes: the inverse of [`cut`](super::cut()).

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, Mesh, Patch};
use crate::base::Sets;

/// Joins the solid faces beside the edges; the lowest id of those joined stays. Also gives every face that is gone with
/// the one that it went into.
///
/// Whatever then has one face on both sides goes too, and so do nodes in which only two like edges are left to meet.
pub fn join(mesh: &Mesh, drop: &[u32]) -> (Patch, Vec<(u32, u32)>) {
    let solid = |face: u32| mesh.faces.get(face).is_some_and(|row| row.solid);
    let dropped = drop.iter().filter_map(|&e| mesh.edges.get(e));
    let dropped: Vec<&Edge> = dropped.filter(|e| solid(e.left) && solid(e.right)).collect();
    let faces: BTreeSet<u32> = dropped.iter().flat_map(|e| [e.left, e.right]).collect();
    let faces: Vec<u32> = faces.into_iter().collect();
    let place = |face: u32| faces.binary_search(&face).ok();
    let mut sets = Sets::new(faces.len());
    for edge in &dropped {
        if let (Some(a), Some(b)) = (place(edge.left), place(edge.right)) {
            sets.join(a as u32, b as u32);
        }
    }
    // A set is named by its lowest member.
    let into: BTreeMap<u32, u32> =
        faces.iter().enumerate().map(|(i, face)| (*face, faces[sets.find(i as u32) as usize])).collect();

    let mut work = Work { mesh, edges: BTreeMap::new(), nodes: BTreeSet::new(), at: BTreeMap::new() };
    for (id, edge) in mesh.edges.iter() {
        let now = |face: u32| into.get(&face).copied().unwrap_or(face);
        let (left, right) = (now(edge.left), now(edge.right));
        if left == right {
            work.edges.insert(id, None);
            work.at.extend([(edge.from, Vec::new()), (edge.to, Vec::new())]);
        } else if (left, right) != (edge.left, edge.right) {
            work.edges.insert(id, Some(Edge { left, right, ..edge.clone() }));
        }
    }
    work.tidy_nodes();
    let gone: Vec<(u32, u32)> = into.into_iter().filter(|(face, into)| face != into).collect();
    let patch = Patch {
        nodes: work.nodes.into_iter().map(|id| (id, None)).collect(),
        edges: work.edges.into_iter().collect(),
        faces: gone.iter().map(|(face, _)| (*face, None)).collect(),
        parts: Vec::new(),
    };
    (patch, gone)
}

/// Edges as they become.
struct Work<'a> {
    mesh: &'a Mesh,
    edges: BTreeMap<u32, Option<Edge>>,
    /// Nodes that go.
    nodes: BTreeSet<u32>,
    /// The edges that are left at the nodes that have lost one, a loop twice.
    at: BTreeMap<u32, Vec<u32>>,
}

impl Work<'_> {
    fn edge(&self, id: u32) -> Option<&Edge> {
        match self.edges.get(&id) {
            Some(row) => row.as_ref(),
            None => self.mesh.edges.get(id),
        }
    }

    fn tidy_nodes(&mut self) {
        for (id, edge) in self.mesh.edges.iter() {
            if self.edges.get(&id).is_some_and(Option::is_none) {
                continue;
            }
            for node in [edge.from, edge.to] {
                if let Some(list) = self.at.get_mut(&node) {
                    list.push(id);
                }
            }
        }
        for node in self.at.keys().copied().collect::<Vec<_>>() {
            match self.at[&node][..] {
                [] => drop(self.nodes.insert(node)),
                [one, other] if one != other => self.thread(node, one, other),
                _ => {}
            }
        }
    }

    /// Makes one edge of the two that meet in a node, where they divide the same and bear the same marks.
    fn thread(&mut self, node: u32, one: u32, other: u32) {
        let (Some(a), Some(b), Some(middle)) = (self.edge(one), self.edge(other), self.mesh.nodes.get(node)) else {
            return;
        };
        let (a, b) = (turned(a, a.to != node), turned(b, b.from != node));
        if (a.left, a.right, a.marks) != (b.left, b.right, b.marks) {
            return;
        }
        let shape = a.shape.iter().copied().chain([middle.at]).chain(b.shape.iter().copied()).collect();
        let (keep, gone) = (one.min(other), one.max(other));
        for end in [a.from, b.to] {
            for edge in self.at.get_mut(&end).into_iter().flatten().filter(|edge| **edge == gone) {
                *edge = keep;
            }
        }
        self.edges.insert(keep, Some(Edge { from: a.from, to: b.to, shape, ..a }));
        self.edges.insert(gone, None);
        self.nodes.insert(node);
    }
}

/// The edge, walked the other way where asked.
fn turned(edge: &Edge, back: bool) -> Edge {
    if !back {
        return edge.clone();
    }
    Edge {
        from: edge.to,
        to: edge.from,
        shape: edge.shape.iter().rev().copied().collect(),
        left: edge.right,
        right: edge.left,
        marks: edge.marks,
    }
}
