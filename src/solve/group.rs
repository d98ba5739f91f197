//! Areas that are not in one piece: which parts are planned together, and how many cells each gets.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::reason::Reason;
use rstar::{RTree, primitives::GeomWithData};

/// Parts of an area that are planned as one, tied by bridges; a bridge never lets a cell fall apart inside a part,
/// because the parts and bridges form a tree.
pub(super) struct Group {
    /// Blocks of the area, ascending.
    pub blocks: Vec<u32>,
    /// Pairs of blocks of the area.
    pub bridges: Vec<(u32, u32)>,
    /// The cells of the area that this group fills; locked cells first.
    pub cells: Vec<u32>,
}

type Spot = GeomWithData<[f64; 2], u32>;

/// Splits an area into groups that share its `k` cells by largest remainder of their loads.
///
/// Parts of one locked cell are planned together; a part that earns no cell joins the nearest part that has one.
pub(super) fn groups(
    g: &Graph,
    k: u32,
    lock: &[Option<u32>],
    prior: &[Option<u32>],
    reasons: &mut Vec<Reason>,
) -> Vec<Group> {
    let (mut of, count) = g.components();
    let mut bridges = tie_locked(&mut of, count, k, lock);
    let mut facts = facts(g, &of, count, k, lock);
    if !share_as_before(g, &of, &mut facts, k, prior) {
        share(&mut facts, k);
    }
    let populated = facts.iter().filter(|f| f.load > 0).count() as u32;
    let mut joined = Vec::new();
    join_empty(g, &mut of, &facts, prior, &mut bridges, &mut joined);
    if populated > k {
        // None of them is too light: there are not enough cells, however they are shared.
        let loads = || facts.iter().filter(|f| f.cells == 0 && f.load > 0).map(|f| f.load);
        let (count, load) = (loads().count() as u32, loads().sum());
        joined.retain(|reason| matches!(reason, Reason::PartJoined { load: 0, .. }));
        joined.push(Reason::MoreParts { parts: populated, cells: k, joined: count, load });
    }
    reasons.extend(joined);
    let cells = name_cells(g, &of, &facts, k, lock, prior);
    facts
        .iter()
        .zip(cells)
        .enumerate()
        .filter(|(_, (f, _))| f.cells > 0)
        .map(|(c, (_, cells))| Group {
            blocks: (0..g.len() as u32).filter(|&v| of[v as usize] as usize == c).collect(),
            bridges: bridges.iter().copied().filter(|&(a, _)| of[a as usize] as usize == c).collect(),
            cells,
        })
        .collect()
}

#[derive(Clone, Default)]
struct Facts {
    first: u32,
    blocks: u32,
    load: u64,
    /// Number of locked cells, and of the most cells that fit in.
    least: u32,
    most: u32,
    cells: u32,
}

/// Unites the components that hold blocks of one locked cell.
fn tie_locked(of: &mut [u32], count: usize, k: u32, lock: &[Option<u32>]) -> Vec<(u32, u32)> {
    let mut anchor: Vec<Option<u32>> = vec![None; k as usize];
    let mut bridges = Vec::new();
    let mut into: Vec<u32> = (0..count as u32).collect();
    for (v, cell) in lock.iter().enumerate().filter_map(|(v, c)| Some((v as u32, (*c)?))) {
        let Some(slot) = anchor.get_mut(cell as usize) else { continue };
        let Some(at) = *slot else {
            *slot = Some(v);
            continue;
        };
        let (a, b) = (into[of[at as usize] as usize], into[of[v as usize] as usize]);
        if a != b {
            bridges.push((at, v));
            into.iter_mut().filter(|i| **i == b).for_each(|i| *i = a);
        }
    }
    for c in of.iter_mut() {
        *c = into[*c as usize];
    }
    bridges
}

