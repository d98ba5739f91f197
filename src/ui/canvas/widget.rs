//! The map widget.

use std::sync::Arc;

use egui::{Align2, CursorIcon, Event, Key, Modifiers, PointerButton, Pos2, Rect, Response, Sense, Ui, pos2};

use super::atlas::Atlas;
#[cfg(feature = "tiles")]
use super::basemap::BasemapLayer;
use super::camera::Camera;
use super::fills::Screen;
use super::gpu::Gpu;
use super::layers::Layers;
use super::look::Look;
use super::names::text as halo_text;
use super::overlay::Overlay;
use super::{card, furniture, navigate, overlay, rules};
use crate::geom::{Bounds, Pt};
use crate::model::Project;
#[cfg(feature = "tiles")]
use crate::present::basemap::Basemap;
use crate::present::scene::{Ground, Scene};
use crate::session::{Command, Pick, Selection};
use crate::tools::{Field, Outcome, Pointer, Tool};
use crate::words::{Language, text};

/// A new mesh is in the scene sooner than this, seconds; what is not was refused.
const PROMISE_S: f64 = 4.0;
/// How near to a marker the pointer must be, points.
const REACH: f64 = 8.0;

/// A place to look at: a finding of a check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub at: Pt,
    /// An error rather than a warning.
    pub grave: bool,
    /// The one that the user is at.
    pub chosen: bool,
}

/// What the map needs to know.
pub struct CanvasInput<'a> {
    pub project: &'a Project,
    /// Different after every change of the project.
    pub revision: u64,
    /// None until the first scene is made.
    pub scene: Option<&'a Scene>,
    pub selection: &'a Selection,
    pub marks: &'a [Mark],
    /// What the pointer is over elsewhere, in a table.
    pub hover: Option<Pick>,
    /// Where the ground data comes from, for the note line.
    pub attribution: &'a str,
    pub language: Language,
}

/// What the map tells.
pub struct CanvasOutput {
    /// What is under the pointer.
    pub hover: Option<Pick>,
    /// Where the pointer is, metres in the project CRS.
    pub pointer_map: Option<(f64, f64)>,
    pub metres_per_px: f64,
    /// For a context menu.
    pub response: Response,
}

/// The map and where it looks.
pub struct Canvas {
    camera: Camera,
    layers: Layers,
    overlay: Overlay,
    atlas: Option<Atlas>,
    /// The ground that the camera was set to.
    ground: Option<Arc<Ground>>,
    hand: navigate::Hand,
    /// Where the map stands in the window.
    min: Pos2,
    news: Option<Rect>,
    /// What was let go and is not in the scene yet, with the ground that it was drawn over and when.
    promised: Option<(Outcome, Arc<Ground>, f64)>,
    /// Whether the legend is shown.
    pub legend: bool,
    /// The map image below the plan.
    #[cfg(feature = "tiles")]
    pub basemap: Option<Basemap>,
    #[cfg(feature = "tiles")]
    tiles: BasemapLayer,
}

impl Default for Canvas {
    fn default() -> Self {
        Self {
            camera: Camera::default(),
            layers: Layers::default(),
            overlay: Overlay::default(),
            atlas: None,
            ground: None,
            hand: navigate::Hand::default(),
            min: Pos2::ZERO,
            news: None,
            promised: None,
            legend: true,
            #[cfg(feature = "tiles")]
            basemap: None,
            #[cfg(feature = "tiles")]
            tiles: BasemapLayer::default(),
        }
    }
}

impl Canvas {
    /// Lets the graphics card of a window draw the map, where it can.
    pub fn use_card(&mut self, state: &eframe::egui_wgpu::RenderState, ctx: &egui::Context) {
        self.layers.use_card(Gpu::new(state, ctx.clone()));
    }

    /// Whether the map is on its way to the card, and none was there before.
    pub const fn is_waiting(&self) -> bool {
        self.layers.is_waiting()
    }

