//! From a project to a staffing: who can serve which cell at what cost, and the action that the answer means.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::assign::{Arc as Pairing, AssignProblem, Capacity, assign};
use super::cost::{Home, Pair, Weights, cost};
use super::request::{StaffReport, StaffRequest};
use crate::base::{Fault, Watch};
use crate::change::Action;
use crate::model::{Id, Level, Project, Worker, block_tallies, cell_tallies};
use crate::say;

/// How many of the nearest workers are weighed for each cell, besides all who live in its village.
const NEAREST: usize = 40;

/// What staffing needs to know of a cell.
#[derive(Default)]
struct Place {
    x_m: f64,
    y_m: f64,
    households: u32,
    /// Households by the language that they would rather speak.
    languages: BTreeMap<&'static str, u32>,
}

/// The language that households of an ethnic group may need; many no longer do, so it is weighed, not demanded.
fn language_of(ethnic: &str) -> Option<&'static str> {
    if ethnic.starts_with("苗") {
        Some("苗语")
    } else if ethnic.starts_with("土家") {
        Some("土家语")
    } else {
        None
    }
}

/// Finds a worker for every cell at the least cost. Appointments made by hand stay.
///
/// # Errors
/// No such plan, no workers, cancelled.
pub fn staff(project: &Project, request: &StaffRequest, watch: &Watch) -> Result<(Action, StaffReport), Fault> {
    if project.plans.get(request.plan).is_none() {
        return Err(Fault::usage(say!("solve-no-plan")));
    }
    if project.workers.is_empty() {
        return Err(Fault::usage(say!("solve-no-workers")));
    }
    watch.report(0.0, say!("solve-at-workers", workers = project.workers.len()));
    let tallies = cell_tallies(project, request.plan, &block_tallies(project));
    let kept: Vec<(Id, Id)> = project
        .appointments_of(request.plan)
        .filter(|(_, a)| {
            let outside = |within| project.cells.get(a.cell).is_none_or(|c| !project.lies_in(c.area, within));
            a.by_hand || request.within.is_some_and(outside)
        })
        .map(|(_, a)| (a.cell, a.worker))
        .collect();
    let served: BTreeSet<Id> = kept.iter().map(|(cell, _)| *cell).collect();
    let inside = |area: Id| request.within.is_none_or(|within| project.lies_in(area, within));
    let cells: Vec<Id> = project
        .cells_of(request.plan)
        .filter(|(id, c)| !served.contains(id) && inside(c.area))
        .map(|(id, _)| id)
        .collect();
    let minutes = |cell: Id| tallies.get(&cell).map_or(0.0, |t| t.minutes).round() as u64;
    let workers: Vec<(Id, &Worker)> = project.workers.iter().collect();
    let capacity = |(id, worker): &(Id, &Worker)| {
        let has: Vec<Id> = kept.iter().filter(|(_, w)| w == id).map(|(cell, _)| *cell).collect();
        Capacity {
            slots: u32::from(worker.max_cells).saturating_sub(has.len() as u32),
            load: u64::from(worker.capacity_min).saturating_sub(has.iter().map(|c| minutes(*c)).sum()),
        }
    };
    let places = places(project, request.plan);
    let weights = Weights { walk_kmh: project.profile.walk_kmh, detour: project.profile.detour, ..Weights::default() };
    let problem = AssignProblem {
        workers: workers.iter().map(capacity).collect(),
        cells: cells.iter().map(|c| minutes(*c)).collect(),
        arcs: arcs(project, &cells, &workers, &places, &weights),
    };
    let answer = assign(&problem, watch)?;
    let mut pairs = Vec::new();
    let (mut distance_m, mut measured) = (0.0, 0u32);
    for (cell, worker) in cells.iter().zip(&answer.worker_of_cell) {
        let Some(worker) = worker else { continue };
        let (id, row) = workers[*worker as usize];
        pairs.push((*cell, id));
        if let (Some(home), Some(place)) = (row.home, places.get(cell)) {
            distance_m += metres(home, place);
            measured += 1;
        }
    }
    let report = StaffReport {
        workers: workers.len(),
        cells_served: pairs.len() + served.len(),
        cells_without: cells.len() - pairs.len(),
        cost: answer.cost as f64 / 60.0,
        optimal: answer.optimal,
        mean_distance_m: distance_m / f64::from(measured.max(1)),
    };
    // Cells outside `within` keep whoever they have, by hand or not.
    let outside =
        kept.iter().filter(|pair| !project.appointments_of(request.plan).any(|(_, a)| a.by_hand && a.cell == pair.0));
    pairs.extend(outside);
    Ok((Action::Staff { plan: request.plan, pairs }, report))
}

