//! Names on the map, as many as the scale has room for.

use super::built::Scene;
use super::cells::CellLook;
use super::ground::AreaLook;
use super::options::ColourMode;
use crate::geom::{Bounds, Pt};
use crate::model::Level;
use crate::paint::colour::{INK, WHITE};
use crate::paint::{Anchor, DrawList, Item, Label, Rgba};

/// The labels worth placing in a part of the map at a scale, for `paint::place`.
pub fn labels(scene: &Scene, mm_per_px: f64, seen: Bounds) -> DrawList {
    let mut items = Vec::new();
    if !scene.options.labels {
        return DrawList { items };
    }
    if scene.options.areas {
        let areas = scene.ground.areas.iter().filter(|area| seen.contains(area.at));
        items.extend(areas.filter_map(|area| area_label(area, area.extent_mm / mm_per_px)));
    }
    if scene.options.cells {
        for cell in scene.cells.values() {
            let Some(at) = cell.at.filter(|at| seen.contains(*at)) else { continue };
            let room_px = cell.extent_mm / mm_per_px;
            let text = match () {
                () if room_px > 110.0 => cell.name.to_string(),
                () if room_px > 24.0 => cell.number.to_string(),
                () => continue,
            };
            // What the colour tells stands in figures or letters too.
            let text = match told(scene, cell).filter(|_| room_px > 60.0) {
                Some(more) => format!("{text} {more}"),
                None => text,
            };
            items.push(item(at, &text, 12.5, 60, CELL_NAME));
        }
    }
    DrawList { items }
}

/// What the fill of a cell means, in short.
fn told(scene: &Scene, cell: &CellLook) -> Option<String> {
    match scene.options.colour {
        _ if scene.overlay.is_some() => None,
        ColourMode::Cell | ColourMode::Village | ColourMode::Status => None,
        ColourMode::Deviation => cell.deviation_pct().map(|pct| format!("{pct:+.0}%")),
        ColourMode::Worker => cell.workers.first().map(|name| format!("· {name}")),
        ColourMode::Monitored => {
            let share = f64::from(cell.tally.monitored) / f64::from(cell.tally.households.max(1)) * 100.0;
            Some(format!("{share:.0}%"))
        }
    }
}

const CELL_NAME: Rgba = Rgba::hex(0x1d2733);
const AREA_NAME: Rgba = Rgba::hex(0x3d2b56);

fn area_label(area: &AreaLook, room_px: f64) -> Option<Item> {
    // The largest territory is named only while there is room for its parts beside the name.
    let (least, most, size, priority, colour) = match area.level {
        Level::Prefecture => (300.0, 900.0, 20.0, 220, INK),
        Level::County => (150.0, 700.0, 18.0, 200, INK),
        Level::Township => (80.0, 900.0, 16.0, 180, AREA_NAME),
        Level::Village => (52.0, 1100.0, 13.5, 120, AREA_NAME),
    };
    (least..most).contains(&room_px).then(|| item(area.at, &area.name, size, priority, colour))
}

fn item(at: Pt, text: &str, size_px: f32, priority: u8, colour: Rgba) -> Item {
    let halo = Some(WHITE.with_alpha(220));
    Item::Label(Label { at, text: text.to_owned(), size_px, colour, halo, priority, anchor: Anchor::Centre })
}
