//! Exact predicates on integer points; no rounding anywhere (|coordinates| < 2³⁰, so all fit `i64`).

use std::cmp::Ordering;

use super::Pt;

/// Twice the signed area of the triangle `a b c`, in mm²: positive when `c` lies left of `a -> b`.
pub fn cross(a: Pt, b: Pt, c: Pt) -> i64 {
    let (abx, aby) = (i64::from(b.x) - i64::from(a.x), i64::from(b.y) - i64::from(a.y));
    let (acx, acy) = (i64::from(c.x) - i64::from(a.x), i64::from(c.y) - i64::from(a.y));
    abx * acy - aby * acx
}

/// Whether `p` lies on the closed segment `a b`.
pub fn on_segment(p: Pt, a: Pt, b: Pt) -> bool {
    cross(a, b, p) == 0 && p.x >= a.x.min(b.x) && p.x <= a.x.max(b.x) && p.y >= a.y.min(b.y) && p.y <= a.y.max(b.y)
}

/// How two segments meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meet {
    /// Not at all, or only at shared endpoints.
    Apart,
    /// Their interiors cross in one point.
    Cross,
    /// An endpoint of one lies inside the other, or they overlap.
    Touch,
}

/// How the segments `a b` and `c d` (neither of zero length) meet.
pub fn meet(a: Pt, b: Pt, c: Pt, d: Pt) -> Meet {
    let (d1, d2) = (cross(a, b, c).signum(), cross(a, b, d).signum());
    if d1 == d2 && d1 != 0 {
        return Meet::Apart;
    }
    let (d3, d4) = (cross(c, d, a).signum(), cross(c, d, b).signum());
    if d3 == d4 && d3 != 0 {
        return Meet::Apart;
    }
    if d1 * d2 < 0 && d3 * d4 < 0 {
        return Meet::Cross;
    }
    let inside = |p: Pt, u: Pt, v: Pt| p != u && p != v && on_segment(p, u, v);
    let same = (a == c && b == d) || (a == d && b == c);
    if same || inside(a, c, d) || inside(b, c, d) || inside(c, a, b) || inside(d, a, b) {
        Meet::Touch
    } else {
        Meet::Apart
    }
}

/// The crossing of two properly crossing segments, rounded to the nearest integer point.
///
/// Halves go up, so that the crossing lies in the half-open unit square around the point that is returned.
pub fn crossing(a: Pt, b: Pt, c: Pt, d: Pt) -> Pt {
    let along = i128::from(cross(c, d, a));
    let whole = along - i128::from(cross(c, d, b));
    let at = |from: i32, to: i32| {
        let num = (i128::from(to) - i128::from(from)) * along;
        from + round_div(num, whole) as i32
    };
    Pt::new(at(a.x, b.x), at(a.y, b.y))
}

fn round_div(num: i128, den: i128) -> i128 {
    let (num, den) = if den < 0 { (-num, -den) } else { (num, den) };
    (2 * num + den).div_euclid(2 * den)
}

/// Orders directions from `o` counter-clockwise, starting at east (positive x axis); exact.
pub fn by_angle(o: Pt, a: Pt, b: Pt) -> Ordering {
    let upper = |p: Pt| p.y > o.y || (p.y == o.y && p.x > o.x);
    upper(b).cmp(&upper(a)).then_with(|| 0.cmp(&cross(o, a, b)))
}
