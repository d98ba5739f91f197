//! Labels: placed by `paint`, written by egui, with a halo.

use std::sync::Arc;

use egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rect, Vec2};

use super::fills::Screen;
use crate::paint::{Item, Label, View, place};
use crate::present::scene::{Scene, labels};

/// A label that found its place; the middle is in points from the map's corner.
#[derive(Clone, Debug, PartialEq)]
struct Name {
    label: Label,
    middle: Vec2,
    size: Vec2,
}

/// What decides which names stand where, besides the place of the map.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    version: u64,
    size: [f32; 2],
    pixels_per_point: f32,
}

/// The names on the map. While it moves they go along, and find new places when it rests: names that jump cannot be read.
#[derive(Default)]
pub struct Names {
    key: Option<Key>,
    names: Vec<Name>,
    /// The screen that they were placed for.
    placed_for: Option<Screen>,
    /// The screen of the last frame.
    last: Option<Screen>,
}

/// Names are placed so far beyond the rim of the map, points.
const MARGIN: f32 = 120.0;

impl Names {
    /// Places the names anew where that is due.
    pub fn update(&mut self, scene: &Scene, screen: &Screen, painter: &Painter) {
        let size = [screen.view.width, screen.view.height];
        let key = Key { version: scene.version, size, pixels_per_point: painter.pixels_per_point() };
        let moves = self.last.replace(*screen).is_some_and(|last| last != *screen);
        let stands_in = self.placed_for.is_some_and(|placed| placed == *screen || (moves && is_near(screen, &placed)));
        if moves {
            painter.ctx().request_repaint();
        }
        if self.key != Some(key) || !stands_in {
            self.key = Some(key);
            self.names = placed(scene, screen, painter);
            self.placed_for = Some(*screen);
        }
    }

    /// Writes the names.
    pub fn paint(&self, screen: &Screen, painter: &Painter) {
        let Some(placed_for) = &self.placed_for else { return };
        let change = screen.change_from(placed_for);
        let rim = screen.rect();
        for Name { label, middle, size } in &self.names {
            let at = change * (placed_for.min + *middle);
            // Half a name says nothing.
            if rim.contains_rect(Rect::from_center_size(at, *size)) {
                let halo = label.halo.map(|halo| screen.look.colour(halo));
                text(
                    painter,
                    at,
                    Align2::CENTER_CENTER,
                    &label.text,
                    label.size_px,
                    screen.look.colour(label.colour),
                    halo,
                );
            }
        }
    }
}

/// Whether names placed for one screen can stand in on another.
fn is_near(screen: &Screen, placed: &Screen) -> bool {
    let change = screen.change_from(placed);
    let off = change * placed.rect().center() - screen.rect().center();
    (0.7..1.4).contains(&change.scaling) && off.x.abs().max(off.y.abs()) < MARGIN
}

/// The labels in sight and a little beyond, so that none covers another.
fn placed(scene: &Scene, screen: &Screen, painter: &Painter) -> Vec<Name> {
    let view = &screen.view;
    let wide = View { width: view.width + 2.0 * MARGIN, height: view.height + 2.0 * MARGIN, ..*view };
    let list = labels(scene, view.mm_per_px, wide.shown(0.0));
    let measure = |text: &str, size: f32| {
        let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), Color32::BLACK);
        (galley.size().x + 6.0, galley.size().y + 2.0)
    };
    let name = |at: &crate::paint::Placed| match &list.items[at.label] {
        Item::Label(label) => {
            let middle = Vec2::new(at.left + at.width / 2.0, at.top + at.height / 2.0) - Vec2::splat(MARGIN);
            Some(Name { label: label.clone(), middle, size: Vec2::new(at.width, at.height) })
        }
        _ => None,
    };
    place(&list, &wide, 1.0, measure).iter().filter_map(name).collect()
}

/// Names of this size are printed bold.
const BOLD: f32 = 15.0;

/// A line of text with a halo around it.
pub fn text(painter: &Painter, at: Pos2, anchor: Align2, text: &str, size: f32, ink: Color32, halo: Option<Color32>) {
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), ink);
    let min = anchor.anchor_size(at, galley.size()).min;
    print(painter, min, &galley, ink, halo);
    if size >= BOLD {
        // The font has one weight; a second print beside the first makes it heavier.
        painter.galley(min + Vec2::new(0.6, 0.0), galley, ink);
    }
}

/// Text that was laid out, with a halo around it.
pub fn print(painter: &Painter, min: Pos2, galley: &Arc<Galley>, ink: Color32, halo: Option<Color32>) {
    if let Some(halo) = halo {
        for (dx, dy) in
            [(-1.4, 0.0), (1.4, 0.0), (0.0, -1.4), (0.0, 1.4), (-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (1.0, -1.0)]
        {
            painter.galley_with_override_text_color(min + Vec2::new(dx, dy), galley.clone(), halo);
        }
    }
    painter.galley(min, Arc::clone(galley), ink);
}
