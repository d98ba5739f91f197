//! Closed rings of integer points, given without the closing repeat.

use super::Pt;
use super::exact::{cross, on_segment};

/// Twice the signed area in mm²: positive when counter-clockwise.
pub fn area2_mm2(ring: &[Pt]) -> i128 {
    let Some(&o) = ring.first() else { return 0 };
    ring.windows(2).map(|w| i128::from(cross(o, w[0], w[1]))).sum()
}

/// Length along the closed ring, in metres.
pub fn perimeter_m(ring: &[Pt]) -> f64 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a.distance_m(*b)).sum()
}

/// Where a point lies against a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Inside,
    On,
    Outside,
}

/// Where `p` lies against a closed ring; exact (crossing number).
pub fn side(p: Pt, ring: &[Pt]) -> Side {
    let mut inside = false;
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        if on_segment(p, *a, *b) {
            return Side::On;
        }
        if (a.y > p.y) != (b.y > p.y) {
            let turn = cross(*a, *b, p);
            if (turn > 0) == (b.y > a.y) {
                inside = !inside;
            }
        }
    }
    if inside { Side::Inside } else { Side::Outside }
}

/// Whether a point lies inside the rings that the segments make up, or (`None`) on one of them; exact (crossing number).
pub fn hold(segments: impl IntoIterator<Item = (Pt, Pt)>, p: Pt) -> Option<bool> {
    let mut inside = false;
    for (a, b) in segments {
        if a.y.max(b.y) < p.y || a.y.min(b.y) > p.y || a.x.max(b.x) < p.x {
            continue;
        }
        let turn = cross(a, b, p);
        if turn == 0 && a.x.min(b.x) <= p.x {
            return None;
        }
        if (a.y > p.y) != (b.y > p.y) && (turn > 0) == (b.y > a.y) {
            inside = !inside;
        }
    }
    Some(inside)
}

/// The area centroid in mm of a ring of non-zero area, as floats; the mean of its points otherwise.
pub fn centroid_mm(ring: &[Pt]) -> (f64, f64) {
    let Some(&o) = ring.first() else {
        return (0.0, 0.0);
    };
    let (mut sx, mut sy, mut sw) = (0.0, 0.0, 0.0);
    for w in ring.windows(2) {
        let c = cross(o, w[0], w[1]) as f64;
        sx += c * (f64::from(w[0].x) - f64::from(o.x) + f64::from(w[1].x) - f64::from(o.x));
        sy += c * (f64::from(w[0].y) - f64::from(o.y) + f64::from(w[1].y) - f64::from(o.y));
        sw += c;
    }
    if sw == 0.0 {
        let n = ring.len() as f64;
        return (
            ring.iter().map(|p| f64::from(p.x)).sum::<f64>() / n,
            ring.iter().map(|p| f64::from(p.y)).sum::<f64>() / n,
        );
    }
    (f64::from(o.x) + sx / (3.0 * sw), f64::from(o.y) + sy / (3.0 * sw))
}
