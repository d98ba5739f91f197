//! The tools behind one door: press, move, release, end, cancel.

use std::collections::BTreeSet;

use super::border::Border;
use super::brush::Brush;
use super::field::{Field, Pointer};
use super::homes::Homes;
use super::outcome::Outcome;
use super::select::Select;
use super::settle::Settle;
use super::shift::Shift;
use super::sketch::{Aim, Sketch};
use crate::base::Message;
use crate::geom::Pt;
use crate::model::Id;
use crate::session::Command;

/// The tool in hand.
#[derive(Clone, Debug, PartialEq)]
pub enum Tool {
    Select(Select),
    Brush(Brush),
    Sketch(Sketch),
    Homes(Homes),
    Border(Border),
    Shift(Shift),
    Settle(Settle),
    /// Drags the map itself; the map does that on its own.
    Pan,
}

impl Default for Tool {
    fn default() -> Self {
        Self::Select(Select::default())
    }
}

/// What would come of letting go now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// The cell that is painted to, and the blocks it would get.
    pub target: Option<Id>,
    pub blocks: BTreeSet<Id>,
    /// Whether the blocks leave the cell instead.
    pub back: bool,
    /// Households that would move.
    pub households: BTreeSet<Id>,
    /// The corners of the box that is being drawn.
    pub frame: Option<(Pt, Pt)>,
    /// The line that is being drawn, and whether it is a ring.
    pub line: Vec<Pt>,
    pub closed: bool,
    /// Points set or to be dragged.
    pub corners: Vec<Pt>,
    /// What the pointer is drawn to.
    pub catch: Option<Pt>,
    pub outcome: Option<Outcome>,
    /// What to tell beside the pointer.
    pub says: Vec<Message>,
    /// Why something under the pointer is left out.
    pub refused: Option<Message>,
}

impl Tool {
    /// The button goes down.
    pub fn press(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        match self {
            Self::Select(select) => select.press(pointer),
            Self::Brush(brush) => return brush.press(field, pointer),
            Self::Sketch(sketch) => sketch.press(pointer),
            Self::Homes(homes) => return homes.press(field, pointer),
            Self::Border(border) if pointer.back => return border.straighten(field, pointer),
            Self::Border(border) => border.press(field, pointer),
            Self::Shift(shift) => return shift.press(field, pointer),
            Self::Settle(settle) => settle.press(field, pointer),
            Self::Pan => {}
        }
        None
    }

    /// The pointer moves, with the button down or up.
    pub fn move_to(&mut self, field: &Field, pointer: &Pointer) {
        match self {
            Self::Select(select) => select.move_to(pointer),
            Self::Brush(brush) => brush.move_to(field, pointer),
            Self::Sketch(sketch) => sketch.move_to(field, pointer),
            Self::Homes(homes) => homes.move_to(field, pointer),
            Self::Border(border) => border.move_to(field, pointer),
            Self::Shift(shift) => shift.move_to(field, pointer),
            Self::Settle(settle) => settle.move_to(field, pointer),
            Self::Pan => {}
        }
    }

    /// The pointer passes a place on its way, with the button down: what is drawn leads through it.
    pub fn pass(&mut self, field: &Field, pointer: &Pointer) {
        match self {
            Self::Brush(brush) => brush.move_to(field, pointer),
            Self::Sketch(sketch) => sketch.pass(field, pointer),
            Self::Homes(homes) => homes.move_to(field, pointer),
            Self::Select(_) | Self::Border(_) | Self::Shift(_) | Self::Settle(_) | Self::Pan => {}
        }
    }

    /// The button comes up.
    pub fn release(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        match self {
            Self::Select(select) => select.release(field, pointer),
            Self::Brush(brush) => brush.release(field, pointer),
            Self::Sketch(sketch) => sketch.release(field, pointer),
            Self::Homes(homes) => homes.release(field, pointer),
            Self::Border(border) => border.release(field, pointer),
            Self::Shift(shift) => shift.release(field, pointer),
            Self::Settle(settle) => {
                settle.release(field, pointer);
                None
            }
            Self::Pan => None,
        }
    }

