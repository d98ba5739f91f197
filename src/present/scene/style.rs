//! Colours and widths that window and picture share.

use super::ground::Rank;
use crate::model::{BarrierKind, Size};
use crate::paint::colour::{CELL_BORDER, INK, RIVER, ROAD};
use crate::paint::{Rgba, Stroke};

/// Blocks without a cell.
pub const GAP: Rgba = Rgba::hex(0xc81e32);
/// Homes of workers.
pub const WORKER: Rgba = Rgba::hex(0x0f5c8a);
/// Borders of blocks inside a cell.
pub const BLOCK: Rgba = Rgba::hex(0x6b717b).with_alpha(90);
const RAILWAY: Rgba = Rgba::hex(0x4d4d4d);
const RIDGE: Rgba = Rgba::hex(0x7d6a4f);

/// Fills from far under the target to far over it: blue to orange, told apart by all eyes (ColorBrewer's PuOr idea).
const DEVIATION: [Rgba; 5] =
    [Rgba::hex(0x3c78b4), Rgba::hex(0xa3c8e6), Rgba::hex(0xf1efe6), Rgba::hex(0xf3b870), Rgba::hex(0xc9620f)];
/// Cells without a target.
const NO_TARGET: Rgba = Rgba::hex(0xd4d4d4);

/// From this scale on markers of single monitored households would hide the map, mm per pixel.
pub const CROWDED_MM_PER_PX: f64 = 60_000.0;

/// The outline of cells.
pub fn cell_stroke(mm_per_px: f64) -> Stroke {
    Stroke::solid(if mm_per_px > 20_000.0 { 0.8 } else { 1.5 }, CELL_BORDER)
}

/// The border of areas; none where an edge divides none.
pub fn area_stroke(rank: Rank, mm_per_px: f64) -> Option<Stroke> {
    let far: f32 = match mm_per_px {
        100_000.0.. => 0.4,
        60_000.0.. => 0.7,
        _ => 1.0,
    };
    match rank {
        Rank::Inner => None,
        Rank::Village => Some(Stroke::solid(2.3 * far, INK)),
        Rank::Township => Some(Stroke::solid(3.8 * far, INK)),
        Rank::County | Rank::Prefecture => Some(Stroke::solid(4.6 * far, INK)),
        Rank::Outer => Some(Stroke::solid(3.4 * far, INK)),
    }
}

/// A barrier's line; none where it is too fine for the scale.
pub fn barrier_stroke(kind: BarrierKind, major: bool, mm_per_px: f64) -> Option<Stroke> {
    if !major && mm_per_px > 25_000.0 {
        return None;
    }
    // Wide enough close up to show on both sides of a border that follows it.
    let width = match (major, mm_per_px) {
        (true, ..12_000.0) => 4.2,
        (true, ..60_000.0) => 2.4,
        (false, ..12_000.0) => 2.8,
        _ => 1.2,
    };
    let colour = match kind {
        BarrierKind::River => RIVER,
        BarrierKind::Road => ROAD,
        BarrierKind::Railway => RAILWAY,
        BarrierKind::Ridge | BarrierKind::Wall | BarrierKind::Other => RIDGE,
    };
    let dash = matches!(kind, BarrierKind::Railway | BarrierKind::Ridge).then_some([7.0, 4.0]);
    Some(Stroke { width_px: width, colour, dash })
}

/// Which of the five classes a number of households is in; none without a target.
pub fn deviation_class(households: u32, size: Size) -> Option<usize> {
    let share = f64::from(households) / f64::from(size.target);
    match () {
        () if size.target == 0 => None,
        () if households < size.min => Some(0),
        () if households > size.max => Some(4),
        () if share < 0.8 => Some(1),
        () if share > 1.2 => Some(3),
        () => Some(2),
    }
}

/// The fill of a class of deviation.
pub fn class_fill(class: Option<usize>) -> Rgba {
    class.and_then(|class| DEVIATION.get(class)).copied().unwrap_or(NO_TARGET)
}

/// The fill of a cell with so many households.
pub fn deviation_fill(households: u32, size: Size) -> Rgba {
    class_fill(deviation_class(households, size))
}
