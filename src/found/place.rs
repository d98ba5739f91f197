//! From source coordinates to integer points of the project: which CRS a source is in, and which axis is which.

use geo::Coord;

use crate::base::Fault;
use crate::geom::crs::{self, Transform};
use crate::geom::{Frame, Pt};

/// Turns source coordinates into project points.
pub struct Place {
    pub epsg: u32,
    geographic: bool,
    to: Transform,
    frame: Frame,
    /// Whether the first coordinate is the northing (or latitude).
    pub swapped: bool,
}

impl Place {
    /// From a source CRS to the project's.
    pub fn new(epsg: u32, project: u32, frame: Frame) -> Result<Self, Fault> {
        Ok(Self {
            epsg,
            geographic: crs::info(epsg)?.geographic,
            to: Transform::new(epsg, project)?,
            frame,
            swapped: false,
        })
    }

    /// The project point, or `None` where the coordinates make no sense in the source CRS or lie too far away.
    pub fn pt(&self, c: Coord<f64>) -> Option<Pt> {
        let c = if self.swapped { Coord { x: c.y, y: c.x } } else { c };
        if self.geographic && !(c.x.abs() <= 180.0 && c.y.abs() <= 90.0) {
            return None;
        }
        self.frame.to_pt(self.to.apply(c)?)
    }
}

/// A coordinate as people write it: a decimal number (also with decimal comma), or degrees, minutes and seconds.
pub fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(v) = text.parse::<f64>() {
        return v.is_finite().then_some(v);
    }
    if let Ok(v) = text.replacen(',', ".", 1).parse::<f64>() {
        return v.is_finite().then_some(v);
    }
    let narrow: String = text.chars().map(half_width).collect();
    let west = narrow.contains(['W', 'S', '-']) || narrow.contains("西") || narrow.contains("南");
    let mut parts = narrow.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|p| !p.is_empty());
    if !narrow.contains(['°', '度', 'º', '\'', '′']) {
        return narrow.parse().ok();
    }
    let mut value = 0.0;
    for unit in [1.0, 60.0, 3600.0] {
        match parts.next().map(str::parse::<f64>) {
            None => break,
            Some(Ok(v)) => value += v / unit,
            Some(Err(_)) => return None,
        }
    }
    parts.next().is_none().then_some(if west { -value } else { value })
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Guesses the CRS of bare number pairs, and whether they are swapped, from a few of them.
///
/// `china` says which datum degrees are in; `centre` is the middle of the areas in degrees. Gauss–Krüger eastings
/// with a zone prefix say their zone; those without are taken in the zone of the areas.
pub fn guess(pairs: &[(f64, f64)], china: bool, centre: (f64, f64)) -> Option<(u32, bool)> {
    let most = |test: &dyn Fn(f64, f64) -> bool| pairs.iter().filter(|(x, y)| test(*x, *y)).count() * 2 > pairs.len();
    let degrees = if china { crs::CGCS2000 } else { crs::WGS84 };
    if pairs.is_empty() {
        return None;
    }
    if most(&|x, y| x.abs() <= 180.0 && y.abs() <= 180.0) {
        let near = |x: f64, y: f64| (x - centre.0).abs() + (y - centre.1).abs();
        let swapped = most(&|x, y| near(y, x) < near(x, y));
        return Some((degrees, swapped));
    }
    // Northings in China have 7 digits, eastings 6, or 8 with the zone before them.
    let east = |v: f64| (100_000.0..1_000_000.0).contains(&v) || (13e6..46e6).contains(&v);
    let swapped = most(&|x, y| !east(x) && east(y));
    let eastings: Vec<f64> = pairs.iter().map(|(x, y)| if swapped { *y } else { *x }).collect();
    let zone = (eastings[eastings.len() / 2] / 1e6).floor();
    if (25.0..=45.0).contains(&zone) {
        return Some((4513 + zone as u32 - 25, swapped));
    }
    if (13.0..=23.0).contains(&zone) {
        return Some((4491 + zone as u32 - 13, swapped));
    }
    Some((crs::suggest(centre.0, centre.1, china), swapped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_read_as_people_write_them() {
        for text in ["109.4255", "109,4255", "109°25′31.8″E", "１０９.4255", "109度25分31.8秒"] {
            let v = parse(text).unwrap_or_default();
            assert!((v - 109.4255).abs() < 1e-6, "{text} read as {v}");
        }
        assert_eq!(parse("33°30'S"), Some(-33.5));
        assert_eq!(parse("inf"), None);
        assert_eq!(parse("无"), None);
    }

    #[test]
    fn number_pairs_say_their_system() {
        let centre = (109.9, 28.4);
        assert_eq!(guess(&[(109.7, 28.3)], true, centre), Some((4490, false)));
        assert_eq!(guess(&[(28.3, 109.7)], true, centre), Some((4490, true)));
        assert_eq!(guess(&[(37_376_357.0, 3_127_899.0)], true, centre), Some((4525, false)));
        assert_eq!(guess(&[(3_127_899.0, 376_357.0)], true, centre), Some((4546, true)));
    }
}
