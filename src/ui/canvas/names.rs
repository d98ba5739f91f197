//! Labels: placed by `paint`, written by egui, with a halo.

use egui::emath::TSTransform;
use egui::{Align2, Color32, FontId, Painter, Pos2, Vec2};

use super::fills::Screen;
use super::look::colour;
use crate::paint::{Item, Label, place};
use crate::present::scene::{Scene, labels};

/// A label that found its place; the box is in points from the map's corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    label: Label,
    middle: Vec2,
}

impl Name {
    /// The label where its place has moved to; `min` is the map's corner then and now.
    pub fn moved(&self, change: TSTransform, before: Pos2, now: Pos2) -> Self {
        Self { middle: change * (before + self.middle) - now, ..self.clone() }
    }
}

/// The labels in sight, so that none covers another.
pub fn names(scene: &Scene, screen: &Screen, painter: &Painter) -> Vec<Name> {
    let list = labels(scene, screen.view.mm_per_px, screen.view.shown(0.0));
    let measure = |text: &str, size: f32| {
        let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), Color32::BLACK);
        (galley.size().x + 6.0, galley.size().y + 2.0)
    };
    let placed = place(&list, &screen.view, 1.0, measure);
    let name = |at: &crate::paint::Placed| match &list.items[at.label] {
        Item::Label(label) => {
            let middle = Vec2::new(at.left + at.width / 2.0, at.top + at.height / 2.0);
            Some(Name { label: label.clone(), middle })
        }
        _ => None,
    };
    placed.iter().filter_map(name).collect()
}

/// Writes the labels.
pub fn write(names: &[Name], min: Pos2, painter: &Painter) {
    for Name { label, middle } in names {
        let halo = label.halo.map(colour);
        text(painter, min + *middle, Align2::CENTER_CENTER, &label.text, label.size_px, colour(label.colour), halo);
    }
}

/// Names of this size are printed bold.
const BOLD: f32 = 15.0;

/// A line of text with a halo around it.
pub fn text(painter: &Painter, at: Pos2, anchor: Align2, text: &str, size: f32, ink: Color32, halo: Option<Color32>) {
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), ink);
    let min = anchor.anchor_size(at, galley.size()).min;
    if let Some(halo) = halo {
        for (dx, dy) in
            [(-1.4, 0.0), (1.4, 0.0), (0.0, -1.4), (0.0, 1.4), (-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (1.0, -1.0)]
        {
            painter.galley_with_override_text_color(min + Vec2::new(dx, dy), galley.clone(), halo);
        }
    }
    if size >= BOLD {
        // The font has one weight; a second print beside the first makes it heavier.
        painter.galley(min + Vec2::new(0.6, 0.0), galley.clone(), ink);
    }
    painter.galley(min, galley, ink);
}