fn facts(g: &Graph, of: &[u32], count: usize, k: u32, lock: &[Option<u32>]) -> Vec<Facts> {
    let mut facts = vec![Facts::default(); count];
    let mut seen = vec![false; k as usize];
    for v in (0..g.len()).rev() {
        let f = &mut facts[of[v] as usize];
        f.first = v as u32;
        f.blocks += 1;
        f.load += u64::from(g.node[v].weight);
        match lock.get(v).copied().flatten().filter(|&c| c < k) {
            Some(cell) if !std::mem::replace(&mut seen[cell as usize], true) => {
                f.least += 1;
                f.most += 1;
            }
            Some(_) => {}
            None => f.most += 1,
        }
    }
    facts
}

/// As many cells as had most of their load there before; false where that makes another number of cells or too many.
fn share_as_before(g: &Graph, of: &[u32], facts: &mut [Facts], k: u32, prior: &[Option<u32>]) -> bool {
    let mut held: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for (v, cell) in prior.iter().enumerate().take(g.len()) {
        if let Some(cell) = cell.filter(|&c| c < k) {
            *held.entry((cell, of[v])).or_default() += u64::from(g.node[v].weight) + 1;
        }
    }
    let mut home: BTreeMap<u32, (u64, u32)> = BTreeMap::new();
    for ((cell, part), load) in held {
        let best = home.entry(cell).or_insert((load, part));
        *best = if load > best.0 { (load, part) } else { *best };
    }
    let mut cells = vec![0u32; facts.len()];
    for (_, part) in home.values() {
        cells[*part as usize] += 1;
    }
    let fits = cells.iter().zip(&*facts).all(|(n, f)| (f.least..=f.most).contains(n));
    if home.len() != k as usize || !fits {
        return false;
    }
    facts.iter_mut().zip(cells).for_each(|(f, n)| f.cells = n);
    true
}

/// Largest remainder between the least and the most cells that each can have.
fn share(facts: &mut [Facts], k: u32) {
    let total: u64 = facts.iter().map(|f| f.load).sum();
    let blocks: u64 = facts.iter().map(|f| u64::from(f.blocks)).sum();
    let quota: Vec<f64> = facts
        .iter()
        .map(|f| {
            let share = if total > 0 { f.load as f64 / total as f64 } else { f64::from(f.blocks) / blocks as f64 };
            share * f64::from(k)
        })
        .collect();
    let mut given = 0i64;
    for (f, q) in facts.iter_mut().zip(&quota) {
        f.cells = (q.floor() as u32).clamp(f.least, f.most);
        given += i64::from(f.cells);
    }
    let mut left = i64::from(k) - given;
    while left != 0 {
        let mut order: Vec<usize> = (0..facts.len())
            .filter(|&c| if left > 0 { facts[c].cells < facts[c].most } else { facts[c].cells > facts[c].least })
            .collect();
        let need = |c: usize| quota[c] - f64::from(facts[c].cells);
        order.sort_by(|&a, &b| {
            let by_need = need(b).total_cmp(&need(a)).then(facts[b].load.cmp(&facts[a].load)).then(a.cmp(&b));
            if left > 0 { by_need } else { by_need.reverse() }
        });
        if order.is_empty() {
            break;
        }
        for c in order {
            if left == 0 {
                break;
            }
            let one = left.signum();
            facts[c].cells = facts[c].cells.saturating_add_signed(one as i32);
            left -= one;
        }
    }
}

