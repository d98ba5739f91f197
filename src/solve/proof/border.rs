//! Cells with the shortest borders: every block bears one of k labels (Validi and Buchanan 2022).

use super::labelling::{Form, Scale};
use super::separator::{load, pieces, separator};
use super::solver::{Program, Row};
use crate::solve::apportion::Limits;
use crate::solve::graph::Graph;

/// The program: column (c, v) says that block v bears label c; a share of each edge and label, whether the edge leaves
/// the label there.
pub(super) struct Border<'a> {
    g: &'a Graph,
    cells: usize,
    limits: Limits,
    program: Program,
    scale: Scale,
    /// The column of every label and block; none where it is closed.
    column: Vec<Vec<Option<usize>>>,
    /// Every edge once, with the columns of the labels that it may leave; none where it cannot.
    edges: Vec<(u32, u32, Vec<Option<usize>>)>,
    /// The blocks that bear one label in every plan, label by label.
    anchors: Vec<u32>,
}

/// What the borders between cells cost.
pub(super) fn length(g: &Graph, label: &[u32]) -> f64 {
    let cut = |v: u32, w: u32| v < w && label[v as usize] != label[w as usize];
    let of = |v: u32| g.edges(v).filter(move |&(w, _)| cut(v, w)).map(|(_, cost)| f64::from(cost));
    (0..g.len() as u32).flat_map(of).sum()
}

impl<'a> Border<'a> {
    /// The program without contiguity; `guess` is about what a good plan costs.
    pub fn new(g: &'a Graph, cells: usize, limits: Limits, guess: f64) -> Self {
        let n = g.len();
        // Whole costs stay whole, so that the solver may round its bound up.
        let is_whole = g.cost.iter().all(|cost| cost.fract() == 0.0) && guess < 1e6;
        let scale = if is_whole { Scale { cost: 1.0, ..Scale::of(g, guess) } } else { Scale::of(g, guess) };
        let ways = ways(g);
        let anchors = anchors(&ways, cells, limits.max);
        let open = open_labels(g, cells, limits.max, &ways, &anchors);
        let mut program = Program::default();
        let mut column = vec![vec![None; n]; cells];
        for (of_label, open) in column.iter_mut().zip(&open) {
            for v in (0..n).filter(|&v| open[v]) {
                of_label[v] = Some(program.choice(0.0));
            }
        }
        for v in 0..n {
            let of = column.iter().filter_map(|c| c[v]).map(|c| (c, 1.0)).collect();
            program.rows.push(Row::exactly(1.0, of));
        }
        for of_label in &column {
            let loads = (0..n).filter_map(|v| Some((of_label[v]?, f64::from(g.node[v].weight) * scale.load)));
            let (low, high) = (limits.min as f64 * scale.load, limits.max.min(g.load()) as f64 * scale.load);
            program.rows.push(Row { low, high, terms: loads.collect() });
            // No cell is empty, where loads may be.
            program.rows.push(Row::at_least(1.0, of_label.iter().flatten().map(|&c| (c, 1.0)).collect()));
        }
        let mut edges = Vec::new();
        for v in 0..n as u32 {
            for (w, cost) in g.edges(v).filter(|&(w, _)| v < w) {
                let leaves = column.iter().map(|of_label| {
                    let own = of_label[v as usize]?;
                    let share = program.share(f64::from(cost) * scale.cost);
                    let other = of_label[w as usize].map(|c| (c, -1.0));
                    program
                        .rows
                        .push(Row::at_most(0.0, [(own, 1.0), (share, -1.0)].into_iter().chain(other).collect()));
                    Some(share)
                });
                let leaves = leaves.collect();
                edges.push((v, w, leaves));
            }
        }
        Self { g, cells, limits, program, scale, column, edges, anchors }
    }
}

/// The least load of a connected set with both blocks, for every pair.
fn ways(g: &Graph) -> Vec<Vec<u64>> {
    let n = g.len();
    let weight = |v: usize| u64::from(g.node[v].weight);
    let from = |start: usize| {
        let mut way = vec![u64::MAX; n];
        let mut done = vec![false; n];
        way[start] = weight(start);
        while let Some(v) = (0..n).filter(|&v| !done[v] && way[v] < u64::MAX).min_by_key(|&v| way[v]) {
            done[v] = true;
            for &w in g.near(v as u32) {
                let w = w as usize;
                way[w] = way[w].min(way[v] + weight(w));
            }
        }
        way
    };
    (0..n).map(from).collect()
}

/// Blocks no two of which can share a cell, at most one for each cell, as many as are found, and of these the ones that
/// leave the fewest labels open.
fn anchors(ways: &[Vec<u64>], cells: usize, most: u64) -> Vec<u32> {
    let n = ways.len();
    let apart = |v: usize, w: usize| v != w && ways[v][w] > most;
    let reach: Vec<usize> = (0..n).map(|v| (0..n).filter(|&w| apart(v, w)).count()).collect();
    let mut best: (usize, usize, Vec<u32>) = (0, 0, Vec::new());
    for first in 0..n {
        let mut chosen = vec![first];
        while chosen.len() < cells {
            let fits = (0..n).filter(|&v| chosen.iter().all(|&c| apart(v, c)));
            // What is apart from few leaves the most choice for the next, what is apart from many closes the most labels.
            let left = |v: usize| (0..n).filter(|&w| apart(v, w) && chosen.iter().all(|&c| apart(w, c))).count();
            let Some(next) = fits.max_by_key(|&v| (left(v), reach[v], std::cmp::Reverse(v))) else { break };
            chosen.push(next);
        }
        let closed: usize = chosen.iter().map(|&v| reach[v]).sum();
        if (chosen.len(), closed) > (best.0, best.1) {
            best = (chosen.len(), closed, chosen.into_iter().map(|v| v as u32).collect());
        }
    }
    best.2
}

