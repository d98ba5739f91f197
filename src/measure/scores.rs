//! The numbers of every cell of a plan and of the plan as a whole, in one pass over edges and one over households.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::PI;

use serde::Serialize;

use super::Load;
use super::centre::inner;
use super::rounds::Rounds;
use super::travel::visits;
use crate::geom::Pt;
use crate::mesh::{Edge, Mesh};
use crate::model::parts::{NONE, cell_labels, nest_labels, parts};
use crate::model::{Cell, CellKind, Id, Project, block_tallies, cell_tallies, marks};

/// The numbers of one cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CellScore {
    pub cell: Id,
    pub blocks: u32,
    /// From an exact sum in mm².
    pub area_m2: f64,
    pub perimeter_m: f64,
    /// 4π · area / perimeter² (Polsby, Popper 1991): 1 for a disc, near 0 for a thread.
    pub compactness: f64,
    /// Connected pieces that it consists of.
    pub parts: u32,
    /// Pieces beyond one in each connected component of its nesting area.
    pub broken: u32,
    pub households: u32,
    pub registered: u32,
    pub resident: u32,
    pub monitored: u32,
    /// Visiting minutes per month on site, by the profile's norms.
    pub on_site_min: f64,
    /// Walking minutes per month: an estimate, see [`super::travel_minutes`].
    pub travel_min: f64,
    /// Mean of the household points; it may lie outside the cell.
    pub mean: Option<Pt>,
    /// A place inside the cell, the household mean where possible.
    pub inner: Option<Pt>,
}

/// The numbers of a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    pub plan: Id,
    /// By cell id.
    pub cells: Vec<CellScore>,
    /// Households, resident persons and workload minutes over the cells, special cells aside (they have no size).
    pub households: Load,
    pub persons: Load,
    pub minutes: Load,
    /// Length of the borders between two cells inside the same nesting area, and of what of it runs along barriers.
    pub border_m: f64,
    pub barrier_m: f64,
    /// The second over the first, 0 to 1; 0 without such borders.
    pub barrier_share: f64,
    /// Over cells with territory; 0 without any.
    pub compactness_mean: f64,
    pub compactness_min: f64,
    /// Cells with pieces beyond what their nesting area forces.
    pub broken: u32,
}

impl Scores {
    /// The numbers of one cell.
    pub fn of(&self, cell: Id) -> Option<&CellScore> {
        self.cells.binary_search_by_key(&cell, |score| score.cell).ok().map(|at| &self.cells[at])
    }
}

/// Sums of a cell that are still exact.
#[derive(Clone, Default)]
struct Sums {
    blocks: u32,
    area2_mm2: i128,
    perimeter_m: f64,
    borders: Vec<Id>,
    parts: BTreeSet<Id>,
    nests: BTreeSet<Id>,
    rounds: Rounds,
}

/// Measures a plan. Labels that name no cell of the plan count as none.
pub fn scores(project: &Project, plan: Id) -> Scores {
    let ids: Vec<Id> = project.cells_of(plan).map(|(id, _)| id).collect();
    let mut slot_of = vec![NONE; project.cells.next_id() as usize];
    for (slot, id) in ids.iter().enumerate() {
        slot_of[*id as usize] = slot as Id;
    }
    let slots: Vec<Id> = cell_labels(project, plan)
        .into_iter()
        .map(|cell| slot_of.get(cell as usize).copied().unwrap_or(NONE))
        .collect();
    let nests = nest_labels(project, plan);
    let mut sums = vec![Sums::default(); ids.len()];

    let (border_m, barrier_m) = walk_edges(project, &slots, &nests, &mut sums);
    let pieces = parts(project, &slots);
    let components = parts(project, &nests);
    for (face, slot) in slots.iter().enumerate() {
        if let Some(sum) = sums.get_mut(*slot as usize) {
            sum.blocks += 1;
            sum.parts.insert(pieces[face]);
            sum.nests.insert(components[face]);
        }
    }
    walk_households(project, &slots, &mut sums);

    let tallies = cell_tallies(project, plan, &block_tallies(project));
    let mut cells = Vec::with_capacity(ids.len());
    for (id, sum) in ids.into_iter().zip(sums) {
        let tally = tallies.get(&id).copied().unwrap_or_default();
        let area_m2 = sum.area2_mm2 as f64 / 2e6;
        let mean = sum.rounds.mean();
        cells.push(CellScore {
            cell: id,
            blocks: sum.blocks,
            area_m2,
            perimeter_m: sum.perimeter_m,
            compactness: if sum.perimeter_m > 0.0 { 4.0 * PI * area_m2 / sum.perimeter_m.powi(2) } else { 0.0 },
            parts: sum.parts.len() as u32,
            broken: (sum.parts.len() as u32).saturating_sub(sum.nests.len() as u32),
            households: tally.households,
            registered: tally.registered,
            resident: tally.resident,
            monitored: tally.monitored,
            on_site_min: tally.minutes,
            travel_min: sum.rounds.travel_min(&project.profile, area_m2),
            mean,
            inner: inner(&segments(&project.mesh, &sum.borders), mean),
        });
    }
    summary(project, plan, cells, border_m, barrier_m)
}

