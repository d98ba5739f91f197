//! The rules of the brush over the map: what it may take, and where it may paint; always in sight while it is in hand.

use egui::{Align2, ComboBox, Frame, Margin, Pos2, RichText, Ui};

use super::widget::CanvasInput;
use crate::model::Id;
use crate::say;
use crate::tools::{Brush, Source};
use crate::ui::theme;
use crate::words::{say as words, text};

/// Shows the rules at the top of the map, below `top`.
pub fn rules(ui: &Ui, top: Pos2, brush: &mut Brush, input: &CanvasInput) {
    let target = input.selection.target.and_then(|id| Some((id, input.project.cells.get(id)?)));
    let area = egui::Area::new(egui::Id::unique("brush rules"))
        .pivot(Align2::CENTER_TOP)
        .fixed_pos(top)
        .order(egui::Order::Middle);
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).inner_margin(Margin::symmetric(10, 5)).show(ui, |ui| {
            ui.horizontal(|ui| {
                let t = |key: &str| text(input.language, key);
                let from = ui.label(t("canvas-brush-from"));
                let name = |cell: Id| input.project.cells.get(cell).map(|row| row.name.to_string()).unwrap_or_default();
                let now = match brush.source {
                    Source::Any => t("canvas-brush-any"),
                    Source::Unassigned => t("canvas-brush-unassigned"),
                    Source::Cell(cell) => name(cell),
                };
                let combo = ComboBox::from_id_salt("brush source").selected_text(now).width(150.0).show_ui(ui, |ui| {
                    ui.selectable_value(&mut brush.source, Source::Any, t("canvas-brush-any"));
                    ui.selectable_value(&mut brush.source, Source::Unassigned, t("canvas-brush-unassigned"));
                    for (id, row) in target.iter().flat_map(|(_, row)| input.project.cells_of(row.plan)) {
                        let beside = target.is_some_and(|(own, to)| id != own && row.area == to.area);
                        if beside {
                            ui.selectable_value(&mut brush.source, Source::Cell(id), &*row.name);
                        }
                    }
                });
                combo.response.labelled_by(from.id);
                ui.separator();
                match brush.mask.and_then(|id| input.project.areas.get(id)) {
                    Some(area) => {
                        let inside = words(input.language, &say!("canvas-brush-only", area = &*area.name));
                        ui.label(RichText::new(inside).color(theme::of(ui).error).strong());
                        if ui.button(t("canvas-brush-release")).clicked() {
                            brush.mask = None;
                        }
                    }
                    None => {
                        let village = target.and_then(|(_, row)| Some((row.area, input.project.areas.get(row.area)?)));
                        let label = match village {
                            Some((_, area)) => words(input.language, &say!("canvas-brush-mask", area = &*area.name)),
                            None => t("canvas-brush-mask-none"),
                        };
                        let label = RichText::new(label).color(theme::of(ui).ink);
                        if ui.add_enabled(village.is_some(), egui::Button::new(label)).clicked() {
                            brush.mask = village.map(|(id, _)| id);
                        }
                    }
                }
            });
        });
    });
}
