//! Barriers: lines that cell borders should follow.

use std::sync::Arc;

use super::place::Place;
use super::read::{Reader, Taken};
use super::{Kind, geometry};
use crate::base::Fault;
use crate::formats::Source;
use crate::geom::{Frame, Pt, crs};
use crate::model::{Barrier, BarrierKind};
use crate::say;

/// Words of sources (OpenStreetMap keys, Chinese kinds, layer names) and the kind of barrier they mean.
const WORDS: &[(&str, BarrierKind)] = &[
    ("river", BarrierKind::River),
    ("stream", BarrierKind::River),
    ("canal", BarrierKind::River),
    ("waterway", BarrierKind::River),
    ("河", BarrierKind::River),
    ("溪", BarrierKind::River),
    ("水", BarrierKind::River),
    ("rail", BarrierKind::Railway),
    ("铁路", BarrierKind::Railway),
    ("road", BarrierKind::Road),
    ("highway", BarrierKind::Road),
    ("street", BarrierKind::Road),
    ("路", BarrierKind::Road),
    ("道", BarrierKind::Road),
    ("ridge", BarrierKind::Ridge),
    ("山脊", BarrierKind::Ridge),
    ("wall", BarrierKind::Wall),
    ("墙", BarrierKind::Wall),
];

fn kind_of(word: &str) -> Option<BarrierKind> {
    let word = word.to_lowercase();
    WORDS.iter().find(|(part, _)| word.contains(part)).map(|(_, kind)| *kind)
}

/// Reads one source of barriers. The kind comes from its kind column, else from the layer's name.
pub fn read(reader: &mut Reader<'_>, source: &Source, project: u32, frame: Frame) -> Result<Vec<Barrier>, Fault> {
    let (header, _) = reader.header(Kind::Barriers, source)?;
    if !header.has_geometry {
        return Err(Fault::input(say!("found-no-lines", file = source.to_string())));
    }
    let place = Place::new(header.epsg.unwrap_or(crs::WGS84), project, frame)?;
    let by_layer = kind_of(&header.layer);
    let by_class = header
        .columns
        .iter()
        .find_map(|c| matches!(c.as_str(), "highway" | "waterway" | "railway").then(|| kind_of(c))?);
    let mut barriers = Vec::new();
    let (read, rejected) = reader.read(Kind::Barriers, source, &mut |columns, _, row| {
        let fault = row.geometry_fault.unwrap_or_else(|| say!("found-no-line"));
        let mut lines: Vec<Arc<[Pt]>> = Vec::new();
        for line in row.geometry.map(geometry::lines).unwrap_or_default() {
            let Some(mut points) = line.0.iter().map(|c| place.pt(*c)).collect::<Option<Vec<Pt>>>() else {
                return Ok(Taken::Rejected(say!("found-line-far", crs = place.epsg)));
            };
            points.dedup();
            if points.len() > 1 {
                lines.push(points.into());
            }
        }
        if lines.is_empty() {
            return Ok(Taken::Rejected(fault));
        }
        let word = columns.text(row.values, "kind");
        let kind = kind_of(&word).or(by_class).or(by_layer).unwrap_or(BarrierKind::Other);
        barriers.push(Barrier {
            kind,
            name: columns.text(row.values, "name").as_ref().into(),
            class: columns.text(row.values, "class").as_ref().into(),
            lines: lines.into(),
        });
        Ok(Taken::Yes)
    })?;
    reader.report.barriers.read += read;
    reader.report.barriers.rejected += rejected;
    Ok(barriers)
}
