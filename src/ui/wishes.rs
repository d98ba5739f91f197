//! Grants what only the window can: entries of the catalogue, places on the map, dialogs.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Context, ViewportCommand};

use super::app::App;
use super::dialogs::{
    About, Appoint, Balance, Compare, Confirm, Dialog, Export, Import, NewProject, Open, Palette, Parts, Rename,
    Sample, Shortcuts, Staff, Straighten,
};
use super::greyed::all_locked;
use super::outbox::{Tab, Wish};
use super::settings::{Shade, documents};
use crate::change::Action;
use crate::geom::Bounds;
use crate::model::{Id, Level};
use crate::present::scene::Overlay;
use crate::present::{SampleChain, free_name};
use crate::sample::SampleOptions;
use crate::say;
use crate::session::{Command, JobRequest, Pick, Selection};
use crate::solve::{BalanceRequest, Keep};
use crate::tools::{Aim, Border, Brush, Homes, Select, Settle, Shift, Sketch, Tool, Unit};
use crate::words::Language;

/// Packing leaves so many steps that can be undone.
const KEPT_STEPS: usize = 100;

impl App {
    /// Grants a wish.
    pub(super) fn grant(&mut self, ctx: &Context, wish: Wish) {
        match wish {
            Wish::Entry(id) => match self.greyed.why(id).cloned() {
                Some(why) => {
                    let text = self.speech().say(&why);
                    self.toasts.push(super::toasts::Tone::Refused, text);
                }
                None => self.run(ctx, id),
            },
            Wish::ShowOnMap(pick) => self.show_on_map(pick),
            Wish::ShowPlace(at) => self.canvas.centre_on(at),
            Wish::Appoint(cell) => self.dialog = Some(Dialog::Appoint(Appoint::new(cell))),
            Wish::Rename(cell) => self.rename(cell),
            Wish::ShowGaps => self.show_gaps(),
            Wish::NewPlan => self.new_plan(),
            Wish::CopyPlan(plan) => self.copy_plan(plan),
            Wish::DropPlan(plan) => self.drop_plan(plan),
            Wish::NewMicro(base) => self.new_micro(base),
            Wish::ShowCompare => self.show_compare(),
            Wish::EndCompare => self.scenes.compare(None),
            Wish::SaveChanges => self.save_changes(),
            Wish::Speak(language) => self.speak(language),
            Wish::Reveal(revealed) => self.revealed = revealed,
            Wish::OpenProject(path) => self.open(path),
            Wish::ForgetRecent(path) => {
                self.settings.recent.retain(|old| *old != path);
                self.look_at_recent();
                self.keep_settings();
            }
            Wish::OpenSample => self.open_sample(),
            Wish::ShowTab(tab) => self.settings.tab = tab,
            Wish::Finding(at) => self.go_to_finding(at),
            Wish::NewWith(paths) => self.new_with(paths),
        }
    }

    fn speak(&mut self, language: Language) {
        self.settings.language = language;
        self.keep_settings();
    }

