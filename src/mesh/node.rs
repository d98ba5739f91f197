//! Snap rounding: all segments are cut where they meet, and every meeting point is a grid point.
//!
//! Hobby, "Practical segment intersection with finite precision output" (1999): endpoints and rounded crossings are hot
//! pixels, and each segment is led through the centre of every hot pixel that it passes; repeated until nothing moves.

use rayon::prelude::*;

use super::NONE;
use super::search::{Search, Seg};
use crate::base::{Fault, Watch};
use crate::geom::Pt;
use crate::geom::exact::{Meet, cross, crossing, meet, on_segment};
use crate::say;

/// Rounds after which noding gives up; two or three are usual.
const MAX_ROUNDS: usize = 100;

/// A segment with one source; a segment with several sources has one record for each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// The lower end, by x, then y.
    pub a: Pt,
    pub b: Pt,
    /// The zone that it borders (an odd number of times), or `NONE` for lines.
    pub zone: u32,
    pub marks: u32,
    /// Not yet compared with the others.
    pub fresh: bool,
}

impl Piece {
    /// The piece between two points; `None` where they are one.
    pub(super) fn new(p: Pt, q: Pt, zone: u32, marks: u32, fresh: bool) -> Option<Self> {
        (p != q).then(|| Self { a: p.min(q), b: p.max(q), zone, marks, fresh })
    }

    pub(super) const fn seg(&self) -> Seg {
        (self.a, self.b)
    }
}

/// Pieces that meet only at their ends, sorted, equal ones merged.
pub(super) struct Noded {
    pub pieces: Vec<Piece>,
    pub rounds: usize,
}

/// Nodes the pieces. Pieces that are not fresh must be clean among themselves; they move only where fresh ones come.
pub(super) fn node(pieces: Vec<Piece>, watch: &Watch) -> Result<Noded, Fault> {
    let mut pieces = merge(pieces);
    for round in 0..MAX_ROUNDS {
        watch.report(round as f32 / (round as f32 + 2.0), say!("mesh-noding", round = round + 1));
        let heads = heads(&pieces);
        let segs: Vec<Seg> = heads.iter().map(|&h| pieces[h as usize].seg()).collect();
        let fresh: Vec<bool> = groups(&heads, pieces.len()).map(|g| pieces[g].iter().all(|p| p.fresh)).collect();
        let hits = hits(&segs, &fresh, round == 0, watch);
        watch.check()?;
        if hits.is_empty() {
            return Ok(Noded { pieces, rounds: round + 1 });
        }
        pieces = merge(cut(&pieces, &heads, &hits));
    }
    Err(Fault::input(say!("mesh-not-noded", rounds = MAX_ROUNDS)))
}

/// Sorts, merges equal pieces of one source, and drops those that border their zone twice.
fn merge(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.par_sort_by_key(|p| (p.a, p.b, p.zone));
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for group in pieces.chunk_by(|p, q| p.seg() == q.seg() && p.zone == q.zone) {
        if group[0].zone != NONE && group.len().is_multiple_of(2) {
            continue;
        }
        let marks = group.iter().fold(0, |m, p| m | p.marks);
        merged.push(Piece { marks, fresh: group.iter().all(|p| p.fresh), ..group[0] });
    }
    merged
}

/// Where each run of records of one segment begins.
pub(super) fn heads(pieces: &[Piece]) -> Vec<u32> {
    (0..pieces.len() as u32).filter(|&i| i == 0 || pieces[i as usize - 1].seg() != pieces[i as usize].seg()).collect()
}

/// The runs themselves, as ranges.
pub(super) fn groups(heads: &[u32], len: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let ends = heads.iter().skip(1).map(|&h| h as usize).chain(std::iter::once(len));
    heads.iter().zip(ends).map(|(&h, end)| h as usize..end)
}

