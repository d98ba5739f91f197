//! Verbs on a map of 4 × 4 blocks: two villages side by side, each digit the cell of a block, the highest row first.

use proptest::prelude::*;

use super::{cut_ops, drawn_line, plan};
use crate::change::{Action, BalancedCell, Change, apply};
use crate::geom::Pt;
use crate::mesh::{Hit, Locator, Topology};
use crate::model::example::{self, SIDE, VILLAGE, assert_sound, example};
use crate::model::{CellKind, Id, Project, block_tallies, cell_tallies};
use crate::say;

/// The plan as a map; `.` is a block without a cell.
fn map(project: &Project) -> String {
    let cell = |block| project.cell_of(0, block).map_or(".".to_owned(), |cell| cell.to_string());
    let row = |r: u32| (1..=4).map(|c| cell(r * 4 + c)).collect::<String>();
    (0..4).rev().map(row).collect::<Vec<_>>().join("/")
}

/// Everything that a verb may change.
fn state(p: &Project) -> String {
    let rows = (&p.plans.iter().collect::<Vec<_>>(), p.cells.iter().collect::<Vec<_>>());
    let more = (p.workers.iter().collect::<Vec<_>>(), p.appointments.iter().collect::<Vec<_>>());
    let labels: Vec<_> = p.labels.iter().map(|(id, l)| (*id, l.iter().collect::<Vec<_>>())).collect();
    let mesh = (p.mesh.nodes.iter().collect::<Vec<_>>(), p.mesh.edges.iter().collect::<Vec<_>>());
    let ground = (p.mesh.faces.iter().collect::<Vec<_>>(), p.blocks.iter().collect::<Vec<_>>());
    let homes: Vec<_> = p.households.iter().map(|(id, row)| (id, row.at, row.block)).collect();
    format!("{:?}{rows:?}{more:?}{labels:?}{mesh:?}{ground:?}{homes:?}", p.meta)
}

fn after(project: &Project, action: Action) -> Project {
    let change = plan(project, &action).unwrap();
    let mut project = project.clone();
    apply(&mut project, &change);
    project
}

fn refused(project: &Project, action: Action) -> String {
    plan(project, &action).unwrap_err().message.key.to_string()
}

fn paint(cell: Option<Id>, blocks: &[Id]) -> Action {
    Action::PaintBlocks { plan: 0, cell, blocks: blocks.to_vec() }
}

#[test]
fn painting_stays_in_the_village_and_drops_a_cell_that_it_empties() {
    let project = example();
    assert_eq!(map(&project), "1133/1133/0022/0022");
    assert_eq!(map(&after(&project, paint(Some(0), &[9, 10]))), "1133/0033/0022/0022");
    let eaten = after(&project, paint(Some(0), &[9, 10, 13, 14]));
    assert_eq!(map(&eaten), "0033/0033/0022/0022");
    assert!(eaten.cells.get(1).is_none() && eaten.appointments_of(0).all(|(_, a)| a.cell != 1));
    assert_eq!(map(&after(&project, paint(None, &[1]))), "1133/1133/0022/.022");
    assert_eq!(refused(&project, paint(Some(0), &[3])), "edit-across-border");
    assert_eq!(refused(&project, paint(Some(0), &[2, 3])), "edit-across-border");
    assert_eq!(refused(&project, paint(Some(0), &[1])), "edit-no-change");
    let locked = after(&project, Action::LockCells { cells: vec![1], locked: true });
    assert_eq!(refused(&locked, paint(Some(0), &[9])), "edit-cell-locked");
    assert_eq!(refused(&locked, paint(Some(1), &[1])), "edit-cell-locked");
}

#[test]
fn merging_keeps_the_first_cell_with_its_code_and_worker() {
    let project = example();
    let merged = after(&project, Action::MergeCells { cells: vec![1, 0] });
    assert_eq!(map(&merged), "1133/1133/1122/1122");
    assert_eq!(merged.cells[1].code, project.cells[1].code);
    assert_eq!(merged.appointments_of(0).filter(|(_, a)| a.cell == 1).count(), 1);
    assert_eq!(refused(&project, Action::MergeCells { cells: vec![1] }), "edit-merge-two");
    assert_eq!(refused(&project, Action::MergeCells { cells: vec![0, 2] }), "edit-across-border");
}

