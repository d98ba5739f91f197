//! The household brush: drags over households to give just them to a cell.

use std::collections::BTreeSet;

use super::field::{Field, Pointer};
use super::local::Local;
use super::outcome::Outcome;
use super::tool::Preview;
use crate::base::Message;
use crate::change::Action;
use crate::edit;
use crate::geom::Pt;
use crate::model::Id;
use crate::say;
use crate::session::{Command, Pick, Selection};

/// The tool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Homes {
    state: State,
    local: Option<Local>,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Ready,
    Gathering(Gathering),
    /// The press found nothing to give to; says why until the button is up.
    Refused(Message),
}

#[derive(Clone, Debug, PartialEq)]
struct Gathering {
    target: Id,
    last: Pt,
    households: BTreeSet<Id>,
    outcome: Option<Outcome>,
    refused: Option<Message>,
}

/// Radius of the circle under which households are gathered, pixels.
const RADIUS_PX: f64 = 9.0;

impl Homes {
    /// The radius of the circle under which households are gathered, pixels.
    pub const fn radius_px(&self) -> f64 {
        RADIUS_PX
    }

    /// A press takes the cell below as the target where there is none, or where `add` asks for another.
    pub(super) fn press(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        let own = |id: &Id| field.project.cells.get(*id).is_some_and(|cell| Some(cell.plan) == field.plan);
        let chosen = field.selection.target.filter(own).filter(|_| !pointer.add);
        let Some(target) = chosen.or_else(|| field.cell_at(pointer.at)) else {
            // Ready -> Refused
            self.state = State::Refused(say!("canvas-no-target"));
            return None;
        };
        let mut gathering =
            Gathering { target, last: pointer.at, households: BTreeSet::new(), outcome: None, refused: None };
        gathering.gather(field, pointer, &mut self.local);
        // Ready -> Gathering
        self.state = State::Gathering(gathering);
        let selection = Selection { target: Some(target), ..field.selection.only(Pick::Cell(target)) };
        (selection != *field.selection).then_some(Command::Select(selection))
    }

    pub(super) fn move_to(&mut self, field: &Field, pointer: &Pointer) {
        // Gathering -> Gathering
        if let State::Gathering(gathering) = &mut self.state {
            gathering.gather(field, pointer, &mut self.local);
        }
    }

    pub(super) fn release(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        self.move_to(field, pointer);
        // any -> Ready
        let State::Gathering(gathering) = std::mem::take(&mut self.state) else { return None };
        (!gathering.households.is_empty()).then(|| Command::Do(gathering.action()))
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
            State::Gathering(gathering) => Some(Preview {
                target: Some(gathering.target),
                households: gathering.households.clone(),
                says: gathering.outcome.iter().map(|outcome| outcome.note.clone()).collect(),
                outcome: gathering.outcome.clone(),
                refused: gathering.refused.clone(),
                ..Preview::default()
            }),
        }
    }
}

impl Gathering {
    fn action(&self) -> Action {
        Action::MoveHouseholds { cell: self.target, households: self.households.iter().copied().collect() }
    }

    /// Gathers what lies under the circle on its way to the pointer, but what the cell has already.
    fn gather(&mut self, field: &Field, pointer: &Pointer, local: &mut Option<Local>) {
        let from = std::mem::replace(&mut self.last, pointer.at);
        let before = self.households.len();
        let elsewhere = |id: &Id| {
            let block = field.project.households.get(*id).and_then(|row| row.block);
            block.is_some_and(|block| field.cell_of(block) != Some(self.target))
        };
        let near = (field.people_near)(from, pointer.at, RADIUS_PX * pointer.mm_per_px);
        let fresh: Vec<Id> = near.into_iter().filter(elsewhere).collect();
        self.households.extend(fresh);
        if self.households.len() == before {
            return;
        }
        let rows = self.households.iter().filter_map(|id| field.project.households.get(*id));
        let places: Vec<Pt> = rows.map(|row| row.at).collect();
        let project = Local::around(local, field, &places, &[self.target]);
        match edit::plan(project, &self.action()) {
            Ok(change) => {
                self.outcome = Outcome::of(field, project, &change);
                self.refused = None;
            }
            Err(refusal) => {
                self.outcome = None;
                self.refused = Some(refusal.message);
            }
        }
    }
}
