//! A place inside a territory, from its border segments alone.

use crate::geom::Pt;

/// A place inside the territory that the segments enclose: `wish` where it lies inside, else the middle of the widest
/// stretch on a few level lines. `None` without segments; for slivers of a few mm it may lie on the border.
pub(super) fn inner(segments: &[(Pt, Pt)], wish: Option<Pt>) -> Option<Pt> {
    let low = segments.iter().map(|(a, b)| a.y.min(b.y)).min()?;
    let high = segments.iter().map(|(a, b)| a.y.max(b.y)).max()?;
    if let Some(wish) = wish
        && stretches(segments, wish.y).iter().any(|(from, to)| (*from..*to).contains(&f64::from(wish.x)))
    {
        return Some(wish);
    }
    let height = i64::from(high) - i64::from(low);
    let levels = wish.map(|p| p.y).filter(|y| (low..high).contains(y)).into_iter();
    let levels = levels.chain([4, 2, 6, 1, 7, 3, 5].map(|i| (i64::from(low) + height * i / 8) as i32));
    let mut best: Option<(f64, Pt)> = None;
    for y in levels {
        for (from, to) in stretches(segments, y) {
            if best.is_none_or(|(width, _)| to - from > width) {
                best = Some((to - from, Pt::new(((from + to) / 2.0).round() as i32, y)));
            }
        }
    }
    best.map(|(_, at)| at)
}

/// Where the line half a millimetre above `y` runs inside, from west to east; it meets no vertex.
fn stretches(segments: &[(Pt, Pt)], y: i32) -> Vec<(f64, f64)> {
    let mut cuts: Vec<f64> = segments
        .iter()
        .filter(|(a, b)| (a.y > y) != (b.y > y))
        .map(|(a, b)| {
            let (ax, ay, bx, by) = (f64::from(a.x), f64::from(a.y), f64::from(b.x), f64::from(b.y));
            ax + (bx - ax) * (f64::from(y) + 0.5 - ay) / (by - ay)
        })
        .collect();
    cuts.sort_by(f64::total_cmp);
    cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}
