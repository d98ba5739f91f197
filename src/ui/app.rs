//! The window's state, and what happens in each frame: hear, draw, do.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Context, Ui};

use super::canvas::{Canvas, Mark};
use super::dialogs::{Around, Dialog, Flow};
use super::greyed::Greyed;
use super::outbox::{Outbox, Tab};
use super::panels::cells_ui::CellsMemory;
use super::panels::findings_ui::FindingsMemory;
use super::panels::inspector_ui::InspectorMemory;
use super::panels::plans_ui::PlansMemory;
use super::panels::search_ui::SearchMemory;
use super::panels::status_ui::Pointed;
use super::panels::welcome_ui::Recent;
use super::settings::Settings;
use super::speech::Speech;
use super::toasts::Toasts;
use super::{keys, theme, widgets};
use crate::measure::Comparison;
use crate::present::scene::{Draft, SceneCache};
use crate::present::{
    Coordinates, Desk, Digest, FindingsModel, InspectorModel, JournalModel, SampleChain, Searcher, StatusModel,
};
use crate::session::{Command, JobId, JobRequest, Pick, Selection, Session};
use crate::tools::Tool;

/// What the inspector's card was made for: digest, selection, page, whether names are shown.
pub(super) type CardKey = (u64, Selection, usize, bool);

/// A check under way.
pub(super) struct Checking {
    /// Of the project that it looks at.
    pub revision: u64,
    pub started: Instant,
    /// Whether nobody asked for it.
    pub quiet: bool,
}

/// What the map shows of a running job.
pub(super) struct DraftShown {
    job: JobId,
    /// How many pairs it has told so far.
    pairs: usize,
    at_s: f64,
    draft: Draft,
}

/// Everything behind the window.
pub struct App {
    pub(super) session: Session,
    pub(super) settings: Settings,
    /// Whether settings are kept; tests keep none.
    keeps: bool,
    pub(super) wake: Arc<dyn Fn() + Send + Sync>,

    pub(super) desk: Desk,
    pub(super) scenes: SceneCache,
    pub(super) searcher: Searcher,
    pub(super) digest: Option<Arc<Digest>>,
    pub(super) card: Option<(CardKey, InspectorModel)>,
    pub(super) journal: Option<(u64, JournalModel)>,
    pub(super) findings: Option<FindingsModel>,
    pub(super) marks: Vec<Mark>,
    /// The last comparison of two plans.
    pub(super) compared: Option<Arc<Comparison>>,
    draft: Option<DraftShown>,
    /// When the project last changed, in seconds of the window's clock.
    changed_s: f64,
    seen_revision: u64,
    /// Whether a text field had the keys in the last frame.
    typing: bool,
    /// Whether the check to be started is nobody's wish.
    quietly: bool,
    pub(super) status: StatusModel,
    pub(super) coordinates: Option<Coordinates>,
    pub(super) greyed: Greyed,
    pub(super) recent: Vec<Recent>,

    pub(super) canvas: Canvas,
    #[cfg(feature = "tiles")]
    pub(super) basemap: super::panels::basemap_ui::BasemapMemory,
    pub(super) tool: Tool,
    pub(super) pointed: Pointed,
    pub(super) map_hover: Option<Pick>,
    /// What the context menu of the map is about.
    pub(super) menu_pick: Option<Pick>,

    pub(super) cells: CellsMemory,
    pub(super) inspector: InspectorMemory,
    pub(super) finding: FindingsMemory,
    pub(super) plans: PlansMemory,
    pub(super) search: SearchMemory,
    pub(super) revealed: bool,

    pub(super) dialog: Option<Dialog>,
    pub(super) toasts: Toasts,
    pub(super) chain: Option<SampleChain>,
    /// Imports that follow once a new project stands.
    pub(super) then: Vec<JobRequest>,
    pub(super) checking: Option<Checking>,
    /// How long the last check took.
    pub(super) check_took: Duration,
    /// The folder of the last export.
    pub(super) exported: String,
    pub(super) out: Outbox,
    /// The title of the window, as last set.
    title: String,
}

