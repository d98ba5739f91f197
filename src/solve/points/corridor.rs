//! A border as a taut string: the shortest line through a corridor of gates, each between two places that it parts.
//!
//! The funnel algorithm (Lee and Preparata 1984), with gates narrowed so that the line keeps clear of dwellings.

use super::sheet::{Spot, half, length};

/// A border keeps this far from a dwelling where there is room …
const CLEAR_MM: f64 = 15_000.0;
/// … and from the rim.
const CLEAR_OF_RIM_MM: f64 = 10_000.0;
/// Where there is no room it keeps this share of the gap on either side.
const SHARE: f64 = 0.35;

/// What the line passes between: looking along it, a place on the left and one on the right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    pub left: Spot,
    pub right: Spot,
    /// Whether people live there.
    pub dwelling: [bool; 2],
}

impl Gate {
    /// The gate without a margin at either side: these parts of it beside a dwelling and beside the rim.
    fn narrowed(&self, beside_home: f64, beside_rim: f64) -> (Spot, Spot) {
        let wide = length(self.left, self.right);
        let margin = |home: bool| {
            let (clear, part) = if home { (CLEAR_MM, beside_home) } else { (CLEAR_OF_RIM_MM, beside_rim) };
            clear.min(SHARE * wide) * part / wide.max(1e-9)
        };
        let along = |t: f64| {
            let (l, r) = (self.left, self.right);
            [l[0] + (r[0] - l[0]) * t, l[1] + (r[1] - l[1]) * t]
        };
        (along(margin(self.dwelling[0])), along(1.0 - margin(self.dwelling[1])))
    }

    pub fn middle(&self) -> Spot {
        half(self.left, self.right)
    }
}

/// Positive where `c` lies left of the way from `a` to `b`.
fn turn(a: Spot, b: Spot, c: Spot) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// The line from `start` to `end` through all gates.
pub(super) fn taut(start: Spot, gates: &[Gate], end: Spot) -> Vec<Spot> {
    let mut portals = vec![(start, start)];
    portals.extend(gates.iter().map(|g| g.narrowed(1.0, 1.0)));
    portals.push((end, end));
    // Each bend with the number of its portal.
    let mut line: Vec<(Spot, usize)> = vec![(start, 0)];
    let (mut apex, mut left, mut right) = (start, start, start);
    let (mut at_left, mut at_right) = (0, 0);
    let mut i = 1;
    while i < portals.len() {
        let (new_left, new_right) = portals[i];
        let mut restart = None;
        if turn(apex, right, new_right) >= 0.0 {
            if apex == right || turn(apex, left, new_right) < 0.0 {
                (right, at_right) = (new_right, i);
            } else {
                restart = Some((left, at_left));
            }
        }
        if restart.is_none() && turn(apex, left, new_left) <= 0.0 {
            if apex == left || turn(apex, right, new_left) > 0.0 {
                (left, at_left) = (new_left, i);
            } else {
                restart = Some((right, at_right));
            }
        }
        if let Some((bend, at)) = restart {
            line.push((bend, at));
            (apex, left, right, at_left, at_right) = (bend, bend, bend, at, at);
            i = at;
        }
        i += 1;
    }
    line.push((end, portals.len() - 1));
    thinned(line, gates).into_iter().map(|v| v.0).collect()
}

/// Takes out bends, the slightest first, as long as the line still passes every gate with half the margin, or less beside the rim.
fn thinned(mut line: Vec<(Spot, usize)>, gates: &[Gate]) -> Vec<(Spot, usize)> {
    line.dedup_by(|b, a| length(a.0, b.0) < 1.0);
    loop {
        let mut best: Option<(f64, usize)> = None;
        for k in 1..line.len().saturating_sub(1) {
            let (a, b, c) = (line[k - 1], line[k], line[k + 1]);
            let bulge = turn(a.0, c.0, b.0).abs() / length(a.0, c.0).max(1.0);
            if best.is_none_or(|best| bulge < best.0) && passes(a, c, gates) {
                best = Some((bulge, k));
            }
        }
        let Some((_, k)) = best else { return line };
        line.remove(k);
    }
}

/// Whether the straight way between two bends passes the gates between them with half the margin, or less beside the rim.
fn passes(a: (Spot, usize), b: (Spot, usize), gates: &[Gate]) -> bool {
    // Portal 0 is the start; gate `g` is portal `g + 1`.
    let between = a.1..b.1.saturating_sub(1);
    gates.get(between).is_none_or(|between| {
        between.iter().all(|gate| {
            let (l, r) = gate.narrowed(0.5, 0.1);
            turn(a.0, b.0, l) >= 0.0 && turn(a.0, b.0, r) <= 0.0
        })
    })
}
