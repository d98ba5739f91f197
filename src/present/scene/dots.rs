//! Many points, sorted into tiles, so that only the visible ones are handled.

use std::ops::Range;

use crate::geom::{Bounds, Pt};

/// One dot: a household, or many of them that cannot be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dot {
    pub at: Pt,
    /// The household, where the dot is a single one.
    pub id: u32,
    pub count: u32,
    pub monitored: u32,
}

/// A tile is so many squares wide and high.
const SQUARES: i32 = 32;
const SQUARE_BITS: u32 = 2 * SQUARES.ilog2();

/// Dots by tile, row by row; inside a tile along a Z-order curve of squares, so that a square of any size is one run.
#[derive(Clone, Debug, Default)]
pub struct Dots {
    square_mm: i32,
    /// (row, column) of each tile that has dots, and where they begin.
    tiles: Vec<((i32, i32), u32)>,
    dots: Vec<Dot>,
}

impl Dots {
    /// Sorts dots by squares of this side; those of one square keep their order.
    pub fn new(dots: Vec<Dot>, square_mm: i32) -> Self {
        let square_mm = square_mm.clamp(1, i32::MAX / SQUARES);
        let Some(seen) = Bounds::of(dots.iter().map(|dot| dot.at)) else {
            return Self { square_mm, ..Self::default() };
        };
        let tile = |v: i32| v.div_euclid(square_mm * SQUARES);
        let (first, columns) = (tile(seen.min.x), i64::from(tile(seen.max.x)) - i64::from(tile(seen.min.x)) + 1);
        let key = |dot: &Dot| {
            let row = i64::from(tile(dot.at.y)) - i64::from(tile(seen.min.y));
            let number = row * columns + i64::from(tile(dot.at.x)) - i64::from(first);
            number.cast_unsigned() << SQUARE_BITS | u64::from(z_order(dot.at, square_mm))
        };
        let order = sorted(dots.iter().map(key).collect());
        let mut tiles: Vec<((i32, i32), u32)> = Vec::new();
        let mut last = None;
        for (i, (key, _)) in order.iter().enumerate() {
            let number = key >> SQUARE_BITS;
            if last.replace(number) != Some(number) {
                let (row, column) = ((number / columns as u64) as i32, (number % columns as u64) as i32);
                tiles.push(((row + tile(seen.min.y), column + first), i as u32));
            }
        }
        let dots = order.into_iter().map(|(_, i)| dots[i as usize]).collect();
        Self { square_mm, tiles, dots }
    }

    /// One dot for all those of a square, at their middle.
    #[must_use]
    pub fn thinned(&self) -> Self {
        self.merged(1)
    }

    /// The same with squares twice as wide.
    #[must_use]
    pub fn coarser(&self) -> Self {
        self.merged(2)
    }

    /// Squares side by side are neighbours on the curve, and so are the four tiles of a larger one when taken in its order:
    /// nothing need be sorted.
    fn merged(&self, by: i32) -> Self {
        let square_mm = self.square_mm.saturating_mul(by);
        let mut merged = Self { square_mm, ..Self::default() };
        let of = |((row, column), _): &((i32, i32), u32)| (row.div_euclid(by), column.div_euclid(by));
        let mut parts: Vec<Range<u32>> = Vec::new();
        let rows = self.tiles.chunk_by(|a, b| of(a).0 == of(b).0);
        let mut at = 0;
        for row in rows {
            // By column of the larger tile, then by row: the lower tiles of one come first.
            let mut order: Vec<usize> = (0..row.len()).collect();
            order.sort_by_key(|i| (of(&row[*i]).1, row[*i].0));
            for tile in order.chunk_by(|a, b| of(&row[*a]) == of(&row[*b])) {
                merged.tiles.push((of(&row[tile[0]]), merged.dots.len() as u32));
                parts.clear();
                parts.extend(tile.iter().map(|i| self.start(at + i)..self.start(at + i + 1)));
                let dots = parts.iter().flat_map(|part| &self.dots[part.start as usize..part.end as usize]);
                merge(dots, square_mm, &mut merged.dots);
            }
            at += row.len();
        }
        merged
    }

    /// All dots.
    pub fn all(&self) -> &[Dot] {
        &self.dots
    }

    /// The dots of all tiles that touch the box: all of its dots and a few around.
    pub fn seen(&self, seen: Bounds) -> impl Iterator<Item = &Dot> {
        self.spans(seen).into_iter().flat_map(|span| &self.dots[span.start as usize..span.end as usize])
    }

