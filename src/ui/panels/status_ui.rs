//! The status line.

use egui::{Align, Label, Layout, RichText, Ui};

use crate::present::{MonitoredModel, StatusModel};
use crate::say;
use crate::ui::speech::{Speech, grouped};
use crate::ui::theme;

/// What changes with the pointer.
#[derive(Clone, Debug, Default)]
pub struct Pointed {
    /// East and north, metres.
    pub metres: Option<(f64, f64)>,
    /// Longitude and latitude.
    pub degrees: Option<(f64, f64)>,
    pub metres_per_px: f64,
    /// A hint on the tool in hand.
    pub hint: String,
}

/// Shows what is saved, where the pointer is, the system, the scale, and the monitored households.
pub fn status_ui(ui: &mut Ui, speech: Speech, model: &StatusModel, monitored: &MonitoredModel, pointed: &Pointed) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        let tones = theme::of(ui);
        let quiet = |text: String| RichText::new(text).size(theme::SMALL).color(tones.quiet);
        if let Some(saved) = &model.saved {
            let colour = if model.bad { theme::of(ui).error } else { theme::of(ui).good };
            let text = RichText::new(speech.say(saved)).size(theme::SMALL).color(colour);
            ui.add(Label::new(text).truncate()).on_hover_text(&model.path);
        }
        if let Some(line) = monitored.line() {
            let colour = if monitored.is_complete() { theme::of(ui).good } else { theme::of(ui).over };
            let text = RichText::new(speech.say(&line)).size(theme::SMALL).color(colour);
            ui.label(text).on_hover_text(speech.t("ui-monitored-tip"));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if model.epsg > 0 {
                ui.label(quiet(format!("EPSG:{}", model.epsg))).on_hover_text(&model.crs);
            }
            if pointed.metres_per_px > 0.0 {
                // A screen is taken to have 96 pixels to an inch, as the standard for web maps does.
                let scale = pointed.metres_per_px * f64::from(ui.ctx().pixels_per_point()).recip() * 96.0 / 0.0254;
                let nice = round_to_two(scale);
                ui.label(quiet(format!("1:{}", grouped(nice)))).on_hover_text(speech.t("ui-scale-tip"));
            }
            if let Some((lon, lat)) = pointed.degrees {
                ui.label(quiet(format!("{lon:.5}°, {lat:.5}°"))).on_hover_text(speech.t("ui-degrees-tip"));
            }
            if let Some((x, y)) = pointed.metres {
                let text = say!("ui-coordinates", east = grouped(x.round() as i64), north = grouped(y.round() as i64));
                ui.label(quiet(speech.say(&text)));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(quiet(pointed.hint.clone())).truncate());
            });
        });
    });
}

fn round_to_two(scale: f64) -> i64 {
    if !scale.is_finite() || scale < 1.0 {
        return 1;
    }
    let step = 10_f64.powf((scale.log10().floor() - 1.0).max(0.0));
    ((scale / step).round() * step) as i64
}
