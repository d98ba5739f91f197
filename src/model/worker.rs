//! Grid workers and which cells they are appointed to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Id;
use crate::geom::Pt;

/// How a worker is employed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Employment {
    FullTime,
    PartTime,
    Volunteer,
}

/// A person who can serve cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worker {
    /// The county's own number, unique.
    pub code: Arc<str>,
    /// Personal: masked in exports, never logged.
    pub name: Arc<str>,
    /// Personal: masked in exports, never logged.
    pub phone: Arc<str>,
    pub role: Arc<str>,
    pub employment: Employment,
    /// As the source writes them, joined by 、.
    pub languages: Vec<Arc<str>>,
    /// The code of the village that the worker lives in; empty when unknown.
    pub village: Arc<str>,
    pub home: Option<Pt>,
    /// Minutes per month.
    pub capacity_min: u32,
    pub max_cells: u16,
    pub remark: Arc<str>,
}

/// One worker serving one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    pub plan: Id,
    pub cell: Id,
    pub worker: Id,
    pub role: Arc<str>,
    /// Whether a person chose it; such an appointment is kept by the next staffing.
    pub by_hand: bool,
}
