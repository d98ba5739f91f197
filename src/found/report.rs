//! What `new` did with everything it read.

use serde::Serialize;

use crate::base::Message;

/// The report of a founding: nothing that was read is missing from these counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FoundReport {
    /// (level, areas).
    pub areas: Vec<(String, usize)>,
    pub households: Households,
    pub blocks: usize,
    pub barriers: Barriers,
    pub workers: Workers,
    pub crs: Crs,
    pub weld: Weld,
    pub slivers_closed: usize,
    pub slivers_m2: f64,
    pub overlaps: usize,
    pub overlaps_m2: f64,
    /// Per source: what was read as what, in which encoding.
    pub sources: Vec<SourceNote>,
    /// What the planner should know: guesses, fallbacks.
    pub notes: Vec<Message>,
    /// Rejected rows by reason.
    pub reasons: Vec<Reason>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Households {
    pub read: usize,
    pub placed: usize,
    pub outside: usize,
    pub rejected: usize,
    pub monitored: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Barriers {
    pub read: usize,
    pub used: usize,
    pub rejected: usize,
    /// Length along which barriers became borders of blocks, and length that dangles and is only shown, metres.
    pub border_m: f64,
    pub dangling_m: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Workers {
    pub read: usize,
    pub rejected: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Crs {
    pub epsg: u32,
    pub name: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Weld {
    pub moved: usize,
    pub max_m: f64,
}

/// Rows that were rejected for the same reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// Key of the message.
    pub key: String,
    pub rows: usize,
    /// The first of them: its source, its row, and what is wrong with it.
    pub source: String,
    pub row: u64,
    pub message: Message,
}

/// What was made of one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SourceNote {
    pub source: String,
    pub kind: String,
    pub rows: usize,
    pub epsg: u32,
    pub encoding: Option<String>,
    /// (field, column) as guessed or given.
    pub columns: Vec<(String, String)>,
}
