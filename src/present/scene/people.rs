//! Households and workers as the map shows them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::dots::{Dot, Dots};
use crate::base::Rows;
use crate::geom::{Bounds, Pt, segment};
use crate::model::{Id, Project, Tally, block_tallies, block_tally};

/// Side of the squares of the first thinning, mm; each further one doubles it.
const SQUARE_MM: i32 = 16_000;
const THINNINGS: usize = 10;

/// Households as dots at all scales, sums by block, and workers' homes.
pub struct People {
    /// The households themselves, then ever fewer dots that stand for more of them.
    levels: Arc<[Dots]>,
    /// By block.
    tallies: Rows<Tally>,
    pub workers: Arc<Dots>,
}

impl People {
    /// Makes the dots; not on the thread of a window.
    pub fn new(project: &Project) -> Self {
        let monitored = project.profile.monitored_bits();
        let households = project.households.iter().map(|(id, household)| Dot {
            at: household.at,
            id,
            count: 1,
            monitored: u32::from(household.categories & monitored != 0),
        });
        let levels = || {
            let single = Dots::new(households.collect(), SQUARE_MM);
            let mut levels = vec![single.thinned()];
            levels.insert(0, single);
            while levels.len() <= THINNINGS {
                levels.extend(levels.last().map(Dots::coarser));
            }
            levels
        };
        let (levels, tallies) = rayon::join(levels, || block_tallies(project));
        Self { levels: levels.into(), tallies: tallies.into_iter().collect(), workers: workers(project) }
    }

    /// The same households with other workers.
    #[must_use]
    pub fn with_workers(&self, project: &Project) -> Self {
        Self { levels: Arc::clone(&self.levels), tallies: self.tallies.clone(), workers: workers(project) }
    }

    /// The same households, some of them in other blocks: those named have lost or gained some.
    #[must_use]
    pub fn with_homes(&self, project: &Project, blocks: &BTreeSet<Id>) -> Self {
        let mut tallies = self.tallies.clone();
        for block in blocks {
            tallies.set(*block, Some(block_tally(project, *block)));
        }
        Self { levels: Arc::clone(&self.levels), tallies, workers: Arc::clone(&self.workers) }
    }

    /// Whether the same dots are to be seen.
    pub fn shows_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.levels, &other.levels) && Arc::ptr_eq(&self.workers, &other.workers)
    }

    /// What the households of a block add up to.
    pub fn tally(&self, block: Id) -> Tally {
        self.tallies.get(block).copied().unwrap_or_default()
    }

    /// The dots for a scale, and whether they are single households.
    pub fn dots(&self, mm_per_px: f64) -> (&Dots, bool) {
        let level = self.level(mm_per_px);
        (&self.levels[level], level == 0)
    }

    /// The households within a distance of the segment `a b`, ascending.
    pub fn near(&self, a: Pt, b: Pt, reach_mm: f64) -> Vec<Id> {
        let pad = reach_mm.clamp(0.0, f64::from(Pt::LIMIT)) as i32;
        let grown = |p: Pt, by: i32| Pt::new(p.x.saturating_add(by), p.y.saturating_add(by));
        let Some(seen) = Bounds::of([grown(a, pad), grown(a, -pad), grown(b, pad), grown(b, -pad)]) else {
            return Vec::new();
        };
        let near = self.levels[0].seen(seen).filter(|dot| segment::distance_mm(dot.at, a, b) <= reach_mm);
        let mut near: Vec<Id> = near.map(|dot| dot.id).collect();
        near.sort_unstable();
        near
    }

    /// The level for a scale.
    pub fn level(&self, mm_per_px: f64) -> usize {
        // A square is at least this wide on the screen, so that dots of one level hardly overlap.
        (0..THINNINGS).find(|level| square_mm(*level) >= 3.5 * mm_per_px).unwrap_or(THINNINGS)
    }

    /// All levels, the finest first.
    pub fn levels(&self) -> &[Dots] {
        &self.levels
    }

    /// Whether households are shown one by one at this scale.
    pub fn shows_single(&self, mm_per_px: f64) -> bool {
        self.dots(mm_per_px).1
    }
}

/// Side of the squares of a level; level 0 counts as the first thinning, half as wide.
fn square_mm(level: usize) -> f64 {
    f64::from(SQUARE_MM) * 2f64.powi(level as i32 - 1)
}

fn workers(project: &Project) -> Arc<Dots> {
    let dot = |id, at: Pt| Dot { at, id, count: 1, monitored: 0 };
    let homes = project.workers.iter().filter_map(|(id, worker)| Some(dot(id, worker.home?)));
    Arc::new(Dots::new(homes.collect(), SQUARE_MM))
}
