//! The inspector: what is selected, with ways on to what belongs to it.

use std::sync::Arc;

use serde::Serialize;

use super::digest::Digest;
use super::mask::shown;
use crate::geom::Pt;
use crate::model::{Employment, Household, Id, Level, Project};
use crate::session::Selection;

/// Households on one page.
pub const PAGE: usize = 50;

/// A cell as another card mentions it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellTag {
    pub id: Id,
    pub code: Arc<str>,
    pub name: Arc<str>,
    pub households: u32,
}

/// A household in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdRow {
    pub id: Id,
    pub code: String,
    /// Masked unless names are revealed.
    pub name: String,
    pub group: Arc<str>,
    pub resident: u16,
    pub monitored: bool,
}

/// A worker as another card mentions one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WorkerRow {
    pub id: Id,
    pub code: Arc<str>,
    pub name: Arc<str>,
    /// Cells served now, and at most.
    pub cells: usize,
    pub max_cells: u16,
    pub by_hand: bool,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellCard {
    pub id: Id,
    pub code: Arc<str>,
    pub name: Arc<str>,
    /// From the largest area down to its own.
    pub areas: Vec<Arc<str>>,
    pub locked: bool,
    pub blocks: usize,
    pub households: u32,
    pub registered: u32,
    pub resident: u32,
    pub monitored: u32,
    pub minutes: f64,
    pub min: u32,
    pub target: u32,
    pub max: u32,
    pub deviation: Option<f64>,
    pub workers: Vec<WorkerRow>,
    pub neighbours: Vec<CellTag>,
    pub page: usize,
    pub pages: usize,
    pub rows: Vec<HouseholdRow>,
}

/// Several cells.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellsCard {
    pub cells: Vec<CellTag>,
    pub count: usize,
    pub households: u32,
    pub monitored: u32,
}

/// One household.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HouseholdCard {
    pub id: Id,
    pub code: String,
    pub name: String,
    pub phone: String,
    pub group: Arc<str>,
    pub ethnic: Arc<str>,
    pub registered: u16,
    pub resident: u16,
    pub labels: Arc<str>,
    pub monitored: bool,
    pub areas: Vec<Arc<str>>,
    pub cell: Option<CellTag>,
    pub workers: Vec<WorkerRow>,
    pub remark: Arc<str>,
    pub at: Pt,
}

/// One worker.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkerCard {
    pub id: Id,
    pub code: Arc<str>,
    pub name: Arc<str>,
    pub phone: String,
    pub role: Arc<str>,
    pub employment: Employment,
    pub languages: Vec<Arc<str>>,
    pub village: Arc<str>,
    pub capacity_min: u32,
    /// Visiting minutes of the cells served.
    pub load_min: f64,
    pub max_cells: u16,
    pub cells: Vec<CellTag>,
    pub households: u32,
    pub home: Option<Pt>,
}

/// One area.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AreaCard {
    pub id: Id,
    pub code: Arc<str>,
    pub name: Arc<str>,
    pub level: Level,
    pub areas: Vec<Arc<str>>,
    pub households: u32,
    pub monitored: u32,
    pub cells: Vec<CellTag>,
}

/// The plan as a whole, where nothing is selected.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PlanCard {
    pub project: Arc<str>,
    pub plan: Option<Arc<str>>,
    pub origin: Arc<str>,
    pub areas: usize,
    pub households: u32,
    pub outside: u32,
    pub workers: usize,
    pub blocks: usize,
    pub rejected: usize,
    pub cells: usize,
    pub made: bool,
}

/// Blocks selected without a cell among the selection.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BlocksCard {
    pub blocks: usize,
    pub households: u32,
    pub monitored: u32,
    pub cells: Vec<CellTag>,
}

/// What the inspector shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum InspectorModel {
    Plan(PlanCard),
    Cell(Box<CellCard>),
    Cells(CellsCard),
    Household(Box<HouseholdCard>),
    Worker(Box<WorkerCard>),
    Area(AreaCard),
    Blocks(BlocksCard),
}

