//! Plans: complete labellings of the blocks by cells.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{CellKind, Id, Level, Profile, Size};

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanKind {
    Base,
    Micro,
    Department,
}

/// How far a plan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanStatus {
    Draft,
    InConsultation,
    Adopted,
    Retired,
}

/// One complete labelling of blocks by cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub name: Arc<str>,
    pub kind: PlanKind,
    pub status: PlanStatus,
    /// The level whose borders no cell crosses; none lets cells cross every border.
    pub nest: Option<Level>,
    /// The base plan of a micro plan.
    pub parent: Option<Id>,
    /// Limits that the planner asked for instead of the profile's; they hold for every kind of cell but special ones.
    pub limits: Option<Size>,
    /// Where it came from: a file's name, or the balancer with its seed.
    pub origin: Arc<str>,
}

impl Plan {
    /// An empty base plan.
    pub fn draft(name: Arc<str>, nest: Option<Level>, origin: Arc<str>) -> Self {
        let (kind, status) = (PlanKind::Base, PlanStatus::Draft);
        Self { name, kind, status, nest, parent: None, limits: None, origin }
    }

    /// The limits that cells of a kind are held to: those that the plan was balanced for, else the profile's.
    pub fn size(&self, profile: &Profile, kind: CellKind) -> Size {
        let own = profile.size(kind);
        if kind == CellKind::Special { own } else { self.limits.unwrap_or(own) }
    }

    /// The kind by whose mean a cell is judged: with limits of its own the plan knows one kind only.
    pub fn class(&self, kind: CellKind) -> CellKind {
        if self.limits.is_some() { CellKind::RuralBase } else { kind }
    }
}
