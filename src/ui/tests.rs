//! The window by its labels, without a screen.

use std::time::{Duration, Instant};

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::app::App;
use super::dialogs::{Balance, Dialog};
use super::settings::Settings;
use crate::model::Size;
use crate::present::example_file::example_file;
use crate::words::Language;

pub(super) type Window = Harness<'static, Option<App>>;

fn window(language: Language) -> Window {
    let settings = Settings { language, recent: Vec::new(), ..Settings::default() };
    let draw = move |ui: &mut egui::Ui, app: &mut Option<App>| {
        app.get_or_insert_with(|| App::new(ui.ctx(), settings.clone(), false)).frame(ui);
    };
    let mut window = Harness::builder().with_size([1440.0, 900.0]).with_max_steps(64).build_ui_state(draw, None);
    window.run_ok();
    window
}

pub(super) fn app(window: &mut Window) -> &mut App {
    window.state_mut().as_mut().unwrap()
}

/// A window with the example open; the folder must outlive it.
pub(super) fn opened(language: Language) -> (Window, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = example_file(folder.path());
    let mut window = window(language);
    app(&mut window).open(path);
    let until = Instant::now() + Duration::from_secs(30);
    while app(&mut window).digest.is_none() || !app(&mut window).session.jobs().is_empty() {
        assert!(Instant::now() < until, "the project does not open");
        std::thread::sleep(Duration::from_millis(20));
        window.step();
    }
    window.run_ok();
    (window, folder)
}

#[test]
fn the_first_page_offers_the_sample_in_both_languages() {
    let mut window = window(Language::En);
    assert!(window.query_by_label("Open sample").is_some());
    window.get_all_by_label("简体中文").next().unwrap().click();
    window.run_ok();
    assert!(window.query_by_label("打开样例").is_some());
    assert!(window.query_by_label("Open sample").is_none());
}

#[test]
fn a_click_on_a_row_selects_the_cell() {
    let (mut window, _folder) = opened(Language::Zh);
    window.get_by_label("石家村第1网格").click();
    window.run_ok();
    let selected: Vec<u32> = app(&mut window).session.selection().cells.iter().copied().collect();
    assert_eq!(selected, [2]);
    // The inspector follows: its cell has a worker to go on to.
    let is_button = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == egui::Role::Button;
    window.get_all_by_label("欧阳建国").find(is_button).unwrap().click();
    window.run_ok();
    assert_eq!(app(&mut window).session.selection().worker, Some(2));
}

#[test]
fn a_lock_is_one_step_that_can_be_undone() {
    let (mut window, _folder) = opened(Language::En);
    window.get_by_label("石家村第1网格").click();
    window.run_ok();
    window.key_press(egui::Key::L);
    window.run_ok();
    let locked = |window: &mut Window| app(window).session.project().unwrap().cells[2].locked;
    assert!(locked(&mut window));
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    window.run_ok();
    assert!(!locked(&mut window));
}

#[test]
fn balancing_with_the_least_above_the_most_is_greyed_and_says_why() {
    let (mut window, _folder) = opened(Language::En);
    let size = Size { min: 300, target: 100, max: 200 };
    app(&mut window).dialog = Some(Dialog::Balance(Balance::new(size, [size; 2], None, None)));
    window.run_ok();
    assert!(window.query_by_label_contains("more than the most").is_some());
    let main = window.get_all_by_label("Balance").find(|node| node.accesskit_node().is_disabled());
    assert!(main.is_some(), "the main button is greyed");
}

#[test]
fn the_drawing_tools_are_taken_up_by_their_buttons_and_say_how_they_work() {
    let (mut window, _folder) = opened(Language::Zh);
    for (button, hint) in
        [("拆分", "从一侧画到另一侧"), ("画网格", "圈出新网格"), ("户", "拖过要划入的户"), ("边界", "拖动边界拐点")]
    {
        window.get_all_by_label(button).next().unwrap().click();
        window.run_ok();
        assert!(window.query_by_label_contains(hint).is_some(), "{button}");
    }
    window.key_press(egui::Key::R);
    window.run_ok();
    assert!(window.query_by_label_contains("点击起点闭合").is_some());
}

#[test]
fn a_machine_without_fonts_shows_every_word() {
    let ctx = egui::Context::default();
    super::theme::apply(&ctx);
    ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
    let files = [
        include_str!("../../assets/words/zh/ui.ftl"),
        include_str!("../../assets/words/zh/command.ftl"),
        include_str!("../../assets/words/zh/present.ftl"),
        include_str!("../../assets/words/zh/canvas.ftl"),
        include_str!("../../assets/words/zh/edit.ftl"),
        include_str!("../../assets/words/en/ui.ftl"),
    ];
    let signs: std::collections::BTreeSet<char> = files.concat().chars().filter(|c| !c.is_control()).collect();
    let font = egui::FontId::proportional(13.0);
    let missing: String = signs.into_iter().filter(|c| !ctx.fonts_mut(|f| f.has_glyph(&font, *c))).collect();
    assert_eq!(missing, "");
}
