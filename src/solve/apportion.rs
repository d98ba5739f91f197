//! How many cells each area gets.

use super::reason::Reason;

/// The size limits of a cell and the size to aim at, in units of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub min: u64,
    pub max: u64,
}

impl Limits {
    /// No limits.
    pub const NONE: Self = Self { min: 0, max: u64::MAX };

    /// How far a load lies outside.
    pub fn excess(&self, load: u64) -> u64 {
        load.saturating_sub(self.max) + self.min.saturating_sub(load)
    }

    /// Whether `cells` equal cells of this load in all lie within.
    pub fn hold_mean(&self, load: u64, cells: u32) -> bool {
        let (load, cells) = (u128::from(load), u128::from(cells.max(1)));
        u128::from(self.min) * cells <= load && load <= u128::from(self.max) * cells
    }

    /// The least and the greatest number of equal cells within; none where no number does that.
    pub fn counts(&self, load: u64) -> Option<(u64, u64)> {
        let least = load.div_ceil(self.max.max(1)).max(1);
        let most = load.checked_div(self.min).unwrap_or(u64::MAX);
        (least <= most).then_some((least, most))
    }
}

/// The number of cells for one area of this load, aiming at `target` per cell.
///
/// Near load/target, then moved to where equal cells lie within the limits. Where no number does that, the number with
/// the least relative excess is taken and the reason is given. An area without load gets one cell.
pub fn cells_for_target(load: u64, target: u64, limits: Limits) -> (u32, Option<Reason>) {
    if load == 0 {
        return (1, None);
    }
    let wish = nearest_count(load, target.max(1));
    if let Some((least, most)) = limits.counts(load) {
        return (to_count(wish.clamp(least, most)), None);
    }
    let least = load.div_ceil(limits.max.max(1)).max(1);
    let most = load.checked_div(limits.min).unwrap_or(u64::MAX);
    if most == 0 {
        return (1, Some(Reason::TooFew { load }));
    }
    // Relative excess of `least` cells (too light) against `most` (too heavy), cross-multiplied to stay exact.
    let light = u128::from(limits.min * least - load) * u128::from(limits.max) * u128::from(most);
    let heavy = u128::from(load - limits.max * most) * u128::from(limits.min) * u128::from(least);
    let cells = if light < heavy { least } else { most };
    (to_count(cells), Some(Reason::NoCount { load }))
}

/// Floor or ceiling of load/target, whichever mean load lies nearer to the target.
fn nearest_count(load: u64, target: u64) -> u64 {
    let low = (load / target).max(1);
    let miss = |k: u64| (load as f64 / k as f64 - target as f64).abs();
    if miss(low + 1) < miss(low) { low + 1 } else { low }
}

fn to_count(cells: u64) -> u32 {
    u32::try_from(cells).unwrap_or(u32::MAX)
}

/// Shares `total` cells among areas by largest remainder of their loads, at least one to each.
///
/// None when there are more areas than cells. Areas that earn less than one cell get one and leave the sharing; ties go
/// to the lower index.
pub fn cells_for_total(loads: &[u64], total: u32) -> Option<Vec<u32>> {
    if loads.len() > total as usize {
        return None;
    }
    let mut cells = vec![1u32; loads.len()];
    let mut open: Vec<usize> = (0..loads.len()).collect();
    let mut left = u128::from(total);
    loop {
        let sum: u128 = open.iter().map(|&a| u128::from(loads[a])).sum();
        let before = open.len();
        open.retain(|&a| u128::from(loads[a]) * left >= sum && sum > 0);
        left -= (before - open.len()) as u128;
        if open.len() == before || open.is_empty() {
            break;
        }
    }
    let sum: u128 = open.iter().map(|&a| u128::from(loads[a])).sum();
    if sum == 0 {
        // Nobody has any load: the cells go round.
        for i in 0..(total as usize - loads.len()) {
            let at = i % loads.len().max(1);
            if let Some(c) = cells.get_mut(at) {
                *c += 1;
            }
        }
        return Some(cells);
    }
    let mut rest: Vec<(u128, usize)> = Vec::new();
    let mut given = 0;
    for &a in &open {
        let quota = u128::from(loads[a]) * left;
        cells[a] = u32::try_from(quota / sum).unwrap_or(u32::MAX);
        given += quota / sum;
        rest.push((quota % sum, a));
    }
    rest.sort_by_key(|&(remainder, a)| (std::cmp::Reverse(remainder), a));
    for &(_, a) in rest.iter().take((left - given) as usize) {
        cells[a] += 1;
    }
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_moved_to_where_the_limits_allow_it() {
        let limits = Limits { min: 40, max: 230 };
        assert_eq!(cells_for_target(480, 100, limits), (5, None));
        assert_eq!(cells_for_target(0, 100, limits), (1, None));
        assert_eq!(cells_for_target(35, 100, limits), (1, Some(Reason::TooFew { load: 35 })));
        assert_eq!(cells_for_target(1000, 1000, limits), (5, None), "no cell above the upper limit");
        assert_eq!(cells_for_target(200, 10, limits), (5, None), "no cell below the lower limit");
        let narrow = Limits { min: 200, max: 230 };
        assert_eq!(cells_for_target(250, 210, narrow), (1, Some(Reason::NoCount { load: 250 })));
    }

    #[test]
    fn a_total_is_shared_by_largest_remainder_with_one_for_all() {
        assert_eq!(cells_for_total(&[500, 300, 200], 10), Some(vec![5, 3, 2]));
        assert_eq!(cells_for_total(&[90, 5, 5], 4), Some(vec![2, 1, 1]));
        assert_eq!(cells_for_total(&[10, 10], 3), Some(vec![2, 1]));
        assert_eq!(cells_for_total(&[0, 0], 3), Some(vec![2, 1]));
        assert_eq!(cells_for_total(&[1, 1, 1], 2), None);
    }
}
