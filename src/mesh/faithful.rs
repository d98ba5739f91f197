//! How far the mesh is from its source, zone by zone.

use crate::geom::Pt;
use crate::geom::ring::{Side, area2_mm2, perimeter_m, side};

/// The difference between the area of a source zone (valid rings, any orientation) and that of its faces (twice, mm²),
/// and the difference allowed: perimeter × (weld + 1 mm). Both in m².
pub fn faithful(rings: &[Vec<Pt>], faces_area2_mm2: i128, weld_mm: u32) -> (f64, f64) {
    let mut source = 0i128;
    for (i, ring) in rings.iter().enumerate() {
        // A ring inside an odd number of others is a hole; a shared point does not tell, the next one may.
        let inside = |other: &[Pt]| {
            let told = ring.iter().map(|&p| side(p, other)).find(|s| *s != Side::On);
            told == Some(Side::Inside)
        };
        let depth = rings.iter().enumerate().filter(|&(j, other)| j != i && inside(other)).count();
        let area2 = area2_mm2(ring).abs();
        source += if depth.is_multiple_of(2) { area2 } else { -area2 };
    }
    let perimeter: f64 = rings.iter().map(|r| perimeter_m(r)).sum();
    ((faces_area2_mm2 - source).abs() as f64 / 2e6, perimeter * (f64::from(weld_mm) + 1.0) / 1000.0)
}
