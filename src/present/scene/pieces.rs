//! Many things of the map in small groups of neighbours, so that what is out of sight costs nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::geom::Bounds;

/// Things in the order of the map: neighbours stand near each other.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    /// Each with the box around it.
    groups: Vec<(Bounds, Arc<[u32]>)>,
}

/// So many things are looked up together.
const GROUP: usize = 64;

impl Pieces {
    /// Groups things with their boxes.
    pub fn new(things: impl Iterator<Item = (u32, Bounds)>) -> Self {
        let mut things: Vec<(u32, u32, Bounds)> = things.map(|(i, of)| (0, i, of)).collect();
        let Some(whole) = things.iter().map(|(.., of)| *of).reduce(Bounds::join) else { return Self::default() };
        for (z, _, of) in &mut things {
            *z = along_z(&whole, *of);
        }
        things.sort_unstable_by_key(|(z, i, _)| (*z, *i));
        let group = |group: &[(u32, u32, Bounds)]| {
            let around = group.iter().map(|(.., of)| *of).reduce(Bounds::join)?;
            Some((around, group.iter().map(|(_, i, _)| *i).collect()))
        };
        Self { groups: things.chunks(GROUP).filter_map(group).collect() }
    }

    /// The same without some things, and with others: what comes together stands together.
    #[must_use]
    pub fn with(&self, gone: &BTreeSet<u32>, come: impl Iterator<Item = (u32, Bounds)>) -> Self {
        // A box that has become too large shows a few things more than there are to see.
        let kept = |(around, group): &(Bounds, Arc<[u32]>)| {
            if !group.iter().any(|i| gone.contains(i)) {
                return Some((*around, Arc::clone(group)));
            }
            let left: Arc<[u32]> = group.iter().copied().filter(|i| !gone.contains(i)).collect();
            (!left.is_empty()).then_some((*around, left))
        };
        let mut groups: Vec<_> = self.groups.iter().filter_map(kept).collect();
        groups.extend(Self::new(come).groups);
        Self { groups }
    }

    /// The groups with the boxes around them.
    pub fn groups(&self) -> impl Iterator<Item = (Bounds, &[u32])> {
        self.groups.iter().map(|(around, group)| (*around, &**group))
    }

    /// The things of all groups that touch a box: all of its own and a few around.
    pub fn seen(&self, seen: Bounds) -> impl Iterator<Item = u32> {
        let groups = self.groups.iter().filter(move |(around, _)| around.touches(seen));
        groups.flat_map(|(_, group)| group.iter().copied())
    }
}

/// Place of a box along the Z-order curve (Morton 1966) through the whole.
fn along_z(whole: &Bounds, of: Bounds) -> u32 {
    let share = |low: i32, high: i32, from: i32, to: i32| {
        let middle = i64::midpoint(i64::from(low), i64::from(high)) - i64::from(from);
        (middle * 0xffff / (i64::from(to) - i64::from(from)).max(1)) as u32
    };
    let spread = |v: u32| (0..16).fold(0, |all, bit| all | ((v >> bit) & 1) << (2 * bit));
    let x = share(of.min.x, of.max.x, whole.min.x, whole.max.x);
    let y = share(of.min.y, of.max.y, whole.min.y, whole.max.y);
    spread(x) | spread(y) << 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Pt;

    #[test]
    fn what_touches_a_box_is_among_what_is_seen() {
        let at = |i: u32| Pt::new((i * 7919 % 10_007) as i32, (i * 104_729 % 9_973) as i32);
        let is_wanted = |i: &u32| i.is_multiple_of(2) && !i.is_multiple_of(5);
        let boxed = |i: u32| (i, Bounds { min: at(i), max: at(i) });
        let pieces = Pieces::new((0..3_000).filter(is_wanted).map(boxed));
        let seen = Bounds { min: Pt::new(1_000, 2_000), max: Pt::new(2_500, 3_000) };
        let found: Vec<u32> = pieces.seen(seen).collect();
        assert!(found.iter().all(is_wanted));
        assert!(found.len() < 600, "{}", found.len());
        let touching = |i: &u32| seen.contains(at(*i));
        let wanted: Vec<u32> = (0..3_000).filter(is_wanted).filter(touching).collect();
        assert!(wanted.len() > 10 && wanted.iter().all(|i| found.contains(i)));
        assert_eq!(pieces.groups().map(|(_, group)| group.len()).sum::<usize>(), 1_200);
        let gone = BTreeSet::from([wanted[0], wanted[1]]);
        let next = pieces.with(&gone, [5, 15].into_iter().map(|i| (i, Bounds { min: seen.min, max: seen.min })));
        let found: BTreeSet<u32> = next.seen(seen).collect();
        let there = |i: &u32| found.contains(i);
        assert!(wanted[2..].iter().all(there) && there(&5) && there(&15) && !gone.iter().any(there));
    }
}
