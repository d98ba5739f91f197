//! What a good labelling of one area is.

use std::cmp::Ordering;
use std::sync::Arc;

use super::apportion::Limits;
use super::centres::Centres;
use super::graph::{Graph, Node};
use super::grid::Grid;

/// A block without mass still needs a place: it counts this much of the mean mass.
const LEAST_MASS: f64 = 1e-6;

/// The excess that counts as one at the start of a run, as a share of the ideal load: too tight a start freezes.
const LOOSE: f64 = 0.06;

/// How much wider the band is on a coarser level: so many of its mean blocks, at most this share of the ideal load.
/// What cannot be had with large blocks must not spoil their shapes.
const SLACK_BLOCKS: f64 = 3.0;
const SLACK_SHARE: f64 = 0.02;

/// How much more an uneven other load counts than an uneven load within its band: nothing else holds it.
const ALSO: f64 = 5.0;

/// One household beyond its distance counts more than any load outside the limits.
const FAR: i64 = 1 << 40;

/// What one household beyond its distance is in the penalty that drives loads into the band.
const FAR_STRAIN: f64 = 4.0;

/// The value of a labelling; smaller is better, in the order of the fields.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Value {
    /// Load outside the limits, summed over the cells, and before all of it the households beyond their distance.
    pub broken: i64,
    /// Load outside the narrower band round the ideal.
    pub off: i64,
    /// Weighted inertia, border cost, unevenness and changes.
    pub f: f64,
}

impl Value {
    #[inline]
    pub fn order(&self, other: &Self) -> Ordering {
        (self.broken, self.off).cmp(&(other.broken, other.off)).then(self.f.total_cmp(&other.f))
    }

    /// Better by more than rounding.
    #[inline]
    pub fn beats(&self, other: &Self) -> bool {
        match (self.broken, self.off).cmp(&(other.broken, other.off)) {
            Ordering::Less => true,
            Ordering::Equal => self.f < other.f - 1e-12 * other.f.abs().max(1e-3),
            Ordering::Greater => false,
        }
    }
}

/// What the inertia of a cell is taken about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Centre {
    /// Its centre of mass, wherever that lies.
    #[default]
    Mass,
    /// The block that suits it best, as when a cell is served from one of its blocks (Hess et al. 1965).
    Block,
}

/// What the planner weighs against what. All defaults sum to about one for a plan of usual quality.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wishes {
    /// Share of compactness (inertia) against border cost, 0 to 1.
    pub compact: f64,
    /// Weight of the mean squared relative deviation from the ideal load.
    pub even: f64,
    /// The band aimed at round the ideal load, as a share of it; the limits hold besides.
    pub tolerance: f64,
    /// What it costs when all of the area changes its cell (rebalancing); 0 without a prior plan.
    pub keep: f64,
    /// Tested moves per block and start: about 200 is fast, 400 good, 1,500 best.
    pub effort: u32,
    /// Whole runs from different starts, of which the best wins.
    pub starts: u32,
    /// What inertia is taken about.
    pub centre: Centre,
}

impl Default for Wishes {
    fn default() -> Self {
        let centre = Centre::default();
        Self { compact: 0.45, even: 2.0, tolerance: 0.1, keep: 0.0, effort: 400, starts: 1, centre }
    }
}

/// What each other load costs when it is uneven, and its ideal.
fn also(g: &Graph, k: u32, even: f64) -> [(f64, f64); 3] {
    [0, 1, 2].map(|j| {
        let ideal = g.also.iter().map(|own| f64::from(own[j])).sum::<f64>() / f64::from(k.max(1));
        (if ideal > 0.0 { ALSO * even / (ideal * ideal * f64::from(k.max(1))) } else { 0.0 }, ideal)
    })
}

