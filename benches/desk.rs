//! The window's work on projects of growing size, by the code that the window uses: session, scene, canvas, painter.
//! Writes the section `desk` of `docs/performance.md`. Projects are kept in `target/tmp/desk` between runs.

#![allow(clippy::expect_used, clippy::print_stdout)] // a bench has nobody to tell but its reader

mod section;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui_wgpu::{RenderState, RendererOptions, ScreenDescriptor, WgpuConfiguration};
use eframe::wgpu;
use egui::{Context, Event, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use gridwright::change::Action;
use gridwright::geom::{Bounds, Pt};
use gridwright::present::Desk;
use gridwright::present::scene::{SceneCache, SceneOptions};
use gridwright::session::{Command, Event as News, JobRequest, Selection, Session};
use gridwright::solve::BalanceRequest;
use gridwright::tools::{Aim, Border, Sketch, Tool};
use gridwright::ui::canvas::{Canvas, CanvasInput};
use gridwright::words::Language;

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// What each row measures, in which unit, and the most that the largest project may take.
const ROWS: [(&str, &str, f64); 13] = [
    ("open to first picture", "s", 3.0),
    ("frame, panning and zooming (median)", "ms", 8.0),
    ("frame, panning and zooming (95th percentile)", "ms", 8.0),
    ("frame, at rest (95th percentile)", "ms", 8.0),
    ("pick under the pointer (95th percentile)", "ms", 1.0),
    ("brush stroke to picture (95th percentile)", "ms", 16.0),
    ("stroke saved (95th percentile)", "ms", 100.0),
    ("frame of a split in the making (95th percentile)", "ms", 16.0),
    ("frame of a border being dragged (95th percentile)", "ms", 16.0),
    ("split or border let go to picture (95th percentile)", "ms", 100.0),
    ("undo of a whole re-balance", "ms", 200.0),
    ("undo of a whole re-balance to picture (beside the window)", "ms", 0.0),
    ("peak memory", "MB", 1536.0),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    // `cargo test --benches` and the like only want to know that it builds.
    if !arguments.iter().any(|a| a == "--bench") {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("desk");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    if let Some(size) = arguments.iter().find_map(|a| a.strip_prefix("--size=")) {
        measure(&folder.join(format!("{size}.gpkg")));
        return;
    }
    let mut columns = Vec::new();
    for size in SIZES {
        make(&folder, size);
        // A process each, so that memory is that of one project.
        let run = Process::new(std::env::current_exe().expect("it is running"))
            .args(["--bench", &format!("--size={size}")])
            .stderr(Stdio::inherit())
            .output()
            .expect("it can run itself");
        let told = String::from_utf8_lossy(&run.stdout).into_owned();
        print!("{told}");
        assert!(run.status.success(), "{size} households");
        columns.push(told);
    }
    let page = page(&columns);
    print!("{page}");
    section::write("desk", &page).expect("docs can be written");
}

/// Makes a project of the whole prefecture with so many households, unless it is there.
fn make(folder: &Path, size: usize) {
    let project = folder.join(format!("{size}.gpkg"));
    if project.exists() {
        return;
    }
    let run = |arguments: &[&str]| {
        let mut process = Process::new(env!("CARGO_BIN_EXE_gridwright"));
        let process = process.args(arguments).current_dir(folder).stdout(Stdio::null());
        let code = process.status().expect("the binary was built with this bench");
        assert!(matches!(code.code(), Some(0 | 1)), "{arguments:?} ended with {code}");
    };
    let _ = (std::fs::remove_dir_all(folder.join("s")), std::fs::remove_file(folder.join("new.gpkg")));
    run(&["sample", "s", "--area", "4331", "--households", &size.to_string()]);
    run(&[
        "new",
        "new.gpkg",
        "--areas",
        "county=s/areas_county.geojson",
        "--areas",
        "township=s/areas_township.geojson",
        "--areas",
        "village=s/areas_village.geojson",
        "--households",
        "s/households.csv",
        "--barriers",
        "s/barriers.geojson",
        "--workers",
        "s/workers.csv",
    ]);
    match size {
        1_000_000 => run(&["balance", "new.gpkg"]),
        // So many cells that there are borders to push and cells to paint in most villages.
        _ => run(&["balance", "new.gpkg", "--target", &(size / 10_000).to_string(), "--min", "1", "--max", "1000"]),
    }
    run(&["staff", "new.gpkg"]);
    std::fs::rename(folder.join("new.gpkg"), project).expect("our own file");
    let _ = std::fs::remove_dir_all(folder.join("s"));
}

fn measure(kept: &Path) {
    let path = kept.with_extension("copy.gpkg");
    std::fs::copy(kept, &path).expect("room for a copy");
    let started = Instant::now();
    let mut window = Window::open(&path);
    println!("open to first picture\t{}", started.elapsed().as_secs_f64());
    let project = Arc::clone(window.session.project().expect("it is open"));
    let things = format!(
        "{} households, {} blocks, {} cells, {}",
        project.households.len(),
        project.blocks.len(),
        project.cells.len(),
        window.painter()
    );
    println!("what\t{things}");
    drop(project);
    let (mut moving, resting) = window.frames();
    tell("frame, panning and zooming (median)", &mut moving, 0.5);
    tell("frame, panning and zooming (95th percentile)", &mut moving, 0.95);
    tell("frame, at rest (95th percentile)", &mut { resting }, 0.95);
    tell("pick under the pointer (95th percentile)", &mut window.picks(), 0.95);
    let [mut strokes, mut saved] = window.strokes();
    tell("brush stroke to picture (95th percentile)", &mut strokes, 0.95);
    tell("stroke saved (95th percentile)", &mut saved, 0.95);
    eprintln!("before the re-balance: {:.0} MB", peak_mb());
    let [undo, picture] = window.undo();
    println!("undo of a whole re-balance\t{undo}");
    println!("undo of a whole re-balance to picture (beside the window)\t{picture}");
    println!("peak memory\t{}", peak_mb());
    // Last: for every gesture a software card takes memory that is not the window's.
    let [mut splits, mut borders, mut let_go] = window.gestures();
    tell("frame of a split in the making (95th percentile)", &mut splits, 0.95);
    tell("frame of a border being dragged (95th percentile)", &mut borders, 0.95);
    tell("split or border let go to picture (95th percentile)", &mut let_go, 0.95);
    drop(window);
    let _ = std::fs::remove_file(&path);
}

/// A row from times in ms.
fn tell(row: &str, times: &mut [f64], share: f64) {
    // With one cell a village there is no border to push.
    if times.is_empty() {
        return;
    }
    times.sort_by(f64::total_cmp);
    let at = ((times.len() as f64 * share) as usize).min(times.len() - 1);
    println!("{row}\t{}", times[at]);
    eprintln!("{row}: {:.2} ms, at most {:.2} ms of {}", times[at], times[times.len() - 1], times.len());
}

/// Peak resident memory, as the kernel counts it (Linux; 0 elsewhere).
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

const WIDTH: f32 = 1440.0;
const HEIGHT: f32 = 900.0;

/// The window without a screen.
struct Window {
    session: Session,
    scenes: SceneCache,
    desk: Desk,
    canvas: Canvas,
    tool: Tool,
    commands: Vec<Command>,
    ctx: Context,
    card: Option<(RenderState, wgpu::TextureView)>,
    seconds: f64,
}

impl Window {
    fn open(path: &Path) -> Self {
        let ctx = Context::default();
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
        let mut window = Self {
            session: Session::default(),
            scenes: SceneCache::new(Arc::clone(&wake)),
            desk: Desk::new(wake),
            canvas: Canvas::default(),
            tool: Tool::default(),
            commands: Vec::new(),
            ctx,
            card: None,
            seconds: 0.0,
        };
        let started = Instant::now();
        let so_far =
            |what: &str| eprintln!("{what} after {:.2} s, {:.0} MB", started.elapsed().as_secs_f64(), peak_mb());
        window.session.dispatch(Command::Open { path: path.to_owned(), read_only: false });
        // The window asks for a card before it opens anything; here both go on together.
        window.card = card();
        if let Some((state, _)) = &window.card {
            window.canvas.use_card(state, &window.ctx);
        }
        window.session.wait(|_| {});
        so_far("read");
        while !window.has_scene() || window.scenes.is_busy() {
            std::thread::sleep(Duration::from_millis(1));
        }
        so_far("scene");
        window.frame(vec![]);
        // An upload goes on beside the window.
        while window.canvas.is_waiting() {
            std::thread::sleep(Duration::from_millis(1));
            window.frame(vec![]);
        }
        so_far("picture");
        window
    }

    fn painter(&self) -> String {
        match &self.card {
            Some((state, _)) => format!("drawn by {}", state.adapter.get_info().name),
            None => "drawn without a card".to_owned(),
        }
    }

    fn has_scene(&mut self) -> bool {
        let Some(project) = self.session.project().cloned() else { return false };
        self.scenes.scene(&project, SceneOptions::default()).is_some()
    }

    /// One frame as the window makes it; how long it kept the window's thread, ms.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.seconds += 1.0 / 60.0;
        let started = Instant::now();
        let project = self.session.project().cloned().expect("it is open");
        let scene = self.scenes.scene(&project, SceneOptions::default());
        let selection = Selection::default();
        let input = CanvasInput {
            project: &project,
            revision: self.session.revision(),
            scene,
            selection: &selection,
            marks: &[],
            hover: None,
            attribution: "",
            language: Language::Zh,
        };
        let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, vec2(WIDTH, HEIGHT)));
        let raw = RawInput { screen_rect, events, time: Some(self.seconds), focused: true, ..RawInput::default() };
        let (canvas, tool, commands) = (&mut self.canvas, &mut self.tool, &mut self.commands);
        let output = self.ctx.clone().run_ui(raw, |ui| {
            canvas.ui(ui, &input, tool, commands);
        });
        let jobs = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let mut textures = output.textures_delta;
        let sent: Vec<_> =
            textures.set.iter().flat_map(|(id, all)| all.iter().map(move |one| (*id, one.clone()))).collect();
        textures.clear();
        let Some((state, target)) = &self.card else { return started.elapsed().as_secs_f64() * 1000.0 };
        let mut renderer = state.renderer.write();
        for (id, delta) in &sent {
            renderer.update_texture(&state.device, &state.queue, *id, delta);
        }
        let screen = ScreenDescriptor { size_in_pixels: [WIDTH as u32, HEIGHT as u32], pixels_per_point: 1.0 };
        let mut encoder = state.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let extra = renderer.update_buffers(&state.device, &state.queue, &mut encoder, &jobs, &screen);
        let attachment = wgpu::RenderPassColorAttachment {
            view: target,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations { load: wgpu::LoadOp::Clear(wgpu::Color::BLACK), store: wgpu::StoreOp::Store },
        };
        let describe = wgpu::RenderPassDescriptor { color_attachments: &[Some(attachment)], ..Default::default() };
        let mut pass = encoder.begin_render_pass(&describe).forget_lifetime();
        renderer.render(&mut pass, &jobs, &screen);
        drop(pass);
        state.queue.submit(extra.into_iter().chain([encoder.finish()]));
        let spent = started.elapsed().as_secs_f64() * 1000.0;
        // The card's own work is not the window's; a software card would only disturb the next frame.
        let _ = state.device.poll(wgpu::PollType::wait_indefinitely());
        spent
    }

    fn drag(&mut self, steps: usize, times: &mut Vec<f64>) {
        let button = |pos, pressed| {
            vec![Event::PointerButton { pos, button: PointerButton::Middle, pressed, modifiers: Modifiers::NONE }]
        };
        let from = pos2(WIDTH / 2.0, HEIGHT / 2.0);
        self.frame(vec![Event::PointerMoved(from)]);
        self.frame(button(from, true));
        let at = |i: usize| from + vec2(11.0, 5.0) * i as f32;
        times.extend((1..=steps).map(|i| self.frame(vec![Event::PointerMoved(at(i))])));
        self.frame(button(at(steps), false));
    }

    /// Times of frames while panning and zooming at every scale, and at rest between.
    fn frames(&mut self) -> (Vec<f64>, Vec<f64>) {
        let (mut moving, mut resting) = (Vec::new(), Vec::new());
        self.canvas.fit_all();
        for _ in 0..40 {
            self.frame(vec![]);
        }
        for scale in 0..14 {
            let mut here = Vec::new();
            self.drag(30, &mut here);
            resting.extend((0..4).map(|_| self.frame(vec![])));
            self.canvas.zoom_by(1.9);
            here.extend((0..16).map(|_| self.frame(vec![])));
            resting.extend((0..4).map(|_| self.frame(vec![])));
            let worst = here.iter().copied().fold(0.0, f64::max);
            let mean = here.iter().sum::<f64>() / here.len() as f64;
            eprintln!(
                "scale {scale}: {:?} m wide, mean {mean:.2} ms, at most {worst:.2} ms",
                wide_m(self.canvas.shown())
            );
            moving.extend(here);
        }
        (moving, resting)
    }

    fn picks(&mut self) -> Vec<f64> {
        let project = Arc::clone(self.session.project().expect("it is open"));
        let scene = self.scenes.scene(&project, SceneOptions::default()).expect("it is made");
        let bounds = scene.ground.bounds.expect("there is territory");
        let share =
            |low: i32, high: i32, i: i64| (i64::from(low) + (i64::from(high) - i64::from(low)) * i / 9_973) as i32;
        let place = |i: i64| {
            Pt::new(
                share(bounds.min.x, bounds.max.x, i * 7_919 % 9_973),
                share(bounds.min.y, bounds.max.y, i * 104_729 % 9_973),
            )
        };
        let pick = |i: i64| {
            let started = Instant::now();
            let at = place(i);
            let person = scene.people.dots(1_000.0).0.nearest(at, 8_000.0, |_| true).map(|dot| dot.id);
            std::hint::black_box((person, scene.block_at(at).and_then(|block| scene.cell_of(block))));
            started.elapsed().as_secs_f64() * 1000.0
        };
        (0..5_000).map(pick).collect()
    }

    fn hear(&mut self, news: &[News]) {
        for news in news {
            if let News::Changed { touched, .. } = news {
                self.scenes.touch(touched);
                self.desk.touch(touched);
            }
        }
    }

    /// Times to the picture, to the disk and to the table of cells, of strokes over the border of two cells.
    fn strokes(&mut self) -> [Vec<f64>; 2] {
        let (mut pictures, mut saved) = (Vec::new(), Vec::new());
        self.canvas.fit_all();
        for _ in 0..40 {
            self.frame(vec![]);
        }
        self.digest();
        for stroke in self.borders() {
            let started = Instant::now();
            let news = self.session.dispatch(Command::Do(stroke));
            let changed = news.iter().any(|news| matches!(news, News::Changed { .. }));
            self.hear(&news);
            self.digest();
            let own = started.elapsed().as_secs_f64() * 1000.0;
            if !changed {
                self.frame(vec![]);
                continue;
            }
            // Before the frame, in which a software card would keep the processor.
            while !self.session.status().saved {
                std::thread::sleep(Duration::from_micros(200));
            }
            saved.push(started.elapsed().as_secs_f64() * 1000.0);
            pictures.push(own + self.frame(vec![]));
        }
        [pictures, saved]
    }

    /// Times of the frames of splits in the making and of borders being dragged, and from letting go to the picture.
    fn gestures(&mut self) -> [Vec<f64>; 3] {
        let (mut splits, mut borders, mut let_go) = (Vec::new(), Vec::new(), Vec::new());
        for (cell, border) in self.borders_to_drag(6) {
            let scene = self.scenes.scene(self.session.project().expect("it is open"), SceneOptions::default());
            let Some(around) = scene.and_then(|scene| scene.cell_bounds(cell)) else { continue };
            let (low, high) = (around.min, around.max);
            let middle = i32::midpoint(low.y, high.y);
            let way = |i: i32| Pt::new(low.x - 20_000 + (high.x - low.x + 40_000) / 24 * i, middle + i % 5 * 3_000);
            let line: Vec<Pt> = (0..=24).map(way).collect();
            let split = self.gesture(Tool::Sketch(Sketch::of(Aim::Split)), around, &line, &mut splits);
            let reach = (high.x - low.x).min(high.y - low.y) / 80;
            let drag: Vec<Pt> = (0..=16).map(|i| Pt::new(border.x + reach * i, border.y + reach * (i % 7))).collect();
            let moved = self.gesture(Tool::Border(Border::default()), around, &drag, &mut borders);
            let_go.extend(split.into_iter().chain(moved));
        }
        [splits, borders, let_go]
    }

    /// Cells with a place on their border to another one of the same area.
    fn borders_to_drag(&mut self, count: usize) -> Vec<(u32, Pt)> {
        let project = Arc::clone(self.session.project().expect("it is open"));
        let scene = self.scenes.scene(&project, SceneOptions::default()).expect("it is made");
        let area = |block: u32| project.blocks.get(block).map(|block| block.area);
        let divided = scene.ground.edges().filter_map(|(id, edge)| {
            let (a, b) = edge.sides;
            let differ = area(a).is_some() && area(a) == area(b) && scene.cell_of(a) != scene.cell_of(b);
            let line: Vec<Pt> = scene.ground.line(id, 0).collect();
            differ.then(|| Some((scene.cell_of(a)?, line[line.len() / 2]))).flatten()
        });
        let all: Vec<(u32, Pt)> = divided.collect();
        all.iter().step_by((all.len() / count).max(1)).copied().collect()
    }

    /// Drags a tool along places of the map; how long it then takes to the picture, where it came to something.
    fn gesture(&mut self, tool: Tool, around: Bounds, way: &[Pt], times: &mut Vec<f64>) -> Option<f64> {
        self.canvas.fit(around);
        for _ in 0..30 {
            self.frame(vec![]);
        }
        self.tool = tool;
        self.commands.clear();
        let shown = self.canvas.shown();
        let wide = f64::from(shown.max.x) - f64::from(shown.min.x);
        let px = |mm: f64| (mm / wide * f64::from(WIDTH)) as f32;
        let pos =
            |p: &Pt| pos2(px(f64::from(p.x) - f64::from(shown.min.x)), px(f64::from(shown.max.y) - f64::from(p.y)));
        let button = |pos, pressed| {
            vec![Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }]
        };
        let (first, last) = (pos(way.first()?), pos(way.last()?));
        self.frame(vec![Event::PointerMoved(first)]);
        times.push(self.frame(button(first, true)));
        for place in &way[1..] {
            times.push(self.frame(vec![Event::PointerMoved(pos(place))]));
        }
        let mut spent = self.frame(button(last, false));
        let started = Instant::now();
        let mut changed = false;
        for command in std::mem::take(&mut self.commands) {
            let news = self.session.dispatch(command);
            changed |= news.iter().any(|news| matches!(news, News::Changed { .. }));
            self.hear(&news);
        }
        self.has_scene();
        while self.scenes.is_busy() {
            std::thread::sleep(Duration::from_micros(200));
            self.has_scene();
        }
        spent += started.elapsed().as_secs_f64() * 1000.0;
        self.tool = Tool::default();
        let frame = self.frame(vec![]);
        changed.then_some(spent + frame)
    }

    /// Waits for the table of cells.
    fn digest(&mut self) {
        let project = Arc::clone(self.session.project().expect("it is open"));
        let revision = self.session.revision();
        while self.desk.digest(&project, revision).is_none() || self.desk.is_busy() {
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// Strokes that each give a block to the cell next to it, all over the map.
    fn borders(&mut self) -> Vec<Action> {
        let project = Arc::clone(self.session.project().expect("it is open"));
        let scene = self.scenes.scene(&project, SceneOptions::default()).expect("it is made");
        let plan = scene.plan.expect("the sample is balanced");
        let pairs = scene.ground.edges().map(|(_, edge)| edge.sides).filter(|(a, b)| {
            let area = |block: u32| project.blocks.get(block).map(|block| block.area);
            area(*a).is_some() && area(*a) == area(*b) && scene.cell_of(*a) != scene.cell_of(*b)
        });
        let pairs: Vec<(u32, u32)> = pairs.collect();
        let step = (pairs.len() / 40).max(1);
        let stroke = |(a, b): &(u32, u32)| Action::PaintBlocks { plan, cell: scene.cell_of(*b), blocks: vec![*a] };
        pairs.iter().step_by(step).map(stroke).collect()
    }

    /// How long the undo of a whole re-balance keeps the window, and how long it takes to the picture, ms.
    fn undo(&mut self) -> [f64; 2] {
        let plan = self.session.project().and_then(|project| project.meta.current);
        let request = BalanceRequest { seed: 2, ..BalanceRequest::of(plan, None) };
        self.session.dispatch(Command::StartJob(JobRequest::Balance(request.into())));
        let news = self.session.wait(|_| {});
        assert!(news.iter().any(|news| matches!(news, News::Changed { .. })), "{news:?}");
        self.hear(&news);
        self.settle();
        let _ = self.session.flush();
        let started = Instant::now();
        let news = self.session.dispatch(Command::Undo);
        self.hear(&news);
        let own = started.elapsed().as_secs_f64() * 1000.0;
        let frame = self.frame(vec![]);
        self.settle();
        [own + frame, started.elapsed().as_secs_f64() * 1000.0]
    }

    /// Waits until the picture is that of the project.
    fn settle(&mut self) {
        self.frame(vec![]);
        while self.scenes.is_busy() {
            std::thread::sleep(Duration::from_millis(1));
            self.has_scene();
        }
        self.frame(vec![]);
    }
}

fn wide_m(shown: Bounds) -> i64 {
    (i64::from(shown.max.x) - i64::from(shown.min.x)) / 1000
}

/// A card without a screen, a software one too.
fn card() -> Option<(RenderState, wgpu::TextureView)> {
    let config = WgpuConfiguration::default();
    let instance = ready(config.wgpu_setup.new_instance());
    let state = ready(RenderState::create(&config, &instance, None, RendererOptions::default())).ok()?;
    let texture = state.device.create_texture(&wgpu::TextureDescriptor {
        label: None,
        size: wgpu::Extent3d { width: WIDTH as u32, height: HEIGHT as u32, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: state.target_format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
        view_formats: &[],
    });
    let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
    Some((state, view))
}

/// What a future gives that has nothing to wait for.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
        std::thread::yield_now();
    }
}

