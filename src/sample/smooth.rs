//! Eases the zigzag of borders, roads and rivers by moving vertices of the net, never so far that a triangle turns
//! over: whatever is drawn along the net afterwards cannot cross anything.

use super::land::{At, Land};
use super::plane;
use crate::geom::Pt;
use crate::geom::exact::cross;

/// Moves the vertices towards the middle of their neighbours on lines; `is_line` says which edges are drawn.
pub fn smooth(land: &mut Land, is_line: impl Fn(u32, u32) -> bool, is_pinned: impl Fn(u32) -> bool) {
    let count = land.points.len() as u32;
    let lines: Vec<Vec<u32>> =
        (0..count).map(|v| land.around(v).iter().copied().filter(|w| is_line(v, *w)).collect()).collect();
    for round in 0..3 {
        for v in 0..count {
            if land.at[v as usize] != At::Inside || is_pinned(v) {
                continue;
            }
            let on = &lines[v as usize];
            let (among, pull) = match on.len() {
                0 if round % 2 == 0 => (land.around(v), 0.3),
                2 => (on.as_slice(), 0.5),
                3.. => (on.as_slice(), 0.25),
                _ => continue,
            };
            let here = land.points[v as usize];
            let mean = |part: fn(&Pt) -> i32| {
                among.iter().map(|w| f64::from(part(&land.points[*w as usize]))).sum::<f64>() / among.len() as f64
            };
            let x = f64::from(here.x) + pull * (mean(|p| p.x) - f64::from(here.x));
            let y = f64::from(here.y) + pull * (mean(|p| p.y) - f64::from(here.y));
            settle(land, v, Pt::new(x.round() as i32, y.round() as i32));
        }
    }
}

/// Puts the vertex there if every triangle around it stays upright and not too thin.
fn settle(land: &mut Land, v: u32, to: Pt) {
    let from = land.points[v as usize];
    land.points[v as usize] = to;
    let upright = |t: &u32| {
        let [a, b, c] = land.corners(*t);
        let longest = plane::distance(a, b).max(plane::distance(b, c)).max(plane::distance(c, a));
        let area2 = 2e6 * plane::square_km(i128::from(cross(a, b, c)));
        area2 > 0.1 * longest * longest
    };
    if !land.fan(v).iter().all(upright) {
        land.points[v as usize] = from;
    }
}
