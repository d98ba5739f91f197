//! Cells about centres that are blocks, after Hess et al. 1965: every block belongs to one centre.

use super::labelling::{Form, Scale};
use super::lagrangian::Centres;
use super::separator::{load, pieces, separator, weakest};
use super::solver::{Program, Row};
use crate::base::{Fault, Watch};
use crate::solve::apportion::Limits;
use crate::solve::graph::Graph;

/// A share, or a breach of a cut by shares, that is worth a cut.
const ENOUGH: f64 = 0.02;

/// The program: column (j, v) says that block v belongs to centre j, and (j, j) that j is a centre.
pub(super) struct Hess<'a> {
    centres: Centres<'a>,
    program: Program,
    scale: Scale,
    /// The column of every pair, by centre and block; none where it is closed.
    column: Vec<Vec<Option<usize>>>,
    bound: f64,
}

/// What it costs that a block belongs to a centre, by centre and block: mass · distance².
fn costs(g: &Graph) -> Vec<Vec<f64>> {
    let mean = g.node.iter().map(|n| n.mass).sum::<f64>() / g.len().max(1) as f64;
    let n = g.len() as u32;
    let to = |j: u32, v: u32| g.node[v as usize].mass.max(1e-6 * mean) * g.metres(j, v) * g.metres(j, v);
    (0..n).map(|j| (0..n).map(|v| to(j, v)).collect()).collect()
}

/// Σ mass · distance² about the best block of each cell.
pub(super) fn moment(g: &Graph, cells: usize, label: &[u32]) -> f64 {
    let cost = costs(g);
    (0..cells as u32).filter_map(|c| centre(&cost, label, c)).map(|(_, cost)| cost).sum()
}

/// The best centre of one cell and what the cell costs about it; the first of equals.
fn centre(cost: &[Vec<f64>], label: &[u32], cell: u32) -> Option<(usize, f64)> {
    let own: Vec<usize> = (0..label.len()).filter(|&v| label[v] == cell).collect();
    let about = |j: usize| own.iter().map(|&v| cost[j][v]).sum::<f64>();
    own.iter().map(|&j| (j, about(j))).min_by(|a, b| a.1.total_cmp(&b.1))
}

impl<'a> Hess<'a> {
    /// The program without contiguity, reduced by what a known plan of this value and prices rule out.
    ///
    /// # Errors
    /// Only when the watch was cancelled.
    pub fn new(
        g: &'a Graph,
        cells: usize,
        limits: Limits,
        known: Option<f64>,
        guess: f64,
        watch: &Watch,
    ) -> Result<Self, Fault> {
        let n = g.len();
        let mut centres = Centres { g, cells, limits, cost: costs(g), open: vec![vec![true; n]; n] };
        let bound = centres.tighten(known, guess, watch)?;
        let scale = Scale::of(g, guess);
        let mut program = Program::default();
        let mut column = vec![vec![None; n]; n];
        for j in 0..n {
            for v in (0..n).filter(|&v| centres.open[j][v]) {
                column[j][v] = Some(program.choice(centres.cost[j][v] * scale.cost));
            }
        }
        for v in 0..n {
            let of = (0..n).filter_map(|j| column[j][v]).map(|c| (c, 1.0)).collect();
            program.rows.push(Row::exactly(1.0, of));
        }
        let seats = (0..n).filter_map(|j| column[j][j]).map(|c| (c, 1.0)).collect();
        program.rows.push(Row::exactly(cells as f64, seats));
        for j in 0..n {
            let Some(seat) = column[j][j] else { continue };
            let loads = || (0..n).filter_map(|v| Some((column[j][v]?, f64::from(g.node[v].weight) * scale.load)));
            let (low, high) = (limits.min as f64 * scale.load, limits.max.min(g.load()) as f64 * scale.load);
            let less = |limit: f64| loads().map(|(c, w)| if c == seat { (c, w - limit) } else { (c, w) }).collect();
            program.rows.push(Row::at_least(0.0, less(low)));
            program.rows.push(Row::at_most(0.0, less(high)));
            for v in (0..n).filter(|&v| v != j) {
                if let Some(c) = column[j][v] {
                    program.rows.push(Row::at_most(0.0, vec![(c, 1.0), (seat, -1.0)]));
                }
            }
        }
        Ok(Self { centres, program, scale, column, bound })
    }
}

