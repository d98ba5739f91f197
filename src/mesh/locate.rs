//! Which face a point lies in; exact.

use rayon::prelude::*;
use rstar::{AABB, RTree, RTreeObject};

use super::search::Seg;
use super::{Mesh, OUTSIDE, Topology};
use crate::geom::{Bounds, Pt, ring};

/// Where a point lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    /// Inside this face; the outside counts as one.
    Face(u32),
    /// On an edge or a node: the faces that meet there, ascending, without the outside.
    Border(Vec<u32>),
}

/// Segments of a face by bands of height, so that a test sees few of them.
struct Shape {
    face: u32,
    bounds: Bounds,
    first: Vec<u32>,
    segs: Vec<Seg>,
}

impl RTreeObject for Shape {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        let corner = |p: Pt| [f64::from(p.x), f64::from(p.y)];
        AABB::from_corners(corner(self.bounds.min), corner(self.bounds.max))
    }
}

/// Finds the face of a point: boxes of faces, then an exact test.
pub struct Locator {
    tree: RTree<Shape>,
}

impl Locator {
    /// Indexes all faces but the outside.
    pub fn new(mesh: &Mesh, topology: &Topology) -> Self {
        let faces: Vec<u32> = mesh.faces.iter().map(|(f, _)| f).filter(|&f| f != OUTSIDE).collect();
        let shapes = faces.par_iter().filter_map(|&f| Shape::new(f, topology)).collect();
        Self { tree: RTree::bulk_load(shapes) }
    }

    /// Where the point lies.
    pub fn at(&self, p: Pt) -> Hit {
        let mut on = Vec::new();
        let place = AABB::from_point([f64::from(p.x), f64::from(p.y)]);
        for shape in self.tree.locate_in_envelope_intersecting(place) {
            match shape.holds(p) {
                Some(true) => return Hit::Face(shape.face),
                Some(false) => {}
                None => on.push(shape.face),
            }
        }
        on.sort_unstable();
        if on.is_empty() { Hit::Face(OUTSIDE) } else { Hit::Border(on) }
    }
}

impl Shape {
    fn new(face: u32, topology: &Topology) -> Option<Self> {
        let rings = topology.rings(face);
        let bounds = Bounds::of(rings.first()?.iter().copied())?;
        let segs: Vec<Seg> =
            rings.iter().flat_map(|r| r.iter().copied().zip(r.iter().copied().cycle().skip(1))).collect();
        let bands = (segs.len() / 4).max(1);
        let mut shape = Self { face, bounds, first: vec![0; bands + 1], segs: Vec::new() };
        let range = |s: &Seg| shape.band(s.0.y.min(s.1.y))..=shape.band(s.0.y.max(s.1.y));
        let mut banded: Vec<(u32, Seg)> = segs.iter().flat_map(|s| range(s).map(move |b| (b as u32, *s))).collect();
        banded.sort_by_key(|x| x.0);
        for (band, _) in &banded {
            shape.first[*band as usize + 1] += 1;
        }
        for band in 0..bands {
            shape.first[band + 1] += shape.first[band];
        }
        shape.segs = banded.into_iter().map(|x| x.1).collect();
        Some(shape)
    }

    fn band(&self, y: i32) -> usize {
        let height = i64::from(self.bounds.max.y) - i64::from(self.bounds.min.y) + 1;
        let bands = self.first.len() as i64 - 1;
        ((i64::from(y) - i64::from(self.bounds.min.y)) * bands / height).clamp(0, bands - 1) as usize
    }

    /// Inside, outside, or (`None`) on the border.
    fn holds(&self, p: Pt) -> Option<bool> {
        let band = self.band(p.y);
        ring::hold(self.segs[self.first[band] as usize..self.first[band + 1] as usize].iter().copied(), p)
    }
}
