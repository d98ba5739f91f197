//! Dialogs: each a form with its state, shown over the window; what it comes to are commands and wishes.

mod about;
mod appoint;
mod balance;
mod compare;
mod confirm;
mod export;
mod import;
mod new_household;
mod new_project;
mod open;
mod palette;
mod parts;
mod path_row;
mod proposals;
mod rename;
mod report;
mod sample;
mod shortcuts;
mod staff;
mod straighten;

pub use about::About;
pub use appoint::Appoint;
pub use balance::Balance;
pub use compare::Compare;
pub use confirm::Confirm;
pub use export::Export;
pub use import::Import;
pub use new_household::NewHousehold;
pub use new_project::NewProject;
pub use open::Open;
pub use palette::Palette;
pub use parts::Parts;
pub use path_row::{Picker, Wanted};
pub use proposals::Proposals;
pub use rename::Rename;
pub use report::Report;
pub use sample::Sample;
pub use shortcuts::Shortcuts;
pub use staff::Staff;
pub use straighten::Straighten;

use std::sync::Arc;

use egui::{Align, Context, Id, Layout, Modal, RichText, Ui};

use super::greyed::Greyed;
use super::outbox::Outbox;
use super::speech::Speech;
use super::widgets;
use crate::model::Project;
use crate::present::Digest;
use crate::session::Selection;

/// What a dialog may look at.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    pub speech: Speech,
    pub project: Option<&'a Arc<Project>>,
    pub digest: Option<&'a Arc<Digest>>,
    pub selection: &'a Selection,
    pub greyed: &'a Greyed,
}

/// Whether the dialog stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Stay,
    Close,
}

/// The dialog that is open; one at a time.
pub enum Dialog {
    New(Box<NewProject>),
    Open(Open),
    Balance(Balance),
    Proposals(Proposals),
    Staff(Staff),
    Compare(Compare),
    Export(Export),
    Import(Import),
    Sample(Sample),
    Appoint(Appoint),
    Rename(Rename),
    Straighten(Straighten),
    Parts(Parts),
    Household(Box<NewHousehold>),
    Report(Report),
    Confirm(Confirm),
    Shortcuts(Shortcuts),
    About(About),
    Palette(Palette),
}

