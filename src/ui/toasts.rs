//! Short news in a corner: done, refused, failed. Failures stay until they are closed.

use egui::{Align2, Context, Id, Rect, RichText, pos2, vec2};

use super::speech::Speech;
use super::theme;
use crate::change::{Action, Refusal};

/// Of what kind the news is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Done,
    Refused,
    Failed,
}

/// What a button says and does.
type Offer = (String, Action);

struct Toast {
    tone: Tone,
    text: String,
    /// What a button offers to do, with its label.
    offer: Option<Offer>,
    /// When it goes, in seconds of the window's clock; failures stay.
    until: Option<f64>,
}

/// The news in sight.
#[derive(Default)]
pub struct Toasts {
    list: Vec<Toast>,
    fresh: Vec<(Tone, String, Option<Offer>)>,
}

impl Toasts {
    /// Says something.
    pub fn push(&mut self, tone: Tone, text: String) {
        self.fresh.push((tone, text, None));
    }

    /// Says why something was refused, and offers the way on where there is one.
    pub fn refuse(&mut self, refusal: &Refusal, speech: Speech) {
        let offer = refusal.way_on.as_ref().map(|way| (speech.say(&way.label), way.action.clone()));
        self.fresh.push((Tone::Refused, speech.say(&refusal.message), offer));
    }

    /// Takes back what was offered for a state of the project that is gone.
    pub fn outdate(&mut self) {
        self.list.retain(|toast| toast.offer.is_none());
        self.fresh.retain(|(_, _, offer)| offer.is_none());
    }

    /// Shows them at the bottom of the room for them; gives back the action of a button that was pressed.
    pub fn ui(&mut self, ctx: &Context, speech: Speech, room: Rect) -> Option<Action> {
        let now = ctx.input(|i| i.time);
        for (tone, text, offer) in self.fresh.drain(..) {
            // What was done last is news; what was done before it is in the journal.
            self.list.retain(|old| old.text != text && (tone != Tone::Done || old.tone != Tone::Done));
            let seconds = 3.5 + text.chars().count() as f64 * if tone == Tone::Done { 0.04 } else { 0.09 };
            let until = (tone != Tone::Failed).then_some(now + seconds);
            self.list.push(Toast { tone, text, offer, until });
        }
        while self.list.len() > 4 {
            self.list.remove(0);
        }
        self.list.retain(|toast| toast.until.is_none_or(|until| now < until));
        if let Some(next) = self.list.iter().filter_map(|toast| toast.until).reduce(f64::min) {
            ctx.request_repaint_after_secs((next - now).max(0.05) as f32);
        }
        let (mut closed, mut taken) = (None, None);
        let tones = theme::on(ctx.global_style().visuals.dark_mode);
        let mut bottom = room.bottom();
        for (at, toast) in self.list.iter().enumerate().rev() {
            let colour = match toast.tone {
                Tone::Done => tones.good,
                Tone::Refused => tones.warning,
                Tone::Failed => tones.error,
            };
            let area = egui::Area::new(Id::unique(("toast", at)))
                .order(egui::Order::Foreground)
                .pivot(Align2::CENTER_BOTTOM)
                .fixed_pos(pos2(room.center().x, bottom))
                .constrain(true);
            let shown = area.show(ctx, |ui| {
                let frame = egui::Frame::popup(ui.style()).inner_margin(egui::Margin::symmetric(12, 8));
                frame.show(ui, |ui| {
                    ui.set_max_width((room.width() - 26.0).min(540.0));
                    ui.horizontal_top(|ui| {
                        let (dot, _) = ui.allocate_exact_size(vec2(10.0, 20.0), egui::Sense::hover());
                        ui.painter().circle_filled(dot.center(), 4.0, colour);
                        let width = ui.available_width() - 34.0;
                        ui.vertical(|ui| {
                            ui.set_max_width(width);
                            ui.label(RichText::new(&toast.text).color(theme::of(ui).ink));
                            if let Some((label, action)) = &toast.offer
                                && ui.button(label).clicked()
                            {
                                (closed, taken) = (Some(at), Some(action.clone()));
                            }
                        });
                        if super::widgets::cross(ui, &speech.t("ui-close")).clicked() {
                            closed = Some(at);
                        }
                    });
                });
            });
            bottom -= shown.response.rect.height() + 8.0;
        }
        if let Some(at) = closed {
            self.list.remove(at);
        }
        taken
    }
}
