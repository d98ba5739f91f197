//! Cuts rings and lines to a rectangle, so that no far coordinate reaches the rasteriser.

type Point = [f32; 2];

/// A ring cut to a rectangle (left, top, right, bottom). Parts may hang together along the rectangle's rim, which the
/// caller puts out of sight. Sutherland & Hodgman 1974.
pub fn clip_ring(ring: &[Point], [left, top, right, bottom]: [f32; 4]) -> Vec<Point> {
    let sides: [(usize, f32, bool); 4] = [(0, left, true), (0, right, false), (1, top, true), (1, bottom, false)];
    let mut points = ring.to_vec();
    for (axis, limit, above) in sides {
        let inside = |p: &Point| if above { p[axis] >= limit } else { p[axis] <= limit };
        let mut kept = Vec::with_capacity(points.len() + 4);
        for (i, p) in points.iter().enumerate() {
            let before = &points[(i + points.len() - 1) % points.len()];
            if inside(before) != inside(p) {
                kept.push(crossing(*before, *p, axis, limit));
            }
            if inside(p) {
                kept.push(*p);
            }
        }
        points = kept;
    }
    points
}

/// Where the segment meets the line on which coordinate `axis` is `limit`.
fn crossing(a: Point, b: Point, axis: usize, limit: f32) -> Point {
    let other = 1 - axis;
    let t = (f64::from(limit) - f64::from(a[axis])) / (f64::from(b[axis]) - f64::from(a[axis]));
    let mut p = [limit; 2];
    p[other] = (f64::from(a[other]) + t * (f64::from(b[other]) - f64::from(a[other]))) as f32;
    p
}

/// The pieces of a line inside a rectangle (left, top, right, bottom). Liang & Barsky 1984.
pub fn clip_line(line: &[Point], [left, top, right, bottom]: [f32; 4]) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    let mut goes_on = false;
    for w in line.windows(2) {
        let [a, b] = [w[0].map(f64::from), w[1].map(f64::from)];
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let (mut t0, mut t1) = (0.0f64, 1.0f64);
        let mut outside = false;
        for (p, q) in [
            (-dx, a[0] - f64::from(left)),
            (dx, f64::from(right) - a[0]),
            (-dy, a[1] - f64::from(top)),
            (dy, f64::from(bottom) - a[1]),
        ] {
            if p == 0.0 {
                outside |= q < 0.0;
            } else if p < 0.0 {
                t0 = t0.max(q / p);
            } else {
                t1 = t1.min(q / p);
            }
        }
        if outside || t0 > t1 {
            goes_on = false;
            continue;
        }
        let at = |t: f64| [(a[0] + t * dx) as f32, (a[1] + t * dy) as f32];
        match pieces.last_mut().filter(|_| goes_on && t0 == 0.0) {
            Some(piece) => piece.push(at(t1)),
            None => pieces.push(vec![at(t0), at(t1)]),
        }
        goes_on = t1 == 1.0;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: [f32; 4] = [0.0, 0.0, 10.0, 10.0];

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two_pieces() {
        let line = [[-5.0, 5.0], [5.0, 5.0], [5.0, 50.0], [8.0, 50.0], [8.0, 2.0]];
        let pieces = clip_line(&line, FRAME);
        assert_eq!(pieces, [vec![[0.0, 5.0], [5.0, 5.0], [5.0, 10.0]], vec![[8.0, 10.0], [8.0, 2.0]]]);
        assert!(clip_line(&[[-1.0, -1.0], [20.0, -1.0]], FRAME).is_empty());
    }

    #[test]
    fn a_ring_keeps_its_area_inside() {
        let huge = [[-1e9, -1e9], [1e9, -1e9], [1e9, 1e9], [-1e9, 1e9]];
        let cut = clip_ring(&huge, FRAME);
        let area = |r: &[Point]| {
            (0..r.len()).map(|i| (r[i], r[(i + 1) % r.len()])).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f32>()
                / 2.0
        };
        assert_eq!(area(&cut), 100.0);
        assert_eq!(area(&clip_ring(&[[5.0, 5.0], [15.0, 5.0], [15.0, 15.0], [5.0, 15.0]], FRAME)), 25.0);
        assert!(clip_ring(&[[20.0, 20.0], [30.0, 20.0], [20.0, 30.0]], FRAME).is_empty());
    }
}
