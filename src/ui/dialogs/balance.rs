//! Balances cells in a village, a township or everywhere.

use std::path::PathBuf;

use egui::{ComboBox, DragValue, RichText, ScrollArea, Slider, Ui};

use super::{Around, Flow, Picker, Wanted, buttons, line};
use crate::base::Message;
use crate::formats::Source;
use crate::model::{BarrierKind, Id, Level, Size};
use crate::present::seated;
use crate::say;
use crate::session::{Command, JobRequest};
use crate::solve::{Aims, BalanceRequest, Budget, Cut, Keep, Preset, Seats, Weight};
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
    /// Whether no cell crosses a river, but at bridges.
    banks: bool,
    more: bool,
    /// Whether households must not live further than so many metres from the centre of their cell.
    reaches: bool,
    reach: f64,
    seats: SeatChoice,
    seat_file: String,
    picker: Picker,
}

/// What cells are grown around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SeatChoice {
    Nothing,
    Homes,
    SomeHomes,
    File,
}

impl SeatChoice {
    const ALL: [(Self, &str); 4] = [
        (Self::Nothing, "ui-seats-none"),
        (Self::Homes, "ui-seats-homes"),
        (Self::SomeHomes, "ui-seats-some-homes"),
        (Self::File, "ui-seats-file"),
    ];
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
            banks: false,
            more: false,
            reaches: false,
            reach: 2000.0,
            seats: SeatChoice::Nothing,
            seat_file: String::new(),
            picker: Picker::default(),
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
        } else if self.seats == SeatChoice::File && !self.seat_path().is_file() {
            Some(say!("ui-seats-no-file"))
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
            let from_file = self.seats == SeatChoice::File && request.keep.is_none();
            let job = if self.several {
                JobRequest::Propose(self.variants(&request))
            } else {
                JobRequest::Balance(request.into())
            };
            out.send(Command::StartJob(if from_file { seated(Source::file(self.seat_path()), job) } else { job }));
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
        ui.add_enabled_ui(!self.keeps(around), |ui| {
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
            ui.add_enabled_ui(!self.keeps(around), |ui| self.centres(ui, around));
        }
    }

    fn seat_path(&self) -> PathBuf {
        PathBuf::from(self.seat_file.trim())
    }

    /// The workers' homes, where they were chosen.
    const fn homes(&self) -> Seats {
        match self.seats {
            SeatChoice::Homes => Seats::Workers { must: true },
            SeatChoice::SomeHomes => Seats::Workers { must: false },
            SeatChoice::Nothing | SeatChoice::File => Seats::None,
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
            cut: if self.cuts && !keeps { Cut::Always } else { Cut::Never },
            also,
            aims: self.aims,
            nest: self.nest,
            hard: if self.banks { vec![BarrierKind::River] } else { Vec::new() },
            within: self.within,
            seed: self.seed,
            bound: self.bound,
            exact: None,
            seats: if keeps { Seats::None } else { self.homes() },
            reach: self.reaches.then_some(self.reach).filter(|_| !keeps),
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
        ui.checkbox(&mut self.banks, speech.t("ui-balance-banks")).on_hover_text(speech.t("ui-balance-banks-tip"));
        line(ui, &speech.t("ui-balance-seed"), |ui, label| {
            let field = DragValue::new(&mut self.seed).range(0..=u64::from(u32::MAX));
            ui.add(field).labelled_by(label).on_hover_text(speech.t("ui-balance-seed-tip"));
            ui.checkbox(&mut self.bound, speech.t("ui-balance-bound")).on_hover_text(speech.t("ui-balance-bound-tip"));
        });
    }

    /// What cells are grown around, and how far from it anybody may live.
    fn centres(&mut self, ui: &mut Ui, around: Around) {
        let speech = around.speech;
        let has_homes = around.project.is_some_and(|project| project.workers.values().any(|w| w.home.is_some()));
        line(ui, &speech.t("ui-seats"), |ui, label| {
            let now =
                SeatChoice::ALL.iter().find(|(own, _)| *own == self.seats).map_or("ui-seats-none", |(_, key)| key);
            let combo = ComboBox::from_id_salt("what cells are grown around").width(260.0);
            let combo = combo.selected_text(speech.t(now)).show_ui(ui, |ui| {
                for (choice, key) in SeatChoice::ALL {
                    let possible = has_homes || matches!(choice, SeatChoice::Nothing | SeatChoice::File);
                    ui.add_enabled_ui(possible, |ui| ui.selectable_value(&mut self.seats, choice, speech.t(key)));
                }
            });
            combo.response.labelled_by(label).on_hover_text(speech.t("ui-seats-tip"));
        });
        if self.seats == SeatChoice::File {
            line(ui, &speech.t("ui-seats-path"), |ui, label| {
                self.picker.row(ui, speech, label, &mut self.seat_file, Wanted::Source);
            });
            ui.label(RichText::new(speech.t("ui-seats-columns")).size(theme::SMALL).color(theme::of(ui).quiet));
        }
        line(ui, "", |ui, _| {
            ui.checkbox(&mut self.reaches, speech.t("ui-reach")).on_hover_text(speech.t("ui-reach-tip"));
            let field = DragValue::new(&mut self.reach).range(1.0..=100_000.0).speed(10.0).max_decimals(0);
            ui.add_enabled(self.reaches, field).on_hover_text(speech.t("ui-reach-tip"));
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

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::{Balance, SeatChoice};
    use crate::model::Size;
    use crate::solve::Seats;
    use crate::ui::dialogs::Dialog;
    use crate::ui::tests::{app, opened};
    use crate::words::{Language, text};

    #[test]
    fn centres_and_the_greatest_distance_lie_behind_more_options() {
        for language in [Language::Zh, Language::En] {
            let (mut window, _folder) = opened(language);
            let size = Size { min: 1, target: 4, max: 9 };
            app(&mut window).dialog = Some(Dialog::Balance(Balance::new(size, [size; 2], None, None)));
            window.run_ok();
            assert!(window.query_by_label(&text(language, "ui-reach")).is_none());
            window.get_by_label(&text(language, "ui-more-options")).click();
            window.run_ok();
            assert!(window.query_by_label(&text(language, "ui-seats")).is_some());
            assert!(window.query_by_label(&text(language, "ui-reach")).is_some());
        }
    }

    #[test]
    fn a_file_of_places_must_be_there() {
        let size = Size { min: 1, target: 4, max: 9 };
        let mut form = Balance::new(size, [size; 2], None, None);
        form.seats = SeatChoice::SomeHomes;
        assert_eq!((form.problem(), form.homes()), (None, Seats::Workers { must: false }));
        form.seats = SeatChoice::File;
        assert_eq!(form.problem().map(|m| m.key), Some("ui-seats-no-file".into()));
    }
}