    /// Runs an entry of the catalogue that is possible now.
    pub(super) fn run(&mut self, ctx: &Context, id: &str) {
        let selection = self.session.selection().clone();
        let plan = self.session.project().and_then(|project| project.meta.current);
        let cells: Vec<Id> = selection.cells.iter().copied().collect();
        let blocks: Vec<Id> = selection.blocks.iter().copied().collect();
        match id {
            "new" => self.dialog = Some(Dialog::New(Box::new(NewProject::new(self.wake.clone())))),
            "open" => self.dialog = Some(Dialog::Open(Open::default())),
            "sample" => self.dialog = Some(Dialog::Sample(Sample::new(documents()))),
            "import" => self.dialog = Some(Dialog::Import(Import::default())),
            "export" => {
                self.dialog = Some(Dialog::Export(Export::new(self.export_folder())));
            }
            "close" => self.dispatch(Command::Close),
            "quit" if self.session.jobs().is_empty() => ctx.send_viewport_cmd(ViewportCommand::Close),
            "quit" => {
                self.dialog = Some(Dialog::Confirm(Confirm {
                    question: say!("ui-confirm-quit"),
                    yes: "command-quit",
                    commands: Vec::new(),
                    quit: true,
                }));
            }
            "undo" => self.dispatch(Command::Undo),
            "redo" => self.dispatch(Command::Redo),
            "draw-cell" => self.dispatch_some(plan.map(|plan| Action::DrawCell { plan, blocks })),
            "erase" => self.dispatch_some(plan.map(|plan| Action::PaintBlocks { plan, cell: None, blocks })),
            "tidy" => self.dispatch(Command::Do(Action::TidyBlocks { blocks: None })),
            "parts" => {
                if let Some(cell) = cells.first() {
                    self.dialog = Some(Dialog::Parts(Parts::new(*cell)));
                }
            }
            "recut" => self.recut(cells),
            "one-more" => self.one_cell(1),
            "one-fewer" => self.one_cell(-1),
            "straighten" => self.dialog = Some(Dialog::Straighten(Straighten::new(cells))),
            "merge" => self.dispatch(Command::Do(Action::MergeCells { cells })),
            "lock-all" | "unlock-all" => {
                let rows = self.digest.iter().flat_map(|digest| &digest.cells.rows);
                let cells = rows.map(|row| row.id).collect();
                self.dispatch(Command::Do(Action::LockCells { cells, locked: id == "lock-all" }));
            }
            "lock" => {
                let locked = !all_locked(&self.session);
                self.dispatch(Command::Do(Action::LockCells { cells, locked }));
            }
            "rename" => {
                if let Some(cell) = cells.first() {
                    self.rename(*cell);
                }
            }
            "select-none" => {
                self.dispatch(Command::Select(Selection { target: selection.target, ..Selection::default() }));
            }
            "find" => self.search.focus = true,
            "balance" => self.balance(None),
            "balance-here" => self.balance(self.area_of_selection()),
            "new-plan" => self.new_plan(),
            "copy-plan" => {
                if let Some(plan) = plan {
                    self.copy_plan(plan);
                }
            }
            "plans" => self.settings.tab = Tab::Plans,
            "layers" => self.settings.tab = Tab::Layers,
            "journal" => self.settings.tab = Tab::Journal,
            "text-larger" | "text-smaller" => {
                self.settings.step_text(id == "text-larger");
                self.keep_settings();
            }
            "theme" => {
                let dark = self.settings.shade == Shade::Dark;
                self.settings.shade = if dark { Shade::Light } else { Shade::Dark };
                self.keep_settings();
            }
            "palette" => self.dialog = Some(Dialog::Palette(Palette::default())),
            "repair" => {
                let row = plan.and_then(|id| Some((id, self.session.project()?.plans.get(id)?)));
                let is_micro = row.is_some_and(|(_, row)| row.parent.is_some());
                let crossing = self.findings.iter().any(|found| found.rows.iter().any(|row| row.rule == "micro"));
                self.dispatch_some(row.map(|(plan, _)| match is_micro && crossing {
                    true => Action::FitMicroPlan { plan },
                    false => Action::RepairPlan { plan, within: selection.area },
                }));
            }
            "pack-journal" => {
                self.dialog = Some(Dialog::Confirm(Confirm {
                    question: say!("ui-confirm-pack", keep = KEPT_STEPS),
                    yes: "command-pack-journal-short",
                    commands: vec![Command::Pack { keep: KEPT_STEPS }],
                    quit: false,
                }));
            }
            "staff" => self.dialog = Some(Dialog::Staff(Staff)),
            "check" => self.dispatch(Command::StartJob(JobRequest::Check { plan })),
            "compare" => {
                let plans: Vec<Id> = self.digest.iter().flat_map(|digest| &digest.plans).map(|plan| plan.id).collect();
                self.dialog = Some(Dialog::Compare(Compare::new(&plans, plan)));
            }
            "next-problem" => self.step(false),
            "previous-problem" => self.step(true),
            "tool-select" => self.tool = Tool::Select(Select::of(self.next_unit())),
            "tool-brush" => {
                self.aim_at(&cells, selection);
                self.tool = Tool::Brush(Brush::default());
            }
            "tool-lasso" => self.tool = Tool::Sketch(Sketch::of(Aim::Lasso)),
            "tool-draw" => self.tool = Tool::Sketch(Sketch::of(Aim::Cell)),
            "tool-split" => self.tool = Tool::Sketch(Sketch::of(Aim::Split)),
            "tool-cut" => self.tool = Tool::Sketch(Sketch::of(Aim::Cut)),
            "tool-measure" => self.tool = Tool::Sketch(Sketch::of(Aim::Measure)),
            "tool-homes" => {
                self.aim_at(&cells, selection);
                self.tool = Tool::Homes(Homes::default());
            }
            "tool-border" => self.tool = Tool::Border(Border::default()),
            "tool-shift" => self.tool = Tool::Shift(Shift::default()),
            "tool-settle" => self.tool = Tool::Settle(Settle::default()),
            "tool-pan" => self.tool = Tool::Pan,
            "zoom-in" => self.canvas.zoom_by(1.6),
            "zoom-out" => self.canvas.zoom_by(1.0 / 1.6),
            "zoom-all" => self.canvas.fit_all(),
            "zoom-selection" => self.zoom_to(&selection),
            "language" => {
                let next = if self.settings.language == Language::Zh { Language::En } else { Language::Zh };
                self.speak(next);
            }
            "shortcuts" => self.dialog = Some(Dialog::Shortcuts(Shortcuts)),
            "about" => self.dialog = Some(Dialog::About(About::default())),
            _ => {}
        }
    }