impl Default for InspectorModel {
    fn default() -> Self {
        Self::Plan(PlanCard::default())
    }
}

/// A worker who could be appointed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    pub worker: WorkerRow,
    pub village: Arc<str>,
    /// From the worker's home to the middle of the cell's households; none without a home.
    pub km: Option<f64>,
    pub has_room: bool,
}

impl InspectorModel {
    /// The card of what is selected; of a cell one page of households.
    pub fn new(project: &Project, digest: &Digest, selection: &Selection, page: usize, revealed: bool) -> Self {
        let made = selection
            .household
            .and_then(|id| household(project, digest, id, revealed))
            .or_else(|| selection.worker.and_then(|id| worker(project, digest, id, revealed)))
            .or_else(|| match selection.cells.len() {
                0 => None,
                1 => selection.cells.first().and_then(|id| cell(project, digest, *id, page, revealed)),
                _ => Some(cells(project, digest, selection)),
            })
            .or_else(|| (!selection.blocks.is_empty()).then(|| blocks(project, digest, selection)))
            .or_else(|| selection.area.and_then(|id| area(project, digest, id)));
        made.unwrap_or_else(|| plan(project, digest))
    }
}

fn tag(project: &Project, digest: &Digest, id: Id) -> Option<CellTag> {
    let row = project.cells.get(id)?;
    let households = digest.tallies.get(&id).map_or(0, |tally| tally.households);
    Some(CellTag { id, code: Arc::clone(&row.code), name: Arc::clone(&row.name), households })
}

fn tags(project: &Project, digest: &Digest, ids: impl IntoIterator<Item = Id>) -> Vec<CellTag> {
    ids.into_iter().filter_map(|id| tag(project, digest, id)).collect()
}

/// The names of the areas from the largest down to this one.
fn chain(project: &Project, area: Option<Id>) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    let mut at = area.and_then(|id| project.areas.get(id));
    while let Some(row) = at {
        names.push(Arc::clone(&row.name));
        at = row.parent.and_then(|id| project.areas.get(id));
    }
    names.reverse();
    names
}

fn staff(project: &Project, digest: &Digest, cell: Id) -> Vec<WorkerRow> {
    let mine = digest.plan.into_iter().flat_map(|plan| project.appointments_of(plan));
    let mine = mine.filter(|(_, appointment)| appointment.cell == cell);
    mine.filter_map(|(_, a)| Some(WorkerRow { by_hand: a.by_hand, ..worker_row(project, digest, a.worker)? })).collect()
}

fn worker_row(project: &Project, digest: &Digest, id: Id) -> Option<WorkerRow> {
    let row = project.workers.get(id)?;
    Some(WorkerRow {
        id,
        code: Arc::clone(&row.code),
        name: Arc::clone(&row.name),
        cells: digest.served.get(&id).map_or(0, Vec::len),
        max_cells: row.max_cells,
        by_hand: false,
    })
}

fn household_row(project: &Project, id: Id, revealed: bool) -> Option<HouseholdRow> {
    let row = project.households.get(id)?;
    Some(HouseholdRow {
        id,
        code: row.code().to_string(),
        name: shown(row.name(), revealed),
        group: Arc::clone(row.group()),
        resident: row.resident,
        monitored: is_monitored(project, row),
    })
}

fn is_monitored(project: &Project, row: &Household) -> bool {
    row.categories & project.profile.monitored_bits() != 0
}

