//! Cuts the faces of a finished mesh along lines.

use super::arrange::{Arranged, Border, arrange};
use super::assemble::assemble;
use super::node::{Piece, node};
use super::soup::{Line, check_range};
use super::{Mesh, NONE, OUTSIDE};
use crate::base::{Fault, Sets, Watch};

/// Adds lines to a mesh; also gives the old face of every new face.
///
/// Old edges stay (they move by less than a millimetre, and only where a line meets them) and keep their marks; lines
/// that dangle, or that run outside the solid faces, are dropped. Where rounding pinches off a bay of the outside, it
/// becomes a face of its own whose old face is the outside.
///
/// # Errors
/// Points out of range; cancelled.
pub fn refine(mesh: &Mesh, lines: &[Line], watch: &Watch) -> Result<(Mesh, Vec<u32>), Fault> {
    check_range(lines.iter().flat_map(|l| &l.points))?;
    let mut pieces = Vec::new();
    for edge in mesh.edges.values() {
        let line = mesh.line(edge).unwrap_or_default();
        for face in [edge.left, edge.right].into_iter().filter(|&f| f != OUTSIDE) {
            pieces.extend(line.windows(2).filter_map(|w| Piece::new(w[0], w[1], face, edge.marks, false)));
        }
    }
    for line in lines {
        pieces.extend(line.points.windows(2).filter_map(|w| Piece::new(w[0], w[1], NONE, line.marks, true)));
    }
    let noded = node(pieces, watch)?;
    let Arranged { borders, zones, .. } = arrange(&noded.pieces, watch)?;
    drop(noded);
    // An old face is a zone of its own, so every new face lies in one at most.
    let parent: Vec<u32> = zones.iter().map(|z| z.first().copied().unwrap_or(OUTSIDE)).collect();
    let solid = |f: u32| mesh.faces.get(parent[f as usize]).is_some_and(|f| f.solid);
    let mut classes = Sets::new(parent.len());
    let divides = |s: &Border| parent[s.left as usize] != parent[s.right as usize] || solid(s.left);
    for s in borders.iter().filter(|s| !divides(s)) {
        classes.join(s.left, s.right);
    }
    let kept: Vec<Border> = borders
        .iter()
        .map(|s| Border { left: classes.find(s.left), right: classes.find(s.right), ..*s })
        .filter(|s| s.left != s.right)
        .collect();
    let (new, name) = assemble(&kept, parent.len(), classes.find(OUTSIDE), solid, |_| false);
    let mut parent_of_face = vec![OUTSIDE; new.faces.len()];
    for (old, &face) in name.iter().enumerate().filter(|(_, n)| **n != NONE && **n != OUTSIDE) {
        parent_of_face[face as usize] = parent[old];
    }
    Ok((new, parent_of_face))
}