fn metres(home: crate::geom::Pt, place: &Place) -> f64 {
    let (dx, dy) = (f64::from(home.x) / 1000.0 - place.x_m, f64::from(home.y) / 1000.0 - place.y_m);
    (dx * dx + dy * dy).sqrt()
}

fn places(project: &Project, plan: Id) -> BTreeMap<Id, Place> {
    let mut places: BTreeMap<Id, Place> = BTreeMap::new();
    let labels = project.labels.get(&plan);
    for household in project.households.values() {
        let Some(cell) = household.block.and_then(|b| labels?.get(b)) else { continue };
        let place = places.entry(*cell).or_default();
        place.x_m += f64::from(household.at.x) / 1000.0;
        place.y_m += f64::from(household.at.y) / 1000.0;
        place.households += 1;
        if let Some(language) = language_of(household.ethnic()) {
            *place.languages.entry(language).or_default() += 1;
        }
    }
    for place in places.values_mut() {
        place.x_m /= f64::from(place.households);
        place.y_m /= f64::from(place.households);
    }
    // A cell where nobody lives is served from the middle of one of its blocks.
    let topology = crate::mesh::Topology::new(&project.mesh);
    for (block, cell) in labels.into_iter().flat_map(|l| l.iter()) {
        if !places.contains_key(cell)
            && let Some((x, y)) = topology.interior_point(block)
        {
            places.insert(*cell, Place { x_m: x / 1000.0, y_m: y / 1000.0, ..Place::default() });
        }
    }
    places
}

fn arcs(
    project: &Project,
    cells: &[Id],
    workers: &[(Id, &Worker)],
    places: &BTreeMap<Id, Place>,
    weights: &Weights,
) -> Vec<Pairing> {
    let mut by_village: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut homeless = Vec::new();
    let mut homes = Vec::new();
    for (i, (_, worker)) in workers.iter().enumerate() {
        by_village.entry(&worker.village).or_default().push(i as u32);
        match worker.home {
            Some(home) => {
                homes.push(GeomWithData::new([f64::from(home.x) / 1000.0, f64::from(home.y) / 1000.0], i as u32))
            }
            None if worker.village.is_empty() => homeless.push(i as u32),
            None => {}
        }
    }
    let tree: RTree<GeomWithData<[f64; 2], u32>> = RTree::bulk_load(homes);
    let mut arcs = Vec::new();
    for (c, cell) in cells.iter().enumerate() {
        let Some(place) = places.get(cell) else { continue };
        let area = project.cells[*cell].area;
        let village = project.areas[area].code.clone();
        let mut near: BTreeSet<u32> =
            tree.nearest_neighbor_iter([place.x_m, place.y_m]).take(NEAREST).map(|item| item.data).collect();
        near.extend(by_village.get(&*village).into_iter().flatten());
        near.extend(&homeless);
        for w in near {
            let worker = workers[w as usize].1;
            let pair = Pair {
                // A worker whose home is not known is taken to live a usual way off.
                distance_m: worker.home.map_or(3000.0, |home| metres(home, place)),
                climb_m: 0.0,
                language_gap: gap(place, &worker.languages),
                home: home(project, area, &village, &worker.village),
                present: false,
            };
            arcs.push(Pairing { worker: w, cell: c as u32, cost: cost(&pair, weights).total() });
        }
    }
    arcs
}

/// Share of a cell's households that would rather speak a language that the worker lacks.
fn gap(place: &Place, languages: &[Arc<str>]) -> f64 {
    let lacking = place.languages.iter().filter(|(l, _)| !languages.iter().any(|own| &**own == **l));
    f64::from(lacking.map(|(_, n)| n).sum::<u32>()) / f64::from(place.households.max(1))
}

fn home(project: &Project, area: Id, village: &str, of_worker: &str) -> Home {
    if of_worker == village {
        return Home::SameVillage;
    }
    let township = project.ancestor(area, Level::Township);
    let theirs = project.area_coded(of_worker).and_then(|a| project.ancestor(a, Level::Township));
    if township.is_some() && township == theirs { Home::SameTownship } else { Home::Elsewhere }
}
