//! Visits to a set of households: how many a month, and how far apart they lie.

use super::travel::travel_minutes;
use crate::geom::Pt;
use crate::model::Profile;

/// Exact sums over household points, which may be joined in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rounds {
    points: i64,
    x: i64,
    y: i64,
    squares: i128,
    visits: f64,
}

impl Rounds {
    /// Adds a household that gets so many visits a month.
    pub fn add(&mut self, at: Pt, visits: f64) {
        let (x, y) = (i64::from(at.x), i64::from(at.y));
        self.points += 1;
        self.x += x;
        self.y += y;
        self.squares += i128::from(x * x + y * y);
        self.visits += visits;
    }

    /// Adds other households.
    pub fn join(&mut self, other: &Self) {
        self.points += other.points;
        self.x += other.x;
        self.y += other.y;
        self.squares += other.squares;
        self.visits += other.visits;
    }

    /// The mean of the points.
    pub fn mean(&self) -> Option<Pt> {
        let n = self.points as f64;
        let middle = |sum: i64| (sum as f64 / n).round() as i32;
        (self.points > 0).then(|| Pt::new(middle(self.x), middle(self.y)))
    }

    /// Estimated walking minutes a month in a cell of `area_m2`, see [`travel_minutes`].
    pub fn travel_min(&self, profile: &Profile, area_m2: f64) -> f64 {
        travel_minutes(profile, self.visits, self.spread_m2(), area_m2)
    }

    /// The mean squared distance of the points from their mean, m².
    fn spread_m2(&self) -> f64 {
        if self.points == 0 {
            return 0.0;
        }
        let (n, x, y) = (i128::from(self.points), i128::from(self.x), i128::from(self.y));
        let spread = (n * self.squares - x * x - y * y) as f64 / (n * n) as f64;
        spread / 1e6
    }
}
