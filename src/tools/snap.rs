//! Where a point is drawn to: junctions first, then vertices, then borders, roads and rivers.

use super::field::{Field, Pointer};
use crate::geom::{Bounds, Pt, segment};
use crate::model::marks;

/// How near the pointer must come, pixels.
const REACH_PX: f64 = 9.0;
/// Vertices win over the line between them by this factor, junctions once more, roads and rivers over plain borders.
const PULL: f64 = 0.6;

/// The nearest thing that the pointer may have meant; `None` on free ground, or while Alt is held.
pub fn snap(field: &Field, pointer: &Pointer) -> Option<Pt> {
    if pointer.fine {
        return None;
    }
    let reach_mm = REACH_PX * pointer.mm_per_px;
    let mut best: Option<(f64, Pt)> = None;
    let mut offer = |at: Pt, weight: f64| {
        let away_mm = pointer.at.distance_m(at) * 1000.0;
        if away_mm <= reach_mm && best.is_none_or(|(least, _)| away_mm * weight < least) {
            best = Some((away_mm * weight, at));
        }
    };
    for id in (field.edges_near)(around(pointer.at, reach_mm)) {
        let Some(edge) = field.project.mesh.edges.get(id) else { continue };
        let line = field.project.mesh.line(edge).unwrap_or_default();
        let weight = if marks::has_barrier(edge.marks) { PULL } else { 1.0 };
        for (i, at) in line.iter().enumerate() {
            let is_node = i == 0 || i + 1 == line.len();
            offer(*at, weight * PULL * if is_node { PULL } else { 1.0 });
        }
        for pair in line.windows(2) {
            offer(segment::foot(pointer.at, pair[0], pair[1]), weight);
        }
    }
    best.map(|(_, at)| at)
}

/// The box of everything within a distance, mm.
pub fn around(at: Pt, reach_mm: f64) -> Bounds {
    let pad = reach_mm.clamp(0.0, f64::from(Pt::LIMIT)) as i32;
    Bounds {
        min: Pt::new(at.x.saturating_sub(pad), at.y.saturating_sub(pad)),
        max: Pt::new(at.x.saturating_add(pad), at.y.saturating_add(pad)),
    }
}
