//! Tiles of the web's maps: which part of the world each one shows (OGC 17-083r4, `WebMercatorQuad`).

use std::f64::consts::{PI, TAU};

use geo::Coord;

/// Beyond this latitude the web's maps show nothing, degrees.
const MOST_LAT: f64 = 85.051_128_779_806_59;

/// Metres that a pixel of a 256-pixel tile covers on the equator at zoom 0 (WGS 84).
const PIXEL_M: f64 = TAU * 6_378_137.0 / 256.0;

/// Longitude and latitude of a place counted in tiles from the north-west corner, degrees.
pub fn lonlat(zoom: u8, x: f64, y: f64) -> Coord<f64> {
    let tiles = f64::from(zoom).exp2();
    let lat = (PI * (1.0 - 2.0 * y / tiles)).sinh().atan();
    Coord { x: x / tiles * 360.0 - 180.0, y: lat.to_degrees() }
}

/// The same place counted in tiles.
pub fn tiles(zoom: u8, lonlat: Coord<f64>) -> (f64, f64) {
    let tiles = f64::from(zoom).exp2();
    let lat = lonlat.y.clamp(-MOST_LAT, MOST_LAT).to_radians();
    ((lonlat.x + 180.0) / 360.0 * tiles, (1.0 - lat.tan().asinh() / PI) / 2.0 * tiles)
}

/// The lowest zoom whose pixels are no larger than wanted at a latitude; metres and degrees.
pub fn zoom_for(pixel_m: f64, lat: f64) -> u8 {
    let zoom = (PIXEL_M * lat.clamp(-MOST_LAT, MOST_LAT).to_radians().cos() / pixel_m.max(0.01)).log2().ceil();
    zoom.clamp(0.0, 24.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outside truth: the tile that every web map shows for Jishou at zoom 14, and the ground resolution tables of the
    /// tile services.
    #[test]
    fn jishou_lies_in_the_tile_that_web_maps_show() {
        let at = Coord { x: 109.74, y: 28.26 };
        let (x, y) = tiles(14, at);
        assert_eq!((x.floor(), y.floor()), (13186.0, 6850.0));
        let back = lonlat(14, x, y);
        assert!((back.x - at.x).abs() < 1e-9 && (back.y - at.y).abs() < 1e-9);
        assert_eq!(zoom_for(9.6, 0.0), 14);
        assert_eq!(zoom_for(9.5, 0.0), 15);
    }
}
