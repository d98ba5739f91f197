//! Balances cells in a village, a township or everywhere.

use egui::{ComboBox, DragValue, RichText, ScrollArea, Slider, Ui};

use super::{Around, Flow, buttons, line};
use crate::base::Message;
use crate::model::{Id, Level, Size};
use crate::say;
use crate::session::{Command, JobRequest};
use crate::solve::{Aims, BalanceRequest, Budget, Cut, Keep, Preset, Weight};
use crate::ui::outbox::Outbox;
use crate::ui::speech::{Speech, grouped};
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
    /// Whether the present plan is only changed, and by how many households at most.
    keep: bool,
    budgeted: bool,
    budget: u64,
    /// What matters most; none is a bit of everything.
    preset: Option<Preset>,
    aims: Aims,
    /// Which others of [`WEIGHTS`] are to be even besides.
    also: [bool; WEIGHTS.len()],
    /// Whether several plans are shown to choose from.
    several: bool,
    bound: bool,
    more: bool,
}

/// What can be balanced, with its words.
const WEIGHTS: [(Weight, &str); 4] = [
    (Weight::Households, "ui-weight-households"),
    (Weight::Persons, "ui-weight-persons"),
    (Weight::Minutes, "ui-weight-minutes"),
    (Weight::Monitored, "ui-weight-monitored"),
];

/// The presets that make a plan anew.
const STYLES: [Preset; 3] = [Preset::Even, Preset::Compact, Preset::Roads];

