//! Barriers that no cell may lie on both sides of, but where a road leads across.

use std::collections::{BTreeMap, BTreeSet};

use crate::mesh::Topology;
use crate::model::{BarrierKind, Id, Project, marks};

/// The mesh edges over which blocks do not touch: those along barriers of these kinds, without those that meet a bridge.
///
/// A bridge is a node of the barrier that roads leave on both of its sides; the blocks beside it touch over the barrier.
pub(super) fn shut_edges(project: &Project, topology: &Topology<'_>, kinds: &[BarrierKind]) -> BTreeSet<Id> {
    let hard = kinds.iter().fold(0, |all, kind| all | marks::barrier(*kind));
    if hard == 0 {
        return BTreeSet::new();
    }
    let of = |edge: Id| project.mesh.edges.get(edge).map_or(0, |row| row.marks);
    let road = marks::barrier(BarrierKind::Road);
    let crosses = |node: Id| {
        // From each stretch of the barrier to the next one around the node lies one side of it.
        let around: Vec<u32> = topology.around(node).iter().map(|half_edge| of(half_edge / 2)).collect();
        let Some(first) = around.iter().position(|m| m & hard != 0) else { return false };
        let mut sides = vec![false];
        for marks in around[first + 1..].iter().chain(&around[..first]) {
            match marks & hard {
                0 => *sides.last_mut().unwrap_or(&mut false) |= marks & road != 0,
                _ => sides.push(false),
            }
        }
        sides.into_iter().filter(|side| *side).count() > 1
    };
    let mut known: BTreeMap<Id, bool> = BTreeMap::new();
    let mut bridged = |node: Id| *known.entry(node).or_insert_with(|| crosses(node));
    let along = project.mesh.edges.iter().filter(|(_, edge)| edge.marks & hard != 0);
    along.filter(|(_, edge)| !bridged(edge.from) && !bridged(edge.to)).map(|(id, _)| id).collect()
}