/// Ties every part without a cell of its own to the nearest part that has one, by the cell that it was in before where
/// there is that.
fn join_empty(
    g: &Graph,
    of: &mut [u32],
    facts: &[Facts],
    prior: &[Option<u32>],
    bridges: &mut Vec<(u32, u32)>,
    reasons: &mut Vec<Reason>,
) {
    if facts.iter().all(|f| f.cells > 0 || f.blocks == 0) {
        return;
    }
    let spot = |v: u32| Spot::new([g.node[v as usize].x, g.node[v as usize].y], v);
    let (homes, strays): (Vec<u32>, Vec<u32>) =
        (0..g.len() as u32).partition(|&v| facts[of[v as usize] as usize].cells > 0);
    let before = |v: u32| prior.get(v as usize).copied().flatten();
    let mut tree_of: BTreeMap<Option<u32>, Vec<Spot>> = BTreeMap::new();
    for &v in &homes {
        tree_of.entry(None).or_default().push(spot(v));
        if let Some(cell) = before(v) {
            tree_of.entry(Some(cell)).or_default().push(spot(v));
        }
    }
    let tree_of: BTreeMap<Option<u32>, RTree<Spot>> =
        tree_of.into_iter().map(|(cell, spots)| (cell, RTree::bulk_load(spots))).collect();
    // Whether it is another cell than before, how far, the stray block and the one that it is tied to.
    let mut nearest: Vec<Option<(bool, f64, u32, u32)>> = vec![None; facts.len()];
    for v in strays {
        let at = [g.node[v as usize].x, g.node[v as usize].y];
        let own = before(v).and_then(|cell| tree_of.get(&Some(cell)));
        let Some(tree) = own.or_else(|| tree_of.get(&None)) else { continue };
        let Some((spot, d2)) = tree.nearest_neighbor_iter_with_distance_2(at).next() else { continue };
        let slot = &mut nearest[of[v as usize] as usize];
        if slot.is_none_or(|(other, best, ..)| (own.is_none(), d2) < (other, best)) {
            *slot = Some((own.is_none(), d2, v, spot.data));
        }
    }
    let mut into: Vec<u32> = (0..facts.len() as u32).collect();
    for (c, near) in nearest.into_iter().enumerate() {
        if let Some((.., v, home)) = near {
            bridges.push((home, v));
            into[c] = of[home as usize];
            reasons.push(Reason::PartJoined { block: facts[c].first, load: facts[c].load });
        }
    }
    for c in of.iter_mut() {
        *c = into[*c as usize];
    }
}

/// Gives every group its cells: locked ones where they are locked, prior ones where most of their load lies.
fn name_cells(
    g: &Graph,
    of: &[u32],
    facts: &[Facts],
    k: u32,
    lock: &[Option<u32>],
    prior: &[Option<u32>],
) -> Vec<Vec<u32>> {
    let mut cells: Vec<Vec<u32>> = vec![Vec::new(); facts.len()];
    let mut home: Vec<Option<u32>> = vec![None; k as usize];
    for (v, cell) in lock.iter().enumerate().take(g.len()) {
        if let Some(slot) = cell.and_then(|c| home.get_mut(c as usize)) {
            *slot = Some(of[v]);
        }
    }
    for (cell, group) in home.iter().enumerate() {
        if let Some(group) = group {
            cells[*group as usize].push(cell as u32);
        }
    }
    let mut held: Vec<(u32, u32, u64)> = Vec::new();
    for (v, cell) in prior.iter().enumerate().take(g.len()) {
        if let Some(cell) = cell.filter(|&c| c < k && home[c as usize].is_none()) {
            held.push((cell, of[v], u64::from(g.node[v].weight) + 1));
        }
    }
    held.sort_unstable();
    held.dedup_by(|b, a| {
        let same = (a.0, a.1) == (b.0, b.1);
        if same {
            a.2 += b.2;
        }
        same
    });
    held.sort_by_key(|&(cell, group, load)| (std::cmp::Reverse(load), cell, group));
    for (cell, group, _) in held {
        if home[cell as usize].is_none() && cells[group as usize].len() < facts[group as usize].cells as usize {
            home[cell as usize] = Some(group);
            cells[group as usize].push(cell);
        }
    }
    let mut free = (0..k).filter(|&c| home[c as usize].is_none());
    for (group, facts) in facts.iter().enumerate() {
        while cells[group].len() < facts.cells as usize {
            let Some(cell) = free.next() else { break };
            cells[group].push(cell);
        }
    }
    cells
}
