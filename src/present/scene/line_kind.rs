//! Which line an edge of the mesh is drawn as, and how that line looks at a scale.

use super::built::{EdgeClass, Scene};
use super::edge::Rank;
use super::overlay::OLD_BORDER;
use super::style;
use crate::paint::Stroke;

/// The lines along edges, the lightest first: each covers those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// Between blocks of one cell.
    Block,
    Cell,
    Village,
    Township,
    County,
    Prefecture,
    /// Around all territory.
    Outer,
    /// Around blocks without a cell: a gap must not hide under the border of a village.
    Gap,
    /// Where the plan that this one is compared with had a border between cells.
    Old,
}

impl LineKind {
    /// All kinds, the lightest first.
    pub const ALL: [Self; 9] = [
        Self::Block,
        Self::Cell,
        Self::Village,
        Self::Township,
        Self::County,
        Self::Prefecture,
        Self::Outer,
        Self::Gap,
        Self::Old,
    ];
}

impl Scene {
    /// The line of an edge at any scale, and whether that of a gap is drawn over it.
    pub fn line_kind(&self, edge: u32) -> (Option<LineKind>, bool) {
        let (class, rank, options) = (self.classes[edge as usize], self.ground.rank(edge), &self.options);
        let kind = match (rank, class) {
            (Rank::Village, _) if options.areas => Some(LineKind::Village),
            (Rank::Township, _) if options.areas => Some(LineKind::Township),
            (Rank::County, _) if options.areas => Some(LineKind::County),
            (Rank::Prefecture, _) if options.areas => Some(LineKind::Prefecture),
            (Rank::Outer, _) if options.areas => Some(LineKind::Outer),
            (_, EdgeClass::Cell) if options.cells => Some(LineKind::Cell),
            (Rank::Inner, EdgeClass::Inner) if self.was_border(edge) => Some(LineKind::Old),
            (Rank::Inner, EdgeClass::Inner) if options.blocks => Some(LineKind::Block),
            _ => None,
        };
        (kind, class == EdgeClass::Gap && options.cells && self.plan.is_some())
    }
}

/// How a line looks; none where the scale has no room for it.
pub fn line_stroke(kind: LineKind, mm_per_px: f64) -> Option<Stroke> {
    match kind {
        LineKind::Block => (mm_per_px < 12_000.0).then(|| Stroke::solid(0.8, style::BLOCK)),
        LineKind::Cell => (mm_per_px < 90_000.0).then(|| style::cell_stroke(mm_per_px)),
        LineKind::Village if mm_per_px >= 90_000.0 => None,
        LineKind::Village => style::area_stroke(Rank::Village, mm_per_px),
        LineKind::Township => style::area_stroke(Rank::Township, mm_per_px),
        LineKind::County => style::area_stroke(Rank::County, mm_per_px),
        LineKind::Prefecture => style::area_stroke(Rank::Prefecture, mm_per_px),
        LineKind::Outer => style::area_stroke(Rank::Outer, mm_per_px),
        LineKind::Gap => Some(gap_stroke()),
        LineKind::Old if mm_per_px >= 90_000.0 => None,
        // Far out, many short borders would run into one blot.
        LineKind::Old => Some(Stroke { width_px: if mm_per_px > 40_000.0 { 1.2 } else { 2.2 }, ..OLD_BORDER }),
    }
}

/// Length of a dash and of the gap behind it, pixels.
const GAP_DASH: [f32; 2] = [6.0, 4.0];

/// The outline of blocks without a cell.
pub const fn gap_stroke() -> Stroke {
    Stroke { width_px: 2.0, colour: style::GAP, dash: Some(GAP_DASH) }
}
