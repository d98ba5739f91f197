//! Every tool taken by its label and used on the map of the whole window: 4 × 4 blocks of 100 m with ten households each,
//! cells 0 and 1 in the left village, 2 and 3 in the right one.

use std::time::{Duration, Instant};

use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::Queryable as _;

use super::tests::{Window, app, opened};
use crate::change::Action;
use crate::geom::Pt;
use crate::model::{Id, Project, block_tallies, cell_tallies};
use crate::session::Command;
use crate::words::Language;

fn at(x_m: i32, y_m: i32) -> Pt {
    Pt::new(x_m * 1000, y_m * 1000)
}

fn middle(block: i32) -> Pt {
    at((block - 1) % 4 * 100 + 50, (block - 1) / 4 * 100 + 50)
}

/// Clicks on a label, first on the menu that it stands in, if any.
fn choose(window: &mut Window, menu: Option<&str>, label: &str) {
    if let Some(menu) = menu {
        window.get_all_by_label(menu).next().unwrap().click();
        window.run_ok();
        // A menu entry is named with its key.
        let entry = window.query_all_by_label_contains(label).next().map(|node| node.click());
        assert!(entry.is_some(), "no {label}");
    } else {
        window.get_all_by_label(label).next().unwrap().click();
    }
    window.run_ok();
}

fn button(window: &Window, pos: Pos2, pressed: bool) {
    let modifiers = Modifiers::NONE;
    window.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
}

fn press(window: &mut Window, place: Pt) {
    let pos = app(window).canvas.on_screen(place);
    window.event(Event::PointerMoved(pos));
    window.step();
    button(window, pos, true);
    window.step();
}

fn lead(window: &mut Window, place: Pt) {
    let pos = app(window).canvas.on_screen(place);
    window.event(Event::PointerMoved(pos));
    window.step();
}

fn release(window: &mut Window, place: Pt) {
    let pos = app(window).canvas.on_screen(place);
    button(window, pos, false);
    window.run_ok();
}

/// Presses at the first place, leads the pointer over the others, and lets go at the last.
fn drag(window: &mut Window, way: &[Pt]) {
    press(window, way[0]);
    way[1..].iter().for_each(|place| lead(window, *place));
    release(window, way[way.len() - 1]);
}

fn click(window: &mut Window, place: Pt) {
    press(window, place);
    release(window, place);
}

fn key(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_ok();
}

fn undo(window: &mut Window) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_ok();
}

fn project(window: &mut Window) -> std::sync::Arc<Project> {
    app(window).session.project().unwrap().clone()
}

/// Households by cell.
fn counts(window: &mut Window) -> Vec<(Id, u32)> {
    let project = project(window);
    let tallies = cell_tallies(&project, 0, &block_tallies(&project));
    tallies.into_iter().map(|(cell, tally)| (cell, tally.households)).collect()
}

fn steps(window: &mut Window) -> usize {
    app(window).session.status().undo
}

const START: [(Id, u32); 4] = [(0, 40), (1, 40), (2, 40), (3, 40)];

#[test]
fn the_brush_gives_blocks_to_a_cell_in_one_step() {
    let (mut window, _folder) = opened(Language::En);
    choose(&mut window, None, "Brush");
    drag(&mut window, &[middle(5), middle(9), middle(10)]);
    assert_eq!(counts(&mut window)[..2], [(0, 60), (1, 20)]);
    assert_eq!(steps(&mut window), 1);
    undo(&mut window);
    assert_eq!(counts(&mut window), START);
}

#[test]
fn advice_goes_when_what_it_was_given_for_is_undone() {
    let (mut window, _folder) = opened(Language::En);
    let corners = Action::PaintBlocks { plan: 0, cell: Some(0), blocks: vec![10, 13] };
    app(&mut window).dispatch(Command::Do(corners));
    window.run_ok();
    let offered = |window: &Window| window.query_all_by_label_contains("lies beyond").next().is_some();
    assert!(offered(&window), "{:?}", counts(&mut window));
    undo(&mut window);
    assert!(!offered(&window));
    assert_eq!(counts(&mut window), START);
}

