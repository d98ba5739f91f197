//! A new project: files, what each holds, the reference system, and a look at them on a map.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{
    Align, Button, Color32, ComboBox, DragValue, Label, Layout, RichText, ScrollArea, Sense, Stroke, TextEdit, Ui,
    pos2, vec2,
};

use super::{Around, Flow, Picker, Wanted, buttons, line};
use crate::present::{Inspection, NewProjectModel, Offer, Role};
use crate::say;
use crate::session::{Command, JobRequest};
use crate::ui::outbox::Outbox;
use crate::ui::speech::{Speech, grouped};
use crate::ui::{theme, widgets};

/// The form.
pub struct NewProject {
    pub model: NewProjectModel,
    inspection: Inspection,
    files: Picker,
    target: Picker,
    typed: String,
    crs: String,
    chosen: usize,
    more: bool,
    /// Plans among the files, to be imported once the project stands.
    pub then: Vec<JobRequest>,
}

impl NewProject {
    /// An empty form; `wake` is called from another thread when a file has been looked at.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            model: NewProjectModel::new(),
            inspection: Inspection::new(wake),
            files: Picker::default(),
            target: Picker::default(),
            typed: String::new(),
            crs: String::new(),
            chosen: 0,
            more: false,
            then: Vec::new(),
        }
    }

    /// Adds files; they are looked at on threads of their own.
    pub fn add(&mut self, paths: Vec<PathBuf>) {
        self.inspection.ask(paths);
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, around: Around, out: &mut Outbox) -> Flow {
        let speech = around.speech;
        self.model.add(self.inspection.take());
        let picked = self.files.take();
        self.add(picked);
        let height = (ui.ctx().content_rect().height() - 330.0).clamp(200.0, 470.0);
        ui.horizontal_top(|ui| {
            let right = 300.0;
            let left = ui.available_width() - right - 16.0;
            ui.allocate_ui_with_layout(vec2(left, height), Layout::top_down(Align::Min), |ui| {
                ui.set_width(left);
                self.sources(ui, speech, height);
            });
            ui.allocate_ui_with_layout(vec2(right, height), Layout::top_down(Align::Min), |ui| {
                ui.set_width(right);
                sketch(ui, speech, &self.model.offers, self.chosen, vec2(right, height - 4.0));
            });
        });
        ui.separator();
        line(ui, &speech.t("ui-new-name"), |ui, label| {
            ui.add(TextEdit::singleline(&mut self.model.name).desired_width(300.0)).labelled_by(label);
        });
        line(ui, &speech.t("ui-new-target"), |ui, label| {
            self.target.row(ui, speech, label, &mut self.model.to, Wanted::NewProject);
        });
        ui.horizontal(|ui| {
            ui.checkbox(&mut self.more, speech.t("ui-more-options"));
            if !self.model.to.trim().is_empty() && std::path::Path::new(self.model.to.trim()).exists() {
                ui.checkbox(&mut self.model.replace, speech.t("ui-new-replace"));
            }
        });
        if self.more {
            self.options(ui, speech);
        }
        let waiting = (self.inspection.waiting() > 0).then(|| speech.t("ui-new-looking"));
        let crs =
            (self.more && !self.crs.trim().is_empty() && self.model.crs.is_none()).then(|| speech.t("ui-new-bad-crs"));
        let why = waiting.or(crs).or_else(|| self.model.problem().map(|message| speech.say(&message)));
        let (yes, no) = buttons(ui, speech, &speech.t("ui-new-do"), why.as_deref());
        if yes {
            self.then = self.model.plans();
            out.send(Command::StartJob(self.model.request()));
            return Flow::Close;
        }
        if no { Flow::Close } else { Flow::Stay }
    }

    fn sources(&mut self, ui: &mut Ui, speech: Speech, height: f32) {
        ui.horizontal(|ui| {
            if ui.add(widgets::primary(ui, speech.t("ui-new-choose"))).clicked() {
                self.files.ask(ui.ctx(), Wanted::Sources, &self.typed, speech);
            }
            let width = (ui.available_width() - 70.0).max(80.0);
            let field = TextEdit::singleline(&mut self.typed).desired_width(width).hint_text(speech.t("ui-new-type"));
            let enter = ui.add(field).lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
            let add = ui.add_enabled(!self.typed.trim().is_empty(), Button::new(speech.t("ui-new-add"))).clicked();
            if (enter || add) && !self.typed.trim().is_empty() {
                let path = PathBuf::from(std::mem::take(&mut self.typed).trim());
                self.add(expand(path));
            }
        });
        if self.inspection.waiting() > 0 {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(speech.t("ui-new-looking"));
            });
        }
        if self.model.offers.is_empty() {
            ui.add_space(8.0);
            ui.add(Label::new(RichText::new(speech.t("ui-new-help")).color(theme::of(ui).quiet)).wrap());
            return;
        }
        let mut gone = None;
        ScrollArea::vertical().id_salt("sources").max_height(height * 0.46).auto_shrink([false, true]).show(ui, |ui| {
            for (n, offer) in self.model.offers.iter_mut().enumerate() {
                let chosen = self.chosen == n;
                let frame = egui::Frame::new()
                    .fill(if chosen { theme::of(ui).accent_soft } else { Color32::TRANSPARENT })
                    .corner_radius(5)
                    .inner_margin(egui::Margin::symmetric(6, 2));
                frame.show(ui, |ui| {
                    ui.horizontal(|ui| {
                        ui.set_width(ui.available_width());
                        let name = Label::new(RichText::new(&offer.file).color(theme::of(ui).ink))
                            .truncate()
                            .sense(Sense::click());
                        let width = (ui.available_width() - 290.0).max(90.0);
                        let shown =
                            ui.allocate_ui_with_layout(vec2(width, 24.0), Layout::left_to_right(Align::Center), |ui| {
                                ui.set_min_width(width);
                                ui.add(name).on_hover_text(offer.path.display().to_string())
                            });
                        if shown.inner.clicked() {
                            self.chosen = n;
                        }
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            if widgets::cross(ui, &speech.t("ui-new-remove")).clicked() {
                                gone = Some(n);
                            }
                            role(ui, speech, offer, n);
                            if let Some(rows) = offer.rows {
                                let text = speech.say(&say!("ui-report-rows", rows = rows));
                                ui.label(RichText::new(text).size(theme::SMALL).color(theme::of(ui).quiet));
                            }
                        });
                    });
                });
                if let Some(fault) = &offer.fault {
                    let text = RichText::new(speech.say(fault)).size(theme::SMALL).color(theme::of(ui).error);
                    ui.add(Label::new(text).wrap());
                }
            }
        });
        if let Some(n) = gone {
            self.model.offers.remove(n);
            self.chosen = self.chosen.min(self.model.offers.len().saturating_sub(1));
        }
        ui.separator();
        if let Some(offer) = self.model.offers.get_mut(self.chosen) {
            detail(ui, speech, offer);
        }
    }

    fn options(&mut self, ui: &mut Ui, speech: Speech) {
        line(ui, &speech.t("ui-new-crs"), |ui, label| {
            let field = TextEdit::singleline(&mut self.crs).desired_width(90.0).hint_text(speech.t("ui-new-crs-auto"));
            ui.add(field).labelled_by(label).on_hover_text(speech.t("ui-new-crs-tip"));
            self.model.crs = epsg(&self.crs);
            let weld = ui.label(speech.t("ui-new-weld"));
            let field = DragValue::new(&mut self.model.weld_m).range(0.001..=5.0).speed(0.01).suffix(" m");
            ui.add(field).labelled_by(weld.id).on_hover_text(speech.t("ui-new-weld-tip"));
            let label = ui.label(speech.t("ui-new-encoding"));
            let now = self.model.encoding.clone().unwrap_or_else(|| speech.t("ui-new-encoding-auto"));
            let combo = ComboBox::from_id_salt("encoding").width(110.0).selected_text(now).show_ui(ui, |ui| {
                ui.selectable_value(&mut self.model.encoding, None, speech.t("ui-new-encoding-auto"));
                for name in ["utf-8", "gb18030", "big5", "utf-16le"] {
                    ui.selectable_value(&mut self.model.encoding, Some(name.to_owned()), name);
                }
            });
            combo.response.labelled_by(label.id);
        });
    }
}

