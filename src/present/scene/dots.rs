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

/// Dots by tile, row by row.
#[derive(Clone, Debug, Default)]
pub struct Dots {
    tile_mm: i32,
    /// (row, column) of each tile that has dots, and where they begin.
    tiles: Vec<((i32, i32), u32)>,
    dots: Vec<Dot>,
}

impl Dots {
    /// Sorts dots into tiles of this side.
    pub fn new(mut dots: Vec<Dot>, tile_mm: i32) -> Self {
        let tile_mm = tile_mm.max(1);
        let tile = |dot: &Dot| (dot.at.y.div_euclid(tile_mm), dot.at.x.div_euclid(tile_mm));
        dots.sort_by_key(|dot| (tile(dot), dot.at, dot.id));
        let mut tiles: Vec<((i32, i32), u32)> = Vec::new();
        for (i, dot) in dots.iter().enumerate() {
            if tiles.last().is_none_or(|(last, _)| *last != tile(dot)) {
                tiles.push((tile(dot), i as u32));
            }
        }
        Self { tile_mm, tiles, dots }
    }

    /// One dot for all those of a square of this side, at their middle.
    pub fn thinned(&self, square_mm: i32) -> Self {
        let square = |dot: &Dot| (dot.at.y.div_euclid(square_mm), dot.at.x.div_euclid(square_mm));
        let mut sorted: Vec<&Dot> = self.dots.iter().collect();
        sorted.sort_by_key(|dot| (square(dot), dot.at, dot.id));
        let merged = sorted.chunk_by(|a, b| square(a) == square(b)).map(|dots| {
            let count: u32 = dots.iter().map(|dot| dot.count).sum();
            let mean = |of: fn(&Dot) -> i32| {
                (dots.iter().map(|dot| i64::from(of(dot)) * i64::from(dot.count)).sum::<i64>()
                    / i64::from(count.max(1))) as i32
            };
            Dot {
                at: Pt::new(mean(|dot| dot.at.x), mean(|dot| dot.at.y)),
                id: dots[0].id,
                count,
                monitored: dots.iter().map(|dot| dot.monitored).sum(),
            }
        });
        Self::new(merged.collect(), square_mm.saturating_mul(32))
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
        let tile = |v: i32| v.div_euclid(self.tile_mm.max(1));
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
