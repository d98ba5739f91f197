//! An estimate of the walking between visits; the real roads are not known here.

use std::f64::consts::PI;

use crate::model::Profile;

/// Visits are spread over this many rounds a month: one a week.
pub const ROUNDS_PER_MONTH: f64 = 4.0;

/// Length of a shortest tour through n random points of area A over √(nA) (Beardwood, Halton, Hammersley 1959;
/// value of Johnson, McGeoch, Rothberg 1996).
const TOUR: f64 = 0.7124;

/// Estimated walking minutes per month for `visits` visits to households whose points lie `spread_m2` (mean squared
/// distance from their mean) around their mean, in a cell of `area_m2`.
///
/// The inhabited area is taken as the disc with that spread, 2π · spread, and never larger than the cell; the straight
/// tour is lengthened by the profile's detour and walked at its speed on the flat. Climbs are not known.
pub fn travel_minutes(profile: &Profile, visits: f64, spread_m2: f64, area_m2: f64) -> f64 {
    let inhabited = (2.0 * PI * spread_m2).min(area_m2).max(0.0);
    let metres_per_minute = profile.walk_kmh * 1000.0 / 60.0;
    if metres_per_minute <= 0.0 {
        return 0.0;
    }
    TOUR * (ROUNDS_PER_MONTH * visits * inhabited).sqrt() * profile.detour / metres_per_minute
}

/// Visits per month that a household with these category bits gets: those of its heaviest category.
pub fn visits(profile: &Profile, bits: u32) -> f64 {
    let ordinary = (profile.ordinary_visits_per_month, profile.ordinary_minutes_on_site);
    let named = profile.categories.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
    named
        .map(|(_, c)| (c.visits_per_month, c.minutes_on_site))
        .fold(ordinary, |a, b| if b.0 * b.1 > a.0 * a.1 { b } else { a })
        .0
}