impl Form for Hess<'_> {
    fn program(&mut self) -> &mut Program {
        &mut self.program
    }

    fn scale(&self) -> Scale {
        self.scale
    }

    fn first_bound(&self) -> f64 {
        self.bound
    }

    fn value(&self, label: &[u32]) -> f64 {
        (0..self.centres.cells as u32).filter_map(|c| centre(&self.centres.cost, label, c)).map(|(_, cost)| cost).sum()
    }

    fn columns_of(&self, label: &[u32]) -> Option<Vec<f64>> {
        let mut values = vec![0.0; self.program.columns.len()];
        for cell in 0..self.centres.cells as u32 {
            let (j, _) = centre(&self.centres.cost, label, cell)?;
            for v in (0..label.len()).filter(|&v| label[v] == cell) {
                values[self.column[j][v]?] = 1.0;
            }
        }
        Some(values)
    }

    fn label_of(&self, values: &[f64]) -> Vec<u32> {
        let n = self.centres.g.len();
        let is = |j: usize, v: usize| self.column[j][v].is_some_and(|c| values[c] > 0.5);
        let seats: Vec<usize> = (0..n).filter(|&j| is(j, j)).collect();
        (0..n).map(|v| seats.iter().position(|&j| is(j, v)).unwrap_or(0) as u32).collect()
    }

    fn cuts_of_shares(&self, values: &[f64]) -> Vec<Row> {
        let g = self.centres.g;
        let n = g.len();
        let share = |j: usize, v: u32| self.column[j][v as usize].map_or(0.0, |c| values[c]);
        let mut rows = Vec::new();
        for j in (0..n).filter(|&j| share(j, j as u32) > ENOUGH) {
            let open = |v: u32| self.centres.open[j][v as usize];
            for from in
                (0..n as u32).filter(|&v| share(j, v) > ENOUGH && v as usize != j && !g.near(v).contains(&(j as u32)))
            {
                let most = share(j, from) - ENOUGH;
                if let Some(around) = weakest(g, from, j as u32, &open, &|v| share(j, v), most) {
                    rows.extend(self.way_out(j, from, &around));
                }
            }
        }
        rows
    }

    fn cuts(&self, values: &[f64]) -> Vec<Row> {
        let g = self.centres.g;
        let n = g.len();
        let is = |j: usize, v: usize| self.column[j][v].is_some_and(|c| values[c] > 0.5);
        let mut rows = Vec::new();
        for j in (0..n).filter(|&j| is(j, j)) {
            let inside: Vec<bool> = (0..n).map(|v| is(j, v)).collect();
            let open = |v: u32| self.centres.open[j][v as usize];
            for piece in pieces(g, &inside).iter().filter(|piece| !piece.contains(&(j as u32))) {
                for &from in piece {
                    let around = separator(g, from, piece, &open, &|reached| !reached.contains(&(j as u32)));
                    rows.extend(self.way_out(j, from, &around));
                    if load(g, piece) < self.centres.limits.min {
                        let is_light = |reached: &[u32]| load(g, reached) < self.centres.limits.min;
                        let around = separator(g, from, piece, &|_| true, &is_light);
                        let others = (0..n as u32).filter(|other| !around.contains(other));
                        rows.extend(others.filter_map(|other| self.way_out(other as usize, from, &around)));
                    }
                }
            }
            rows.extend(self.scale.load_cuts(
                g,
                self.centres.limits,
                &inside,
                |v| self.column[j][v],
                self.column[j][j],
            ));
        }
        rows
    }
}

impl Hess<'_> {
    /// Where block `from` belongs to a centre, one of the blocks `around` does too; none where it cannot.
    fn way_out(&self, j: usize, from: u32, around: &[u32]) -> Option<Row> {
        let own = self.column[j][from as usize]?;
        let gate = around.iter().filter_map(|&w| self.column[j][w as usize]).map(|c| (c, -1.0));
        Some(Row::at_most(0.0, [(own, 1.0)].into_iter().chain(gate).collect()))
    }
}
