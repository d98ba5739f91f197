//! Joins blocks that a drawn line still divides although nothing else does any more.

use std::collections::{BTreeMap, BTreeSet};

use super::cut::{mesh_ops, resettle};
use crate::change::{Change, Op, Refusal};
use crate::mesh::{self, Edge};
use crate::model::{Id, Project, marks};
use crate::say;

/// Tidies all blocks, or those asked for. Borders of areas, barriers and founding stay.
pub fn plan(project: &Project, blocks: Option<&[Id]>) -> Result<Change, Refusal> {
    let asked: Option<BTreeSet<Id>> = blocks.map(|blocks| blocks.iter().copied().collect());
    let (ops, gone) = tidy_ops(project, asked.as_ref());
    if gone == 0 {
        return Err(Refusal::new(say!("edit-tidy-nothing")));
    }
    Ok(Change { note: say!("edit-tidied", blocks = gone), ops })
}

/// The operations that join what no plan divides among all blocks or those asked for, and how many blocks go by it.
pub fn tidy_ops(project: &Project, asked: Option<&BTreeSet<Id>>) -> (Vec<Op>, usize) {
    let same = |a: Id, b: Id| match (project.blocks.get(a), project.blocks.get(b)) {
        (Some(one), Some(other)) => {
            one == other && project.labels.values().all(|labels| labels.get(a) == labels.get(b))
        }
        _ => false,
    };
    let edges: Vec<(Id, &Edge)> = match asked {
        None => project.mesh.edges.iter().collect(),
        Some(asked) => {
            let around = project.edges_around(asked).into_iter();
            let around = around.filter_map(|id| Some((id, project.mesh.edges.get(id)?)));
            around.filter(|(_, edge)| asked.contains(&edge.left) && asked.contains(&edge.right)).collect()
        }
    };
    let drawn = edges.iter().filter(|(_, edge)| edge.marks == marks::DRAWN);
    let drop = drawn.filter(|(_, edge)| same(edge.left, edge.right));
    // Blocks that a road or a border of founding divides elsewhere stay apart, or it would go with the drawn line.
    let others = edges.iter().filter(|(_, edge)| edge.marks != marks::DRAWN);
    let kept: BTreeSet<(Id, Id)> =
        others.map(|(_, edge)| (edge.left.min(edge.right), edge.left.max(edge.right))).collect();
    let apart = |a: Id, b: Id| kept.contains(&(a.min(b), a.max(b)));
    let drop: Vec<Id> = drop.filter(|(_, edge)| !apart(edge.left, edge.right)).map(|(id, _)| *id).collect();
    if drop.is_empty() {
        return (Vec::new(), 0);
    }
    let (patch, gone) = mesh::join(&project.mesh, &drop);
    let mut ops = mesh_ops(&patch);
    for (block, _) in &gone {
        ops.push(Op::Block(*block, None));
        let labels = project.labels.iter().filter(|(_, labels)| labels.get(*block).is_some());
        ops.extend(labels.map(|(plan, _)| Op::Label { plan: *plan, block: *block, cell: None }));
    }
    ops.extend(resettle(project, &patch, &BTreeMap::new()).0);
    (ops, gone.len())
}
