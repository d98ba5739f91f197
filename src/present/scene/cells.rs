//! A cell as the map shows it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::geom::Pt;
use crate::model::{Cell, Id, Plan, Project, Size, Tally, code};

/// What the map knows of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct CellLook {
    pub name: Arc<str>,
    /// The number inside its area, or its code where the code does not tell.
    pub number: Arc<str>,
    pub area: Id,
    pub colour: u8,
    pub locked: bool,
    pub size: Size,
    pub tally: Tally,
    pub blocks: BTreeSet<Id>,
    /// Where its name is written; none without a block.
    pub at: Option<Pt>,
    /// Side of a square of the same size, mm.
    pub extent_mm: f64,
    /// The workers appointed to it, by name, and the first of them.
    pub workers: Vec<Arc<str>>,
    pub worker: Option<Id>,
    pub worker_colour: Option<u8>,
    pub area_colour: u8,
}

/// What is still to be done about a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellStatus {
    Ready,
    NoWorker,
    WrongSize,
    /// Neither size nor worker is right.
    Open,
}

impl CellLook {
    /// A cell without blocks yet.
    pub fn new(project: &Project, plan: &Plan, cell: &Cell) -> Self {
        let area_code = project.areas.get(cell.area).map(|area| Arc::clone(&area.code)).unwrap_or_default();
        let number = code::seq_of(&project.profile.code_template, &area_code, &cell.code);
        Self {
            name: Arc::clone(&cell.name),
            number: number.map_or_else(|| Arc::clone(&cell.code), |n| n.to_string().into()),
            area: cell.area,
            colour: 0,
            locked: cell.locked,
            size: plan.size(&project.profile, cell.kind),
            tally: Tally::default(),
            blocks: BTreeSet::new(),
            at: None,
            extent_mm: 0.0,
            workers: Vec::new(),
            worker: None,
            worker_colour: None,
            area_colour: 0,
        }
    }

    /// Takes over what the rows say, and keeps what follows from the labels.
    pub fn refresh(&mut self, project: &Project, plan: &Plan, cell: &Cell) {
        let fresh = Self::new(project, plan, cell);
        *self = Self {
            colour: self.colour,
            tally: self.tally,
            blocks: std::mem::take(&mut self.blocks),
            at: self.at,
            extent_mm: self.extent_mm,
            workers: std::mem::take(&mut self.workers),
            worker: self.worker,
            worker_colour: self.worker_colour,
            area_colour: self.area_colour,
            ..fresh
        };
    }

    /// What is still to be done about it.
    pub fn status(&self) -> CellStatus {
        let (size, households) = (self.size, self.tally.households);
        let fits = size.target == 0 || (size.min..=size.max).contains(&households);
        match (fits, self.worker.is_some()) {
            (true, true) => CellStatus::Ready,
            (true, false) => CellStatus::NoWorker,
            (false, true) => CellStatus::WrongSize,
            (false, false) => CellStatus::Open,
        }
    }

    /// Deviation of its households from the target, per cent; none where there is no target.
    pub fn deviation_pct(&self) -> Option<f64> {
        deviation_pct(self.tally.households, self.size)
    }
}

/// Deviation of a number of households from the target, per cent.
pub fn deviation_pct(households: u32, size: Size) -> Option<f64> {
    let target = f64::from(size.target);
    (target > 0.0).then(|| (f64::from(households) - target) / target * 100.0)
}
