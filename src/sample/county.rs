//! One county made from its real boundary and names.

use super::divide::{self, Division};
use super::faults::{self, FaultCounts};
use super::grow::Ground;
use super::hamlets::{self, apportion};
use super::land::{At, Land};
use super::last_year::{self, LastYear};
use super::noise::Relief;
use super::people::{self, Belt, Household};
use super::real::County;
use super::staff::{self, Worker};
use super::water::{self, Edges, key};
use super::{roads, smooth};
use crate::base::{Fault, Rng, Watch};
use crate::geom::Pt;

/// What a county is to be filled with.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Which villages, in the order of the county, get households and are written.
    pub within: Vec<bool>,
    pub households: usize,
    pub workers: usize,
    pub faults: bool,
    pub seed: u64,
}

/// A made county.
#[derive(Clone, Debug)]
pub struct Made {
    pub county: County,
    pub land: Land,
    pub division: Division,
    pub rivers: Edges,
    pub roads: Edges,
    pub last_year: LastYear,
    pub appointed: Vec<Option<usize>>,
    pub households: Vec<Household>,
    pub workers: Vec<Worker>,
    pub faults: FaultCounts,
}

/// Makes the county; the same wish gives the same county.
pub fn make(county: County, wish: &Wish, watch: &Watch) -> Result<Made, Fault> {
    let number: u64 = county.code.parse().unwrap_or_default();
    let stream = |stage: u64, index: u64| Rng::stream(wish.seed, number * 100 + stage, index);
    let relief = Relief::new(Rng::stream(wish.seed, 0, 0).u64());

    let seats = divide::seats(&county, &mut stream(1, 0));
    let mut land = Land::new(&county.ring, &seats, relief)?;
    watch.check()?;
    let rivers = water::rivers(&mut land, &mut stream(2, 0));
    let mut ground = Ground::new(&land, relief, watch, |a, b| rivers.contains_key(&key(a, b)));
    let division = divide::divide(&county, &land, &mut ground, &seats, &mut stream(3, 0));
    watch.check()?;
    let roads = roads::roads(&county, &land, &rivers, &division, watch, &mut stream(4, 0))?;

    let counts = apportion(wish.households, &weights(&county, wish, &land, &division, &mut stream(5, 0)));
    let by_road = beside(&land, &roads);
    let settled = hamlets::settle(&land, &mut ground, &division, &counts, &by_road, &mut stream(6, 0));
    let last_year = last_year::cells(&land, &settled, &division.triangles, &mut stream(7, 0));
    watch.check()?;
    ease(&mut land, &division, &last_year, &rivers, &roads);

    let belts = belts(&county, &land, &division, &mut stream(8, 0));
    let mut households = people::households(&county, &land, &settled, &belts, |i| stream(9, i));
    let workers = staff::workers(&county, wish.workers, &households, &belts, &mut stream(10, 0));
    let appointed = staff::last_year(&last_year, &workers, &mut stream(11, 0));
    let spoilt = if wish.faults { faults::spoil(&mut households, &mut stream(12, 0)) } else { FaultCounts::default() };
    watch.check()?;
    Ok(Made { county, land, division, rivers, roads, last_year, appointed, households, workers, faults: spoilt })
}

/// How the households spread over the villages: more in communities, unless they came out very small.
fn weights(county: &County, wish: &Wish, land: &Land, division: &Division, rng: &mut Rng) -> Vec<f64> {
    let villages = county.townships.iter().flat_map(|t| &t.villages);
    let mut weight = |is_urban: bool, triangles: &[u32]| {
        let area: f64 = triangles.iter().map(|t| land.area(*t)).sum();
        let small = (area / if is_urban { 0.8 } else { 4.0 }).clamp(0.15, 1.0);
        small * if is_urban { rng.range(1.6, 2.8) } else { rng.range(0.55, 1.45) }
    };
    let weights = villages.zip(&division.triangles).map(|(v, triangles)| weight(v.is_urban(), triangles));
    weights.zip(&wish.within).map(|(weight, within)| if *within { weight } else { 0.0 }).collect()
}

/// Which triangles touch a road.
fn beside(land: &Land, roads: &Edges) -> Vec<bool> {
    let mut on_road = vec![false; land.points.len()];
    for v in water::vertices(roads) {
        on_road[v as usize] = true;
    }
    land.triangles.iter().map(|corners| corners.iter().any(|v| on_road[*v as usize])).collect()
}

fn belts(county: &County, land: &Land, division: &Division, rng: &mut Rng) -> Vec<Belt> {
    let belts = people::belts(county, land, division, rng);
    county.townships.iter().zip(belts).flat_map(|(t, belt)| t.villages.iter().map(move |_| belt)).collect()
}

fn ease(land: &mut Land, division: &Division, last_year: &LastYear, rivers: &Edges, roads: &Edges) {
    let mut lines: Vec<(u32, u32)> = rivers.keys().chain(roads.keys()).copied().collect();
    for (t, across) in land.across.iter().enumerate() {
        for (i, u) in across.iter().enumerate() {
            let cell = |t: usize| (division.village[t], last_year.by_triangle[t]);
            if (*u as usize) < land.triangles.len() && cell(t) != cell(*u as usize) {
                lines.push(key(land.triangles[t][i], land.triangles[t][(i + 1) % 3]));
            }
        }
    }
    lines.sort_unstable();
    lines.dedup();
    let mut pinned: Vec<u32> = division.village_seat.iter().map(|t| land.lowest(*t)).collect();
    pinned.extend(&division.township_seat);
    pinned.sort_unstable();
    let is_line = |a: u32, b: u32| lines.binary_search(&key(a, b)).is_ok();
    smooth::smooth(land, is_line, |v| pinned.binary_search(&v).is_ok());
}

impl Made {
    /// Dividers of the real boundary where made borders end; `of` names the territory of a triangle.
    pub fn nodes(&self, of: &[u32]) -> Vec<Pt> {
        let is_node = |v: &u32| {
            let fan = self.land.fan(*v);
            self.land.at[*v as usize] == At::Divider && fan.iter().any(|t| of[*t as usize] != of[fan[0] as usize])
        };
        let vertices = (0..self.land.points.len() as u32).filter(is_node);
        vertices.map(|v| self.land.points[v as usize]).collect()
    }
}