    /// Shows the map in all the room that is left, and gives the pointer to the tool.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        input: &CanvasInput,
        tool: &mut Tool,
        commands: &mut Vec<Command>,
    ) -> CanvasOutput {
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        let painter = ui.painter_at(rect);
        let look = Look::of(&painter);
        painter.rect_filled(rect, 0.0, look.paper());
        self.camera.resize(rect.width(), rect.height());
        self.min = rect.min;
        let Some(scene) = input.scene else {
            let waiting = text(input.language, "canvas-waiting");
            halo_text(&painter, rect.center(), Align2::CENTER_CENTER, &waiting, 16.0, look.quiet(), None);
            return self.told(None, None, response);
        };
        self.meet(scene);
        let busy = navigate::navigate(ui, &response, &mut self.camera, tool, &mut self.hand);
        if self.camera.step(f64::from(ui.input(|i| i.stable_dt.min(0.1)))) {
            ui.ctx().request_repaint();
        }
        let screen = Screen { view: *self.camera.view(), min: rect.min, margin: 0.0, look };
        let pointer = response.hover_pos().or_else(|| response.interact_pointer_pos());
        let at = pointer.map(|pos| screen.to_map(pos));
        let hover = at.filter(|_| !busy && response.contains_pointer()).and_then(|at| under(scene, input, &screen, at));
        self.work(ui, &response, scene, input, &screen, tool, busy, commands);

        let atlas = self.atlas.get_or_insert_with(|| Atlas::new(ui.ctx()));
        self.layers.update(scene, &screen, atlas, &painter);
        #[cfg(feature = "tiles")]
        if let Some(basemap) = &mut self.basemap {
            self.tiles.paint(basemap, &screen, &painter);
        }
        self.layers.paint_below(&painter);
        let preview = tool.preview();
        let pointed = hover.filter(|_| preview.is_none()).or(input.hover);
        self.overlay.paint(scene, input, &screen, preview.as_ref(), pointed, &painter);
        let now = ui.input(|i| i.time);
        let waits = |(_, ground, since): &(Outcome, Arc<Ground>, f64)| {
            Arc::ptr_eq(ground, &scene.ground) && now - since < PROMISE_S
        };
        self.promised = self.promised.take().filter(waits);
        if let Some((outcome, ..)) = &self.promised {
            overlay::paint_outcome(scene, &screen, outcome, &painter);
            ui.ctx().request_repaint();
        }
        self.layers.paint_above(&screen, &painter);
        self.overlay.paint_marks(input, &screen, pointed, atlas, &painter);
        if let Some(preview) = &preview {
            self.overlay.paint_drawing(input, &screen, preview, atlas, &painter);
        }
        let room = furniture::paint(scene, input, &screen, self.legend, &painter);
        self.news = Some(room.news);
        #[cfg(feature = "tiles")]
        if let Some(source) = self.basemap.as_ref().and_then(|basemap| basemap.attribution.as_ref()) {
            furniture::source(source, &screen, &painter);
        }
        if let (Some(pos), Some(radius)) = (response.hover_pos().filter(|_| !busy), tool.radius_px()) {
            furniture::brush_ring(pos, radius as f32, preview.is_some(), &painter);
        }
        if let Some(pos) = response.hover_pos() {
            match (&preview, hover) {
                (Some(preview), _) => card::chip(scene, input, preview, pos, &painter),
                (None, Some(pick)) if !busy => card::card(scene, input, pick, pos, ui, &painter),
                _ => {}
            }
        }
        if let Tool::Brush(brush) = tool {
            rules::rules(ui, pos2(rect.center().x, room.top + 10.0), brush, input);
        }
        if response.hovered() {
            ui.ctx().set_cursor_icon(match &*tool {
                _ if busy => CursorIcon::Grabbing,
                Tool::Pan => CursorIcon::Grab,
                Tool::Select(_) => CursorIcon::Default,
                Tool::Border(_) | Tool::Shift(_) => CursorIcon::PointingHand,
                Tool::Brush(_) | Tool::Sketch(_) | Tool::Homes(_) | Tool::Settle(_) => CursorIcon::Crosshair,
            });
        }
        let metres = at.map(|at| input.project.meta.frame.to_coord(at)).map(|c| (c.x, c.y));
        self.told(hover, metres, response)
    }

    /// Flies to the view that shows all of a box.
    pub fn fit(&mut self, bounds: Bounds) {
        self.camera.fit(bounds);
    }

    /// Flies to the whole territory.
    pub fn fit_all(&mut self) {
        if let Some(bounds) = self.ground.as_ref().and_then(|ground| ground.bounds) {
            self.camera.fit(bounds);
        }
    }

    /// Flies to a place, close enough to see single households.
    pub fn centre_on(&mut self, at: Pt) {
        self.camera.centre_on(at, 4_000.0);
    }

    /// Flies closer (above 1) or farther, around the middle.
    pub fn zoom_by(&mut self, factor: f64) {
        let view = self.camera.view();
        let middle = [view.width / 2.0, view.height / 2.0];
        self.camera.fly_zoom(middle, factor);
    }

    /// Where messages may stand on the map, in the window; none before it is shown.
    pub const fn news(&self) -> Option<Rect> {
        self.news
    }

    /// Where a place of the map is in the window.
    pub fn on_screen(&self, at: Pt) -> Pos2 {
        Screen { view: *self.camera.view(), min: self.min, margin: 0.0, look: Look::DAY }.at(at)
    }

    /// The part of the map in sight.
    pub fn shown(&self) -> Bounds {
        self.camera.view().shown(0.0)
    }

    /// Looks at the whole of a territory that was not there before.
    fn meet(&mut self, scene: &Scene) {
        if self.ground.as_ref().is_some_and(|ground| Arc::ptr_eq(ground, &scene.ground)) {
            return;
        }
        let known = self.ground.replace(Arc::clone(&scene.ground)).and_then(|ground| ground.bounds);
        // An edit of the mesh makes a new ground too; then the view stays.
        if let Some(bounds) = scene.ground.bounds.filter(|bounds| known.as_ref() != Some(bounds)) {
            self.camera.fit(bounds);
            self.camera.land();
        }
    }

    /// Hands the pointer to the tool.
    #[expect(clippy::too_many_arguments, reason = "one call, and each is another thing of the frame")]
    fn work(
        &mut self,
        ui: &Ui,
        response: &Response,
        scene: &Scene,
        input: &CanvasInput,
        screen: &Screen,
        tool: &mut Tool,
        busy: bool,
        commands: &mut Vec<Command>,
    ) {
        let ground = &scene.ground;
        let person_at = |at: Pt| person(scene, screen, at);
        let block_at = |at: Pt| ground.face_at(at);
        let blocks_near = |a: Pt, b: Pt, radius: f64| territory(ground, ground.faces_near(a, b, radius));
        let blocks_in = |frame: Bounds| {
            let inside = ground.faces_in(frame).filter(|face| frame.contains(ground.inner(*face)));
            territory(ground, inside.collect())
        };
        let middle = |block: u32| ground.inner(block);
        let edges_near = |near: Bounds| {
            let mut edges: Vec<u32> = ground.edges_in(near).collect();
            edges.sort_unstable();
            edges
        };
        let people_near = |a: Pt, b: Pt, reach_mm: f64| scene.people.near(a, b, reach_mm);
        let households_in = |block: u32| scene.people.tally(block).households;
        let households_of = |cell: u32| scene.cells.get(&cell).map_or(0, |look| look.tally.households);
        let field = Field {
            middle: &middle,
            edges_near: &edges_near,
            people_near: &people_near,
            households_in: &households_in,
            households_of: &households_of,
            project: input.project,
            revision: input.revision,
            plan: scene.plan,
            selection: input.selection,
            person_at: &person_at,
            block_at: &block_at,
            blocks_near: &blocks_near,
            blocks_in: &blocks_in,
        };
        let (steps, pos, modifiers) = ui.input(|i| {
            let steps: Vec<Step> = i.events.iter().filter_map(|event| Step::of(event, tool.takes_back())).collect();
            (steps, i.pointer.interact_pos(), i.modifiers)
        });
        let pointer = |pos: Pos2, back: bool| Pointer {
            at: screen.to_map(pos),
            mm_per_px: screen.view.mm_per_px,
            add: modifiers.command || modifiers.shift,
            fine: modifiers.alt,
            follow: modifiers.shift,
            back,
        };
        let free = tool.is_busy() || (response.contains_pointer() && !ui.ctx().text_edit_focused());
        let key = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let before = commands.len();
        let mut outcome = None;
        for step in steps {
            match step {
                Step::Press(at, back) if !busy && response.contains_pointer() => {
                    commands.extend(tool.press(&field, &pointer(at, back)));
                }
                Step::Pass(at) if tool.holds() => tool.pass(&field, &pointer(at, false)),
                Step::Release(at) if tool.holds() => {
                    tool.move_to(&field, &pointer(at, false));
                    outcome = tool.preview().and_then(|preview| preview.outcome);
                    commands.extend(tool.release(&field, &pointer(at, false)));
                }
                Step::Press(..) | Step::Pass(_) | Step::Release(_) => {}
            }
        }
        if let Some(pointer) = pos.map(|pos| pointer(pos, false)) {
            if tool.is_busy() || (response.contains_pointer() && !busy) {
                tool.move_to(&field, &pointer);
            }
            if tool.is_busy() && !tool.holds() {
                if key(Key::Enter) {
                    outcome = tool.preview().and_then(|preview| preview.outcome);
                    commands.extend(tool.end(&field, &pointer));
                }
                if key(Key::Backspace) {
                    tool.step_back(&field, &pointer);
                }
            }
        }
        if let (Some(outcome), [Command::Do(_), ..]) = (outcome, &commands[before..]) {
            self.promised = Some((outcome, Arc::clone(ground), ui.input(|i| i.time)));
        }
        let escape = free && key(Key::Escape);
        // Whoever looks elsewhere in the middle of a stroke did not mean to finish it.
        let away = tool.holds() && !ui.input(|i| i.focused);
        if escape || away {
            commands.extend(tool.cancel(&field));
        }
    }

    fn told(&self, hover: Option<Pick>, pointer_map: Option<(f64, f64)>, response: Response) -> CanvasOutput {
        let metres_per_px = self.camera.view().mm_per_px / 1000.0;
        CanvasOutput { hover, pointer_map, metres_per_px, response }
    }
}

