//! What the panels need of the current plan: worked out once, and then kept in step by what each edit touched.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::PI;
use std::sync::Arc;

use super::borders::Borders;
use super::cells::{CellRow, CellsModel, GapRow, Standing, WorkerTag};
use super::census::Census;
use super::monitored::MonitoredModel;
use super::plans::{PlanTag, plans};
use crate::change::Touched;
use crate::measure::Rounds;
use crate::model::parts::{nest_labels, parts};
use crate::model::{Cell, CellKind, Id, Level, Plan, PlanKind, Project, Tally};

const NONE: u32 = u32::MAX;
/// A change of more blocks or cells than this is summed up from the start.
const FEW: usize = 2_000;

/// What stays the same while only labels change.
#[derive(Clone, Debug, Default)]
pub struct Base {
    pub census: Arc<Census>,
    pub borders: Arc<Borders>,
}

impl Base {
    /// Counts households and walks the mesh.
    pub fn new(project: &Project) -> Self {
        Self { census: Arc::new(Census::new(project)), borders: Arc::new(Borders::new(&project.mesh)) }
    }
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
    borders: Arc<Borders>,
    /// By face: its cell in the plan.
    cell_of: Vec<Id>,
    /// By face: the connected component of its nesting area.
    components: Arc<Vec<Id>>,
}

/// What the edges around a cell tell.
struct Shape {
    area_m2: f64,
    perimeter_m: f64,
    broken: u32,
    neighbours: BTreeSet<Id>,
}

impl Digest {
    /// Sums up the current plan; one pass over blocks, edges and cells.
    pub fn new(project: &Project, base: &Base) -> Self {
        let plan = project.meta.current.filter(|id| project.plans.get(*id).is_some());
        let (census, borders) = (Arc::clone(&base.census), Arc::clone(&base.borders));
        let mut digest = Self { plan, census, borders, plans: plans(project), ..Self::default() };
        digest.monitored.total = digest.census.monitored;
        let Some((plan, row)) = plan.and_then(|id| Some((id, project.plans.get(id)?))) else { return digest };
        digest.components = Arc::new(parts(project, &nest_labels(project, plan)));
        digest.count(project, plan);
        digest.appoint(project, plan);
        let mut rows = Vec::with_capacity(digest.blocks.len());
        for (id, cell) in project.cells_of(plan) {
            rows.push(digest.row(project, row, id, cell));
        }
        rows.sort_by(|a, b| a.code.cmp(&b.code).then(a.id.cmp(&b.id)));
        digest.cells.rows = rows;
        digest.townships(project);
        digest.sum_up(project, row);
        digest
    }

    /// What stays while only labels change.
    pub fn base(&self) -> Base {
        Base { census: Arc::clone(&self.census), borders: Arc::clone(&self.borders) }
    }

    /// The blocks without a cell.
    pub fn gaps(&self, project: &Project) -> Vec<Id> {
        let bare = |block: &Id| self.cell_of.get(*block as usize).is_none_or(|cell| *cell == NONE);
        project.blocks.iter().map(|(block, _)| block).filter(bare).collect()
    }

    /// Follows a change of the rows by what it touched. False where all must be summed up anew.
    pub fn follow(&mut self, project: &Project, touched: &Touched) -> bool {
        let many = touched.blocks.len() > FEW || touched.cells.len() > FEW;
        if touched.mesh || touched.households || touched.workers || many || !touched.plans.is_empty() {
            return false;
        }
        let Some(plan) = self.plan.filter(|plan| project.meta.current == Some(*plan)) else { return false };
        let Some(row) = project.plans.get(plan) else { return false };
        let mine = |id: Id| project.cells.get(id).filter(|cell| cell.plan == plan);
        let known = |digest: &Self, id: &Id| digest.blocks.contains_key(id);
        let mut changed: BTreeSet<Id> = touched.cells.iter().copied().collect();
        changed.retain(|id| mine(*id).is_some() || known(self, id));
        for &id in &changed {
            if mine(id).is_some() {
                self.blocks.entry(id).or_default();
            }
        }
        let mut beside = BTreeSet::new();
        for &block in &touched.blocks {
            let new = project.cell_of(plan, block).filter(|cell| mine(*cell).is_some()).unwrap_or(NONE);
            changed.extend(self.relabel(block, new).into_iter().flatten());
            beside.extend(self.borders.beyond(block).filter_map(|(face, _)| self.cell_at(face)));
        }
        if touched.appointments || changed.iter().any(|id| mine(*id).is_none()) {
            self.appoint(project, plan);
        }
        beside.retain(|id| !changed.contains(id));
        let mut moved = false;
        for &id in changed.iter().chain(&beside) {
            moved |= self.renew(project, row, id, mine(id));
        }
        self.plans = plans(project);
        if moved {
            self.townships(project);
        }
        self.sum_up(project, row);
        true
    }

