//! Areas and the county's own blocks: polygons with codes and names, and who lies in whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::{BoundingRect, Contains, MultiPolygon};

use super::columns::Columns;
use super::geometry;
use super::read::{Reader, Taken};
use super::{Kind, place};
use crate::base::Fault;
use crate::formats::{Source, Value};
use crate::geom::Pt;
use crate::model::Level;
use crate::say;

/// An area as read: geometry still in the source CRS until the project CRS is known.
pub struct RawArea {
    pub level: Level,
    pub code: Arc<str>,
    pub code_made: bool,
    pub name: Arc<str>,
    /// As the source names it; a code or a name of a higher area.
    pub parent: Arc<str>,
    pub polygons: MultiPolygon<f64>,
    pub epsg: u32,
    pub fields: Vec<(Arc<str>, f64)>,
}

/// Reads the areas of one level from one source.
pub fn read(reader: &mut Reader<'_>, level: Level, source: &Source) -> Result<Vec<RawArea>, Fault> {
    let mut areas: Vec<RawArea> = Vec::new();
    let mut codes = BTreeSet::new();
    reader.read(Kind::Areas, source, &mut |columns, header, row| {
        let Some(polygons) = row.geometry.and_then(geometry::polygons) else {
            return Ok(Taken::Rejected(row.geometry_fault.unwrap_or_else(|| say!("found-no-polygon"))));
        };
        let (polygons, mended) = geometry::valid(polygons);
        let epsg = header.epsg.unwrap_or(crate::geom::crs::WGS84);
        let mut code = columns.text(row.values, "code").into_owned();
        // GB/T 2260 codes of Tianditu carry the country's number before the digits of the level.
        if (code.len() == level.digits() + 3 || (level != Level::Village && code.len() == 9))
            && let Some(rest) = code.strip_prefix("156")
        {
            code = rest.to_owned();
        }
        let code_made = code.is_empty();
        if code_made {
            code = format!("{}{:04}", &level.name()[..1].to_uppercase(), areas.len() + 1);
        }
        if !codes.insert(code.clone()) {
            return Ok(Taken::Rejected(say!("found-twin-code", code = code)));
        }
        let name = columns.text(row.values, "name");
        let name = if name.is_empty() { Arc::from(code.as_str()) } else { Arc::from(&*name) };
        areas.push(RawArea {
            level,
            code: code.into(),
            code_made,
            name,
            parent: columns.text(row.values, "parent").as_ref().into(),
            polygons,
            epsg,
            fields: numbers(columns, header, row.values),
        });
        Ok(if mended { Taken::Mended(say!("found-mended", row = row.number)) } else { Taken::Yes })
    })?;
    Ok(areas)
}

fn numbers(columns: &Columns, header: &crate::formats::Header, values: &[Value<'_>]) -> Vec<(Arc<str>, f64)> {
    let taken = ["code", "name", "parent"].map(|field| columns.of(field));
    let named = header.columns.iter().zip(values).enumerate().filter(|(i, _)| !taken.contains(&Some(*i)));
    named
        .filter_map(|(_, (column, value))| {
            let number = match value {
                Value::Int(v) => *v as f64,
                Value::Real(v) => *v,
                Value::Text(t) => t.trim().parse().ok()?,
                Value::Null => return None,
            };
            number.is_finite().then(|| (Arc::from(column.as_str()), number))
        })
        .collect()
}

/// An area in project coordinates.
pub struct PlacedArea {
    pub raw: RawArea,
    pub rings: Vec<Vec<Pt>>,
    pub area_m2: f64,
    pub perimeter_m: f64,
}

/// Places areas in the project CRS; an area with a vertex that has no place there is a fault of the input.
pub fn place_all(areas: Vec<RawArea>, project: u32, frame: crate::geom::Frame) -> Result<Vec<PlacedArea>, Fault> {
    let mut places: BTreeMap<u32, place::Place> = BTreeMap::new();
    areas
        .into_iter()
        .map(|raw| {
            if let std::collections::btree_map::Entry::Vacant(slot) = places.entry(raw.epsg) {
                slot.insert(place::Place::new(raw.epsg, project, frame)?);
            }
            let placed = geometry::placed(&raw.polygons, &places[&raw.epsg]);
            let Some((rings, area_m2, perimeter_m)) = placed else {
                return Err(Fault::input(say!("found-area-far", code = &*raw.code, name = &*raw.name, crs = project)));
            };
            Ok(PlacedArea { raw, rings, area_m2, perimeter_m })
        })
        .collect()
}

/// The parent of every area, by index: named by the source, or by the code's own digits, or by where it lies.
pub fn parents(areas: &[PlacedArea]) -> Vec<Option<u32>> {
    let by_code: BTreeMap<(Level, &str), u32> =
        areas.iter().enumerate().map(|(i, a)| ((a.raw.level, &*a.raw.code), i as u32)).collect();
    let higher = |level: Level| Level::ALL.into_iter().rev().filter(move |l| *l < level);
    let boxes: Vec<_> = areas.iter().map(|a| a.raw.polygons.bounding_rect()).collect();
    areas
        .iter()
        .map(|area| {
            let (level, code) = (area.raw.level, &*area.raw.code);
            let named = |l: Level| by_code.get(&(l, &*area.raw.parent)).copied();
            let digits = |l: Level| code.get(..l.digits()).and_then(|head| by_code.get(&(l, head))).copied();
            let lies = |l: Level| {
                let at = geo::InteriorPoint::interior_point(&area.raw.polygons)?;
                let inside = areas.iter().enumerate().find(|(i, other)| {
                    other.raw.level == l
                        && other.raw.epsg == area.raw.epsg
                        && boxes[*i].is_some_and(|b| b.contains(&at))
                        && other.raw.polygons.contains(&at)
                });
                inside.map(|(i, _)| i as u32)
            };
            higher(level).find_map(|l| named(l).or_else(|| digits(l)).or_else(|| lies(l)))
        })
        .collect()
}
