//! Which of many places serve best: each block goes to the cheapest open one.
//!
//! Places are opened one by one, then exchanged while that pays (Teitz and Bart 1968, with the gains of all exchanges of
//! one place counted at once as Whitaker 1983 does).

/// Rounds of exchanges; each place is tried once in a round.
const ROUNDS: usize = 8;

/// Opens `count` places besides the first `fixed` ones, which are open in any case; returns their numbers, ascending.
///
/// `cost[place][block]` is what it costs that the block is served from the place.
pub(super) fn sites(cost: &[Vec<f64>], fixed: usize, count: usize) -> Vec<usize> {
    let count = count.min(cost.len() - fixed.min(cost.len()));
    let blocks = cost.first().map_or(0, Vec::len);
    let mut open: Vec<usize> = (0..fixed).collect();
    let mut least = vec![f64::INFINITY; blocks];
    let serve = |least: &mut Vec<f64>, place: usize| {
        least.iter_mut().zip(&cost[place]).for_each(|(least, own)| *least = least.min(*own));
    };
    (0..fixed).for_each(|place| serve(&mut least, place));
    for _ in 0..count {
        let sum = |place: &usize| -> f64 { least.iter().zip(&cost[*place]).map(|(least, own)| least.min(*own)).sum() };
        let shut = (fixed..cost.len()).filter(|place| !open.contains(place));
        let best = shut.map(|place| (sum(&place), place)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let Some((_, place)) = best else { break };
        open.push(place);
        serve(&mut least, place);
    }
    for _ in 0..ROUNDS {
        let mut changed = false;
        for place in fixed..cost.len() {
            if !open.contains(&place)
                && let Some(slot) = worth(cost, &open, fixed, place)
            {
                open[slot] = place;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut chosen = open.split_off(fixed);
    chosen.sort_unstable();
    chosen
}

/// The slot of the open place that had best be shut for `place`, if that pays.
fn worth(cost: &[Vec<f64>], open: &[usize], fixed: usize, place: usize) -> Option<usize> {
    let mut gain = 0.0;
    let mut loss = vec![0.0; open.len()];
    for (block, own) in cost[place].iter().enumerate() {
        let (mut first, mut second, mut at) = (f64::INFINITY, f64::INFINITY, 0);
        for (slot, other) in open.iter().enumerate() {
            let c = cost[*other][block];
            if c < first {
                (second, first, at) = (first, c, slot);
            } else {
                second = second.min(c);
            }
        }
        if *own < first {
            gain += first - own;
        } else {
            loss[at] += own.min(second) - first;
        }
    }
    let slots = (fixed..open.len()).map(|slot| (loss[slot], slot));
    let (loss, slot) = slots.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
    (gain > loss + 1e-9 * (gain + loss)).then_some(slot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_opened_where_they_serve_best() {
        let spots = [0.0f64, 10.0, 11.0, 12.0, 50.0, 51.0, 52.0, 90.0];
        let cost: Vec<Vec<f64>> = spots.iter().map(|a| spots.iter().map(|b| (a - b) * (a - b)).collect()).collect();
        // The first is open in any case.
        assert_eq!(sites(&cost, 1, 2), [5, 7]);
        assert_eq!(sites(&cost, 0, 3), [1, 5, 7]);
        assert_eq!(sites(&cost, 0, 9).len(), spots.len());
        assert!(sites(&[], 0, 2).is_empty());
    }
}