/// Which labels each block may bear, by label and block: anchors bear their own, what cannot share a cell with an anchor
/// does not bear its label, and of the labels without an anchor each is first borne by a later block than the one before.
fn open_labels(g: &Graph, cells: usize, most: u64, ways: &[Vec<u64>], anchors: &[u32]) -> Vec<Vec<bool>> {
    let n = g.len();
    let mut open = vec![vec![true; n]; cells];
    for (c, &anchor) in anchors.iter().enumerate() {
        for v in 0..n {
            open[c][v] = ways[anchor as usize][v] <= most;
        }
    }
    for (c, &anchor) in anchors.iter().enumerate() {
        open.iter_mut().enumerate().filter(|(other, _)| *other != c).for_each(|(_, o)| o[anchor as usize] = false);
    }
    let free = (0..n).filter(|&v| !anchors.contains(&(v as u32)));
    for (rank, v) in free.enumerate() {
        open.iter_mut().skip(anchors.len() + rank + 1).for_each(|o| o[v] = false);
    }
    open
}

impl Form for Border<'_> {
    fn program(&mut self) -> &mut Program {
        &mut self.program
    }

    fn scale(&self) -> Scale {
        self.scale
    }

    fn first_bound(&self) -> f64 {
        0.0
    }

    fn value(&self, label: &[u32]) -> f64 {
        length(self.g, label)
    }

    fn columns_of(&self, label: &[u32]) -> Option<Vec<f64>> {
        // The labels of the program, in the order in which it numbers them.
        let mut name: Vec<Option<usize>> = vec![None; self.cells];
        for (c, &anchor) in self.anchors.iter().enumerate() {
            name[label[anchor as usize] as usize] = Some(c);
        }
        let mut next = self.anchors.len();
        let mut values = vec![0.0; self.program.columns.len()];
        let mut named = Vec::with_capacity(label.len());
        for (v, &cell) in label.iter().enumerate() {
            let c = *name[cell as usize].get_or_insert_with(|| {
                next += 1;
                next - 1
            });
            values[(*self.column.get(c)?)[v]?] = 1.0;
            named.push(c);
        }
        for (v, w, leaves) in &self.edges {
            let (own, other) = (named[*v as usize], named[*w as usize]);
            if own != other {
                values[leaves[own]?] = 1.0;
            }
        }
        Some(values)
    }

    fn label_of(&self, values: &[f64]) -> Vec<u32> {
        let bears = |c: &Vec<Option<usize>>, v: usize| c[v].is_some_and(|c| values[c] > 0.5);
        (0..self.g.len()).map(|v| self.column.iter().position(|c| bears(c, v)).unwrap_or(0) as u32).collect()
    }

    fn cuts_of_shares(&self, _: &[f64]) -> Vec<Row> {
        // As long as labels are shared evenly no border is left to be paid for, however many cuts there are.
        Vec::new()
    }

    fn cuts(&self, values: &[f64]) -> Vec<Row> {
        let label = self.label_of(values);
        let mut rows = Vec::new();
        for cell in 0..self.cells {
            let inside: Vec<bool> = label.iter().map(|&c| c as usize == cell).collect();
            let pieces = pieces(self.g, &inside);
            let Some(main) = pieces.first().and_then(|piece| piece.first()).copied() else { continue };
            for piece in &pieces[1..] {
                rows.extend(piece.iter().flat_map(|&from| self.ways_out(from, piece, main)));
            }
            for column in &self.column {
                rows.extend(self.scale.load_cuts(self.g, self.limits, &inside, |v| column[v], None));
            }
        }
        rows
    }
}

impl Border<'_> {
    /// For every label: who bears it in `from` must get out of the piece, because that is too light for a cell or, where
    /// it is not, because `main` bears it too.
    fn ways_out(&self, from: u32, piece: &[u32], main: u32) -> Vec<Row> {
        let light = load(self.g, piece) < self.limits.min;
        let open = |_: u32| true;
        let around = if light {
            separator(self.g, from, piece, &open, &|reached| load(self.g, reached) < self.limits.min)
        } else {
            separator(self.g, from, piece, &open, &|reached| !reached.contains(&main))
        };
        let one = |of_label: &Vec<Option<usize>>| {
            let own = of_label[from as usize]?;
            let gate = around.iter().filter_map(|&w| of_label[w as usize]).map(|c| (c, -1.0));
            let terms = [(own, 1.0)].into_iter().chain(gate);
            if light {
                return Some(Row::at_most(0.0, terms.collect()));
            }
            let far = of_label[main as usize]?;
            Some(Row::at_most(1.0, terms.chain([(far, 1.0)]).collect()))
        };
        self.column.iter().filter_map(one).collect()
    }
}