    /// Puts a block from one cell to another; gives the cells, where they differ.
    fn relabel(&mut self, block: Id, new: Id) -> Option<[Id; 2]> {
        let slot = self.cell_of.get_mut(block as usize)?;
        let old = std::mem::replace(slot, new);
        if old == new {
            return None;
        }
        let tally = self.census.tallies.get(block as usize).copied().unwrap_or_default();
        let gap = self.cells.gap.get_or_insert_default();
        match self.blocks.get_mut(&old) {
            Some(blocks) => blocks.retain(|other| *other != block),
            None => {
                gap.blocks = gap.blocks.saturating_sub(1);
                gap.households = gap.households.saturating_sub(tally.households);
                gap.monitored = gap.monitored.saturating_sub(tally.monitored);
            }
        }
        match self.blocks.get_mut(&new) {
            Some(blocks) => {
                if let Err(at) = blocks.binary_search(&block) {
                    blocks.insert(at, block);
                }
            }
            None => gap.add(&tally),
        }
        self.cells.gap = self.cells.gap.filter(|gap| gap.blocks > 0);
        Some([old, new])
    }

    /// Brings everything about one cell up to date. True where a row came or went.
    fn renew(&mut self, project: &Project, plan: &Plan, id: Id, cell: Option<&Cell>) -> bool {
        let at = self.cells.rows.iter().position(|row| row.id == id);
        let Some(cell) = cell else {
            self.blocks.remove(&id);
            self.tallies.remove(&id);
            self.neighbours.remove(&id);
            at.map(|at| self.cells.rows.remove(at));
            return at.is_some();
        };
        let row = self.row(project, plan, id, cell);
        match at {
            Some(at) if self.cells.rows[at].code == row.code => {
                self.cells.rows[at] = row;
                false
            }
            _ => {
                at.map(|at| self.cells.rows.remove(at));
                let rows = &mut self.cells.rows;
                let at = rows.partition_point(|other| (&other.code, other.id) < (&row.code, row.id));
                rows.insert(at, row);
                true
            }
        }
    }

    fn cell_at(&self, face: Id) -> Option<Id> {
        self.cell_of.get(face as usize).copied().filter(|cell| *cell != NONE)
    }

    fn count(&mut self, project: &Project, plan: Id) {
        self.blocks = project.cells_of(plan).map(|(id, _)| (id, Vec::new())).collect();
        self.cell_of = vec![NONE; project.mesh.faces.next_id() as usize];
        let labels = project.labels.get(&plan);
        let mut gap = GapRow::default();
        for (block, _) in project.blocks.iter() {
            let cell = labels.and_then(|labels| labels.get(block)).copied();
            match cell.and_then(|cell| Some((cell, self.blocks.get_mut(&cell)?))) {
                Some((cell, blocks)) => {
                    blocks.push(block);
                    if let Some(slot) = self.cell_of.get_mut(block as usize) {
                        *slot = cell;
                    }
                }
                None => gap.add(&self.census.tallies.get(block as usize).copied().unwrap_or_default()),
            }
        }
        self.cells.gap = (gap.blocks > 0).then_some(gap);
    }

    fn appoint(&mut self, project: &Project, plan: Id) {
        self.staff.clear();
        self.served.clear();
        for (_, appointment) in project.appointments_of(plan) {
            if self.blocks.contains_key(&appointment.cell) && project.workers.get(appointment.worker).is_some() {
                self.staff.entry(appointment.cell).or_default().push(appointment.worker);
                self.served.entry(appointment.worker).or_default().push(appointment.cell);
            }
        }
    }

    /// Area, border, pieces and neighbours of a cell.
    fn shape(&self, id: Id) -> Shape {
        let mut shape = Shape { area_m2: 0.0, perimeter_m: 0.0, broken: 0, neighbours: BTreeSet::new() };
        let (mut seen, mut components, mut pieces) = (BTreeSet::new(), BTreeSet::new(), 0);
        for &start in self.blocks.get(&id).into_iter().flatten() {
            shape.area_m2 += self.borders.area_m2(start);
            components.insert(self.components.get(start as usize));
            for (other, length_m) in self.borders.beyond(start) {
                match self.cell_at(other) {
                    Some(cell) if cell == id => {}
                    cell => {
                        shape.perimeter_m += length_m;
                        shape.neighbours.extend(cell);
                    }
                }
            }
            if !seen.insert(start) {
                continue;
            }
            pieces += 1;
            let mut open = vec![start];
            while let Some(face) = open.pop() {
                let own =
                    self.borders.beyond(face).map(|(face, _)| face).filter(|face| self.cell_at(*face) == Some(id));
                open.extend(own.filter(|face| seen.insert(*face)));
            }
        }
        shape.broken = (pieces as u32).saturating_sub(components.len() as u32);
        shape
    }

