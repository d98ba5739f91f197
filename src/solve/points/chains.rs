//! Chains of exchanges between cells that bring loads to the integer optimum.
//!
//! An arc from one cell to another is the cheapest move, or exchange of two points, whose net load is exactly `d`. A path
//! of arcs from a fuller to an emptier cell changes the load of its two ends alone.

use std::collections::{BTreeSet, BinaryHeap};

use super::flow::Least;

/// What is shared out, and which moves are allowed.
pub(super) trait Ground {
    fn weight(&self, i: u32) -> u32;
    /// The cells that a point may move to, with what that costs.
    fn options(&self, i: u32, label: &[u32], into: &mut Vec<(u32, f64)>);
    /// Whether the move leaves every cell in one piece; only asked of options.
    fn allows(&mut self, i: u32, to: u32, label: &[u32]) -> bool;
}

/// The cheapest point of a cell, of this weight, to go to another cell.
#[derive(Clone, Copy, PartialEq)]
struct Offer {
    to: u32,
    weight: u32,
    cost: f64,
    point: u32,
}

#[derive(Clone, Copy)]
struct Arc {
    to: u32,
    cost: f64,
    out: u32,
    back: Option<u32>,
}

/// Failed chains in a row after which the loads are taken as they are.
const PATIENCE: usize = 400;

/// A labelling under way.
pub(super) struct Chains<'g, G> {
    ground: &'g mut G,
    label: Vec<u32>,
    load: Vec<i64>,
    members: Vec<Vec<u32>>,
    offers: Vec<Vec<Offer>>,
    stale: Vec<bool>,
    banned: BTreeSet<(u32, u32)>,
}

/// Evens out the loads of `k` cells as far as exchanges can: their range is at most one wherever a chain exists.
pub(super) fn even<G: Ground>(ground: &mut G, k: usize, label: Vec<u32>) -> Vec<u32> {
    let mut chains = Chains::new(ground, k, label);
    let widest = chains.range() / 2;
    let mut d = 1 << (64 - u64::leading_zeros(widest.max(1) as u64)).min(12);
    while d > 1 {
        while chains.range() >= 2 * d && chains.carry(d) {}
        d /= 2;
    }
    // Where no exchange nets one, a larger one may still help.
    let mut d = 1;
    while chains.range() > d && d <= 64 {
        d = if chains.carry(d) { 1 } else { d + 1 };
    }
    chains.label
}

impl<'g, G: Ground> Chains<'g, G> {
    fn new(ground: &'g mut G, k: usize, label: Vec<u32>) -> Self {
        let (mut load, mut members) = (vec![0i64; k], vec![Vec::new(); k]);
        for (i, &c) in label.iter().enumerate() {
            load[c as usize] += i64::from(ground.weight(i as u32));
            members[c as usize].push(i as u32);
        }
        Self {
            ground,
            label,
            load,
            members,
            offers: vec![Vec::new(); k],
            stale: vec![true; k],
            banned: BTreeSet::new(),
        }
    }

    fn range(&self) -> i64 {
        self.load.iter().max().unwrap_or(&0) - self.load.iter().min().unwrap_or(&0)
    }

    /// Carries `d` from the fullest cell that can give it to the nearest that has at least `d + 1` less; false where no
    /// chain does.
    fn carry(&mut self, d: i64) -> bool {
        let least = self.load.iter().min().copied().unwrap_or(0);
        let mut sources: Vec<u32> =
            (0..self.load.len() as u32).filter(|&c| self.load[c as usize] > least + d).collect();
        sources.sort_by_key(|&c| (-self.load[c as usize], c));
        sources.into_iter().any(|source| self.carry_from(source, d))
    }

    fn carry_from(&mut self, source: u32, d: i64) -> bool {
        for &(point, _) in &std::mem::take(&mut self.banned) {
            self.stale[self.label[point as usize] as usize] = true;
        }
        for _ in 0..PATIENCE {
            self.refresh();
            let Some(chain) = self.chain(source, d) else { return false };
            if self.follow(&chain) {
                return true;
            }
        }
        false
    }

