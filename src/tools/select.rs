//! Selects by click and by box.

use super::field::{Field, Pointer};
use crate::geom::{Bounds, Pt};
use crate::session::{Command, Pick, Selection};

/// What a click or a box selects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    #[default]
    Cell,
    Block,
}

/// The selecting tool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    pub unit: Unit,
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Ready,
    /// The button is down; it is not known yet whether this is a click or a box.
    Pressed {
        from: Pt,
    },
    Boxing {
        from: Pt,
        to: Pt,
    },
}

/// A press that moves less than this is a click, pixels.
const CLICK_PX: f64 = 4.0;

impl Select {
    /// A tool that selects cells or blocks.
    pub const fn of(unit: Unit) -> Self {
        Self { unit, state: State::Ready }
    }

    pub(super) fn press(&mut self, pointer: &Pointer) {
        // Ready -> Pressed
        self.state = State::Pressed { from: pointer.at };
    }

    pub(super) fn move_to(&mut self, pointer: &Pointer) {
        let far = |from: Pt| from.distance_m(pointer.at) * 1000.0 > CLICK_PX * pointer.mm_per_px;
        self.state = match std::mem::take(&mut self.state) {
            // Pressed -> Boxing
            State::Pressed { from } if far(from) => State::Boxing { from, to: pointer.at },
            // Boxing -> Boxing
            State::Boxing { from, .. } => State::Boxing { from, to: pointer.at },
            other => other,
        };
    }

    pub(super) fn release(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        self.move_to(pointer);
        let blocks = pointer.fine || self.unit == Unit::Block;
        // any -> Ready
        match std::mem::take(&mut self.state) {
            State::Ready => None,
            State::Pressed { from } => {
                let selection = clicked(field, &Pointer { at: from, ..*pointer }, blocks);
                (selection != *field.selection).then_some(Command::Select(selection))
            }
            State::Boxing { from, to } => Some(Command::Select(boxed(field, pointer, from, to, blocks))),
        }
    }

    pub(super) fn cancel(&mut self, field: &Field) -> Option<Command> {
        // any -> Ready; from Ready, Escape lets go of the selection.
        let idle = self.state == State::Ready;
        self.state = State::Ready;
        let none = Selection { target: field.selection.target, ..Selection::default() };
        (idle && *field.selection != none).then_some(Command::Select(none))
    }

    /// The corners of the box that is being drawn.
    pub const fn frame(&self) -> Option<(Pt, Pt)> {
        if let State::Boxing { from, to } = self.state { Some((from, to)) } else { None }
    }

    pub(super) const fn is_busy(&self) -> bool {
        !matches!(self.state, State::Ready)
    }
}

fn clicked(field: &Field, pointer: &Pointer, blocks: bool) -> Selection {
    let nothing = Selection { target: field.selection.target, ..Selection::default() };
    match field.pick(pointer, blocks) {
        None if pointer.add => field.selection.clone(),
        None => nothing,
        Some(pick) if pointer.add => {
            let mut selection = field.selection.clone();
            selection.toggle(pick);
            selection
        }
        Some(pick) => field.selection.only(pick),
    }
}

fn boxed(field: &Field, pointer: &Pointer, from: Pt, to: Pt, blocks: bool) -> Selection {
    let mut selection = Selection { target: field.selection.target, ..Selection::default() };
    if pointer.add {
        selection = field.selection.clone();
    }
    let frame = Bounds { min: from, max: from }.with(to);
    for block in (field.blocks_in)(frame) {
        let cell = field.cell_of(block).filter(|_| !blocks);
        let pick = cell.map_or(Pick::Block(block), Pick::Cell);
        let had = match pick {
            Pick::Cell(id) => selection.cells.contains(&id),
            _ => selection.blocks.contains(&block),
        };
        if had == pointer.takes_out() {
            selection.toggle(pick);
        }
    }
    selection
}