fn summary(project: &Project, plan: Id, cells: Vec<CellScore>, border_m: f64, barrier_m: f64) -> Scores {
    let class = |kind: CellKind| project.plans.get(plan).map_or(kind, |row| row.class(kind));
    let sized = |row: &Cell| (row.kind != CellKind::Special).then(|| class(row.kind));
    let kind = |cell: Id| project.cells.get(cell).and_then(sized);
    let load = |weight: fn(&CellScore) -> f64| {
        Load::by_kind(&cells.iter().filter_map(|c| Some((kind(c.cell)?, weight(c)))).collect::<Vec<_>>())
    };
    let shapes: Vec<f64> = cells.iter().filter(|c| c.blocks > 0).map(|c| c.compactness).collect();
    let shape = Load::of(&shapes);
    Scores {
        plan,
        households: load(|c| f64::from(c.households)),
        persons: load(|c| f64::from(c.resident)),
        minutes: load(|c| c.on_site_min + c.travel_min),
        border_m,
        barrier_m,
        barrier_share: if border_m > 0.0 { barrier_m / border_m } else { 0.0 },
        compactness_mean: shape.ideal,
        compactness_min: shape.min,
        broken: cells.iter().filter(|c| c.broken > 0).count() as u32,
        cells,
    }
}

/// Sums area and perimeter from the edges between cells; gives the length of inner borders, and along barriers.
fn walk_edges(project: &Project, slots: &[Id], nests: &[Id], sums: &mut [Sums]) -> (f64, f64) {
    let of = |labels: &[Id], face: Id| labels.get(face as usize).copied().unwrap_or(NONE);
    let (mut border_m, mut barrier_m) = (0.0, 0.0);
    for (id, edge) in project.mesh.edges.iter() {
        let (left, right) = (of(slots, edge.left), of(slots, edge.right));
        if left == right {
            continue;
        }
        let (mut area2, mut length) = (0i128, 0.0);
        for_segments(&project.mesh, edge, |a, b| {
            area2 += i128::from(i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y));
            length += a.distance_m(b);
        });
        for (slot, sign) in [(left, 1), (right, -1)] {
            if let Some(sum) = sums.get_mut(slot as usize) {
                sum.area2_mm2 += sign * area2;
                sum.perimeter_m += length;
                sum.borders.push(id);
            }
        }
        if left != NONE && right != NONE && of(nests, edge.left) == of(nests, edge.right) {
            border_m += length;
            barrier_m += if marks::has_barrier(edge.marks) { length } else { 0.0 };
        }
    }
    (border_m, barrier_m)
}

fn walk_households(project: &Project, slots: &[Id], sums: &mut [Sums]) {
    let mut known: BTreeMap<u32, f64> = BTreeMap::new();
    for household in project.households.values() {
        let slot = household.block.and_then(|block| slots.get(block as usize)).copied().unwrap_or(NONE);
        let Some(sum) = sums.get_mut(slot as usize) else { continue };
        let bits = household.categories;
        sum.rounds.add(household.at, *known.entry(bits).or_insert_with(|| visits(&project.profile, bits)));
    }
}

fn segments(mesh: &Mesh, edges: &[Id]) -> Vec<(Pt, Pt)> {
    let mut out = Vec::new();
    for edge in edges.iter().filter_map(|id| mesh.edges.get(*id)) {
        for_segments(mesh, edge, |a, b| out.push((a, b)));
    }
    out
}

fn for_segments(mesh: &Mesh, edge: &Edge, mut see: impl FnMut(Pt, Pt)) {
    let (Some(from), Some(to)) = (mesh.nodes.get(edge.from), mesh.nodes.get(edge.to)) else { return };
    let mut at = from.at;
    for next in edge.shape.iter().copied().chain([to.at]) {
        see(at, next);
        at = next;
    }
}
