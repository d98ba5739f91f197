//! Made grid workers: who they are, where they live, what they speak, how much they can do.

use super::hamlets::apportion;
use super::last_year::LastYear;
use super::people::{self, Belt, Household};
use super::real::County;
use crate::base::Rng;

/// A made grid worker.
#[derive(Clone, Debug)]
pub struct Worker {
    pub id: String,
    pub name: String,
    pub phone: String,
    pub sex: &'static str,
    pub is_full_time: bool,
    pub languages: Vec<&'static str>,
    /// Village of the home, counted in the county.
    pub village: u32,
    /// Longitude and latitude of the home in 1e-7 degrees.
    pub home: (i64, i64),
}

impl Worker {
    /// Minutes a month (`DOMAIN`, section 9b).
    pub fn minutes(&self) -> u32 {
        if self.is_full_time { 9240 } else { 2600 }
    }

    /// How many cells the worker may have.
    pub fn most_cells(&self) -> usize {
        if self.is_full_time { 2 } else { 1 }
    }
}

/// So many workers, spread over the villages as the households are; each lives at a household's place.
pub fn workers(county: &County, count: usize, households: &[Household], belts: &[Belt], rng: &mut Rng) -> Vec<Worker> {
    let mut homes: Vec<Vec<(i64, i64)>> = vec![Vec::new(); belts.len()];
    for household in households {
        homes[household.village as usize].extend(household.at);
    }
    let weights: Vec<f64> = homes.iter().map(|h| h.len() as f64).collect();
    let mut all = Vec::new();
    for (village, count) in apportion(count, &weights).into_iter().enumerate() {
        for _ in 0..count.min(homes[village].len() * count) {
            let serial = all.len() + 1;
            let belt = belts[village];
            let people = people::people(belt, rng);
            let mut languages = vec!["普通话", "西南官话"];
            if rng.chance(if people == "苗族" { 0.75 } else { 0.15 * belt.miao }) {
                languages.push("苗语");
            }
            if rng.chance(if people == "土家族" { 0.35 } else { 0.05 * belt.tujia }) {
                languages.push("土家语");
            }
            all.push(Worker {
                id: format!("W{}{serial:04}", county.code),
                name: people::name(people, rng),
                phone: people::phone(1, &county.code, serial),
                sex: if rng.chance(0.45) { "女" } else { "男" },
                is_full_time: rng.chance(0.18),
                languages,
                village: village as u32,
                home: homes[village][rng.below(homes[village].len())],
            });
        }
    }
    all
}

/// Who had which cell last year: workers of the village in turn, a second cell only for those who may; some cells had
/// nobody.
pub fn last_year(grid: &LastYear, workers: &[Worker], rng: &mut Rng) -> Vec<Option<usize>> {
    let mut free: Vec<usize> = workers.iter().map(Worker::most_cells).collect();
    let mut first = vec![true; workers.len()];
    let mut pick = |village: u32| {
        let near = |w: &usize| workers[*w].village == village && free[*w] > 0;
        let worker = (0..workers.len()).filter(near).min_by_key(|w| (!first[*w], *w))?;
        free[worker] -= 1;
        first[worker] = false;
        Some(worker)
    };
    grid.cells.iter().map(|c| if c.households == 0 || rng.chance(0.04) { None } else { pick(c.village) }).collect()
}
