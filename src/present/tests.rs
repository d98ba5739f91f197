use proptest::prelude::*;

use super::*;
use crate::base::Watch;
use crate::change::{Action, apply};
use crate::check;
use crate::geom::Pt;
use crate::model::Id;
use crate::model::example::{example, paint};
use crate::session::{Pick, Selection};

fn digest(project: &crate::model::Project) -> Digest {
    Digest::new(project, &Base::new(project))
}

#[test]
fn the_table_adds_up_to_the_project() {
    let mut project = example();
    paint(&mut project, 0, &[1, 2], None);
    let digest = digest(&project);
    let households: u32 = digest.cells.rows.iter().map(|row| row.households).sum();
    let gap = digest.cells.gap.unwrap();
    assert_eq!((households, gap.households, gap.blocks), (140, 20, 2));
    assert_eq!(digest.census.households, 160);
    // Two of the sixteen monitored households have lost their cell.
    assert_eq!((digest.monitored.total, digest.monitored.with_cell, digest.monitored.with_both), (16, 14, 14));
    let first = &digest.cells.rows[0];
    assert_eq!((first.deviation, first.standing), (Some(-80.0), Standing::Under));
    assert_eq!(digest.neighbours[&0].len(), 2);
}

fn any_edit() -> impl Strategy<Value = Action> {
    let blocks = || prop::collection::vec(1u32..17, 1..4);
    prop_oneof![
        (prop::option::of(0u32..6), blocks()).prop_map(|(cell, blocks)| Action::PaintBlocks { plan: 0, cell, blocks }),
        blocks().prop_map(|blocks| Action::DrawCell { plan: 0, blocks }),
        prop::collection::vec(0u32..6, 2).prop_map(|cells| Action::MergeCells { cells }),
        (0u32..6, any::<bool>()).prop_map(|(cell, locked)| Action::LockCells { cells: vec![cell], locked }),
        (0u32..6, "[a-c]").prop_map(|(cell, name)| Action::RenameCell { cell, name: name.into() }),
        (0u32..6, prop::option::of(0u32..4)).prop_map(|(cell, worker)| Action::Appoint { cell, worker }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a few edits and their undo touch, following them gives what summing up from the start gives.
    #[test]
    fn a_digest_that_follows_edits_is_the_one_made_anew(edits in prop::collection::vec(any_edit(), 1..16)) {
        let mut project = example();
        let mut kept = digest(&project);
        let mut undo = Vec::new();
        for edit in &edits {
            let Ok(change) = crate::edit::plan(&project, edit) else { continue };
            let (inverse, touched) = apply(&mut project, &change);
            prop_assert!(kept.follow(&project, &touched), "not followed: {edit:?}");
            same(&kept, &digest(&project))?;
            undo.push(inverse);
        }
        while let Some(inverse) = undo.pop() {
            let (_, touched) = apply(&mut project, &inverse);
            prop_assert!(kept.follow(&project, &touched));
        }
        same(&kept, &digest(&example()))?;
    }
}

fn same(kept: &Digest, fresh: &Digest) -> Result<(), TestCaseError> {
    prop_assert_eq!(rounded(&kept.cells), rounded(&fresh.cells));
    prop_assert_eq!(&kept.monitored, &fresh.monitored);
    prop_assert_eq!(&kept.plans, &fresh.plans);
    prop_assert_eq!(&kept.blocks, &fresh.blocks);
    prop_assert_eq!(&kept.neighbours, &fresh.neighbours);
    prop_assert_eq!((&kept.staff, &kept.served), (&fresh.staff, &fresh.served));
    Ok(())
}

/// Sums of parts are the same but for the last digits.
fn rounded(model: &CellsModel) -> CellsModel {
    let mut model = model.clone();
    for row in &mut model.rows {
        row.minutes = (row.minutes * 1000.0).round();
        row.compactness = row.compactness.map(|value| (value * 1e6).round());
    }
    model
}

#[test]
fn the_table_agrees_with_the_scores_of_the_plan() {
    let mut project = example();
    // Cell 1 in two pieces.
    paint(&mut project, 0, &[9], Some(0));
    paint(&mut project, 0, &[1], Some(1));
    let scores = crate::measure::scores(&project, 0);
    for row in &digest(&project).cells.rows {
        let score = scores.of(row.id).unwrap();
        assert_eq!((row.households, row.persons, row.broken), (score.households, score.resident, score.broken));
        assert!((row.compactness.unwrap() - score.compactness).abs() < 1e-9);
        assert!((row.minutes - score.on_site_min - score.travel_min).abs() < 1e-6);
    }
    let broken = CellsQuery { only: Only::Broken, ..CellsQuery::default() };
    assert_eq!(digest(&project).cells.arrange(&broken).len(), 1);
}

#[test]
fn rows_are_filtered_and_sorted() {
    let project = example();
    let model = digest(&project).cells;
    let rows = |query: CellsQuery| -> Vec<Id> {
        model.arrange(&query).into_iter().map(|at| model.rows[at as usize].id).collect()
    };
    assert_eq!(rows(CellsQuery::default()), [0, 1, 2, 3]);
    assert_eq!(rows(CellsQuery { text: "石家".into(), ..CellsQuery::default() }), [2, 3]);
    assert_eq!(rows(CellsQuery { text: "w1".into(), ..CellsQuery::default() }), [1]);
    assert_eq!(rows(CellsQuery { sort: Column::Code, descending: true, ..CellsQuery::default() }), [3, 2, 1, 0]);
    assert!(rows(CellsQuery { only: Only::WithoutWorker, ..CellsQuery::default() }).is_empty());
}

#[test]
fn the_inspector_leads_from_cell_to_household_to_worker_and_back() {
    let project = example();
    let digest = digest(&project);
    let look =
        |pick, page, revealed| InspectorModel::new(&project, &digest, &Selection::default().only(pick), page, revealed);
    let InspectorModel::Cell(cell) = look(Pick::Cell(0), 0, false) else { panic!() };
    assert_eq!((cell.households, cell.rows.len(), cell.pages, cell.neighbours.len()), (40, 40, 1, 2));
    assert_eq!(cell.rows[0].name, "龙*");
    let InspectorModel::Household(household) = look(Pick::Household(cell.rows[0].id), 0, true) else { panic!() };
    assert_eq!((&*household.name, household.cell.as_ref().map(|tag| tag.id)), ("龙金花", Some(0)));
    let InspectorModel::Worker(worker) = look(Pick::Worker(household.workers[0].id), 0, false) else { panic!() };
    assert_eq!((worker.cells[0].id, worker.households), (0, 40));
    assert!(!worker.phone.contains("139876"), "{}", worker.phone);
    assert!(matches!(look(Pick::Cell(99), 0, false), InspectorModel::Plan(_)));
}

#[test]
fn problems_are_walked_in_a_ring_and_notes_left_out() {
    let mut project = example();
    paint(&mut project, 0, &[1], None);
    let report = check::run(&project, Some(0), &Watch::new()).unwrap();
    let model = FindingsModel::new(&report, &project, 7);
    let problems = model.errors + model.warnings;
    assert!(problems > 1 && model.uncovered == 10, "{model:?}");
    assert_eq!(model.step(None, false), Some(0));
    assert_eq!(model.step(Some(problems - 1), false), Some(0));
    assert_eq!(model.step(Some(0), true), Some(problems - 1));
    assert_eq!(model.groups.iter().map(|group| group.count).sum::<usize>(), model.rows.len());
}

#[test]
fn search_puts_whole_names_first() {
    let project = example();
    let found = search(&project, "龙家村", &|| true).unwrap();
    let kinds: Vec<HitKind> = found.hits.iter().map(|hit| hit.kind).collect();
    assert!(matches!(kinds[0], HitKind::Area(_)), "{kinds:?}");
    assert_eq!(found.all, 3);
    let person = search(&project, "h0307", &|| true).unwrap();
    assert_eq!((person.hits[0].kind, &*person.hits[0].code), (HitKind::Household, "H0307"));
    assert!(search(&project, "龙", &|| false).is_none(), "a search that nobody waits for ends");
}

#[test]
fn workers_with_room_come_before_nearer_ones_without() {
    let mut project = example();
    for (worker, x, most) in [(0, 0, 1), (1, 900_000, 2)] {
        let mut row = project.workers[worker].clone();
        row.home = Some(Pt::new(x, 0));
        row.max_cells = most;
        project.workers.set(worker, Some(row));
    }
    let found = choices(&project, &digest(&project), 3, "", 10);
    assert_eq!((found[0].worker.id, found[0].has_room), (1, true));
    assert!(!found.last().unwrap().has_room);
}

#[test]
fn a_new_project_says_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("住户.csv");
    std::fs::write(&csv, "户编号,户主姓名,经度,纬度\nH1,龙金花,109.7,28.3\n").unwrap();
    let mut model = NewProjectModel::new();
    assert_eq!(model.problem().unwrap().key, "present-new-no-files");
    let offers = inspect(&csv);
    assert_eq!((offers[0].role, offers[0].sketch.points.len()), (Role::Households, 1));
    assert!(offers[0].fields.contains(&("x".to_owned(), Some("经度".to_owned()))));
    model.add(offers);
    assert_eq!(model.problem().unwrap().key, "present-new-no-areas");
    let gone = inspect(&folder.path().join("none.csv"));
    assert!(gone[0].fault.is_some());
}
