//! No household further than so many metres from the centre of its cell, straight line: who would be, and plans with as
//! few of them as can be found.

use rayon::prelude::*;
use serde::Serialize;

use super::balance::{AreaProblem, AreaResult, balance_area, judged};
use super::centres::Centres;
use super::divide::Field;
use super::goal::Wishes;
use super::graph::Graph;
use super::reason::Reason;
use super::sites::sites;
use crate::base::{Fault, Message, Watch};
use crate::model::{Id, Project};
use crate::say;

/// One household beyond the distance costs more than any way of others.
const BEYOND: f64 = 1e15;

/// Above so many households the centre of a cell is the one nearest to the middle of all.
const MANY: usize = 3000;

/// Blocks that are tried as centres: those with the most households.
const SITES: usize = 400;

/// How often the centres of the cells are taken anew and the cells grown around them.
const ROUNDS: usize = 3;

/// Up to so many blocks single ones are moved in the end, in so many passes at most.
const SMALL: usize = 400;
const PASSES: usize = 20;

/// So many cells more are tried, and so many of these tries are plans.
const MORE: u32 = 8;
const TRIES: usize = 3;

/// How far households live from the centres of their cells, in metres, straight line.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReachReport {
    pub metres: f64,
    pub households: u64,
    pub beyond: u64,
    pub furthest_m: f64,
    /// Areas where households live beyond, in the order of the project.
    pub areas: Vec<BeyondReport>,
}

/// One area where households live too far from the centre of their cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct BeyondReport {
    pub area: String,
    pub beyond: u64,
    pub furthest_m: f64,
    /// With so many cells more nobody would be; none where no number that was tried is enough.
    pub cells_more: Option<u32>,
}

type Spot = (f64, f64);

/// The greatest distance, and where the households of each block of each field live, in metres.
pub(super) struct Reach {
    pub metres: f64,
    homes: Vec<Vec<Vec<Spot>>>,
}

/// Who lives too far in one plan of one area.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Verdict {
    beyond: u64,
    furthest_m: f64,
}

fn metres(a: Spot, b: Spot) -> f64 {
    ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt()
}

impl Reach {
    /// Collects the households of the fields.
    pub fn new(project: &Project, metres: f64, fields: &[Field]) -> Self {
        let mut at: Vec<Option<(usize, usize)>> = vec![None; project.mesh.faces.next_id() as usize];
        for (f, field) in fields.iter().enumerate() {
            field.blocks.iter().enumerate().for_each(|(i, block)| at[*block as usize] = Some((f, i)));
        }
        let mut homes: Vec<Vec<Vec<Spot>>> = fields.iter().map(|f| vec![Vec::new(); f.blocks.len()]).collect();
        for household in project.households.values() {
            let place = |block: Id| at.get(block as usize).copied().flatten();
            if let Some((f, i)) = household.block.and_then(place) {
                homes[f][i].push((f64::from(household.at.x) / 1000.0, f64::from(household.at.y) / 1000.0));
            }
        }
        Self { metres, homes }
    }

    /// Households by the units of one area alone.
    pub fn of_units(metres: f64, homes: Vec<Vec<Spot>>) -> Self {
        Self { metres, homes: vec![homes] }
    }

    /// Households of a block beyond the distance from a place.
    fn beyond(&self, homes: &[Spot], from: Spot) -> u32 {
        homes.iter().filter(|home| metres(**home, from) > self.metres).count() as u32
    }

    /// What it costs that each of these blocks is served from a place: households beyond first, then ways squared.
    pub fn costs(&self, f: usize, from: Spot, blocks: &[u32]) -> Vec<f64> {
        let cost = |homes: &Vec<Spot>| -> f64 {
            let ways: f64 = homes.iter().map(|home| metres(*home, from)).map(|d| d * d).sum();
            BEYOND * f64::from(self.beyond(homes, from)) + ways
        };
        blocks.iter().map(|v| cost(&self.homes[f][*v as usize])).collect()
    }

