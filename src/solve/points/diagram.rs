//! A power diagram of points: each belongs to the site of least squared distance minus the site's lift.

use super::cloud::Cloud;

/// Up to so many cells each point looks at all sites once a round; beyond, at those near its own.
const LOOK_ALL: usize = 128;

/// Sites that are near to another by distance, besides those that share points' second choice with it.
const NEAR: usize = 10;

/// Sites with lifts, and the points that belong to each.
pub(super) struct Diagram<'a> {
    pub cloud: &'a Cloud,
    pub site: Vec<[f64; 2]>,
    pub lift: Vec<f64>,
    pub label: Vec<u32>,
    pub load: Vec<i64>,
    /// The cells that a point of this cell may move to.
    pub near: Vec<Vec<u32>>,
    /// Per point the second best site, and how much worse it is.
    second: Vec<(f64, u32)>,
}

impl<'a> Diagram<'a> {
    pub fn new(cloud: &'a Cloud, site: Vec<[f64; 2]>, lift: Vec<f64>) -> Self {
        let (n, k) = (cloud.len(), site.len());
        let mut diagram = Self {
            cloud,
            lift,
            label: vec![0; n],
            load: vec![0; k],
            near: vec![Vec::new(); k],
            second: vec![(0.0, 0); n],
            site,
        };
        diagram.look_at_all();
        diagram.find_near();
        diagram
    }

    pub fn k(&self) -> usize {
        self.site.len()
    }

    /// What a point costs in a cell, per unit of its mass and without the lift.
    pub fn cost(&self, i: usize, cell: u32) -> f64 {
        self.cloud.square(i, self.site[cell as usize])
    }

    /// Moves the sites to the means of their points, finds anew which cells are near each other, and assigns.
    pub fn recentre(&mut self) {
        self.cloud.centres(&self.label, &mut self.site);
        if self.k() <= LOOK_ALL {
            self.look_at_all();
        } else {
            self.look_near();
        }
        self.find_near();
    }

    fn look_at_all(&mut self) {
        let sites: Vec<[f64; 3]> = self.site.iter().zip(&self.lift).map(|(s, l)| [s[0], s[1], *l]).collect();
        for i in 0..self.label.len() {
            let (x, y) = (self.cloud.x[i], self.cloud.y[i]);
            let (mut best, mut next) = ((f64::INFINITY, 0), (f64::INFINITY, 0));
            for (c, s) in sites.iter().enumerate() {
                let (dx, dy) = (x - s[0], y - s[1]);
                let d = dx * dx + dy * dy - s[2];
                if d < next.0 {
                    if d < best.0 {
                        (best, next) = ((d, c as u32), best);
                    } else {
                        next = (d, c as u32);
                    }
                }
            }
            self.label[i] = best.1;
            self.second[i] = (next.0 - best.0, next.1);
        }
        self.weigh();
    }

    /// Assigns each point to the best of its cell and the cells near it.
    fn look_near(&mut self) {
        for i in 0..self.label.len() {
            loop {
                let own = self.label[i];
                let mut best = (self.cost(i, own) - self.lift[own as usize], own);
                let mut next = (f64::INFINITY, own);
                for &c in &self.near[own as usize] {
                    let d = self.cost(i, c) - self.lift[c as usize];
                    if d < best.0 {
                        (best, next) = ((d, c), best);
                    } else if d < next.0 {
                        next = (d, c);
                    }
                }
                self.label[i] = best.1;
                self.second[i] = (next.0 - best.0, next.1);
                if best.1 == own {
                    break;
                }
            }
        }
        self.weigh();
    }

    fn weigh(&mut self) {
        self.load.iter_mut().for_each(|l| *l = 0);
        for (c, w) in self.label.iter().zip(&self.cloud.weight) {
            self.load[*c as usize] += i64::from(*w);
        }
    }

    fn find_near(&mut self) {
        let k = self.k();
        let mut near: Vec<Vec<u32>> = vec![Vec::new(); k];
        for (own, (_, second)) in self.label.iter().zip(&self.second).filter(|(own, s)| **own != s.1) {
            near[*own as usize].push(*second);
            near[*second as usize].push(*own);
            // The list is short, but points are many.
            if near[*own as usize].len() > 4 * k {
                near[*own as usize].sort_unstable();
                near[*own as usize].dedup();
            }
        }
        let mut by_distance: Vec<(f64, u32)> = Vec::new();
        for a in 0..k {
            by_distance.clear();
            let square = |b: usize| {
                let (dx, dy) = (self.site[a][0] - self.site[b][0], self.site[a][1] - self.site[b][1]);
                dx * dx + dy * dy
            };
            by_distance.extend((0..k).filter(|b| *b != a).map(|b| (square(b), b as u32)));
            let count = NEAR.min(by_distance.len());
            if count < by_distance.len() {
                by_distance.select_nth_unstable_by(count, |p, q| p.0.total_cmp(&q.0).then(p.1.cmp(&q.1)));
            }
            for &(_, b) in &by_distance[..count] {
                near[a].push(b);
                near[b as usize].push(a as u32);
            }
        }
        for list in &mut near {
            list.sort_unstable();
            list.dedup();
        }
        self.near = near;
    }
}
