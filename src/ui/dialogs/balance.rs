//! Balances cells in a village, a township or everywhere.

use egui::{ComboBox, DragValue, RichText, Ui};

use super::{Around, Flow, buttons, line};
use crate::base::Message;
use crate::model::{Id, Level, Size};
use crate::say;
use crate::session::{Command, JobRequest};
use crate::solve::{BalanceRequest, Cut, Weight};
use crate::ui::outbox::Outbox;
use crate::ui::speech::grouped;
use crate::ui::theme;

/// The form.
pub struct Balance {
    size: Size,
    /// The profile's, which other kinds of cells have others beside.
    usual: Size,
    urban: Size,
    weight: Weight,
    nest: Option<Level>,
    within: Option<Id>,
    by_number: bool,
    cells: usize,
    seed: u64,
    /// Whether borders may run across blocks.
    cuts: bool,
    more: bool,
}

impl Balance {
    /// With the profile's sizes, for all or for one area.
    pub fn new(size: Size, [usual, urban]: [Size; 2], nest: Option<Level>, within: Option<Id>) -> Self {
        Self {
            size,
            usual,
            urban,
            weight: Weight::Households,
            nest,
            within,
            by_number: false,
            cells: 10,
            seed: 1,
            cuts: false,
            more: false,
        }
    }

    fn problem(&self) -> Option<Message> {
        let Size { min, target, max } = self.size;
        if min > max {
            Some(say!("ui-balance-min-max", min = min, max = max))
        } else if target == 0 {
            Some(say!("ui-balance-no-target"))
        } else if !(min..=max).contains(&target) {
            Some(say!("ui-balance-target", min = min, target = target, max = max))
        } else if self.by_number && self.cells == 0 {
            Some(say!("ui-balance-no-cells"))
        } else {
            None
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        ui.label(RichText::new(speech.t("ui-balance-what")).color(theme::of(ui).quiet));
        ui.add_space(4.0);
        line(ui, &speech.t("ui-balance-where"), |ui, label| {
            let name = |id: Id| around.project.and_then(|p| p.areas.get(id)).map(|a| a.name.to_string());
            let all = speech.t("ui-balance-everywhere");
            let now = self.within.and_then(name).unwrap_or_else(|| all.clone());
            let combo = ComboBox::from_id_salt("where to balance").width(260.0).selected_text(now).show_ui(ui, |ui| {
                ui.selectable_value(&mut self.within, None, &all);
                if let Some(area) = around.selection.area.or(self.within) {
                    ui.selectable_value(&mut self.within, Some(area), name(area).unwrap_or_default());
                }
                for (id, name) in around.digest.iter().flat_map(|digest| &digest.cells.townships) {
                    ui.selectable_value(&mut self.within, Some(*id), &**name);
                }
            });
            combo.response.labelled_by(label);
        });
        line(ui, &speech.t("ui-balance-weight"), |ui, label| {
            let choices = [
                (Weight::Households, "ui-weight-households"),
                (Weight::Persons, "ui-weight-persons"),
                (Weight::Minutes, "ui-weight-minutes"),
            ];
            let now = choices.iter().find(|(w, _)| *w == self.weight).map_or("ui-weight-households", |(_, key)| key);
            let combo = ComboBox::from_id_salt("what to balance").width(260.0).selected_text(speech.t(now));
            let combo = combo.show_ui(ui, |ui| {
                for (weight, key) in choices {
                    ui.selectable_value(&mut self.weight, weight, speech.t(key));
                }
            });
            combo.response.labelled_by(label);
        });
        for (key, tip, value) in [
            ("ui-balance-aim", "ui-balance-aim-tip", &mut self.size.target),
            ("ui-balance-min", "ui-balance-min-tip", &mut self.size.min),
            ("ui-balance-max", "ui-balance-max-tip", &mut self.size.max),
        ] {
            line(ui, &speech.t(key), |ui, label| {
                ui.add(DragValue::new(value).range(0..=1_000_000)).labelled_by(label).on_hover_text(speech.t(tip));
            });
        }
        line(ui, "", |ui, _| {
            ui.checkbox(&mut self.by_number, speech.t("ui-balance-by-number"));
            let field = DragValue::new(&mut self.cells).range(0..=100_000);
            ui.add_enabled(self.by_number, field).on_hover_text(speech.t("ui-balance-number-tip"));
        });
        if self.size == self.usual {
            let Size { min, target, max } = self.urban;
            let urban = speech.say(&say!("ui-balance-urban", min = min, target = target, max = max));
            ui.label(RichText::new(urban).size(theme::SMALL).color(theme::of(ui).quiet));
        }
        self.forecast(ui, around);
        ui.checkbox(&mut self.cuts, speech.t("ui-balance-cuts")).on_hover_text(speech.t("ui-balance-cuts-tip"));
        ui.checkbox(&mut self.more, speech.t("ui-more-options"));
        if self.more {
            line(ui, &speech.t("ui-balance-seed"), |ui, label| {
                let field = DragValue::new(&mut self.seed).range(0..=u64::from(u32::MAX));
                ui.add(field).labelled_by(label).on_hover_text(speech.t("ui-balance-seed-tip"));
            });
        }
        ui.label(RichText::new(speech.t("ui-balance-undo")).size(theme::SMALL).color(theme::of(ui).quiet));
        let why = self.problem().map(|message| speech.say(&message));
        let (yes, no) = buttons(ui, speech, &speech.t("ui-balance-do"), why.as_deref());
        if yes {
            // Left at the profile's, each kind of cell is held to its own.
            let given = Some(self.size).filter(|size| *size != self.usual);
            out.send(Command::StartJob(JobRequest::Balance(BalanceRequest {
                plan: around.project.and_then(|project| project.meta.current),
                cells: self.by_number.then_some(self.cells),
                target: given.map(|size| size.target),
                min: given.map(|size| size.min),
                max: given.map(|size| size.max),
                weight: self.weight.clone(),
                nest: self.nest,
                cut: if self.cuts { Cut::Always } else { Cut::Never },
                within: self.within,
                seed: self.seed,
                keep: None,
            })));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }

    /// About how many cells that gives.
    fn forecast(&self, ui: &mut Ui, around: Around) {
        let Some(digest) = around.digest.filter(|_| self.weight == Weight::Households && self.within.is_none()) else {
            return;
        };
        let households = digest.census.households - digest.census.outside;
        let cells = if self.by_number { self.cells as u32 } else { households.div_ceil(self.size.target.max(1)) };
        if cells == 0 {
            return;
        }
        let text = say!(
            "ui-balance-forecast",
            households = grouped(households),
            cells = grouped(cells),
            each = grouped(households / cells)
        );
        ui.label(RichText::new(around.speech.say(&text)).color(theme::of(ui).accent));
    }
}
