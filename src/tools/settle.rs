//! Shows where a household lives that no source has: a click, and the form for it opens there.

use super::field::{Field, Pointer};
use super::tool::Preview;
use crate::base::Message;
use crate::geom::Pt;
use crate::say;

/// The tool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settle {
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Ready,
    Pointing(Spot),
    Pressed(Spot),
    /// Waits until the window has asked for the rest.
    Chosen(Pt),
}

/// A place, and what is to be told of it.
#[derive(Clone, Debug, PartialEq)]
struct Spot {
    at: Pt,
    says: Result<Message, Message>,
}

impl Spot {
    fn of(field: &Field, pointer: &Pointer) -> Self {
        let block = (field.block_at)(pointer.at).and_then(|block| field.project.blocks.get(block));
        let area = block.and_then(|block| field.project.areas.get(block.area));
        let says = match area {
            Some(area) => Ok(say!("canvas-settle-here", area = &*area.name)),
            None => Err(say!("edit-household-outside")),
        };
        Self { at: pointer.at, says }
    }
}

impl Settle {
    pub(super) fn press(&mut self, field: &Field, pointer: &Pointer) {
        // any -> Pressed
        self.state = State::Pressed(Spot::of(field, pointer));
    }

    pub(super) fn move_to(&mut self, field: &Field, pointer: &Pointer) {
        match &mut self.state {
            // Ready, Pointing -> Pointing
            State::Ready => self.state = State::Pointing(Spot::of(field, pointer)),
            State::Pointing(spot) | State::Pressed(spot) if spot.at != pointer.at => *spot = Spot::of(field, pointer),
            State::Pointing(_) | State::Pressed(_) | State::Chosen(_) => {}
        }
    }

    pub(super) fn release(&mut self, field: &Field, pointer: &Pointer) {
        self.move_to(field, pointer);
        // Pressed -> Chosen, or Ready outside every area
        if let State::Pressed(spot) = std::mem::take(&mut self.state)
            && spot.says.is_ok()
        {
            self.state = State::Chosen(spot.at);
        }
    }

    /// The place that was clicked, once.
    pub fn chosen(&mut self) -> Option<Pt> {
        // Chosen -> Ready
        let State::Chosen(at) = self.state else { return None };
        self.state = State::Ready;
        Some(at)
    }

    /// Whether something was under way.
    pub(super) fn cancel(&mut self) -> bool {
        // any -> Ready
        matches!(std::mem::take(&mut self.state), State::Pressed(_))
    }

    pub(super) const fn is_busy(&self) -> bool {
        matches!(self.state, State::Pressed(_))
    }

    pub(super) fn preview(&self) -> Option<Preview> {
        let (State::Pointing(spot) | State::Pressed(spot)) = &self.state else { return None };
        Some(Preview {
            catch: Some(spot.at),
            says: spot.says.iter().cloned().collect(),
            refused: spot.says.as_ref().err().cloned(),
            ..Preview::default()
        })
    }
}