    /// The table of [`Centres::far`] for `k` cells, of which the first have these centres.
    pub fn far(&self, f: usize, seats: &[Spot], k: u32) -> Vec<u32> {
        let row = |homes: &Vec<Spot>| {
            let of = |cell: usize| seats.get(cell).map_or(0, |seat| self.beyond(homes, *seat));
            (0..k as usize).map(of).collect::<Vec<u32>>()
        };
        self.homes[f].iter().flat_map(row).collect()
    }

    /// Where each cell is served from: its seat, else the household from which the ways to all others are the shortest
    /// in sum, else the middle of its blocks.
    pub fn centres(&self, f: usize, problem: &AreaProblem, label: &[u32], k: usize) -> Vec<Spot> {
        let mut homes: Vec<Vec<Spot>> = vec![Vec::new(); k];
        let mut land: Vec<Vec<Spot>> = vec![Vec::new(); k];
        for (v, cell) in label.iter().enumerate() {
            homes[*cell as usize].extend(&self.homes[f][v]);
            land[*cell as usize].push((problem.graph.node[v].x, problem.graph.node[v].y));
        }
        let of = |cell: usize| {
            let seat = problem.centres.seats.get(cell).copied();
            seat.or_else(|| median(&homes[cell])).or_else(|| median(&land[cell])).unwrap_or_default()
        };
        (0..k).map(of).collect()
    }

    fn verdict(&self, f: usize, problem: &AreaProblem, result: &AreaResult) -> Verdict {
        let centres = self.centres(f, problem, &result.label, result.loads.len());
        let mut found = Verdict::default();
        for (v, cell) in result.label.iter().enumerate() {
            for home in &self.homes[f][v] {
                let way = metres(*home, centres[*cell as usize]);
                found.beyond += u64::from(way > self.metres);
                found.furthest_m = found.furthest_m.max(way);
            }
        }
        found
    }

    /// Betters the plans of those areas where households live too far; returns for each area with how many cells more nobody
    /// would, where that is known.
    ///
    /// # Errors
    /// Only when the watch was cancelled.
    pub fn within(
        &self,
        problems: &[AreaProblem],
        results: &mut [AreaResult],
        those: &(impl Fn(usize) -> bool + Sync),
        wishes: &Wishes,
        seed: u64,
        watch: &Watch,
    ) -> Result<Vec<Option<u32>>, Fault> {
        let one = |(f, (problem, result)): (usize, (&AreaProblem, &mut AreaResult))| {
            if !those(f) {
                return Ok(None);
            }
            let own = Own { reach: self, f, problem, wishes, seed, watch };
            if let Some(better) = own.bettered(result)? {
                *result = better;
            }
            if own.is_within(result) { Ok(None) } else { own.more(result.loads.len() as u32) }
        };
        problems.par_iter().zip(results.par_iter_mut()).enumerate().map(one).collect()
    }

    /// Who lives too far in the end, and a sentence for each area where somebody does.
    pub fn report(
        &self,
        project: &Project,
        fields: &[Field],
        problems: &[AreaProblem],
        results: &[AreaResult],
        more: &[Option<u32>],
    ) -> (ReachReport, Vec<Message>) {
        let households = self.homes.iter().flatten().map(|homes| homes.len() as u64).sum();
        let mut report = ReachReport { metres: self.metres, households, ..ReachReport::default() };
        let mut reasons = Vec::new();
        for (f, (problem, result)) in problems.iter().zip(results).enumerate() {
            let Verdict { beyond, furthest_m } = self.verdict(f, problem, result);
            report.beyond += beyond;
            report.furthest_m = report.furthest_m.max(furthest_m);
            if beyond == 0 {
                continue;
            }
            let area = &*project.areas[fields[f].area].name;
            let cells_more = more.get(f).copied().flatten();
            let furthest = furthest_m.ceil();
            reasons.push(match cells_more {
                Some(more) => say!(
                    "solve-beyond",
                    area = area,
                    households = beyond,
                    metres = self.metres,
                    furthest = furthest,
                    more = more
                ),
                None => say!(
                    "solve-beyond-all",
                    area = area,
                    households = beyond,
                    metres = self.metres,
                    furthest = furthest
                ),
            });
            report.areas.push(BeyondReport { area: area.to_owned(), beyond, furthest_m, cells_more });
        }
        (report, reasons)
    }
}