    /// Enter: what is drawn point by point ends.
    pub fn end(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        if let Self::Sketch(sketch) = self { sketch.end(field, pointer) } else { None }
    }

    /// Backspace: what is drawn point by point loses its last point.
    pub fn step_back(&mut self, field: &Field, pointer: &Pointer) {
        if let Self::Sketch(sketch) = self {
            sketch.step_back(field, pointer);
        }
    }

    /// Escape: what is under way ends without a trace; with nothing under way, the selection or target is let go.
    pub fn cancel(&mut self, field: &Field) -> Option<Command> {
        let was_busy = match self {
            Self::Select(select) => return select.cancel(field),
            Self::Brush(brush) => return brush.cancel(field),
            Self::Sketch(sketch) => sketch.cancel(),
            Self::Homes(homes) => homes.cancel(),
            Self::Border(border) => border.cancel(),
            Self::Shift(shift) => shift.cancel(),
            Self::Settle(settle) => settle.cancel(),
            Self::Pan => true,
        };
        let without = crate::session::Selection { target: None, ..field.selection.clone() };
        (!was_busy && *field.selection != without).then_some(Command::Select(without))
    }

    /// Whether something is under way.
    pub const fn is_busy(&self) -> bool {
        match self {
            Self::Select(select) => select.is_busy(),
            Self::Brush(brush) => brush.is_busy(),
            Self::Sketch(sketch) => sketch.is_busy(),
            Self::Homes(homes) => homes.is_busy(),
            Self::Border(border) => border.is_busy(),
            Self::Shift(shift) => shift.is_busy(),
            Self::Settle(settle) => settle.is_busy(),
            Self::Pan => false,
        }
    }

    /// Whether the button is down: the map must rest, and looking elsewhere gives up.
    pub const fn holds(&self) -> bool {
        if let Self::Sketch(sketch) = self { sketch.holds() } else { self.is_busy() }
    }

    /// Whether the other button is the tool's and does not drag the map.
    pub const fn takes_back(&self) -> bool {
        matches!(self, Self::Brush(_) | Self::Border(_))
    }

    /// The radius of the circle that gathers, pixels.
    pub const fn radius_px(&self) -> Option<f64> {
        match self {
            Self::Brush(brush) => Some(brush.radius_px()),
            Self::Homes(homes) => Some(homes.radius_px()),
            _ => None,
        }
    }

    /// What would come of letting go now; none while nothing is under way.
    pub fn preview(&self) -> Option<Preview> {
        match self {
            Self::Select(select) => Some(Preview { frame: Some(select.frame()?), ..Preview::default() }),
            Self::Brush(brush) => brush.preview(),
            Self::Sketch(sketch) => sketch.preview(),
            Self::Homes(homes) => homes.preview(),
            Self::Border(border) => border.preview(),
            Self::Shift(shift) => shift.preview(),
            Self::Settle(settle) => settle.preview(),
            Self::Pan => None,
        }
    }

    /// A place that was clicked for a new household, once.
    pub fn chosen(&mut self) -> Option<Pt> {
        if let Self::Settle(settle) = self { settle.chosen() } else { None }
    }

    /// The key of a short hint for the status line.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Select(_) => "canvas-hint-select",
            Self::Brush(_) => "canvas-hint-brush",
            Self::Sketch(sketch) => match sketch.aim() {
                Aim::Split => "canvas-hint-split",
                Aim::Cell => "canvas-hint-draw",
                Aim::Cut => "canvas-hint-cut",
                Aim::Lasso => "canvas-hint-lasso",
                Aim::Measure => "canvas-hint-measure",
            },
            Self::Homes(_) => "canvas-hint-homes",
            Self::Border(_) => "canvas-hint-border",
            Self::Shift(_) => "canvas-hint-shift",
            Self::Settle(_) => "canvas-hint-settle",
            Self::Pan => "canvas-hint-pan",
        }
    }
}
