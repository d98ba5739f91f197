//! Lines at several levels of detail, so that a frame never handles points that cannot be told apart.

use rayon::prelude::*;

use crate::geom::Pt;

/// Tolerances of the levels of detail, mm; the first keeps every vertex.
pub const LODS: [f64; 6] = [0.0, 1_000.0, 4_000.0, 16_000.0, 64_000.0, 256_000.0];

/// The coarsest level that looks the same at this scale.
pub fn lod_for(mm_per_px: f64) -> usize {
    LODS.iter().rposition(|tolerance| *tolerance <= mm_per_px * 0.6).unwrap_or(0)
}

/// Many lines in one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// Where each line begins in `points`, and the end of the last.
    first: Vec<u32>,
    points: Vec<Pt>,
}

impl Lines {
    /// The vertices of a line; empty where there is no such line.
    pub fn get(&self, line: u32) -> &[Pt] {
        let at = line as usize;
        match (self.first.get(at), self.first.get(at + 1)) {
            (Some(from), Some(to)) => &self.points[*from as usize..*to as usize],
            _ => &[],
        }
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same lines, simplified.
    pub fn simplified(&self, tolerance_mm: f64) -> Self {
        let lines: Vec<Vec<Pt>> =
            (0..self.len() as u32).into_par_iter().map(|line| simplify(self.get(line), tolerance_mm)).collect();
        lines.into_iter().collect()
    }
}

impl FromIterator<Vec<Pt>> for Lines {
    fn from_iter<I: IntoIterator<Item = Vec<Pt>>>(lines: I) -> Self {
        let mut all = Self { first: vec![0], points: Vec::new() };
        for line in lines {
            all.points.extend(line);
            all.first.push(all.points.len() as u32);
        }
        all
    }
}

/// Leaves out vertices nearer than the tolerance to the line that stays (Douglas & Peucker 1973); both ends stay.
fn simplify(line: &[Pt], tolerance_mm: f64) -> Vec<Pt> {
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

/// Distance of `p` from the segment `a b`, mm.
pub fn distance_mm(p: Pt, a: Pt, b: Pt) -> f64 {
    let (dx, dy) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    let (px, py) = (f64::from(p.x) - f64::from(a.x), f64::from(p.y) - f64::from(a.y));
    let long2 = dx * dx + dy * dy;
    let along = if long2 > 0.0 { ((px * dx + py * dy) / long2).clamp(0.0, 1.0) } else { 0.0 };
    (px - along * dx).hypot(py - along * dy)
}
