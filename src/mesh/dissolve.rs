//! Takes edges out and joins the faces beside them.

use super::arrange::Border;
use super::assemble::assemble;
use super::{Mesh, OUTSIDE};
use crate::base::Sets;

/// Removes the edges and whatever then has one face on both sides; ids are named anew.
///
/// Also gives the new face of every old face id. A joined face is solid where all its parts were.
pub fn dissolve(mesh: &Mesh, drop: &[u32]) -> (Mesh, Vec<u32>) {
    let faces = mesh.faces.next_id().max(1) as usize;
    let mut classes = Sets::new(faces);
    for edge in drop.iter().filter_map(|&e| mesh.edges.get(e)) {
        classes.join(edge.left, edge.right);
    }
    let mut solid = vec![true; faces];
    for f in 0..faces as u32 {
        solid[classes.find(f) as usize] &= mesh.faces.get(f).is_none_or(|f| f.solid);
    }
    let mut borders = Vec::new();
    for edge in mesh.edges.values() {
        let (left, right) = (classes.find(edge.left), classes.find(edge.right));
        if left == right {
            continue;
        }
        for w in mesh.line(edge).unwrap_or_default().windows(2) {
            let (left, right) = if w[0] < w[1] { (left, right) } else { (right, left) };
            let (a, b) = (w[0].min(w[1]), w[0].max(w[1]));
            borders.push(Border { a, b, left, right, marks: edge.marks, lined: true });
        }
    }
    borders.sort_unstable_by_key(|s| (s.a, s.b));
    let (new, name) = assemble(&borders, faces, OUTSIDE, |f| solid[f as usize], |_| false);
    let new_of_old = (0..faces as u32).map(|f| name[classes.find(f) as usize]).collect();
    (new, new_of_old)
}
