//! Lines at several levels of detail, so that a frame never handles points that cannot be told apart.

use crate::geom::Pt;
use crate::geom::segment::distance_mm;

/// Tolerances of the levels of detail, mm; the first keeps every vertex.
pub const LODS: [f64; 6] = [0.0, 1_000.0, 4_000.0, 16_000.0, 64_000.0, 256_000.0];

/// Which level is shown for each: the same as for a finer one, where little would be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels([usize; LODS.len()]);

impl Levels {
    /// The levels worth having for some lines.
    pub fn of<'a>(lines: impl Iterator<Item = &'a Line>) -> Self {
        let mut counts = [0; LODS.len()];
        for (_, level) in lines.flat_map(|line| &line.0) {
            counts[usize::from(*level)] += 1;
        }
        for lod in (1..LODS.len()).rev() {
            counts[lod - 1] += counts[lod];
        }
        let mut shown = [0, 1, 2, 3, 4, 5];
        if counts[0] > MANY {
            for lod in 1..LODS.len() {
                let finer = shown[lod - 1];
                shown[lod] = if counts[lod] * 3 > counts[finer] * 2 { finer } else { lod };
            }
        }
        Self(shown)
    }

    /// The level that is shown for this one.
    pub fn shown(&self, lod: usize) -> usize {
        self.0.get(lod).copied().unwrap_or(0)
    }

    /// The coarsest level that looks the same at this scale.
    pub fn at(&self, mm_per_px: f64) -> usize {
        self.shown(LODS.iter().rposition(|tolerance| *tolerance <= mm_per_px * 0.6).unwrap_or(0))
    }
}

/// Lines with fewer vertices than this have every level.
const MANY: usize = 50_000;

/// A line of which every vertex knows the coarsest level of detail that it belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(Box<[(Pt, u8)]>);

impl Line {
    /// Each level is the line as Douglas & Peucker (1973) simplify it to that tolerance; both ends stay.
    pub fn new(points: &[Pt]) -> Self {
        let Some(last) = points.len().checked_sub(1) else { return Self::default() };
        let mut level = vec![0; points.len()];
        level[0] = LODS.len() as u8 - 1;
        level[last] = LODS.len() as u8 - 1;
        let mut waiting = vec![(0, last, f64::INFINITY)];
        while let Some((from, to, above)) = waiting.pop() {
            let Some(at) = farthest(points, from, to) else { continue };
            // A vertex stays as long as all those stay between which it was chosen.
            let reach = distance_mm(points[at], points[from], points[to]).min(above);
            level[at] = LODS.iter().rposition(|tolerance| reach > *tolerance).unwrap_or(0) as u8;
            if reach > LODS[1] {
                waiting.extend([(from, at, reach), (at, to, reach)]);
            }
        }
        Self(points.iter().copied().zip(level).collect())
    }

    /// Appends the vertices at a level of detail, from the start or from the end: quicker than [`Self::at`].
    pub fn push(&self, lod: usize, backwards: bool, to: &mut Vec<Pt>) {
        let first = to.len();
        for (p, level) in &self.0 {
            if usize::from(*level) >= lod {
                to.push(*p);
            }
        }
        if backwards {
            to[first..].reverse();
        }
    }

    /// The vertices at a level of detail.
    pub fn at(&self, lod: usize) -> impl DoubleEndedIterator<Item = Pt> + Clone {
        self.0.iter().filter(move |(_, level)| usize::from(*level) >= lod).map(|(p, _)| *p)
    }
}

/// The vertex farthest from the segment between two others, the first among equals; none where there is none between.
fn farthest(points: &[Pt], from: usize, to: usize) -> Option<usize> {
    let (ax, ay) = (f64::from(points[from].x), f64::from(points[from].y));
    let (dx, dy) = (f64::from(points[to].x) - ax, f64::from(points[to].y) - ay);
    let length2 = dx * dx + dy * dy;
    let (mut best, mut most) = (None, -1.0);
    for (i, p) in points.iter().enumerate().take(to).skip(from + 1) {
        let (px, py) = (f64::from(p.x) - ax, f64::from(p.y) - ay);
        let t = if length2 > 0.0 { ((px * dx + py * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
        let (ex, ey) = (px - t * dx, py - t * dy);
        let away2 = ex * ex + ey * ey;
        if away2 > most {
            (best, most) = (Some(i), away2);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_level_leaves_out_what_lies_beyond_its_tolerance() {
        let wave = |i: i32| Pt::new(i * 3_000, (i * i * 7_919 % 90_001) - 40_000 + (i % 11) * 20_000);
        let points: Vec<Pt> = (0..200).map(wave).chain([Pt::new(5, 5), wave(0)]).collect();
        let line = Line::new(&points);
        let mut before = points.len();
        for (lod, tolerance) in LODS.into_iter().enumerate() {
            let kept: Vec<usize> = (0..points.len()).filter(|i| usize::from(line.0[*i].1) >= lod).collect();
            assert!(kept[0] == 0 && kept[kept.len() - 1] == points.len() - 1, "both ends stay");
            for span in kept.windows(2) {
                let away = |p: &Pt| distance_mm(*p, points[span[0]], points[span[1]]);
                assert!(points[span[0]..span[1]].iter().all(|p| away(p) <= tolerance), "{lod}");
            }
            assert!(kept.len() < before || lod == 0, "{lod}");
            before = kept.len();
            let wanted: Vec<Pt> = kept.iter().map(|i| points[*i]).collect();
            assert_eq!(line.at(lod).collect::<Vec<Pt>>(), wanted, "{lod}");
            let mut both = Vec::new();
            line.push(lod, false, &mut both);
            line.push(lod, true, &mut both);
            assert!(both.iter().eq(wanted.iter().chain(wanted.iter().rev())), "{lod}");
        }
        assert_eq!(Line::new(&[]).at(0).count(), 0);
    }

    #[test]
    fn a_level_that_leaves_little_out_is_not_kept() {
        let few = Line::new(&[Pt::new(0, 0), Pt::new(5_000, 2_000), Pt::new(10_000, 0)]);
        let many = Line::new(&(0..1_000).map(|i| Pt::new(i * 1_000, i % 2 * 2_000)).collect::<Vec<_>>());
        let shown = |levels: Levels| [0, 1, 2, 3, 4, 5].map(|lod| levels.shown(lod));
        assert_eq!(shown(Levels::of([&few].into_iter())), [0, 1, 2, 3, 4, 5]);
        let all: Vec<&Line> = std::iter::repeat_n(&few, 10_000).chain(std::iter::repeat_n(&many, 40)).collect();
        let levels = shown(Levels::of(all.into_iter()));
        assert_eq!(levels, [0, 0, 2, 2, 2, 2]);
    }
}
