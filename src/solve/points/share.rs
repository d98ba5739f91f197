//! The whole way from points to cells: several starts, the best of them made exact.

use rayon::prelude::*;

use super::chains::{Ground, even};
use super::cloud::Cloud;
use super::coarse::coarse;
use super::diagram::Diagram;
use super::flow::flow;
use super::seeding::sites;
use super::whole::whole;
use crate::base::{Fault, Rng, Watch};
use crate::solve::graph::Graph;

/// Stage number of this kernel in [`Rng::stream`].
const STAGE: u64 = 0x9017;

/// Starts are tried on about so many points for each cell.
const FEW: usize = 40;

/// How many of the starts are made exact.
const FINALISTS: usize = 2;

/// Rounds of recentring, at most; most starts end long before.
const ROUNDS: usize = 60;

/// A round that gains less than this share of the inertia is idle; two of them end the search.
const GAIN: f64 = 3e-4;

/// Points shared out to cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// The cell of every point.
    pub label: Vec<u32>,
    pub loads: Vec<u64>,
    /// Σ weight · squared distance from the mean of the cell.
    pub inertia: f64,
}

/// Shares points out to `k` cells of as equal loads as integers allow, compact by inertia.
///
/// The best of `starts`; the result depends on the arguments alone, on any number of threads. Cells stay empty only
/// where there are fewer points than cells.
///
/// # Errors
/// Only when the watch was cancelled.
pub fn share(cloud: &Cloud, k: usize, starts: usize, seed: u64, watch: &Watch) -> Result<Share, Fault> {
    let k = k.max(1);
    if k == 1 || cloud.is_empty() {
        return Ok(judged(cloud, k, vec![0; cloud.len()]));
    }
    let few = (cloud.len() > 2 * FEW * k).then(|| coarse(cloud, FEW * k));
    let rough = few.as_ref().map_or(cloud, |(few, _)| few);
    let tries = (0..starts.max(1) as u64).into_par_iter().map(|i| {
        watch.check()?;
        let first = sites(rough, k, &mut Rng::stream(seed, STAGE, i));
        let diagram = rounds(rough, first, vec![0.0; k]);
        Ok((rough.inertia(&diagram.label, k), diagram.site, diagram.lift))
    });
    let mut tried: Vec<(f64, Vec<[f64; 2]>, Vec<f64>)> = tries.collect::<Result<_, Fault>>()?;
    tried.sort_by(|a, b| a.0.total_cmp(&b.0));
    tried.truncate(FINALISTS);
    let finals = tried.into_par_iter().map(|(_, first, lift)| {
        watch.check()?;
        let mut diagram = rounds(cloud, first, lift);
        let near = std::mem::take(&mut diagram.near);
        cloud.centres(&diagram.label, &mut diagram.site);
        let mut ground = Free { cloud, site: &diagram.site, near: &near };
        Ok(judged(cloud, k, even(&mut ground, k, std::mem::take(&mut diagram.label))))
    });
    let finals: Vec<Share> = finals.collect::<Result<_, Fault>>()?;
    let better = |a: Share, b: Share| if (range(&b), b.inertia) < (range(&a), a.inertia) { b } else { a };
    Ok(finals.into_iter().reduce(better).unwrap_or_else(|| judged(cloud, k, vec![0; cloud.len()])))
}

/// The same in cells that hang together in a graph, whose nodes are the points, and as even as that allows.
///
/// # Errors
/// Only when the watch was cancelled.
pub fn share_whole(
    cloud: &Cloud,
    graph: &Graph,
    k: usize,
    starts: usize,
    seed: u64,
    watch: &Watch,
) -> Result<Share, Fault> {
    let free = share(cloud, k, starts, seed, watch)?;
    Ok(judged(cloud, k.max(1), whole(cloud, graph, k.max(1), free.label)))
}

fn range(share: &Share) -> u64 {
    share.loads.iter().max().unwrap_or(&0) - share.loads.iter().min().unwrap_or(&0)
}

fn judged(cloud: &Cloud, k: usize, label: Vec<u32>) -> Share {
    let mut loads = vec![0; k];
    for (c, w) in label.iter().zip(&cloud.weight) {
        loads[*c as usize] += u64::from(*w);
    }
    Share { inertia: cloud.inertia(&label, k), label, loads }
}

/// Balances and recentres in turn until it no longer pays.
fn rounds(cloud: &Cloud, first: Vec<[f64; 2]>, lift: Vec<f64>) -> Diagram<'_> {
    let k = first.len();
    let mut diagram = Diagram::new(cloud, first, lift);
    let (mut last, mut idle) = (f64::INFINITY, 0);
    for _ in 0..ROUNDS {
        flow(&mut diagram);
        let now = cloud.inertia(&diagram.label, k);
        let gains = now < last * (1.0 - GAIN);
        idle = if gains { 0 } else { idle + 1 };
        if idle == 2 {
            break;
        }
        last = f64::min(last, now);
        diagram.recentre();
    }
    diagram
}

/// Points that may go to any cell near their own.
struct Free<'a> {
    cloud: &'a Cloud,
    site: &'a [[f64; 2]],
    near: &'a [Vec<u32>],
}

impl Ground for Free<'_> {
    fn weight(&self, i: u32) -> u32 {
        self.cloud.weight[i as usize]
    }

    fn options(&self, i: u32, label: &[u32], into: &mut Vec<(u32, f64)>) {
        let own = label[i as usize];
        let cost = |c: u32| self.cloud.mass(i as usize) * self.cloud.square(i as usize, self.site[c as usize]);
        let here = cost(own);
        into.extend(self.near[own as usize].iter().map(|&c| (c, cost(c) - here)));
    }

    fn allows(&mut self, _: u32, _: u32, _: &[u32]) -> bool {
        true
    }
}
