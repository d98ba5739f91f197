//! The card of what is under the pointer, and the chip that tells what a stroke does.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Painter, Pos2, Rect, Ui, vec2};

use super::furniture::plate;
use super::look::Look;
use super::widget::CanvasInput;
use crate::base::Message;
use crate::model::{Household, Id};
use crate::present::scene::{CellLook, Delta, Scene, deviation_pct};
use crate::say;
use crate::session::Pick;
use crate::tools::{Preview, Share};
use crate::words::{Language, say as words};

/// The pointer must rest this long before the card comes, seconds.
const REST_S: f32 = 0.18;

/// What is wrong stands out.
fn tone(wrong: bool) -> fn(Look) -> Color32 {
    if wrong { Look::alert } else { Look::ink }
}

struct Line {
    message: Message,
    size: f32,
    colour: fn(Look) -> Color32,
}

fn line(message: Message, size: f32, colour: fn(Look) -> Color32) -> Line {
    Line { message, size, colour }
}

/// What is under the pointer, once it rests.
pub fn card(scene: &Scene, input: &CanvasInput, pick: Pick, pos: Pos2, ui: &Ui, painter: &Painter) {
    let (rest, pressed) = ui.input(|i| (i.pointer.time_since_last_movement(), i.pointer.any_down()));
    if pressed {
        return;
    }
    if rest < REST_S {
        ui.ctx().request_repaint_after_secs(REST_S - rest + 0.01);
        return;
    }
    let project = input.project;
    let lines = match pick {
        Pick::Cell(id) => match scene.cells.get(&id) {
            Some(look) => cell_lines(look, project.areas.get(look.area).map(|area| &*area.name)),
            None => return,
        },
        Pick::Block(id) => {
            let tally = scene.people.tally(id);
            let area = project.blocks.get(id).and_then(|block| project.areas.get(block.area));
            let area = area.map(|area| area.name.to_string()).unwrap_or_default();
            vec![
                line(say!("canvas-card-gap"), 14.5, tone(scene.plan.is_some())),
                line(say!("canvas-card-block", area = area, households = tally.households), 12.5, Look::quiet),
            ]
        }
        Pick::Household(id) => match project.households.get(id) {
            Some(household) => household_lines(scene, household, project.profile.monitored_bits()),
            None => return,
        },
        Pick::Worker(id) => match project.workers.get(id) {
            Some(worker) => vec![line(say!("canvas-card-worker", name = &*worker.name), 14.5, Look::ink)],
            None => return,
        },
        Pick::Area(_) => return,
    };
    show(&lines, pos, input.language, painter);
}

fn cell_lines(look: &CellLook, area: Option<&str>) -> Vec<Line> {
    let name = &*look.name;
    let title =
        if look.locked { say!("canvas-card-locked", name = name) } else { say!("canvas-card-cell", name = name) };
    let households = look.tally.households;
    let monitored = look.tally.monitored;
    let outside = households < look.size.min || households > look.size.max;
    let size = match look.deviation_pct() {
        Some(pct) => {
            say!("canvas-card-size", households = households, target = look.size.target, deviation = signed(pct))
        }
        None => say!("canvas-card-households", households = households),
    };
    let mut lines = vec![line(title, 14.5, Look::ink), line(size, 12.5, tone(outside))];
    if monitored > 0 {
        lines.push(line(say!("canvas-card-monitored", monitored = monitored), 12.5, Look::ink));
    }
    lines.push(match look.workers.is_empty() {
        true => line(say!("canvas-card-no-worker"), 12.5, Look::quiet),
        false => line(say!("canvas-card-workers", names = look.workers.join("、")), 12.5, Look::ink),
    });
    if let Some(area) = area.filter(|area| !look.name.starts_with(area)) {
        lines.push(line(say!("canvas-card-area", area = area), 12.5, Look::quiet));
    }
    lines
}

fn household_lines(scene: &Scene, household: &Household, monitored: u32) -> Vec<Line> {
    let cell = household.block.and_then(|block: Id| scene.cell_of(block)).and_then(|id| scene.cells.get(&id));
    let persons = household.resident.max(household.registered);
    let mut lines =
        vec![line(say!("canvas-card-household", code = household.code(), persons = persons), 13.5, Look::ink)];
    if household.categories & monitored != 0 {
        lines.push(line(say!("canvas-card-is-monitored"), 12.5, Look::alert));
    }
    lines.push(match cell {
        Some(cell) => line(say!("canvas-card-in-cell", name = &*cell.name), 12.5, Look::quiet),
        None => line(say!("canvas-card-gap"), 12.5, Look::alert),
    });
    lines
}

