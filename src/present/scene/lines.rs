//! Lines at several levels of detail, so that a frame never handles points that cannot be told apart.

use rayon::prelude::*;

use crate::geom::Pt;
use crate::geom::segment::simplify;

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
