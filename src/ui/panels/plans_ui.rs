//! The plans of the project: choose, copy, rename, move on, compare, delete.

use egui::{Align, ComboBox, Frame, Key, Label, Layout, Margin, RichText, ScrollArea, TextEdit, Ui};

use crate::change::Action;
use crate::model::{Id, PlanKind, PlanStatus};
use crate::present::PlanTag;
use crate::say;
use crate::session::Command;
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::speech::Speech;
use crate::ui::{theme, widgets};

/// What the list remembers: the name that is being changed.
#[derive(Debug, Default)]
pub struct PlansMemory {
    editing: Option<(Id, String, bool)>,
}

/// What a status is called.
pub const fn status_key(status: PlanStatus) -> &'static str {
    match status {
        PlanStatus::Draft => "ui-plan-draft",
        PlanStatus::InConsultation => "ui-plan-consultation",
        PlanStatus::Adopted => "ui-plan-adopted",
        PlanStatus::Retired => "ui-plan-retired",
    }
}

/// Shows all plans; the current one is marked.
pub fn plans_ui(
    ui: &mut Ui,
    speech: Speech,
    plans: &[PlanTag],
    current: Option<Id>,
    read_only: bool,
    memory: &mut PlansMemory,
    out: &mut Outbox,
) {
    ui.horizontal(|ui| {
        if ui.add_enabled(!read_only, egui::Button::new(speech.t("ui-plan-new"))).clicked() {
            out.wish(Wish::NewPlan);
        }
        let why = (plans.len() < 2).then(|| speech.t("ui-compare-one"));
        let button = ui.add_enabled(why.is_none(), egui::Button::new(speech.t("command-compare")));
        let button = button.on_hover_text(super::tip(ui, speech, "compare"));
        if button.on_disabled_hover_text(why.unwrap_or_default()).clicked() {
            out.wish(Wish::Entry("compare"));
        }
    });
    if plans.is_empty() {
        if widgets::empty(ui, &speech.t("ui-plan-empty"), Some(&speech.t("command-balance"))) {
            out.wish(Wish::Entry("balance"));
        }
        return;
    }
    ScrollArea::vertical().id_salt("plans").auto_shrink(false).show(ui, |ui| {
        for plan in plans {
            card(ui, speech, plan, current == Some(plan.id), read_only, memory, out);
            ui.add_space(2.0);
        }
    });
}

fn card(
    ui: &mut Ui,
    speech: Speech,
    plan: &PlanTag,
    is_current: bool,
    read_only: bool,
    memory: &mut PlansMemory,
    out: &mut Outbox,
) {
    let tones = theme::of(ui);
    let frame = Frame::new()
        .fill(if is_current { tones.accent_soft } else { tones.card })
        .stroke(egui::Stroke::new(1.0, if is_current { tones.accent } else { tones.line }))
        .corner_radius(6)
        .inner_margin(Margin::symmetric(10, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        if memory.editing.as_ref().is_some_and(|(id, ..)| *id == plan.id) {
            edit_name(ui, speech, plan, memory, out);
        } else {
            ui.add(Label::new(RichText::new(&*plan.name).strong()).truncate()).on_hover_text(&*plan.name);
        }
        facts(ui, speech, plan);
        ui.push_id(plan.id, |ui| {
            ui.horizontal_wrapped(|ui| {
                status(ui, speech, plan, read_only, out);
                if is_current {
                    ui.label(RichText::new(speech.t("ui-plan-current")).color(tones.accent));
                } else if ui.add_enabled(!read_only, egui::Button::new(speech.t("ui-plan-use"))).clicked() {
                    out.send(Command::Do(Action::ChoosePlan { plan: plan.id }));
                }
                if ui.add_enabled(!read_only, egui::Button::new(speech.t("ui-plan-copy"))).clicked() {
                    out.wish(Wish::CopyPlan(plan.id));
                }
                if plan.kind != PlanKind::Micro {
                    let micro = ui.add_enabled(!read_only, egui::Button::new(speech.t("ui-plan-new-micro")));
                    if micro.on_hover_text(speech.t("ui-plan-new-micro-tip")).clicked() {
                        out.wish(Wish::NewMicro(plan.id));
                    }
                }
                let closed = speech.say(&say!("edit-plan-closed", plan = &*plan.name));
                let rename =
                    ui.add_enabled(plan.is_open() && !read_only, egui::Button::new(speech.t("ui-plan-rename")));
                if rename.on_disabled_hover_text(closed).clicked() {
                    memory.editing = Some((plan.id, plan.name.to_string(), true));
                }
                let kept = plan.status == PlanStatus::Adopted;
                let why = speech.say(&say!("edit-plan-in-force", plan = &*plan.name));
                let delete = ui.add_enabled(!kept && !read_only, egui::Button::new(speech.t("ui-plan-delete")));
                if delete.on_hover_text(speech.t("ui-plan-delete-tip")).on_disabled_hover_text(why).clicked() {
                    out.wish(Wish::DropPlan(plan.id));
                }
            });
        });
    });
}

