//! A county as a net of small triangles, inside its real boundary. Every made line runs along edges of this net and
//! every made territory is a set of its triangles, so territories tile the county exactly, whatever else happens.

use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};

use super::noise::Relief;
use super::plane::{self, metres};
use crate::base::Fault;
use crate::geom::Pt;
use crate::geom::exact::cross;
use crate::say;

/// No triangle, no vertex, no label.
pub const NONE: u32 = u32::MAX;

/// Mean distance of neighbouring vertices in metres.
const SPACING: f64 = 190.0;
/// Vertices are this many times closer in towns.
const TOWN: i64 = 3;

/// What kind of place a vertex is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Inside,
    /// A vertex of the real boundary.
    Corner,
    /// A point that divides an edge of the real boundary and lies exactly on it.
    Divider,
}

/// A county's triangles, vertices and heights.
#[derive(Clone, Debug)]
pub struct Land {
    pub points: Vec<Pt>,
    pub at: Vec<At>,
    /// Metres above sea, by vertex.
    pub height: Vec<f64>,
    /// Corners, counter-clockwise.
    pub triangles: Vec<[u32; 3]>,
    /// The triangle across the edge from corner `i` to corner `i + 1`, or `NONE`.
    pub across: Vec<[u32; 3]>,
    around_start: Vec<u32>,
    around: Vec<u32>,
    fan_start: Vec<u32>,
    fan: Vec<u32>,
}

impl Land {
    /// Nets the inside of `ring`; denser within the radius (metres) of each town.
    pub fn new(ring: &[Pt], towns: &[(Pt, f64)], relief: Relief) -> Result<Self, Fault> {
        let (mut points, mut at) = divided(ring);
        let outline = points.len();
        let edges = (0..outline).map(|i| [i, (i + 1) % outline]).collect();
        scatter(ring, towns, relief, &mut points);
        at.resize(points.len(), At::Inside);
        let sites = points.iter().map(|p| Point2::new(f64::from(p.x), f64::from(p.y))).collect();
        let net = ConstrainedDelaunayTriangulation::<Point2<f64>>::bulk_load_cdt(sites, edges)
            .map_err(|_| Fault::input(say!("sample-asset-broken", what = "net")))?;
        if net.num_vertices() != points.len() {
            return Err(Fault::input(say!("sample-asset-broken", what = "net")));
        }
        let all: Vec<[u32; 3]> = net.inner_faces().map(|f| f.vertices().map(|v| v.index() as u32)).collect();
        let is_outline = |a: u32, b: u32| {
            let (a, b) = (a as usize, b as usize);
            a < outline && b < outline && ((a + 1) % outline == b || (b + 1) % outline == a)
        };
        let (triangles, across) = inner(&all, points.len(), is_outline);
        let height = points.iter().map(|p| metres(*p)).map(|(x, y)| relief.height(x, y)).collect();
        let (fan_start, fan) = index(points.len(), || {
            triangles.iter().enumerate().flat_map(|(t, c)| c.iter().map(move |v| (*v, t as u32)))
        });
        let (around_start, around) = index(points.len(), || {
            triangles.iter().zip(&across).flat_map(|(c, n)| {
                (0..3).flat_map(move |i| {
                    let (a, b) = (c[i], c[(i + 1) % 3]);
                    // The other side gives the other direction, save at the outline.
                    std::iter::once((a, b)).chain((n[i] == NONE).then_some((b, a)))
                })
            })
        });
        Ok(Self { points, at, height, triangles, across, around_start, around, fan_start, fan })
    }

    /// The vertices joined to `v` by an edge.
    pub fn around(&self, v: u32) -> &[u32] {
        &self.around[self.around_start[v as usize] as usize..self.around_start[v as usize + 1] as usize]
    }

    /// The triangles at `v`.
    pub fn fan(&self, v: u32) -> &[u32] {
        &self.fan[self.fan_start[v as usize] as usize..self.fan_start[v as usize + 1] as usize]
    }

    /// The corners of a triangle as points.
    pub fn corners(&self, t: u32) -> [Pt; 3] {
        self.triangles[t as usize].map(|v| self.points[v as usize])
    }

