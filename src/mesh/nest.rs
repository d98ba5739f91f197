//! Which segment lies directly below a point: tells the face that an island lies in.

use rayon::prelude::*;

use super::search::Seg;
use crate::geom::Pt;
use crate::geom::exact::cross;

/// For each point, given with the group (connected component) that it belongs to, the segment of another group that is
/// first met straight below, just right of the point; `None` where there is none.
///
/// The segments must be noded; `group` tells theirs, `None` leaves one out. The points must be the lowest (by x, then y)
/// of their groups, so that no segment of their own is below them.
pub(super) fn below(
    segs: &[Seg],
    group: impl Fn(usize) -> Option<u32> + Sync,
    points: &[(Pt, u32)],
) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|&i| points[i]);
    let sorted: Vec<(Pt, u32)> = order.iter().map(|&i| points[i]).collect();
    let none = || vec![None; sorted.len()];
    let better = |best: Option<usize>, s: usize| match best {
        Some(t) if !is_above(segs[s], segs[t]) => Some(t),
        _ => Some(s),
    };
    let chunk = segs.len().div_ceil(8).max(1);
    let best = segs
        .par_chunks(chunk)
        .enumerate()
        .map(|(c, part)| {
            let mut best = none();
            for (k, &(a, b)) in part.iter().enumerate() {
                if a.x == b.x {
                    continue;
                }
                let low = sorted.partition_point(|q| q.0.x < a.x);
                for (i, &(q, own)) in sorted.iter().enumerate().skip(low).take_while(|(_, q)| q.0.x < b.x) {
                    let s = c * chunk + k;
                    let may = a.y.min(b.y) <= q.y && cross(a, b, q) > 0;
                    if may && group(s).is_some_and(|g| g != own) {
                        best[i] = better(best[i], s);
                    }
                }
            }
            best
        })
        .reduce(none, |mut x, y| {
            for (best, other) in x.iter_mut().zip(y) {
                if let Some(s) = other {
                    *best = better(*best, s);
                }
            }
            x
        });
    let mut found = vec![None; points.len()];
    for (i, s) in order.into_iter().zip(best) {
        found[i] = s;
    }
    found
}

/// Whether `s` runs above `t`; both lie below one point and do not cross.
fn is_above(s: Seg, t: Seg) -> bool {
    let side = |(a, b): Seg, (c, d): Seg| match cross(a, b, c) {
        0 => cross(a, b, d),
        turn => turn,
    };
    if s.0.x >= t.0.x { side(t, s) > 0 } else { side(s, t) < 0 }
}
