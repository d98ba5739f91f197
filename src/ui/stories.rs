//! Stories around the map, by the labels that a planner reads: table, plans, findings, journal, palette, layers.

use std::time::{Duration, Instant};

use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::outbox::{Outbox, Tab};
use super::panels::cells_ui::{CellsLook, CellsMemory, cells_ui};
use super::settings::{Settings, Shade};
use super::speech::Speech;
use super::tests::{Window, app, opened};
use crate::change::Action;
use crate::model::PlanStatus;
use crate::present::{CellRow, CellsModel, Column, Standing};
use crate::session::{Command, JobRequest, Pick, Selection};
use crate::words::{Language, text};

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_ok();
}

fn click(window: &mut Window, label: &str) {
    window.get_all_by_label(label).next().unwrap_or_else(|| panic!("no {label}")).click();
    window.run_ok();
}

fn type_text(window: &mut Window, text: &str) {
    window.event(Event::Text(text.to_owned()));
    window.run_ok();
}

/// Lets jobs and what follows them come to an end.
fn settle(window: &mut Window) {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        std::thread::sleep(Duration::from_millis(5));
        window.run_ok();
        let app = app(window);
        if app.session.jobs().is_empty() && !app.session.is_travelling() {
            break;
        }
        assert!(Instant::now() < until, "the job does not end");
    }
    window.run_ok();
}

fn locked(window: &mut Window) -> usize {
    app(window).session.project().unwrap().cells.values().filter(|cell| cell.locked).count()
}

#[test]
fn a_name_is_changed_in_its_row() {
    let (mut window, _folder) = opened(Language::Zh);
    click(&mut window, "石家村第1网格");
    press(&mut window, Key::F2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    type_text(&mut window, "河边");
    press(&mut window, Key::Enter);
    let name = |window: &mut Window| app(window).session.project().unwrap().cells[2].name.to_string();
    assert_eq!(name(&mut window), "河边");
    press(&mut window, Key::F2);
    type_text(&mut window, "不要");
    press(&mut window, Key::Escape);
    assert_eq!(name(&mut window), "河边", "Escape leaves no trace");
}

#[test]
fn the_padlock_above_locks_and_unlocks_all_and_undo_knows() {
    let (mut window, _folder) = opened(Language::En);
    click(&mut window, "Lock all 4 cells of the table");
    assert_eq!(locked(&mut window), 4);
    assert!(window.query_by_label("Unlock all 4 cells of the table").is_some());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_ok();
    assert_eq!(locked(&mut window), 0);
}

#[test]
fn the_row_without_a_cell_shrinks_and_leads_to_its_blocks() {
    let (mut window, _folder) = opened(Language::En);
    assert!(window.query_by_label("No cell").is_none());
    let erase = Action::PaintBlocks { plan: 0, cell: None, blocks: vec![1, 2] };
    app(&mut window).dispatch(Command::Do(erase));
    window.run_ok();
    click(&mut window, "No cell");
    let blocks: Vec<u32> = app(&mut window).session.selection().blocks.iter().copied().collect();
    assert_eq!(blocks, [1, 2]);
    app(&mut window).dispatch(Command::Do(Action::PaintBlocks { plan: 0, cell: Some(0), blocks }));
    window.run_ok();
    assert!(window.query_by_label("No cell").is_none());
}

#[test]
fn a_plan_is_copied_adopted_and_then_closed() {
    let (mut window, _folder) = opened(Language::En);
    press(&mut window, Key::F6);
    click(&mut window, "Copy");
    let current = |window: &mut Window| app(window).session.project().unwrap().meta.current;
    assert_eq!(current(&mut window), Some(1));
    assert!(window.query_by_label("方案一 2").is_some());
    let adopt = Action::SetPlanStatus { plan: 1, status: PlanStatus::Adopted };
    app(&mut window).dispatch(Command::Do(adopt));
    app(&mut window).dispatch(Command::Select(Selection::default().only(Pick::Cell(4))));
    window.run_ok();
    press(&mut window, Key::L);
    assert_eq!(locked(&mut window), 0);
    assert!(window.query_by_label_contains("is adopted or retired and cannot be changed").is_some());
    click(&mut window, "Use");
    assert_eq!(current(&mut window), Some(0));
}

#[test]
fn a_plan_is_deleted_only_when_asked_and_comes_back() {
    let (mut window, _folder) = opened(Language::En);
    press(&mut window, Key::F6);
    click(&mut window, "Delete");
    assert!(window.query_by_label_contains("This can be undone").is_some());
    window.get_all_by_label("Delete").last().unwrap().click();
    window.run_ok();
    assert_eq!(app(&mut window).session.project().unwrap().plans.len(), 0);
    assert!(window.query_by_label_contains("There is no plan yet").is_some(), "an empty page has a next step");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_ok();
    assert_eq!(app(&mut window).session.project().unwrap().cells.len(), 4);
}

#[test]
fn what_changed_between_two_plans_is_laid_over_the_map() {
    let (mut window, _folder) = opened(Language::En);
    for action in [
        Action::CopyPlan { plan: 0, name: "B".into() },
        Action::PaintBlocks { plan: 1, cell: Some(4), blocks: vec![9] },
    ] {
        app(&mut window).dispatch(Command::Do(action));
    }
    window.run_ok();
    window.key_press_modifiers(Modifiers::COMMAND, Key::D);
    window.run_ok();
    window.get_all_by_label("Compare").last().unwrap().click();
    window.run_ok();
    settle(&mut window);
    assert!(window.query_by_label_contains("10 households change cell").is_some());
    window.get_by_label("Copy the lists").click();
    let copied = (0..4).find_map(|_| {
        window.step();
        window.output().platform_output.commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    });
    window.run_ok();
    assert!(copied.unwrap().contains("433101100201002\t433101100201001\t10\t25.0"), "old code, new code, households");
    click(&mut window, "Show on the map");
    assert_eq!(app(&mut window).scenes.overlay().map(|overlay| (overlay.before, overlay.after)), Some((0, 1)));
    assert_eq!(app(&mut window).settings.tab, Tab::Layers);
    click(&mut window, "End the comparison");
    assert!(app(&mut window).scenes.overlay().is_none());
}

#[test]
fn findings_are_repaired_at_a_click_and_the_list_follows_by_itself() {
    let (mut window, _folder) = opened(Language::En);
    for action in [
        Action::PaintBlocks { plan: 0, cell: Some(1), blocks: vec![1] },
        Action::PaintBlocks { plan: 0, cell: None, blocks: vec![4] },
    ] {
        app(&mut window).dispatch(Command::Do(action));
    }
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_ok();
    settle(&mut window);
    let rules = |window: &mut Window| -> Vec<&'static str> {
        app(window).findings.as_ref().unwrap().rows.iter().map(|row| row.rule).collect()
    };
    assert!(rules(&mut window).contains(&"contiguity") && rules(&mut window).contains(&"gap"));
    press(&mut window, Key::N);
    assert_eq!(app(&mut window).finding.at, Some(0));
    click(&mut window, "Repair what is unambiguous (2 places to look at)");
    assert!(window.query_by_label_contains("Repaired 1 stray pieces and 1 gaps").is_some());
    let until = Instant::now() + Duration::from_secs(30);
    while rules(&mut window).iter().any(|rule| matches!(*rule, "contiguity" | "gap")) {
        assert!(Instant::now() < until, "the list does not follow");
        window.step();
        settle(&mut window);
    }
}

