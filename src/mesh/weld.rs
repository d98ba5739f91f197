//! Joins what sources drew twice: vertices and borders nearer than a tolerance become one, once, before noding.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::node::along;
use super::search::{Search, Seg, Tile};
use super::soup::{Soup, check_range};
use crate::base::{Fault, Watch};
use crate::geom::Pt;
use crate::geom::exact::cross;
use crate::say;

/// The widest tolerance: 100 m.
const MAX_TOLERANCE_MM: u32 = 100_000;

/// What welding moved.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weld {
    /// Places (distinct vertices) that moved.
    pub moved: usize,
    /// Segments that were led through a vertex beside them.
    pub led: usize,
    /// The longest move, mm.
    pub max_mm: f64,
}

/// Welds a soup; no vertex moves, and no segment bends, by more than the tolerance.
///
/// Layer 0 comes first, then the higher layers, then lines; within one of these, vertices by x, then y. A vertex within
/// the tolerance of one that stands already moves onto it; else, if a segment of an earlier layer is that near, onto the
/// segment; else it stands. Segments are then led through the vertices of their own and earlier layers that they pass
/// within the tolerance, so earlier layers never bend for later ones.
///
/// # Errors
/// Points out of range; a tolerance above 100 m; cancelled.
pub fn weld(soup: &mut Soup, tolerance_mm: u32, watch: &Watch) -> Result<Weld, Fault> {
    check_range(
        soup.zones.iter().flat_map(|z| z.rings.iter().flatten()).chain(soup.lines.iter().flat_map(|l| &l.points)),
    )?;
    if tolerance_mm > MAX_TOLERANCE_MM {
        return Err(Fault::usage(say!("mesh-weld-too-wide", tolerance = tolerance_mm, most = MAX_TOLERANCE_MM)));
    }
    let mut weld = Weld::default();
    if tolerance_mm == 0 {
        return Ok(weld);
    }
    let layers = soup.layers();
    let mut standing = Standing::new(tolerance_mm);
    let mut moves: HashMap<Pt, Pt, Fast> = HashMap::default();
    let mut earlier: Vec<Seg> = Vec::new();
    for layer in 0..=layers {
        watch.report(layer as f32 / (layers + 1) as f32, say!("mesh-welding"));
        let mut chains = chains(soup, layer, layers);
        let mut points: Vec<Pt> = chains.iter().flat_map(|c| c.0.iter().copied()).collect();
        points.sort_unstable();
        points.dedup();
        points.retain(|p| !moves.contains_key(p));
        settle(&points, &earlier, &mut standing, &mut moves, tolerance_mm, watch);
        watch.check()?;
        for (chain, _) in &mut chains {
            for p in chain.iter_mut() {
                *p = moves.get(p).copied().unwrap_or(*p);
            }
        }
        let mut segs: Vec<Seg> =
            chains.iter().flat_map(|(c, closed)| segments(c, *closed)).map(|(p, q)| (p.min(q), p.max(q))).collect();
        segs.sort_unstable();
        segs.dedup();
        let stops = near(&segs, &standing.points, tolerance_mm, watch);
        watch.check()?;
        for (chain, closed) in &mut chains {
            lead(chain, *closed, &segs, &stops, &standing.points);
        }
        for group in stops.chunk_by(|x, y| x.0 == y.0) {
            weld.led += 1;
            let (a, b) = segs[group[0].0 as usize];
            let bend = |p: Pt| cross(a, b, p).unsigned_abs() as f64 / a.distance_m(b) / 1000.0;
            weld.max_mm = group.iter().map(|s| bend(standing.points[s.1 as usize])).fold(weld.max_mm, f64::max);
        }
        let led = chains.iter().flat_map(|(c, closed)| segments(c, *closed)).map(|(p, q)| (p.min(q), p.max(q)));
        earlier.extend(led);
        earlier.sort_unstable();
        earlier.dedup();
    }
    let moved = moves.iter().filter(|(p, q)| p != q);
    weld.moved = moved.clone().count();
    let most = moved.map(|(p, q)| p.distance_m(*q) * 1000.0).fold(weld.max_mm, f64::max);
    weld.max_mm = most.min(f64::from(tolerance_mm)); // equal to the limit but for the rounding of the root
    Ok(weld)
}

/// The rings of a layer, or (after the last) the lines, and whether they close.
fn chains(soup: &mut Soup, layer: usize, layers: usize) -> Vec<(&mut Vec<Pt>, bool)> {
    if layer == layers {
        return soup.lines.iter_mut().map(|l| (&mut l.points, false)).collect();
    }
    let zones = soup.zones.iter_mut().filter(|z| usize::from(z.layer) == layer);
    zones.flat_map(|z| z.rings.iter_mut().map(|r| (r, true))).collect()
}

fn segments(chain: &[Pt], closed: bool) -> impl Iterator<Item = (Pt, Pt)> {
    let count = if closed { chain.len() } else { chain.len().saturating_sub(1) };
    chain.iter().copied().zip(chain.iter().copied().cycle().skip(1)).take(count).filter(|(p, q)| p != q)
}