    /// A single selected cell becomes what is painted to.
    fn aim_at(&mut self, cells: &[Id], selection: Selection) {
        if let [cell] = cells[..] {
            self.dispatch(Command::Select(Selection { target: Some(cell), ..selection }));
        }
    }

    fn dispatch_some(&mut self, action: Option<Action>) {
        if let Some(action) = action {
            self.dispatch(Command::Do(action));
        }
    }

    /// The select tool taken up again changes between cells and blocks.
    const fn next_unit(&self) -> Unit {
        match &self.tool {
            Tool::Select(select) if matches!(select.unit, Unit::Cell) => Unit::Block,
            _ => Unit::Cell,
        }
    }

    /// An empty plan with the nesting level of the current one.
    fn new_plan(&mut self) {
        let Some(project) = self.session.project() else { return };
        let now = project.meta.current.and_then(|id| project.plans.get(id));
        let nest = now.map_or(Some(project.meta.leaf.min(Level::Village)), |plan| plan.nest);
        let name = free_name(project, &self.speech().t("ui-plan-new-name"));
        self.dispatch(Command::Do(Action::AddPlan { name: name.into(), nest, origin: "".into() }));
        self.settings.tab = Tab::Plans;
    }

    fn copy_plan(&mut self, plan: Id) {
        let Some(project) = self.session.project() else { return };
        let Some(row) = project.plans.get(plan) else { return };
        let name = free_name(project, &row.name).into();
        self.dispatch(Command::Do(Action::CopyPlan { plan, name }));
        self.settings.tab = Tab::Plans;
    }

    fn new_micro(&mut self, base: Id) {
        let Some(project) = self.session.project() else { return };
        let Some(row) = project.plans.get(base) else { return };
        let name = self.speech().say(&say!("ui-plan-micro-name", base = &*row.name));
        let name = if project.plan_named(&name).is_some() { free_name(project, &name) } else { name };
        self.dispatch(Command::Do(Action::AddMicroPlan { base, name: name.into() }));
    }

    fn drop_plan(&mut self, plan: Id) {
        let Some(row) = self.session.project().and_then(|project| project.plans.get(plan)) else { return };
        self.dialog = Some(Dialog::Confirm(Confirm {
            question: say!("ui-confirm-drop-plan", plan = &*row.name),
            yes: "ui-plan-delete",
            commands: vec![Command::Do(Action::DropPlan { plan })],
            quit: false,
        }));
    }

    /// Lays what changed between the plans compared last over the map of the newer one.
    /// Beside the project.
    fn export_folder(&self) -> PathBuf {
        let folder = self.session.path().and_then(|path| Some(path.parent()?.join("export")));
        folder.unwrap_or_else(documents)
    }

    fn save_changes(&mut self) {
        if let Some([before, after]) = self.compared.as_ref().map(|comparison| comparison.plans) {
            self.dialog = Some(Dialog::Export(Export::of_changes(self.export_folder(), before, after)));
        }
    }