#[test]
fn a_click_in_the_journal_goes_back_and_forth() {
    let (mut window, _folder) = opened(Language::En);
    for n in 1..=3 {
        let rename = Action::RenameCell { cell: 0, name: format!("n{n}").into() };
        app(&mut window).dispatch(Command::Do(rename));
    }
    press(&mut window, Key::F8);
    let name = |window: &mut Window| app(window).session.project().unwrap().cells[0].name.to_string();
    click(&mut window, "Renamed \"龙家村第1网格\" to \"n1\"");
    settle(&mut window);
    assert_eq!(name(&mut window), "n1");
    click(&mut window, "Renamed \"n2\" to \"n3\"");
    settle(&mut window);
    assert_eq!(name(&mut window), "n3");
    click(&mut window, "The project as it was made");
    settle(&mut window);
    assert_eq!(name(&mut window), "龙家村第1网格");
}

#[test]
fn the_palette_runs_a_command_by_a_few_letters_of_either_language() {
    let (mut window, _folder) = opened(Language::En);
    for (typed, expected) in [("lock al", 4), ("全部解锁", 0)] {
        window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
        window.run_ok();
        type_text(&mut window, typed);
        press(&mut window, Key::Enter);
        assert!(app(&mut window).dialog.is_none());
        assert_eq!(locked(&mut window), expected, "{typed}");
    }
}

#[test]
fn keys_mean_the_text_while_a_field_has_the_focus() {
    let (mut window, _folder) = opened(Language::En);
    click(&mut window, "石家村第1网格");
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    window.run_ok();
    press(&mut window, Key::L);
    assert_eq!(locked(&mut window), 0);
    // The input method is asked for only while somebody types, so that it never takes a key meant for the map.
    assert!(window.output().platform_output.ime.is_some());
    press(&mut window, Key::Escape);
    assert!(window.output().platform_output.ime.is_none());
    click(&mut window, "石家村第1网格");
    press(&mut window, Key::L);
    assert_eq!(locked(&mut window), 1);
}

