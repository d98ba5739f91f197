//! Every block is a solid face of the mesh and lies in exactly one lowest-level area.

use super::{Finding, Severity};
use crate::model::Project;
use crate::say;

pub(super) fn find(project: &Project, findings: &mut Vec<Finding>) {
    for (face, row) in project.mesh.faces.iter().filter(|(_, row)| row.solid) {
        let area = project.blocks.get(face).map(|block| block.area);
        let level = area.and_then(|area| project.areas.get(area)).map(|area| area.level);
        if row.solid && level != Some(project.meta.leaf) {
            let message = say!("finding-leaf", block = face);
            findings.push(Finding::new("leaf", Severity::Error, message).area(area).block(face));
        }
    }
    for (id, _) in project.blocks.iter() {
        if !project.mesh.faces.get(id).is_some_and(|face| face.solid) {
            findings.push(Finding::new("leaf", Severity::Error, say!("finding-leaf-no-face", block = id)));
        }
    }
}
