//! What of one territory lies outside another, for showing: its vertices are rounded to whole millimetres.

use geo::{BooleanOps as _, Coord, LineString, MultiPolygon, Polygon};

use super::Pt;

/// The polygons of `a` without the ground of `b`; each polygon is its outer ring, then its holes, unclosed.
pub fn subtract(a: &[Vec<Vec<Pt>>], b: &[Vec<Vec<Pt>>]) -> Vec<Vec<Vec<Pt>>> {
    let rest = shape(a).difference(&shape(b));
    let point = |c: &Coord<f64>| Pt::new(c.x.round() as i32, c.y.round() as i32);
    let ring = |line: &LineString<f64>| line.0.iter().skip(1).map(point).collect();
    rest.iter().map(|p| std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect()).collect()
}

fn shape(polygons: &[Vec<Vec<Pt>>]) -> MultiPolygon<f64> {
    let line = |ring: &Vec<Pt>| LineString::from_iter(ring.iter().map(|p| (f64::from(p.x), f64::from(p.y))));
    let polygon = |rings: &Vec<Vec<Pt>>| {
        let mut lines = rings.iter().map(line);
        Polygon::new(lines.next().unwrap_or_else(|| LineString(Vec::new())), lines.collect())
    };
    polygons.iter().map(polygon).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::ring::area2_mm2;

    fn square(x: i32, y: i32, side: i32) -> Vec<Vec<Pt>> {
        vec![vec![Pt::new(x, y), Pt::new(x + side, y), Pt::new(x + side, y + side), Pt::new(x, y + side)]]
    }

    #[test]
    fn what_is_left_has_the_rest_of_the_area() {
        let rest = subtract(&[square(0, 0, 100)], &[square(50, 0, 100)]);
        let area: i128 = rest.iter().flatten().map(|ring| area2_mm2(ring)).sum();
        assert_eq!((rest.len(), area), (1, 2 * 5_000));
        assert!(subtract(&[square(0, 0, 100)], &[square(-1, -1, 200)]).is_empty());
        let holed = subtract(&[square(0, 0, 100)], &[square(40, 40, 10)]);
        assert_eq!((holed.len(), holed[0].len()), (1, 2));
    }
}