fn facts(ui: &mut Ui, speech: Speech, plan: &PlanTag) {
    let kind = match (plan.kind, &plan.parent) {
        (PlanKind::Base, _) => speech.t("ui-plan-base"),
        (PlanKind::Micro, Some(base)) => speech.say(&say!("ui-plan-micro", base = &**base)),
        (PlanKind::Micro, None) => speech.t("ui-plan-micro-alone"),
        (PlanKind::Department, _) => speech.t("ui-plan-department"),
    };
    let cells = speech.say(&say!("ui-plan-cells", cells = plan.cells));
    let mut line = format!("{kind} · {cells}");
    if !plan.origin.is_empty() {
        // Of a file its name is enough.
        let origin = plan.origin.rsplit(['/', '\\']).next().unwrap_or_default();
        line.push_str(&format!(" · {}", speech.say(&say!("ui-plan-origin", origin = origin))));
    }
    let text = RichText::new(&line).size(theme::SMALL).color(theme::of(ui).quiet);
    ui.add(Label::new(text).truncate()).on_hover_text(&line);
}

fn status(ui: &mut Ui, speech: Speech, plan: &PlanTag, read_only: bool, out: &mut Outbox) {
    let next: &[PlanStatus] = match plan.status {
        PlanStatus::Draft => &[PlanStatus::InConsultation, PlanStatus::Adopted, PlanStatus::Retired],
        PlanStatus::InConsultation => &[PlanStatus::Draft, PlanStatus::Adopted, PlanStatus::Retired],
        PlanStatus::Adopted => &[PlanStatus::Retired],
        PlanStatus::Retired => &[],
    };
    ui.add_enabled_ui(!read_only && !next.is_empty(), |ui| {
        let combo = ComboBox::from_id_salt("status").width(84.0).selected_text(speech.t(status_key(plan.status)));
        let shown = combo.show_ui(ui, |ui| {
            for status in next {
                if ui.selectable_label(false, speech.t(status_key(*status))).clicked() {
                    out.send(Command::Do(Action::SetPlanStatus { plan: plan.id, status: *status }));
                }
            }
        });
        shown.response.on_hover_text(speech.t("ui-plan-status-tip"));
    });
}

/// The field in place of the name: Enter and a click elsewhere keep what was typed, Escape does not.
fn edit_name(ui: &mut Ui, speech: Speech, plan: &PlanTag, memory: &mut PlansMemory, out: &mut Outbox) {
    let Some((_, name, fresh)) = &mut memory.editing else { return };
    let field = TextEdit::singleline(name).desired_width(f32::INFINITY);
    let response = ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.add(field)).inner;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, speech.t("ui-rename-name")));
    if std::mem::take(fresh) {
        response.request_focus();
        return;
    }
    if !response.lost_focus() {
        return;
    }
    let new = name.trim().to_owned();
    if !ui.input(|i| i.key_pressed(Key::Escape)) && !new.is_empty() && *new != *plan.name {
        out.send(Command::Do(Action::RenamePlan { plan: plan.id, name: new.into() }));
    }
    memory.editing = None;
}
