//! Where everything stands: menus and tools above, the table left, the map in the middle, the inspector right.

use egui::{CentralPanel, Frame, Margin, Panel, RichText, Ui};

use super::app::App;
use super::canvas::CanvasInput;
use super::dialogs::{self, Dialog};
use super::outbox::{Tab, Wish};
#[cfg(feature = "tiles")]
use super::panels::basemap_ui::basemap_ui;
use super::panels::cells_ui::{CellsLook, cells_ui};
use super::panels::findings_ui::findings_ui;
use super::panels::inspector_ui::{InspectorLook, inspector_ui};
use super::panels::jobs_ui::jobs_ui;
use super::panels::journal_ui::journal_ui;
use super::panels::layers_ui::layers_ui;
use super::panels::plans_ui::plans_ui;
use super::panels::status_ui::{Pointed, status_ui};
use super::panels::welcome_ui::welcome_ui;
use super::speech::{Speech, grouped};
use super::theme;
use crate::change::Action;
use crate::geom::Pt;
use crate::present::{MonitoredModel, NewHousehold, STEPS};
use crate::session::{Command, Pick};

const SIDE: Frame = Frame::new();

fn bar(fill: egui::Color32, margin: Margin) -> Frame {
    Frame::new().fill(fill).inner_margin(margin)
}

