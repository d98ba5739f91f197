//! Findings, one below the other, and the way from one to the next.

use egui::{Align, Button, Label, Layout, RichText, ScrollArea, Sense, Ui, vec2};

use crate::check::Severity;
use crate::present::FindingsModel;
use crate::say;
use crate::ui::outbox::{Outbox, Wish};
use crate::ui::speech::{Speech, grouped};
use crate::ui::{theme, widgets};

/// What the list remembers.
#[derive(Debug, Default)]
pub struct FindingsMemory {
    /// The finding that the user is at.
    pub at: Option<usize>,
    /// Whether it is to be brought into sight.
    pub scroll: bool,
    /// Groups of which all are shown rather than the first few.
    opened: std::collections::BTreeSet<usize>,
}

/// Of a large group so many are shown at first.
const FIRST: usize = 30;

/// Shows what the last check found.
pub fn findings_ui(
    ui: &mut Ui,
    speech: Speech,
    model: Option<&FindingsModel>,
    stale: bool,
    memory: &mut FindingsMemory,
    out: &mut Outbox,
) {
    let Some(model) = model else {
        if widgets::empty(ui, &speech.t("ui-findings-none-yet"), Some(&speech.t("command-check"))) {
            out.wish(Wish::Entry("check"));
        }
        return;
    };
    let problems = model.errors + model.warnings;
    ui.horizontal(|ui| {
        let go = |ui: &mut Ui, text: &str, id: &'static str, out: &mut Outbox| {
            let tip = super::tip(ui, speech, id);
            let button = ui.add_enabled(problems > 0, Button::new(text)).on_hover_text(tip);
            if button.clicked() {
                out.wish(Wish::Entry(id));
            }
        };
        go(ui, "‹", "previous-problem", out);
        let at = memory.at.filter(|at| *at < problems).map_or(0, |at| at + 1);
        ui.label(speech.say(&say!("ui-findings-at", at = at, all = problems)));
        go(ui, "›", "next-problem", out);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button(speech.t("ui-findings-again")).clicked() {
                out.wish(Wish::Entry("check"));
            }
        });
    });
    if model.mendable() > 0 {
        let text = speech.say(&say!("ui-findings-repair", places = model.mendable()));
        if ui.button(text).on_hover_text(super::tip(ui, speech, "repair")).clicked() {
            out.wish(Wish::Entry("repair"));
        }
    }
    if stale {
        ui.label(RichText::new(speech.t("ui-findings-stale")).size(theme::SMALL).color(theme::of(ui).warning));
    }
    let counts = say!("ui-findings-counts", errors = model.errors, warnings = model.warnings, notes = model.notes);
    ui.label(RichText::new(speech.say(&counts)).strong());
    let covered = say!("ui-findings-covered", covered = model.covered, all = model.covered + model.uncovered);
    let whole = model.uncovered == 0;
    ui.label(RichText::new(speech.say(&covered)).size(theme::SMALL).color(if whole {
        theme::of(ui).good
    } else {
        theme::of(ui).over
    }));
    let proof = speech.t(if model.proven { "ui-findings-proven" } else { "ui-findings-unproven" });
    let colour = if model.proven { theme::of(ui).good } else { theme::of(ui).error };
    ui.label(RichText::new(proof).size(theme::SMALL).color(colour));
    ui.separator();
    if model.rows.is_empty() {
        widgets::empty(ui, &speech.t("ui-findings-clean"), None);
        return;
    }
    ScrollArea::vertical().id_salt("findings").auto_shrink(false).show(ui, |ui| {
        for (n, group) in model.groups.iter().enumerate() {
            let heading =
                format!("{}  {}", speech.t(&format!("finding-rule-{}", group.rule)), grouped(group.count as i64));
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                dot(ui, group.severity);
                ui.label(RichText::new(heading).strong());
            });
            let far = memory.at.is_some_and(|at| at >= group.first + FIRST && at < group.first + group.count);
            let shown = if far || memory.opened.contains(&n) { group.count } else { group.count.min(FIRST) };
            for at in group.first..group.first + shown {
                row(ui, speech, model, at, memory, out);
            }
            if shown < group.count {
                let more = speech.say(&say!("ui-more", more = group.count - shown));
                if ui.link(more).clicked() {
                    memory.opened.insert(n);
                }
            }
        }
    });
    memory.scroll = false;
}

fn dot(ui: &mut Ui, severity: Severity) {
    let (rect, _) = ui.allocate_exact_size(vec2(10.0, 14.0), Sense::hover());
    let (c, painter) = (rect.center(), ui.painter());
    // Shape tells as well as colour.
    match severity {
        Severity::Error => {
            painter.rect_filled(egui::Rect::from_center_size(c, vec2(8.0, 8.0)), 1.0, theme::of(ui).error);
        }
        Severity::Warning => {
            let points = vec![c + vec2(0.0, -5.0), c + vec2(5.0, 4.0), c + vec2(-5.0, 4.0)];
            painter.add(egui::Shape::convex_polygon(points, theme::of(ui).over, egui::Stroke::NONE));
        }
        Severity::Note => {
            painter.circle_filled(c, 3.5, theme::of(ui).calm);
        }
    }
}

fn row(ui: &mut Ui, speech: Speech, model: &FindingsModel, at: usize, memory: &FindingsMemory, out: &mut Outbox) {
    let Some(finding) = model.rows.get(at) else { return };
    let chosen = memory.at == Some(at);
    let frame = egui::Frame::new()
        .fill(if chosen { theme::of(ui).accent_soft } else { egui::Color32::TRANSPARENT })
        .corner_radius(5)
        .inner_margin(egui::Margin::symmetric(6, 3));
    let text = speech.say(&finding.message);
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.add(Label::new(RichText::new(&text).size(12.5)).wrap());
    });
    let response = ui.interact(shown.response.rect, ui.scope_id().with(("finding", at)), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, chosen, &text));
    if response.hovered() && !chosen {
        ui.painter().rect_stroke(
            shown.response.rect,
            5.0,
            egui::Stroke::new(1.0, theme::of(ui).line),
            egui::StrokeKind::Inside,
        );
    }
    if chosen && memory.scroll {
        response.scroll_to_me(Some(Align::Center));
    }
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        out.wish(Wish::Finding(at));
    }
}