    /// The middle of a triangle.
    pub fn middle(&self, t: u32) -> Pt {
        let [a, b, c] = self.corners(t);
        Pt::new((a.x + b.x + c.x) / 3, (a.y + b.y + c.y) / 3)
    }

    /// Mean height of a triangle in metres.
    pub fn height_of(&self, t: u32) -> f64 {
        self.triangles[t as usize].iter().map(|v| self.height[*v as usize]).sum::<f64>() / 3.0
    }

    /// Area of a triangle in square kilometres.
    pub fn area(&self, t: u32) -> f64 {
        let [a, b, c] = self.corners(t);
        plane::square_km(i128::from(cross(a, b, c)))
    }

    /// The lowest corner of a triangle.
    pub fn lowest(&self, t: u32) -> u32 {
        let [a, b, c] = self.triangles[t as usize];
        let low = |u: u32, v: u32| if self.height[v as usize] < self.height[u as usize] { v } else { u };
        low(low(a, b), c)
    }

    /// The triangle that holds `p` in its inside, looked for by walking from `start`.
    pub fn locate(&self, p: Pt, start: u32) -> Option<u32> {
        let mut t = start;
        for step in 0..400 {
            let [a, b, c] = self.corners(t);
            let sides = [cross(a, b, p), cross(b, c, p), cross(c, a, p)];
            if sides.iter().all(|s| *s > 0) {
                return Some(t);
            }
            // A start that turns with the steps: moved vertices are no Delaunay net, where a fixed order could circle.
            let out = (0..3).map(|i| (i + step) % 3).find(|i| sides[*i] < 0)?;
            t = self.across[t as usize][out];
            if t == NONE {
                return None;
            }
        }
        None
    }
}

/// The ring with dividers on its edges, about a spacing apart, each exactly on its edge.
fn divided(ring: &[Pt]) -> (Vec<Pt>, Vec<At>) {
    let (mut points, mut at) = (Vec::new(), Vec::new());
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let whole = gcd(dx.unsigned_abs(), dy.unsigned_abs()).max(1);
        // The real boundary has six decimals and samples seven, so ten parts always come out whole.
        let wanted = (1.2 * plane::distance(*a, *b) / SPACING).max(1.0) as u32;
        let parts = (1..=wanted).rev().find(|n| whole.is_multiple_of(*n)).unwrap_or(1) as i32;
        for i in 0..parts {
            points.push(Pt::new(a.x + dx / parts * i, a.y + dy / parts * i));
            at.push(if i == 0 { At::Corner } else { At::Divider });
        }
    }
    (points, at)
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Adds jittered points of a triangular grid inside the ring, none too near its edges.
fn scatter(ring: &[Pt], towns: &[(Pt, f64)], relief: Relief, points: &mut Vec<Pt>) {
    let outline: Vec<(f64, f64)> = ring.iter().map(|p| metres(*p)).collect();
    let fold = |f: fn(f64, f64) -> f64, pick: fn(&(f64, f64)) -> f64, from: f64| outline.iter().map(pick).fold(from, f);
    let (west, east) = (fold(f64::min, |p| p.0, f64::MAX), fold(f64::max, |p| p.0, f64::MIN));
    let (south, north) = (fold(f64::min, |p| p.1, f64::MAX), fold(f64::max, |p| p.1, f64::MIN));
    let towns: Vec<(f64, f64, f64)> = towns.iter().map(|(p, r)| (metres(*p).0, metres(*p).1, *r)).collect();
    let in_town = |x: f64, y: f64| towns.iter().any(|(tx, ty, r)| (x - tx) * (x - tx) + (y - ty) * (y - ty) < r * r);
    let rise = SPACING * 0.866;
    for row in (south / rise).floor() as i64..=(north / rise).ceil() as i64 {
        let near = Near::new(&outline, row as f64 * rise, SPACING * 1.5);
        for column in (west / SPACING).floor() as i64 - 1..=(east / SPACING).ceil() as i64 {
            let shift = if row.rem_euclid(2) == 0 { 0.0 } else { 0.5 };
            let (x, y) = ((column as f64 + shift) * SPACING, row as f64 * rise);
            let parts = if in_town(x, y) { TOWN } else { 1 };
            for k in 0..parts * parts {
                let (sub_x, sub_y) = ((k % parts) as f64 / parts as f64, (k / parts) as f64 / parts as f64);
                let jitter =
                    |layer: u64| (relief.hash(column * TOWN + k % TOWN, row * TOWN + k / TOWN, layer) - 0.5) * 0.6;
                let step = SPACING / parts as f64;
                let px = x + sub_x * SPACING + jitter(31) * step;
                let py = y + sub_y * rise + jitter(32) * step;
                if near.holds(px, py, 0.42 * step) {
                    points.push(plane::from_metres(px, py));
                }
            }
        }
    }
}