/// The goal for one connected group of blocks: [`Wishes`] brought to the scale of the group.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    pub k: u32,
    pub ideal: f64,
    limits: (i64, i64),
    pub band: (i64, i64),
    /// F per unit of inertia, of border cost and of squared deviation.
    pub inertia: f64,
    pub border: f64,
    even: f64,
    /// F per unit of squared deviation of each other load, and its ideal; none without any.
    also: Option<[(f64, f64); 3]>,
    keep: f64,
    least_mass: f64,
    /// Excess of load that counts as one in the penalty: at the start of a run (a large block) and at its end.
    pub units: (f64, f64),
    lock: Vec<Option<u32>>,
    prior: Vec<Option<u32>>,
    weight: Vec<u32>,
    centres: Centres,
    /// Where the centres of cells may lie; none for anywhere.
    grid: Option<Arc<Grid>>,
}

impl Goal {
    pub fn new(
        g: &Graph,
        k: u32,
        limits: Limits,
        wishes: &Wishes,
        lock: Vec<Option<u32>>,
        prior: Vec<Option<u32>>,
    ) -> Self {
        let load = g.load();
        let ideal = load as f64 / f64::from(k.max(1));
        let int = |v: f64| v.clamp(0.0, i64::MAX as f64 / 4.0) as i64;
        let limits = (int(limits.min as f64), int(limits.max as f64));
        let wide = wishes.tolerance.max(0.0) * ideal;
        let near = (int((ideal - wide).ceil().min(ideal.floor())), int((ideal + wide).floor().max(ideal.ceil())));
        let both = (near.0.max(limits.0), near.1.min(limits.1));
        // Where equal cells would break a limit the limits cannot guide: then come near the ideal.
        let fits = both.0 as f64 <= ideal && ideal <= both.1 as f64;
        let band = if fits { both } else { near };
        let mass: f64 = g.node.iter().map(|n| n.mass).sum();
        let mean = if mass > 0.0 { mass / g.len().max(1) as f64 } else { 1.0 };
        let biggest = g.node.iter().map(|n| n.weight).max().unwrap_or(0);
        let heads: u64 = (0..g.len()).map(|v| u64::from(g.head(v))).sum();
        let fine = wide.max(load as f64 / g.len().max(1) as f64 / 16.0).max(1.0);
        Self {
            k,
            ideal,
            limits,
            band,
            inertia: 0.0,
            border: 0.0,
            even: if ideal > 0.0 { wishes.even / (ideal * ideal * f64::from(k.max(1))) } else { 0.0 },
            also: (!g.also.is_empty()).then(|| also(g, k, wishes.even)),
            keep: if heads > 0 { wishes.keep / heads as f64 } else { 0.0 },
            least_mass: mean * LEAST_MASS,
            units: (fine.max(f64::from(biggest) / 2.0).max(LOOSE * ideal), fine),
            lock,
            prior,
            weight: if wishes.keep > 0.0 { (0..g.len()).map(|v| g.head(v)).collect() } else { Vec::new() },
            centres: Centres::default(),
            grid: (wishes.centre == Centre::Block).then(|| Arc::new(Grid::new(&g.node))),
        }
    }

    /// With cells that are grown around fixed places, in the frame of the graph.
    pub fn around(self, centres: Centres) -> Self {
        Self { centres, ..self }
    }

    /// Brings inertia and border to one scale, given what a fair plan of this group has of each.
    pub fn scale(&mut self, compact: f64, inertia: f64, border: f64) {
        let share = compact.clamp(0.0, 1.0);
        self.inertia = if inertia > 0.0 { share / inertia } else { 0.0 };
        self.border = if border > 0.0 { (1.0 - share) / border } else { 0.0 };
    }

    /// Whether nothing simple forbids loads within the limits: the mean lies within, and so does every block.
    pub fn may_fit(&self, g: &Graph) -> bool {
        let (min, max) = self.limits;
        min as f64 <= self.ideal && self.ideal <= max as f64 && g.node.iter().all(|n| i64::from(n.weight) <= max)
    }

    /// The same goal for a coarser graph; `first` is one finer block of each of its blocks, `into` where each went.
    pub fn coarser(&self, g: &Graph, first: &[u32], into: &[u32]) -> Self {
        let mean = g.load() as f64 / g.len().max(1) as f64;
        let slack = (SLACK_BLOCKS * mean).min(SLACK_SHARE * self.ideal) as i64;
        let widened =
            |(min, max): (i64, i64)| (min.min(self.ideal as i64 - slack), max.max(self.ideal.ceil() as i64 + slack));
        Self {
            limits: widened(self.limits),
            band: widened(self.band),
            lock: first.iter().map(|&v| self.locked(v)).collect(),
            prior: first.iter().map(|&v| self.prior(v)).collect(),
            weight: if self.weight.is_empty() { Vec::new() } else { g.node.iter().map(|n| n.weight).collect() },
            centres: self.centres.joined(self.k, first.len(), into),
            ..self.clone()
        }
    }

