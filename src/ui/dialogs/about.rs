//! What the program is, and whose fonts and data it carries.

use egui::{Label, RichText, ScrollArea, Ui};

use super::{Around, Flow};
use crate::say;
use crate::ui::{theme, widgets};

/// The page.
#[derive(Default)]
pub struct About {
    licence: bool,
}

const FONT_LICENCE: &str = include_str!("../../../assets/fonts/NotoSansSC-LICENSE.txt");

impl About {
    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around) -> Flow {
        let speech = around.speech;
        let version = speech.say(&say!("ui-about-version", version = env!("CARGO_PKG_VERSION")));
        ui.label(RichText::new(version).strong());
        ui.add(Label::new(speech.t("ui-welcome-what")).wrap());
        ui.add(Label::new(RichText::new(speech.t("ui-about-offline")).color(theme::of(ui).quiet)).wrap());
        widgets::section(ui, &speech.t("ui-about-program"));
        ui.add(Label::new(speech.t("ui-about-program-licence")).wrap());
        widgets::section(ui, &speech.t("ui-about-font"));
        ui.add(Label::new(speech.t("ui-about-font-licence")).wrap());
        ui.checkbox(&mut self.licence, speech.t("ui-about-font-show"));
        if self.licence {
            ScrollArea::vertical().max_height(200.0).show(ui, |ui| {
                ui.add(Label::new(RichText::new(FONT_LICENCE).size(theme::SMALL)).wrap().selectable(true));
            });
        }
        widgets::section(ui, &speech.t("ui-about-data"));
        ui.add(Label::new(speech.t("ui-about-data-origin")).wrap());
        Flow::Stay
    }
}