/// `4546` or `EPSG:4546`.
fn epsg(text: &str) -> Option<u32> {
    let text = text.trim();
    text.strip_prefix("EPSG:").or_else(|| text.strip_prefix("epsg:")).unwrap_or(text).parse().ok()
}

/// The files of a folder that can be read, or the file itself.
fn expand(path: PathBuf) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(&path) else { return vec![path] };
    let known = ["csv", "xlsx", "geojson", "json", "gpkg"];
    let is_known = |path: &PathBuf| path.extension().is_some_and(|e| known.iter().any(|k| e.eq_ignore_ascii_case(k)));
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).filter(is_known).collect();
    paths.retain(|path| !crate::present::is_project(path));
    paths.sort();
    paths
}

fn role(ui: &mut Ui, speech: Speech, offer: &mut Offer, n: usize) {
    let mut role = offer.role;
    let combo =
        ComboBox::from_id_salt(("role", n)).width(132.0).selected_text(speech.t(role.key())).show_ui(ui, |ui| {
            for choice in Role::ALL {
                ui.selectable_value(&mut role, choice, speech.t(choice.key()));
            }
        });
    combo.response.on_hover_text(speech.t("ui-new-role-tip"));
    if role != offer.role {
        offer.take_for(role);
    }
}

fn detail(ui: &mut Ui, speech: Speech, offer: &mut Offer) {
    ScrollArea::both().id_salt("detail").auto_shrink(false).show(ui, |ui| {
        let system = match (offer.epsg, &offer.crs_note) {
            (Some(epsg), _) => format!("EPSG:{epsg}"),
            (None, _) if offer.geometry.is_none() && !matches!(offer.role, Role::Households) => String::new(),
            (None, _) => speech.t("ui-new-crs-unsaid"),
        };
        ui.horizontal(|ui| {
            let encoding = offer.encoding.unwrap_or_default();
            let about = [offer.geometry.as_deref().unwrap_or_default(), &*system, encoding];
            let about: Vec<&str> = about.into_iter().filter(|part| !part.is_empty()).collect();
            ui.label(RichText::new(about.join("  ·  ")).size(theme::SMALL).color(theme::of(ui).quiet));
            if offer.epsg.is_none() && !system.is_empty() {
                let label = ui.label(speech.t("ui-new-source-crs"));
                let mut text = offer.said_epsg.map(|epsg| epsg.to_string()).unwrap_or_default();
                let field = TextEdit::singleline(&mut text).desired_width(70.0).hint_text("4490");
                if ui.add(field).labelled_by(label.id).changed() {
                    offer.said_epsg = epsg(&text);
                }
            }
        });
        if let Some(note) = &offer.crs_note {
            ui.label(RichText::new(speech.say(note)).size(theme::SMALL).color(theme::of(ui).quiet));
        }
        if !offer.fields.is_empty() {
            ui.horizontal_wrapped(|ui| {
                for (field, column) in &mut offer.fields {
                    let name = speech.t(&format!("present-field-{}", field.replace('_', "-")));
                    let label = ui.label(RichText::new(&name).size(theme::SMALL).color(theme::of(ui).quiet));
                    let now = column.clone().unwrap_or_else(|| "–".to_owned());
                    let combo = ComboBox::from_id_salt(("field", &*field)).width(86.0).truncate();
                    let combo = combo.selected_text(RichText::new(now).size(theme::SMALL)).show_ui(ui, |ui| {
                        ui.selectable_value(column, None, "–");
                        for choice in &offer.columns {
                            ui.selectable_value(column, Some(choice.clone()), choice);
                        }
                    });
                    combo.response.labelled_by(label.id);
                    ui.add_space(4.0);
                }
            });
        }
        if !offer.head.is_empty() {
            ui.add_space(4.0);
            egui::Grid::new("first rows").striped(true).spacing([14.0, 3.0]).show(ui, |ui| {
                let people = matches!(offer.role, Role::Households | Role::Workers);
                let hidden: Vec<bool> = offer
                    .columns
                    .iter()
                    .map(|column| {
                        people
                            && offer
                                .fields
                                .iter()
                                .any(|(f, c)| (f == "name" || f == "phone") && c.as_ref() == Some(column))
                    })
                    .collect();
                for column in &offer.columns {
                    ui.label(RichText::new(column).size(theme::SMALL).strong());
                }
                ui.end_row();
                for row in &offer.head {
                    for (value, hidden) in row.iter().zip(&hidden) {
                        let short: String = value.chars().take(24).collect();
                        let text = if *hidden { crate::present::masked(value) } else { short };
                        ui.label(RichText::new(text).size(theme::SMALL));
                    }
                    ui.end_row();
                }
            });
        }
    });
}