impl App {
    /// Draws the window.
    pub(super) fn shell(&mut self, ui: &mut Ui) {
        Panel::top("menus").frame(bar(theme::of(ui).panel, Margin::symmetric(8, 2))).show(ui, |ui| self.menu_bar(ui));
        let open = self.session.project().is_some();
        if open {
            Panel::top("tools")
                .frame(bar(theme::of(ui).card, Margin::symmetric(8, 3)))
                .show(ui, |ui| self.tool_bar(ui));
            Panel::bottom("status")
                .exact_size(26.0)
                .frame(bar(theme::of(ui).panel, Margin::symmetric(10, 2)))
                .show(ui, |ui| self.status_line(ui));
        }
        // A check that nobody asked for comes and goes without moving the map.
        let quiet = self.checking.as_ref().is_some_and(|checking| checking.quiet);
        if !self.session.jobs().is_empty() && !quiet {
            Panel::bottom("jobs")
                .frame(bar(theme::of(ui).accent_soft, Margin::symmetric(12, 6)))
                .show(ui, |ui| self.job_bar(ui));
        }
        if !open {
            CentralPanel::default().frame(SIDE.fill(theme::of(ui).card).inner_margin(Margin::same(12))).show(
                ui,
                |ui| {
                    let speech = self.speech();
                    let busy = self.chain.is_some() || !self.session.jobs().is_empty();
                    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                        welcome_ui(ui, speech, &self.recent, busy, &mut self.out);
                    });
                },
            );
            return;
        }
        let room = ui.available_width();
        let left = Panel::left("cells")
            .default_size(self.settings.left.min(room * 0.34))
            .size_range(240.0..=(room * 0.5).max(241.0))
            .frame(bar(theme::of(ui).panel, Margin::symmetric(8, 6)))
            .show(ui, |ui| self.left(ui));
        self.settings.left = left.response.rect.width();
        let right = Panel::right("inspector")
            .default_size(self.settings.right.min(room * 0.28))
            .size_range(240.0..=(room * 0.4).max(241.0))
            .frame(bar(theme::of(ui).panel, Margin::symmetric(10, 6)))
            .show(ui, |ui| self.right(ui));
        self.settings.right = right.response.rect.width();
        CentralPanel::default().frame(SIDE).show(ui, |ui| self.map(ui));
    }

    fn job_bar(&mut self, ui: &mut Ui) {
        let chain = self.chain.as_ref().map(|chain| {
            let (step, what) = chain.at();
            (step, STEPS, what)
        });
        jobs_ui(ui, self.speech(), &self.session.jobs(), chain.as_ref(), &mut self.out);
    }

    fn status_line(&mut self, ui: &mut Ui) {
        let monitored = self.digest.as_ref().map_or_else(MonitoredModel::default, |digest| digest.monitored);
        status_ui(ui, self.speech(), &self.status, &monitored, &self.pointed);
    }

    fn left(&mut self, ui: &mut Ui) {
        // A panel is as wide as what it holds, unless that takes all there is.
        ui.take_available_width();
        let speech = self.speech();
        let Some(digest) = self.digest.clone() else {
            waiting(ui, speech);
            return;
        };
        ui.horizontal(|ui| {
            ui.label(RichText::new(speech.t("ui-cells-title")).strong().size(14.5));
            ui.label(RichText::new(grouped(digest.cells.rows.len() as i64)).color(theme::of(ui).quiet));
        });
        let hover = match self.map_hover {
            Some(Pick::Cell(id)) => Some(id),
            _ => None,
        };
        let look = CellsLook { speech, version: digest.version, selection: self.session.selection(), hover };
        cells_ui(ui, &look, &digest.cells, &mut self.settings.columns, &mut self.cells, &mut self.out);
    }

    fn right(&mut self, ui: &mut Ui) {
        ui.take_available_width();
        let speech = self.speech();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(2.0, 2.0);
            ui.spacing_mut().button_padding.x = 6.0;
            let problems = self.findings.as_ref().map_or(0, |found| found.errors + found.warnings);
            for (tab, key) in [
                (Tab::Inspector, "ui-tab-inspector"),
                (Tab::Findings, "ui-tab-findings"),
                (Tab::Plans, "ui-tab-plans"),
                (Tab::Layers, "ui-layers"),
                (Tab::Journal, "ui-tab-journal"),
            ] {
                let count = if tab == Tab::Findings && problems > 0 {
                    format!(" {}", grouped(problems as i64))
                } else {
                    String::new()
                };
                let chosen = self.settings.tab == tab;
                let text = RichText::new(format!("{}{count}", speech.t(key)));
                let text = if chosen { text.strong() } else { text };
                if ui.selectable_label(chosen, text).clicked() {
                    self.settings.tab = tab;
                }
            }
        });
        ui.separator();
        match self.settings.tab {
            Tab::Inspector => {
                let look = InspectorLook { speech, selection: self.session.selection(), revealed: self.revealed };
                match &self.card {
                    Some((_, card)) => inspector_ui(ui, look, card, &mut self.inspector, &mut self.out),
                    None => waiting(ui, speech),
                }
            }
            Tab::Findings => {
                let stale = self.findings.as_ref().is_some_and(|found| found.revision != self.session.revision());
                findings_ui(ui, speech, self.findings.as_ref(), stale, &mut self.finding, &mut self.out);
            }
            Tab::Plans => {
                let Some(digest) = self.digest.clone() else { return waiting(ui, speech) };
                let read_only = self.session.status().read_only;
                plans_ui(ui, speech, &digest.plans, digest.plan, read_only, &mut self.plans, &mut self.out);
            }
            Tab::Layers => {
                let project = self.session.project();
                let before = self.scenes.overlay().and_then(|overlay| project?.plans.get(overlay.before));
                let before = before.map(|plan| plan.name.to_string());
                layers_ui(ui, speech, &mut self.settings, before.as_deref(), &mut self.out, |ui, settings| {
                    #[cfg(feature = "tiles")]
                    basemap_ui(ui, speech, settings, &mut self.basemap, self.canvas.basemap.as_ref());
                    #[cfg(not(feature = "tiles"))]
                    let _ = (ui, settings);
                });
            }
            Tab::Journal => {
                if let Some((_, journal)) = &self.journal {
                    journal_ui(ui, speech, journal, self.session.status().read_only, &mut self.out);
                }
            }
        }
    }

    /// Opens the map image that the settings ask for, and lets go of any other.
    #[cfg(feature = "tiles")]
    fn open_basemap(&mut self, project: &crate::model::Project) {
        let (place, crs, frame) = (self.settings.basemap.as_str(), project.meta.crs, project.meta.frame);
        if place.is_empty() {
            self.canvas.basemap = None;
        } else if self.canvas.basemap.as_ref().is_none_or(|open| !open.is_of(place, crs, frame)) {
            let wake = std::sync::Arc::clone(&self.wake);
            self.canvas.basemap = Some(crate::present::basemap::Basemap::open(place, crs, frame, wake));
        }
    }

    fn map(&mut self, ui: &mut Ui) {
        let Some(project) = self.session.project().cloned() else { return };
        let speech = self.speech();
        let attribution = if project.meta.made { speech.t("ui-attribution-made") } else { speech.t("ui-attribution") };
        #[cfg(feature = "tiles")]
        self.open_basemap(&project);
        let scene = self.scenes.scene(&project, self.settings.layers);
        let input = CanvasInput {
            project: &project,
            revision: self.session.revision(),
            scene,
            selection: self.session.selection(),
            // The places of problems would hide the map from whoever looks for something else.
            marks: if self.settings.tab == Tab::Findings { &self.marks } else { &[] },
            hover: self.cells.hovered.map(Pick::Cell),
            attribution: &attribution,
            language: speech.0,
        };
        let told = self.canvas.ui(ui, &input, &mut self.tool, &mut self.out.commands);
        if let Some(at) = self.tool.chosen() {
            let start = scene.and_then(|scene| NewHousehold::at(&project, at, scene.block_at(at)?));
            if let Some(start) = start {
                self.dialog = Some(Dialog::Household(Box::new(dialogs::NewHousehold::new(start))));
            }
        }
        self.map_hover = match told.hover {
            // The table lights up with the cell that a block or a household lies in.
            Some(Pick::Block(block)) => {
                project.meta.current.and_then(|plan| project.cell_of(plan, block)).map(Pick::Cell)
            }
            other => other,
        };
        let degrees = told.pointer_map.zip(self.coordinates.as_ref()).and_then(|((x, y), way)| {
            let frame = project.meta.frame;
            let at = Pt::new(((x - frame.x_m) * 1000.0) as i32, ((y - frame.y_m) * 1000.0) as i32);
            way.of(at).1
        });
        self.pointed = Pointed {
            metres: told.pointer_map,
            degrees,
            metres_per_px: told.metres_per_px,
            hint: speech.t(self.tool.hint()),
        };
        if told.response.secondary_clicked() {
            self.menu_pick = told.hover;
        }
        told.response.context_menu(|ui| self.map_menu(ui, speech));
    }

    fn map_menu(&mut self, ui: &mut Ui, speech: Speech) {
        let project = self.session.project().cloned();
        let cell = match (self.menu_pick, &project) {
            (Some(Pick::Cell(id)), _) => Some(id),
            (Some(Pick::Block(block)), Some(project)) => {
                project.meta.current.and_then(|plan| project.cell_of(plan, block))
            }
            (Some(Pick::Household(id)), Some(project)) => {
                project.households.get(id).and_then(|row| project.cell_of_household(project.meta.current?, row))
            }
            _ => None,
        };
        if let Some((cell, row)) = cell.and_then(|id| Some((id, project.as_ref()?.cells.get(id)?))) {
            ui.label(RichText::new(&*row.name).strong());
            let selection = self.session.selection();
            if ui.button(speech.t("ui-map-select")).clicked() {
                self.out.send(Command::Select(selection.only(Pick::Cell(cell))));
            }
            if ui.button(speech.t("ui-map-select-area")).clicked() {
                self.out.send(Command::Select(selection.only(Pick::Area(row.area))));
            }
            if ui.button(speech.t("ui-cell-rename")).clicked() {
                self.out.wish(Wish::Rename(cell));
            }
            if ui.button(speech.t("ui-cell-appoint")).clicked() {
                self.out.wish(Wish::Appoint(cell));
            }
            let key = if row.locked { "ui-cells-unlock" } else { "ui-cells-do-lock" };
            if ui.button(speech.t(key)).clicked() {
                self.out.send(Command::Do(Action::LockCells { cells: vec![cell], locked: !row.locked }));
            }
            ui.separator();
        }
        for id in ["merge", "draw-cell", "balance-here", "zoom-all"] {
            let why = self.greyed.why(id).map(|why| speech.say(why));
            let button = egui::Button::new(speech.t(&format!("command-{id}")));
            let response = ui.add_enabled(why.is_none(), button);
            if response.on_disabled_hover_text(why.unwrap_or_default()).clicked() {
                self.out.wish(Wish::Entry(id));
            }
        }
    }
}

fn waiting(ui: &mut Ui, speech: Speech) {
    ui.add_space(20.0);
    ui.vertical_centered(|ui| {
        ui.spinner();
        ui.label(RichText::new(speech.t("ui-summing")).color(theme::of(ui).quiet));
    });
}
