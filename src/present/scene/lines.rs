//! Lines at several levels of detail, so that a frame never handles points that cannot be told apart.

use crate::geom::Pt;
use crate::geom::segment::distance_mm;

/// Tolerances of the levels of detail, mm; the first keeps every vertex.
pub const LODS: [f64; 6] = [0.0, 1_000.0, 4_000.0, 16_000.0, 64_000.0, 256_000.0];

/// The coarsest level that looks the same at this scale.
pub fn lod_for(mm_per_px: f64) -> usize {
    LODS.iter().rposition(|tolerance| *tolerance <= mm_per_px * 0.6).unwrap_or(0)
}

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
            let far = (from + 1..to).map(|i| (distance_mm(points[i], points[from], points[to]), i));
            let Some((distance, at)) = far.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) else { continue };
            // A vertex stays as long as all those stay between which it was chosen.
            let reach = distance.min(above);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::segment::simplify;

    #[test]
    fn every_level_is_the_line_simplified_to_its_tolerance() {
        let wave = |i: i32| Pt::new(i * 3_000, (i * i * 7_919 % 90_001) - 40_000 + (i % 11) * 20_000);
        let points: Vec<Pt> = (0..200).map(wave).chain([Pt::new(5, 5), wave(0)]).collect();
        let line = Line::new(&points);
        for (lod, tolerance) in LODS.into_iter().enumerate() {
            let wanted = simplify(&points, tolerance);
            assert_eq!(line.at(lod).collect::<Vec<Pt>>(), wanted, "{lod}");
            let mut both = Vec::new();
            line.push(lod, false, &mut both);
            line.push(lod, true, &mut both);
            assert!(both.iter().eq(wanted.iter().chain(wanted.iter().rev())), "{lod}");
        }
        assert_eq!(Line::new(&[]).at(0).count(), 0);
    }
}
