//! What was asked for (`Action`), what it does to the rows (`Change`), and why not (`Refusal`).

mod action;
mod apply;

pub use action::{Action, BalancedCell, ImportedCell};
pub use apply::{Touched, apply};

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::Message;
use crate::mesh::{Edge, Face, Node};
use crate::model::{Appointment, Area, Barrier, Block, Cell, Household, Id, Meta, Plan, Profile, Rejected, Worker};

/// One row put (`Some`) or dropped (`None`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Op {
    Meta(Meta),
    Profile(Arc<Profile>),
    Node(Id, Option<Node>),
    Edge(Id, Option<Edge>),
    Face(Id, Option<Face>),
    Area(Id, Option<Area>),
    Block(Id, Option<Block>),
    Barrier(Id, Option<Barrier>),
    Household(Id, Option<Household>),
    /// The block that each of these households comes to, and nothing else of them: a cut moves hundreds of thousands.
    Homes(Vec<(Id, Option<Id>)>),
    Plan(Id, Option<Plan>),
    Cell(Id, Option<Cell>),
    Label {
        plan: Id,
        block: Id,
        cell: Option<Id>,
    },
    Worker(Id, Option<Worker>),
    Appointment(Id, Option<Appointment>),
    Rejected(Id, Option<Rejected>),
}

impl Op {
    /// The households that this puts, moves or drops, with the block that each comes to.
    pub fn homes(&self) -> impl Iterator<Item = (Id, Option<Id>)> + '_ {
        let (one, many): (_, &[_]) = match self {
            Self::Household(id, row) => (Some((*id, row.as_ref().and_then(|row| row.block))), &[]),
            Self::Homes(homes) => (None, homes),
            _ => (None, &[]),
        };
        one.into_iter().chain(many.iter().copied())
    }
}

/// Row operations with the sentence that the journal shows for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub note: Message,
    pub ops: Vec<Op>,
}

/// Why an action cannot be done: what, why and what to do; also the tooltip of a greyed button.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    pub message: Message,
    /// What was probably meant, where only one thing can be meant; offered as a button.
    pub way_on: Option<Box<WayOn>>,
}

/// An action that goes where the refused one could not.
#[derive(Clone, Debug, PartialEq)]
pub struct WayOn {
    /// What the button says.
    pub label: Message,
    pub action: Action,
}

impl Refusal {
    /// A refusal that leaves the way on to the user.
    pub const fn new(message: Message) -> Self {
        Self { message, way_on: None }
    }

    /// The same refusal with a way on.
    #[must_use]
    pub fn or(self, label: Message, action: Action) -> Self {
        Self { way_on: Some(Box::new(WayOn { label, action })), ..self }
    }
}

impl From<Message> for Refusal {
    fn from(message: Message) -> Self {
        Self::new(message)
    }
}