    /// Whether two blocks may be treated as one: the same lock and the same former cell.
    pub fn is_alike(&self, a: u32, b: u32) -> bool {
        self.locked(a) == self.locked(b) && self.prior(a) == self.prior(b)
    }

    /// Mass of a block in compactness.
    #[inline]
    pub fn mass(&self, node: &Node) -> f64 {
        node.mass.max(self.least_mass)
    }

    /// How much more the inertia about the best centre is than that about the centre of mass, given a mass above zero and
    /// its first moments (parallel-axis theorem).
    #[inline]
    pub fn aside(&self, mass: f64, mx: f64, my: f64) -> f64 {
        self.grid.as_ref().map_or(0.0, |grid| mass * grid.square_to_nearest(mx / mass, my / mass))
    }

    #[inline]
    pub fn off(&self, load: i64) -> i64 {
        (load - self.band.1).max(self.band.0 - load).max(0)
    }

    #[inline]
    pub fn broken(&self, load: i64) -> i64 {
        (load - self.limits.1).max(self.limits.0 - load).max(0)
    }

    /// The penalty that drives a load into the band: e + e²/2 of the excess e, and the limits count once more.
    #[inline]
    pub fn strain(&self, load: i64, per_unit: f64) -> f64 {
        let e = (self.off(load) + self.broken(load)) as f64 * per_unit;
        e + e * e / 2.0
    }

    /// The part of F for a load that is not ideal.
    #[inline]
    pub fn uneven(&self, load: i64) -> f64 {
        let miss = load as f64 - self.ideal;
        self.even * miss * miss
    }

    /// Whether other loads are to be even besides.
    #[inline]
    pub fn has_also(&self) -> bool {
        self.also.is_some()
    }

    /// The part of F for other loads that are not ideal.
    pub fn uneven_also(&self, loads: &[i64; 3]) -> f64 {
        let Some(also) = &self.also else { return 0.0 };
        also.iter().zip(loads).map(|((f, ideal), load)| f * (*load as f64 - ideal) * (*load as f64 - ideal)).sum()
    }

    /// The part of F for a block that would change its cell.
    #[inline]
    pub fn moved(&self, v: u32, label: u32) -> f64 {
        match (self.weight.get(v as usize), self.prior.get(v as usize)) {
            (Some(&w), Some(&Some(prior))) if prior != label => self.keep * f64::from(w),
            _ => 0.0,
        }
    }

    /// Where a cell is served from, where that is fixed.
    pub fn seat(&self, cell: u32) -> Option<(f64, f64)> {
        self.centres.seats.get(cell as usize).copied()
    }

    /// What the households of a block beyond their distance count in [`Value::broken`], in this cell.
    #[inline]
    pub fn too_far(&self, v: u32, cell: u32) -> i64 {
        FAR * i64::from(self.centres.far(self.k, v, cell))
    }

    /// Whether nothing is too far for any cell.
    #[inline]
    pub fn is_all_near(&self) -> bool {
        self.centres.far.is_empty()
    }

    /// The same in the penalty.
    #[inline]
    pub fn far_strain(&self, v: u32, cell: u32) -> f64 {
        FAR_STRAIN * f64::from(self.centres.far(self.k, v, cell))
    }

    #[inline]
    pub fn is_locked(&self, v: u32) -> bool {
        self.lock.get(v as usize).is_some_and(Option::is_some)
    }

    /// The cell a block is locked to.
    pub fn locked(&self, v: u32) -> Option<u32> {
        self.lock.get(v as usize).copied().flatten()
    }

    /// The cell a block had.
    pub fn prior(&self, v: u32) -> Option<u32> {
        self.prior.get(v as usize).copied().flatten()
    }
}