    /// Where the dots of those tiles stand among all dots, in as few runs as possible.
    pub fn spans(&self, seen: Bounds) -> Vec<Range<u32>> {
        let tile = |v: i32| v.div_euclid(self.square_mm.max(1).saturating_mul(SQUARES));
        let mut spans: Vec<Range<u32>> = Vec::new();
        let (Some(((first, _), _)), Some(((last, _), _))) = (self.tiles.first(), self.tiles.last()) else {
            return spans;
        };
        for row in tile(seen.min.y).max(*first)..=tile(seen.max.y).min(*last) {
            let from = self.tiles.partition_point(|(at, _)| *at < (row, tile(seen.min.x)));
            let to = self.tiles.partition_point(|(at, _)| *at <= (row, tile(seen.max.x)));
            let (start, end) = (self.start(from), self.start(to));
            match spans.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ if start == end => {}
                _ => spans.push(start..end),
            }
        }
        spans
    }

    /// Where a tile begins.
    fn start(&self, tile: usize) -> u32 {
        self.tiles.get(tile).map_or(self.dots.len() as u32, |(_, first)| *first)
    }

    /// The nearest dot within a distance that counts; the lower id among equals.
    pub fn nearest(&self, at: Pt, within_mm: f64, counts: impl Fn(&Dot) -> bool) -> Option<&Dot> {
        let pad = within_mm.clamp(0.0, f64::from(Pt::LIMIT)) as i32;
        let seen = Bounds {
            min: Pt::new(at.x.saturating_sub(pad), at.y.saturating_sub(pad)),
            max: Pt::new(at.x.saturating_add(pad), at.y.saturating_add(pad)),
        };
        let near = self.seen(seen).filter(|dot| counts(dot)).map(|dot| (dot.at.distance_m(at) * 1000.0, dot));
        near.filter(|(d, _)| *d <= within_mm)
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.id.cmp(&b.1.id)))
            .map(|(_, dot)| dot)
    }
}

/// Appends one dot for all those of a square that follow each other.
fn merge<'a>(dots: impl Iterator<Item = &'a Dot>, square_mm: i32, to: &mut Vec<Dot>) {
    let square = |dot: &Dot| (dot.at.y.div_euclid(square_mm), dot.at.x.div_euclid(square_mm));
    let mut all: Option<((i32, i32), Dot, [i64; 2])> = None;
    let mut put = |(_, dot, sums): ((i32, i32), Dot, [i64; 2])| {
        let [x, y] = sums.map(|sum| (sum / i64::from(dot.count.max(1))) as i32);
        to.push(Dot { at: Pt::new(x, y), ..dot });
    };
    for dot in dots {
        let own = [dot.at.x, dot.at.y].map(|v| i64::from(v) * i64::from(dot.count));
        match &mut all {
            Some((place, sum, at)) if *place == square(dot) => {
                sum.count += dot.count;
                sum.monitored += dot.monitored;
                *at = [at[0] + own[0], at[1] + own[1]];
            }
            _ => {
                if let Some(done) = all.replace((square(dot), *dot, own)) {
                    put(done);
                }
            }
        }
    }
    all.map(put);
}

/// Place of a square along the Z-order curve (Morton 1966) through its tile.
fn z_order(at: Pt, square_mm: i32) -> u32 {
    let spread = |v: i32| {
        let v = v.div_euclid(square_mm).rem_euclid(SQUARES).cast_unsigned();
        (0..SQUARES.ilog2()).fold(0, |all, bit| all | ((v >> bit) & 1) << (2 * bit))
    };
    spread(at.x) | spread(at.y) << 1
}

/// The keys in ascending order with the place that each had; those of one key keep theirs (radix sort).
fn sorted(keys: Vec<u64>) -> Vec<(u64, u32)> {
    const BITS: u32 = 11;
    let digit = |key: u64, pass: u32| (key >> (pass * BITS)) as usize & ((1 << BITS) - 1);
    let most = keys.iter().copied().max().unwrap_or(0);
    let mut from: Vec<(u64, u32)> = keys.into_iter().zip(0..).collect();
    let mut to = vec![(0, 0); from.len()];
    for pass in 0..(u64::BITS - most.leading_zeros()).div_ceil(BITS) {
        let mut next = vec![0usize; 1 << BITS];
        for (key, _) in &from {
            next[digit(*key, pass)] += 1;
        }
        let mut sum = 0;
        for slot in &mut next {
            sum += std::mem::replace(slot, sum);
        }
        for entry in &from {
            let slot = &mut next[digit(entry.0, pass)];
            to[*slot] = *entry;
            *slot += 1;
        }
        std::mem::swap(&mut from, &mut to);
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;

    #[test]
    fn dots_of_a_square_lie_together_at_every_size() {
        let mut rng = Rng::stream(5, 0, 0);
        let mut place = || rng.below(3_000_000) as i32 - 1_500_000;
        let dots = (0..5_000).map(|id| Dot { at: Pt::new(place(), place() / 3), id, count: 1, monitored: id % 2 });
        let all = Dots::new(dots.collect(), 500);
        assert_eq!(all.all().len(), 5_000);
        let mut level = all.thinned();
        for square in [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000] {
            let own = |p: Pt| (p.y.div_euclid(square), p.x.div_euclid(square));
            let mut counts = std::collections::BTreeMap::new();
            all.all().iter().for_each(|dot| *counts.entry(own(dot.at)).or_insert(0) += 1);
            let merged: std::collections::BTreeMap<_, u32> =
                level.all().iter().map(|dot| (own(dot.at), dot.count)).collect();
            assert_eq!(merged.len(), level.all().len(), "one dot a square of {square}");
            assert_eq!(merged, counts, "{square}");
            assert_eq!(level.all().iter().map(|dot| dot.monitored).sum::<u32>(), 2_500);
            for (i, (tile, _)) in level.tiles.iter().enumerate() {
                let side = square * SQUARES;
                let of = |dot: &Dot| (dot.at.y.div_euclid(side), dot.at.x.div_euclid(side));
                let span = level.start(i) as usize..level.start(i + 1) as usize;
                assert!(!span.is_empty() && level.dots[span].iter().all(|dot| of(dot) == *tile));
            }
            assert!(level.tiles.is_sorted_by_key(|(tile, _)| *tile));
            level = level.coarser();
        }
    }
}