    fn show_compare(&mut self) {
        let (Some(comparison), Some(project)) = (self.compared.clone(), self.session.project().cloned()) else {
            return;
        };
        let after = comparison.plans[1];
        self.scenes.compare(Some(Arc::new(Overlay::new(&project, &comparison))));
        if project.meta.current != Some(after) {
            self.dispatch(Command::Do(Action::ChoosePlan { plan: after }));
        }
        self.settings.tab = Tab::Layers;
        self.canvas.fit_all();
    }

    /// Selects the blocks without a cell, of one area where there are very many.
    fn show_gaps(&mut self) {
        const MANY: usize = 2_000;
        let (Some(digest), Some(project)) = (&self.digest, self.session.project()) else { return };
        let mut gaps = digest.gaps(project);
        if gaps.len() > MANY {
            let area = |block: &Id| project.blocks.get(*block).map(|row| row.area);
            let first = gaps.first().and_then(area);
            gaps.retain(|block| area(block) == first);
        }
        let old = self.session.selection();
        let selection = Selection { blocks: gaps.into_iter().collect(), target: old.target, ..Selection::default() };
        self.dispatch(Command::Select(selection.clone()));
        self.zoom_to(&selection);
    }

    fn rename(&mut self, cell: Id) {
        if self.digest.as_ref().is_some_and(|digest| self.cells.rename(&digest.cells, cell)) {
            return;
        }
        let row = self.session.project().and_then(|project| project.cells.get(cell));
        if let Some(row) = row {
            self.dialog = Some(Dialog::Rename(Rename::new(cell, &row.name)));
        }
    }

    fn balance(&mut self, within: Option<Id>) {
        let Some(project) = self.session.project() else { return };
        let plan = project.meta.current.and_then(|id| project.plans.get(id));
        let usual = [project.profile.rural, project.profile.urban];
        let size = plan.and_then(|plan| plan.limits).unwrap_or(project.profile.rural);
        let nest = plan.map_or(Some(project.meta.leaf.min(Level::Village)), |plan| plan.nest);
        self.dialog = Some(Dialog::Balance(Balance::new(size, usual, nest, within)));
    }

    /// Shows up to three ways to cut some cells anew; one alone with its neighbours.
    fn recut(&mut self, only: Vec<Id>) {
        let keep = Keep { only, ..Keep::default() };
        let request = BalanceRequest { keep: Some(keep), ..self.kept_request() };
        self.dispatch(Command::StartJob(JobRequest::Propose(vec![request])));
    }

    /// One cell more or fewer in what is selected, or where it is needed most; the others change as little as they may.
    fn one_cell(&mut self, cells: i32) {
        let keep = Keep { cells, ..Keep::default() };
        let request = BalanceRequest { keep: Some(keep), within: self.area_of_selection(), ..self.kept_request() };
        self.dispatch(Command::StartJob(JobRequest::Balance(request.into())));
    }

    /// The current plan as it is.
    fn kept_request(&self) -> BalanceRequest {
        let project = self.session.project();
        let plan = project.and_then(|project| project.meta.current);
        let row = project.zip(plan).and_then(|(project, id)| project.plans.get(id));
        BalanceRequest::of(plan, row.and_then(|row| row.nest))
    }

    fn area_of_selection(&self) -> Option<Id> {
        let selection = self.session.selection();
        let cell = selection.cells.first().and_then(|id| self.session.project()?.cells.get(*id));
        selection.area.or_else(|| cell.map(|cell| cell.area))
    }

    fn step(&mut self, back: bool) {
        let next = self.findings.as_ref().and_then(|findings| findings.step(self.finding.at, back));
        if let Some(at) = next {
            self.go_to_finding(at);
        }
    }

    fn go_to_finding(&mut self, at: usize) {
        let Some(row) = self.findings.as_ref().and_then(|findings| findings.rows.get(at)).cloned() else { return };
        self.finding.at = Some(at);
        self.finding.scroll = true;
        self.settings.tab = Tab::Findings;
        let pick = row.cell.map(Pick::Cell).or(row.block.map(Pick::Block)).or(row.area.map(Pick::Area));
        if let Some(pick) = pick {
            self.dispatch(Command::Select(self.session.selection().only(pick)));
        }
        match (pick, row.at) {
            (Some(pick @ (Pick::Cell(_) | Pick::Area(_))), _) => self.show_on_map(pick),
            (_, Some(at)) => self.canvas.centre_on(at),
            (Some(pick), None) => self.show_on_map(pick),
            (None, None) => {}
        }
        self.mark();
    }