impl App {
    /// A window without a project. `keeps` is whether settings are written.
    pub fn new(ctx: &Context, settings: Settings, keeps: bool) -> Self {
        theme::apply(ctx);
        let waker = ctx.clone();
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || waker.request_repaint());
        let mut session = Session::default();
        session.on_wake(Arc::clone(&wake));
        theme::follow(ctx, settings.shade, settings.text_pct);
        let mut app = Self {
            session,
            desk: Desk::new(Arc::clone(&wake)),
            scenes: SceneCache::new(Arc::clone(&wake)),
            searcher: Searcher::new(Arc::clone(&wake)),
            digest: None,
            card: None,
            journal: None,
            findings: None,
            marks: Vec::new(),
            compared: None,
            draft: None,
            changed_s: 0.0,
            seen_revision: 0,
            typing: false,
            quietly: false,
            status: StatusModel::default(),
            coordinates: None,
            greyed: Greyed::default(),
            recent: Vec::new(),
            canvas: Canvas::default(),
            #[cfg(feature = "tiles")]
            basemap: Default::default(),
            tool: Tool::default(),
            pointed: Pointed::default(),
            map_hover: None,
            menu_pick: None,
            cells: CellsMemory::default(),
            inspector: InspectorMemory::default(),
            finding: FindingsMemory::default(),
            plans: PlansMemory::default(),
            search: SearchMemory::default(),
            revealed: false,
            dialog: None,
            toasts: Toasts::default(),
            chain: None,
            then: Vec::new(),
            checking: None,
            check_took: Duration::ZERO,
            exported: String::new(),
            out: Outbox::default(),
            title: String::new(),
            settings,
            keeps,
            wake,
        };
        app.look_at_recent();
        app
    }

    /// Opens a project, as a job.
    pub fn open(&mut self, path: PathBuf) {
        self.dispatch(Command::Open { path, read_only: false });
    }

    pub(super) fn speech(&self) -> Speech {
        Speech(self.settings.language)
    }

    /// Sends a command and hears what comes of it.
    pub(super) fn dispatch(&mut self, command: Command) {
        if let Command::StartJob(JobRequest::Check { .. }) = &command {
            let quiet = std::mem::take(&mut self.quietly);
            self.checking = Some(Checking { revision: self.session.revision(), started: Instant::now(), quiet });
        }
        let events = self.session.dispatch(command);
        self.hear(events);
    }

    /// Which of the recent projects still exist.
    pub(super) fn look_at_recent(&mut self) {
        let there = |path: &PathBuf| Recent { there: path.is_file(), path: path.clone() };
        self.recent = self.settings.recent.iter().map(there).collect();
    }

    pub(super) fn keep_settings(&self) {
        if self.keeps {
            self.settings.save();
        }
    }

    /// Hears jobs, and brings the read models up to date.
    pub(super) fn refresh(&mut self, ctx: &Context) {
        let events = self.session.poll();
        self.hear(events);
        let status = self.session.status();
        let (saved, bad) = StatusModel::saved(&status);
        self.status.saved = Some(saved);
        self.status.bad = bad;
        if !status.saved {
            ctx.request_repaint_after_secs(0.15);
        }
        if self.session.is_travelling() {
            ctx.request_repaint();
        }
        if !self.session.jobs().is_empty() {
            ctx.request_repaint_after_secs(0.1);
        }
        self.show_draft(ctx);
        let revision = self.session.revision();
        match self.session.project() {
            Some(project) => {
                // Only a digest that nobody else holds is brought up to date in its place.
                self.digest = None;
                // The map comes first: both at once would keep it waiting.
                if self.scenes.is_there() && !self.canvas.is_waiting() {
                    self.digest = self.desk.digest(project, revision);
                }
                if std::mem::take(&mut self.search.changed) {
                    self.searcher.ask(project, &self.search.text);
                }
            }
            None => self.digest = None,
        }
        if self.journal.as_ref().is_none_or(|(made, _)| *made != revision) {
            let (steps, done) = self.session.journal();
            self.journal = Some((revision, JournalModel::new(steps, done)));
        }
        if let (Some(project), Some(digest)) = (self.session.project(), &self.digest) {
            let selection = self.session.selection();
            let fresh = self.card.as_ref().is_some_and(|(key, _)| {
                (key.0, key.2, key.3) == (digest.version, self.inspector.page, self.revealed) && key.1 == *selection
            });
            if !fresh {
                if self.card.as_ref().is_some_and(|(key, _)| key.1 != *selection) {
                    self.inspector.page = 0;
                }
                let key = (digest.version, selection.clone(), self.inspector.page, self.revealed);
                let card = InspectorModel::new(project, digest, selection, self.inspector.page, self.revealed);
                self.card = Some((key, card));
            }
        }
        self.check_again(ctx);
        self.greyed.refresh(&self.session, self.digest.as_deref(), self.findings.as_ref(), self.chain.is_some());
    }

    /// Shows on the map what a running job has found so far, a few times a second.
    fn show_draft(&mut self, ctx: &Context) {
        const PAUSE_S: f64 = 0.3;
        let now = ctx.input(|i| i.time);
        let Some(job) = self.session.jobs().into_iter().find(|job| job.has_draft) else {
            if self.draft.take().is_some() {
                self.scenes.draft(None);
            }
            return;
        };
        let known = self.draft.take().filter(|draft| draft.job == job.id);
        let none = || DraftShown { job: job.id, pairs: 0, at_s: 0.0, draft: Draft::default() };
        let draft = self.draft.insert(known.unwrap_or_else(none));
        if now - draft.at_s < PAUSE_S {
            return;
        }
        let fresh = self.session.drafted(job.id, draft.pairs);
        if !fresh.is_empty() {
            draft.pairs += fresh.len();
            draft.at_s = now;
            draft.draft.add(&fresh);
            self.scenes.draft(Some(Arc::new(draft.draft.clone())));
        }
    }

    /// Checks again by itself while findings are being gone through, once nothing has changed for a moment.
    fn check_again(&mut self, ctx: &Context) {
        const PAUSE_S: f64 = 0.8;
        let revision = self.session.revision();
        if self.findings.as_ref().is_none_or(|found| found.revision == revision) {
            return;
        }
        let idle = self.session.jobs().is_empty() && self.chain.is_none() && !self.tool.is_busy();
        if self.settings.tab != Tab::Findings
            || !idle
            || self.check_took > Duration::from_secs(2)
            || self.session.is_travelling()
        {
            return;
        }
        let rests_s = ctx.input(|i| i.time) - self.changed_s;
        if self.seen_revision != revision {
            self.seen_revision = revision;
            self.changed_s = ctx.input(|i| i.time);
            ctx.request_repaint_after_secs(PAUSE_S as f32);
        } else if rests_s < PAUSE_S {
            ctx.request_repaint_after_secs((PAUSE_S - rests_s) as f32);
        } else {
            let plan = self.session.project().and_then(|project| project.meta.current);
            self.quietly = true;
            self.dispatch(Command::StartJob(JobRequest::Check { plan }));
        }
    }

    /// Draws one frame and does what was asked for in it.
    pub fn frame(&mut self, ui: &mut Ui) {
        theme::follow(ui.ctx(), self.settings.shade, self.settings.text_pct);
        self.canvas.legend = self.settings.legend;
        self.refresh(ui.ctx());
        self.set_title(ui.ctx());
        self.take_drops(ui.ctx());
        // The Escape that ends typing is no Escape for the window.
        let typed = std::mem::take(&mut self.typing);
        if self.dialog.is_none() && !typed && widgets::keys_are_free(ui) {
            self.take_keys(ui);
        }
        self.shell(ui);
        self.show_dialog(ui.ctx());
        let speech = self.speech();
        let on_map = self.canvas.news().filter(|_| self.session.project().is_some());
        let room = on_map.unwrap_or_else(|| ui.ctx().content_rect().shrink(44.0));
        if let Some(action) = self.toasts.ui(ui.ctx(), speech, room) {
            self.out.send(Command::Do(action));
        }
        self.typing = ui.ctx().text_edit_focused();
        let size = ui.ctx().content_rect().size();
        self.settings.window = [size.x, size.y];
        let Outbox { commands, wishes } = std::mem::take(&mut self.out);
        if !commands.is_empty() || !wishes.is_empty() {
            ui.ctx().request_repaint();
        }
        for command in commands {
            self.dispatch(command);
        }
        for wish in wishes {
            self.grant(ui.ctx(), wish);
        }
    }

    fn set_title(&mut self, ctx: &Context) {
        let name = self.speech().t("ui-app-name");
        let title = if self.status.project.is_empty() { name } else { format!("{} – {name}", self.status.project) };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn take_keys(&mut self, ui: &Ui) {
        // In the middle of a gesture no key does anything else, and Escape belongs to the tool as long as it has a use for it.
        if self.tool.holds() {
            return;
        }
        let paints = matches!(self.tool, Tool::Brush(_) | Tool::Homes(_));
        let escapes = self.tool.is_busy() || (paints && self.session.selection().target.is_some());
        let Some(id) = keys::pressed(ui, |id| !(escapes && id == "select-none")) else { return };
        // A key that cannot do anything now says why, as its menu entry does.
        match self.greyed.why(id) {
            Some(why) => {
                let text = self.speech().say(why);
                if id != "select-none" {
                    self.toasts.push(super::toasts::Tone::Refused, text);
                }
            }
            None => self.run(ui.ctx(), id),
        }
    }

    fn take_drops(&mut self, ctx: &Context) {
        let dropped: Vec<PathBuf> =
            ctx.input(|i| i.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
        if !dropped.is_empty() {
            self.dropped(dropped);
        }
    }

    fn show_dialog(&mut self, ctx: &Context) {
        let Some(mut dialog) = self.dialog.take() else { return };
        let around = Around {
            speech: self.speech(),
            project: self.session.project(),
            digest: self.digest.as_ref(),
            selection: self.session.selection(),
            greyed: &self.greyed,
        };
        let flow = dialog.show(ctx, around, &mut self.out);
        if flow == Flow::Stay {
            self.dialog = Some(dialog);
        } else {
            self.closed(dialog);
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self) {
        self.keep_settings();
        // What is not on the disk by now is told at the next opening; the window is gone.
        let _ = self.session.flush();
    }
}
