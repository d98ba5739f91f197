//! What the panels need of the current plan, worked out once for each revision.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cells::{CellRow, CellsModel, GapRow, Standing, WorkerTag};
use super::census::Census;
use super::monitored::MonitoredModel;
use crate::model::{Cell, Id, Level, Plan, Project, Tally};

const NONE: u32 = u32::MAX;

/// A plan as the plan menu lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanTag {
    pub id: Id,
    pub name: Arc<str>,
    pub cells: u32,
    pub nest: Option<Level>,
}

/// The current plan, summed up.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    /// Counts up with every digest made.
    pub version: u64,
    pub plan: Option<Id>,
    pub census: Arc<Census>,
    pub cells: CellsModel,
    pub monitored: MonitoredModel,
    pub plans: Vec<PlanTag>,
    /// By cell.
    pub tallies: BTreeMap<Id, Tally>,
    pub blocks: BTreeMap<Id, Vec<Id>>,
    pub neighbours: BTreeMap<Id, Vec<Id>>,
    pub staff: BTreeMap<Id, Vec<Id>>,
    /// By worker: the cells served in the current plan.
    pub served: BTreeMap<Id, Vec<Id>>,
}

impl Digest {
    /// Sums up the current plan; one pass over blocks, edges and cells.
    pub fn new(project: &Project, census: Arc<Census>) -> Self {
        let plan = project.meta.current.filter(|id| project.plans.get(*id).is_some());
        let mut digest = Self { plan, census, plans: plans(project), ..Self::default() };
        digest.monitored.total = digest.census.monitored;
        let Some((plan, row)) = plan.and_then(|id| Some((id, project.plans.get(id)?))) else { return digest };
        digest.count(project, plan);
        digest.meet(project, plan);
        for (_, appointment) in project.appointments_of(plan) {
            if digest.tallies.contains_key(&appointment.cell) && project.workers.get(appointment.worker).is_some() {
                digest.staff.entry(appointment.cell).or_default().push(appointment.worker);
                digest.served.entry(appointment.worker).or_default().push(appointment.cell);
            }
        }
        for (cell, tally) in &digest.tallies {
            digest.monitored.with_cell += tally.monitored;
            digest.monitored.with_both += if digest.staff.contains_key(cell) { tally.monitored } else { 0 };
        }
        digest.table(project, plan, row);
        digest
    }

    fn count(&mut self, project: &Project, plan: Id) {
        let mut slots = vec![NONE; project.cells.next_id() as usize];
        let ids: Vec<Id> = project.cells_of(plan).map(|(id, _)| id).collect();
        for (slot, id) in ids.iter().enumerate() {
            slots[*id as usize] = slot as u32;
        }
        let mut tallies = vec![Tally::default(); ids.len()];
        let mut blocks = vec![Vec::new(); ids.len()];
        let labels = project.labels.get(&plan);
        let mut gap = GapRow::default();
        for (block, _) in project.blocks.iter() {
            let tally = self.census.tallies.get(block as usize).copied().unwrap_or_default();
            let cell = labels.and_then(|labels| labels.get(block)).copied();
            match cell.and_then(|cell| slots.get(cell as usize)).map(|slot| *slot as usize).filter(|s| *s < ids.len()) {
                Some(slot) => {
                    tallies[slot].add(&tally);
                    blocks[slot].push(block);
                }
                None => {
                    gap.blocks += 1;
                    gap.households += tally.households;
                    gap.monitored += tally.monitored;
                }
            }
        }
        self.cells.gap = (gap.blocks > 0).then_some(gap);
        self.tallies = ids.iter().copied().zip(tallies).collect();
        self.blocks = ids.into_iter().zip(blocks).collect();
    }

    /// Which cells share a border.
    fn meet(&mut self, project: &Project, plan: Id) {
        let labels = crate::model::parts::cell_labels(project, plan);
        let of = |face: Id| labels.get(face as usize).copied().unwrap_or(NONE);
        let mut pairs: Vec<(Id, Id)> = Vec::new();
        for edge in project.mesh.edges.values() {
            let (a, b) = (of(edge.left), of(edge.right));
            if a != b && a != NONE && b != NONE {
                pairs.push((a.min(b), a.max(b)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (a, b) in pairs {
            self.neighbours.entry(a).or_default().push(b);
            self.neighbours.entry(b).or_default().push(a);
        }
    }

    fn table(&mut self, project: &Project, plan: Id, row: &Plan) {
        let mut rows = Vec::with_capacity(self.tallies.len());
        let mut townships: BTreeMap<Arc<str>, (Id, Arc<str>)> = BTreeMap::new();
        for (id, cell) in project.cells_of(plan) {
            let tally = self.tallies.get(&id).copied().unwrap_or_default();
            let township = project.ancestor(cell.area, Level::Township);
            if let Some((id, area)) = township.and_then(|id| Some((id, project.areas.get(id)?))) {
                townships.entry(Arc::clone(&area.code)).or_insert_with(|| (id, Arc::clone(&area.name)));
            }
            rows.push(self.row(project, row, id, cell, &tally, township));
        }
        rows.sort_by(|a, b| a.code.cmp(&b.code).then(a.id.cmp(&b.id)));
        let cells = &mut self.cells;
        cells.outside_limits =
            rows.iter().filter(|row| matches!(row.standing, Standing::Under | Standing::Over)).count() as u32;
        cells.without_worker = rows.iter().filter(|row| row.worker.is_none()).count() as u32;
        cells.most_deviation = rows.iter().filter_map(|row| row.deviation).map(f64::abs).fold(0.0, f64::max);
        let size = row.limits.unwrap_or(project.profile.rural);
        cells.limits = Some((size.min, size.target, size.max));
        cells.townships = townships.into_values().collect();
        cells.rows = rows;
    }

    fn row(&self, project: &Project, plan: &Plan, id: Id, cell: &Cell, tally: &Tally, township: Option<Id>) -> CellRow {
        let size = plan.size(&project.profile, cell.kind);
        let target = f64::from(size.target);
        let standing = match tally.households {
            _ if size.target == 0 => Standing::Free,
            n if n < size.min => Standing::Under,
            n if n > size.max => Standing::Over,
            _ => Standing::Within,
        };
        let worker = self.staff.get(&id).and_then(|workers| workers.first());
        let worker = worker.and_then(|worker| {
            let row = project.workers.get(*worker)?;
            Some(WorkerTag { id: *worker, code: Arc::clone(&row.code), name: Arc::clone(&row.name) })
        });
        CellRow {
            id,
            code: Arc::clone(&cell.code),
            name: Arc::clone(&cell.name),
            area: cell.area,
            area_name: project.areas.get(cell.area).map(|area| Arc::clone(&area.name)).unwrap_or_default(),
            township,
            households: tally.households,
            monitored: tally.monitored,
            deviation: (size.target > 0).then(|| (f64::from(tally.households) - target) / target * 100.0),
            standing,
            worker,
            locked: cell.locked,
        }
    }
}

fn plans(project: &Project) -> Vec<PlanTag> {
    let mut cells: BTreeMap<Id, u32> = BTreeMap::new();
    for cell in project.cells.values() {
        *cells.entry(cell.plan).or_default() += 1;
    }
    let tag = |(id, plan): (Id, &Plan)| PlanTag {
        id,
        name: Arc::clone(&plan.name),
        cells: cells.get(&id).copied().unwrap_or(0),
        nest: plan.nest,
    };
    project.plans.iter().map(tag).collect()
}