/// What the pointer did, in order: where frames are slow, one frame holds much of a stroke.
enum Step {
    /// Where, and whether with the other button.
    Press(Pos2, bool),
    Pass(Pos2),
    Release(Pos2),
}

impl Step {
    fn of(event: &Event, takes_back: bool) -> Option<Self> {
        match event {
            Event::PointerMoved(pos) => Some(Self::Pass(*pos)),
            Event::PointerButton { pos, button, pressed, .. } => {
                let back = *button == PointerButton::Secondary;
                let ours = *button == PointerButton::Primary || (back && takes_back);
                ours.then_some(if *pressed { Self::Press(*pos, back) } else { Self::Release(*pos) })
            }
            _ => None,
        }
    }
}

fn territory(ground: &Ground, mut faces: Vec<u32>) -> Vec<u32> {
    faces.retain(|face| ground.area_m2(*face) > 0.0);
    faces
}

/// The household or worker whose marker is at a place.
fn person(scene: &Scene, screen: &Screen, at: Pt) -> Option<Pick> {
    let (options, reach) = (scene.options, REACH * screen.view.mm_per_px);
    let worker = || scene.people.workers.nearest(at, reach, |_| true).map(|dot| Pick::Worker(dot.id));
    let household = || {
        let (dots, single) = scene.people.dots(screen.view.mm_per_px);
        let counts = |dot: &crate::present::scene::Dot| !options.monitored_only || dot.monitored > 0;
        single.then(|| dots.nearest(at, reach, counts))?.map(|dot| Pick::Household(dot.id))
    };
    let worker = if options.workers { worker() } else { None };
    worker.or_else(|| if options.households { household() } else { None })
}

fn under(scene: &Scene, input: &CanvasInput, screen: &Screen, at: Pt) -> Option<Pick> {
    let block = || scene.block_at(at);
    let cell = |block| scene.cell_of(block).filter(|id| input.project.cells.get(*id).is_some()).map(Pick::Cell);
    person(scene, screen, at).or_else(|| block().map(|block| cell(block).unwrap_or(Pick::Block(block))))
}
