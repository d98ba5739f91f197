//! Frames of the map without a window: gestures in, commands out.

use egui::{Context, Event, FullOutput, Modifiers, PointerButton, Pos2, RawInput, Rect, vec2};

use super::*;
use crate::change::Action;
use crate::model::Project;
use crate::model::example::example;
use crate::present::scene::{Scene, SceneOptions};
use crate::session::{Command, Selection};
use crate::tools::{Aim, Brush, Sketch, Tool};
use crate::words::Language;

struct Window {
    ctx: Context,
    canvas: Canvas,
    project: Project,
    scene: Scene,
    selection: Selection,
    tool: Tool,
    commands: Vec<Command>,
    seconds: f64,
}

impl Window {
    fn new(tool: Tool) -> Self {
        let project = example();
        let scene = Scene::build(&project, Some(0), SceneOptions { households: false, ..SceneOptions::default() });
        let mut window = Self {
            ctx: Context::default(),
            canvas: Canvas::default(),
            project,
            scene,
            selection: Selection::default(),
            tool,
            commands: Vec::new(),
            seconds: 0.0,
        };
        window.frame(vec![]);
        window
    }

    fn frame(&mut self, events: Vec<Event>) -> CanvasOutput {
        self.seconds += 0.1;
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, vec2(800.0, 800.0)));
        let raw = RawInput { screen_rect, events, time: Some(self.seconds), focused: true, ..RawInput::default() };
        let ctx = self.ctx.clone();
        let mut told = None;
        let output: FullOutput = ctx.run_ui(raw, |ui| {
            let input = CanvasInput {
                project: &self.project,
                revision: 0,
                scene: Some(&self.scene),
                selection: &self.selection,
                marks: &[],
                hover: None,
                attribution: "",
                language: Language::En,
            };
            told = Some(self.canvas.ui(ui, &input, &mut self.tool, &mut self.commands));
        });
        output.drop_without_applying_deltas();
        for command in &self.commands {
            if let Command::Select(selection) = command {
                self.selection = selection.clone();
            }
        }
        told.unwrap()
    }

    fn button(at: Pos2, button: PointerButton, pressed: bool) -> Event {
        Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE }
    }

    fn drag(&mut self, from: Pos2, to: Pos2, button: PointerButton) {
        self.frame(vec![Event::PointerMoved(from)]);
        self.frame(vec![Self::button(from, button, true)]);
        self.frame(vec![Event::PointerMoved(from + (to - from) * 0.5)]);
        self.frame(vec![Event::PointerMoved(to)]);
        self.frame(vec![Self::button(to, button, false)]);
    }

    /// Where the middle of a block is on the screen.
    fn middle(&self, block: u32) -> Pos2 {
        let shown = self.canvas.shown();
        let at = self.scene.ground.inner(block);
        let share = |v: i32, low: i32, high: i32| (f64::from(v) - f64::from(low)) / (f64::from(high) - f64::from(low));
        let (x, y) = (share(at.x, shown.min.x, shown.max.x), share(at.y, shown.min.y, shown.max.y));
        Pos2::new(800.0 * x as f32, 800.0 * (1.0 - y) as f32)
    }
}

#[test]
fn a_brush_stroke_in_the_window_is_one_action() {
    let mut window = Window::new(Tool::Brush(Brush::default()));
    let (from, to) = (window.middle(6), window.middle(10));
    window.drag(from, to, PointerButton::Primary);
    let done: Vec<_> = window.commands.iter().filter(|command| matches!(command, Command::Do(_))).collect();
    assert_eq!(done.len(), 1);
    let wanted = crate::change::Action::PaintBlocks { plan: 0, cell: Some(0), blocks: vec![10] };
    assert!(matches!(done[0], Command::Do(action) if *action == wanted), "{done:?}");
}

#[test]
fn middle_drag_moves_the_map_under_the_pointer_and_selects_nothing() {
    let mut window = Window::new(Tool::default());
    let (from, to) = (window.middle(6), window.middle(11));
    window.drag(from, to, PointerButton::Middle);
    assert!(window.commands.is_empty());
    assert!(window.middle(6).distance(to) < 1.5);
}

#[test]
fn the_wheel_zooms_at_the_pointer_and_hover_names_the_cell() {
    let mut window = Window::new(Tool::default());
    let at = window.middle(7);
    let told = window.frame(vec![Event::PointerMoved(at)]);
    assert_eq!(told.hover, Some(crate::session::Pick::Cell(2)));
    let before = told.metres_per_px;
    let wheel = Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, 3.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    };
    window.frame(vec![wheel]);
    let told = (0..10).map(|_| window.frame(vec![])).last().unwrap();
    assert!(told.metres_per_px < before * 0.9, "{} {before}", told.metres_per_px);
    assert!(window.middle(7).distance(at) < 1.5);
}

#[test]
fn layers_that_are_moved_lie_where_new_ones_would() {
    let view = crate::paint::View { centre: [1e6, -2e6], mm_per_px: 800.0, width: 640.0, height: 480.0 };
    let made = super::fills::Screen { view, min: Pos2::new(200.0, 40.0), margin: 0.0, look: super::look::Look::DAY };
    let view = crate::paint::View { centre: [1.05e6, -2.02e6], mm_per_px: 730.0, ..view };
    let screen = super::fills::Screen { view, min: Pos2::new(180.0, 44.0), margin: 0.0, look: super::look::Look::DAY };
    for at in [crate::geom::Pt::new(990_000, -2_100_000), crate::geom::Pt::new(1_200_000, -1_900_000)] {
        let moved = screen.change_from(&made) * made.at(at);
        assert!(moved.distance(screen.at(at)) < 0.01, "{moved:?}");
    }
}

#[test]
fn a_line_drawn_in_the_window_splits_and_right_click_takes_back() {
    let mut window = Window::new(Tool::Sketch(Sketch::of(Aim::Split)));
    let (low, high) = (window.middle(1), window.middle(5));
    let beyond = vec2(0.0, (low.y - high.y) * 0.56);
    let aside = vec2(-20.0, 0.0);
    let (below, above) = (low + beyond + aside, high - beyond + aside);
    window.drag(below, above, PointerButton::Primary);
    let done: Vec<_> = window.commands.iter().filter(|command| matches!(command, Command::Do(_))).collect();
    assert!(matches!(done[..], [Command::Do(Action::SplitCell { cell: 0, .. })]), "{done:?}");

    let mut window = Window::new(Tool::Brush(Brush::default()));
    window.selection.target = Some(0);
    let at = window.middle(5);
    window.drag(at, at + vec2(6.0, 0.0), PointerButton::Secondary);
    let given = Action::PaintBlocks { plan: 0, cell: None, blocks: vec![5] };
    assert!(window.commands.iter().any(|command| matches!(command, Command::Do(did) if *did == given)));
}