#[test]
fn a_ring_drawn_around_blocks_is_a_new_cell() {
    let (mut window, _folder) = opened(Language::En);
    choose(&mut window, None, "Draw");
    for corner in [at(-1, 199), at(101, 199), at(101, 401), at(-1, 401)] {
        click(&mut window, corner);
    }
    key(&mut window, Key::Enter);
    assert_eq!(counts(&mut window), [(0, 40), (1, 20), (2, 40), (3, 40), (4, 20)]);
    undo(&mut window);
    assert_eq!(counts(&mut window), START);
}

#[test]
fn a_line_drawn_across_a_cell_splits_it_where_blocks_are_not() {
    let (mut window, _folder) = opened(Language::En);
    choose(&mut window, None, "Split");
    drag(&mut window, &[at(50, -10), at(50, 100), at(50, 210)]);
    let now = counts(&mut window);
    assert_eq!((now.len(), now[0].1 + now[4].1), (5, 40), "{now:?}");
    assert_eq!(project(&mut window).blocks.len(), 18);
    undo(&mut window);
    assert_eq!((counts(&mut window), project(&mut window).blocks.len()), (START.to_vec(), 16));
}

#[test]
fn the_household_brush_takes_dwellings_and_cuts_the_ground_between() {
    let (mut window, _folder) = opened(Language::En);
    choose(&mut window, None, "Households");
    let project_before = project(&mut window);
    // Three neighbours at the lower rim of block 9, from the cell below it.
    let homes: Vec<Pt> = (80..83).map(|id| project_before.households[id].at).collect();
    let mut way = vec![at(50, 195)];
    way.extend(homes);
    drag(&mut window, &way);
    let now = counts(&mut window);
    assert!(now[0].1 >= 43 && now[0].1 + now[1].1 == 80, "{now:?}");
    assert!(project(&mut window).blocks.len() > 16);
    undo(&mut window);
    assert_eq!(counts(&mut window), START);
}

#[test]
fn a_border_is_dragged_between_two_cells() {
    let (mut window, _folder) = opened(Language::En);
    choose(&mut window, None, "Border");
    drag(&mut window, &[at(60, 200), at(60, 240), at(60, 260)]);
    let now = counts(&mut window);
    assert!(now[0].1 > 40 && now[0].1 + now[1].1 == 80, "{now:?}");
    undo(&mut window);
    assert_eq!(counts(&mut window), START);
}

#[test]
fn blocks_are_cut_selected_by_lasso_and_measured() {
    let (mut window, _folder) = opened(Language::En);
    choose(&mut window, Some("View"), "Cut blocks");
    drag(&mut window, &[at(-10, 50), at(150, 55), at(210, 50)]);
    assert_eq!((counts(&mut window), project(&mut window).blocks.len()), (START.to_vec(), 18));
    undo(&mut window);

    choose(&mut window, Some("View"), "Lasso");
    drag(&mut window, &[at(10, 10), at(190, 10), at(190, 190), at(10, 190), at(10, 12)]);
    let blocks: Vec<Id> = app(&mut window).session.selection().blocks.iter().copied().collect();
    assert_eq!(blocks, [1, 2, 5, 6]);

    choose(&mut window, Some("View"), "Measure");
    click(&mut window, at(0, 0));
    click(&mut window, at(100, 0));
    key(&mut window, Key::Enter);
    let says = app(&mut window).tool.preview().unwrap().says;
    let says = crate::words::say(Language::En, &says[0]);
    assert!(says.contains("100"), "{says}");
    assert_eq!(steps(&mut window), 0, "neither leaves a step");
}

#[test]
fn cells_are_selected_by_click_and_by_box() {
    let (mut window, _folder) = opened(Language::En);
    choose(&mut window, None, "Cells");
    click(&mut window, at(130, 130));
    let cells = |window: &mut Window| app(window).session.selection().cells.iter().copied().collect::<Vec<Id>>();
    assert_eq!(cells(&mut window), [0]);
    drag(&mut window, &[at(20, 120), at(100, 250), at(180, 330)]);
    assert_eq!(cells(&mut window), [0, 1]);
    choose(&mut window, Some("Edit"), "Merge cells");
    assert_eq!(counts(&mut window), [(0, 80), (2, 40), (3, 40)]);
}

#[test]
fn a_household_is_moved_to_where_it_lives_and_the_journal_says_so() {
    let (mut window, _folder) = opened(Language::En);
    choose(&mut window, Some("View"), "Correct a location");
    let home = project(&mut window).households[0].at;
    drag(&mut window, &[home, at(40, 240), at(47, 252)]);
    assert_eq!(project(&mut window).households[0].block, Some(9));
    assert_eq!(counts(&mut window)[..2], [(0, 39), (1, 41)]);
    key(&mut window, Key::F8);
    assert!(window.query_all_by_label_contains("Moved household H0100 by").next().is_some());
}

