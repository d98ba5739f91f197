//! Which segments and points come near each other: the plane is halved until few are left in a tile.
//!
//! Halving adapts to towns and moors alike, which no single grid size does; long lines enter only the tiles they pass.

use rayon::join;

use crate::base::Watch;
use crate::geom::{Bounds, Pt};

/// A segment from its lower end (by x, then y) to its higher one.
pub(super) type Seg = (Pt, Pt);

/// Few enough segments to compare all with all.
const FEW: usize = 12;
/// Beyond this, halving goes on even where it copies nearly every segment into both halves.
const MANY: usize = 4096;
/// How often a segment may be copied on average before a tile is taken as it is (bundles of long parallels).
const COPIES: f32 = 32.0;
/// From this many segments the halves are searched on two threads.
const PARALLEL: usize = 8192;

/// A box that owns the points with `min <= p < max`.
#[derive(Clone, Copy)]
pub(super) struct Tile {
    min: Pt,
    max: Pt,
}

impl Tile {
    pub(super) const fn owns(self, p: Pt) -> bool {
        self.min.x <= p.x && p.x < self.max.x && self.min.y <= p.y && p.y < self.max.y
    }

    fn halves(self, across_x: bool) -> [Self; 2] {
        let middle = |a: i32, b: i32| ((i64::from(a) + i64::from(b)) / 2) as i32;
        let (mut low, mut high) = (self, self);
        if across_x {
            low.max.x = middle(self.min.x, self.max.x);
            high.min.x = low.max.x;
        } else {
            low.max.y = middle(self.min.y, self.max.y);
            high.min.y = low.max.y;
        }
        [low, high]
    }
}

/// One search: what is looked at, how near counts, and what is done in the last tiles.
pub(super) struct Search<'a, W, L> {
    pub segs: &'a [Seg],
    pub points: &'a [Pt],
    /// Segments this near to a tile are seen in it, mm.
    pub pad: i32,
    /// Whether a tile with these segments and points is worth going into.
    pub wanted: W,
    /// Sees every tile at the end: the tile, its segments, its points.
    pub leaf: L,
    pub watch: &'a Watch,
}

impl<W, L> Search<'_, W, L> {
    /// Runs the search; what the leaves gave comes in an order that depends on the input alone. A cancelled search
    /// ends early with part of it.
    pub(super) fn run<O: Send>(&self) -> Vec<O>
    where
        W: Fn(&[u32], &[u32]) -> bool + Sync,
        L: Fn(Tile, &[u32], &[u32], &mut Vec<O>) + Sync,
    {
        let all = self.segs.iter().flat_map(|s| [s.0, s.1]).chain(self.points.iter().copied());
        let Some(bounds) = Bounds::of(all) else { return Vec::new() };
        let tile = Tile { min: bounds.min, max: Pt::new(bounds.max.x + 1, bounds.max.y + 1) };
        let mut out = Vec::new();
        let segs: Vec<u32> = (0..self.segs.len() as u32).collect();
        let points: Vec<u32> = (0..self.points.len() as u32).collect();
        self.visit(tile, &segs, &points, 1.0, &mut out);
        out
    }

    fn visit<O: Send>(&self, tile: Tile, segs: &[u32], points: &[u32], copies: f32, out: &mut Vec<O>)
    where
        W: Fn(&[u32], &[u32]) -> bool + Sync,
        L: Fn(Tile, &[u32], &[u32], &mut Vec<O>) + Sync,
    {
        if self.watch.is_cancelled() || !(self.wanted)(segs, points) {
            return;
        }
        let Some(halves) = self.divide(tile, segs, points, copies) else {
            return (self.leaf)(tile, segs, points, out);
        };
        let parts = halves.map(|half| {
            let near: Vec<u32> = segs.iter().copied().filter(|&s| self.passes(s, half)).collect();
            let own: Vec<u32> = points.iter().copied().filter(|&p| half.owns(self.points[p as usize])).collect();
            (half, near, own)
        });
        let n = segs.len();
        let copies = copies * ((parts[0].1.len() + parts[1].1.len()) as f32 / n as f32).max(1.0);
        let [(low, low_segs, low_points), (high, high_segs, high_points)] = parts;
        if n < PARALLEL {
            self.visit(low, &low_segs, &low_points, copies, out);
            drop((low_segs, low_points));
            self.visit(high, &high_segs, &high_points, copies, out);
            return;
        }
        let (mut first, mut second) = (Vec::new(), Vec::new());
        join(
            || self.visit(low, &low_segs, &low_points, copies, &mut first),
            || self.visit(high, &high_segs, &high_points, copies, &mut second),
        );
        out.append(&mut first);
        out.append(&mut second);
    }

    /// The halves of the tile, cut so that fewest segments lie in both; `None` where halving does not pay.
    fn divide(&self, tile: Tile, segs: &[u32], points: &[u32], copies: f32) -> Option<[Tile; 2]> {
        let n = segs.len();
        if n <= FEW || copies > COPIES || (!points.is_empty() && n * points.len() <= FEW * FEW) {
            return None;
        }
        let wide = i64::from(tile.max.x) - i64::from(tile.min.x);
        let high = i64::from(tile.max.y) - i64::from(tile.min.y);
        let least = 4 * i64::from(self.pad) + 4;
        let (mut both_x, mut both_y) = (0, 0);
        let middle = |a: i32, b: i32| ((i64::from(a) + i64::from(b)) / 2) as i32;
        let (mx, my) = (middle(tile.min.x, tile.max.x), middle(tile.min.y, tile.max.y));
        let straddles = |a: i32, b: i32, m: i32| a.min(b) - self.pad <= m && a.max(b) + self.pad >= m;
        for &s in segs {
            let (a, b) = self.segs[s as usize];
            both_x += usize::from(straddles(a.x, b.x, mx));
            both_y += usize::from(straddles(a.y, b.y, my));
        }
        let across_x = match (wide > least, high > least) {
            (false, false) => return None,
            (true, false) => true,
            (false, true) => false,
            (true, true) if both_x == both_y => wide >= high,
            (true, true) => both_x < both_y,
        };
        let both = if across_x { both_x } else { both_y };
        (n > MANY || both * 4 < n * 3).then(|| tile.halves(across_x))
    }

    /// Whether the segment comes within the pad of the tile; may say yes for a little more, never no for less.
    fn passes(&self, seg: u32, tile: Tile) -> bool {
        let (a, b) = self.segs[seg as usize];
        let (low, high) = (a.y.min(b.y), a.y.max(b.y));
        let pad = self.pad;
        if b.x + pad < tile.min.x || a.x - pad > tile.max.x || high + pad < tile.min.y || low - pad > tile.max.y {
            return false;
        }
        let inside = a.x >= tile.min.x && b.x <= tile.max.x && low >= tile.min.y && high <= tile.max.y;
        if inside {
            return true;
        }
        // Floats do: their error here is far below the half millimetre that is added.
        let (dx, dy) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
        let (cx, cy) =
            (f64::midpoint(tile.min.x.into(), tile.max.x.into()), f64::midpoint(tile.min.y.into(), tile.max.y.into()));
        let (hx, hy) = (cx - f64::from(tile.min.x), cy - f64::from(tile.min.y));
        let pad = f64::from(pad) + 0.5;
        let away = (dx * (cy - f64::from(a.y)) - dy * (cx - f64::from(a.x))).abs();
        away <= (hx + pad) * dy.abs() + (hy + pad) * dx.abs()
    }
}
