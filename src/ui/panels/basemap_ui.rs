//! Which map image lies below the plan.

use egui::{Key, Label, RichText, TextEdit, Ui};

use crate::present::basemap::Basemap;
use crate::say;
use crate::ui::dialogs::{Picker, Wanted};
use crate::ui::settings::Settings;
use crate::ui::speech::Speech;
use crate::ui::{theme, widgets};

/// With a map image below, fills as strong as before would hide it, per cent.
const FILL_PCT: u8 = 50;

/// What is being typed or picked.
#[derive(Default)]
pub struct BasemapMemory {
    text: Option<String>,
    picker: Picker,
}

/// The section of the layers panel.
pub fn basemap_ui(
    ui: &mut Ui,
    speech: Speech,
    settings: &mut Settings,
    memory: &mut BasemapMemory,
    open: Option<&Basemap>,
) {
    widgets::section(ui, &speech.t("ui-basemap"));
    let mut chosen = memory.picker.take().into_iter().next().map(|path| path.display().to_string());
    let text = memory.text.get_or_insert_with(|| settings.basemap.clone());
    if let Some(path) = &chosen {
        text.clone_from(path);
    }
    let field = TextEdit::singleline(text).desired_width(f32::INFINITY).hint_text(speech.t("ui-basemap-hint"));
    let field = ui.add(field).on_hover_text(speech.t("ui-basemap-tip"));
    let is_new = text.trim() != settings.basemap;
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    let from = text.clone();
    ui.horizontal_wrapped(|ui| {
        if ui.button(speech.t("ui-basemap-file")).clicked() {
            memory.picker.ask(ui.ctx(), Wanted::Tiles, &from, speech);
        }
        if ui.button(speech.t("ui-basemap-folder")).clicked() {
            memory.picker.ask(ui.ctx(), Wanted::Folder, &from, speech);
        }
        if is_new && !from.trim().is_empty() && (ui.button(speech.t("ui-basemap-use")).clicked() || entered) {
            chosen = Some(from.clone());
        }
        if !settings.basemap.is_empty() && ui.button(speech.t("ui-basemap-none")).clicked() {
            chosen = Some(String::new());
        }
    });
    if let Some(place) = chosen {
        settings.basemap = place.trim().to_owned();
        settings.layers.image = !settings.basemap.is_empty();
        settings.layers.opacity = if settings.layers.image { FILL_PCT.min(settings.layers.opacity) } else { 100 };
        memory.text = None;
    }
    let quiet = |text: String| RichText::new(text).size(theme::SMALL);
    if let Some(why) = open.and_then(|open| open.fault.as_ref()) {
        ui.add(Label::new(quiet(speech.say(why)).color(theme::of(ui).warning)).wrap());
    } else if let Some(host) = settings.basemap.strip_prefix("http").and_then(|rest| rest.split('/').nth(2)) {
        let told = speech.say(&say!("ui-basemap-privacy", host = host));
        ui.add(Label::new(quiet(told).color(theme::of(ui).quiet)).wrap());
    }
}
