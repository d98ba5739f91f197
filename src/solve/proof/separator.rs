//! Why a block cannot belong to a cell without others: the sets of blocks that part it from the rest of the cell.

use crate::solve::graph::Graph;

/// The connected pieces of some blocks, each ascending; heaviest by load first, equals by lowest block.
pub(super) fn pieces(g: &Graph, inside: &[bool]) -> Vec<Vec<u32>> {
    let mut seen: Vec<bool> = inside.iter().map(|is| !is).collect();
    let mut pieces: Vec<Vec<u32>> = Vec::new();
    for start in 0..g.len() as u32 {
        if !seen[start as usize] {
            let mut piece = reached(g, start, &mut seen);
            piece.sort_unstable();
            pieces.push(piece);
        }
    }
    pieces.sort_by_key(|piece| std::cmp::Reverse(load(g, piece)));
    pieces
}

/// A least set of blocks without which nothing of a cell with `from` gets on: when they are taken away, what hangs
/// together with `from` satisfies `is_stuck`. It begins with the neighbours of `piece`, which must be stuck, and is
/// least in that no block can be left out (a minimal vertex separator: Fischetti et al. 2017; Oehrlein and Haunert
/// 2017; where a piece is stuck by its load alone, Validi and Buchanan 2022). `open` blocks are those that may be in
/// the cell at all.
pub(super) fn separator(
    g: &Graph,
    from: u32,
    piece: &[u32],
    open: &dyn Fn(u32) -> bool,
    is_stuck: &dyn Fn(&[u32]) -> bool,
) -> Vec<u32> {
    let mut within = vec![false; g.len()];
    piece.iter().for_each(|&v| within[v as usize] = true);
    let mut around: Vec<u32> =
        piece.iter().flat_map(|&v| g.near(v)).copied().filter(|&w| !within[w as usize] && open(w)).collect();
    around.sort_unstable();
    around.dedup();
    thinned(g, from, around, open, is_stuck)
}

/// The blocks of a separator less those that can be left out, the first first.
fn thinned(
    g: &Graph,
    from: u32,
    mut around: Vec<u32>,
    open: &dyn Fn(u32) -> bool,
    is_stuck: &dyn Fn(&[u32]) -> bool,
) -> Vec<u32> {
    let mut at = 0;
    while at < around.len() {
        let mut seen: Vec<bool> = (0..g.len() as u32).map(|v| !open(v)).collect();
        around.iter().enumerate().filter(|(i, _)| *i != at).for_each(|(_, &v)| seen[v as usize] = true);
        if is_stuck(&reached(g, from, &mut seen)) {
            around.remove(at);
        } else {
            at += 1;
        }
    }
    around
}

/// What hangs together with a block over blocks not seen yet.
pub(super) fn reached(g: &Graph, from: u32, seen: &mut [bool]) -> Vec<u32> {
    let mut piece = vec![from];
    seen[from as usize] = true;
    let mut next = 0;
    while let Some(&v) = piece.get(next) {
        next += 1;
        for &w in g.near(v) {
            if !std::mem::replace(&mut seen[w as usize], true) {
                piece.push(w);
            }
        }
    }
    piece
}

/// The separator of two blocks that are no neighbours whose blocks have the least shares in all, where that is below
/// `most` (a least vertex cut: Ford and Fulkerson 1956). All shares are 0 to 1; only `open` blocks count.
pub(super) fn weakest(
    g: &Graph,
    from: u32,
    to: u32,
    open: &dyn Fn(u32) -> bool,
    share: &dyn Fn(u32) -> f64,
    most: f64,
) -> Option<Vec<u32>> {
    let n = g.len();
    // Every block is an arc from its entry 2v to its exit 2v + 1; what it holds back lies in `room`, both ways.
    let end = |v: u32| v == from || v == to;
    let mut room: Vec<[f64; 2]> = (0..n as u32).map(|v| [if end(v) { 2.0 } else { share(v) }, 0.0]).collect();
    let mut back: Vec<f64> = vec![0.0; g.adj.len()];
    let mut flow = 0.0;
    loop {
        let mut by: Vec<Option<(usize, Step)>> = vec![None; 2 * n];
        let mut queue = vec![2 * from as usize + 1];
        let mut next = 0;
        while let Some(&at) = queue.get(next) {
            next += 1;
            let v = (at / 2) as u32;
            let mut visit = |to: usize, step: Step| {
                if by[to].is_none() && to / 2 != from as usize {
                    by[to] = Some((at, step));
                    queue.push(to);
                }
            };
            if at % 2 == 0 {
                if room[v as usize][0] > SLIGHT {
                    visit(at + 1, Step::Through(v));
                }
                for e in g.row(v) {
                    if back[twin(g, v, e)] > SLIGHT {
                        visit(2 * g.adj[e] as usize + 1, Step::Back(twin(g, v, e)));
                    }
                }
            } else {
                if room[v as usize][1] > SLIGHT {
                    visit(at - 1, Step::Undo(v));
                }
                for e in g.row(v).filter(|&e| open(g.adj[e])) {
                    visit(2 * g.adj[e] as usize, Step::Along(e));
                }
            }
        }
        if by[2 * to as usize].is_none() {
            let reached = |at: usize| by[at].is_some();
            let gate: Vec<u32> = (0..n as u32)
                .filter(|&v| reached(2 * v as usize) && !reached(2 * v as usize + 1) && v != from)
                .collect();
            return Some(thinned(g, from, gate, open, &|reached| !reached.contains(&to)));
        }
        let path = || std::iter::successors(by[2 * to as usize], |(at, _)| by[*at]).map(|(_, step)| step);
        let least = path().map(|step| step.room(&room, &back)).fold(f64::INFINITY, f64::min);
        path().for_each(|step| step.pass(least, &mut room, &mut back));
        flow += least;
        if flow >= most {
            return None;
        }
    }
}

/// Room below this is none.
const SLIGHT: f64 = 1e-9;

/// One step of an augmenting path.
#[derive(Clone, Copy)]
enum Step {
    /// Through a block, and what went through it taken back.
    Through(u32),
    Undo(u32),
    /// Along an entry of the rows of the graph, and what went along taken back.
    Along(usize),
    Back(usize),
}

impl Step {
    fn room(self, room: &[[f64; 2]], back: &[f64]) -> f64 {
        match self {
            Self::Through(v) => room[v as usize][0],
            Self::Undo(v) => room[v as usize][1],
            Self::Along(_) => f64::INFINITY,
            Self::Back(e) => back[e],
        }
    }

    fn pass(self, flow: f64, room: &mut [[f64; 2]], back: &mut [f64]) {
        match self {
            Self::Through(v) => room[v as usize] = [room[v as usize][0] - flow, room[v as usize][1] + flow],
            Self::Undo(v) => room[v as usize] = [room[v as usize][0] + flow, room[v as usize][1] - flow],
            Self::Along(e) => back[e] += flow,
            Self::Back(e) => back[e] -= flow,
        }
    }
}

/// The entry of the way back of an entry in the row of `v`.
fn twin(g: &Graph, v: u32, e: usize) -> usize {
    let w = g.adj[e];
    g.row(w).find(|&back| g.adj[back] == v).unwrap_or(e)
}

/// The load of some blocks.
pub(super) fn load(g: &Graph, blocks: &[u32]) -> u64 {
    blocks.iter().map(|&v| u64::from(g.node[v as usize].weight)).sum()
}
