//! Cuts blocks along lines; no cell of any plan changes.

use super::cut::{cut_ops, drawn_line};
use crate::change::{Change, Refusal};
use crate::geom::Pt;
use crate::model::{Id, Project};
use crate::say;

pub fn plan(project: &Project, blocks: &[Id], lines: &[Vec<Pt>], first: Option<Id>) -> Result<Change, Refusal> {
    if first.is_some_and(|first| first != project.mesh.faces.next_id()) {
        return Err(Refusal::new(say!("edit-moved-on")));
    }
    if blocks.is_empty() {
        return Err(Refusal::new(say!("edit-nothing-selected")));
    }
    let lines: Vec<_> = lines.iter().map(|line| drawn_line(line)).collect();
    let cut = cut_ops(project, blocks, &lines)?;
    if cut.parts.is_empty() {
        return Err(Refusal::new(say!("edit-cut-nothing")));
    }
    Ok(Change { note: say!("edit-cut", parts = cut.parts.len()), ops: cut.ops })
}
