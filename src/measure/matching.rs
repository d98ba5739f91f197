//! Which old cell is which new one: one to one, so that they share as much as possible.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Id;

/// Above this many steps a component is matched greedily: cells of a village are far below.
const MOST_STEPS: usize = 50_000_000;

/// The one-to-one matching of left and right ids with the largest sum of shared weight (all weights positive).
///
/// Each connected group of overlaps is solved exactly (Hungarian method, Kuhn 1955 in the form of Jonker and Volgenant);
/// one with more than about 360 cells on both sides greedily, the heaviest overlap first.
pub fn matching(shared: &BTreeMap<(Id, Id), i64>) -> BTreeMap<Id, Id> {
    let mut matched = BTreeMap::new();
    for group in groups(shared) {
        let (lefts, rights): (BTreeSet<Id>, BTreeSet<Id>) = group.iter().copied().unzip();
        let (small, large) = (lefts.len().min(rights.len()), lefts.len().max(rights.len()));
        if small.saturating_mul(small).saturating_mul(large) > MOST_STEPS {
            greedy(&group, shared, &mut matched);
        } else {
            exact(&lefts, &rights, shared, &mut matched);
        }
    }
    matched
}

/// The overlaps, grouped so that groups share no cell.
fn groups(shared: &BTreeMap<(Id, Id), i64>) -> Vec<Vec<(Id, Id)>> {
    let mut by_left: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    let mut by_right: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for (left, right) in shared.keys() {
        by_left.entry(*left).or_default().push(*right);
        by_right.entry(*right).or_default().push(*left);
    }
    let mut groups = Vec::new();
    while let Some((left, rights)) = by_left.pop_first() {
        let mut group = Vec::new();
        let mut open = vec![(left, rights)];
        while let Some((left, rights)) = open.pop() {
            for right in rights {
                group.push((left, right));
                for other in by_right.remove(&right).unwrap_or_default() {
                    open.extend(by_left.remove(&other).map(|rights| (other, rights)));
                }
            }
        }
        groups.push(group);
    }
    groups
}

fn greedy(group: &[(Id, Id)], shared: &BTreeMap<(Id, Id), i64>, matched: &mut BTreeMap<Id, Id>) {
    let mut pairs: Vec<(i64, (Id, Id))> = group.iter().map(|pair| (-shared[pair], *pair)).collect();
    pairs.sort_unstable();
    let mut taken = BTreeSet::new();
    for (_, (left, right)) in pairs {
        if !matched.contains_key(&left) && taken.insert(right) {
            matched.insert(left, right);
        }
    }
}

fn exact(
    lefts: &BTreeSet<Id>,
    rights: &BTreeSet<Id>,
    shared: &BTreeMap<(Id, Id), i64>,
    matched: &mut BTreeMap<Id, Id>,
) {
    let (lefts, rights): (Vec<Id>, Vec<Id>) = (lefts.iter().copied().collect(), rights.iter().copied().collect());
    let weight = |left: usize, right: usize| shared.get(&(lefts[left], rights[right])).copied().unwrap_or(0);
    let pairs: Vec<(usize, usize)> = if lefts.len() <= rights.len() {
        assign(lefts.len(), rights.len(), weight)
    } else {
        assign(rights.len(), lefts.len(), |r, l| weight(l, r)).into_iter().map(|(r, l)| (l, r)).collect()
    };
    matched.extend(pairs.into_iter().filter(|(l, r)| weight(*l, *r) > 0).map(|(l, r)| (lefts[l], rights[r])));
}

/// Gives each of `rows` its own column (`rows <= columns`) so that the sum of `weight` is largest.
///
/// Shortest augmenting paths with potentials; index 0 of the work arrays stands for "none".
fn assign(rows: usize, columns: usize, weight: impl Fn(usize, usize) -> i64) -> Vec<(usize, usize)> {
    let (mut of_row, mut of_column) = (vec![0i64; rows + 1], vec![0i64; columns + 1]);
    let mut row_at = vec![0usize; columns + 1];
    for row in 1..=rows {
        row_at[0] = row;
        let mut column = 0;
        let mut least = vec![i64::MAX; columns + 1];
        let mut from = vec![0usize; columns + 1];
        let mut done = vec![false; columns + 1];
        while row_at[column] != 0 {
            done[column] = true;
            let at = row_at[column];
            let (mut step, mut next) = (i64::MAX, 0);
            for c in (1..=columns).filter(|c| !done[*c]) {
                let slack = -weight(at - 1, c - 1) - of_row[at] - of_column[c];
                if slack < least[c] {
                    least[c] = slack;
                    from[c] = column;
                }
                if least[c] < step {
                    step = least[c];
                    next = c;
                }
            }
            for c in 0..=columns {
                if done[c] {
                    of_row[row_at[c]] += step;
                    of_column[c] -= step;
                } else if least[c] != i64::MAX {
                    least[c] -= step;
                }
            }
            column = next;
        }
        while column != 0 {
            row_at[column] = row_at[from[column]];
            column = from[column];
        }
    }
    (1..=columns).filter(|c| row_at[*c] != 0).map(|c| (row_at[c] - 1, c - 1)).collect()
}