/// The edges of an outline that matter to one row of points.
struct Near {
    edges: Vec<((f64, f64), (f64, f64))>,
}

impl Near {
    fn new(outline: &[(f64, f64)], y: f64, reach: f64) -> Self {
        let edges = outline.iter().copied().zip(outline.iter().copied().cycle().skip(1));
        let edges = edges.filter(|(a, b)| a.1.min(b.1) <= y + reach && a.1.max(b.1) >= y - reach).collect();
        Self { edges }
    }

    /// Whether the place is inside the outline and further than `gap` from it.
    fn holds(&self, x: f64, y: f64, gap: f64) -> bool {
        let mut inside = false;
        for ((ax, ay), (bx, by)) in &self.edges {
            let (dx, dy) = (bx - ax, by - ay);
            let along = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
            let (ox, oy) = (x - ax - along * dx, y - ay - along * dy);
            if ox * ox + oy * oy < gap * gap {
                return false;
            }
            if (*ay > y) != (*by > y) && x < ax + (y - ay) / dy * dx {
                inside = !inside;
            }
        }
        inside
    }
}

/// The triangles inside the outline, with their neighbours.
fn inner(all: &[[u32; 3]], vertices: usize, is_outline: impl Fn(u32, u32) -> bool) -> (Vec<[u32; 3]>, Vec<[u32; 3]>) {
    let neighbours = paired(all, vertices);
    let mut outside = vec![false; all.len()];
    let mut todo: Vec<usize> = Vec::new();
    for t in 0..all.len() {
        if (0..3).any(|i| neighbours[t][i] == NONE && !is_outline(all[t][i], all[t][(i + 1) % 3])) {
            outside[t] = true;
            todo.push(t);
        }
    }
    while let Some(t) = todo.pop() {
        for i in 0..3 {
            let n = neighbours[t][i];
            if n != NONE && !outside[n as usize] && !is_outline(all[t][i], all[t][(i + 1) % 3]) {
                outside[n as usize] = true;
                todo.push(n as usize);
            }
        }
    }
    let kept: Vec<[u32; 3]> = all.iter().zip(&outside).filter(|(_, out)| !**out).map(|(c, _)| *c).collect();
    let across = paired(&kept, vertices);
    (kept, across)
}

fn paired(triangles: &[[u32; 3]], vertices: usize) -> Vec<[u32; 3]> {
    let (start, fan) =
        index(vertices, || triangles.iter().enumerate().flat_map(|(t, c)| c.iter().map(move |v| (*v, t as u32))));
    let fan_of = |v: u32| &fan[start[v as usize] as usize..start[v as usize + 1] as usize];
    let other = |t: u32, a: u32, b: u32| {
        let holds = |u: &&u32| **u != t && triangles[**u as usize].contains(&b);
        fan_of(a).iter().find(holds).copied().unwrap_or(NONE)
    };
    let side = |t: usize, i: usize| other(t as u32, triangles[t][i], triangles[t][(i + 1) % 3]);
    (0..triangles.len()).map(|t| [side(t, 0), side(t, 1), side(t, 2)]).collect()
}

/// Pairs gathered by their first part: starts and values.
fn index<I: Iterator<Item = (u32, u32)>>(keys: usize, pairs: impl Fn() -> I) -> (Vec<u32>, Vec<u32>) {
    let mut start = vec![0u32; keys + 1];
    for (key, _) in pairs() {
        start[key as usize + 1] += 1;
    }
    for i in 0..keys {
        start[i + 1] += start[i];
    }
    let mut next = start.clone();
    let mut values = vec![0; start[keys] as usize];
    for (key, value) in pairs() {
        values[next[key as usize] as usize] = value;
        next[key as usize] += 1;
    }
    (start, values)
}
