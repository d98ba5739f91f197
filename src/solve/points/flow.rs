//! Exact balance for given sites: successive shortest paths on the graph of cells.
//!
//! An arc from cell to cell costs what the cheapest point on it costs more there; heaps of points by that cost, with
//! lazy deletion, make a path a matter of cells, not of points.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::diagram::Diagram;

/// A number with a name, smallest first out of a heap, equals by name.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Least(pub f64, pub u32);

impl Eq for Least {}

impl PartialOrd for Least {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Least {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

/// The points of each cell by what it costs to move them to each cell near.
struct Heaps(Vec<Vec<BinaryHeap<Least>>>);

impl Heaps {
    fn new(diagram: &Diagram) -> Self {
        let mut lists: Vec<Vec<Vec<Least>>> = diagram.near.iter().map(|n| vec![Vec::new(); n.len()]).collect();
        for (i, &own) in diagram.label.iter().enumerate().filter(|(i, _)| diagram.cloud.weight[*i] > 0) {
            let here = diagram.cost(i, own);
            for (list, &c) in lists[own as usize].iter_mut().zip(&diagram.near[own as usize]) {
                list.push(Least(diagram.cost(i, c) - here, i as u32));
            }
        }
        Self(lists.into_iter().map(|l| l.into_iter().map(BinaryHeap::from).collect()).collect())
    }

    /// The cheapest point to move from `cell` to its `slot`-th near cell.
    fn top(&mut self, diagram: &Diagram, cell: u32, slot: usize) -> Option<Least> {
        let heap = &mut self.0[cell as usize][slot];
        while heap.peek().is_some_and(|top| diagram.label[top.1 as usize] != cell) {
            heap.pop();
        }
        heap.peek().copied()
    }

    fn add(&mut self, diagram: &Diagram, i: u32) {
        let own = diagram.label[i as usize];
        let here = diagram.cost(i as usize, own);
        for (heap, &c) in self.0[own as usize].iter_mut().zip(&diagram.near[own as usize]) {
            heap.push(Least(diagram.cost(i as usize, c) - here, i));
        }
    }
}

/// Moves points along shortest paths until no cell is overfull or underfull by the weight of a point.
///
/// With unit weights the result is the optimal transport for these sites, and the lifts its dual solution.
pub(super) fn flow(diagram: &mut Diagram) {
    let k = diagram.k();
    let biggest = diagram.cloud.weight.iter().copied().max().unwrap_or(0).max(1);
    let total = diagram.cloud.load() as i64;
    let (low, high) = (total / k as i64, (total + k as i64 - 1) / k as i64);
    let mut heaps = Heaps::new(diagram);
    // Each path carries about one point; lumpy weights may go round in circles, which a limit ends.
    let excess: i64 = diagram.load.iter().map(|l| (l - high).max(0)).sum();
    let mut left = 2 * excess + 8 * k as i64;
    let slack = i64::from(biggest) - 1;
    while left > 0 {
        left -= 1;
        let Some(source) = (0..k).max_by_key(|&c| (diagram.load[c], std::cmp::Reverse(c))) else { return };
        let Some(sink) = (0..k).min_by_key(|&c| (diagram.load[c], c)) else { return };
        let (over, under) = (diagram.load[source] - high, low - diagram.load[sink]);
        if over <= slack && under <= slack {
            return;
        }
        // The fullest cell gives to the nearest that lacks, or the emptiest takes from the fullest.
        let open = |c: usize| diagram.load[c] < if slack == 0 && over > 0 { high } else { low };
        let target: Vec<bool> = (0..k).map(|c| if over >= under { open(c) } else { c == sink }).collect();
        let found = path(diagram, &mut heaps, source, &target);
        if !found {
            return;
        }
    }
}

/// Moves one point along each arc of the cheapest path from `source` to the nearest target; false where there is none.
fn path(diagram: &mut Diagram, heaps: &mut Heaps, source: usize, target: &[bool]) -> bool {
    let k = diagram.k();
    let mut reach = vec![f64::INFINITY; k];
    let mut from: Vec<(u32, u32)> = vec![(u32::MAX, u32::MAX); k];
    let mut done = vec![false; k];
    let mut queue = BinaryHeap::from([Least(0.0, source as u32)]);
    reach[source] = 0.0;
    let mut end = None;
    while let Some(Least(so_far, a)) = queue.pop() {
        if std::mem::replace(&mut done[a as usize], true) {
            continue;
        }
        if target[a as usize] && a as usize != source {
            end = Some((a, so_far));
            break;
        }
        for slot in 0..diagram.near[a as usize].len() {
            let b = diagram.near[a as usize][slot];
            if done[b as usize] {
                continue;
            }
            let Some(Least(key, point)) = heaps.top(diagram, a, slot) else { continue };
            // Not below zero but by rounding, and where a cell that is near was not known to be.
            let reduced = (key + diagram.lift[a as usize] - diagram.lift[b as usize]).max(0.0);
            if so_far + reduced < reach[b as usize] {
                reach[b as usize] = so_far + reduced;
                from[b as usize] = (a, point);
                queue.push(Least(so_far + reduced, b));
            }
        }
    }
    let Some((end, length)) = end else { return false };
    for c in (0..k).filter(|&c| done[c]) {
        diagram.lift[c] -= length - reach[c];
    }
    let mut at = end;
    while at as usize != source {
        let (before, point) = from[at as usize];
        let weight = i64::from(diagram.cloud.weight[point as usize]);
        diagram.label[point as usize] = at;
        diagram.load[before as usize] -= weight;
        diagram.load[at as usize] += weight;
        heaps.add(diagram, point);
        at = before;
    }
    true
}
