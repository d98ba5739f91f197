//! The project: every table, and the few lookups that everyone needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Appointment, Area, Barrier, Block, Cell, Household, Id, Index, Level, Plan, Profile, Rejected, Worker};
use crate::base::Rows;
use crate::geom::Frame;
use crate::mesh::Mesh;

/// What is said once of a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    pub name: Arc<str>,
    /// EPSG number of the project CRS; always projected, in metres.
    pub crs: u32,
    pub frame: Frame,
    /// The lowest level of area given; its areas are the mesh's.
    pub leaf: Level,
    /// Weld tolerance of the mesh, mm.
    pub weld_mm: u32,
    /// The plan that commands mean when they name none.
    pub current: Option<Id>,
    /// Whether the data says of itself that it is made up.
    pub made: bool,
}

/// Everything of one project. Cloning is cheap: tables share their chunks.
#[derive(Clone, Debug)]
pub struct Project {
    pub meta: Meta,
    pub profile: Arc<Profile>,
    pub mesh: Mesh,
    pub areas: Rows<Area>,
    /// By mesh face.
    pub blocks: Rows<Block>,
    pub barriers: Rows<Barrier>,
    pub households: Rows<Household>,
    pub plans: Rows<Plan>,
    pub cells: Rows<Cell>,
    /// Plan -> block -> cell. A block without a row is a gap.
    pub labels: BTreeMap<Id, Rows<Id>>,
    pub workers: Rows<Worker>,
    pub appointments: Rows<Appointment>,
    pub rejected: Rows<Rejected>,
    /// What lookups by something else than the id go by, where it has been made.
    pub index: Option<Index>,
}

impl Project {
    /// The cell of a block in a plan.
    pub fn cell_of(&self, plan: Id, block: Id) -> Option<Id> {
        self.labels.get(&plan)?.get(block).copied()
    }

    /// The cell of a household in a plan.
    pub fn cell_of_household(&self, plan: Id, household: &Household) -> Option<Id> {
        self.cell_of(plan, household.block?)
    }

    /// The area of `level` that `area` is or lies in.
    pub fn ancestor(&self, area: Id, level: Level) -> Option<Id> {
        let mut at = area;
        // A parent is always of a higher level, so the climb ends.
        loop {
            let row = self.areas.get(at)?;
            if row.level == level {
                return Some(at);
            }
            at = row.parent?;
        }
    }

    /// The area that cells of a plan nested at `nest` may not leave; `None` when they may cross every border.
    pub fn nest_of(&self, block: Id, nest: Option<Level>) -> Option<Id> {
        let area = self.blocks.get(block)?.area;
        // An area outside the hierarchy nests in itself.
        nest.map(|level| self.ancestor(area, level).unwrap_or(area))
    }

    /// The plan of this name.
    pub fn plan_named(&self, name: &str) -> Option<Id> {
        self.plans.iter().find(|(_, plan)| &*plan.name == name).map(|(id, _)| id)
    }

    /// The area with this code, the lowest level first.
    pub fn area_coded(&self, code: &str) -> Option<Id> {
        self.areas.iter().filter(|(_, area)| &*area.code == code).max_by_key(|(_, area)| area.level).map(|(id, _)| id)
    }

    /// Whether `area` is `within` or lies in it.
    pub fn lies_in(&self, area: Id, within: Id) -> bool {
        self.areas.get(within).is_some_and(|w| self.ancestor(area, w.level) == Some(within))
    }

    /// The cells of a plan, by id.
    pub fn cells_of(&self, plan: Id) -> impl Iterator<Item = (Id, &Cell)> {
        self.cells.iter().filter(move |(_, cell)| cell.plan == plan)
    }

    /// The appointments of a plan, by id.
    pub fn appointments_of(&self, plan: Id) -> impl Iterator<Item = (Id, &Appointment)> {
        self.appointments.iter().filter(move |(_, a)| a.plan == plan)
    }
}
