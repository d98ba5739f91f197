//! Which blocks hang together over shared edges.

use super::{Id, Project};
use crate::base::Sets;

/// The label of a face that has none.
pub const NONE: Id = Id::MAX;

/// The cell of every face in a plan, by face id; [`NONE`] for gaps and for faces that are no blocks.
pub fn cell_labels(project: &Project, plan: Id) -> Vec<Id> {
    let mut of = vec![NONE; project.mesh.faces.next_id() as usize];
    for (block, cell) in project.labels.get(&plan).into_iter().flat_map(|labels| labels.iter()) {
        if let Some(slot) = of.get_mut(block as usize) {
            *slot = *cell;
        }
    }
    of
}

/// The nesting area of every block in a plan, by face id; [`NONE`] for faces that are no blocks.
///
/// Where cells may cross every border, all blocks nest in one, numbered 0.
pub fn nest_labels(project: &Project, plan: Id) -> Vec<Id> {
    let nest = project.plans.get(plan).and_then(|plan| plan.nest);
    let mut of = vec![NONE; project.mesh.faces.next_id() as usize];
    let mut known = vec![NONE; project.areas.next_id() as usize];
    for (id, block) in project.blocks.iter() {
        let Some(slot) = of.get_mut(id as usize) else { continue };
        *slot = match (nest, known.get_mut(block.area as usize)) {
            (None, _) => 0,
            (Some(level), Some(known)) => {
                if *known == NONE {
                    *known = project.ancestor(block.area, level).unwrap_or(block.area);
                }
                *known
            }
            (Some(_), None) => block.area,
        };
    }
    of
}

/// The connected part that every labelled face belongs to, named by its lowest face; [`NONE`] where unlabelled.
///
/// Two faces hang together when they bear the same label and share an edge of positive length.
pub fn parts(project: &Project, labels: &[Id]) -> Vec<Id> {
    let mut sets = Sets::new(labels.len());
    let of = |face: Id| labels.get(face as usize).copied().unwrap_or(NONE);
    for edge in project.mesh.edges.values() {
        let label = of(edge.left);
        if label != NONE && edge.left != edge.right && label == of(edge.right) {
            sets.join(edge.left, edge.right);
        }
    }
    (0..labels.len() as Id).map(|face| if of(face) == NONE { NONE } else { sets.find(face) }).collect()
}
