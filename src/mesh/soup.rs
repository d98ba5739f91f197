//! What a mesh is built from: rings and lines as the sources gave them.

use crate::base::Fault;
use crate::geom::Pt;
use crate::say;

/// One territory of a layer; a point is inside where it lies in an odd number of its rings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Layer 0 makes the solid faces; higher layers divide them and yield to lower ones.
    pub layer: u8,
    /// Closed rings in any orientation, with or without the closing repeat.
    pub rings: Vec<Vec<Pt>>,
}

/// A line along which faces are to be divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Bits that the edges along the line will carry.
    pub marks: u32,
    pub points: Vec<Pt>,
}

/// Zones and lines, not yet noded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Soup {
    pub zones: Vec<Zone>,
    pub lines: Vec<Line>,
    /// The bits that edges get which border two zones of a layer, by layer.
    pub zone_marks: Vec<u32>,
}

impl Soup {
    /// One more than the highest layer in use.
    pub fn layers(&self) -> usize {
        self.zones.iter().map(|z| usize::from(z.layer) + 1).max().unwrap_or(0)
    }
}

/// Refuses points beyond the range in which cross products are exact.
pub(super) fn check_range<'a>(points: impl IntoIterator<Item = &'a Pt>) -> Result<(), Fault> {
    let fits = |v: i32| (-Pt::LIMIT..=Pt::LIMIT).contains(&v);
    match points.into_iter().find(|p| !fits(p.x) || !fits(p.y)) {
        None => Ok(()),
        Some(p) => Err(Fault::input(say!("mesh-out-of-range", x = p.x, y = p.y))),
    }
}
