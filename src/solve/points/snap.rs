//! New borders led through the vertices of edges that they pass closely, so that no splinters of blocks are cut off.

use super::sheet::Sheet;
use crate::geom::exact::cross;
use crate::geom::{Pt, segment};

/// A border that passes a vertex within this distance goes through it …
const NEAR_MM: f64 = 6_000.0;

/// … unless a dwelling would then be this near.
const CLEAR_MM: f64 = 1_500.0;

/// Leads the lines through the vertices beside them; `inner` is sorted. Ends stay, and so do the sides of dwellings.
pub(super) fn led(lines: Vec<Vec<Pt>>, sheet: &Sheet, inner: &[Pt]) -> Vec<Vec<Pt>> {
    if inner.is_empty() {
        return lines;
    }
    let places = sheet.at.iter().zip(&sheet.is_dwelling).filter(|(_, home)| **home);
    let mut homes: Vec<Pt> = places.map(|(at, _)| Pt::new(at[0] as i32, at[1] as i32)).collect();
    homes.sort_unstable();
    lines.into_iter().map(|line| through(line, &homes, inner)).collect()
}

fn through(mut line: Vec<Pt>, homes: &[Pt], inner: &[Pt]) -> Vec<Pt> {
    // Bends first, each to the nearest vertex.
    for i in 1..line.len().saturating_sub(1) {
        let (a, b, c) = (line[i - 1], line[i], line[i + 1]);
        let near = around(inner, [b, b]).filter(|v| segment::distance_mm(**v, b, b) <= NEAR_MM);
        let nearest = near.min_by(|p, q| segment::distance_mm(**p, b, b).total_cmp(&segment::distance_mm(**q, b, b)));
        if let Some(&v) = nearest.filter(|v| !line.contains(v))
            && keeps_sides(homes, &[a, b, v])
            && keeps_sides(homes, &[b, v, c])
        {
            line[i] = v;
        }
    }
    let mut led: Vec<Pt> = line.first().copied().into_iter().collect();
    for w in line.windows(2) {
        let beside = around(inner, [w[0], w[1]]).filter(|v| **v != w[0] && **v != w[1]);
        let mut near: Vec<Pt> = beside.copied().filter(|v| segment::distance_mm(*v, w[0], w[1]) <= NEAR_MM).collect();
        near.sort_by(|p, q| w[0].distance_m(*p).total_cmp(&w[0].distance_m(*q)).then(p.cmp(q)));
        for v in near {
            let from = led[led.len() - 1];
            // No bend back: what lies beside an end rather than beside the line is left alone.
            let onward = from.distance_m(v) + v.distance_m(w[1]) < from.distance_m(w[1]) * 1.05;
            if onward && !line.contains(&v) && keeps_sides(homes, &[from, v, w[1]]) {
                led.push(v);
            }
        }
        led.push(w[1]);
    }
    led
}

/// Whether no dwelling lies in the triangle or close to it.
fn keeps_sides(homes: &[Pt], corners: &[Pt; 3]) -> bool {
    let [a, b, c] = *corners;
    let turn = cross(a, b, c).signum();
    around(homes, *corners).all(|&h| {
        let inside = [(a, b), (b, c), (c, a)].into_iter().all(|(p, q)| cross(p, q, h).signum() * turn >= 0);
        let close = [(a, b), (b, c)].into_iter().any(|(p, q)| segment::distance_mm(h, p, q) < CLEAR_MM);
        !inside && !close
    })
}

/// The ones among sorted points that a box round some others, a little wider, may hold.
fn around<const N: usize>(sorted: &[Pt], about: [Pt; N]) -> impl Iterator<Item = &Pt> {
    let by = NEAR_MM as i32;
    let low = about.iter().fold(i32::MAX, |low, p| low.min(p.x)) - by;
    let high = about.iter().fold(i32::MIN, |high, p| high.max(p.x)) + by;
    let bottom = about.iter().fold(i32::MAX, |low, p| low.min(p.y)) - by;
    let top = about.iter().fold(i32::MIN, |high, p| high.max(p.y)) + by;
    let from = sorted.partition_point(|p| p.x < low);
    sorted[from..].iter().take_while(move |p| p.x <= high).filter(move |p| bottom <= p.y && p.y <= top)
}
