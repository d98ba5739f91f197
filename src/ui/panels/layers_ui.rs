//! What the map shows, and how the window looks.

use egui::{ComboBox, RichText, ScrollArea, Slider, Ui};

use crate::present::scene::{ColourMode, Layer, Palette};
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::settings::{Settings, Shade, TEXT_PCT};
use crate::ui::speech::Speech;
use crate::ui::{theme, widgets};

const fn colour_key(mode: ColourMode) -> &'static str {
    match mode {
        ColourMode::Cell => "ui-colour-cell",
        ColourMode::Deviation => "ui-colour-deviation",
        ColourMode::Worker => "ui-colour-worker",
        ColourMode::Monitored => "ui-colour-monitored",
        ColourMode::Village => "ui-colour-village",
        ColourMode::Status => "ui-colour-status",
    }
}

/// Layers, colours and the look of the window; `compared` names the older plan that the map is compared with, `below`
/// is what stands under the layers.
pub fn layers_ui(
    ui: &mut Ui,
    speech: Speech,
    settings: &mut Settings,
    compared: Option<&str>,
    out: &mut Outbox,
    below: impl FnOnce(&mut Ui, &mut Settings),
) {
    ScrollArea::vertical().id_salt("layers").auto_shrink(false).show(ui, |ui| {
        if let Some(before) = compared {
            let text = speech.say(&crate::say!("ui-layers-compared", before = before));
            ui.label(RichText::new(text).color(theme::of(ui).warning));
            if ui.button(speech.t("ui-layers-compare-end")).clicked() {
                out.wish(Wish::EndCompare);
            }
            ui.separator();
        }
        widgets::section(ui, &speech.t("ui-layers-colour"));
        let layers = &mut settings.layers;
        ui.add_enabled_ui(layers.cells && compared.is_none(), |ui| {
            for mode in ColourMode::ALL {
                ui.radio_value(&mut layers.colour, mode, speech.t(colour_key(mode)));
            }
            ui.horizontal(|ui| {
                let label = ui.label(speech.t("ui-layers-opacity"));
                let slider = Slider::new(&mut layers.opacity, 20..=100).suffix(" %");
                ui.add(slider).labelled_by(label.id);
            });
            let mut safe = layers.palette == Palette::Safe;
            let text = speech.t("ui-layers-safe");
            if ui.checkbox(&mut safe, text).on_hover_text(speech.t("ui-layers-safe-tip")).changed() {
                layers.palette = if safe { Palette::Safe } else { Palette::Calm };
            }
        });
        widgets::section(ui, &speech.t("ui-layers-shown"));
        for (on, key) in [
            (&mut layers.labels, "ui-layer-labels"),
            (&mut layers.workers, "ui-layer-workers"),
            (&mut layers.households, "ui-layer-households"),
            (&mut layers.monitored_only, "ui-layer-monitored"),
            (&mut layers.areas, "ui-layer-areas"),
            (&mut layers.cells, "ui-layer-cells"),
            (&mut layers.blocks, "ui-layer-blocks"),
            (&mut layers.barriers, "ui-layer-barriers"),
            (&mut settings.legend, "ui-layer-legend"),
        ] {
            ui.checkbox(on, speech.t(key));
        }
        order(ui, speech, settings);
        below(ui, settings);
        widgets::section(ui, &speech.t("ui-layers-window"));
        ui.horizontal_wrapped(|ui| {
            for (shade, key) in
                [(Shade::Light, "ui-shade-light"), (Shade::Dark, "ui-shade-dark"), (Shade::System, "ui-shade-system")]
            {
                ui.radio_value(&mut settings.shade, shade, speech.t(key));
            }
        });
        ui.horizontal(|ui| {
            let label = ui.label(speech.t("ui-layers-text"));
            let now = format!("{} %", settings.text_pct);
            let combo = ComboBox::from_id_salt("text size").width(90.0).selected_text(now).show_ui(ui, |ui| {
                for pct in TEXT_PCT {
                    ui.selectable_value(&mut settings.text_pct, pct, format!("{pct} %"));
                }
            });
            combo.response.labelled_by(label.id);
        });
    });
}

/// Which layer lies over which, the uppermost first.
fn order(ui: &mut Ui, speech: Speech, settings: &mut Settings) {
    widgets::section(ui, &speech.t("ui-layers-order"));
    let order = settings.layers.order();
    for (at, layer) in order.into_iter().enumerate().rev() {
        let name = speech.t(match layer {
            Layer::Barriers => "ui-layer-barriers",
            Layer::Borders => "ui-layers-borders",
            Layer::People => "ui-layers-people",
        });
        ui.horizontal(|ui| {
            for (key, up, can) in [("ui-layers-up", true, at + 1 < order.len()), ("ui-layers-down", false, at > 0)] {
                let text = speech.t(key);
                let button = ui.add_enabled(can, egui::Button::new(&text).small());
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, can, format!("{text}: {name}")));
                if button.clicked() {
                    settings.layers.shift(layer, up);
                }
            }
            ui.label(&name);
        });
    }
}