fn cell(project: &Project, digest: &Digest, id: Id, page: usize, revealed: bool) -> Option<InspectorModel> {
    let row = project.cells.get(id)?;
    let plan = project.plans.get(row.plan)?;
    let tally = digest.tallies.get(&id).copied().unwrap_or_default();
    let size = plan.size(&project.profile, row.kind);
    let none = Vec::new();
    let own = digest.blocks.get(&id).unwrap_or(&none);
    let members = own.iter().flat_map(|block| digest.census.members(*block));
    let pages = (tally.households as usize).div_ceil(PAGE).max(1);
    let page = page.min(pages - 1);
    let rows = members.skip(page * PAGE).take(PAGE).filter_map(|id| household_row(project, *id, revealed)).collect();
    let neighbours = digest.neighbours.get(&id).into_iter().flatten().copied();
    let target = f64::from(size.target);
    Some(InspectorModel::Cell(Box::new(CellCard {
        id,
        code: Arc::clone(&row.code),
        name: Arc::clone(&row.name),
        areas: chain(project, Some(row.area)),
        locked: row.locked,
        blocks: own.len(),
        households: tally.households,
        registered: tally.registered,
        resident: tally.resident,
        monitored: tally.monitored,
        minutes: tally.minutes,
        min: size.min,
        target: size.target,
        max: size.max,
        deviation: (size.target > 0).then(|| (f64::from(tally.households) - target) / target * 100.0),
        workers: staff(project, digest, id),
        neighbours: tags(project, digest, neighbours),
        page,
        pages,
        rows,
    })))
}

fn cells(project: &Project, digest: &Digest, selection: &Selection) -> InspectorModel {
    let sums = selection.cells.iter().filter_map(|id| digest.tallies.get(id));
    let (households, monitored) = sums.fold((0, 0), |(h, m), tally| (h + tally.households, m + tally.monitored));
    let shown = selection.cells.iter().copied().take(PAGE);
    let cells = tags(project, digest, shown);
    InspectorModel::Cells(CellsCard { cells, count: selection.cells.len(), households, monitored })
}

fn household(project: &Project, digest: &Digest, id: Id, revealed: bool) -> Option<InspectorModel> {
    let row = project.households.get(id)?;
    let own = digest.plan.and_then(|plan| project.cell_of_household(plan, row));
    let area = row.block.and_then(|block| project.blocks.get(block)).map(|block| block.area);
    let tail = row.phone().chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect::<String>();
    let phone = match (revealed, row.phone().is_empty()) {
        (_, true) => String::new(),
        (true, _) => row.phone().to_string(),
        (false, _) => format!("*******{tail}"),
    };
    Some(InspectorModel::Household(Box::new(HouseholdCard {
        id,
        code: row.code().to_string(),
        name: shown(row.name(), revealed),
        phone,
        group: Arc::clone(row.group()),
        ethnic: Arc::clone(row.ethnic()),
        registered: row.registered,
        resident: row.resident,
        labels: Arc::clone(row.labels()),
        monitored: is_monitored(project, row),
        areas: chain(project, area),
        cell: own.and_then(|cell| tag(project, digest, cell)),
        workers: own.map(|cell| staff(project, digest, cell)).unwrap_or_default(),
        remark: Arc::clone(row.remark()),
        at: row.at,
    })))
}

fn worker(project: &Project, digest: &Digest, id: Id, revealed: bool) -> Option<InspectorModel> {
    let row = project.workers.get(id)?;
    let served = digest.served.get(&id).cloned().unwrap_or_default();
    let sums = served.iter().filter_map(|cell| digest.tallies.get(cell));
    let (load_min, households) = sums.fold((0.0, 0), |(m, h), tally| (m + tally.minutes, h + tally.households));
    let village = project.area_coded(&row.village).and_then(|id| project.areas.get(id));
    let tail = row.phone.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect::<String>();
    Some(InspectorModel::Worker(Box::new(WorkerCard {
        id,
        code: Arc::clone(&row.code),
        name: Arc::clone(&row.name),
        phone: if revealed || row.phone.is_empty() { row.phone.to_string() } else { format!("*******{tail}") },
        role: Arc::clone(&row.role),
        employment: row.employment,
        languages: row.languages.clone(),
        village: village.map_or_else(|| Arc::clone(&row.village), |area| Arc::clone(&area.name)),
        capacity_min: row.capacity_min,
        load_min,
        max_cells: row.max_cells,
        cells: tags(project, digest, served),
        households,
        home: row.home,
    })))
}

