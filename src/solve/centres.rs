//! Places that cells are grown around, and who would live too far from them.

/// Fixed centres of the first cells of an area.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Centres {
    /// The centre of each cell from the first on, metres in the frame of the graph; fewer than there are cells where
    /// the others are free.
    pub seats: Vec<(f64, f64)>,
    /// The block that each of them lies in.
    pub blocks: Vec<u32>,
    /// Households of each block that live beyond the greatest distance from the centre of each cell, by
    /// `block · cells + cell`; empty without such a distance.
    pub far: Vec<u32>,
}

impl Centres {
    /// Households of a block that are too far from the centre of a cell, of `k` cells.
    #[inline]
    pub(super) fn far(&self, k: u32, block: u32, cell: u32) -> u32 {
        self.far.get(block as usize * k as usize + cell as usize).copied().unwrap_or(0)
    }

    /// Those of some blocks and some of `k` cells, of which the seated ones come first; the origin moves to `middle`.
    pub(super) fn part(&self, k: u32, blocks: &[u32], cells: &[u32], middle: (f64, f64)) -> Self {
        let seat = |cell: &u32| self.seats.get(*cell as usize).map(|(x, y)| (x - middle.0, y - middle.1));
        let seats = cells.iter().map_while(seat).collect();
        if self.far.is_empty() {
            return Self { seats, ..Self::default() };
        }
        let far = blocks.iter().flat_map(|v| cells.iter().map(|cell| self.far(k, *v, *cell)));
        Self { seats, far: far.collect(), ..Self::default() }
    }

    /// Those of `count` coarser blocks; `into` tells where each block went.
    pub(super) fn joined(&self, k: u32, count: usize, into: &[u32]) -> Self {
        let k = k as usize;
        let mut far = vec![0u32; if self.far.is_empty() { 0 } else { count * k }];
        if !far.is_empty() {
            for (own, into) in self.far.chunks(k).zip(into) {
                let sums = far[*into as usize * k..].iter_mut().zip(own);
                sums.for_each(|(sum, own)| *sum += own);
            }
        }
        Self { far, ..self.clone() }
    }
}
