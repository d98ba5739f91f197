//! Places that cells are grown around: a village office, a worker's home.

use std::sync::Arc;

use crate::geom::Pt;

/// A place from which a cell is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// What it is called in reports: a name that the source gives, or a worker's number, never a worker's name.
    pub name: Arc<str>,
    pub at: Pt,
    /// Whether a cell of its own must be grown around it; otherwise one may be.
    pub must: bool,
}
