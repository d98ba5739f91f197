//! Sets that grow together (union–find).

/// Disjoint sets of `0..n`; the name of a set is its lowest member.
#[derive(Clone, Debug)]
pub struct Sets {
    up: Vec<u32>,
}

impl Sets {
    /// Every number alone.
    pub fn new(n: usize) -> Self {
        Self { up: (0..n as u32).collect() }
    }

    /// The lowest member of the set of `i`.
    pub fn find(&mut self, mut i: u32) -> u32 {
        while self.up[i as usize] != i {
            self.up[i as usize] = self.up[self.up[i as usize] as usize];
            i = self.up[i as usize];
        }
        i
    }

    /// Makes one set of two.
    pub fn join(&mut self, i: u32, j: u32) {
        let (i, j) = (self.find(i), self.find(j));
        self.up[i.max(j) as usize] = i.min(j);
    }
}
