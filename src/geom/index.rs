//! Which polygon holds a point, through an rstar index of their boxes.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::{Bounds, Pt, ring};

type Item = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Polygons (any rings, even-odd) that can be asked for the one at a point.
pub struct Polygons {
    rings: Vec<Vec<Vec<Pt>>>,
    tree: RTree<Item>,
}

impl Polygons {
    pub fn new(rings: Vec<Vec<Vec<Pt>>>) -> Self {
        let corner = |p: Pt| [f64::from(p.x), f64::from(p.y)];
        let boxes = rings.iter().enumerate().filter_map(|(i, rings)| {
            let b = Bounds::of(rings.iter().flatten().copied())?;
            Some(Item::new(Rectangle::from_corners(corner(b.min), corner(b.max)), i as u32))
        });
        let tree = RTree::bulk_load(boxes.collect());
        Self { rings, tree }
    }

    /// The first polygon (by its place in the list) that holds `p`, borders included.
    pub fn at(&self, p: Pt) -> Option<u32> {
        let here = AABB::from_point([f64::from(p.x), f64::from(p.y)]);
        let near = self.tree.locate_in_envelope_intersecting(here).map(|item| item.data);
        near.filter(|i| self.holds(*i, p)).min()
    }

    fn holds(&self, i: u32, p: Pt) -> bool {
        let mut inside = false;
        for ring in &self.rings[i as usize] {
            match ring::side(p, ring) {
                ring::Side::On => return true,
                ring::Side::Inside => inside = !inside,
                ring::Side::Outside => {}
            }
        }
        inside
    }
}