/// The points that segments must be led through, by segment.
fn hits(segs: &[Seg], fresh: &[bool], first: bool, watch: &Watch) -> Vec<(u32, Pt)> {
    // After the first round only exact contact counts, so that nothing drifts from round to round.
    let near = |p: Pt, (a, b): Seg| p != a && p != b && if first { passes_pixel(p, a, b) } else { on_segment(p, a, b) };
    let mut found: Vec<(u32, Pt)> = Search {
        segs,
        points: &[],
        pad: 1,
        wanted: |ids: &[u32], _: &[u32]| ids.len() > 1 && ids.iter().any(|&s| fresh[s as usize]),
        leaf: |tile: super::search::Tile, ids: &[u32], _: &[u32], out: &mut Vec<(u32, Pt)>| {
            for (k, &s) in ids.iter().enumerate() {
                let (a, b) = segs[s as usize];
                for &t in &ids[k + 1..] {
                    if !fresh[s as usize] && !fresh[t as usize] {
                        continue;
                    }
                    let (c, d) = segs[t as usize];
                    if c.x - 1 > b.x
                        || a.x - 1 > d.x
                        || a.y.min(b.y) - 1 > c.y.max(d.y)
                        || c.y.min(d.y) - 1 > a.y.max(b.y)
                    {
                        continue;
                    }
                    if meet(a, b, c, d) == Meet::Cross {
                        out.push((NONE, crossing(a, b, c, d)));
                    }
                    for (p, seg, other) in [(a, t, (c, d)), (b, t, (c, d)), (c, s, (a, b)), (d, s, (a, b))] {
                        if near(p, other) && tile.owns(p) {
                            out.push((seg, p));
                        }
                    }
                }
            }
        },
        watch,
    }
    .run();
    found.par_sort_unstable();
    found.dedup();
    let crossings = found.split_off(found.partition_point(|&(s, _)| s != NONE));
    let hot: Vec<Pt> = crossings.into_iter().map(|(_, p)| p).collect();
    let mut led = Search {
        segs,
        points: &hot,
        pad: 1,
        wanted: |ids: &[u32], points: &[u32]| !ids.is_empty() && !points.is_empty(),
        leaf: |_, ids: &[u32], points: &[u32], out: &mut Vec<(u32, Pt)>| {
            for &p in points {
                let p = hot[p as usize];
                let through = |&s: &u32| {
                    let (a, b) = segs[s as usize];
                    p != a && p != b && passes_pixel(p, a, b)
                };
                out.extend(ids.iter().copied().filter(through).map(|s| (s, p)));
            }
        },
        watch,
    }
    .run();
    found.append(&mut led);
    found.par_sort_unstable();
    found.dedup();
    found
}

/// Cuts every segment at its hits; the others stay as they are, no longer fresh.
fn cut(pieces: &[Piece], heads: &[u32], hits: &[(u32, Pt)]) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len() + 2 * hits.len());
    let mut hits = hits.chunk_by(|x, y| x.0 == y.0).peekable();
    let mut line = Vec::new();
    for (s, group) in groups(heads, pieces.len()).enumerate() {
        let group = &pieces[group];
        let Some(stops) = hits.next_if(|h| h[0].0 as usize == s) else {
            out.extend(group.iter().map(|p| Piece { fresh: false, ..*p }));
            continue;
        };
        let (a, b) = group[0].seg();
        line.clear();
        line.extend(stops.iter().map(|h| h.1));
        line.sort_by_key(|&p| along(a, b, p));
        line.insert(0, a);
        line.push(b);
        for p in group {
            out.extend(line.windows(2).filter_map(|w| Piece::new(w[0], w[1], p.zone, p.marks, true)));
        }
    }
    out
}

/// How far `p` lies along `a -> b`, times the length of `a b`.
pub(super) fn along(a: Pt, b: Pt, p: Pt) -> i64 {
    let d = |u: i32, v: i32| i64::from(v) - i64::from(u);
    d(a.x, b.x) * d(a.x, p.x) + d(a.y, b.y) * d(a.y, p.y)
}

/// Whether the segment `a b` passes the unit square around `p` that is open above and to the right; exact.
fn passes_pixel(p: Pt, a: Pt, b: Pt) -> bool {
    let (low, high) = (Pt::new(a.x.min(b.x), a.y.min(b.y)), Pt::new(a.x.max(b.x), a.y.max(b.y)));
    if p.x < low.x || p.x > high.x || p.y < low.y || p.y > high.y {
        return false;
    }
    let (dx, dy) = (i128::from(b.x) - i128::from(a.x), i128::from(b.y) - i128::from(a.y));
    let twice = 2 * i128::from(cross(a, b, p));
    let reach = dx.abs() + dy.abs();
    // A line that touches the square at its lower left corner alone still passes it; at the other corners it does not.
    twice.abs() < reach || (twice - dx + dy == 0 && p.x > low.x && p.y > low.y)
}
