//! Which blocks can belong to which centre at all: prices of blocks bound the cost of every plan in which one does.

use super::separator::{load, reached};
use crate::base::{Fault, Watch};
use crate::solve::apportion::Limits;
use crate::solve::graph::Graph;

/// Rounds in which the prices are raised, and how often that begins anew with what is left.
const ROUNDS: u32 = 300;
const PASSES: u32 = 4;

/// Rounds without a better bound after which the step is halved.
const PATIENCE: u32 = 12;

/// What must not be lost by rounding, as a share of the cost of the known plan.
const ROUNDING: f64 = 1e-9;

/// The problem of k centres that are blocks (Hess et al. 1965), as arrays.
pub(super) struct Centres<'a> {
    pub g: &'a Graph,
    pub cells: usize,
    pub limits: Limits,
    /// What it costs that a block belongs to a centre, by centre and block; n × n.
    pub cost: Vec<Vec<f64>>,
    /// Whether a block can belong to a centre, by centre and block; a block that cannot belong to itself is no centre.
    pub open: Vec<Vec<bool>>,
}

impl Centres<'_> {
    /// Bounds the cost of every plan from below and closes what no plan cheaper than `known` has. `guess` is about what
    /// a good plan costs and only guides.
    ///
    /// That every block belongs to one centre is relaxed with a price per block, raised and lowered by subgradient steps
    /// (Held and Karp 1971); what is left is a continuous knapsack for every centre. With a block forced to a centre
    /// the same sum bounds all plans in which it belongs there (variable fixing: Validi, Buchanan and Lykhovyd 2022).
    ///
    /// # Errors
    /// Only when the watch was cancelled.
    pub fn tighten(&mut self, known: Option<f64>, guess: f64, watch: &Watch) -> Result<f64, Fault> {
        let n = self.g.len();
        let mut price: Vec<f64> = (0..n)
            .map(|v| (0..n).map(|j| self.cost[j][v]).fold(f64::INFINITY, f64::min).max(guess / n as f64))
            .collect();
        let mut bound = f64::NEG_INFINITY;
        for _ in 0..PASSES {
            self.close_unreachable();
            let before = self.count();
            bound = self.raise(&mut price, guess, watch)?.max(bound);
            if let Some(known) = known {
                self.close_dear(&price, known + ROUNDING * known.abs());
            }
            self.close_unreachable();
            if self.count() * 50 >= before * 49 {
                break;
            }
        }
        Ok(bound)
    }

    /// How many pairs are open.
    pub fn count(&self) -> usize {
        self.open.iter().flatten().filter(|is| **is).count()
    }

    /// Closes blocks that do not hang together with their centre over blocks that can belong to it, and centres whose
    /// blocks are too light.
    fn close_unreachable(&mut self) {
        for (j, open) in self.open.iter_mut().enumerate() {
            if open[j] {
                let mut seen: Vec<bool> = open.iter().map(|is| !is).collect();
                let piece = reached(self.g, j as u32, &mut seen);
                let enough = load(self.g, &piece) >= self.limits.min;
                open.fill(false);
                piece.iter().filter(|_| enough).for_each(|&v| open[v as usize] = true);
            } else {
                open.fill(false);
            }
        }
    }

    /// Moves the prices to where the bound is best, and gives it.
    fn raise(&self, price: &mut Vec<f64>, guess: f64, watch: &Watch) -> Result<f64, Fault> {
        let n = self.g.len();
        let (mut best, mut best_price) = (f64::NEG_INFINITY, price.clone());
        let mut along = vec![0.0; n];
        let (mut pace, mut waited) = (1.0, 0);
        for _ in 0..ROUNDS {
            watch.check()?;
            let mut cells = self.cells_of(price);
            let value = price.iter().sum::<f64>() + cells.iter().take(self.cells).map(|c| c.0).sum::<f64>();
            if cells.len() < self.cells {
                return Ok(f64::INFINITY);
            }
            cells.truncate(self.cells);
            if value > best {
                (best, waited) = (value, 0);
                best_price.copy_from_slice(price);
            } else {
                waited += 1;
                if waited >= PATIENCE {
                    (pace, waited) = (pace / 2.0, 0);
                    price.copy_from_slice(&best_price);
                    along.fill(0.0);
                    continue;
                }
            }
            let mut miss = vec![1.0; n];
            for &(_, j) in &cells {
                self.knapsack(price, j, None, Some(&mut miss));
            }
            along.iter_mut().zip(&miss).for_each(|(a, m)| *a = 0.5 * *a + m);
            let length: f64 = along.iter().map(|a| a * a).sum();
            if length <= 1e-12 {
                break;
            }
            let step = pace * (guess * 1.01 - value).max(guess.abs() * 0.0005) / length;
            price.iter_mut().zip(&along).for_each(|(p, a)| *p += step * a);
        }
        price.copy_from_slice(&best_price);
        Ok(best)
    }

    /// What every open centre contributes at these prices; the least first.
    fn cells_of(&self, price: &[f64]) -> Vec<(f64, usize)> {
        let centres = (0..self.g.len()).filter(|&j| self.open[j][j]);
        let mut cells: Vec<(f64, usize)> = centres.map(|j| (self.knapsack(price, j, None, None), j)).collect();
        cells.retain(|cell| cell.0.is_finite());
        cells.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        cells
    }

    /// Closes every pair that would cost more than `most`.
    fn close_dear(&mut self, price: &[f64], most: f64) {
        let cells = self.cells_of(price);
        let sum: f64 = price.iter().sum();
        let least: f64 = cells.iter().take(self.cells).map(|c| c.0).sum();
        let last = cells.get(self.cells.saturating_sub(1)).map_or(0.0, |c| c.0);
        let mut close = Vec::new();
        for j in (0..self.g.len()).filter(|&j| self.open[j][j]) {
            let Some(rank) = cells.iter().position(|c| c.1 == j) else {
                close.push((j, j));
                continue;
            };
            // The others of the k centres when this one is among them.
            let others = sum + least - if rank < self.cells { cells[rank].0 } else { last };
            for v in (0..self.g.len()).filter(|&v| self.open[j][v]) {
                if others + self.knapsack(price, j, Some(v), None) > most {
                    close.push((j, v));
                }
            }
        }
        close.into_iter().for_each(|(j, v)| self.open[j][v] = false);
    }

    /// The least Σ (cost − price) · share over shares of the open blocks of one centre, itself and `forced` whole, with
    /// a load within the limits; infinite where there is none. `miss` loses the shares.
    fn knapsack(&self, price: &[f64], j: usize, forced: Option<usize>, miss: Option<&mut [f64]>) -> f64 {
        let weight = |v: usize| f64::from(self.g.node[v].weight);
        let value = |v: usize| self.cost[j][v] - price[v];
        let forced = forced.filter(|&v| v != j);
        let (mut sum, mut load) = (value(j), weight(j));
        let mut shares = vec![(j, 1.0)];
        if let Some(v) = forced {
            sum += value(v);
            load += weight(v);
        }
        let mut order: Vec<(f64, usize)> = Vec::with_capacity(self.g.len());
        for v in (0..self.g.len()).filter(|&v| self.open[j][v] && v != j && Some(v) != forced) {
            if weight(v) > 0.0 {
                order.push((value(v) / weight(v), v));
            } else if value(v) < 0.0 {
                sum += value(v);
                shares.push((v, 1.0));
            }
        }
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (min, max) = (self.limits.min as f64, self.limits.max as f64);
        for (rate, v) in order {
            let room = if rate < 0.0 { max - load } else { min - load };
            if room <= 0.0 {
                break;
            }
            let taken = weight(v).min(room);
            sum += rate * taken;
            load += taken;
            shares.push((v, taken / weight(v)));
        }
        if load < min || load > max {
            return f64::INFINITY;
        }
        if let Some(miss) = miss {
            shares.into_iter().for_each(|(v, share)| miss[v] -= share);
        }
        sum
    }
}
