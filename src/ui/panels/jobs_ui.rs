//! The running jobs: how far, at what, and a way to stop them.

use egui::{Align, Label, Layout, ProgressBar, RichText, Ui, vec2};

use crate::base::Message;
use crate::session::{Command, JobState};
use crate::ui::outbox::Outbox;
use crate::ui::speech::Speech;
use crate::ui::theme;

/// Shows the jobs; `chain` is the step of the sample and what it is.
pub fn jobs_ui(
    ui: &mut Ui,
    speech: Speech,
    jobs: &[JobState],
    chain: Option<&(usize, usize, Message)>,
    out: &mut Outbox,
) {
    for job in jobs {
        let title = match chain {
            Some((step, steps, what)) => format!("{step}/{steps}  {}", speech.say(what)),
            None => speech.say(&job.title),
        };
        ui.horizontal(|ui| {
            ui.spinner();
            ui.add(Label::new(RichText::new(&title).strong()).truncate());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.button(speech.t("ui-cancel")).on_hover_text(speech.t("ui-job-cancel-tip")).clicked() {
                    out.send(Command::CancelJob(job.id));
                }
                if job.has_draft
                    && !job.is_settled
                    && ui.button(speech.t("ui-job-settle")).on_hover_text(speech.t("ui-job-settle-tip")).clicked()
                {
                    out.send(Command::SettleJob(job.id));
                }
                ui.label(
                    RichText::new(speech.say(&crate::say!("ui-seconds", seconds = job.seconds.round() as i64)))
                        .color(theme::of(ui).quiet),
                );
                let (part, at) = match &job.progress {
                    Some((part, at)) => (*part, speech.say(at)),
                    None => (0.0, String::new()),
                };
                let width = (ui.available_width() * 0.45).clamp(80.0, 260.0);
                ui.allocate_ui_with_layout(vec2(width, 18.0), Layout::left_to_right(Align::Center), |ui| {
                    let bar =
                        ProgressBar::new(part).desired_width(width).desired_height(8.0).fill(theme::of(ui).accent);
                    ui.add(bar).on_hover_text(&title);
                });
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(RichText::new(at).color(theme::of(ui).quiet)).truncate());
                });
            });
        });
    }
}