fn area(project: &Project, digest: &Digest, id: Id) -> Option<InspectorModel> {
    let row = project.areas.get(id)?;
    let (mut households, mut monitored) = (0, 0);
    for (block, _) in project.blocks.iter().filter(|(_, block)| project.lies_in(block.area, id)) {
        if let Some(tally) = digest.census.tallies.get(block as usize) {
            households += tally.households;
            monitored += tally.monitored;
        }
    }
    let inside = digest.cells.rows.iter().filter(|cell| project.lies_in(cell.area, id)).map(|cell| cell.id);
    Some(InspectorModel::Area(AreaCard {
        id,
        code: Arc::clone(&row.code),
        name: Arc::clone(&row.name),
        level: row.level,
        areas: chain(project, row.parent),
        households,
        monitored,
        cells: tags(project, digest, inside),
    }))
}

fn blocks(project: &Project, digest: &Digest, selection: &Selection) -> InspectorModel {
    let sums = selection.blocks.iter().filter_map(|block| digest.census.tallies.get(*block as usize));
    let (households, monitored) = sums.fold((0, 0), |(h, m), tally| (h + tally.households, m + tally.monitored));
    let of = |block: &Id| digest.plan.and_then(|plan| project.cell_of(plan, *block));
    let own: std::collections::BTreeSet<Id> = selection.blocks.iter().filter_map(of).collect();
    let cells = tags(project, digest, own);
    InspectorModel::Blocks(BlocksCard { blocks: selection.blocks.len(), households, monitored, cells })
}

fn plan(project: &Project, digest: &Digest) -> InspectorModel {
    let row = digest.plan.and_then(|id| project.plans.get(id));
    InspectorModel::Plan(PlanCard {
        project: Arc::clone(&project.meta.name),
        plan: row.map(|row| Arc::clone(&row.name)),
        origin: row.map(|row| Arc::clone(&row.origin)).unwrap_or_default(),
        areas: project.areas.len(),
        households: digest.census.households,
        outside: digest.census.outside,
        workers: project.workers.len(),
        blocks: project.blocks.len(),
        rejected: project.rejected.len(),
        cells: digest.cells.rows.len(),
        made: project.meta.made,
    })
}

/// Who could be appointed to a cell: those with room first, the nearest first; at most `most`.
pub fn choices(project: &Project, digest: &Digest, cell: Id, text: &str, most: usize) -> Vec<Choice> {
    let middle = middle(project, digest, cell);
    let text = text.trim().to_lowercase();
    let mut rows: Vec<Choice> = project
        .workers
        .iter()
        .filter(|(_, row)| text.is_empty() || row.name.contains(&*text) || row.code.to_lowercase().contains(&*text))
        .filter_map(|(id, row)| {
            let worker = worker_row(project, digest, id)?;
            Some(Choice {
                has_room: worker.cells < usize::from(worker.max_cells),
                worker,
                village: Arc::clone(&row.village),
                km: middle.zip(row.home).map(|(a, b)| a.distance_m(b) / 1000.0),
            })
        })
        .collect();
    let far = |choice: &Choice| choice.km.unwrap_or(f64::INFINITY);
    rows.sort_by(|a, b| {
        b.has_room.cmp(&a.has_room).then(far(a).total_cmp(&far(b))).then(a.worker.id.cmp(&b.worker.id))
    });
    rows.truncate(most);
    for row in &mut rows {
        if let Some(area) = project.area_coded(&row.village).and_then(|id| project.areas.get(id)) {
            row.village = Arc::clone(&area.name);
        }
    }
    rows
}

fn middle(project: &Project, digest: &Digest, cell: Id) -> Option<Pt> {
    let (mut x, mut y, mut n) = (0_i64, 0_i64, 0_i64);
    for household in digest.blocks.get(&cell)?.iter().flat_map(|block| digest.census.members(*block)) {
        let at = project.households.get(*household)?.at;
        x += i64::from(at.x);
        y += i64::from(at.y);
        n += 1;
    }
    (n > 0).then(|| Pt::new((x / n) as i32, (y / n) as i32))
}
