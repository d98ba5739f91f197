//! Verbs on a map of 4 × 4 blocks: two villages side by side, each digit the cell of a block, the highest row first.

use proptest::prelude::*;

use super::{cut_ops, drawn_line, loose_end, plan};
use crate::change::{Action, BalancedCell, Change, apply};
use crate::geom::Pt;
use crate::mesh::{Hit, Locator, Topology};
use crate::model::example::{self, SIDE, VILLAGE, assert_sound, example};
use crate::model::{CellKind, Household, HouseholdFacts, Id, Index, PlanStatus, Project, block_tallies, cell_tallies};
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
    // A plan without a label is the same as one that is not listed.
    let labels = p.labels.iter().filter(|(_, l)| !l.is_empty());
    let labels: Vec<_> = labels.map(|(id, l)| (*id, l.iter().collect::<Vec<_>>())).collect();
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
    let new =
        |blocks: &[Id]| BalancedCell { area: VILLAGE, kind: CellKind::RuralBase, blocks: blocks.to_vec(), keeps: None };
    let relabel = |cells| Action::RelabelAreas { plan: 0, areas: vec![VILLAGE], cells, limits: None };
    let balanced = after(&project, relabel(vec![new(&[9, 13]), new(&[10, 14])]));
    assert_eq!(map(&balanced), "4533/4533/0022/0022");
    assert_eq!(balanced.cells[4].code, format!("{}002", balanced.areas[VILLAGE].code).into());
    assert_eq!(refused(&project, relabel(vec![new(&[1])])), "edit-cell-locked");
    assert_eq!(refused(&project, relabel(vec![new(&[9]), new(&[9])])), "edit-block-twice");
    assert_eq!(refused(&project, relabel(vec![new(&[3])])), "edit-no-block");
}