fn page(columns: &[String]) -> String {
    let value = |column: &str, row: &str| -> Option<String> {
        column.lines().find_map(|line| line.strip_prefix(row)?.strip_prefix('\t').map(str::to_owned))
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let build = section::build();
    let mut page = format!(
        "## The window\n\nWritten by `benches/desk.rs` ({build}, {cores} cores): the whole prefecture with so many\n\
         households, 1440 × 900 points. Times are those of the window's thread unless said; on a software card its memory counts.\n\n"
    );
    for column in columns {
        let _ = writeln!(page, "- {}", value(column, "what").unwrap_or_default());
    }
    page.push_str("\n| what | 10,000 | 100,000 | 1,000,000 | target | |\n|---|---|---|---|---|---|\n");
    for (row, unit, most) in ROWS {
        let _ = write!(page, "| {row} |");
        let mut last = 0.0;
        for column in columns {
            last = value(column, row).and_then(|v| v.parse().ok()).unwrap_or(f64::NAN);
            let _ = match last {
                _ if last.is_nan() => write!(page, " – |"),
                _ if last < 10.0 => write!(page, " {last:.2} {unit} |"),
                _ => write!(page, " {last:.0} {unit} |"),
            };
        }
        let verdict = if last <= most { "met" } else { "not met" };
        let _ = if most > 0.0 { writeln!(page, " {most} {unit} | {verdict} |") } else { writeln!(page, " | |") };
    }
    page
}
