//! The faults that real tables have, put in on purpose and counted (`DOMAIN`, section 9b).

use super::people::Household;
use crate::base::Rng;

/// How many households got each fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FaultCounts {
    /// No point.
    pub missing: usize,
    /// The id of another household.
    pub duplicated: usize,
    /// A point in another village.
    pub outside: usize,
    /// A point shifted to GCJ-02.
    pub shifted: usize,
    /// A head's name spoilt between GBK and UTF-8.
    pub damaged: usize,
    /// Longitude and latitude in each other's column.
    pub swapped: usize,
}

impl FaultCounts {
    /// Adds the counts of another county.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            missing: self.missing + other.missing,
            duplicated: self.duplicated + other.duplicated,
            outside: self.outside + other.outside,
            shifted: self.shifted + other.shifted,
            damaged: self.damaged + other.damaged,
            swapped: self.swapped + other.swapped,
        }
    }
}

/// Spoils some households; no household has two faults of its point.
pub fn spoil(households: &mut [Household], rng: &mut Rng) -> FaultCounts {
    let count = households.len();
    let share = |per_mille: usize| (count * per_mille + 500) / 1000;
    let mut order: Vec<usize> = (0..count).collect();
    rng.shuffle(&mut order);
    let mut spoilt = FaultCounts::default();
    let mut next = order.iter().copied();

    for i in next.by_ref().take(share(10)) {
        households[i].at = None;
        spoilt.missing += 1;
    }
    for i in next.by_ref().take(share(10)) {
        let other = (0..50)
            .map(|_| rng.below(count))
            .find(|j| households[*j].village != households[i].village && households[*j].at.is_some());
        if let Some(j) = other {
            households[i].at = households[j].at;
            spoilt.outside += 1;
        }
    }
    for i in next.by_ref().take(share(20)) {
        households[i].at = households[i].at.map(gcj02);
        spoilt.shifted += 1;
    }
    for i in next.by_ref().take(share(10)) {
        households[i].at = households[i].at.map(|(lon, lat)| (lat, lon));
        spoilt.swapped += 1;
    }
    rng.shuffle(&mut order);
    let (twins, rest) = order.split_at(share(5).min(count / 2));
    for (i, j) in twins.iter().zip(rest) {
        households[*i].id = households[*j].id.clone();
        spoilt.duplicated += 1;
    }
    rng.shuffle(&mut order);
    for i in order.into_iter().take(share(30)) {
        households[i].head = damaged(&households[i].head, rng);
        spoilt.damaged += 1;
    }
    spoilt
}

/// UTF-8 read as GBK, or a character lost on the way.
fn damaged(name: &str, rng: &mut Rng) -> String {
    if rng.chance(0.7) {
        encoding_rs::GBK.decode_without_bom_handling(name.as_bytes()).0.into_owned()
    } else {
        name.chars().take(name.chars().count() - 1).chain(['\u{FFFD}']).collect()
    }
}

/// CGCS2000 to GCJ-02 by the public formula (a = 6378245, e² = 0.00669342162296594), in 1e-7 degrees.
pub(super) fn gcj02((lon, lat): (i64, i64)) -> (i64, i64) {
    use std::f64::consts::PI;
    let (lon, lat) = (lon as f64 / 1e7, lat as f64 / 1e7);
    let (x, y) = (lon - 105.0, lat - 35.0);
    let wave = |size: f64, v: f64| size * (v * PI).sin() * 2.0 / 3.0;
    let common = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);
    let root = x.abs().sqrt();
    let north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common;
    let north = north + wave(20.0, y) + wave(40.0, y / 3.0) + wave(160.0, y / 12.0) + wave(320.0, y / 30.0);
    let east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common;
    let east = east + wave(20.0, x) + wave(40.0, x / 3.0) + wave(150.0, x / 12.0) + wave(300.0, x / 30.0);
    let (sin, cos) = (lat * PI / 180.0).sin_cos();
    let magic = 1.0 - 0.006_693_421_622_965_94 * sin * sin;
    let root = magic.sqrt();
    let meridian = 6_378_245.0 * (1.0 - 0.006_693_421_622_965_94) / (magic * root);
    let lat = lat + north * 180.0 / (meridian * PI);
    let lon = lon + east * 180.0 / (6_378_245.0 / root * cos * PI);
    ((lon * 1e7).round() as i64, (lat * 1e7).round() as i64)
}
