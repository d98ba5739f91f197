//! A point to hang a label on: well inside a polygon, always the same.

use crate::geom::{Bounds, Pt};

/// Heights at which the polygon is scanned for its widest places.
const SCANS: usize = 15;

/// A point inside the rings (even-odd), far from all of them; mm, `None` where the rings hold no area.
///
/// The best of the middles of the widest spans on some scan lines, then walked uphill in distance from the border: near
/// the pole of inaccessibility, not proven to be it.
pub fn interior_point(rings: &[Vec<Pt>]) -> Option<(f64, f64)> {
    let bounds = Bounds::of(rings.iter().flatten().copied())?;
    let height = i64::from(bounds.max.y) - i64::from(bounds.min.y);
    let width = i64::from(bounds.max.x) - i64::from(bounds.min.x);
    let mut best: Option<(f64, (f64, f64))> = None;
    let mut offer = |p: (f64, f64)| {
        let depth = depth(rings, p);
        let better = depth > 0.0 && best.is_none_or(|b| depth > b.0);
        if better {
            best = Some((depth, p));
        }
        best
    };
    for scan in 0..SCANS as i64 {
        // Half a millimetre beside the grid, so that no vertex is met.
        let y = bounds.min.y as f64 + (height * (2 * scan + 1) / (2 * SCANS as i64)).min(height - 1) as f64 + 0.5;
        if let Some(x) = widest_span(rings, y) {
            offer((x, y));
        }
    }
    let mut step = width.max(height) as f64 / 8.0;
    while step > 1.0 && step > width.max(height) as f64 / 256.0 {
        let (old, (x, y)) = offer((f64::NAN, f64::NAN))?;
        let diagonal = step * std::f64::consts::FRAC_1_SQRT_2;
        let steps = [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)];
        let diagonals = [(diagonal, diagonal), (-diagonal, diagonal), (diagonal, -diagonal), (-diagonal, -diagonal)];
        for (dx, dy) in steps.into_iter().chain(diagonals) {
            offer((x + dx, y + dy));
        }
        if offer((f64::NAN, f64::NAN))?.0 <= old {
            step /= 2.0;
        }
    }
    best.map(|b| b.1)
}

fn sides(rings: &[Vec<Pt>]) -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
    let real = |p: &Pt| (f64::from(p.x), f64::from(p.y));
    rings.iter().flat_map(move |r| r.iter().zip(r.iter().cycle().skip(1)).map(move |(a, b)| (real(a), real(b))))
}

/// Where the side from `a` to `b` meets the height `y`, if it does.
fn meets(a: (f64, f64), b: (f64, f64), y: f64) -> Option<f64> {
    ((a.1 > y) != (b.1 > y)).then(|| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
}

fn widest_span(rings: &[Vec<Pt>], y: f64) -> Option<f64> {
    let mut xs: Vec<f64> = sides(rings).filter_map(|(a, b)| meets(a, b, y)).collect();
    xs.sort_by(f64::total_cmp);
    let spans = xs.chunks_exact(2).map(|s| (s[1] - s[0], f64::midpoint(s[0], s[1])));
    spans.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|s| s.1)
}

/// Distance from the nearest side, negative outside.
fn depth(rings: &[Vec<Pt>], (x, y): (f64, f64)) -> f64 {
    let (mut inside, mut least) = (false, f64::INFINITY);
    for (a, b) in sides(rings) {
        if meets(a, b, y).is_some_and(|at| at > x) {
            inside = !inside;
        }
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length2 = dx * dx + dy * dy;
        let t = if length2 > 0.0 { (((x - a.0) * dx + (y - a.1) * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
        let (ex, ey) = (x - a.0 - t * dx, y - a.1 - t * dy);
        least = least.min(ex * ex + ey * ey);
    }
    if inside { least.sqrt() } else { -least.sqrt() }
}