impl Dialog {
    /// The key of its title.
    const fn title(&self) -> &'static str {
        match self {
            Self::New(_) => "ui-new-title",
            Self::Open(_) => "ui-open-title",
            Self::Balance(_) => "ui-balance-title",
            Self::Proposals(_) => "ui-proposals-title",
            Self::Staff(_) => "ui-staff-title",
            Self::Compare(_) => "ui-compare-title",
            Self::Export(_) => "ui-export-title",
            Self::Import(_) => "ui-import-title",
            Self::Sample(_) => "ui-sample-title",
            Self::Appoint(_) => "ui-appoint-title",
            Self::Rename(_) => "ui-rename-title",
            Self::Straighten(_) => "ui-straighten-title",
            Self::Parts(_) => "ui-parts-title",
            Self::Household(_) => "ui-household-title",
            Self::Report(report) => report.title(),
            Self::Confirm(_) => "ui-confirm-title",
            Self::Shortcuts(_) => "ui-shortcuts-title",
            Self::About(_) => "ui-about-title",
            Self::Palette(_) => "ui-palette-title",
        }
    }

    const fn width(&self) -> f32 {
        match self {
            Self::New(_) => 920.0,
            Self::Proposals(_) => 880.0,
            Self::Report(_) | Self::Compare(_) | Self::Shortcuts(_) => 680.0,
            Self::Rename(_) | Self::Straighten(_) | Self::Parts(_) | Self::Confirm(_) | Self::Staff(_) => 420.0,
            Self::Balance(_) => 620.0,
            _ => 540.0,
        }
    }

    /// Shows it. Escape, the cross and a click beside it close it without a trace.
    pub fn show(&mut self, ctx: &Context, around: Around, out: &mut Outbox) -> Flow {
        let title = around.speech.t(self.title());
        let screen = ctx.content_rect().size();
        let width = self.width().min(screen.x - 60.0);
        let frame = egui::Frame::window(&ctx.global_style()).inner_margin(egui::Margin::symmetric(20, 16));
        let mut flow = Flow::Stay;
        let shown = Modal::new(Id::unique("dialog"))
            .frame(frame)
            .backdrop_color(egui::Color32::from_black_alpha(70))
            .show(ctx, |ui| {
                ui.set_width(width);
                ui.set_max_height(screen.y - 80.0);
                ui.horizontal(|ui| {
                    ui.heading(RichText::new(&title).strong());
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if widgets::cross(ui, &around.speech.t("ui-close")).clicked() {
                            flow = Flow::Close;
                        }
                    });
                });
                ui.add_space(6.0);
                let asked = match self {
                    Self::New(dialog) => dialog.ui(ui, around, out),
                    Self::Open(dialog) => dialog.ui(ui, around, out),
                    Self::Balance(dialog) => dialog.ui(ui, around, out),
                    Self::Proposals(dialog) => dialog.ui(ui, around, out),
                    Self::Staff(dialog) => dialog.ui(ui, around, out),
                    Self::Compare(dialog) => dialog.ui(ui, around, out),
                    Self::Export(dialog) => dialog.ui(ui, around, out),
                    Self::Import(dialog) => dialog.ui(ui, around, out),
                    Self::Sample(dialog) => dialog.ui(ui, around, out),
                    Self::Appoint(dialog) => dialog.ui(ui, around, out),
                    Self::Rename(dialog) => dialog.ui(ui, around, out),
                    Self::Straighten(dialog) => dialog.ui(ui, around, out),
                    Self::Parts(dialog) => dialog.ui(ui, around, out),
                    Self::Household(dialog) => dialog.ui(ui, around, out),
                    Self::Report(dialog) => dialog.ui(ui, around),
                    Self::Confirm(dialog) => dialog.ui(ui, around, out),
                    Self::Shortcuts(dialog) => dialog.ui(ui, around),
                    Self::About(dialog) => dialog.ui(ui, around),
                    Self::Palette(dialog) => dialog.ui(ui, around, out),
                };
                if asked == Flow::Close {
                    flow = Flow::Close;
                }
            });
        // It is centred by the size of the frame before: unfolded it would hang out of the window until something else moves.
        let (key, height) = (Id::unique("height of the dialog"), shown.response.rect.height());
        if ctx.data(|data| data.get_temp::<f32>(key)) != Some(height) {
            ctx.data_mut(|data| data.insert_temp(key, height));
            ctx.request_repaint();
        }
        if shown.should_close() { Flow::Close } else { flow }
    }
}

/// The last line of a dialog: the main button at the right, greyed with its reason; Cancel beside it.
fn buttons(ui: &mut Ui, speech: Speech, main: &str, why_not: Option<&str>) -> (bool, bool) {
    ui.add_space(10.0);
    ui.separator();
    let (mut yes, mut no) = (false, false);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            yes = widgets::primary_if(ui, main, why_not);
            no = ui.button(speech.t("ui-cancel")).clicked();
            if let Some(why) = why_not {
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let text = RichText::new(why).size(super::theme::SMALL).color(super::theme::of(ui).warning);
                    ui.add(egui::Label::new(text).wrap());
                });
            }
        });
    });
    (yes, no)
}

/// A line of a form: the name at the left in a column of its own, the field beside it.
fn line<R>(ui: &mut Ui, name: &str, field: impl FnOnce(&mut Ui, Id) -> R) -> R {
    ui.horizontal(|ui| {
        let (_, rect) = ui.allocate_space(egui::vec2(150.0, 24.0));
        let mut at = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)));
        let label = at.add(egui::Label::new(name).truncate());
        field(ui, label.id)
    })
    .inner
}
