//! What is real in a sample: county boundaries, names and codes, township seats (`assets/sample/ORIGINS.md`).

use serde_json::Value;

use super::plane;
use crate::base::Fault;
use crate::geom::{Pt, ring};
use crate::say;

const COUNTIES: &str = include_str!("../../assets/sample/tianditu_433100_counties.geojson");
const VILLAGES: &str = include_str!("../../assets/sample/xiangxi_villages.csv");
const SEATS: &str = include_str!("../../assets/sample/xiangxi_township_seats_geonames.geojson");

/// Residents of 2020 by county (`DOMAIN`, section 7).
const RESIDENTS: [(&str, usize); 8] = [
    ("433101", 408_812),
    ("433122", 240_937),
    ("433123", 351_619),
    ("433124", 249_238),
    ("433125", 238_792),
    ("433126", 108_798),
    ("433127", 413_470),
    ("433130", 476_439),
];

/// A real county with its real boundary and the real names inside.
#[derive(Clone, Debug)]
pub struct County {
    pub code: String,
    pub name: String,
    /// The real boundary, counter-clockwise, without the closing repeat.
    pub ring: Vec<Pt>,
    pub townships: Vec<Township>,
    pub residents: usize,
}

/// A real township: its name, its code, and where its seat is if that is known.
#[derive(Clone, Debug)]
pub struct Township {
    pub code: String,
    pub name: String,
    pub seat: Option<Pt>,
    pub villages: Vec<Village>,
}

/// A real village or community: only its name and its code are known.
#[derive(Clone, Debug)]
pub struct Village {
    pub code: String,
    pub name: String,
}

impl Village {
    /// Whether the code is that of a residents' committee (last three digits 001–199).
    pub fn is_urban(&self) -> bool {
        self.code.get(9..).is_some_and(|last| ("001"..="199").contains(&last))
    }
}

fn broken(what: &str) -> Fault {
    Fault::input(say!("sample-asset-broken", what = what))
}

/// The eight counties of the prefecture, by code.
pub fn counties() -> Result<Vec<County>, Fault> {
    let mut counties = boundaries()?;
    for line in VILLAGES.lines().skip(1) {
        // Names hold no commas, so nothing is quoted.
        let row: Vec<&str> = line.split(',').collect();
        let cell = |i: usize| row.get(i).copied().unwrap_or_default().to_owned();
        let county = counties.iter_mut().find(|c| Some(&c.code.as_str()) == row.first());
        let county = county.ok_or_else(|| broken("villages"))?;
        county.name = cell(1);
        if county.townships.last().is_none_or(|t| Some(&t.code.as_str()) != row.get(2)) {
            county.townships.push(Township { code: cell(2), name: cell(3), seat: None, villages: Vec::new() });
        }
        if let Some(township) = county.townships.last_mut() {
            township.villages.push(Village { code: cell(4), name: cell(5) });
        }
    }
    let seats: Value = serde_json::from_str(SEATS).map_err(|_| broken("seats"))?;
    for seat in seats["features"].as_array().ok_or_else(|| broken("seats"))? {
        let code = seat["properties"]["township_code"].as_str().unwrap_or_default();
        let at = point(&seat["geometry"]["coordinates"]);
        if let Some(t) = counties.iter_mut().flat_map(|c| &mut c.townships).find(|t| t.code == code) {
            t.seat = at;
        }
    }
    Ok(counties)
}

fn boundaries() -> Result<Vec<County>, Fault> {
    let file: Value = serde_json::from_str(COUNTIES).map_err(|_| broken("counties"))?;
    let mut counties = Vec::new();
    for feature in file["features"].as_array().ok_or_else(|| broken("counties"))? {
        let gb = feature["properties"]["gb"].as_str().unwrap_or_default();
        let code = gb.strip_prefix("156").ok_or_else(|| broken("counties"))?;
        let outer = feature["geometry"]["coordinates"][0][0].as_array().ok_or_else(|| broken("counties"))?;
        let mut points: Vec<Pt> = outer.iter().map(point).collect::<Option<_>>().ok_or_else(|| broken("counties"))?;
        points.pop();
        if ring::area2_mm2(&points) < 0 {
            points.reverse();
        }
        let residents = RESIDENTS.iter().find(|(c, _)| *c == code).map_or(0, |(_, n)| *n);
        let name = feature["properties"]["name"].as_str().unwrap_or_default().to_owned();
        counties.push(County { code: code.to_owned(), name, ring: points, townships: Vec::new(), residents });
    }
    counties.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(counties)
}

fn point(at: &Value) -> Option<Pt> {
    plane::from_degrees(at[0].as_f64()?, at[1].as_f64()?)
}