#[test]
fn a_drawn_cell_takes_the_next_free_number_and_never_an_old_one_that_is_in_use() {
    let project = example();
    let drawn = after(&project, Action::DrawCell { plan: 0, blocks: vec![13, 14] });
    assert_eq!(map(&drawn), "4433/1133/0022/0022");
    let cell = &drawn.cells[4];
    assert!(cell.code.ends_with("003") && cell.name.ends_with("第3网格"), "{cell:?}");
    assert_eq!(refused(&drawn, Action::RenameCell { cell: 4, name: "".into() }), "edit-name-empty");
    let twin = Action::RenameCell { cell: 4, name: drawn.cells[0].name.clone() };
    assert_eq!(refused(&drawn, twin), "edit-name-taken");
}

#[test]
fn balancing_replaces_all_but_locked_cells_and_counts_on_from_them() {
    let project = after(&example(), Action::LockCells { cells: vec![0], locked: true });
    let new = |blocks: &[Id]| BalancedCell { area: VILLAGE, kind: CellKind::RuralBase, blocks: blocks.to_vec() };
    let relabel = |cells| Action::RelabelAreas { plan: 0, areas: vec![VILLAGE], cells, limits: None };
    let balanced = after(&project, relabel(vec![new(&[9, 13]), new(&[10, 14])]));
    assert_eq!(map(&balanced), "4533/4533/0022/0022");
    assert_eq!(balanced.cells[4].code, format!("{}002", balanced.areas[VILLAGE].code).into());
    assert_eq!(refused(&project, relabel(vec![new(&[1])])), "edit-cell-locked");
    assert_eq!(refused(&project, relabel(vec![new(&[9]), new(&[9])])), "edit-block-twice");
    assert_eq!(refused(&project, relabel(vec![new(&[3])])), "edit-no-block");
}

#[test]
fn an_appointment_by_hand_outlives_the_next_staffing() {
    let project = after(&example(), Action::Appoint { cell: 0, worker: Some(3) });
    let staffed = after(&project, Action::Staff { plan: 0, pairs: vec![(0, 1), (1, 2), (2, 2), (3, 1)] });
    let of = |cell| {
        staffed.appointments_of(0).filter(move |(_, a)| a.cell == cell).map(|(_, a)| a.worker).collect::<Vec<_>>()
    };
    assert_eq!((of(0), of(1), of(3)), (vec![3], vec![2], vec![1]));
    // Worker 3 has two cells now, as many as the county allows.
    assert_eq!(refused(&project, Action::Appoint { cell: 1, worker: Some(3) }), "edit-worker-full");
}

/// The plan as a map of 8 × 8 places, each the cell there; `.` is a place without one.
fn fine_map(project: &Project, plan: Id) -> String {
    let locator = Locator::new(&project.mesh, &Topology::new(&project.mesh));
    let cell =
        |column: i32, row: i32| match locator.at(Pt::new(column * SIDE / 2 + SIDE / 4, row * SIDE / 2 + SIDE / 4)) {
            Hit::Face(block) => project.cell_of(plan, block).map_or(".".to_owned(), |cell| cell.to_string()),
            Hit::Border(_) => "?".to_owned(),
        };
    let row = |r: i32| (0..8).map(|c| cell(c, r)).collect::<String>();
    (0..8).rev().map(row).collect::<Vec<_>>().join("/")
}

fn counts(project: &Project, plan: Id) -> Vec<u32> {
    let tallies = cell_tallies(project, plan, &block_tallies(project));
    tallies.into_values().map(|tally| tally.households).collect()
}

