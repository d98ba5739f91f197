//! Keeps the scene in step with the project: small edits are followed at once, everything else is made on a thread of its
//! own while the old scene stays in sight.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use super::built::{Recent, Scene};
use super::draft::Draft;
use super::ground::Ground;
use super::options::SceneOptions;
use super::overlay::Overlay;
use super::people::People;
use crate::change::Touched;
use crate::model::Project;

/// The scene of the open project.
pub struct SceneCache {
    scene: Option<Scene>,
    making: Option<Receiver<Scene>>,
    /// Another plan to compare the scene's with.
    overlay: Option<Arc<Overlay>>,
    draft: Option<Arc<Draft>>,
    /// What has changed since the scene, or since the snapshot of the one in the making.
    touched: Touched,
    /// Whether the rules have changed since.
    rules: Option<Arc<crate::model::Profile>>,
    version: u64,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl SceneCache {
    /// A cache without a scene; `wake` is called from another thread when a scene is ready.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            scene: None,
            making: None,
            overlay: None,
            draft: None,
            touched: Touched::default(),
            rules: None,
            version: 0,
            wake,
        }
    }

    /// Notes what a change touched: to be called for every change of the project.
    pub fn touch(&mut self, touched: &Touched) {
        self.touched.add(touched);
    }

    /// Forgets everything: another project was opened, or none is open.
    pub fn reset(&mut self) {
        let version = self.version;
        *self = Self::new(Arc::clone(&self.wake));
        self.version = version;
    }

    /// Shows what changes from another plan; `None` ends that.
    pub fn compare(&mut self, overlay: Option<Arc<Overlay>>) {
        self.overlay = overlay;
    }

    /// Shows a plan that is being worked out; `None` ends that.
    pub fn draft(&mut self, draft: Option<Arc<Draft>>) {
        self.draft = draft;
    }

    /// What is compared.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_deref()
    }

    /// Whether there is a scene to show, be it an old one.
    pub const fn is_there(&self) -> bool {
        self.scene.is_some()
    }

    /// Whether a scene is in the making.
    pub const fn is_busy(&self) -> bool {
        self.making.is_some()
    }

    /// The scene of the project's current plan as far as it is made; none before the first is ready. Never blocks.
    pub fn scene(&mut self, project: &Arc<Project>, options: SceneOptions) -> Option<&Scene> {
        self.receive();
        let plan = project.meta.current.filter(|id| project.plans.get(*id).is_some());
        let same_rules = self.rules.as_ref().is_none_or(|rules| Arc::ptr_eq(rules, &project.profile));
        if self.making.is_none() {
            let same_plan = self.scene.as_ref().is_some_and(|scene| scene.plan == plan);
            let untouched = self.touched == Touched::default() && same_rules;
            if !(same_plan && (untouched || self.follow(project))) {
                self.make(project, options);
            }
        }
        let version = &mut self.version;
        let over = |scene: &Scene| self.overlay.clone().filter(|overlay| Some(overlay.after) == scene.plan);
        if let Some(scene) = &mut self.scene
            && (scene.options != options || scene.overlay != over(scene) || !same(&scene.draft, &self.draft))
        {
            let is_draft_alone = scene.options == options && scene.overlay == over(scene);
            let drafts = scene.draft.as_ref().zip(self.draft.as_ref()).filter(|_| is_draft_alone);
            let blocks = drafts.and_then(|(old, new)| new.since(old)).cloned();
            scene.recent = blocks.map(|blocks| Recent { since: scene.version, blocks, edges: BTreeSet::new() });
            *version += 1;
            scene.overlay = over(scene);
            scene.draft = self.draft.clone();
            scene.options = options;
            scene.version = *version;
        }
        self.scene.as_ref()
    }

    fn follow(&mut self, project: &Project) -> bool {
        let Some(scene) = &mut self.scene else { return false };
        if !scene.follow(project, &self.touched) {
            return false;
        }
        self.touched = Touched::default();
        self.version += 1;
        scene.version = self.version;
        true
    }

    fn receive(&mut self) {
        match self.making.as_ref().map(Receiver::try_recv) {
            Some(Ok(mut scene)) => {
                self.making = None;
                self.version += 1;
                scene.version = self.version;
                self.scene = Some(scene);
            }
            // The thread is gone without a scene; the next change tries again.
            Some(Err(TryRecvError::Disconnected)) => self.making = None,
            Some(Err(TryRecvError::Empty)) | None => {}
        }
    }

    fn make(&mut self, project: &Arc<Project>, options: SceneOptions) {
        let touched = std::mem::take(&mut self.touched);
        let same_rules = self.rules.as_ref().is_some_and(|rules| Arc::ptr_eq(rules, &project.profile));
        self.rules = Some(Arc::clone(&project.profile));
        let old = self.scene.as_ref();
        let ground = old.filter(|_| !touched.mesh).map(|scene| Arc::clone(&scene.ground));
        let people = old.filter(|_| !touched.households && same_rules).map(|s| Arc::clone(&s.people));
        let colours = old.filter(|s| s.plan == project.meta.current).map(|s| s.colours().clone()).unwrap_or_default();
        let project = Arc::clone(project);
        let small = project.blocks.len() < SMALL && project.households.len() < SMALL;
        let work = move || {
            let people = || match people {
                Some(people) => {
                    let moved = touched.homes.is_empty().then(|| Arc::clone(&people));
                    let people = moved.unwrap_or_else(|| Arc::new(people.with_homes(&project, &touched.homes)));
                    if touched.workers { Arc::new(people.with_workers(&project)) } else { people }
                }
                None => Arc::new(People::new(&project)),
            };
            let ground = || ground.unwrap_or_else(|| Arc::new(Ground::new(&project)));
            let (ground, people) = rayon::join(ground, people);
            Scene::over(&project, project.meta.current, options, ground, people, &colours)
        };
        let (sender, receiver) = channel();
        if small {
            // Quicker than a frame, so nothing need flicker.
            let _ = sender.send(work());
            self.making = Some(receiver);
            self.receive();
            return;
        }
        let wake = Arc::clone(&self.wake);
        let run = move || {
            // The cache may be gone, or may have forgotten this project.
            let _ = sender.send(work());
            wake();
        };
        if std::thread::Builder::new().name("scene".to_owned()).spawn(run).is_ok() {
            self.making = Some(receiver);
        }
    }
}

/// Whether both are one draft: comparing what they hold would take longer than drawing it.
fn same(a: &Option<Arc<Draft>>, b: &Option<Arc<Draft>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// Projects with fewer blocks and households than this are made at once.
const SMALL: usize = 300;
