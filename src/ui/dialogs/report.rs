//! What a job came to, for those who want the numbers.

use std::sync::Arc;

use egui::{Label, RichText, ScrollArea, Ui};

use super::{Around, Flow};
use crate::base::Message;
use crate::exchange::Manifest;
use crate::say;
use crate::session::FoundReport;
use crate::solve::{BalanceReport, StaffReport};
use crate::ui::speech::{Speech, grouped};
use crate::ui::{theme, widgets};

/// A report to be read.
pub enum Report {
    Founded(Arc<FoundReport>),
    Balanced(Arc<BalanceReport>),
    Staffed(Arc<StaffReport>),
    Exported(Arc<Manifest>, String),
}

fn n(n: usize) -> String {
    grouped(i64::try_from(n).unwrap_or(i64::MAX))
}

fn metres(speech: Speech, m: f64) -> String {
    speech.say(&say!("ui-metres", metres = (m * 1000.0).round() / 1000.0))
}

impl Report {
    pub(super) const fn title(&self) -> &'static str {
        match self {
            Self::Founded(_) => "ui-report-founded",
            Self::Balanced(_) => "ui-report-balanced",
            Self::Staffed(_) => "ui-report-staffed",
            Self::Exported(..) => "ui-report-exported",
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around) -> Flow {
        let speech = around.speech;
        let most = (ui.available_height() - 60.0).max(120.0);
        ScrollArea::vertical().max_height(most).auto_shrink([false, true]).show(ui, |ui| match self {
            Self::Founded(report) => founded(ui, speech, report),
            Self::Balanced(report) => balanced(ui, speech, report),
            Self::Staffed(report) => staffed(ui, speech, report),
            Self::Exported(manifest, folder) => exported(ui, speech, manifest, folder),
        });
        ui.separator();
        let close = ui.horizontal(|ui| {
            let right = egui::Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| ui.add(widgets::primary(ui, speech.t("ui-report-ok"))).clicked()).inner
        });
        if close.inner { Flow::Close } else { Flow::Stay }
    }
}

fn founded(ui: &mut Ui, speech: Speech, report: &FoundReport) {
    for (level, areas) in &report.areas {
        let key = crate::model::Level::parse(level).map(crate::ui::panels::inspector_ui::level_key);
        widgets::fact(ui, &key.map_or_else(|| level.clone(), |key| speech.t(key)), n(*areas));
    }
    let people = &report.households;
    widgets::fact(ui, &speech.t("ui-report-read"), n(people.read));
    widgets::fact(ui, &speech.t("ui-report-placed"), n(people.placed));
    warn(ui, &speech.t("ui-report-outside"), people.outside);
    warn(ui, &speech.t("ui-report-rejected"), people.rejected);
    widgets::fact(ui, &speech.t("ui-fact-monitored"), n(people.monitored));
    widgets::fact(ui, &speech.t("ui-fact-blocks"), n(report.blocks));
    widgets::fact(
        ui,
        &speech.t("ui-fact-workers"),
        n(report.workers.read - report.workers.rejected.min(report.workers.read)),
    );
    warn(ui, &speech.t("ui-report-workers-rejected"), report.workers.rejected);
    widgets::fact(ui, &speech.t("ui-report-barriers"), n(report.barriers.used));
    widgets::fact(ui, &speech.t("ui-report-crs"), format!("EPSG:{}  {}", report.crs.epsg, report.crs.name));
    let weld = say!("ui-report-weld", moved = report.weld.moved, most = (report.weld.max_m * 1000.0).round() / 1000.0);
    widgets::fact(ui, &speech.t("ui-report-welded"), speech.say(&weld));
    if report.slivers_closed + report.overlaps > 0 {
        let slivers = say!("ui-report-sliver", gaps = report.slivers_closed, overlaps = report.overlaps);
        widgets::fact(ui, &speech.t("ui-report-slivers"), speech.say(&slivers));
    }
    if !report.notes.is_empty() {
        widgets::section(ui, &speech.t("ui-report-notes"));
        messages(ui, speech, &report.notes);
    }
    widgets::section(ui, &speech.t("ui-report-sources"));
    for source in &report.sources {
        let file = source.source.rsplit(['/', '\\']).next().unwrap_or(&source.source);
        let encoding = source.encoding.clone().unwrap_or_default();
        let rows = speech.say(&say!("ui-report-rows", rows = source.rows));
        widgets::fact(ui, file, format!("{rows}  EPSG:{}  {encoding}", source.epsg));
    }
}

