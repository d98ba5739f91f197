//! What no plan can beat: lower bounds on the deviation from the ideal load.

/// Above this many machine words of work the subset sums are left out and the bound is a little weaker.
const SUBSET_WORK: usize = 400_000;

/// Of how many blocks in one cell the bound takes account; with more the means rule.
const PIGEONS: usize = 16;

/// A proven lower bound on max |load − ideal| over the `k` non-empty cells of one area, in units of load.
///
/// `ideal` need not be the mean of the area (with a given total of cells it is the mean of all areas). The bound holds
/// for every labelling, contiguous or not: some cell is at least the mean and one at most; the largest block lies in
/// one cell; of the k + 1 largest two share a cell; every load is a sum of whole blocks.
pub fn floor_of_area(weights: &[u32], k: u32, ideal: f64) -> f64 {
    let k = (k as usize).min(weights.len());
    if k == 0 {
        return 0.0;
    }
    let load: u64 = weights.iter().map(|&w| u64::from(w)).sum();
    let mut sorted: Vec<u64> = weights.iter().map(|&w| u64::from(w)).collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));

    let mut heaviest = load.div_ceil(k as u64);
    for shared in 1..=PIGEONS {
        // Of the k·(shared − 1) + 1 largest blocks some `shared` lie in one cell.
        let Some(window) = ((shared - 1) * k + 1).checked_sub(shared).and_then(|at| sorted.get(at..at + shared)) else {
            break;
        };
        heaviest = heaviest.max(window.iter().sum());
    }
    let mut lightest = load / k as u64;
    let mut rest = load;
    for (taken, block) in sorted.iter().enumerate().take(k - 1) {
        // If `taken` largest blocks lie in as many cells or fewer, the others share what is left.
        rest -= block;
        lightest = lightest.min(rest / (k - taken - 1) as u64);
    }
    if let Some((below, above)) = nearest_sums(&sorted, load, load / k as u64, load.div_ceil(k as u64)) {
        lightest = lightest.min(below);
        heaviest = heaviest.max(above);
    }
    (heaviest as f64 - ideal).max(ideal - lightest as f64).max(0.0)
}

/// The bound over many areas, as a share of the ideal: the worst area rules.
pub fn floor_of_all<'a>(areas: impl IntoIterator<Item = (&'a [u32], u32)>, ideal: f64) -> f64 {
    if ideal <= 0.0 {
        return 0.0;
    }
    areas.into_iter().map(|(weights, k)| floor_of_area(weights, k, ideal) / ideal).fold(0.0, f64::max)
}

/// The largest sum of blocks up to `low` and the smallest from `high` on; none when that would take too long.
fn nearest_sums(blocks: &[u64], load: u64, low: u64, high: u64) -> Option<(u64, u64)> {
    let words = usize::try_from(load / 64 + 1).ok()?;
    if words.checked_mul(blocks.len())? > SUBSET_WORK {
        return None;
    }
    let mut reach = vec![0u64; words];
    reach[0] = 1;
    for &block in blocks.iter().filter(|&&b| b > 0) {
        let (skip, shift) = ((block / 64) as usize, (block % 64) as u32);
        for i in (skip..words).rev() {
            let mut moved = reach[i - skip] << shift;
            if shift > 0 && i > skip {
                moved |= reach[i - skip - 1] >> (64 - shift);
            }
            reach[i] |= moved;
        }
    }
    let has = |sum: u64| reach[(sum / 64) as usize] >> (sum % 64) & 1 == 1;
    Some(((0..=low).rev().find(|&s| has(s))?, (high..=load).find(|&s| has(s))?))
}
