//! Paints blocks to a cell: one stroke, one action.

use std::collections::BTreeSet;

use super::field::{Field, Pointer};
use super::tool::Preview;
use crate::base::Message;
use crate::change::Action;
use crate::edit;
use crate::geom::Pt;
use crate::model::Id;
use crate::say;
use crate::session::{Command, Pick, Selection};

/// What the brush may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    #[default]
    Any,
    /// Blocks without a cell alone.
    Unassigned,
    /// Blocks of one cell alone.
    Cell(Id),
}

/// The painting tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Brush {
    radius_px: f64,
    /// What may be taken; the other button gives it back there.
    pub source: Source,
    /// The area that alone may be painted in.
    pub mask: Option<Id>,
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Ready,
    Painting(Stroke),
    /// The press found nothing to paint with; says why until the button is up.
    Refused(Message),
}

/// A stroke so far.
#[derive(Clone, Debug, PartialEq)]
struct Stroke {
    target: Id,
    /// Whether blocks of the target are given back to the source.
    back: bool,
    last: Pt,
    blocks: BTreeSet<Id>,
    /// Why the latest block that was left out cannot be painted.
    refused: Option<Message>,
}

/// Radii of the brush, pixels.
const RADII_PX: [f64; 8] = [1.0, 8.0, 16.0, 24.0, 36.0, 52.0, 76.0, 110.0];

impl Default for Brush {
    fn default() -> Self {
        Self { radius_px: RADII_PX[1], source: Source::Any, mask: None, state: State::Ready }
    }
}

impl Brush {
    /// The radius of the circle under which blocks are collected, pixels.
    pub const fn radius_px(&self) -> f64 {
        self.radius_px
    }

    /// Takes the next larger or smaller radius.
    pub fn resize(&mut self, larger: bool) {
        let at = RADII_PX.iter().rposition(|r| *r <= self.radius_px).unwrap_or(0);
        let next = if larger { at + 1 } else { at.saturating_sub(1) };
        self.radius_px = RADII_PX[next.min(RADII_PX.len() - 1)];
    }

    /// A press takes the cell below as the target where there is none, or where `add` asks for another.
    pub(super) fn press(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        let Some(plan) = field.plan else {
            // Ready -> Refused
            self.state = State::Refused(say!("edit-no-plan"));
            return None;
        };
        let below = (field.block_at)(pointer.at).and_then(|block| field.cell_of(block));
        let own = |id: &Id| field.project.cells.get(*id).is_some_and(|cell| cell.plan == plan);
        let chosen = field.selection.target.filter(own).filter(|_| !pointer.add);
        let Some(target) = chosen.or(below) else {
            // Ready -> Refused
            self.state = State::Refused(say!("canvas-no-target"));
            return None;
        };
        if let Some(cell) = field.project.cells.get(target).filter(|cell| cell.locked) {
            // Ready -> Refused
            self.state = State::Refused(say!("edit-cell-locked", cell = &*cell.name));
            return None;
        }
        let back = pointer.back;
        let mut stroke = Stroke { target, back, last: pointer.at, blocks: BTreeSet::new(), refused: None };
        // Ready -> Painting
        if chosen.is_some() || back {
            stroke.collect(field, plan, pointer, self.radius_px, self.source, self.mask);
        }
        self.state = State::Painting(stroke);
        let selection = Selection { target: Some(target), ..field.selection.only(Pick::Cell(target)) };
        (selection != *field.selection).then_some(Command::Select(selection))
    }

    pub(super) fn move_to(&mut self, field: &Field, pointer: &Pointer) {
        // Painting -> Painting
        if let (State::Painting(stroke), Some(plan)) = (&mut self.state, field.plan)
            && pointer.at != stroke.last
        {
            stroke.collect(field, plan, pointer, self.radius_px, self.source, self.mask);
        }
    }

    pub(super) fn release(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        self.move_to(field, pointer);
        // any -> Ready
        let State::Painting(stroke) = std::mem::take(&mut self.state) else { return None };
        let blocks: Vec<Id> = stroke.blocks.into_iter().collect();
        let plan = field.plan.filter(|_| !blocks.is_empty())?;
        let cell = stroke_to(stroke.target, stroke.back, self.source);
        Some(Command::Do(Action::PaintBlocks { plan, cell, blocks }))
    }

    pub(super) fn cancel(&mut self, field: &Field) -> Option<Command> {
        // any -> Ready; from Ready, Escape lets go of the target.
        let idle = self.state == State::Ready;
        self.state = State::Ready;
        let without = Selection { target: None, ..field.selection.clone() };
        (idle && field.selection.target.is_some()).then_some(Command::Select(without))
    }

    pub(super) const fn is_busy(&self) -> bool {
        !matches!(self.state, State::Ready)
    }

    pub(super) fn preview(&self) -> Option<Preview> {
        let (target, blocks, refused) = match &self.state {
            State::Ready => return None,
            State::Painting(stroke) => (Some(stroke.target), stroke.blocks.clone(), stroke.refused.clone()),
            State::Refused(why) => (None, BTreeSet::new(), Some(why.clone())),
        };
        let back = matches!(&self.state, State::Painting(stroke) if stroke.back);
        Some(Preview { target, blocks, back, refused, ..Preview::default() })
    }
}

/// Where the blocks of a stroke go.
const fn stroke_to(target: Id, back: bool, source: Source) -> Option<Id> {
    match (back, source) {
        (false, _) => Some(target),
        (true, Source::Cell(cell)) => Some(cell),
        (true, Source::Any | Source::Unassigned) => None,
    }
}

impl Stroke {
    /// Collects what lies under the brush on its way to the pointer.
    fn collect(
        &mut self,
        field: &Field,
        plan: Id,
        pointer: &Pointer,
        radius_px: f64,
        source: Source,
        mask: Option<Id>,
    ) {
        let from = std::mem::replace(&mut self.last, pointer.at);
        self.refused = None;
        let to = stroke_to(self.target, self.back, source);
        let wanted = |block: Id| {
            let own = field.cell_of(block);
            match (self.back, source) {
                (true, _) => own == Some(self.target),
                (false, _) if own == Some(self.target) => false,
                (false, Source::Any) => true,
                (false, Source::Unassigned) => own.is_none(),
                (false, Source::Cell(cell)) => own == Some(cell),
            }
        };
        let unmasked = |block: Id| {
            let area = field.project.blocks.get(block).map(|row| row.area);
            mask.is_none_or(|mask| area.is_some_and(|area| field.project.lies_in(area, mask)))
        };
        for block in (field.blocks_near)(from, pointer.at, radius_px * pointer.mm_per_px) {
            if self.blocks.contains(&block) || !wanted(block) || !unmasked(block) {
                continue;
            }
            match edit::refusal(field.project, &Action::PaintBlocks { plan, cell: to, blocks: vec![block] }) {
                None => {
                    self.blocks.insert(block);
                }
                Some(refusal) => self.refused = Some(refusal.message),
            }
        }
    }
}
