//! The plane in which samples are drawn: whole 1e-7 degrees, so that what is exact here is exact in the written text.

use crate::geom::Pt;

/// Where `Pt::new(0, 0)` lies, in 1e-7 degrees east and north; all of the prefecture is within 2³⁰ of it.
const ORIGIN: (i64, i64) = (1_090_000_000, 275_000_000);

/// Metres per unit at 28.5° north, near enough for samples.
const METRES: (f64, f64) = (0.009_793, 0.011_083);

/// The point of a longitude and latitude in degrees, or `None` where it is too far from the prefecture.
pub fn from_degrees(lon: f64, lat: f64) -> Option<Pt> {
    let part = |v: f64, o: i64| {
        let units = (v * 1e7).round() - o as f64;
        (units.abs() < 1e8).then_some(units as i32)
    };
    Some(Pt::new(part(lon, ORIGIN.0)?, part(lat, ORIGIN.1)?))
}

/// Longitude and latitude in 1e-7 degrees.
pub fn units(p: Pt) -> (i64, i64) {
    (i64::from(p.x) + ORIGIN.0, i64::from(p.y) + ORIGIN.1)
}

/// Longitude and latitude in degrees.
pub fn degrees(p: Pt) -> (f64, f64) {
    let (x, y) = units(p);
    (x as f64 / 1e7, y as f64 / 1e7)
}

/// Metres east and north of the origin.
pub fn metres(p: Pt) -> (f64, f64) {
    (f64::from(p.x) * METRES.0, f64::from(p.y) * METRES.1)
}

/// The point at metres east and north of the origin.
pub fn from_metres(x: f64, y: f64) -> Pt {
    Pt::new((x / METRES.0).round() as i32, (y / METRES.1).round() as i32)
}

/// Metres between two points.
pub fn distance(a: Pt, b: Pt) -> f64 {
    let ((ax, ay), (bx, by)) = (metres(a), metres(b));
    ((ax - bx) * (ax - bx) + (ay - by) * (ay - by)).sqrt()
}

/// Square kilometres of a doubled area in square units.
pub fn square_km(area2: i128) -> f64 {
    area2 as f64 * 0.5 * METRES.0 * METRES.1 / 1e6
}

/// Writes 1e-7 degrees as degrees, exactly and without idle zeros: 1100586450 as `110.058645`.
pub fn write_degrees(out: &mut Vec<u8>, units: i64) {
    let mut text = format!("{}.{:07}", units / 10_000_000, units % 10_000_000);
    let keep = text.trim_end_matches('0').len();
    text.truncate(keep + usize::from(text[..keep].ends_with('.')));
    out.extend_from_slice(text.as_bytes());
}
