//! Everything that can be asked of a project, as plain data.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::geom::Pt;
use crate::model::{CellKind, Household, Id, Level, PlanStatus, Rejected, Size, Worker};

/// One cell that the balancer hands in: its area and the blocks it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalancedCell {
    pub area: Id,
    pub kind: CellKind,
    pub blocks: Vec<Id>,
    /// The cell of the plan that it carries on: code, name and workers stay.
    #[serde(default)]
    pub keeps: Option<Id>,
}

/// One cell of a plan drawn elsewhere, as the blocks that fit it best.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedCell {
    pub area: Id,
    pub code: Arc<str>,
    pub name: Arc<str>,
    pub worker: Option<Id>,
    pub blocks: Vec<Id>,
}

/// What was asked for. Each is planned by the verb of the same name in `edit`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// Gives blocks to a cell (`None` takes them out of every cell).
    PaintBlocks {
        plan: Id,
        cell: Option<Id>,
        blocks: Vec<Id>,
    },
    /// Cuts blocks along lines; every part stays in the cell of its block, in every plan.
    ///
    /// `first` is the id that the first part must get, where what follows names parts by their ids; other cuts that
    /// came between make it another one.
    CutBlocks {
        blocks: Vec<Id>,
        lines: Vec<Vec<Pt>>,
        first: Option<Id>,
    },
    /// Splits a cell along lines drawn across it; slivers within `slack_mm` of the lines are not cut off.
    SplitCell {
        cell: Id,
        lines: Vec<Vec<Pt>>,
        slack_mm: u32,
    },
    /// Makes several cells of one; the parts are its blocks, each once.
    PartCell {
        cell: Id,
        parts: Vec<Vec<Id>>,
    },
    /// Makes a new cell of what lies inside a ring in one nesting area.
    DrawRing {
        plan: Id,
        area: Id,
        ring: Vec<Pt>,
        slack_mm: u32,
    },
    /// Leads the border of two cells along another line with the same ends.
    MoveBorder {
        cells: [Id; 2],
        old: Vec<Pt>,
        new: Vec<Pt>,
        slack_mm: u32,
    },
    /// Takes vertices out of the borders between cells, or of the only one given, that lie no farther than this from
    /// the straighter line; no household changes its cell.
    StraightenBorders {
        cells: Vec<Id>,
        tolerance_mm: u32,
    },
    /// Gives households to a cell, with the ground nearer to them than to their neighbours.
    MoveHouseholds {
        cell: Id,
        households: Vec<Id>,
    },
    /// Corrects the place of a household.
    ShiftHousehold {
        household: Id,
        to: Pt,
    },
    /// Adds a household; its block follows from its place.
    AddHousehold(Box<Household>),
    /// Joins blocks (all, or those given) that only a drawn line divides and no plan tells apart.
    TidyBlocks {
        blocks: Option<Vec<Id>>,
    },
    /// Makes a new cell of blocks.
    DrawCell {
        plan: Id,
        blocks: Vec<Id>,
    },
    /// Joins cells into the first one.
    MergeCells {
        cells: Vec<Id>,
    },
    /// Sets or clears the lock of cells.
    LockCells {
        cells: Vec<Id>,
        locked: bool,
    },
    RenameCell {
        cell: Id,
        name: Arc<str>,
    },
    /// Replaces the labels of `areas` in a plan by balanced cells, and the limits of the plan.
    RelabelAreas {
        plan: Id,
        areas: Vec<Id>,
        cells: Vec<BalancedCell>,
        limits: Option<Size>,
    },
    /// Adds an empty plan and makes it the current one.
    AddPlan {
        name: Arc<str>,
        nest: Option<Level>,
        origin: Arc<str>,
    },
    /// Makes a plan the current one.
    ChoosePlan {
        plan: Id,
    },
    /// Appoints a worker to a cell by hand; `None` leaves the cell without one.
    Appoint {
        cell: Id,
        worker: Option<Id>,
    },
    /// Replaces the appointments of a plan that nobody made by hand.
    Staff {
        plan: Id,
        pairs: Vec<(Id, Id)>,
    },
    /// Adds a plan drawn elsewhere; the current plan stays.
    ImportPlan {
        name: Arc<str>,
        nest: Option<Level>,
        origin: Arc<str>,
        cells: Vec<ImportedCell>,
    },
    /// Adds workers, and the rows that could not become one.
    AddWorkers {
        workers: Vec<Worker>,
        rejected: Vec<Rejected>,
    },
    /// Several actions as one step; the last gives the note.
    Sequence(Vec<Action>),
    /// Replaces the profile.
    SetProfile {
        profile: Arc<crate::model::Profile>,
    },
    /// Copies a plan with everything in it to a draft, and makes that the current one.
    CopyPlan {
        plan: Id,
        name: Arc<str>,
    },
    RenamePlan {
        plan: Id,
        name: Arc<str>,
    },
    SetPlanStatus {
        plan: Id,
        status: PlanStatus,
    },
    /// Takes a plan out with everything that belongs to it.
    DropPlan {
        plan: Id,
    },
    /// Adds a micro plan inside a base plan and makes it the current one.
    AddMicroPlan {
        base: Id,
        name: Arc<str>,
    },
    /// Cuts the cells of a micro plan back to the borders of its base plan.
    FitMicroPlan {
        plan: Id,
    },
    /// Gives stray pieces of cells, and blocks without a cell, to the one cell that they border on.
    RepairPlan {
        plan: Id,
        within: Option<Id>,
    },
}
