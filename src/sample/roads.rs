//! Made roads: county roads between seats, township roads to the villages, village roads that close loops.

use super::divide::Division;
use super::land::{At, Land};
use super::path::Ways;
use super::plane;
use super::real::County;
use super::water::{self, Edges, draw, key};
use crate::base::{Fault, Rng, Watch};

/// Draws the roads; each ends at a seat or in another road.
pub fn roads(
    county: &County,
    land: &Land,
    rivers: &Edges,
    division: &Division,
    watch: &Watch,
    rng: &mut Rng,
) -> Result<Edges, Fault> {
    let mut wet = vec![false; land.points.len()];
    for v in water::vertices(rivers) {
        wet[v as usize] = true;
    }
    let step = |roads: &Edges, a: u32, b: u32| {
        let climb = (land.height[a as usize] - land.height[b as usize]).abs();
        let flat = plane::distance(land.points[a as usize], land.points[b as usize]);
        let bridge = match (wet[a as usize], wet[b as usize]) {
            (true, true) => 20.0 * flat,
            (false, true) => 400.0,
            _ => 0.0,
        };
        let rim = if land.at[b as usize] == At::Inside { 1.0 } else { 8.0 };
        let built = if roads.contains_key(&key(a, b)) { 0.35 } else { 1.0 };
        ((flat * rim + 16.0 * climb + bridge) * built * 10.0) as u64 + 1
    };
    let seat = |village: u32| land.lowest(division.village_seat[village as usize]);
    let capital = capital(county);
    let mut roads = Edges::new();

    let seats = &division.township_seat;
    let far = |a: u32, b: u32| plane::distance(land.points[a as usize], land.points[b as usize]);
    let mut order: Vec<usize> = (0..seats.len()).filter(|t| *t != capital).collect();
    order.sort_by(|a, b| far(seats[capital], seats[*a]).total_cmp(&far(seats[capital], seats[*b])).then(a.cmp(b)));
    for t in order {
        watch.check()?;
        let ways = Ways::new(land, &[seats[capital]], |v| v == seats[t], |a, b| step(&roads, a, b));
        draw(&mut roads, &ways.from(seats[t]), 0, t as u32);
    }
    let mut on_road = vec![false; land.points.len()];
    for v in water::vertices(&roads).iter().chain(seats) {
        on_road[*v as usize] = true;
    }
    let mut village = 0;
    for (t, township) in county.townships.iter().enumerate() {
        let mut wanted: Vec<u32> = (village..village + township.villages.len() as u32).collect();
        village += township.villages.len() as u32;
        let away = |v: &u32| far(seats[t], seat(*v));
        wanted.sort_by(|a, b| away(a).total_cmp(&away(b)).then(a.cmp(b)));
        for v in wanted {
            watch.check()?;
            let ways = Ways::new(land, &[seat(v)], |at| on_road[at as usize], |a, b| step(&roads, a, b));
            let way = ways.reached.map(|end| ways.from(end)).unwrap_or_default();
            draw(&mut roads, &way, 1, v);
            for at in way {
                on_road[at as usize] = true;
            }
        }
    }
    for v in 0..village {
        watch.check()?;
        let mut others: Vec<u32> = (0..village).filter(|w| *w != v).collect();
        let away = |w: &u32| far(seat(v), seat(*w));
        others.sort_by(|a, b| away(a).total_cmp(&away(b)).then(a.cmp(b)));
        for w in others.into_iter().take(3).filter(|w| *w > v) {
            if rng.chance(0.4) {
                let ways = Ways::new(land, &[seat(w)], |at| at == seat(v), |a, b| step(&roads, a, b));
                draw(&mut roads, &ways.from(seat(v)), 2, v);
            }
        }
    }
    Ok(roads)
}

/// The township of the county seat: the one with the most communities.
fn capital(county: &County) -> usize {
    let urban = |i: &usize| county.townships[*i].villages.iter().filter(|v| v.is_urban()).count();
    (0..county.townships.len()).max_by(|a, b| urban(a).cmp(&urban(b)).then(b.cmp(a))).unwrap_or(0)
}