/// The sliders behind the presets: word, tip, and from nothing to everything.
const SLIDERS: [(&str, &str, &str); 5] = [
    ("even", "ui-aim-even", "ui-aim-even-tip"),
    ("compact", "ui-aim-compact", "ui-aim-compact-tip"),
    ("roads", "ui-aim-roads", "ui-aim-roads-tip"),
    ("groups", "ui-aim-groups", "ui-aim-groups-tip"),
    ("band", "ui-aim-band", "ui-aim-band-tip"),
];

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
            keep: false,
            budgeted: false,
            budget: 500,
            preset: None,
            aims: Aims::USUAL,
            also: [false; WEIGHTS.len()],
            several: false,
            bound: false,
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
        let most = (ui.available_height() - 110.0).max(160.0);
        ScrollArea::vertical().max_height(most).auto_shrink([false, true]).show(ui, |ui| self.form(ui, around));
        ui.label(RichText::new(speech.t("ui-balance-undo")).size(theme::SMALL).color(theme::of(ui).quiet));
        let why = self.problem().map(|message| speech.say(&message));
        let (yes, no) = buttons(ui, speech, &speech.t("ui-balance-do"), why.as_deref());
        if yes {
            // Left at the profile's, each kind of cell is held to its own.
            let given = Some(self.size).filter(|size| *size != self.usual);
            let request = self.request(around, given);
            out.send(Command::StartJob(if self.several {
                JobRequest::Propose(self.variants(&request))
            } else {
                JobRequest::Balance(request)
            }));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }

    fn form(&mut self, ui: &mut Ui, around: Around) {
        let speech = around.speech;
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
            let now = WEIGHTS.iter().find(|(w, _)| *w == self.weight).map_or("ui-weight-households", |(_, key)| key);
            let combo = ComboBox::from_id_salt("what to balance").width(260.0).selected_text(speech.t(now));
            let combo = combo.show_ui(ui, |ui| {
                for (weight, key) in WEIGHTS {
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
        self.style(ui, speech);
        self.kept(ui, around);
        ui.add_enabled_ui(!self.keeps(around) && self.also == [false; WEIGHTS.len()], |ui| {
            let why = speech.t("ui-balance-cuts-not");
            ui.checkbox(&mut self.cuts, speech.t("ui-balance-cuts"))
                .on_hover_text(speech.t("ui-balance-cuts-tip"))
                .on_disabled_hover_text(why);
        });
        ui.checkbox(&mut self.several, speech.t("ui-balance-several"))
            .on_hover_text(speech.t("ui-balance-several-tip"));
        ui.checkbox(&mut self.more, speech.t("ui-more-options"));
        if self.more {
            self.options(ui, speech);
        }
    }

    /// Whether the present plan is to be changed only; it must have cells for that.
    fn keeps(&self, around: Around) -> bool {
        let current = around.project.and_then(|project| Some((project, project.meta.current?)));
        self.keep && current.is_some_and(|(project, plan)| project.cells_of(plan).next().is_some())
    }

    fn request(&self, around: Around, given: Option<Size>) -> BalanceRequest {
        let keeps = self.keeps(around);
        let budget = self.budgeted.then_some(Budget::Households(self.budget));
        let also = WEIGHTS.iter().zip(self.also).filter(|((weight, _), also)| *also && *weight != self.weight);
        let also: Vec<Weight> = also.map(|((weight, _), _)| weight.clone()).collect();
        BalanceRequest {
            plan: around.project.and_then(|project| project.meta.current),
            cells: self.by_number.then_some(self.cells),
            target: given.map(|size| size.target),
            min: given.map(|size| size.min),
            max: given.map(|size| size.max),
            weight: self.weight.clone(),
            cut: if self.cuts && !keeps && also.is_empty() { Cut::Always } else { Cut::Never },
            also,
            aims: self.aims,
            nest: self.nest,
            within: self.within,
            seed: self.seed,
            bound: self.bound,
            exact: None,
            keep: keeps.then(|| Keep { budget, ..Keep::default() }),
        }
    }

    /// Three requests: the presets where none was chosen, else other seeds, or other bands for a kept plan.
    fn variants(&self, request: &BalanceRequest) -> Vec<BalanceRequest> {
        let with = |aims: Aims, seed: u64| BalanceRequest { aims, seed, ..request.clone() };
        if request.keep.is_some() {
            let band = |factor: f64| with(Aims { band: self.aims.band * factor, ..self.aims }, self.seed);
            return vec![band(2.0), band(1.0), band(0.4)];
        }
        if self.aims == Aims::USUAL {
            return STYLES.iter().map(|preset| with(preset.aims(), self.seed)).collect();
        }
        (0..3).map(|more| with(self.aims, self.seed + more)).collect()
    }

    /// What matters most.
    fn style(&mut self, ui: &mut Ui, speech: Speech) {
        line(ui, &speech.t("ui-balance-style"), |ui, label| {
            let title = |preset: Option<Preset>| {
                preset.map_or_else(|| speech.t("ui-balance-usual"), |p| speech.say(&p.title()))
            };
            let now = title(self.preset);
            let combo = ComboBox::from_id_salt("what matters most").width(260.0).selected_text(now);
            let combo = combo.show_ui(ui, |ui| {
                for preset in std::iter::once(None).chain(STYLES.map(Some)) {
                    if ui.selectable_value(&mut self.preset, preset, title(preset)).clicked() {
                        self.aims = preset.map_or(Aims::USUAL, Preset::aims);
                    }
                }
            });
            combo.response.labelled_by(label).on_hover_text(speech.t("ui-balance-style-tip"));
        });
    }

    /// The present plan is kept, within a budget.
    fn kept(&mut self, ui: &mut Ui, around: Around) {
        let speech = around.speech;
        let current = around.project.and_then(|project| Some((project, project.meta.current?)));
        let has_cells = current.is_some_and(|(project, plan)| project.cells_of(plan).next().is_some());
        ui.add_enabled_ui(has_cells, |ui| {
            ui.checkbox(&mut self.keep, speech.t("ui-balance-keep"))
                .on_hover_text(speech.t("ui-balance-keep-tip"))
                .on_disabled_hover_text(speech.t("ui-balance-keep-not"));
        });
        if self.keeps(around) {
            line(ui, "", |ui, _| {
                ui.checkbox(&mut self.budgeted, speech.t("ui-balance-budget"));
                ui.add_enabled(self.budgeted, DragValue::new(&mut self.budget).range(0..=10_000_000))
                    .on_hover_text(speech.t("ui-balance-budget-tip"));
            });
        }
    }

    /// Sliders, other weights, the seed and the bound.
    fn options(&mut self, ui: &mut Ui, speech: Speech) {
        for (name, key, tip) in SLIDERS {
            let most = Aims::RANGES.iter().find(|(own, _)| *own == name).map_or(1.0, |(_, most)| *most);
            let Some(value) = self.aims.named(name) else { continue };
            line(ui, &speech.t(key), |ui, label| {
                ui.spacing_mut().slider_width = 200.0;
                let slider = Slider::new(value, 0.0..=most).max_decimals(2);
                ui.add(slider).labelled_by(label).on_hover_text(speech.t(tip));
            });
        }
        line(ui, &speech.t("ui-balance-also"), |ui, _| {
            for ((weight, key), also) in WEIGHTS.iter().zip(&mut self.also) {
                if *weight != self.weight {
                    ui.checkbox(also, speech.t(key));
                }
            }
        });
        line(ui, &speech.t("ui-balance-seed"), |ui, label| {
            let field = DragValue::new(&mut self.seed).range(0..=u64::from(u32::MAX));
            ui.add(field).labelled_by(label).on_hover_text(speech.t("ui-balance-seed-tip"));
            ui.checkbox(&mut self.bound, speech.t("ui-balance-bound")).on_hover_text(speech.t("ui-balance-bound-tip"));
        });
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
