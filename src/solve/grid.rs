//! Places where the centre of a cell may lie, and how far the nearest one is.

use super::graph::Node;

/// Places per square of the grid.
const CROWD: f64 = 2.0;

/// A grid of squares over the blocks; finding the nearest looks at a few of them.
#[derive(Debug)]
pub(super) struct Grid {
    low: (f64, f64),
    width: f64,
    /// Squares per row, and rows.
    size: (usize, usize),
    /// Where the places of each square begin in `at`.
    first: Vec<u32>,
    at: Vec<(f64, f64)>,
}

impl Grid {
    /// The centres of these blocks; metres.
    pub fn new(nodes: &[Node]) -> Self {
        let span = |of: fn(&Node) -> f64| {
            let low = nodes.iter().map(of).fold(f64::INFINITY, f64::min);
            (low, nodes.iter().map(of).fold(f64::NEG_INFINITY, f64::max) - low)
        };
        let ((left, wide), (low, high)) = (span(|n| n.x), span(|n| n.y));
        let squares = (nodes.len() as f64 / CROWD).max(1.0);
        // No more rows and columns than places, however thin the area is.
        let width = (wide * high / squares).sqrt().max((wide + high) / squares).max(f64::MIN_POSITIVE);
        let count = |span: f64| (span / width) as usize + 1;
        let mut grid =
            Self { low: (left, low), width, size: (count(wide), count(high)), first: Vec::new(), at: Vec::new() };
        let mut order: Vec<(usize, usize)> =
            nodes.iter().enumerate().map(|(v, n)| (grid.square(n.x, n.y), v)).collect();
        order.sort_unstable();
        grid.first = vec![0; grid.size.0 * grid.size.1 + 1];
        for &(square, v) in &order {
            grid.first[square + 1] += 1;
            grid.at.push((nodes[v].x, nodes[v].y));
        }
        for square in 1..grid.first.len() {
            grid.first[square] += grid.first[square - 1];
        }
        grid
    }

    fn column_row(&self, x: f64, y: f64) -> (usize, usize) {
        let along = |v: f64, size: usize| ((v / self.width).max(0.0) as usize).min(size - 1);
        (along(x - self.low.0, self.size.0), along(y - self.low.1, self.size.1))
    }

    fn square(&self, x: f64, y: f64) -> usize {
        let (column, row) = self.column_row(x, y);
        row * self.size.0 + column
    }

    /// The square of the distance to the nearest place; square metres.
    pub fn square_to_nearest(&self, x: f64, y: f64) -> f64 {
        let (column, row) = self.column_row(x, y);
        let mut least = f64::INFINITY;
        for ring in 0..self.size.0.max(self.size.1) {
            // What lies in this ring is at least so far away.
            let gap = (ring as f64 - 1.0).max(0.0) * self.width;
            if gap * gap >= least {
                break;
            }
            let (left, right) = (column.saturating_sub(ring), (column + ring).min(self.size.0 - 1));
            for r in row.saturating_sub(ring)..=(row + ring).min(self.size.1 - 1) {
                let whole = r + ring == row || r == row + ring;
                if whole {
                    least = least.min(self.nearest_in(r, left, right, x, y));
                    continue;
                }
                if left + ring == column {
                    least = least.min(self.nearest_in(r, left, left, x, y));
                }
                if ring > 0 && column + ring == right {
                    least = least.min(self.nearest_in(r, right, right, x, y));
                }
            }
        }
        least
    }

    /// The same among the squares of a row from one column to another.
    fn nearest_in(&self, row: usize, left: usize, right: usize, x: f64, y: f64) -> f64 {
        let from = self.first[row * self.size.0 + left] as usize;
        let to = self.first[row * self.size.0 + right + 1] as usize;
        let square = |&(a, b): &(f64, f64)| (a - x) * (a - x) + (b - y) * (b - y);
        self.at[from..to].iter().map(square).fold(f64::INFINITY, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;

    #[test]
    fn the_nearest_place_is_the_nearest_of_all() {
        for seed in 0..60 {
            let mut rng = Rng::stream(seed, 7, 0);
            let (wide, high) = ([1.0, 300.0, 0.0][seed as usize % 3], [1.0, 0.0, 2.0][(seed as usize / 3) % 3]);
            let count = 1 + rng.below(50);
            let node = |rng: &mut Rng| Node { x: wide * rng.unit(), y: high * rng.unit(), ..Node::default() };
            let nodes: Vec<Node> = (0..count).map(|_| node(&mut rng)).collect();
            let grid = Grid::new(&nodes);
            for _ in 0..50 {
                let (x, y) = (wide * rng.range(-0.5, 1.5), high * rng.range(-0.5, 1.5));
                let square = |n: &Node| (n.x - x) * (n.x - x) + (n.y - y) * (n.y - y);
                let least = nodes.iter().map(square).fold(f64::INFINITY, f64::min);
                assert_eq!(grid.square_to_nearest(x, y), least, "seed {seed}");
            }
        }
    }
}