/// The place from which the ways to all are the shortest in sum; of many the one nearest to their middle.
fn median(spots: &[Spot]) -> Option<Spot> {
    let n = spots.len().max(1) as f64;
    let middle = (spots.iter().map(|s| s.0).sum::<f64>() / n, spots.iter().map(|s| s.1).sum::<f64>() / n);
    let ways = |from: Spot| -> f64 {
        if spots.len() > MANY { metres(from, middle) } else { spots.iter().map(|to| metres(from, *to)).sum() }
    };
    let all = spots.iter().map(|spot| (ways(*spot), *spot));
    all.reduce(|best, next| if next.0 < best.0 { next } else { best }).map(|(_, spot)| spot)
}

/// Whether a block may leave its cell: it is not the last one, and the rest falls into no more parts.
fn may_leave(g: &Graph, label: &[u32], v: u32) -> bool {
    let own = label[v as usize];
    let rest: Vec<u32> = (0..g.len() as u32).filter(|w| *w != v && label[*w as usize] == own).collect();
    let kin = g.near(v).iter().filter(|w| label[**w as usize] == own).count();
    let all = || rest.iter().copied().chain([v]).collect::<Vec<u32>>();
    !rest.is_empty() && (kin == 1 || g.part(&rest).components().1 <= g.part(&all()).components().1)
}

/// One area whose plan is sought.
pub(super) struct Own<'a> {
    pub reach: &'a Reach,
    /// Its field.
    pub f: usize,
    pub problem: &'a AreaProblem,
    pub wishes: &'a Wishes,
    pub seed: u64,
    pub watch: &'a Watch,
}