/// What letting go would do, beside the pointer.
pub fn chip(scene: &Scene, input: &CanvasInput, preview: &Preview, pos: Pos2, painter: &Painter) {
    let mut lines: Vec<Line> = preview.says.iter().map(|said| line(said.clone(), 13.5, Look::ink)).collect();
    let stroke = preview.target.filter(|_| !preview.blocks.is_empty());
    let delta = stroke.and_then(|target| {
        if preview.back { scene.loss(target, &preview.blocks) } else { scene.delta(target, &preview.blocks) }
    });
    if let Some(delta) = delta {
        lines.push(line(say!("canvas-card-cell", name = &*delta.cell), 12.5, Look::quiet));
        let colour = tone(delta.over || delta.under);
        lines.push(line(change(&delta), 14.5, colour));
    }
    for share in preview.outcome.iter().flat_map(|outcome| &outcome.shares) {
        let name = if share.is_new {
            say!("canvas-card-new-cell", name = &*share.name)
        } else {
            say!("canvas-card-cell", name = &*share.name)
        };
        lines.push(line(name, 12.5, Look::quiet));
        let outside = share.after > share.size.max || share.after < share.size.min;
        lines.push(line(shared(share), 14.5, tone(outside)));
    }
    if let Some(why) = &preview.refused {
        lines.push(line(why.clone(), 12.5, Look::alert));
    }
    show(&lines, pos, input.language, painter);
}

fn shared(share: &Share) -> Message {
    let gained = i64::from(share.after) - i64::from(share.before);
    let of = |households| deviation_pct(households, share.size);
    match (share.is_new, of(share.before), of(share.after)) {
        (false, Some(before), Some(after)) => say!(
            "canvas-delta",
            gained = with_sign(gained),
            before = signed(before),
            after = signed(after),
            households = share.after
        ),
        (true, _, Some(after)) => say!("canvas-share", households = share.after, deviation = signed(after)),
        _ => say!("canvas-delta-plain", gained = with_sign(gained), households = share.after),
    }
}

/// A whole number with its sign.
fn with_sign(n: i64) -> String {
    if n < 0 { format!("−{}", -n) } else { format!("+{n}") }
}

fn change(delta: &Delta) -> Message {
    match (delta.before_pct, delta.after_pct) {
        (Some(before), Some(after)) => say!(
            "canvas-delta",
            gained = with_sign(delta.gained),
            before = signed(before),
            after = signed(after),
            households = delta.after
        ),
        _ => say!("canvas-delta-plain", gained = with_sign(delta.gained), households = delta.after),
    }
}

/// A per cent with its sign.
fn signed(pct: f64) -> String {
    let shown = (pct * 10.0).round() / 10.0;
    match () {
        () if shown > 0.0 => format!("+{shown:.1} %"),
        () if shown < 0.0 => format!("−{:.1} %", -shown),
        () => "0.0 %".to_owned(),
    }
}

fn show(lines: &[Line], pos: Pos2, language: Language, painter: &Painter) {
    if lines.is_empty() {
        return;
    }
    let look = Look::of(painter);
    let lay = |line: &Line| -> Arc<Galley> {
        painter.layout(words(language, &line.message), FontId::proportional(line.size), (line.colour)(look), 320.0)
    };
    let galleys: Vec<Arc<Galley>> = lines.iter().map(lay).collect();
    let width = galleys.iter().map(|galley| galley.size().x).fold(0.0, f32::max);
    let height: f32 = galleys.iter().map(|galley| galley.size().y + 2.0).sum();
    let size = vec2(width + 20.0, height + 14.0);
    let within = painter.clip_rect();
    // Right below the pointer, or on the other side where there is no room.
    let left = if pos.x + 18.0 + size.x > within.right() { pos.x - 14.0 - size.x } else { pos.x + 18.0 };
    let top = if pos.y + 20.0 + size.y > within.bottom() { pos.y - 14.0 - size.y } else { pos.y + 20.0 };
    let frame = Rect::from_min_size(Pos2::new(left.max(within.left()), top.max(within.top())), size);
    plate(frame, painter);
    let mut at = frame.min + vec2(10.0, 7.0);
    for (galley, line) in galleys.into_iter().zip(lines) {
        let step = galley.size().y + 2.0;
        painter.galley(at, galley, (line.colour)(look));
        at.y += step;
    }
}
