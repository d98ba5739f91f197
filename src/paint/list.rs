//! What the map shows, in map coordinates with styles in screen units: built once, drawn at any zoom by the window and by
//! the picture alike.

use super::colour::Rgba;
use crate::geom::{Bounds, Pt};

/// Everything to draw, from the bottom up.
///
/// Later items lie over earlier ones, except labels: those are placed together and lie over everything. A fill covers half
/// of the outline of a neighbour drawn before it, so outlines that must show are pushed after all fills.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrawList {
    pub items: Vec<Item>,
}

/// One thing to draw. Points are millimetres of the project frame, sizes are screen pixels.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Rings without the closing repeat, filled by the even-odd rule: a ring in a ring is a hole.
    Polygons {
        rings: Vec<Vec<Pt>>,
        fill: Rgba,
        stroke: Option<Stroke>,
    },
    Line {
        points: Vec<Pt>,
        stroke: Stroke,
    },
    /// Many markers of one look; `radius_px` from the middle to the rim.
    Points {
        at: Vec<Pt>,
        radius_px: f32,
        colour: Rgba,
        shape: Shape,
    },
    Label(Label),
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub width_px: f32,
    pub colour: Rgba,
    /// Lengths of a dash and of the gap behind it.
    pub dash: Option<[f32; 2]>,
}

impl Stroke {
    /// A line without dashes.
    pub const fn solid(width_px: f32, colour: Rgba) -> Self {
        Self { width_px, colour, dash: None }
    }
}

/// The look of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Circle,
    Square,
    Triangle,
    Cross,
    /// A circle without its inside.
    Ring,
}

/// A text on the map; lines are parted by `\n`.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub at: Pt,
    pub text: String,
    pub size_px: f32,
    pub colour: Rgba,
    pub halo: Option<Rgba>,
    /// Where two labels want one place, the higher number gets it; the earlier in the list among equals.
    pub priority: u8,
    pub anchor: Anchor,
}

/// Where a label may stand against its point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Anchor {
    /// On the point, for areas.
    Centre,
    /// Right, left, above or below, this far from the point: for markers.
    Beside { gap_px: f32 },
}

impl DrawList {
    /// The box around everything in the list; `None` when it is empty.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.items.iter().flat_map(Item::points))
    }
}

impl Item {
    /// All the item's points.
    pub fn points(&self) -> impl Iterator<Item = Pt> {
        let (rings, points): (&[Vec<Pt>], &[Pt]) = match self {
            Self::Polygons { rings, .. } => (rings, &[]),
            Self::Line { points, .. } => (&[], points),
            Self::Points { at, .. } => (&[], at),
            Self::Label(label) => (&[], std::slice::from_ref(&label.at)),
        };
        rings.iter().flatten().chain(points).copied()
    }
}
