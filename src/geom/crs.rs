//! Reference systems by EPSG number, and transformations between them, through PROJ.
//!
//! Coordinates are always x = east or longitude, y = north or latitude, whatever the CRS says of its axes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::sync::Mutex;

use geo::Coord;
use proj::wkt::WktVersion;
use proj::{Proj, ProjBuilder};

use crate::base::Fault;
use crate::say;

/// WGS 84 longitude and latitude: what GeoJSON speaks.
pub const WGS84: u32 = 4326;
/// CGCS2000 longitude and latitude.
pub const CGCS2000: u32 = 4490;

/// PROJ keeps caches for the whole process that are not safe to build from two threads at once.
static MAKING: Mutex<()> = Mutex::new(());

/// A PROJ object that is never dropped.
type Kept = Rc<ManuallyDrop<Proj>>;

thread_local! {
    // Making a transformation costs up to 0.3 s, and dropping one clears PROJ's caches under other threads: kept.
    static MADE: RefCell<HashMap<(u32, u32), Kept>> = RefCell::default();
}

/// A transformation between two systems; belongs to the thread that made it.
#[derive(Clone)]
pub struct Transform {
    proj: Option<Kept>,
}

impl Transform {
    /// From one EPSG number to another. Fails for a number that PROJ does not know.
    pub fn new(from: u32, to: u32) -> Result<Self, Fault> {
        if from == to {
            return Ok(Self { proj: None });
        }
        if let Some(proj) = MADE.with_borrow(|made| made.get(&(from, to)).cloned()) {
            return Ok(Self { proj: Some(proj) });
        }
        known(from)?;
        known(to)?;
        let _one = MAKING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let proj = ProjBuilder::new()
            .proj_known_crs(&format!("EPSG:{from}"), &format!("EPSG:{to}"), None)
            .map_err(|_| Fault::input(say!("geom-no-transform", from = from, to = to)))?;
        let proj = Rc::new(ManuallyDrop::new(proj));
        MADE.with_borrow_mut(|made| made.insert((from, to), proj.clone()));
        Ok(Self { proj: Some(proj) })
    }

    /// The transformed place, or `None` where it is not finite or PROJ refuses it.
    pub fn apply(&self, c: Coord<f64>) -> Option<Coord<f64>> {
        let c = match &self.proj {
            None => c,
            Some(_) if !c.x.is_finite() || !c.y.is_finite() => return None,
            Some(proj) => {
                let (x, y) = proj.convert((c.x, c.y)).ok()?;
                Coord { x, y }
            }
        };
        (c.x.is_finite() && c.y.is_finite()).then_some(c)
    }
}

thread_local! {
    static KNOWN: RefCell<HashMap<u32, Kept>> = RefCell::default();
}

/// The numbers that the EPSG registry gives to reference systems; PROJ complains on stderr about every other one.
const NUMBERS: std::ops::RangeInclusive<u32> = 1024..=32_767;

fn known(epsg: u32) -> Result<Kept, Fault> {
    if !NUMBERS.contains(&epsg) {
        return Err(Fault::input(say!("geom-unknown-crs", epsg = epsg)));
    }
    if let Some(proj) = KNOWN.with_borrow(|known| known.get(&epsg).cloned()) {
        return Ok(proj);
    }
    let _one = MAKING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let proj = ProjBuilder::new()
        .proj(&format!("EPSG:{epsg}"))
        .map_err(|_| Fault::input(say!("geom-unknown-crs", epsg = epsg)))?;
    let proj = Rc::new(ManuallyDrop::new(proj));
    KNOWN.with_borrow_mut(|known| known.insert(epsg, proj.clone()));
    Ok(proj)
}

/// What the screen and the files say of a reference system.
#[derive(Clone, Debug, PartialEq)]
pub struct CrsInfo {
    pub epsg: u32,
    /// The registry's name, in English, e.g. "CGCS2000 / 3-degree Gauss-Kruger CM 111E".
    pub name: String,
    /// WKT 1, as `gpkg_spatial_ref_sys.definition` wants it.
    pub wkt: String,
    /// Whether coordinates are longitude and latitude in degrees.
    pub geographic: bool,
    /// Area of use in degrees: west, south, east, north.
    pub area: Option<[f64; 4]>,
}

/// Looks a system up by its EPSG number.
pub fn info(epsg: u32) -> Result<CrsInfo, Fault> {
    let proj = known(epsg)?;
    let wkt = proj
        .as_wkt(Some(WktVersion::Wkt1_Gdal), None)
        .map_err(|_| Fault::input(say!("geom-unknown-crs", epsg = epsg)))?;
    let name = wkt.split('"').nth(1).unwrap_or_default().to_owned();
    let geographic = wkt.starts_with("GEOGCS");
    let area = proj.area_of_use().ok().and_then(|(area, _)| area).map(|a| [a.west, a.south, a.east, a.north]);
    Ok(CrsInfo { epsg, name, wkt, geographic, area })
}

/// The project CRS for data around a place (degrees): in China the 3-degree CGCS2000 Gauss–Krüger zone without
/// prefix whose meridian is nearest (EPSG:4534–4554), elsewhere the UTM zone on WGS 84.
pub fn suggest(lon: f64, lat: f64, in_china: bool) -> u32 {
    if in_china && (73.5..136.5).contains(&lon) {
        4534 + (((lon - 75.0) / 3.0).round() as i64).clamp(0, 20) as u32
    } else {
        let zone = ((((lon + 180.0) / 6.0).floor() as i64).rem_euclid(60) + 1) as u32;
        if lat < 0.0 { 32700 + zone } else { 32600 + zone }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outside truth: the vectors of pyproj (PROJ 9.5.1) for Jishou, and the zones that contain it.
    #[test]
    fn jishou_lands_where_pyproj_puts_it() {
        let at = Coord { x: 109.74, y: 28.26 };
        let there = Transform::new(CGCS2000, 4546).unwrap().apply(at).unwrap();
        assert!((there.x - 376_357.254_9).abs() < 1e-3 && (there.y - 3_127_899.115_5).abs() < 1e-3, "{there:?}");
        let back = Transform::new(4546, CGCS2000).unwrap().apply(there).unwrap();
        assert!((back.x - at.x).abs() < 1e-9 && (back.y - at.y).abs() < 1e-9);
        assert_eq!(suggest(109.9, 28.3, true), 4546);
        assert_eq!(suggest(9.5, 47.1, false), 32632);
    }

    #[test]
    fn a_number_that_does_not_exist_is_refused() {
        assert!(info(999_999).is_err());
        assert!(Transform::new(4326, 999_999).is_err());
        let info = info(4546).unwrap();
        assert!(!info.geographic && info.name.contains("111E"), "{info:?}");
    }
}
