//! Up to three plans side by side with the present one; one may be taken.

use std::sync::Arc;

use egui::{Align, Grid, Label, Layout, RichText, ScrollArea, Ui, vec2};

use super::{Around, Flow, buttons};
use crate::say;
use crate::session::Command;
use crate::solve::{BalanceReport, Figures, Proposal};
use crate::ui::outbox::Outbox;
use crate::ui::speech::{Speech, grouped};
use crate::ui::theme;

/// Width of one column of figures, in points.
const COLUMN: f32 = 150.0;

/// The plans, and which one would be taken.
pub struct Proposals {
    found: Arc<Vec<Proposal>>,
    chosen: usize,
}

impl Proposals {
    /// With the first chosen.
    pub const fn of(found: Arc<Vec<Proposal>>) -> Self {
        Self { found, chosen: 0 }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        ui.label(RichText::new(speech.t("ui-proposals-what")).color(theme::of(ui).quiet));
        ui.add_space(6.0);
        let before = self.found.first().and_then(|proposal| proposal.report.before);
        Grid::new("plans side by side").num_columns(5).spacing([10.0, 6.0]).striped(true).show(ui, |ui| {
            ui.label("");
            if before.is_some() {
                figure(ui, RichText::new(speech.t("ui-proposals-now")).strong());
            }
            for (at, proposal) in self.found.iter().enumerate() {
                ui.allocate_ui_with_layout(vec2(COLUMN, 20.0), Layout::right_to_left(Align::Center), |ui| {
                    ui.set_min_width(COLUMN);
                    ui.radio_value(&mut self.chosen, at, speech.say(&proposal.name));
                });
            }
            ui.end_row();
            for (key, of) in ROWS {
                ui.label(speech.t(key));
                if let Some(before) = &before {
                    figure(ui, of(before, 0).into());
                }
                for proposal in self.found.iter() {
                    let report = &proposal.report;
                    figure(ui, of(&after(report), report.moved.unwrap_or(0)).into());
                }
                ui.end_row();
            }
        });
        if let Some(proposal) = self.found.get(self.chosen) {
            reasons(ui, speech, &proposal.report);
        }
        ui.label(RichText::new(speech.t("ui-balance-undo")).size(theme::SMALL).color(theme::of(ui).quiet));
        let (yes, no) = buttons(ui, speech, &speech.t("ui-proposals-do"), None);
        if let Some(proposal) = self.found.get(self.chosen).filter(|_| yes) {
            out.send(Command::Do(proposal.action.clone()));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}

type Row = (&'static str, fn(&Figures, u64) -> String);

/// The lines of the table: figures of a plan, and households that it moves.
const ROWS: [Row; 7] = [
    ("ui-fact-cells", |f, _| n(f.cells)),
    ("ui-report-ideal", |f, _| format!("{:.1}", f.ideal)),
    ("ui-report-range", |f, _| format!("{:.0} – {:.0}", f.min, f.max)),
    ("ui-report-deviation", |f, _| format!("{:.1}%", f.max_dev_pct)),
    ("ui-report-broken", |f, _| n(f.broken)),
    ("ui-report-barrier-share", |f, _| format!("{:.0}%", f.barrier_share * 100.0)),
    ("ui-proposals-moved", |_, moved| grouped(i64::try_from(moved).unwrap_or(i64::MAX))),
];

fn n(n: usize) -> String {
    grouped(i64::try_from(n).unwrap_or(i64::MAX))
}

const fn after(report: &BalanceReport) -> Figures {
    Figures {
        cells: report.cells,
        ideal: report.ideal,
        min: report.min,
        max: report.max,
        max_dev_pct: report.max_dev_pct,
        broken: report.broken,
        barrier_share: report.barrier_share,
    }
}

fn figure(ui: &mut Ui, text: RichText) {
    ui.allocate_ui_with_layout(vec2(COLUMN, 18.0), Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_width(COLUMN);
        ui.add(Label::new(text).truncate());
    });
}

/// Why limits could not be held by the chosen plan.
fn reasons(ui: &mut Ui, speech: Speech, report: &BalanceReport) {
    const SHOWN: usize = 20;
    if report.reasons.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ScrollArea::vertical().max_height(110.0).auto_shrink([false, true]).show(ui, |ui| {
        ui.set_max_width(ui.available_width() - 14.0);
        for reason in report.reasons.iter().take(SHOWN) {
            ui.add(Label::new(RichText::new(speech.say(reason)).size(theme::SMALL)).wrap());
        }
        if report.reasons.len() > SHOWN {
            let more = speech.say(&say!("ui-more", more = report.reasons.len() - SHOWN));
            ui.label(RichText::new(more).color(theme::of(ui).quiet));
        }
    });
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use egui_kittest::kittest::Queryable as _;

    use crate::model::Size;
    use crate::ui::dialogs::{Balance, Dialog};
    use crate::ui::tests::{Window, app, opened};
    use crate::words::{Language, text};

    fn asked(language: Language, boxes: &[&str]) -> (Window, tempfile::TempDir) {
        let (mut window, folder) = opened(language);
        let size = Size { min: 1, target: 4, max: 9 };
        app(&mut window).dialog = Some(Dialog::Balance(Balance::new(size, [size; 2], None, None)));
        window.run_ok();
        for key in boxes {
            window.get_by_label(&text(language, key)).click();
            window.run_ok();
        }
        (window, folder)
    }

    fn settle(window: &mut Window) {
        let until = Instant::now() + Duration::from_secs(30);
        while !app(window).session.jobs().is_empty() {
            assert!(Instant::now() < until, "the work does not end");
            std::thread::sleep(Duration::from_millis(10));
            window.step();
        }
        window.run_ok();
    }

    #[test]
    fn several_plans_stand_beside_the_present_one_and_the_chosen_one_is_one_step() {
        for language in [Language::Zh, Language::En] {
            let (mut window, _folder) = asked(language, &["ui-balance-several"]);
            let labels = |window: &mut Window| {
                let project = app(window).session.project().unwrap().clone();
                project.labels.get(&0).unwrap().iter().map(|(block, cell)| (block, *cell)).collect::<Vec<_>>()
            };
            let before = labels(&mut window);
            window.get_all_by_label(&text(language, "ui-balance-do")).last().unwrap().click();
            window.run_ok();
            settle(&mut window);
            assert!(window.query_by_label(&text(language, "ui-proposals-now")).is_some());
            assert_eq!(labels(&mut window), before, "nothing is done yet");
            window.get_by_label(&text(language, "ui-proposals-do")).click();
            window.run_ok();
            settle(&mut window);
            assert_ne!(labels(&mut window), before);
            window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
            window.run_ok();
            settle(&mut window);
            assert_eq!(labels(&mut window), before, "one step back");
        }
    }

    #[test]
    fn every_line_of_the_open_form_is_inside_the_window() {
        for language in [Language::Zh, Language::En] {
            let (window, _folder) = asked(language, &["ui-balance-keep", "ui-more-options"]);
            for key in ["ui-balance-budget", "ui-aim-band", "ui-balance-seed", "ui-weight-monitored", "ui-cancel"] {
                let place = window.get_all_by_label(&text(language, key)).next().unwrap().rect();
                assert!(place.left() > 400.0 && place.right() < 1040.0 && place.bottom() < 900.0, "{key} at {place}");
            }
        }
    }
}
