//! A made river that crosses the county along its valleys, with tributaries, and the valleys that they carve.

use std::collections::BTreeMap;

use super::land::{At, Land};
use super::path::Ways;
use super::plane;
use crate::base::Rng;

/// Edges of a net that belong to lines, by their ends in order.
pub type Edges = BTreeMap<(u32, u32), Line>;

/// What a line edge belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// 0 is the greatest: main river, county road.
    pub class: u8,
    /// Counts the lines of one class.
    pub number: u32,
}

/// The ends of an edge in their fixed order.
pub fn key(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

/// Draws the rivers and lowers the land along them.
pub fn rivers(land: &mut Land, rng: &mut Rng) -> Edges {
    let step = |land: &Land, a: u32, b: u32| {
        let (ha, hb) = (land.height[a as usize], land.height[b as usize]);
        let high = ((ha.max(hb) - 150.0) / 200.0).max(0.0);
        let rim = if land.at[b as usize] == At::Inside { 1.0 } else { 6.0 };
        (plane::distance(land.points[a as usize], land.points[b as usize]) * rim * (0.3 + high * high) * 10.0) as u64
            + 1
    };
    let mut edges = Edges::new();
    let rim: Vec<u32> = (0..land.points.len() as u32).filter(|v| land.at[*v as usize] == At::Corner).collect();
    let Some(source) = pick(&rim, |v| -land.height[v as usize]) else { return edges };
    let far = |v: u32| plane::distance(land.points[v as usize], land.points[source as usize]);
    let widest = rim.iter().map(|v| far(*v)).fold(0.0, f64::max);
    let ends: Vec<u32> = rim.iter().copied().filter(|v| far(*v) > 0.7 * widest).collect();
    let Some(mouth) = pick(&ends, |v| -land.height[v as usize]) else { return edges };
    let ways = Ways::new(land, &[source], |v| v == mouth, |a, b| step(land, a, b));
    draw(&mut edges, &ways.from(mouth), 0, 0);

    for number in 0..3 {
        let stream: Vec<u32> = vertices(&edges);
        let ways = Ways::new(land, &stream, |_| false, |a, b| step(land, a, b));
        let away = |v: u32, s: u32| plane::distance(land.points[v as usize], land.points[s as usize]);
        let reach = |v: u32| stream.iter().map(|s| away(v, *s)).fold(f64::MAX, f64::min);
        let springs: Vec<u32> = (0..40)
            .map(|_| rng.below(land.points.len()) as u32)
            .filter(|v| land.at[*v as usize] == At::Inside && ways.cost(*v) != u64::MAX)
            .collect();
        let Some(spring) = pick(&springs, reach) else { continue };
        draw(&mut edges, &ways.from(spring), 1, number);
    }
    carve(land, &vertices(&edges));
    edges
}

fn pick(from: &[u32], worth: impl Fn(u32) -> f64) -> Option<u32> {
    from.iter().copied().max_by(|a, b| worth(*a).total_cmp(&worth(*b)).then(b.cmp(a)))
}

/// Adds the edges of a way that are in no line yet.
pub fn draw(edges: &mut Edges, way: &[u32], class: u8, number: u32) {
    for w in way.windows(2) {
        edges.entry(key(w[0], w[1])).or_insert(Line { class, number });
    }
}

/// The vertices of lines, in order.
pub fn vertices(edges: &Edges) -> Vec<u32> {
    let mut all: Vec<u32> = edges.keys().flat_map(|(a, b)| [*a, *b]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn carve(land: &mut Land, stream: &[u32]) {
    let ways = Ways::new(
        land,
        stream,
        |_| false,
        |a, b| (plane::distance(land.points[a as usize], land.points[b as usize]) * 10.0) as u64,
    );
    for v in 0..land.points.len() {
        let away = (ways.cost(v as u32) as f64 / 10.0 / 1800.0).min(1.0);
        let keep = 0.3 + 0.7 * away * (2.0 - away);
        land.height[v] = 130.0 + (land.height[v] - 130.0).max(0.0) * keep;
    }
}
