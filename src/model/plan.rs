//! Plans: complete labellings of the blocks by cells.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Id, Level};

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
    /// Households per cell that the plan was balanced for: min, target, max.
    pub limits: Option<super::Size>,
    /// Where it came from: a file's name, or the balancer with its seed.
    pub origin: Arc<str>,
}
