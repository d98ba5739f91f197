//! Where a masked household is shown: near enough to plan with, too far to point at its door.

use std::collections::BTreeMap;

use super::Mask;
use super::job::Job;
use super::shapes::Shapes;
use crate::geom::Pt;
use crate::mesh::{Hit, Locator, Topology};
use crate::model::Id;

/// Side of the squares, mm.
const STEP: i64 = 100_000;

pub(super) struct Blur<'j, 'a> {
    job: &'j Job<'a>,
    locator: Option<Locator>,
    shapes: Option<Shapes>,
    middles: BTreeMap<Id, Option<Pt>>,
}

impl<'j, 'a> Blur<'j, 'a> {
    pub fn new(job: &'j Job<'a>) -> Self {
        let mask = job.mask();
        let locator = (mask == Mask::Names).then(|| {
            let mesh = &job.project.mesh;
            Locator::new(mesh, &Topology::new(mesh))
        });
        let shapes = (mask != Mask::None).then(|| Shapes::new(job));
        Self { job, locator, shapes, middles: BTreeMap::new() }
    }

    /// The point as the mask has it: exact; or the nearest middle of a 100 m square that lies in the same cell; or the
    /// middle of the cell, which also serves where no square near has its middle in it. Without a cell, the square's.
    pub fn household(&mut self, at: Pt, cell: Option<Id>) -> Option<Pt> {
        if self.job.mask() == Mask::None {
            return Some(at);
        }
        let Some(cell) = cell else { return Some(raster(at)) };
        if let Some(locator) = &self.locator {
            let mut middles = middles(at);
            middles.sort_by(|a, b| a.distance_m(at).total_cmp(&b.distance_m(at)));
            let inside =
                |p: &Pt| matches!(locator.at(*p), Hit::Face(face) if self.job.cell_at(Some(face)) == Some(cell));
            if let Some(middle) = middles.iter().find(|p| inside(p)) {
                return Some(*middle);
            }
        }
        let shapes = self.shapes.as_ref();
        *self.middles.entry(cell).or_insert_with(|| shapes.and_then(|shapes| shapes.middle(cell)))
    }
}

/// The middle of the raster square that holds the point.
pub(super) fn raster(at: Pt) -> Pt {
    let middle = |v: i32| narrow(i64::from(v).div_euclid(STEP) * STEP + STEP / 2);
    Pt::new(middle(at.x), middle(at.y))
}

/// The four nearest middles of raster squares.
fn middles(at: Pt) -> [Pt; 4] {
    let low = |v: i32| (i64::from(v) - STEP / 2).div_euclid(STEP) * STEP + STEP / 2;
    let (x, y) = (low(at.x), low(at.y));
    [(x, y), (x + STEP, y), (x, y + STEP), (x + STEP, y + STEP)].map(|(x, y)| Pt::new(narrow(x), narrow(y)))
}

fn narrow(v: i64) -> i32 {
    v.clamp(-i64::from(Pt::LIMIT), i64::from(Pt::LIMIT)) as i32
}