impl Own<'_> {
    /// Whether nobody lives too far.
    pub fn is_within(&self, result: &AreaResult) -> bool {
        self.reach.verdict(self.f, self.problem, result).beyond == 0
    }

    /// A plan with fewer households beyond than this one, if one is found.
    pub fn bettered(&self, first: &AreaResult) -> Result<Option<AreaResult>, Fault> {
        let k = first.loads.len();
        let mut least = self.key(first);
        if least.0 == 0 || self.problem.centres.seats.len() >= k {
            return Ok(None);
        }
        let mut best = self.eased(first);
        if let Some(eased) = &best {
            least = self.key(eased);
        }
        let medians = self.reach.centres(self.f, self.problem, &first.label, k);
        for start in [medians, self.covering(k as u32)] {
            let mut centres = start;
            for _ in 0..ROUNDS {
                let result = self.grown(&centres, k as u32)?;
                let key = self.key(&result);
                let next = self.reach.centres(self.f, self.problem, &result.label, result.loads.len());
                let (key, result) = match self.eased(&result) {
                    Some(eased) if self.key(&eased) < key => (self.key(&eased), eased),
                    _ => (key, result),
                };
                if key < least {
                    (least, best) = (key, Some(result));
                }
                if least.0 == 0 || next == centres {
                    break;
                }
                centres = next;
            }
        }
        Ok(best)
    }

    /// Households of one cell beyond.
    fn beyond_in(&self, label: &[u32], cell: u32) -> u32 {
        let own = label.iter().zip(&self.reach.homes[self.f]).filter(|(other, _)| **other == cell);
        let homes: Vec<Spot> = own.flat_map(|(_, homes)| homes.iter().copied()).collect();
        let seat = self.problem.centres.seats.get(cell as usize).copied();
        seat.or_else(|| median(&homes)).map_or(0, |centre| self.reach.beyond(&homes, centre))
    }

    /// The plan with single blocks moved over borders while that leaves fewer households beyond; none where it does not.
    fn eased(&self, result: &AreaResult) -> Option<AreaResult> {
        let g = &self.problem.graph;
        if g.len() > SMALL {
            return None;
        }
        let mut label = result.label.clone();
        let mut beyond: Vec<u32> = (0..result.loads.len() as u32).map(|cell| self.beyond_in(&label, cell)).collect();
        for _ in 0..PASSES {
            let before = label.clone();
            for v in 0..g.len() as u32 {
                let is_locked = self.problem.lock.get(v as usize).copied().flatten().is_some();
                let mut beside: Vec<u32> = g.near(v).iter().map(|w| label[*w as usize]).collect();
                beside.sort_unstable();
                beside.dedup();
                for to in beside.into_iter().filter(|_| !is_locked) {
                    let from = label[v as usize];
                    if to == from || !may_leave(g, &label, v) {
                        continue;
                    }
                    label[v as usize] = to;
                    let now = (self.beyond_in(&label, from), self.beyond_in(&label, to));
                    if now.0 + now.1 < beyond[from as usize] + beyond[to as usize] {
                        (beyond[from as usize], beyond[to as usize]) = now;
                    } else {
                        label[v as usize] = from;
                    }
                }
            }
            if label == before {
                break;
            }
        }
        let is_of_shape = |reason: &&Reason| {
            matches!(reason, Reason::TooFewBlocks { .. } | Reason::PartJoined { .. } | Reason::MoreParts { .. })
        };
        let reasons = result.reasons.iter().filter(is_of_shape).copied().collect();
        (label != result.label).then(|| judged(self.problem, label, reasons))
    }

    /// Households beyond, load outside the limits, and the worst deviation from the mean; less is better.
    fn key(&self, result: &AreaResult) -> (u64, u64, u64) {
        let mean = result.loads.iter().sum::<u64>() / result.loads.len().max(1) as u64;
        let outside = result.loads.iter().map(|load| self.problem.limits.excess(*load)).sum();
        let off = result.loads.iter().map(|load| load.abs_diff(mean)).max().unwrap_or(0);
        (self.reach.verdict(self.f, self.problem, result).beyond, outside, off)
    }

    /// Cells grown around these centres.
    fn grown(&self, centres: &[Spot], k: u32) -> Result<AreaResult, Fault> {
        let mut lock = vec![None; self.problem.graph.len()];
        let mut seats = self.problem.centres.seats.clone();
        for (cell, own) in self.problem.lock.iter().enumerate().filter_map(|(v, cell)| Some(((*cell)?, v))) {
            lock[own] = Some(cell);
        }
        for centre in centres.iter().skip(seats.len()).take(k as usize - seats.len().min(k as usize)) {
            let free = (0..lock.len()).filter(|v| lock[*v].is_none());
            let near = |v: &usize| {
                let node = &self.problem.graph.node[*v];
                let homes = self.reach.homes[self.f][*v].iter().map(|home| metres(*home, *centre));
                homes.fold(f64::INFINITY, f64::min).min(metres((node.x, node.y), *centre))
            };
            let nearest = free.map(|v| (near(&v), v)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let Some((_, v)) = nearest else { break };
            lock[v] = Some(seats.len() as u32);
            seats.push(*centre);
        }
        let far = self.reach.far(self.f, &seats, k.min(self.problem.graph.len() as u32));
        let problem = AreaProblem {
            cells: k,
            lock,
            centres: Centres { seats, far, ..Centres::default() },
            ..self.problem.clone()
        };
        balance_area(&problem, self.wishes, self.seed, self.f as u64, self.watch)
    }

    /// Centres of `k` cells from which as few households as possible live beyond, whatever the loads.
    fn covering(&self, k: u32) -> Vec<Spot> {
        let fixed = &self.problem.centres.seats;
        let homes = &self.reach.homes[self.f];
        let locked = |v: &usize| self.problem.lock.get(*v).copied().flatten().is_some();
        let mut blocks: Vec<usize> = (0..homes.len()).filter(|v| !homes[*v].is_empty() && !locked(v)).collect();
        blocks.sort_by_key(|v| std::cmp::Reverse(homes[*v].len()));
        blocks.truncate(SITES);
        blocks.sort_unstable();
        let places = fixed.iter().copied().chain(blocks.iter().filter_map(|v| median(&homes[*v])));
        let places: Vec<Spot> = places.collect();
        let all: Vec<u32> = (0..homes.len() as u32).collect();
        let cost: Vec<Vec<f64>> = places.iter().map(|from| self.reach.costs(self.f, *from, &all)).collect();
        let chosen = sites(&cost, fixed.len(), (k as usize).saturating_sub(fixed.len()));
        fixed.iter().copied().chain(chosen.into_iter().map(|place| places[place])).collect()
    }

    /// With how many cells more a plan is found in which nobody lives too far.
    pub fn more(&self, k: u32) -> Result<Option<u32>, Fault> {
        let mut tries = 0;
        for more in 1..=MORE {
            let cells = k + more;
            if cells as usize > self.problem.graph.len() || tries == TRIES {
                break;
            }
            let centres = self.covering(cells);
            let is_near = |home: &Spot| centres.iter().any(|centre| metres(*home, *centre) <= self.reach.metres);
            if !self.reach.homes[self.f].iter().flatten().all(is_near) {
                continue;
            }
            tries += 1;
            let result = self.grown(&centres, cells)?;
            if self.is_within(&result) {
                return Ok(Some(more));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;
    use crate::solve::apportion::Limits;
    use crate::solve::graph::Node;

    /// A map of 2 × 5 blocks 100 m wide with up to four homes each.
    fn hamlet(seed: u64) -> (AreaProblem, Reach) {
        let mut rng = Rng::stream(seed, 0xFA5, 0);
        let (mut nodes, mut homes, mut edges) = (Vec::new(), Vec::new(), Vec::new());
        for v in 0..10u32 {
            let at = (f64::from(v % 5) * 100.0, f64::from(v / 5) * 100.0);
            let own: Vec<Spot> =
                (0..rng.below(5)).map(|_| (at.0 + rng.range(-45.0, 45.0), at.1 + rng.range(-45.0, 45.0))).collect();
            nodes.push(Node { weight: own.len() as u32, mass: own.len() as f64 + 0.5, x: at.0, y: at.1 });
            homes.push(own);
            edges.extend((v % 5 < 4).then_some((v, v + 1, 100.0)));
            edges.extend((v < 5).then_some((v, v + 5, 100.0)));
        }
        let (lock, prior, centres) = (Vec::new(), Vec::new(), Centres::default());
        let graph = Graph::new(nodes, &edges);
        let problem = AreaProblem { graph, cells: 2, limits: Limits::NONE, lock, prior, centres };
        (problem, Reach::of_units(130.0, homes))
    }

    #[test]
    fn in_small_villages_hardly_anybody_lives_too_far_who_need_not() {
        let (mut found, mut least, mut plain) = (0, 0, 0);
        for seed in 0..20 {
            let (problem, reach) = hamlet(seed);
            let (wishes, watch) = (Wishes::default(), Watch::new());
            let own = Own { reach: &reach, f: 0, problem: &problem, wishes: &wishes, seed, watch: &watch };
            let first = balance_area(&problem, &wishes, seed, 0, &watch).unwrap();
            plain += own.key(&first).0;
            found += own.key(&own.bettered(&first).unwrap().unwrap_or(first)).0;
            let beyond = |set: u32| {
                let label: Vec<u32> = (0..10).map(|v| set >> v & 1).collect();
                let whole = problem.graph.parts_of(&label).1 == 2;
                whole.then(|| u64::from(own.beyond_in(&label, 0) + own.beyond_in(&label, 1)))
            };
            least += (1..1023).filter_map(beyond).min().unwrap();
        }
        assert!(found < plain && found * 10 <= least * 11, "{found} found, {least} by trying all, {plain} without");
    }
}
