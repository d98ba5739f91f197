//! Weighted points as plain arrays.

/// Points of one area; coordinates in metres, relative to their middle so that squares lose no digits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cloud {
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    /// The load to be balanced; may be zero.
    pub weight: Vec<u32>,
}

/// What a point without weight counts in compactness.
const LEAST_MASS: f64 = 1e-9;

impl Cloud {
    /// Moves the points so that their middle is the origin; coordinates that are no numbers count as zero.
    pub fn new(points: impl IntoIterator<Item = (f64, f64, u32)>) -> Self {
        let mut cloud = Self::default();
        for (x, y, weight) in points {
            cloud.x.push(if x.is_finite() { x } else { 0.0 });
            cloud.y.push(if y.is_finite() { y } else { 0.0 });
            cloud.weight.push(weight);
        }
        for axis in [&mut cloud.x, &mut cloud.y] {
            let middle = axis.iter().sum::<f64>() / axis.len().max(1) as f64;
            axis.iter_mut().for_each(|v| *v -= middle);
        }
        cloud
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.weight.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.weight.is_empty()
    }

    /// The load of all points.
    pub fn load(&self) -> u64 {
        self.weight.iter().map(|w| u64::from(*w)).sum()
    }

    /// What a point counts in compactness.
    pub(super) fn mass(&self, i: usize) -> f64 {
        f64::from(self.weight[i]).max(LEAST_MASS)
    }

    /// Squared distance of a point from a place.
    pub(super) fn square(&self, i: usize, site: [f64; 2]) -> f64 {
        let (dx, dy) = (self.x[i] - site[0], self.y[i] - site[1]);
        dx * dx + dy * dy
    }

    /// The mean place of each of `k` cells; a cell without points keeps its place in `site`.
    pub(super) fn centres(&self, label: &[u32], site: &mut [[f64; 2]]) {
        let mut sum = vec![[0.0; 3]; site.len()];
        for (i, &c) in label.iter().enumerate() {
            let (s, m) = (&mut sum[c as usize], self.mass(i));
            *s = [s[0] + m, s[1] + m * self.x[i], s[2] + m * self.y[i]];
        }
        for (at, s) in site.iter_mut().zip(sum).filter(|(_, s)| s[0] > 0.0) {
            *at = [s[1] / s[0], s[2] / s[0]];
        }
    }

    /// Σ mass · squared distance from the mean of the cell.
    pub fn inertia(&self, label: &[u32], k: usize) -> f64 {
        let mut site = vec![[0.0; 2]; k];
        self.centres(label, &mut site);
        label.iter().enumerate().map(|(i, &c)| self.mass(i) * self.square(i, site[c as usize])).sum()
    }
}
