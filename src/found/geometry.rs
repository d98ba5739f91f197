//! Source geometry to what the project wants: rings for areas, lines for barriers, one point for households.

use geo::{Coord, Geometry, InteriorPoint, LineString, MultiPolygon, Validation};

use super::place::Place;
use crate::geom::Pt;

/// The polygons of a geometry; `None` where it holds none.
pub fn polygons(geometry: Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match geometry {
        Geometry::Polygon(p) => Some(MultiPolygon(vec![p])),
        Geometry::MultiPolygon(m) => Some(m),
        Geometry::Rect(r) => Some(MultiPolygon(vec![r.to_polygon()])),
        Geometry::GeometryCollection(c) => {
            let all: Vec<_> = c.0.into_iter().filter_map(polygons).flat_map(|m| m.0).collect();
            (!all.is_empty()).then_some(MultiPolygon(all))
        }
        _ => None,
    }
}

/// The same polygons without self-intersections, and whether there were any.
pub fn valid(polygons: MultiPolygon<f64>) -> (MultiPolygon<f64>, bool) {
    if polygons.is_valid() {
        return (polygons, false);
    }
    // An even-odd union with nothing resolves what crosses itself; only broken areas pay the moved vertices.
    let mended = geo::BooleanOps::union(&polygons, &MultiPolygon::<f64>(Vec::new()));
    if mended.0.is_empty() { (polygons, true) } else { (mended, true) }
}

/// The lines of a geometry; polygons give their rings.
pub fn lines(geometry: Geometry<f64>) -> Vec<LineString<f64>> {
    match geometry {
        Geometry::Line(l) => vec![LineString(vec![l.start, l.end])],
        Geometry::LineString(l) => vec![l],
        Geometry::MultiLineString(m) => m.0,
        Geometry::GeometryCollection(c) => c.0.into_iter().flat_map(lines).collect(),
        other => polygons(other).into_iter().flat_map(|m| m.0).flat_map(|p| rings_of(&p)).collect(),
    }
}

fn rings_of(polygon: &geo::Polygon<f64>) -> Vec<LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).cloned().collect()
}

/// The one point that stands for a household: a point itself, an inner point of a building.
pub fn point(geometry: &Geometry<f64>) -> Option<Coord<f64>> {
    match geometry {
        Geometry::Point(p) => Some(p.0),
        Geometry::MultiPoint(m) => m.0.first().map(|p| p.0),
        Geometry::Polygon(p) => p.interior_point().map(|p| p.0),
        Geometry::MultiPolygon(m) => m.interior_point().map(|p| p.0),
        _ => None,
    }
}

/// The polygons in project coordinates: all rings as integer points, with area (m²) and perimeter (m) as the source
/// has them; `None` where a vertex has no place in the project CRS.
pub fn placed(polygons: &MultiPolygon<f64>, place: &Place) -> Option<(Vec<Vec<Pt>>, f64, f64)> {
    let (mut rings, mut area_m2, mut perimeter_m) = (Vec::new(), 0.0, 0.0);
    for polygon in &polygons.0 {
        for (i, ring) in rings_of(polygon).iter().enumerate() {
            let mut points = ring.0.iter().map(|c| place.pt(*c)).collect::<Option<Vec<Pt>>>()?;
            if points.first() == points.last() {
                points.pop();
            }
            points.dedup();
            if points.len() < 3 {
                continue;
            }
            let own = crate::geom::ring::area2_mm2(&points).unsigned_abs() as f64 / 2e6;
            area_m2 += if i == 0 { own } else { -own };
            perimeter_m += crate::geom::ring::perimeter_m(&points);
            rings.push(points);
        }
    }
    Some((rings, area_m2, perimeter_m))
}