#[test]
fn a_new_household_is_put_on_the_map_and_its_form_filled_in() {
    let (mut window, _folder) = opened(Language::En);
    choose(&mut window, Some("View"), "New household");
    click(&mut window, at(150, 360));
    window.get_by_label("Head of household").type_text("石大妹");
    window.run_ok();
    choose(&mut window, None, "Monitored household");
    choose(&mut window, None, "Add");
    let project = project(&mut window);
    let (_, row) = project.households.iter().last().unwrap();
    assert_eq!((row.code(), row.name(), row.block), ("N161", "石大妹", Some(14)));
    assert_ne!(row.categories & project.profile.monitored_bits(), 0);
    assert_eq!(counts(&mut window)[1], (1, 41));
    undo(&mut window);
    assert_eq!(counts(&mut window), START);

    click(&mut window, at(-40, 200));
    assert!(app(&mut window).dialog.is_none(), "outside every village there is nothing to fill in");
}

#[test]
fn borders_are_straightened_by_their_menu_entry_and_nobody_moves() {
    let (mut window, _folder) = opened(Language::En);
    choose(&mut window, None, "Border");
    drag(&mut window, &[at(60, 200), at(60, 206), at(60, 208)]);
    let bent = counts(&mut window);
    click_row(&mut window, "龙家村第1网格");
    choose(&mut window, Some("Edit"), "Straighten borders...");
    choose(&mut window, None, "Straighten");
    let said = window.query_all_by_label_contains("no household changed cell").next().is_some();
    assert!(said, "{:?}", app(&mut window).session.journal());
    assert_eq!((counts(&mut window), steps(&mut window)), (bent, 2));
}

#[test]
fn a_cell_is_split_into_equal_parts() {
    let (mut window, _folder) = opened(Language::En);
    click_row(&mut window, "龙家村第1网格");
    choose(&mut window, Some("Edit"), "Split into equal parts...");
    assert!(window.query_by_label_contains("about 20 in each part").is_some());
    window.get_all_by_label("Split").last().unwrap().click();
    window.run_ok();
    let until = Instant::now() + Duration::from_secs(30);
    while !app(&mut window).session.jobs().is_empty() || app(&mut window).session.status().undo == 0 {
        assert!(Instant::now() < until, "the job does not end");
        std::thread::sleep(Duration::from_millis(5));
        window.step();
    }
    let now = counts(&mut window);
    assert_eq!(now.len(), 5);
    let parts = [now[0].1, now[4].1];
    assert!(parts.iter().sum::<u32>() == 40 && parts.iter().all(|part| (19..=21).contains(part)), "{parts:?}");
    crate::model::example::assert_sound(&project(&mut window));
    assert_eq!(steps(&mut window), 1);
    undo(&mut window);
    assert_eq!(counts(&mut window), START);
}

fn click_row(window: &mut Window, label: &str) {
    window.get_all_by_label(label).next().unwrap().click();
    window.run_ok();
}

#[test]
fn escape_in_the_middle_of_any_gesture_leaves_no_trace() {
    let (mut window, _folder) = opened(Language::En);
    let bar = ["Brush", "Draw", "Split", "Households", "Border"].map(|label| (None, label));
    let menu = ["Cut blocks", "Lasso", "Measure", "Correct a location", "New household"].map(|l| (Some("View"), l));
    let before = project(&mut window);
    for (place, label) in bar.into_iter().chain(menu) {
        choose(&mut window, place, label);
        let start = if label == "Border" { at(60, 200) } else { before.households[0].at };
        press(&mut window, start);
        lead(&mut window, at(60, 150));
        lead(&mut window, at(60, 260));
        key(&mut window, Key::Escape);
        assert!(!app(&mut window).tool.is_busy(), "{label}");
        release(&mut window, at(60, 260));
        assert!(app(&mut window).dialog.is_none(), "{label}");
        assert_eq!(steps(&mut window), 0, "{label}");
        assert!(app(&mut window).session.selection().blocks.is_empty(), "{label}");
    }
    assert!(std::sync::Arc::ptr_eq(&before, &project(&mut window)));
}
