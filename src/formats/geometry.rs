//! What every geometry must be before anyone sees it, and what is asked of it before it is written.

use geo::{
    BoundingRect as _, CoordsIter as _, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Polygon,
};

use super::GeometryKind;
use crate::base::Message;
use crate::say;

/// No reference system on Earth has larger coordinates; beyond lies only damage, which `geo` would not survive.
const LARGEST: f64 = 1e9;

/// The geometry itself, `None` where it is empty, or what is wrong with it.
pub fn sound(geometry: Geometry<f64>) -> Result<Option<Geometry<f64>>, Message> {
    if let Some(c) = geometry.coords_iter().find(|c| !(c.x.abs() <= LARGEST && c.y.abs() <= LARGEST)) {
        return Err(say!("formats-geometry-number", x = c.x.to_string(), y = c.y.to_string()));
    }
    if geometry.coords_iter().next().is_none() {
        return Ok(None);
    }
    if has_stump(&geometry) { Err(Message::new("formats-geometry-stump")) } else { Ok(Some(geometry)) }
}

/// A ring of fewer than three different corners, or a line of one point.
fn has_stump(geometry: &Geometry<f64>) -> bool {
    // `geo` closes rings by itself, so three corners are four coordinates.
    let ring = |r: &LineString<f64>| r.0.len() < 4;
    let polygon = |p: &Polygon<f64>| ring(p.exterior()) || p.interiors().iter().any(ring);
    match geometry {
        Geometry::LineString(l) => l.0.len() < 2,
        Geometry::MultiLineString(m) => m.0.iter().any(|l| l.0.len() < 2),
        Geometry::Polygon(p) => polygon(p),
        Geometry::MultiPolygon(m) => m.0.iter().any(polygon),
        Geometry::GeometryCollection(c) => c.0.iter().any(has_stump),
        _ => false,
    }
}

/// min x, min y, max x, max y; `None` where it is empty.
pub fn bounds(geometry: &Geometry<f64>) -> Option<[f64; 4]> {
    geometry.bounding_rect().map(|r| [r.min().x, r.min().y, r.max().x, r.max().y])
}

/// The same geometry in the kind that a layer declares; `None` where it is of another kind.
pub fn as_kind(geometry: &Geometry<f64>, kind: GeometryKind) -> Option<Geometry<f64>> {
    Some(match (kind, geometry) {
        (GeometryKind::Point, Geometry::Point(p)) => Geometry::Point(*p),
        (GeometryKind::Point, Geometry::MultiPoint(MultiPoint(m))) if m.len() == 1 => Geometry::Point(m[0]),
        (GeometryKind::MultiLineString, Geometry::LineString(l)) => MultiLineString(vec![l.clone()]).into(),
        (GeometryKind::MultiLineString, Geometry::MultiLineString(m)) => m.clone().into(),
        (GeometryKind::MultiPolygon, Geometry::Polygon(p)) => MultiPolygon(vec![p.clone()]).into(),
        (GeometryKind::MultiPolygon, Geometry::MultiPolygon(m)) => m.clone().into(),
        _ => return None,
    })
}
