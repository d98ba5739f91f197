//! Colours and widths that window and picture share.

use super::cells::CellStatus;
use super::edge::Rank;
use super::options::Palette;
use crate::model::{BarrierKind, Size};
use crate::paint::colour::{CELL_BORDER, INK, RIVER, ROAD, SAFE_FILLS};
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
/// Ground that is not spoken of.
pub const ASIDE: Rgba = Rgba::hex(0xf0eee8);
/// Cells without a target, or without a worker.
pub const NO_TARGET: Rgba = Rgba::hex(0xd4d4d4);

/// Shares of monitored households: none, and up to 5, 10, 20 per cent and beyond (ColorBrewer's PuRd idea).
const SHARES: [Rgba; 5] =
    [Rgba::hex(0xf4f2f0), Rgba::hex(0xe3cfe0), Rgba::hex(0xd09cc4), Rgba::hex(0xb35a9c), Rgba::hex(0x7a1f63)];

/// The fill of the class of a share, `class` counting from no monitored household at all.
pub fn share_class_fill(class: usize) -> Rgba {
    SHARES.get(class).copied().unwrap_or(NO_TARGET)
}

/// The fill of a cell with so many monitored households among all.
pub fn share_fill(monitored: u32, households: u32) -> Rgba {
    let share = f64::from(monitored) / f64::from(households.max(1));
    share_class_fill(match share {
        s if s <= 0.0 => 0,
        s if s <= 0.05 => 1,
        s if s <= 0.1 => 2,
        s if s <= 0.2 => 3,
        _ => 4,
    })
}

impl CellStatus {
    /// Fills that differ in lightness as well as in hue.
    pub const fn fill(self) -> Rgba {
        match self {
            Self::Ready => Rgba::hex(0xe3efe6),
            Self::NoWorker => Rgba::hex(0x9cc3e6),
            Self::WrongSize => Rgba::hex(0xf3b870),
            Self::Open => Rgba::hex(0xb56a8c),
        }
    }
}

/// The fill for a number that a colouring gave.
pub const fn fill(palette: Palette, colour: u8) -> Rgba {
    match palette {
        Palette::Calm => crate::paint::colour::fill(colour),
        Palette::Safe => SAFE_FILLS[colour as usize % SAFE_FILLS.len()],
    }
}

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
