//! Appoints a worker to a cell by hand: those with room first, the nearest first.

use egui::{RichText, ScrollArea, TextEdit, Ui};

use super::{Around, Flow};
use crate::change::Action;
use crate::model::Id;
use crate::present::{Choice, choices};
use crate::say;
use crate::session::Command;
use crate::ui::outbox::Outbox;
use crate::ui::{theme, widgets};

const SHOWN: usize = 60;

/// The list.
pub struct Appoint {
    cell: Id,
    text: String,
    /// The rows and what they were made for.
    rows: Vec<Choice>,
    stamp: Option<(u64, String)>,
    fresh: bool,
}

impl Appoint {
    /// For a cell.
    pub fn new(cell: Id) -> Self {
        Self { cell, text: String::new(), rows: Vec::new(), stamp: None, fresh: true }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        let Some((project, digest)) = around.project.zip(around.digest) else { return Flow::Close };
        let Some(cell) = project.cells.get(self.cell) else { return Flow::Close };
        ui.label(RichText::new(speech.say(&say!("ui-appoint-what", cell = &*cell.name))).color(theme::of(ui).quiet));
        let field =
            TextEdit::singleline(&mut self.text).hint_text(speech.t("ui-appoint-filter")).desired_width(f32::INFINITY);
        let field = ui.add(field);
        if std::mem::take(&mut self.fresh) {
            field.request_focus();
        }
        let stamp = Some((digest.version, self.text.clone()));
        if self.stamp != stamp {
            self.rows = choices(project, digest, self.cell, &self.text, SHOWN);
            self.stamp = stamp;
        }
        if self.rows.is_empty() {
            let key = if project.workers.is_empty() { "ui-staff-no-workers" } else { "ui-search-nothing" };
            widgets::empty(ui, &speech.t(key), None);
            return Flow::Stay;
        }
        let mut flow = Flow::Stay;
        ScrollArea::vertical().max_height(380.0).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for row in &self.rows {
                let worker = &row.worker;
                let load =
                    speech.say(&say!("ui-worker-load", cells = worker.cells, most = u32::from(worker.max_cells)));
                let far = row.km.map(|km| speech.say(&say!("ui-appoint-km", km = (km * 10.0).round() / 10.0)));
                let value = format!("{}   {load}", far.unwrap_or_default());
                let text = format!("{}  ·  {}  {}", worker.name, worker.code, row.village);
                let tip = if row.has_room { String::new() } else { speech.t("ui-appoint-full") };
                ui.add_enabled_ui(row.has_room, |ui| {
                    if widgets::lead(ui, &text, value.trim(), &tip).clicked() {
                        out.send(Command::Do(Action::Appoint { cell: self.cell, worker: Some(worker.id) }));
                        flow = Flow::Close;
                    }
                });
            }
        });
        flow
    }
}
