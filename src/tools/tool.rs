//! The tools behind one door: press, move, release, cancel.

use std::collections::BTreeSet;

use super::brush::Brush;
use super::field::{Field, Pointer};
use super::select::Select;
use crate::base::Message;
use crate::geom::Pt;
use crate::model::Id;
use crate::session::Command;

/// The tool in hand.
#[derive(Clone, Debug, PartialEq)]
pub enum Tool {
    Select(Select),
    Brush(Brush),
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
    /// The corners of the box that is being drawn.
    pub frame: Option<(Pt, Pt)>,
    /// Why something under the pointer is left out.
    pub refused: Option<Message>,
}

impl Tool {
    /// The button goes down.
    pub fn press(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        match self {
            Self::Select(select) => {
                select.press(pointer);
                None
            }
            Self::Brush(brush) => brush.press(field, pointer),
            Self::Pan => None,
        }
    }

    /// The pointer moves, with the button down or up.
    pub fn move_to(&mut self, field: &Field, pointer: &Pointer) {
        match self {
            Self::Select(select) => select.move_to(pointer),
            Self::Brush(brush) => brush.move_to(field, pointer),
            Self::Pan => {}
        }
    }

    /// The button comes up.
    pub fn release(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        match self {
            Self::Select(select) => select.release(field, pointer),
            Self::Brush(brush) => brush.release(field, pointer),
            Self::Pan => None,
        }
    }

    /// Escape: what is under way ends without a trace; with nothing under way, the selection or target is let go.
    pub fn cancel(&mut self, field: &Field) -> Option<Command> {
        match self {
            Self::Select(select) => select.cancel(field),
            Self::Brush(brush) => brush.cancel(field),
            Self::Pan => None,
        }
    }

    /// Whether the button is down.
    pub const fn is_busy(&self) -> bool {
        match self {
            Self::Select(select) => select.is_busy(),
            Self::Brush(brush) => brush.is_busy(),
            Self::Pan => false,
        }
    }

    /// What would come of letting go now; none while nothing is under way.
    pub fn preview(&self) -> Option<Preview> {
        match self {
            Self::Select(select) => Some(Preview { frame: Some(select.frame()?), ..Preview::default() }),
            Self::Brush(brush) if brush.is_busy() => {
                let stroke = brush.stroke();
                Some(Preview {
                    target: stroke.map(|(target, _)| target),
                    blocks: stroke.map(|(_, blocks)| blocks.clone()).unwrap_or_default(),
                    frame: None,
                    refused: brush.refused().cloned(),
                })
            }
            Self::Brush(_) | Self::Pan => None,
        }
    }

    /// The key of a short hint for the status line.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Select(_) => "canvas-hint-select",
            Self::Brush(_) => "canvas-hint-brush",
            Self::Pan => "canvas-hint-pan",
        }
    }
}
