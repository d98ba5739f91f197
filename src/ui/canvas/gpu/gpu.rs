//! The door: keeps what is on the card in step with the scene, and hands out the shapes of a frame.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use eframe::egui_wgpu::{Callback, RenderState};
use eframe::wgpu;
use egui::{Context, Shape};

use super::board::{GroundBoard, PatchBoard, PeopleBoard};
use super::callback::{Above, Below, Shown};
use super::frame::words;
use super::looks::{Boards, Looks};
use super::pipelines::Pipelines;
use super::room::Room;
use crate::present::scene::{Ground, LineKind, People, Scene, line_stroke};
use crate::ui::canvas::fills::Screen;
use crate::ui::canvas::look::Look;

/// The map's layers on the graphics card.
pub struct Gpu {
    device: wgpu::Device,
    linear: bool,
    wake: Context,
    ground: Kept<Ground, GroundBoard>,
    people: Kept<People, PeopleBoard>,
    /// What has changed of the ground since, and the ground that it was taken from.
    patch: Option<(Arc<Ground>, Arc<PatchBoard>)>,
    /// The tables, and the version and the look of the scene that they are of.
    looks: Option<(u64, Look, Arc<Looks>)>,
}

/// What the card shows of a frame.
pub enum Drawn {
    /// Shapes below and above what is selected.
    Card(Shape, Shape),
    /// It is being uploaded, and nothing was there before.
    Waiting,
    /// The card has no room for it.
    Refused,
}

impl Gpu {
    /// Asks the card of a window; `None` where it lacks something.
    pub fn new(state: &RenderState, wake: Context) -> Option<Self> {
        let room = Room::new(Pipelines::new(state)?);
        state.renderer.write().callback_resources.insert(room);
        Some(Self {
            device: state.device.clone(),
            linear: state.target_format.is_srgb(),
            wake,
            ground: Kept::default(),
            people: Kept::default(),
            patch: None,
            looks: None,
        })
    }

    /// The shapes of a frame. Never waits: an upload goes on beside the window while the old map stays in sight.
    pub fn frame(&mut self, scene: &Scene, screen: &Screen, pixels_per_point: f32) -> Drawn {
        let look = screen.look;
        let device = self.device.clone();
        let is_small = scene.ground.ends().1 < SMALL;
        let upload = move |ground: &Ground| GroundBoard::new(&device, ground);
        self.ground.meet(&scene.ground, Ground::is_kin, is_small, &self.wake, upload);
        let device = self.device.clone();
        let is_small = scene.people.dots(0.0).0.all().len() < SMALL;
        let upload = move |people: &People| PeopleBoard::new(&device, people);
        self.people.meet(&scene.people, People::shows_same, is_small, &self.wake, upload);
        if self.ground.refused || self.people.refused {
            return Drawn::Refused;
        }
        let (Some((ground_of, ground)), Some((people_of, people))) = (&self.ground.made, &self.people.made) else {
            return Drawn::Waiting;
        };
        // The tables of a newer ground do not fit the one on the card.
        if ground_of.is_kin(&scene.ground) {
            let known = self.patch.as_ref().is_some_and(|(of, _)| Arc::ptr_eq(of, &scene.ground));
            if !known {
                let Some(patch) = PatchBoard::new(&self.device, &scene.ground, ground) else { return Drawn::Refused };
                self.patch = Some((Arc::clone(&scene.ground), Arc::new(patch)));
            }
            let none = PatchBoard::default();
            let boards = Boards { ground, patch: self.patch.as_ref().map_or(&none, |(_, patch)| patch) };
            let looks = match (&self.looks, &scene.recent) {
                (Some((version, of, _)), _) if *version == scene.version && *of == look && known => None,
                (Some((version, of, looks)), Some(recent)) if *version == recent.since && *of == look && known => {
                    Some(looks.follow(scene, look, recent, boards))
                }
                _ => Some(Looks::new(scene, look, boards)),
            };
            if let Some(looks) = looks {
                self.looks = Some((scene.version, look, Arc::new(looks)));
            }
        }
        let (Some((_, _, looks)), Some((_, patch))) = (&self.looks, &self.patch) else { return Drawn::Waiting };
        let (seen, scale) = (screen.drawn(), screen.view.mm_per_px);
        let options = &scene.options;
        let level = people_of.level(scale);
        let shown = Arc::new(Shown {
            ground: Arc::clone(ground),
            patch: Arc::clone(patch),
            people: Arc::clone(people),
            looks: Arc::clone(looks),
            words: words(scene, screen, pixels_per_point, self.linear),
            lod: ground.levels.at(scale),
            seen,
            barriers: options.barriers,
            order: options.order(),
            kinds: kinds(scene, scale),
            dots: options.households.then(|| (level, people_of.levels()[level].spans(seen))),
            workers: if options.workers { people_of.workers.spans(seen) } else { Vec::new() },
        });
        let rect = screen.rect();
        let below = Callback::new_paint_callback(rect, Below(Arc::clone(&shown)));
        let above = Callback::new_paint_callback(rect, Above(shown));
        Drawn::Card(Shape::Callback(below), Shape::Callback(above))
    }
}

/// A ground or people this small is uploaded at once, so that nothing flickers.
const SMALL: usize = 20_000;

fn kinds(scene: &Scene, mm_per_px: f64) -> Vec<LineKind> {
    let wanted = |kind: &LineKind| match kind {
        LineKind::Gap => !scene.gaps.is_empty(),
        LineKind::Old => scene.overlay.is_some(),
        _ => true,
    };
    let visible = |kind: &LineKind| line_stroke(*kind, mm_per_px).is_some();
    LineKind::ALL.into_iter().filter(wanted).filter(visible).collect()
}

/// What has been uploaded of something, and the newer one on its way.
struct Kept<K, T> {
    made: Option<(Arc<K>, Arc<T>)>,
    making: Option<(Arc<K>, Receiver<Option<T>>)>,
    refused: bool,
}

impl<K, T> Default for Kept<K, T> {
    fn default() -> Self {
        Self { made: None, making: None, refused: false }
    }
}

impl<K: Send + Sync + 'static, T: Send + Sync + 'static> Kept<K, T> {
    fn meet(
        &mut self,
        wanted: &Arc<K>,
        is_same: impl Fn(&K, &K) -> bool,
        at_once: bool,
        wake: &Context,
        make: impl FnOnce(&K) -> Option<T> + Send + 'static,
    ) {
        match self.making.as_ref().map(|(key, receiver)| (Arc::clone(key), receiver.try_recv())) {
            Some((key, Ok(made))) => {
                self.making = None;
                self.take(key, made);
            }
            Some((_, Err(TryRecvError::Disconnected))) => (self.making, self.refused) = (None, true),
            Some((_, Err(TryRecvError::Empty))) | None => {}
        }
        if self.making.is_some() || self.made.as_ref().is_some_and(|(key, _)| is_same(key, wanted)) {
            return;
        }
        let key = Arc::clone(wanted);
        if at_once {
            let made = make(&key);
            self.take(key, made);
            return;
        }
        let (sender, receiver) = channel();
        let (source, wake) = (Arc::clone(&key), wake.clone());
        let run = move || {
            // The window may be gone.
            let _ = sender.send(make(&source));
            wake.request_repaint();
        };
        match std::thread::Builder::new().name("upload".to_owned()).spawn(run) {
            Ok(_) => self.making = Some((key, receiver)),
            Err(_) => self.refused = true,
        }
    }

    fn take(&mut self, key: Arc<K>, made: Option<T>) {
        self.refused = made.is_none();
        self.made = made.map(|made| (key, Arc::new(made)));
    }
}