/// Decides for each point of a layer where it goes: onto a standing one, onto an earlier segment, or nowhere.
fn settle(
    points: &[Pt],
    earlier: &[Seg],
    standing: &mut Standing,
    moves: &mut HashMap<Pt, Pt, Fast>,
    tolerance_mm: u32,
    watch: &Watch,
) {
    let mut free = Vec::new();
    for &p in points {
        match standing.nearest(p) {
            Some(to) => drop(moves.insert(p, to)),
            None => free.push(p),
        }
    }
    let beside = near(earlier, &free, tolerance_mm, watch);
    let mut foot: HashMap<Pt, (f64, Pt), Fast> = HashMap::default();
    for &(s, i) in &beside {
        let (p, (a, b)) = (free[i as usize], earlier[s as usize]);
        let t = along(a, b, p) as f64 / along(a, b, b) as f64;
        let at = |from: i32, to: i32| (f64::from(from) + t * (f64::from(to) - f64::from(from)) + 0.5).floor() as i32;
        let to = Pt::new(at(a.x, b.x), at(a.y, b.y));
        let far = p.distance_m(to) * 1000.0;
        if far <= f64::from(tolerance_mm) && foot.get(&p).is_none_or(|f| (far, to) < *f) {
            foot.insert(p, (far, to));
        }
    }
    for &p in &free {
        if let Some(&(_, to)) = foot.get(&p) {
            moves.insert(p, to);
            standing.add(to);
        }
    }
    for &p in &free {
        if foot.contains_key(&p) {
            continue;
        }
        // A vertex that stands is noted too, so that a later layer that shares it finds it where it is.
        let to = standing.nearest(p).unwrap_or_else(|| standing.add(p));
        moves.insert(p, to);
    }
}

/// Which points lie beside which segments, within the tolerance and between their ends: `(segment, point)`, sorted.
fn near(segs: &[Seg], points: &[Pt], tolerance_mm: u32, watch: &Watch) -> Vec<(u32, u32)> {
    let reach2 = f64::from(tolerance_mm).powi(2);
    let mut found = Search {
        segs,
        points,
        pad: tolerance_mm as i32,
        wanted: |ids: &[u32], points: &[u32]| !ids.is_empty() && !points.is_empty(),
        leaf: |_: Tile, ids: &[u32], at: &[u32], out: &mut Vec<(u32, u32)>| {
            for &s in ids {
                let (a, b) = segs[s as usize];
                let pad = tolerance_mm as i32;
                let (low, high) = (a.y.min(b.y) - pad, a.y.max(b.y) + pad);
                let length2 = along(a, b, b);
                for &i in at {
                    let p = points[i as usize];
                    if p.x < a.x - pad || p.x > b.x + pad || p.y < low || p.y > high {
                        continue;
                    }
                    let t = along(a, b, p);
                    let off = cross(a, b, p) as f64;
                    if t > 0 && t < length2 && p != a && p != b && off * off <= reach2 * length2 as f64 {
                        out.push((s, i));
                    }
                }
            }
        },
        watch,
    }
    .run();
    found.sort_unstable();
    found
}

/// Puts the stops of its segments into a chain, and takes out repeated vertices.
fn lead(chain: &mut Vec<Pt>, closed: bool, segs: &[Seg], stops: &[(u32, u32)], points: &[Pt]) {
    let mut led = Vec::with_capacity(chain.len());
    for (p, q) in segments(chain, closed) {
        let seg = (p.min(q), p.max(q));
        led.push(p);
        let Ok(s) = segs.binary_search(&seg) else { continue };
        let from = stops.partition_point(|x| (x.0 as usize) < s);
        let own = stops[from..].iter().take_while(|x| x.0 as usize == s);
        let mut between: Vec<Pt> = own.map(|x| points[x.1 as usize]).collect();
        between.sort_by_key(|&r| (along(seg.0, seg.1, r), r));
        if p > q {
            between.reverse();
        }
        led.extend(between);
    }
    if !closed {
        led.extend(chain.last());
    }
    led.dedup();
    *chain = led;
}

/// The vertices that others move onto, found by a grid of tiles twice the tolerance wide.
struct Standing {
    tolerance: i64,
    points: Vec<Pt>,
    next: Vec<u32>,
    tiles: HashMap<(i32, i32), u32, Fast>,
}

impl Standing {
    fn new(tolerance_mm: u32) -> Self {
        Self { tolerance: tolerance_mm.into(), points: Vec::new(), next: Vec::new(), tiles: HashMap::default() }
    }

    fn tile(&self, x: i64, y: i64) -> (i32, i32) {
        (x.div_euclid(2 * self.tolerance) as i32, y.div_euclid(2 * self.tolerance) as i32)
    }

    fn add(&mut self, p: Pt) -> Pt {
        let key = self.tile(p.x.into(), p.y.into());
        let id = self.points.len() as u32;
        let before = self.tiles.insert(key, id);
        self.points.push(p);
        self.next.push(before.unwrap_or(u32::MAX));
        p
    }

    /// The nearest standing vertex within the tolerance; of equally near ones the lowest.
    fn nearest(&self, p: Pt) -> Option<Pt> {
        let (x, y) = (i64::from(p.x), i64::from(p.y));
        let (low, high) =
            (self.tile(x - self.tolerance, y - self.tolerance), self.tile(x + self.tolerance, y + self.tolerance));
        let mut best: Option<(i64, Pt)> = None;
        for cx in low.0..=high.0 {
            for cy in low.1..=high.1 {
                let mut at = self.tiles.get(&(cx, cy)).copied();
                while let Some(&q) = at.and_then(|i| self.points.get(i as usize)) {
                    let far2 = (i64::from(q.x) - x).pow(2) + (i64::from(q.y) - y).pow(2);
                    if far2 <= self.tolerance.pow(2) && best.is_none_or(|b| (far2, q) < b) {
                        best = Some((far2, q));
                    }
                    at = at.map(|i| self.next[i as usize]);
                }
            }
        }
        best.map(|b| b.1)
    }
}

/// A quick hash for points; no order is ever read from it.
type Fast = BuildHasherDefault<Mix>;

#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&b| self.write_i32(b.into()));
    }

    fn write_i32(&mut self, v: i32) {
        self.0 = (self.0.rotate_left(32) ^ u64::from(v as u32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}
