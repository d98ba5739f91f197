//! Two plans over one mesh: scenario difference, overlap of nets, lineage of codes, and who hands over to whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::Load;
use super::matching::matching;
use crate::model::parts::{NONE, cell_labels};
use crate::model::{Cell, CellKind, Id, Project, block_tallies, cell_tallies};

/// An old cell and the new one that succeeds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matched {
    pub a: Id,
    pub b: Id,
    /// Households in both.
    pub households: u32,
}

/// What became of an old code: one row for each new cell that took some of its households or blocks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lineage {
    pub code_old: Arc<str>,
    /// Empty where the new plan has no cell.
    pub code_new: Arc<str>,
    pub households: u32,
    /// Share of the old cell's households, or of its blocks where it has none; 0 to 1.
    pub share: f64,
}

/// What one worker gives and receives, by the other worker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HandOver {
    pub worker: Id,
    pub gives: Vec<(Id, u32)>,
    pub receives: Vec<(Id, u32)>,
}

/// How many monitored households a plan reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Monitored {
    pub total: u32,
    pub with_cell: u32,
    pub with_worker: u32,
}

/// What changes from plan `a` to plan `b`; pairs are `[a, b]`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    pub plans: [Id; 2],
    pub cells: [u32; 2],
    /// By `a`; one to one, sharing as many households as possible.
    pub matched: Vec<Matched>,
    /// Cells of `a` without a successor, and of `b` without a predecessor.
    pub only_a: Vec<Id>,
    pub only_b: Vec<Id>,
    /// Households in a cell of both plans, but not in the successor of their old one.
    pub households_moved: u32,
    /// Households that lose their cell, and that gain one.
    pub households_lost: u32,
    pub households_gained: u32,
    /// Households that have workers in both plans, but none of the old ones in the new.
    pub worker_changed: u32,
    /// By old code, the largest share first.
    pub lineage: Vec<Lineage>,
    /// By worker; the workers of first appointment stand for a cell.
    pub hand_overs: Vec<HandOver>,
    /// Households over cells, special cells aside.
    pub load: [Load; 2],
    pub monitored: [Monitored; 2],
}

/// Households and blocks that an old and a new cell share.
#[derive(Clone, Copy, Default)]
struct Overlap {
    households: u32,
    blocks: u32,
}

/// Compares two plans of a project, in one pass over households and one over blocks.
pub fn compare(project: &Project, a: Id, b: Id) -> Comparison {
    let tallies = block_tallies(project);
    let (in_a, in_b) = (cell_labels(project, a), cell_labels(project, b));
    let mut overlaps: BTreeMap<(Id, Id), Overlap> = BTreeMap::new();
    for (block, _) in project.blocks.iter() {
        let at = block as usize;
        let (Some(from), Some(to), Some(tally)) = (in_a.get(at), in_b.get(at), tallies.get(at)) else { continue };
        if (*from, *to) != (NONE, NONE) {
            let overlap = overlaps.entry((*from, *to)).or_default();
            overlap.households += tally.households;
            overlap.blocks += 1;
        }
    }
    let both = overlaps.iter().filter(|((from, to), _)| *from != NONE && *to != NONE);
    // Blocks decide only between equal numbers of households.
    let weights =
        both.map(|(pair, o)| (*pair, i64::from(o.households) << 24 | i64::from(o.blocks.min(1 << 23)))).collect();
    let successor = matching(&weights);

    let staff = [workers(project, a), workers(project, b)];
    let (mut moved, mut lost, mut gained, mut changed) = (0, 0, 0, 0);
    let mut handed: BTreeMap<(Id, Id), u32> = BTreeMap::new();
    for ((from, to), overlap) in &overlaps {
        match (*from, *to) {
            (_, NONE) => lost += overlap.households,
            (NONE, _) => gained += overlap.households,
            _ => moved += if successor.get(from) == Some(to) { 0 } else { overlap.households },
        }
        if let (Some(old), Some(new)) = (staff[0].get(from), staff[1].get(to))
            && !old.iter().any(|worker| new.contains(worker))
        {
            changed += overlap.households;
            if overlap.households > 0 {
                *handed.entry((old[0], new[0])).or_default() += overlap.households;
            }
        }
    }
    let taken: BTreeSet<Id> = successor.values().copied().collect();
    Comparison {
        plans: [a, b],
        cells: [a, b].map(|plan| project.cells_of(plan).count() as u32),
        matched: successor
            .iter()
            .map(|(from, to)| Matched { a: *from, b: *to, households: overlaps[&(*from, *to)].households })
            .collect(),
        only_a: project.cells_of(a).map(|(id, _)| id).filter(|id| !successor.contains_key(id)).collect(),
        only_b: project.cells_of(b).map(|(id, _)| id).filter(|id| !taken.contains(id)).collect(),
        households_moved: moved,
        households_lost: lost,
        households_gained: gained,
        worker_changed: changed,
        lineage: lineage(project, &overlaps),
        hand_overs: hand_overs(&handed),
        load: [a, b].map(|plan| {
            let cells = cell_tallies(project, plan, &tallies);
            let class = |kind: CellKind| project.plans.get(plan).map_or(kind, |row| row.class(kind));
            let sized = |cell: &Cell| (cell.kind != CellKind::Special).then(|| class(cell.kind));
            let kind = |id: &Id| project.cells.get(*id).and_then(sized);
            Load::by_kind(
                &cells.iter().filter_map(|(id, t)| Some((kind(id)?, f64::from(t.households)))).collect::<Vec<_>>(),
            )
        }),
        monitored: [monitored(project, &in_a, &staff[0]), monitored(project, &in_b, &staff[1])],
    }
}

