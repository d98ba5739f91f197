//! Points and segments: distances, and lines with fewer of them.

use super::Pt;

/// Distance of a point from the segment `a b`, mm.
pub fn distance_mm(p: Pt, a: Pt, b: Pt) -> f64 {
    let (ax, ay) = (f64::from(a.x), f64::from(a.y));
    let near = nearest(p, a, b);
    let (dx, dy) = (f64::from(p.x) - ax - near.0, f64::from(p.y) - ay - near.1);
    (dx * dx + dy * dy).sqrt()
}

/// The point of the segment `a b` that is nearest to `p`, rounded.
pub fn foot(p: Pt, a: Pt, b: Pt) -> Pt {
    let near = nearest(p, a, b);
    Pt::new((f64::from(a.x) + near.0).round() as i32, (f64::from(a.y) + near.1).round() as i32)
}

/// The middle of a segment, rounded down.
pub fn middle(a: Pt, b: Pt) -> Pt {
    Pt::new(i32::midpoint(a.x, b.x), i32::midpoint(a.y, b.y))
}

/// Leaves out vertices nearer than the tolerance to the line that stays (Douglas & Peucker 1973); both ends stay.
pub fn simplify(line: &[Pt], tolerance_mm: f64) -> Vec<Pt> {
    if line.len() < 3 || tolerance_mm <= 0.0 {
        return line.to_vec();
    }
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[line.len() - 1] = true;
    let mut waiting = vec![(0, line.len() - 1)];
    while let Some((from, to)) = waiting.pop() {
        let far = (from + 1..to).map(|i| (distance_mm(line[i], line[from], line[to]), i));
        let Some((distance, at)) = far.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) else { continue };
        if distance > tolerance_mm {
            keep[at] = true;
            waiting.extend([(from, at), (at, to)]);
        }
    }
    line.iter().zip(keep).filter(|(_, keep)| *keep).map(|(p, _)| *p).collect()
}

/// The nearest point of the segment, relative to `a`.
fn nearest(p: Pt, a: Pt, b: Pt) -> (f64, f64) {
    let (dx, dy) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    let length2 = dx * dx + dy * dy;
    let (px, py) = (f64::from(p.x) - f64::from(a.x), f64::from(p.y) - f64::from(a.y));
    let t = if length2 > 0.0 { ((px * dx + py * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (t * dx, t * dy)
}
