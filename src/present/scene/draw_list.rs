//! The scene as a draw list, for pictures.

use std::collections::BTreeMap;

use super::built::Scene;
use super::labels::labels;
use super::line_kind::{LineKind, line_stroke};
use super::options::Layer;
use super::style;
use crate::geom::{Bounds, Pt};
use crate::model::Id;
use crate::paint::colour::{ALERT, HOUSEHOLD};
use crate::paint::{DrawList, Item, Shape, Stroke};

impl Scene {
    /// Everything that lies in a part of the map, in the detail that the scale can show.
    pub fn draw_list(&self, seen: Bounds, mm_per_px: f64) -> DrawList {
        let lod = self.ground.levels.at(mm_per_px);
        let mut items = Vec::new();
        if self.options.cells {
            self.push_fills(seen, lod, &mut items);
        }
        for layer in self.options.order() {
            match layer {
                Layer::Barriers => self.push_barriers(seen, mm_per_px, &mut items),
                Layer::Borders => {
                    for (edge, stroke) in self.outlines(seen, mm_per_px) {
                        items.push(Item::Line { points: self.ground.line(edge, lod).collect(), stroke });
                    }
                }
                Layer::People if self.options.households => self.push_dots(seen, mm_per_px, &mut items),
                Layer::People => {}
            }
        }
        items.extend(labels(self, mm_per_px, seen).items);
        DrawList { items }
    }

    fn push_barriers(&self, seen: Bounds, mm_per_px: f64, items: &mut Vec<Item>) {
        let lod = self.ground.levels.at(mm_per_px);
        if self.options.barriers {
            for wire in self.ground.barriers.iter().filter(|wire| wire.bounds.touches(seen)) {
                if let Some(stroke) = style::barrier_stroke(wire.kind, wire.major, mm_per_px) {
                    items.push(Item::Line { points: wire.line.at(lod).collect(), stroke });
                }
            }
        }
    }

    /// The mesh edges to be drawn as lines, the lightest first.
    pub fn outlines(&self, seen: Bounds, mm_per_px: f64) -> Vec<(u32, Stroke)> {
        let strokes = LineKind::ALL.map(|kind| line_stroke(kind, mm_per_px));
        let mut by_kind = LineKind::ALL.map(|_| Vec::new());
        for edge in self.ground.edges_in(seen) {
            let (kind, gap) = self.line_kind(edge);
            for kind in kind.into_iter().chain(gap.then_some(LineKind::Gap)) {
                if let Some(stroke) = strokes[kind as usize] {
                    by_kind[kind as usize].push((edge, stroke));
                }
            }
        }
        by_kind.into_iter().flatten().collect()
    }

    fn push_fills(&self, seen: Bounds, lod: usize, items: &mut Vec<Item>) {
        let mut rings: BTreeMap<Id, Vec<Vec<Pt>>> = BTreeMap::new();
        for block in self.ground.faces_in(seen) {
            if let Some(cell) = self.cell_of(block) {
                rings.entry(cell).or_default().extend(self.ground.rings(block, lod));
            }
        }
        for (cell, rings) in rings {
            items.push(Item::Polygons { rings, fill: self.fill_of_cell(&self.cells[&cell]), stroke: None });
        }
    }

    fn push_dots(&self, seen: Bounds, mm_per_px: f64, items: &mut Vec<Item>) {
        let (dots, _) = self.people.dots(mm_per_px);
        let mut ordinary: BTreeMap<u32, Vec<Pt>> = BTreeMap::new();
        let mut monitored = Vec::new();
        for dot in dots.seen(seen).filter(|dot| seen.contains(dot.at)) {
            if dot.monitored > 0 && (self.options.monitored_only || mm_per_px < style::CROWDED_MM_PER_PX) {
                monitored.push(dot.at);
            }
            if !self.options.monitored_only {
                ordinary.entry(dot.count.min(64).ilog2()).or_default().push(dot.at);
            }
        }
        let colour = HOUSEHOLD.with_alpha(200);
        for (size, at) in ordinary {
            items.push(Item::Points { at, radius_px: 1.4 + 0.35 * size as f32, colour, shape: Shape::Circle });
        }
        items.push(Item::Points { at: monitored, radius_px: 4.0, colour: ALERT, shape: Shape::Triangle });
    }
}
