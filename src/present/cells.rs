//! The table of cells: rows, and which of them are shown in which order.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Id, Tally};

/// How the households of a cell stand to its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Standing {
    Under,
    Within,
    Over,
    /// A special cell, which has no limits.
    Free,
}

/// A worker as a row shows one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorkerTag {
    pub id: Id,
    pub code: Arc<str>,
    pub name: Arc<str>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellRow {
    pub id: Id,
    pub code: Arc<str>,
    pub name: Arc<str>,
    pub area: Id,
    pub area_name: Arc<str>,
    /// The township that it lies in, where there are townships.
    pub township: Option<Id>,
    pub households: u32,
    /// Residents.
    pub persons: u32,
    pub monitored: u32,
    /// Visiting and walking a month, minutes; the walking is an estimate.
    pub minutes: f64,
    /// From the target, per cent; none without a target.
    pub deviation: Option<f64>,
    /// The limits as deviations from the target, per cent.
    pub limits: Option<(f64, f64)>,
    /// 4π · area / perimeter² (Polsby, Popper 1991): 1 for a disc; none without territory.
    pub compactness: Option<f64>,
    /// Pieces beyond what its nesting area forces: 0 where it is contiguous.
    pub broken: u32,
    pub standing: Standing,
    /// The first of its workers.
    pub worker: Option<WorkerTag>,
    pub locked: bool,
}

/// Blocks without a cell, all together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GapRow {
    pub blocks: u32,
    pub households: u32,
    pub monitored: u32,
}

impl GapRow {
    /// Adds a block.
    pub(super) fn add(&mut self, tally: &Tally) {
        self.blocks += 1;
        self.households += tally.households;
        self.monitored += tally.monitored;
    }
}

/// The table of a plan's cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CellsModel {
    /// By code.
    pub rows: Vec<CellRow>,
    /// None where every block has a cell.
    pub gap: Option<GapRow>,
    /// Townships that have cells: (id, name), by code.
    pub townships: Vec<(Id, Arc<str>)>,
    pub outside_limits: u32,
    pub without_worker: u32,
    pub broken: u32,
    /// The largest deviation either way, per cent.
    pub most_deviation: f64,
    /// The limits of rural cells: min, target, max.
    pub limits: Option<(u32, u32, u32)>,
}

/// Which rows are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Only {
    #[default]
    All,
    OutsideLimits,
    Broken,
    WithoutWorker,
    Locked,
}

/// A column of the table beside the lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    #[default]
    Name,
    Households,
    Deviation,
    Persons,
    Monitored,
    Workload,
    Compactness,
    Contiguity,
    Worker,
    Code,
}

impl Column {
    /// In the order of the table.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Households,
        Self::Deviation,
        Self::Persons,
        Self::Monitored,
        Self::Workload,
        Self::Compactness,
        Self::Contiguity,
        Self::Worker,
        Self::Code,
    ];
    /// Shown unless the user chooses otherwise.
    pub const USUAL: [Self; 6] =
        [Self::Name, Self::Households, Self::Deviation, Self::Monitored, Self::Contiguity, Self::Worker];
}

/// Filter and order of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellsQuery {
    /// Part of a code, a name, an area's or a worker's name.
    pub text: String,
    pub township: Option<Id>,
    pub only: Only,
    pub sort: Column,
    pub descending: bool,
}

impl CellsModel {
    /// The rows that a query wants, in its order, as places in `rows`.
    pub fn arrange(&self, query: &CellsQuery) -> Vec<u32> {
        let text = query.text.trim().to_lowercase();
        let wanted = |row: &CellRow| {
            (match query.only {
                Only::All => true,
                Only::OutsideLimits => matches!(row.standing, Standing::Under | Standing::Over),
                Only::Broken => row.broken > 0,
                Only::WithoutWorker => row.worker.is_none(),
                Only::Locked => row.locked,
            }) && query.township.is_none_or(|township| row.township == Some(township))
                && (text.is_empty() || holds(row, &text))
        };
        let mut shown: Vec<u32> = (0..self.rows.len() as u32).filter(|at| wanted(&self.rows[*at as usize])).collect();
        let row = |at: u32| &self.rows[at as usize];
        let worker = |at: u32| row(at).worker.as_ref().map(|worker| &*worker.name);
        match query.sort {
            // The code begins with the area's, so that this is also the order of names inside an area.
            Column::Code | Column::Name => {}
            Column::Households => shown.sort_by_key(|at| row(*at).households),
            Column::Deviation => shown.sort_by(|a, b| key(row(*a).deviation).total_cmp(&key(row(*b).deviation))),
            Column::Persons => shown.sort_by_key(|at| row(*at).persons),
            Column::Workload => shown.sort_by(|a, b| row(*a).minutes.total_cmp(&row(*b).minutes)),
            Column::Compactness => shown.sort_by(|a, b| key(row(*a).compactness).total_cmp(&key(row(*b).compactness))),
            Column::Contiguity => shown.sort_by_key(|at| row(*at).broken),
            Column::Monitored => shown.sort_by_key(|at| row(*at).monitored),
            Column::Worker => shown.sort_by(|a, b| worker(*a).cmp(&worker(*b))),
        }
        if query.descending {
            shown.reverse();
        }
        shown
    }
}

fn key(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NEG_INFINITY)
}

fn holds(row: &CellRow, text: &str) -> bool {
    let has = |field: &str| field.to_lowercase().contains(text);
    has(&row.code)
        || has(&row.name)
        || has(&row.area_name)
        || row.worker.as_ref().is_some_and(|worker| has(&worker.name) || has(&worker.code))
}