#[test]
fn a_cut_keeps_every_plan_and_every_count_and_can_be_walked_back() {
    let mut project = example();
    let other = example::plan(&mut project, "方案二", |block| u32::from(block % 2 == 0) + (block - 1) % 4 / 2 * 2);
    let maps = |p: &Project| [fine_map(p, 0), fine_map(p, other)];
    let (start, before, sums) = (state(&project), maps(&project), [counts(&project, 0), counts(&project, other)]);
    let line = vec![Pt::new(-5_000, 60_000), Pt::new(150_000, 70_000), Pt::new(205_000, 40_000)];
    let change = plan(&project, &Action::CutBlocks { blocks: vec![1, 2], lines: vec![line] }).unwrap();
    let (inverse, _) = apply(&mut project, &change);
    assert_eq!(project.blocks.len(), 18);
    assert_sound(&project);
    assert_eq!(maps(&project), before, "no plan changes");
    assert_eq!([counts(&project, 0), counts(&project, other)], sums);
    let tallies = block_tallies(&project);
    let split = |block| tallies[block as usize].households;
    assert!((1..10).contains(&split(1)) && split(1) + split(17).min(split(18)) <= 20, "households follow their part");
    let end = state(&project);
    let (redo, _) = apply(&mut project, &inverse);
    assert_eq!(state(&project), start);
    assert_sound(&project);
    apply(&mut project, &redo);
    assert_eq!(state(&project), end);
    assert_sound(&project);
}

#[test]
fn a_household_on_a_cut_goes_to_the_lowest_block_and_is_told() {
    let project = example();
    let at = project.households[3].at;
    let line = [Pt::new(at.x, -5_000), Pt::new(at.x, 105_000)];
    let cut = cut_ops(&project, &[1], &[drawn_line(&line)]).unwrap();
    assert_eq!((cut.on_border.as_slice(), cut.parts.as_slice()), ([3].as_slice(), [(17, 1)].as_slice()));
    let mut project = project;
    apply(&mut project, &Change { note: say!("edit-cut", parts = 1), ops: cut.ops });
    assert_eq!(project.households[3].block, Some(1));
    assert_sound(&project);
    let dangling =
        Action::CutBlocks { blocks: vec![6], lines: vec![vec![Pt::new(120_000, 120_000), Pt::new(150_000, 150_000)]] };
    assert_eq!(refused(&project, dangling), "edit-cut-nothing");
}

fn any_action() -> impl Strategy<Value = Action> {
    let cells = || prop::collection::vec(0u32..7, 1..4);
    let blocks = || prop::collection::vec(1u32..18, 1..6);
    prop_oneof![
        (prop::option::of(0u32..7), blocks()).prop_map(|(cell, blocks)| Action::PaintBlocks { plan: 0, cell, blocks }),
        blocks().prop_map(|blocks| Action::DrawCell { plan: 0, blocks }),
        cells().prop_map(|cells| Action::MergeCells { cells }),
        (cells(), any::<bool>()).prop_map(|(cells, locked)| Action::LockCells { cells, locked }),
        (0u32..7, prop::option::of(0u32..5)).prop_map(|(cell, worker)| Action::Appoint { cell, worker }),
        (0u32..7).prop_map(|cell| Action::RenameCell { cell, name: format!("改名{cell}").into() }),
        prop::collection::vec((0u32..7, 0u32..5), 0..4).prop_map(|pairs| Action::Staff { plan: 0, pairs }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is done: no label without its cell, no cell without a block, no appointment without both; and undoing
    /// everything gives back the start, redoing everything the end.
    #[test]
    fn any_history_keeps_the_net_whole_and_can_be_walked_back(actions in prop::collection::vec(any_action(), 1..24)) {
        let mut project = example();
        let start = state(&project);
        let mut history = Vec::new();
        for action in &actions {
            let Ok(change) = plan(&project, action) else { continue };
            let (inverse, _) = apply(&mut project, &change);
            history.push((change, inverse));
            for (_, cell) in project.labels[&0].iter() {
                prop_assert!(project.cells.get(*cell).is_some(), "a label without a cell after {action:?}");
            }
            for (id, _) in project.cells_of(0) {
                prop_assert!(project.labels[&0].values().any(|cell| *cell == id), "an empty cell after {action:?}");
            }
            for (_, a) in project.appointments.iter() {
                prop_assert!(project.cells.get(a.cell).is_some() && project.workers.get(a.worker).is_some());
            }
        }
        let end = state(&project);
        for (_, inverse) in history.iter().rev() {
            apply(&mut project, inverse);
        }
        prop_assert_eq!(state(&project), start);
        for (change, _) in &history {
            apply(&mut project, change);
        }
        prop_assert_eq!(state(&project), end);
    }
}