#[test]
fn settings_of_an_older_version_still_open_and_new_ones_are_kept() {
    let old = r#"{"language":"zh","left":500.0,"layers":{"areas":false,"colour":"deviation"}}"#;
    let settings: Settings = serde_json::from_str(old).unwrap();
    assert_eq!((settings.left, settings.layers.areas, settings.layers.opacity), (500.0, false, 100));
    let mut settings = Settings { shade: Shade::Dark, columns: Column::ALL.to_vec(), ..Settings::default() };
    (0..9).for_each(|_| settings.step_text(true));
    let kept: Settings = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
    assert_eq!((kept.text_pct, kept.shade, kept.columns.len()), (200, Shade::Dark, Column::ALL.len()));
}

#[test]
fn ten_thousand_rows_cost_no_more_than_those_in_sight() {
    let row = |n: u32| CellRow {
        id: n,
        code: format!("433101100201{n:05}").into(),
        name: format!("第{n}网格").into(),
        area: 0,
        area_name: "龙家村".into(),
        township: None,
        households: n % 400,
        persons: n % 1300,
        monitored: n % 7,
        minutes: 600.0,
        deviation: Some(f64::from(n % 200) - 100.0),
        limits: Some((-50.0, 50.0)),
        compactness: Some(0.5),
        broken: 0,
        standing: Standing::Within,
        worker: None,
        locked: false,
    };
    let model = CellsModel { rows: (0..10_000).map(row).collect(), ..CellsModel::default() };
    let selection = Selection::default();
    let (mut memory, mut columns, mut slowest) = (CellsMemory::default(), Column::ALL.to_vec(), Duration::MAX);
    let mut dressed = false;
    let draw = |ui: &mut egui::Ui| {
        if !std::mem::replace(&mut dressed, true) {
            super::theme::apply(ui.ctx());
            return;
        }
        let look = CellsLook { speech: Speech(Language::En), version: 1, selection: &selection, hover: Some(5_000) };
        let started = Instant::now();
        cells_ui(ui, &look, &model, &mut columns, &mut memory, &mut Outbox::default());
        slowest = slowest.min(started.elapsed());
    };
    let mut window = Harness::builder().with_size([900.0, 700.0]).build_ui(draw);
    window.run_steps(4);
    let rows = window.get_all_by_label_contains("网格").count();
    assert!((10..60).contains(&rows), "{rows} rows are drawn");
    drop(window);
    // Generous for a machine that is busy with other tests: all rows would take hundreds of milliseconds.
    assert!(slowest < Duration::from_millis(60), "{slowest:?}");
}

#[test]
fn a_lopsided_cell_is_divided_anew_with_its_neighbour_by_choosing_a_proposal() {
    let (mut window, _folder) = opened(Language::Zh);
    let paint = Action::PaintBlocks { plan: 0, cell: Some(0), blocks: vec![9, 10] };
    app(&mut window).dispatch(Command::Do(paint));
    settle(&mut window);
    click(&mut window, "龙家村第1网格");
    press(&mut window, Key::C);
    settle(&mut window);
    assert!(window.query_by_label(&text(Language::Zh, "ui-proposals-now")).is_some());
    click(&mut window, &text(Language::Zh, "ui-proposals-do"));
    settle(&mut window);
    let blocks = |window: &mut Window| [0, 1].map(|cell| app(window).session.project().unwrap().blocks_of(cell).len());
    assert_eq!(blocks(&mut window), [4, 4], "ten households a block: even again");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut window);
    assert_eq!(blocks(&mut window), [6, 2], "one step back");
}

#[test]
fn one_cell_more_and_one_fewer_are_a_click_each() {
    let (mut window, _folder) = opened(Language::En);
    let cells = |window: &mut Window| app(window).session.project().unwrap().cells_of(0).count();
    for (label, after) in [("One cell more", 5), ("One cell fewer", 4)] {
        click(&mut window, "Plan");
        click(&mut window, label);
        settle(&mut window);
        assert_eq!(cells(&mut window), after, "{label}");
        app(&mut window).dialog = None;
    }
}

#[test]
fn the_households_that_change_are_saved_from_the_comparison() {
    let (mut window, folder) = opened(Language::En);
    for action in [
        Action::CopyPlan { plan: 0, name: "B".into() },
        Action::PaintBlocks { plan: 1, cell: Some(4), blocks: vec![9] },
    ] {
        app(&mut window).dispatch(Command::Do(action));
    }
    app(&mut window).dispatch(Command::StartJob(JobRequest::Compare { before: 0, after: 1 }));
    settle(&mut window);
    click(&mut window, "Save the households…");
    assert!(window.query_by_label_contains("Households that change from").is_some());
    click(&mut window, "CSV");
    window.get_all_by_label("Export").last().unwrap().click();
    window.run_ok();
    settle(&mut window);
    let saved = std::fs::read_to_string(folder.path().join("export/changes.csv")).unwrap();
    assert_eq!(saved.lines().count(), 1 + 10, "a heading and the ten households of the block:\n{saved}");
}