/// The files on a small map: areas as lines, households as dots.
fn sketch(ui: &mut Ui, speech: Speech, offers: &[Offer], chosen: usize, size: egui::Vec2) {
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let painter = ui.painter_at(rect);
    painter.rect(rect, 7.0, theme::of(ui).card, Stroke::new(1.0, theme::of(ui).line), egui::StrokeKind::Inside);
    let drawn: Vec<&Offer> = offers.iter().filter(|offer| offer.role != Role::Skip).collect();
    // What is plainly elsewhere (metres among degrees) would shrink the rest to a point.
    let degrees = |b: &[f32; 4]| b[0] >= -180.0 && b[2] <= 180.0 && b[1] >= -90.0 && b[3] <= 90.0;
    let all: Vec<[f32; 4]> = drawn.iter().filter_map(|offer| offer.sketch.bounds()).collect();
    let mostly = all.iter().any(degrees);
    let fits: Vec<[f32; 4]> = all.into_iter().filter(|b| !mostly || degrees(b)).collect();
    let Some([w, s, e, n]) =
        fits.into_iter().reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    else {
        let text = speech.t("ui-new-preview");
        painter.text(
            rect.center(),
            egui::Align2::CENTER_CENTER,
            text,
            egui::FontId::proportional(12.0),
            theme::of(ui).quiet,
        );
        return;
    };
    let squeeze = if mostly { ((s + n) / 2.0).to_radians().cos() } else { 1.0 };
    let inside = rect.shrink(12.0);
    let scale = (inside.width() / ((e - w) * squeeze).max(1e-6)).min(inside.height() / (n - s).max(1e-6));
    let middle = [(w + e) / 2.0, (s + n) / 2.0];
    let place = |[x, y]: [f32; 2]| {
        pos2(inside.center().x + (x - middle[0]) * squeeze * scale, inside.center().y - (y - middle[1]) * scale)
    };
    for (n, offer) in offers.iter().enumerate().filter(|(_, offer)| offer.role != Role::Skip) {
        let (width, colour) = match offer.role {
            Role::Barriers => (1.0, Color32::from_rgb(0x2f, 0x6f, 0xb0)),
            Role::Areas(crate::model::Level::Village) => (0.7, Color32::from_rgb(0xa0, 0xa8, 0xb4)),
            Role::Areas(_) => (1.2, theme::of(ui).ink),
            Role::Plan => (0.7, theme::of(ui).over),
            _ => (0.6, theme::of(ui).calm),
        };
        let width = if n == chosen { width + 0.6 } else { width };
        for line in &offer.sketch.lines {
            painter.add(egui::Shape::line(line.iter().map(|p| place(*p)).collect(), Stroke::new(width, colour)));
        }
        for point in &offer.sketch.points {
            painter.rect_filled(egui::Rect::from_center_size(place(*point), vec2(1.6, 1.6)), 0.0, theme::of(ui).accent);
        }
    }
    let points: usize = offers.iter().map(|offer| offer.sketch.points.len()).sum();
    if points > 0 {
        let text = speech.say(&say!("ui-new-drawn", points = grouped(points as i64)));
        let at = rect.left_bottom() + vec2(8.0, -6.0);
        painter.text(at, egui::Align2::LEFT_BOTTOM, text, egui::FontId::proportional(11.0), theme::of(ui).quiet);
    }
}