fn balanced(ui: &mut Ui, speech: Speech, report: &BalanceReport) {
    widgets::fact(ui, &speech.t("ui-report-plan"), &report.plan);
    widgets::fact(ui, &speech.t("ui-fact-cells"), n(report.cells));
    widgets::fact(ui, &speech.t("ui-fact-areas"), n(report.areas));
    widgets::fact(ui, &speech.t("ui-report-ideal"), format!("{:.1}", report.ideal));
    widgets::fact(ui, &speech.t("ui-report-range"), format!("{:.0} – {:.0}", report.min, report.max));
    widgets::fact(ui, &speech.t("ui-report-deviation"), format!("{:.1}%", report.max_dev_pct));
    widgets::fact(ui, &speech.t("ui-report-floor"), format!("{:.1}%", report.floor_dev_pct));
    warn(ui, &speech.t("ui-report-broken"), report.broken);
    widgets::fact(ui, &speech.t("ui-report-barrier-share"), format!("{:.0}%", report.barrier_share * 100.0));
    if let Some(seats) = &report.seats {
        if seats.must > 0 {
            let alone = say!("ui-report-seats-line", alone = n(seats.must_alone), must = n(seats.must));
            widgets::fact(ui, &speech.t("ui-report-seats"), speech.say(&alone));
        }
        if seats.candidates > 0 {
            let used = say!("ui-report-seats-line", alone = n(seats.candidates_used), must = n(seats.candidates));
            widgets::fact(ui, &speech.t("ui-report-candidates"), speech.say(&used));
        }
        if seats.outside > 0 {
            warn(ui, &speech.t("ui-report-seats-outside"), seats.outside);
        }
    }
    if let Some(reach) = &report.reach {
        let beyond = usize::try_from(reach.beyond).unwrap_or(usize::MAX);
        let name = speech.say(&say!("ui-report-beyond", metres = reach.metres));
        warn(ui, &name, beyond);
        widgets::fact(ui, &speech.t("ui-report-furthest"), metres(speech, reach.furthest_m.ceil()));
    }
    if let Some(bound) = &report.bound {
        let gap = say!("ui-report-gap-line", gap = (bound.gap_pct * 10.0).round() / 10.0);
        widgets::fact(ui, &speech.t("ui-report-gap"), speech.say(&gap));
    }
    if let Some(before) = &report.before {
        let before = say!(
            "ui-report-before-line",
            cells = n(before.cells),
            min = before.min,
            max = before.max,
            dev = (before.max_dev_pct * 10.0).round() / 10.0,
            broken = n(before.broken)
        );
        widgets::fact(ui, &speech.t("ui-report-before"), speech.say(&before));
    }
    if let Some(moved) = report.moved {
        widgets::fact(ui, &speech.t("ui-proposals-moved"), grouped(i64::try_from(moved).unwrap_or(i64::MAX)));
    }
    let seconds = say!("ui-report-seconds", seconds = (report.seconds * 10.0).round() / 10.0);
    widgets::fact(ui, &speech.t("ui-report-took"), speech.say(&seconds));
    if !report.reasons.is_empty() {
        widgets::section(ui, &speech.t("ui-report-reasons"));
        messages(ui, speech, &report.reasons);
    }
}

fn staffed(ui: &mut Ui, speech: Speech, report: &StaffReport) {
    widgets::fact(ui, &speech.t("ui-fact-workers"), n(report.workers));
    widgets::fact(ui, &speech.t("ui-report-served"), n(report.cells_served));
    warn(ui, &speech.t("ui-report-unserved"), report.cells_without);
    widgets::fact(ui, &speech.t("ui-report-distance"), metres(speech, report.mean_distance_m.round()));
    let optimal = speech.t(if report.optimal { "ui-report-optimal" } else { "ui-report-not-optimal" });
    ui.label(RichText::new(optimal).color(if report.optimal { theme::of(ui).good } else { theme::of(ui).warning }));
}

fn exported(ui: &mut Ui, speech: Speech, manifest: &Manifest, folder: &str) {
    ui.add(Label::new(speech.say(&say!("ui-report-folder", folder = folder))).wrap().selectable(true));
    for file in &manifest.files {
        let rows = say!("ui-report-file", rows = file.rows, kb = file.bytes.div_ceil(1024));
        widgets::fact(ui, &file.file, speech.say(&rows));
    }
    ui.label(RichText::new(speech.t("ui-report-manifest")).size(theme::SMALL).color(theme::of(ui).quiet));
}

fn warn(ui: &mut Ui, name: &str, count: usize) {
    let colour = if count > 0 { theme::of(ui).over } else { theme::of(ui).ink };
    widgets::fact(ui, name, RichText::new(n(count)).color(colour));
}

fn messages(ui: &mut Ui, speech: Speech, messages: &[Message]) {
    const SHOWN: usize = 80;
    for message in messages.iter().take(SHOWN) {
        ui.add(Label::new(speech.say(message)).wrap());
    }
    if messages.len() > SHOWN {
        let more = speech.say(&say!("ui-more", more = messages.len() - SHOWN));
        ui.label(RichText::new(more).color(theme::of(ui).quiet));
    }
}
