//! What the colours and lines of the map mean.

use super::built::Scene;
use super::cells::CellStatus;
use super::edge::Rank;
use super::line_kind::gap_stroke;
use super::options::ColourMode;
use super::overlay::{Becomes, OLD_BORDER};
use super::style;
use crate::model::BarrierKind;
use crate::paint::colour::{ALERT, HOUSEHOLD};
use crate::paint::{Entry, Rgba, Shape, Swatch};
use crate::words::{Language, text};

/// The legend of what is to be seen at a scale, in map order.
pub fn legend(scene: &Scene, mm_per_px: f64, language: Language) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |key: &str, swatch: Swatch| entries.push(Entry { swatch, text: text(language, key) });
    let options = scene.options;
    let cell_line = style::cell_stroke(mm_per_px);
    if options.cells && scene.plan.is_some() {
        let first = style::fill(options.palette, 0);
        let mut fills = |rows: &[(&str, Rgba)]| {
            rows.iter().for_each(|(key, fill)| add(key, Swatch::Fill(*fill, Some(cell_line))));
        };
        match options.colour {
            _ if scene.overlay.is_some() => {
                fills(&[
                    ("canvas-legend-moved", Becomes::Moved.fill()),
                    ("canvas-legend-lost", Becomes::Lost.fill()),
                    ("canvas-legend-gained", Becomes::Gained.fill()),
                    ("canvas-legend-unchanged", Becomes::Same.fill()),
                ]);
                add("canvas-legend-old-border", Swatch::Line(OLD_BORDER));
            }
            ColourMode::Cell => fills(&[("canvas-legend-cell", first)]),
            ColourMode::Village => fills(&[("canvas-legend-by-village", first)]),
            ColourMode::Worker => {
                fills(&[("canvas-legend-by-worker", first), ("canvas-legend-no-worker", style::NO_TARGET)]);
            }
            ColourMode::Monitored => fills(&[
                ("canvas-legend-share-0", style::share_class_fill(0)),
                ("canvas-legend-share-5", style::share_class_fill(1)),
                ("canvas-legend-share-10", style::share_class_fill(2)),
                ("canvas-legend-share-20", style::share_class_fill(3)),
                ("canvas-legend-share-more", style::share_class_fill(4)),
            ]),
            ColourMode::Status => fills(&[
                ("canvas-legend-ready", CellStatus::Ready.fill()),
                ("canvas-legend-no-worker", CellStatus::NoWorker.fill()),
                ("canvas-legend-wrong-size", CellStatus::WrongSize.fill()),
                ("canvas-legend-open", CellStatus::Open.fill()),
            ]),
            ColourMode::Deviation => {
                let keys = [
                    "canvas-legend-below-min",
                    "canvas-legend-under",
                    "canvas-legend-near",
                    "canvas-legend-over",
                    "canvas-legend-above-max",
                ];
                for (class, key) in keys.into_iter().enumerate() {
                    add(key, Swatch::Fill(style::class_fill(Some(class)), Some(cell_line)));
                }
            }
        }
        if !scene.gaps.is_empty() {
            add("canvas-legend-gap", Swatch::Line(gap_stroke()));
        }
    }
    if options.areas {
        let present = |rank: Rank| scene.ground.present.contains(&rank);
        for (rank, key) in [
            (Rank::Village, "canvas-legend-village"),
            (Rank::Township, "canvas-legend-township"),
            (Rank::County, "canvas-legend-county"),
        ] {
            if let Some(stroke) = style::area_stroke(rank, mm_per_px).filter(|_| present(rank)) {
                add(key, Swatch::Line(stroke));
            }
        }
    }
    if options.barriers {
        for (kind, key) in [
            (BarrierKind::River, "canvas-legend-river"),
            (BarrierKind::Road, "canvas-legend-road"),
            (BarrierKind::Railway, "canvas-legend-railway"),
        ] {
            let there = scene.ground.barriers.iter().any(|wire| wire.kind == kind);
            if let Some(stroke) = style::barrier_stroke(kind, true, mm_per_px).filter(|_| there) {
                add(key, Swatch::Line(stroke));
            }
        }
    }
    let point = |radius_px, colour, shape| Swatch::Point { radius_px, colour, shape };
    if options.households && !options.monitored_only {
        add("canvas-legend-household", point(2.2, HOUSEHOLD, Shape::Circle));
    }
    if options.households && (options.monitored_only || mm_per_px < style::CROWDED_MM_PER_PX) {
        add("canvas-legend-monitored", point(4.5, ALERT, Shape::Triangle));
    }
    if options.workers {
        add("canvas-legend-worker", point(5.0, style::WORKER, Shape::Square));
    }
    entries
}
