//! Corrects the place of a household: drags it there.

use super::field::{Field, Pointer};
use super::tool::Preview;
use crate::base::Message;
use crate::change::Action;
use crate::edit;
use crate::geom::Pt;
use crate::model::Id;
use crate::say;
use crate::session::{Command, Pick};

/// The tool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shift {
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Ready,
    Dragging {
        household: Id,
        from: Pt,
        to: Pt,
        says: Option<Message>,
        refused: Option<Message>,
    },
    Refused(Message),
}

/// A household that moves less than this stays where it is, pixels.
const CLICK_PX: f64 = 4.0;

impl Shift {
    pub(super) fn press(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        let Some(pick @ Pick::Household(household)) = (field.person_at)(pointer.at) else {
            // Ready -> Refused
            self.state = State::Refused(say!("canvas-no-household"));
            return None;
        };
        let from = field.project.households.get(household).map_or(pointer.at, |row| row.at);
        // Ready -> Dragging
        self.state = State::Dragging { household, from, to: from, says: None, refused: None };
        let selection = field.selection.only(pick);
        (selection != *field.selection).then_some(Command::Select(selection))
    }

    pub(super) fn move_to(&mut self, field: &Field, pointer: &Pointer) {
        // Dragging -> Dragging
        if let State::Dragging { household, from, to, says, refused } = &mut self.state {
            if *to == pointer.at || (to == from && from.distance_m(pointer.at) * 1000.0 < CLICK_PX * pointer.mm_per_px)
            {
                return;
            }
            *to = pointer.at;
            (*says, *refused) =
                match edit::plan(field.project, &Action::ShiftHousehold { household: *household, to: *to }) {
                    Ok(change) => (Some(change.note), None),
                    Err(refusal) => (None, Some(refusal.message)),
                };
        }
    }

    pub(super) fn release(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        self.move_to(field, pointer);
        // any -> Ready
        let State::Dragging { household, from, to, .. } = std::mem::take(&mut self.state) else { return None };
        (from != to).then_some(Command::Do(Action::ShiftHousehold { household, to }))
    }

    /// Whether something was under way.
    pub(super) fn cancel(&mut self) -> bool {
        // any -> Ready
        !matches!(std::mem::take(&mut self.state), State::Ready)
    }

    pub(super) const fn is_busy(&self) -> bool {
        !matches!(self.state, State::Ready)
    }

    pub(super) fn preview(&self) -> Option<Preview> {
        match &self.state {
            State::Ready => None,
            State::Refused(why) => Some(Preview { refused: Some(why.clone()), ..Preview::default() }),
            State::Dragging { from, to, says, refused, .. } => Some(Preview {
                line: if from == to { Vec::new() } else { vec![*from, *to] },
                catch: Some(*to),
                says: says.iter().cloned().collect(),
                refused: refused.clone(),
                ..Preview::default()
            }),
        }
    }
}