/// The workers of every cell of a plan, in order of appointment.
fn workers(project: &Project, plan: Id) -> BTreeMap<Id, Vec<Id>> {
    let mut of: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for (_, appointment) in project.appointments_of(plan) {
        of.entry(appointment.cell).or_default().push(appointment.worker);
    }
    of
}

fn lineage(project: &Project, overlaps: &BTreeMap<(Id, Id), Overlap>) -> Vec<Lineage> {
    let mut whole: BTreeMap<Id, Overlap> = BTreeMap::new();
    for ((from, _), overlap) in overlaps {
        let sum = whole.entry(*from).or_default();
        sum.households += overlap.households;
        sum.blocks += overlap.blocks;
    }
    let code = |cell: Id| project.cells.get(cell).map_or_else(|| Arc::from(""), |row| Arc::clone(&row.code));
    let mut rows: Vec<Lineage> = overlaps
        .iter()
        .filter(|((from, _), _)| *from != NONE)
        .map(|((from, to), overlap)| {
            let sum = whole[from];
            let share = match sum.households {
                0 => f64::from(overlap.blocks) / f64::from(sum.blocks.max(1)),
                all => f64::from(overlap.households) / f64::from(all),
            };
            Lineage { code_old: code(*from), code_new: code(*to), households: overlap.households, share }
        })
        .collect();
    rows.sort_by(|x, y| {
        x.code_old.cmp(&y.code_old).then(y.share.total_cmp(&x.share)).then_with(|| x.code_new.cmp(&y.code_new))
    });
    rows
}

fn hand_overs(handed: &BTreeMap<(Id, Id), u32>) -> Vec<HandOver> {
    let mut of: BTreeMap<Id, HandOver> = BTreeMap::new();
    for ((from, to), households) in handed {
        of.entry(*from).or_default().gives.push((*to, *households));
        of.entry(*to).or_default().receives.push((*from, *households));
    }
    of.into_iter().map(|(worker, row)| HandOver { worker, ..row }).collect()
}

fn monitored(project: &Project, labels: &[Id], staff: &BTreeMap<Id, Vec<Id>>) -> Monitored {
    let bits = project.profile.monitored_bits();
    let mut sum = Monitored::default();
    for household in project.households.values().filter(|h| h.categories & bits != 0) {
        sum.total += 1;
        let cell = household.block.and_then(|block| labels.get(block as usize)).copied().filter(|cell| *cell != NONE);
        sum.with_cell += u32::from(cell.is_some());
        sum.with_worker += u32::from(cell.is_some_and(|cell| staff.contains_key(&cell)));
    }
    sum
}
