use std::collections::BTreeMap;
use std::sync::Arc;

use super::matching::matching;
use super::*;
use crate::geom::Pt;
use crate::model::example::{SIDE, VILLAGE, example, paint, plan};
use crate::model::{Appointment, Id, Project};

fn staff(project: &mut Project, plan: Id, pairs: &[(Id, Id)]) {
    for (cell, worker) in pairs {
        let role = Arc::from("网格员");
        project.appointments.push(Appointment { plan, cell: *cell, worker: *worker, role, by_hand: false });
    }
}

#[test]
fn squares_measure_as_squares() {
    let scores = scores(&example(), 0);
    assert_eq!(scores.cells.len(), 4);
    for cell in &scores.cells {
        assert_eq!((cell.area_m2, cell.perimeter_m), (40_000.0, 800.0));
        assert!((cell.compactness - std::f64::consts::FRAC_PI_4).abs() < 1e-12);
        assert_eq!((cell.blocks, cell.parts, cell.broken), (4, 1, 0));
        assert_eq!((cell.households, cell.registered, cell.resident, cell.monitored), (40, 160, 120, 4));
        // Four monitored households a month of 30 minutes, the others every twelfth month 15.
        assert!((cell.on_site_min - (4.0 * 30.0 + 36.0 * 0.083 * 15.0)).abs() < 1e-9);
        assert!((10.0..200.0).contains(&cell.travel_min), "{}", cell.travel_min);
    }
    // Only the river parts cells of one village; the border between the villages does not count.
    assert_eq!((scores.border_m, scores.barrier_m, scores.barrier_share), (400.0, 400.0, 1.0));
    assert_eq!((scores.households.ideal, scores.households.max_dev_pct, scores.households.std_dev), (40.0, 0.0, 0.0));
    assert_eq!(scores.broken, 0);
}

#[test]
fn uneven_and_torn_plans_show() {
    let mut project = example();
    paint(&mut project, 0, &[13], Some(0));
    let scores = scores(&project, 0);
    let of = |cell| scores.of(cell).unwrap();
    assert_eq!((of(0).parts, of(0).broken, of(1).parts, scores.broken), (2, 1, 1, 1));
    assert_eq!((of(0).area_m2, of(1).area_m2), (50_000.0, 30_000.0));
    assert_eq!((scores.households.min, scores.households.max, scores.households.max_dev_pct), (30.0, 50.0, 25.0));
    assert_eq!((scores.border_m, scores.barrier_m), (600.0, 400.0));
}

#[test]
fn pieces_that_the_territory_forces_are_not_broken() {
    let mut project = example();
    for block in 1..=16 {
        let mut row = project.blocks[block].clone();
        row.area = if [1, 2, 13, 14].contains(&block) { VILLAGE } else { VILLAGE + 1 };
        project.blocks.set(block, Some(row));
    }
    paint(&mut project, 0, &[13, 14], Some(0));
    let scores = scores(&project, 0);
    assert_eq!((scores.cells[0].parts, scores.cells[0].broken), (2, 0));
}

#[test]
fn the_inner_place_is_inside_even_where_the_mean_is_not() {
    let mut project = example();
    // A ring around blocks 6 and 10: its household mean lies in the hole.
    paint(&mut project, 0, &(1..=16).collect::<Vec<_>>(), Some(0));
    paint(&mut project, 0, &[6, 7, 10, 11], Some(1));
    let scores = scores(&project, 0);
    let (mean, inner) = (scores.cells[0].mean.unwrap(), scores.cells[0].inner.unwrap());
    let hole = |p: Pt| (SIDE..3 * SIDE).contains(&p.x) && (SIDE..3 * SIDE).contains(&p.y);
    assert!(hole(mean) && !hole(inner), "{mean:?} {inner:?}");
    assert!((0..4 * SIDE).contains(&inner.x) && (0..4 * SIDE).contains(&inner.y));
    assert_eq!(scores.cells[0].area_m2, 120_000.0);
    assert_eq!((scores.cells[2].inner, scores.cells[2].blocks), (None, 0));
}

#[test]
fn the_same_cells_under_other_numbers_move_nobody() {
    let mut project = example();
    let other = plan(&mut project, "方案二", |block| (block - 1) % 4 / 2 * 2 + (1 - (block - 1) / 8));
    staff(&mut project, other, &[(4, 1), (5, 0), (6, 3), (7, 2)]);
    let same = compare(&project, 0, other);
    assert_eq!((same.households_moved, same.worker_changed, same.cells), (0, 0, [4, 4]));
    assert_eq!(same.matched[0], Matched { a: 0, b: 5, households: 40 });
    assert!(same.hand_overs.is_empty() && same.only_a.is_empty());
    assert_eq!((&*same.lineage[0].code_old, &*same.lineage[0].code_new), ("433101100201001", "433101100201002"));
    assert_eq!((same.lineage[0].share, same.lineage.len()), (1.0, 4));
}

#[test]
fn what_moves_is_counted_and_handed_over() {
    let mut project = example();
    let other = plan(&mut project, "方案二", |block| (block - 1) % 4 / 2 * 2 + (block - 1) / 8);
    staff(&mut project, other, &[(4, 0), (5, 1), (6, 2)]);
    paint(&mut project, other, &[9], Some(4));
    paint(&mut project, other, &[16], None);
    let c = compare(&project, 0, other);
    assert_eq!((c.households_moved, c.households_lost, c.households_gained), (10, 10, 0));
    // Cell 7 has no worker, so that its households do not count as changed.
    assert_eq!(c.worker_changed, 10);
    let rows: Vec<_> = c.hand_overs.iter().map(|h| (h.worker, h.gives.clone(), h.receives.clone())).collect();
    assert_eq!(rows, [(0, vec![], vec![(1, 10)]), (1, vec![(0, 10)], vec![])]);
    assert_eq!((c.load[1].min, c.load[1].max), (30.0, 50.0));
    let old = |code: &str| c.lineage.iter().filter(|l| &*l.code_old == code).map(|l| l.share).collect::<Vec<_>>();
    assert_eq!(old("433101100201002"), [0.75, 0.25]);
    assert_eq!(c.lineage.iter().find(|l| l.code_new.is_empty()).map(|l| l.households), Some(10));
    assert_eq!(c.monitored[0], Monitored { total: 16, with_cell: 16, with_worker: 16 });
    assert_eq!(c.monitored[1], Monitored { total: 16, with_cell: 15, with_worker: 12 });
}

#[test]
fn matching_prefers_the_best_sum_to_the_heaviest_pair() {
    let shared: BTreeMap<(Id, Id), i64> =
        [((1, 1), 10), ((1, 2), 9), ((2, 1), 9), ((3, 9), 1), ((4, 9), 2), ((5, 9), 1)].into();
    assert_eq!(matching(&shared), [(1, 2), (2, 1), (4, 9)].into());
}
