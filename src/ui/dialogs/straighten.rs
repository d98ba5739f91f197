//! Straightens the borders of the selected cells.

use egui::{Label, RichText, Slider, Ui};

use super::{Around, Flow, buttons, line};
use crate::change::Action;
use crate::model::Id;
use crate::session::Command;
use crate::ui::outbox::Outbox;
use crate::ui::theme;

/// The form.
pub struct Straighten {
    cells: Vec<Id>,
    tolerance_m: u32,
}

impl Straighten {
    /// For cells: the borders between them, or all borders of the only one.
    pub const fn new(cells: Vec<Id>) -> Self {
        Self { cells, tolerance_m: 10 }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        ui.add(Label::new(speech.t("ui-straighten-what")).wrap());
        line(ui, &speech.t("ui-straighten-tolerance"), |ui, label| {
            ui.add(Slider::new(&mut self.tolerance_m, 1..=100).logarithmic(true).suffix(" m")).labelled_by(label);
        });
        ui.label(RichText::new(speech.t("ui-straighten-stays")).size(theme::SMALL).color(theme::of(ui).quiet));
        let (yes, no) = buttons(ui, speech, &speech.t("ui-straighten-do"), None);
        if yes {
            let (cells, tolerance_mm) = (self.cells.clone(), self.tolerance_m * 1000);
            out.send(Command::Do(Action::StraightenBorders { cells, tolerance_mm }));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}