    /// The row of a cell; its sums and neighbours are noted on the way.
    fn row(&mut self, project: &Project, plan: &Plan, id: Id, cell: &Cell) -> CellRow {
        let (mut tally, mut rounds) = (Tally::default(), Rounds::default());
        for block in self.blocks.get(&id).into_iter().flatten().map(|block| *block as usize) {
            if let (Some(more), Some(visits)) = (self.census.tallies.get(block), self.census.rounds.get(block)) {
                tally.add(more);
                rounds.join(visits);
            }
        }
        let shape = self.shape(id);
        let size = plan.size(&project.profile, cell.kind);
        let target = f64::from(size.target);
        let from_target = |n: u32| (f64::from(n) - target) / target * 100.0;
        let worker = self.staff.get(&id).and_then(|workers| workers.first());
        let worker = worker.and_then(|worker| {
            let row = project.workers.get(*worker)?;
            Some(WorkerTag { id: *worker, code: Arc::clone(&row.code), name: Arc::clone(&row.name) })
        });
        let row = CellRow {
            id,
            code: Arc::clone(&cell.code),
            name: Arc::clone(&cell.name),
            area: cell.area,
            area_name: project.areas.get(cell.area).map(|area| Arc::clone(&area.name)).unwrap_or_default(),
            township: project.ancestor(cell.area, Level::Township),
            households: tally.households,
            persons: tally.resident,
            monitored: tally.monitored,
            minutes: tally.minutes + rounds.travel_min(&project.profile, shape.area_m2),
            deviation: (size.target > 0).then(|| from_target(tally.households)),
            limits: (size.target > 0).then(|| (from_target(size.min), from_target(size.max))),
            compactness: (shape.perimeter_m > 0.0).then(|| 4.0 * PI * shape.area_m2 / shape.perimeter_m.powi(2)),
            broken: shape.broken,
            standing: match tally.households {
                _ if size.target == 0 => Standing::Free,
                n if n < size.min => Standing::Under,
                n if n > size.max => Standing::Over,
                _ => Standing::Within,
            },
            worker,
            locked: cell.locked,
        };
        self.tallies.insert(id, tally);
        self.neighbours.insert(id, shape.neighbours.into_iter().collect());
        row
    }

    fn townships(&mut self, project: &Project) {
        let of_rows: BTreeSet<Id> = self.cells.rows.iter().filter_map(|row| row.township).collect();
        let named = of_rows.into_iter().filter_map(|id| Some((id, project.areas.get(id)?)));
        let mut named: Vec<_> = named.map(|(id, area)| (&area.code, id, &area.name)).collect();
        named.sort();
        self.cells.townships = named.into_iter().map(|(_, id, name)| (id, Arc::clone(name))).collect();
    }

    /// The numbers over all rows.
    fn sum_up(&mut self, project: &Project, plan: &Plan) {
        let rows = &self.cells.rows;
        let count = |wanted: fn(&CellRow) -> bool| rows.iter().filter(|row| wanted(row)).count() as u32;
        let outside_limits = count(|row| matches!(row.standing, Standing::Under | Standing::Over));
        let (without_worker, broken) = (count(|row| row.worker.is_none()), count(|row| row.broken > 0));
        let most_deviation = rows.iter().filter_map(|row| row.deviation).map(f64::abs).fold(0.0, f64::max);
        let with_cell = rows.iter().map(|row| row.monitored).sum();
        let with_both = rows.iter().filter(|row| row.worker.is_some()).map(|row| row.monitored).sum();
        self.monitored = MonitoredModel { with_cell, with_both, ..self.monitored };
        let kind = if plan.kind == PlanKind::Micro { CellKind::Micro } else { CellKind::RuralBase };
        let size = plan.size(&project.profile, kind);
        let cells = &mut self.cells;
        cells.limits = Some((size.min, size.target, size.max));
        (cells.outside_limits, cells.without_worker, cells.broken) = (outside_limits, without_worker, broken);
        cells.most_deviation = most_deviation;
    }
}
