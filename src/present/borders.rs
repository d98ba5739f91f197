//! What each block borders on, with lengths and areas: made once for a mesh.

use crate::mesh::{Edge, Mesh};
use crate::model::Id;

/// The borders of all faces.
#[derive(Clone, Debug, Default)]
pub struct Borders {
    /// Place of a face's first edge in `edges`; one more at the end.
    first: Vec<u32>,
    edges: Vec<Id>,
    /// By edge: the faces at its sides, and its length.
    sides: Vec<(Id, Id)>,
    length_m: Vec<f64>,
    /// By face, from an exact sum in mm².
    area_m2: Vec<f64>,
}

impl Borders {
    /// Walks all edges once.
    pub fn new(mesh: &Mesh) -> Self {
        let (faces, edges) = (mesh.faces.next_id() as usize, mesh.edges.next_id() as usize);
        let mut sides = vec![(0, 0); edges];
        let mut length_m = vec![0.0; edges];
        let mut area2 = vec![0i128; faces];
        let mut first = vec![0u32; faces + 1];
        let ends = |edge: &Edge| Some((mesh.nodes.get(edge.from)?.at, mesh.nodes.get(edge.to)?.at));
        for (id, edge) in mesh.edges.iter() {
            let Some((from, to)) = ends(edge) else { continue };
            let (mut at, mut twice, mut length) = (from, 0i128, 0.0);
            for next in edge.shape.iter().copied().chain([to]) {
                twice += i128::from(i64::from(at.x) * i64::from(next.y) - i64::from(next.x) * i64::from(at.y));
                length += at.distance_m(next);
                at = next;
            }
            sides[id as usize] = (edge.left, edge.right);
            length_m[id as usize] = length;
            for (face, sign) in [(edge.left, 1), (edge.right, -1)] {
                if let Some(sum) = area2.get_mut(face as usize) {
                    *sum += sign * twice;
                    first[face as usize + 1] += 1;
                }
            }
        }
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        let mut next = first.clone();
        let mut of_face = vec![0; first.last().map_or(0, |end| *end as usize)];
        for (id, edge) in mesh.edges.iter().filter(|(_, edge)| ends(edge).is_some()) {
            for face in [edge.left, edge.right] {
                if let Some(slot) = next.get_mut(face as usize).filter(|slot| (**slot as usize) < of_face.len()) {
                    of_face[*slot as usize] = id;
                    *slot += 1;
                }
            }
        }
        let area_m2 = area2.into_iter().map(|twice| twice as f64 / 2e6).collect();
        Self { first, edges: of_face, sides, length_m, area_m2 }
    }

    /// The face beyond each edge of a face, with the edge's length in metres.
    pub fn beyond(&self, face: Id) -> impl Iterator<Item = (Id, f64)> + '_ {
        let at = face as usize;
        let span = match (self.first.get(at), self.first.get(at + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        };
        self.edges[span].iter().map(move |edge| {
            let (left, right) = self.sides[*edge as usize];
            (if left == face { right } else { left }, self.length_m[*edge as usize])
        })
    }

    /// The area of a face, m².
    pub fn area_m2(&self, face: Id) -> f64 {
        self.area_m2.get(face as usize).copied().unwrap_or(0.0)
    }
}