    fn bounds_of(&mut self, pick: Pick) -> Option<Bounds> {
        let project = self.session.project()?.clone();
        let scene = self.scenes.scene(&project, self.settings.layers)?;
        match pick {
            Pick::Cell(id) => scene.cell_bounds(id),
            Pick::Block(id) => scene.bounds_of([id]),
            Pick::Area(id) => {
                let inside = project.blocks.iter().filter(|(_, block)| project.lies_in(block.area, id));
                scene.bounds_of(inside.map(|(block, _)| block))
            }
            Pick::Household(_) | Pick::Worker(_) => None,
        }
    }

    fn show_on_map(&mut self, pick: Pick) {
        let Some(project) = self.session.project() else { return };
        let place = match pick {
            Pick::Household(id) => project.households.get(id).map(|row| row.at),
            Pick::Worker(id) => project.workers.get(id).and_then(|row| row.home),
            _ => None,
        };
        if let Some(at) = place {
            self.canvas.centre_on(at);
        } else if let Some(bounds) = self.bounds_of(pick) {
            self.canvas.fit(bounds);
        }
    }

    fn zoom_to(&mut self, selection: &Selection) {
        let picks =
            selection.cells.iter().map(|id| Pick::Cell(*id)).chain(selection.blocks.iter().map(|id| Pick::Block(*id)));
        let picks: Vec<Pick> = picks.chain(selection.area.map(Pick::Area)).collect();
        let boxes = picks.into_iter().filter_map(|pick| self.bounds_of(pick));
        let boxes: Vec<Bounds> = boxes.collect();
        if let Some(bounds) = boxes.into_iter().reduce(Bounds::join) {
            self.canvas.fit(bounds);
        } else if let Some(pick) = selection.household.map(Pick::Household).or(selection.worker.map(Pick::Worker)) {
            self.show_on_map(pick);
        }
    }

    /// The sample of the first page: opened where it was made before, else made.
    fn open_sample(&mut self) {
        let dir = documents().join("433126");
        let project = SampleChain::project_in(&dir);
        if project.is_file() {
            self.open(project);
        } else {
            let name = self.speech().t("ui-county-guzhang");
            self.start_sample(dir, &name, SampleOptions::default());
        }
    }

    fn start_sample(&mut self, dir: PathBuf, name: &str, options: SampleOptions) {
        let plans = [self.speech().t("ui-sample-last-year"), self.speech().t("ui-sample-plan")];
        let (chain, first) = SampleChain::start(dir, name, plans, options);
        self.chain = Some(chain);
        self.dispatch(first);
    }

    /// A dialog was closed: what it left behind.
    pub(super) fn closed(&mut self, dialog: Dialog) {
        match dialog {
            Dialog::New(new) => self.then = new.then,
            Dialog::Sample(sample) => {
                if let Some(wish) = sample.wish {
                    self.start_sample(wish.dir, &wish.name, wish.options);
                }
            }
            Dialog::Export(export) => self.exported = export.folder().to_owned(),
            _ => {}
        }
    }

    /// Files were dropped on the window: a project opens, anything else begins a new one.
    pub(super) fn dropped(&mut self, paths: Vec<PathBuf>) {
        if let Some(Dialog::New(new)) = &mut self.dialog {
            new.add(paths);
            return;
        }
        if self.greyed.why("open").is_some() {
            let text = self.speech().say(&say!("ui-why-busy"));
            self.toasts.push(super::toasts::Tone::Refused, text);
            return;
        }
        match &paths[..] {
            [one] if crate::present::is_project(one) => self.open(one.clone()),
            // With a project open, one more file is more likely meant for it.
            [one] if self.session.project().is_some() => self.dialog = Some(Dialog::Import(Import::of(one))),
            _ => self.new_with(paths),
        }
    }

    fn new_with(&mut self, paths: Vec<PathBuf>) {
        let mut new = NewProject::new(self.wake.clone());
        new.add(paths);
        self.dialog = Some(Dialog::New(Box::new(new)));
    }
}
