//! Many things of the map in small groups of neighbours, so that what is out of sight costs nothing.

use std::ops::Range;

use crate::geom::Bounds;

/// Things in the order of the map: neighbours stand near each other.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    order: Vec<u32>,
    /// The box around each group, and where it stands in the order.
    groups: Vec<(Bounds, Range<u32>)>,
}

/// So many things are looked up together.
const GROUP: usize = 64;

impl Pieces {
    /// Groups the wanted ones of the things that have a box.
    pub fn new(boxes: &[Option<Bounds>], wanted: impl Fn(u32) -> bool) -> Self {
        let Some(whole) = boxes.iter().flatten().copied().reduce(Bounds::join) else { return Self::default() };
        let placed = |(i, of): (usize, &Option<Bounds>)| {
            let of = of.filter(|_| wanted(i as u32))?;
            Some((along_z(&whole, of), i as u32, of))
        };
        let mut things: Vec<(u32, u32, Bounds)> = boxes.iter().enumerate().filter_map(placed).collect();
        things.sort_unstable_by_key(|(z, i, _)| (*z, *i));
        let mut pieces = Self::default();
        for group in things.chunks(GROUP) {
            let first = pieces.order.len() as u32;
            pieces.order.extend(group.iter().map(|(_, i, _)| *i));
            let around = group.iter().map(|(_, _, of)| *of).reduce(Bounds::join);
            pieces.groups.extend(around.map(|around| (around, first..pieces.order.len() as u32)));
        }
        pieces
    }

    /// The groups with the boxes around them.
    pub fn groups(&self) -> impl Iterator<Item = (Bounds, &[u32])> {
        self.groups.iter().map(|(around, span)| (*around, self.slice(span)))
    }

    /// The things of all groups that touch a box: all of its own and a few around.
    pub fn seen(&self, seen: Bounds) -> impl Iterator<Item = u32> {
        let groups = self.groups.iter().filter(move |(around, _)| around.touches(seen));
        groups.flat_map(|(_, span)| self.slice(span).iter().copied())
    }

    fn slice(&self, span: &Range<u32>) -> &[u32] {
        &self.order[span.start as usize..span.end as usize]
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
        let at = |i: i32| Pt::new(i * 7919 % 10_007, i * 104_729 % 9_973);
        let boxes: Vec<Option<Bounds>> =
            (0..3_000).map(|i| (i % 5 != 0).then(|| Bounds { min: at(i), max: at(i) })).collect();
        let pieces = Pieces::new(&boxes, |i| i % 2 == 0);
        let seen = Bounds { min: Pt::new(1_000, 2_000), max: Pt::new(2_500, 3_000) };
        let found: Vec<u32> = pieces.seen(seen).collect();
        let is_wanted = |i: u32| i.is_multiple_of(2) && boxes[i as usize].is_some();
        assert!(found.iter().all(|i| is_wanted(*i)));
        assert!(found.len() < 600, "{}", found.len());
        let touching = (0..3_000).filter(|i| is_wanted(*i) && seen.contains(boxes[*i as usize].unwrap().min));
        assert!(touching.clone().count() > 10 && touching.clone().all(|i| found.contains(&i)));
        assert_eq!(pieces.groups().map(|(_, group)| group.len()).sum::<usize>(), 1_200);
    }
}