#[test]
fn a_balanced_cell_that_carries_one_on_has_its_code_and_worker() {
    let project = after(&example(), Action::Appoint { cell: 0, worker: Some(3) });
    let cell = |blocks: &[Id], keeps| BalancedCell {
        area: VILLAGE,
        kind: CellKind::RuralBase,
        blocks: blocks.to_vec(),
        keeps,
    };
    let relabel = |cells| Action::RelabelAreas { plan: 0, areas: vec![VILLAGE], cells, limits: None };
    let (one, rest) = ([1, 2, 5, 6, 9], [10, 13, 14]);
    let kept = after(&project, relabel(vec![cell(&rest, None), cell(&one, Some(0))]));
    assert_eq!(map(&kept), "4433/0433/0022/0022");
    assert_eq!(kept.cells[0], project.cells[0]);
    assert!(kept.appointments_of(0).any(|(_, a)| (a.cell, a.worker) == (0, 3)));
    assert!(kept.cells.get(1).is_none() && kept.cells[4].code != kept.cells[0].code);
    assert_eq!(refused(&project, relabel(vec![cell(&one, Some(0)), cell(&rest, Some(0))])), "edit-no-cell");
    assert_eq!(refused(&project, relabel(vec![cell(&one, Some(2))])), "edit-no-cell");
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

/// Paints the map anew, whatever the rules say: `.` is a gap.
fn redrawn(rows: &str) -> Project {
    let mut project = example();
    for (r, row) in rows.split('/').rev().enumerate() {
        for (c, cell) in row.chars().enumerate() {
            let block = r as Id * 4 + c as Id + 1;
            crate::model::example::paint(&mut project, 0, &[block], cell.to_digit(10));
        }
    }
    project
}

#[test]
fn repair_mends_what_leaves_no_choice_and_leaves_the_rest() {
    let repair = Action::RepairPlan { plan: 0, within: None };
    let mended = |rows: &str| {
        let project = redrawn(rows);
        let change = plan(&project, &repair).unwrap();
        (map(&after(&project, repair.clone())), change.note.to_string())
    };
    // A corner of cell 1 inside cell 0, and a gap at the rim of cell 2: one neighbour each.
    let told =
        |strays, gaps, blocks, left| format!("edit-repaired strays={strays} gaps={gaps} blocks={blocks} left={left}");
    assert_eq!(mended("1133/1133/0022/102."), ("1133/1133/0022/0022".to_owned(), told(1, 1, 2, 0)));
    // A gap that borders on two cells is left for the planner.
    assert_eq!(mended("1133/1133/.022/102."), ("1133/1133/.022/0022".to_owned(), told(1, 1, 2, 1)));
}

#[test]
fn repair_has_reasons_when_it_does_nothing() {
    let repair = Action::RepairPlan { plan: 0, within: None };
    assert_eq!(refused(&example(), repair.clone()), "edit-repair-clean");
    assert_eq!(refused(&redrawn("1133/1133/.022/0022"), repair.clone()), "edit-repair-choice");
    // A village that nobody has begun is not started rather than broken.
    assert_eq!(refused(&redrawn("11../11../00../00.."), repair.clone()), "edit-repair-clean");
    let locked = after(&redrawn("1133/1133/0022/1022"), Action::LockCells { cells: vec![1], locked: true });
    assert_eq!(refused(&locked, repair), "edit-repair-choice");
    let elsewhere = Action::RepairPlan { plan: 0, within: Some(VILLAGE + 1) };
    assert_eq!(refused(&redrawn("1133/1133/0022/1022"), elsewhere), "edit-repair-clean");
}

#[test]
fn a_copy_is_a_draft_of_its_own_with_the_same_map_and_workers() {
    let copied = after(&example(), Action::CopyPlan { plan: 0, name: "方案二".into() });
    assert_eq!((copied.meta.current, copied.plans[1].status), (Some(1), PlanStatus::Draft));
    let twin = |cell: Id| cell + 4;
    assert!((1..=16).all(|block| copied.cell_of(1, block) == copied.cell_of(0, block).map(twin)));
    assert_eq!(copied.appointments_of(1).count(), 4);
    let painted = after(&copied, Action::PaintBlocks { plan: 1, cell: Some(4), blocks: vec![9] });
    assert_eq!(map(&painted), map(&copied), "the first plan stays as it is");
    assert_eq!(refused(&copied, Action::CopyPlan { plan: 0, name: "方案二".into() }), "edit-plan-exists");
    assert_eq!(refused(&copied, Action::RenamePlan { plan: 1, name: "方案一".into() }), "edit-plan-exists");
    let dropped = after(&copied, Action::DropPlan { plan: 1 });
    assert_eq!(state(&dropped), state(&example()));
}

#[test]
fn an_adopted_plan_is_closed_and_never_goes_back() {
    let to = |status| Action::SetPlanStatus { plan: 0, status };
    let adopted = after(&after(&example(), to(PlanStatus::InConsultation)), to(PlanStatus::Adopted));
    assert_eq!(refused(&adopted, paint(Some(0), &[9])), "edit-plan-closed");
    assert_eq!(refused(&adopted, Action::LockCells { cells: vec![0], locked: true }), "edit-plan-closed");
    assert_eq!(refused(&adopted, Action::Appoint { cell: 0, worker: Some(3) }), "edit-plan-closed");
    assert_eq!(refused(&adopted, Action::RepairPlan { plan: 0, within: None }), "edit-plan-closed");
    assert_eq!(refused(&adopted, to(PlanStatus::Draft)), "edit-plan-adopted");
    assert_eq!(refused(&adopted, Action::DropPlan { plan: 0 }), "edit-plan-in-force");
    let retired = after(&adopted, to(PlanStatus::Retired));
    assert_eq!(refused(&retired, to(PlanStatus::Adopted)), "edit-plan-retired");
    let gone = after(&retired, Action::DropPlan { plan: 0 });
    assert_eq!((gone.meta.current, gone.cells.len(), gone.appointments.len()), (None, 0, 0));
    // A copy can be worked on.
    let copy = after(&adopted, Action::CopyPlan { plan: 0, name: "草稿".into() });
    after(&copy, Action::LockCells { cells: vec![4], locked: true });
}

#[test]
fn micro_cells_never_reach_over_a_border_of_the_base_plan_and_follow_it_when_it_moves() {
    let micro = after(&example(), Action::AddMicroPlan { base: 0, name: "微网格".into() });
    let in_micro = |project: &Project| -> String {
        let cell = |block| project.cell_of(1, block).map_or(".".to_owned(), |cell| (cell - 4).to_string());
        let rows = (0..4).rev().map(|r: u32| (1..=4).map(|c| cell(r * 4 + c)).collect::<String>());
        rows.collect::<Vec<_>>().join("/")
    };
    assert_eq!((micro.meta.current, micro.cells[4].kind), (Some(1), CellKind::Micro));
    let drawn = after(&micro, Action::DrawCell { plan: 1, blocks: vec![1, 2] });
    assert_eq!((in_micro(&drawn), drawn.cells[8].kind), ("1133/1133/0022/4422".to_owned(), CellKind::Micro));
    assert_eq!(refused(&drawn, Action::PaintBlocks { plan: 1, cell: Some(4), blocks: vec![9] }), "edit-across-base");
    assert_eq!(refused(&drawn, Action::DrawCell { plan: 1, blocks: vec![5, 9] }), "edit-across-base");
    assert_eq!(refused(&drawn, Action::MergeCells { cells: vec![4, 5] }), "edit-across-base");
    assert_eq!(refused(&drawn, Action::FitMicroPlan { plan: 1 }), "edit-micro-fits");
    assert_eq!(refused(&drawn, Action::AddMicroPlan { base: 1, name: "x".into() }), "edit-micro-in-micro");
    assert_eq!(refused(&drawn, Action::DropPlan { plan: 0 }), "edit-plan-has-micro");
    // The base cell above takes block 5: it borders on one micro cell there. Block 14 is in no base cell any more.
    let base = after(&after(&drawn, paint(Some(1), &[5])), paint(None, &[14]));
    let fitted = after(&base, Action::FitMicroPlan { plan: 1 });
    assert_eq!(in_micro(&fitted), "1.33/1133/1022/4422");
    let rules = crate::check::run(&fitted, Some(1), &crate::base::Watch::new()).unwrap();
    assert!(rules.findings.iter().all(|finding| finding.rule != "micro"), "{:?}", rules.findings);
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
    let change = plan(&project, &Action::CutBlocks { blocks: vec![1, 2], lines: vec![line], first: None }).unwrap();
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
    let dangling = Action::CutBlocks {
        blocks: vec![6],
        lines: vec![vec![Pt::new(120_000, 120_000), Pt::new(150_000, 150_000)]],
        first: None,
    };
    assert_eq!(refused(&project, dangling), "edit-cut-nothing");
}

#[test]
fn a_cut_that_names_its_parts_is_refused_after_another_cut() {
    let project = example();
    let across = |y| vec![line(&[(-5, y), (205, y + 10)])];
    let worked_out = Action::CutBlocks { blocks: vec![5], lines: across(130), first: Some(17) };
    assert_eq!(after(&project, worked_out.clone()).blocks.len(), 17);
    let moved_on = after(&project, Action::CutBlocks { blocks: vec![1, 2], lines: across(30), first: None });
    assert_eq!(refused(&moved_on, worked_out), "edit-moved-on");
}

/// A line by whole metres.
fn line(points: &[(i32, i32)]) -> Vec<Pt> {
    points.iter().map(|(x, y)| Pt::new(x * 1000, y * 1000)).collect()
}

/// The four lower rows of the map of 8 × 8 places, of the two lower cells.
fn low(project: &Project) -> String {
    fine_map(project, 0)[36..].to_owned()
}

#[test]
fn a_split_across_blocks_leaves_the_code_with_the_heavier_side() {
    let project = example();
    let split = |points: &[(i32, i32)], slack_mm| Action::SplitCell { cell: 0, lines: vec![line(points)], slack_mm };
    let after_cut = after(&project, split(&[(60, -5), (60, 205)], 0));
    assert_eq!(low(&after_cut), "40002222/40002222/40002222/40002222");
    assert_eq!(counts(&after_cut, 0), [28, 40, 40, 40, 12]);
    assert_sound(&after_cut);
    assert!(after_cut.cells[4].code.ends_with("003"), "the next free number: {}", after_cut.cells[4].code);

    let along = after(&project, split(&[(99, -5), (101, 205)], 2_000));
    assert_eq!((low(&along).as_str(), along.blocks.len()), ("00442222/00442222/00442222/00442222", 16));

    let short = plan(&project, &split(&[(60, -5), (60, 150)], 0)).unwrap_err();
    assert_eq!(short.message.key, "edit-split-not-across");
    let on = after(&project, short.way_on.unwrap().action);
    assert_eq!(low(&on), low(&after_cut), "the way on draws the line to the border");
    assert_eq!(refused(&project, split(&[(250, -5), (250, 205)], 0)), "edit-split-not-across");
}

#[test]
fn a_ring_makes_a_cell_inside_one_village_and_spares_slivers_and_locked_cells() {
    let project = example();
    let ring = |points: &[(i32, i32)]| Action::DrawRing { plan: 0, area: VILLAGE, ring: line(points), slack_mm: 2_000 };
    let drawn = after(&project, ring(&[(-10, -10), (150, -10), (150, 101), (-10, 101)]));
    assert_eq!(low(&drawn), "00002222/00002222/44402222/44402222");
    assert_eq!(drawn.blocks.len(), 17, "only block 2 is cut: the ring follows the other borders");
    assert_sound(&drawn);
    let wide = after(&project, ring(&[(-10, -10), (420, -10), (420, 150), (-10, 150)]));
    assert_eq!(low(&wide), "00002222/44442222/44442222/44442222", "the village border holds");
    let locked = after(&project, Action::LockCells { cells: vec![0], locked: true });
    assert_eq!(refused(&locked, ring(&[(10, 10), (90, 10), (90, 90)])), "edit-ring-empty");
    let hole = after(&project, ring(&[(120, 120), (180, 120), (180, 180), (120, 180)]));
    assert_eq!(hole.cells.len(), 5);
    assert_sound(&hole);
}

#[test]
fn a_border_goes_there_and_back_and_no_block_is_left_over() {
    let project = example();
    let straight = line(&[(0, 200), (100, 200), (200, 200)]);
    let bent = line(&[(0, 200), (100, 270), (200, 200)]);
    let lead =
        |old: &[Pt], new: &[Pt], cells| Action::MoveBorder { cells, old: old.to_vec(), new: new.to_vec(), slack_mm: 0 };
    let moved = after(&project, lead(&straight, &bent, [0, 1]));
    assert_eq!(&fine_map(&moved, 0)[18..35], "11113333/10013333");
    assert_sound(&moved);
    assert!(counts(&moved, 0)[0] > 40 && counts(&moved, 0).iter().sum::<u32>() == 160);
    let back = after(&moved, lead(&bent, &straight, [0, 1]));
    assert_eq!((fine_map(&back, 0), back.blocks.len()), (fine_map(&project, 0), 16));
    assert_sound(&back);
    // Only a stretch of it: the two cells go on touching beside it.
    let part = after(&project, lead(&line(&[(0, 200), (100, 200)]), &line(&[(0, 200), (50, 260), (100, 200)]), [0, 1]));
    assert!(counts(&part, 0)[0] > 40, "{:?}", counts(&part, 0));
    assert_sound(&part);
    assert_eq!(refused(&project, lead(&straight, &bent, [0, 2])), "edit-border-of-areas");
    let whole = line(&[(0, 200), (-10, 410), (210, 410), (200, 200)]);
    assert_eq!(refused(&project, lead(&straight, &whole, [0, 1])), "edit-border-swallows");
}

#[test]
fn borders_are_straightened_and_nobody_changes_cell() {
    let project = example();
    let straighten = |cells: &[Id], m: u32| Action::StraightenBorders { cells: cells.to_vec(), tolerance_mm: m * 1000 };
    let straight = line(&[(0, 200), (100, 200), (200, 200)]);
    // Nobody lives within 9 m of this border.
    let zigzag = line(&[(0, 200), (30, 206), (60, 195), (100, 200), (130, 204), (160, 207), (200, 200)]);
    let bend = Action::MoveBorder { cells: [0, 1], old: straight, new: zigzag, slack_mm: 0 };
    let bent = after(&project, bend);
    let sums = counts(&bent, 0);
    for cells in [&[0][..], &[0, 1]] {
        let smooth = after(&bent, straighten(cells, 10));
        assert_eq!(counts(&smooth, 0), sums);
        assert_sound(&smooth);
        let border = |edge: &&crate::mesh::Edge| {
            let mut cells = [edge.left, edge.right].map(|block| smooth.cell_of(0, block));
            cells.sort_unstable();
            cells == [Some(0), Some(1)]
        };
        let border = smooth.mesh.edges.values().filter(border);
        let off: Vec<Pt> = border.flat_map(|edge| edge.shape.to_vec()).filter(|at| at.y != 200_000).collect();
        assert!(off.is_empty(), "{off:?}");
    }
    assert_eq!(refused(&bent, straighten(&[0, 2], 10)), "edit-straighten-nothing", "the border of villages stays");
    let locked = after(&bent, Action::LockCells { cells: vec![1], locked: true });
    assert_eq!(refused(&locked, straighten(&[0], 10)), "edit-straighten-nothing");

    // A bulge with dwellings in it stays a bulge, however much is allowed.
    let wide = line(&[(0, 200), (100, 270), (200, 200)]);
    let lead = Action::MoveBorder { cells: [0, 1], old: line(&[(0, 200), (200, 200)]), new: wide, slack_mm: 0 };
    let bulge = after(&project, lead);
    if let Ok(change) = plan(&bulge, &straighten(&[0], 500)) {
        let mut flat = bulge.clone();
        apply(&mut flat, &change);
        assert_eq!(counts(&flat, 0), counts(&bulge, 0));
        assert_sound(&flat);
    }
}

#[test]
fn households_move_with_the_ground_around_them() {
    let mut project = example();
    let moved =
        |p: &Project, households: &[Id]| after(p, Action::MoveHouseholds { cell: 0, households: households.to_vec() });
    let cells =
        |p: &Project| -> Vec<Option<Id>> { (80..90).map(|id| p.cell_of_household(0, &p.households[id])).collect() };
    let three = moved(&project, &[80, 81, 82]);
    let zero = |id: Id| Some(if id < 83 { 0 } else { 1 });
    assert_eq!(cells(&three), (80..90).map(zero).collect::<Vec<_>>());
    assert_sound(&three);
    let whole = moved(&project, &(80..90).collect::<Vec<_>>());
    assert_eq!((map(&whole).as_str(), whole.blocks.len()), ("1133/0133/0022/0022", 16), "no cut where all go");
    let refuse = |households| refused(&project, Action::MoveHouseholds { cell: 0, households });
    assert_eq!(refuse(vec![3]), "edit-households-none");
    assert_eq!(refuse(vec![20]), "edit-across-border");
    let row = project.households[80].clone();
    project.households.set(84, Some(project.households[84].with_place(row.at, project.households[84].block)));
    let stacked = plan(&project, &Action::MoveHouseholds { cell: 0, households: vec![80] }).unwrap();
    assert!(format!("{}", stacked.note).contains("edit-households-stacked households=1"), "{}", stacked.note);
    assert_eq!(counts(&moved(&project, &[80]), 0)[0], 42);
}

#[test]
fn tidying_takes_back_cuts_that_no_plan_needs() {
    let project = example();
    let cut = Action::CutBlocks { blocks: vec![1, 2], lines: vec![line(&[(-5, 30), (205, 40)])], first: None };
    let cut = after(&project, cut);
    assert_eq!(cut.blocks.len(), 18);
    let tidy = Action::TidyBlocks { blocks: None };
    let tidied = after(&cut, tidy.clone());
    assert_eq!((tidied.blocks.len(), map(&tidied)), (16, map(&project)));
    assert_sound(&tidied);
    assert_eq!(refused(&tidied, tidy.clone()), "edit-tidy-nothing");
    let mut used = cut.clone();
    let other = example::plan(&mut used, "方案二", |block| (block - 1) % 4 / 2 * 2);
    let same = used.cell_of(other, 2);
    example::paint(&mut used, other, &[18], same);
    assert_eq!(after(&used, tidy).blocks.len(), 17, "what another plan tells apart stays");
}

#[test]
fn a_household_is_put_where_it_is_said_to_be() {
    let project = example();
    let shifted = after(&project, Action::ShiftHousehold { household: 0, to: Pt::new(150_000, 250_500) });
    assert_eq!(shifted.households[0].block, Some(10));
    assert_eq!(
        refused(&project, Action::ShiftHousehold { household: 0, to: Pt::new(-1, 0) }),
        "edit-household-outside"
    );
    let facts = project.households[0].facts();
    let new: Household = HouseholdFacts { code: "N1".into(), at: Pt::new(100_000, 50_500), ..facts }.into();
    let added = after(&project, Action::AddHousehold(Box::new(new.clone())));
    assert_eq!((added.households.len(), added.households[160].block), (161, Some(1)));
    assert_eq!(refused(&added, Action::AddHousehold(Box::new(new))), "edit-household-code-taken");
}

#[test]
fn what_is_left_in_pieces_is_told_with_what_mends_it() {
    let project = example();
    let one_cell = after(&project, Action::MergeCells { cells: vec![0, 1] });
    let drawn = Action::DrawCell { plan: 0, blocks: vec![5, 6] };
    let cut_off = after(&one_cell, drawn);
    assert_eq!(map(&cut_off), "0033/0033/4422/0022");
    let advice = loose_end(&cut_off, &[0, 4].into()).unwrap();
    assert_eq!(&*advice.message.key, "edit-in-pieces");
    let mended = after(&cut_off, advice.way_on.unwrap().action);
    assert_eq!(map(&mended), "0033/0033/4422/4422");
    assert_eq!(loose_end(&mended, &[0, 4].into()), None);

    let reach = plan(&project, &paint(Some(0), &[9, 10, 11])).unwrap_err();
    let inside = after(&project, reach.way_on.unwrap().action);
    assert_eq!(map(&inside), "1133/0033/0022/0022");
}

fn any_line() -> impl Strategy<Value = Vec<Pt>> {
    prop::collection::vec((-20i32..420, -20i32..420), 2..5).prop_map(|points| line(&points))
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
        (blocks(), any_line()).prop_map(|(blocks, line)| Action::CutBlocks { blocks, lines: vec![line], first: None }),
        (0u32..7, any_line()).prop_map(|(cell, line)| Action::SplitCell { cell, lines: vec![line], slack_mm: 4_000 }),
        (2u32..4, any_line()).prop_map(|(area, ring)| Action::DrawRing { plan: 0, area, ring, slack_mm: 4_000 }),
        (0u32..7, prop::collection::vec(0u32..160, 1..6))
            .prop_map(|(cell, households)| Action::MoveHouseholds { cell, households }),
        Just(Action::TidyBlocks { blocks: None }),
        prop::collection::vec((0u32..7, 0u32..5), 0..4).prop_map(|pairs| Action::Staff { plan: 0, pairs }),
        Just(Action::RepairPlan { plan: 0, within: None }),
        "[a-c]".prop_map(|name| Action::CopyPlan { plan: 0, name: name.into() }),
        (1u32..4).prop_map(|plan| Action::DropPlan { plan }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

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
        assert_sound(&project);
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

    /// An index makes lookups quicker and nothing else, and follows every change.
    #[test]
    fn with_an_index_the_same_is_planned_and_it_stays_that_of_a_recount(
        actions in prop::collection::vec(any_action(), 1..24)
    ) {
        let mut plain = example();
        let mut project = Project { index: Some(Index::new(&plain)), ..plain.clone() };
        for (step, action) in actions.iter().enumerate() {
            let planned = plan(&plain, action);
            prop_assert_eq!(&plan(&project, action), &planned);
            let Ok(change) = planned else { continue };
            let (inverse, touched) = apply(&mut plain, &change);
            apply(&mut project, &change);
            prop_assert_eq!(loose_end(&project, &touched.cells), loose_end(&plain, &touched.cells));
            if step % 3 == 2 {
                apply(&mut project, &inverse);
                prop_assert_eq!(&project.index, &Some(Index::new(&project)), "after {:?} was undone", action);
                apply(&mut project, &change);
            }
            prop_assert_eq!(&project.index, &Some(Index::new(&project)), "after {:?}", action);
        }
    }
}
