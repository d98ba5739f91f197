//! Asks before something that cannot be taken back.

use egui::{Label, Ui};

use super::{Around, Flow, buttons};
use crate::base::Message;
use crate::session::Command;
use crate::ui::outbox::Outbox;

/// A question and what is sent after a yes.
pub struct Confirm {
    pub question: Message,
    /// The key of the main button.
    pub yes: &'static str,
    pub commands: Vec<Command>,
    /// Whether the window closes after a yes.
    pub quit: bool,
}

impl Confirm {
    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        ui.add(Label::new(around.speech.say(&self.question)).wrap());
        let (yes, no) = buttons(ui, around.speech, &around.speech.t(self.yes), None);
        if yes {
            out.commands.append(&mut self.commands);
            if self.quit {
                ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
            }
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }
}