    /// Gathers anew the offers of cells whose points changed.
    fn refresh(&mut self) {
        let mut options = Vec::new();
        for cell in 0..self.stale.len() {
            if !std::mem::replace(&mut self.stale[cell], false) {
                continue;
            }
            let offers = &mut self.offers[cell];
            offers.clear();
            for &point in &self.members[cell] {
                let weight = self.ground.weight(point);
                if weight == 0 {
                    continue;
                }
                options.clear();
                self.ground.options(point, &self.label, &mut options);
                for &(to, cost) in &options {
                    if self.banned.is_empty() || !self.banned.contains(&(point, to)) {
                        offers.push(Offer { to, weight, cost, point });
                    }
                }
            }
            offers.sort_unstable_by(|a, b| {
                (a.to, a.weight).cmp(&(b.to, b.weight)).then(a.cost.total_cmp(&b.cost)).then(a.point.cmp(&b.point))
            });
            offers.dedup_by_key(|o| (o.to, o.weight));
        }
    }

    /// The offers of one cell to another, by weight.
    fn between(&self, from: u32, to: u32) -> &[Offer] {
        let all = &self.offers[from as usize];
        let start = all.partition_point(|o| o.to < to);
        let end = start + all[start..].partition_point(|o| o.to == to);
        &all[start..end]
    }

    /// The cheapest exchange from one cell to another that nets `d`.
    fn arc(&self, from: u32, to: u32, d: u32) -> Option<Arc> {
        let back = self.between(to, from);
        let mut best: Option<Arc> = None;
        let mut at = 0;
        for offer in self.between(from, to).iter().filter(|o| o.weight >= d) {
            let arc = if offer.weight == d {
                Arc { to, cost: offer.cost, out: offer.point, back: None }
            } else {
                while back.get(at).is_some_and(|b| b.weight < offer.weight - d) {
                    at += 1;
                }
                match back.get(at).filter(|b| b.weight == offer.weight - d) {
                    Some(b) => Arc { to, cost: offer.cost + b.cost, out: offer.point, back: Some(b.point) },
                    None => continue,
                }
            };
            if best.is_none_or(|b| arc.cost < b.cost) {
                best = Some(arc);
            }
        }
        best
    }

    /// The cheapest chain, as arcs from that cell on.
    fn chain(&self, source: u32, d: i64) -> Option<Vec<(u32, Arc)>> {
        let (k, source) = (self.load.len(), source as usize);
        let wide = u32::try_from(d).ok()?;
        let mut reach = vec![f64::INFINITY; k];
        let mut from: Vec<Option<(u32, Arc)>> = vec![None; k];
        let mut done = vec![false; k];
        let mut queue = BinaryHeap::from([Least(0.0, source as u32)]);
        reach[source] = 0.0;
        while let Some(Least(so_far, a)) = queue.pop() {
            if std::mem::replace(&mut done[a as usize], true) {
                continue;
            }
            if self.load[a as usize] + d < self.load[source] {
                let mut chain = Vec::new();
                let mut at = a;
                while let Some((before, arc)) = from[at as usize] {
                    chain.push((before, arc));
                    at = before;
                }
                chain.reverse();
                return Some(chain);
            }
            for offers in self.offers[a as usize].chunk_by(|p, q| p.to == q.to) {
                let b = offers[0].to;
                if done[b as usize] {
                    continue;
                }
                let Some(arc) = self.arc(a, b, wide) else { continue };
                // An exchange that even gains is as good as a free one: so no cycle pays.
                let length = so_far + arc.cost.max(0.0);
                if length < reach[b as usize] {
                    reach[b as usize] = length;
                    from[b as usize] = Some((a, arc));
                    queue.push(Least(length, b));
                }
            }
        }
        None
    }

    /// Makes the moves of a chain one after another, or none of them; a move that is not allowed is banned.
    fn follow(&mut self, chain: &[(u32, Arc)]) -> bool {
        let mut made: Vec<(u32, u32)> = Vec::new();
        for &(from, arc) in chain {
            for (point, old, new) in [(Some(arc.out), from, arc.to), (arc.back, arc.to, from)] {
                let Some(point) = point else { continue };
                // A point that this very chain has moved already is not where it was offered.
                if self.label[point as usize] != old || !self.ground.allows(point, new, &self.label) {
                    self.banned.insert((point, new));
                    self.stale[old as usize] = true;
                    for &(point, back) in made.iter().rev() {
                        self.label[point as usize] = back;
                    }
                    return false;
                }
                self.label[point as usize] = new;
                made.push((point, old));
            }
        }
        for &(point, old) in &made {
            let (new, weight) = (self.label[point as usize], i64::from(self.ground.weight(point)));
            self.load[old as usize] -= weight;
            self.load[new as usize] += weight;
            self.members[old as usize].retain(|p| *p != point);
            self.members[new as usize].push(point);
        }
        for &(from, arc) in chain {
            self.stale[from as usize] = true;
            self.stale[arc.to as usize] = true;
        }
        true
    }
}
