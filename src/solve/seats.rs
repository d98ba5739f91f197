//! Cells grown around given places: where these lie, how many cells they ask for, and which of them are used.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::balance::{AreaProblem, AreaResult};
use super::divide::Field;
use super::group::groups;
use super::reach::Reach;
use super::request::{BalanceRequest, Cut, Weight};
use super::sites::sites;
use crate::base::{Fault, Message};
use crate::geom::Pt;
use crate::mesh::{Hit, Locator, Topology};
use crate::model::{Id, Project, Seat};
use crate::say;

/// The places that cells are grown around.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Seats {
    #[default]
    None,
    /// The homes of the workers of the project: each in a cell of its own, or centres to choose from.
    Workers {
        must: bool,
    },
    Listed(Vec<Seat>),
}

/// How places became centres of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SeatsReport {
    /// Places that must have a cell of their own, and those of them that have.
    pub must: usize,
    pub must_alone: usize,
    /// Places of which some may be centres, and those that a cell is centred at.
    pub candidates: usize,
    pub candidates_used: usize,
    /// Places that lie in none of the areas that were divided.
    pub outside: usize,
}

/// One place in an area.
#[derive(Clone)]
struct Placed {
    name: Arc<str>,
    at: Pt,
    must: bool,
    /// The number of its block in its field.
    block: u32,
}

impl Placed {
    fn metres(&self) -> (f64, f64) {
        (f64::from(self.at.x) / 1000.0, f64::from(self.at.y) / 1000.0)
    }
}

/// All places by field.
#[derive(Default)]
pub(super) struct Seating {
    places: BTreeMap<usize, Vec<Placed>>,
    /// Of each field those that a cell is grown around, in the order of the cells.
    taken: BTreeMap<usize, Vec<Placed>>,
    outside: Vec<Arc<str>>,
    /// Whether borders may run across blocks, so that two places in one block can be parted.
    cuts: bool,
}

/// Refuses what does not go together with places or a greatest distance.
pub(super) fn refused(request: &BalanceRequest) -> Result<(), Fault> {
    if let Some(metres) = request.reach.filter(|metres| !(metres.is_finite() && *metres > 0.0)) {
        return Err(Fault::usage(say!("solve-bad-reach", metres = metres)));
    }
    if request.seats == Seats::None && request.reach.is_none() {
        return Ok(());
    }
    if request.keep.is_some() {
        return Err(Fault::usage(say!("solve-seats-keep")));
    }
    if request.cut == Cut::Needed {
        return Err(Fault::usage(say!("solve-seats-needed")));
    }
    if let (Some(_), Weight::Field(field)) = (request.reach, &request.weight) {
        return Err(Fault::usage(say!("solve-reach-field", field = field)));
    }
    Ok(())
}

impl Seating {
    /// Finds the block of every place.
    ///
    /// # Errors
    /// Workers of whom nobody's home is known; no place in any of the areas.
    pub fn new(
        project: &Project,
        request: &BalanceRequest,
        fields: &[Field],
        topology: &Topology<'_>,
    ) -> Result<Self, Fault> {
        let seats = match &request.seats {
            Seats::None => return Ok(Self::default()),
            Seats::Listed(seats) => seats.clone(),
            Seats::Workers { must } => {
                let homes = project.workers.values().filter_map(|worker| Some((worker, worker.home?)));
                homes.map(|(worker, at)| Seat { name: worker.code.clone(), at, must: *must }).collect()
            }
        };
        if seats.is_empty() {
            return Err(Fault::usage(say!("solve-no-homes")));
        }
        let mut field_of: BTreeMap<Id, (usize, u32)> = BTreeMap::new();
        for (f, field) in fields.iter().enumerate() {
            field_of.extend(field.blocks.iter().zip(0..).map(|(block, i)| (*block, (f, i))));
        }
        let locator = Locator::new(&project.mesh, topology);
        // The numbers of areas cannot be cut.
        let cuts = request.cut == Cut::Always && !matches!(request.weight, Weight::Field(_));
        let mut seating = Self { cuts, ..Self::default() };
        let mut all = 0;
        for Seat { name, at, must } in seats {
            all += 1;
            let found = match locator.at(at) {
                Hit::Face(block) => field_of.get(&block),
                Hit::Border(blocks) => blocks.iter().find_map(|block| field_of.get(block)),
            };
            match found {
                Some(&(f, block)) => {
                    seating.places.entry(f).or_default().push(Placed { name, at, must, block });
                }
                None => seating.outside.push(name),
            }
        }
        if seating.places.is_empty() {
            return Err(Fault::input(say!("solve-seats-nowhere", seats = all)));
        }
        seating.places.values_mut().for_each(|own| own.sort_by_key(|place| !place.must));
        Ok(seating)
    }

    /// Whether two places cannot have a cell each.
    fn is_one(&self, a: &Placed, b: &Placed) -> bool {
        if self.cuts { a.at == b.at } else { a.block == b.block }
    }

    /// Gives every area at least as many cells as it has places that must be centres; says where that breaks a rule.
    ///
    /// # Errors
    /// A total of cells that is too small for that.
    pub fn raise(
        &mut self,
        project: &Project,
        request: &BalanceRequest,
        fields: &[Field],
        problems: &mut [AreaProblem],
    ) -> Result<Vec<Message>, Fault> {
        let name = |f: usize| &*project.areas[fields[f].area].name;
        let mut reasons = Vec::new();
        if let Some(first) = self.outside.first() {
            reasons.push(say!("solve-seats-outside", seats = self.outside.len(), first = &**first));
        }
        let mut least = vec![1u32; problems.len()];
        for (&f, places) in &self.places {
            let mut taken: Vec<Placed> = Vec::new();
            for place in places.iter().filter(|place| place.must) {
                match taken.iter().find(|other| self.is_one(other, place)) {
                    None => taken.push(place.clone()),
                    Some(other) => {
                        let (first, second) = (&*other.name, &*place.name);
                        reasons.push(if self.cuts {
                            say!("solve-seats-one-place", area = name(f), first = first, second = second)
                        } else {
                            say!("solve-seats-one-block", area = name(f), first = first, second = second)
                        });
                    }
                }
            }
            least[f] = least[f].max(taken.len() as u32);
            self.taken.insert(f, taken);
        }
        let needed: usize = least.iter().map(|least| *least as usize).sum();
        if let Some(cells) = request.cells {
            if needed > cells {
                let (own, f) = least.iter().zip(0..).max_by_key(|(own, f)| (**own, usize::MAX - f)).unwrap_or((&0, 0));
                let seats: usize = self.taken.values().map(Vec::len).sum();
                return Err(Fault::infeasible(say!(
                    "solve-seats-few-cells",
                    cells = cells,
                    needed = needed,
                    seats = seats,
                    area = name(f),
                    own = *own
                )));
            }
            hand_over(problems, &least);
        }
        for (f, (problem, least)) in problems.iter_mut().zip(&least).enumerate() {
            let load = problem.graph.load();
            if problem.cells < *least {
                problem.cells = *least;
                if !problem.limits.hold_mean(load, *least) {
                    reasons.push(say!(
                        "solve-seats-more-cells",
                        area = name(f),
                        seats = *least,
                        load = load,
                        min = problem.limits.min,
                        max = problem.limits.max
                    ));
                }
            }
        }
        Ok(reasons)
    }

    /// Chooses among the candidates and tells each problem which cells are grown around which place.
    pub fn take(&mut self, problems: &mut [AreaProblem], reach: Option<&Reach>) {
        for (&f, places) in &self.places {
            let problem = &mut problems[f];
            let taken = self.taken.entry(f).or_default();
            let mut rest: Vec<Placed> = Vec::new();
            for place in places.iter().filter(|place| !place.must) {
                let is_taken = |other: &Placed| other.block == place.block;
                if !taken.iter().chain(&rest).any(is_taken) {
                    rest.push(place.clone());
                }
            }
            let (k, blocks) = (problem.filled(), problem.graph.len());
            let mut lock: Vec<Option<u32>> = vec![None; blocks];
            for (place, cell) in taken.iter().zip(0..) {
                lock[place.block as usize].get_or_insert(cell);
            }
            for group in groups(&problem.graph, k, &lock, &[], &mut Vec::new()) {
                let own = |place: &&Placed| group.blocks.binary_search(&place.block).is_ok();
                let fixed: Vec<Placed> = taken.iter().filter(own).cloned().collect();
                let free: Vec<Placed> = rest.iter().filter(own).cloned().collect();
                let all: Vec<(f64, f64)> = fixed.iter().chain(&free).map(Placed::metres).collect();
                let cost: Vec<Vec<f64>> = all
                    .iter()
                    .map(|at| match reach {
                        Some(reach) => reach.costs(f, *at, &group.blocks),
                        None => group.blocks.iter().map(|v| spread(problem, *at, *v)).collect(),
                    })
                    .collect();
                for chosen in sites(&cost, fixed.len(), group.cells.len().saturating_sub(fixed.len())) {
                    let place = free[chosen - fixed.len()].clone();
                    lock[place.block as usize] = Some(taken.len() as u32);
                    taken.push(place);
                }
            }
            problem.lock = lock;
            problem.centres.seats = taken.iter().map(Placed::metres).collect();
            problem.centres.blocks = taken.iter().map(|place| place.block).collect();
            if let Some(reach) = reach {
                problem.centres.far = reach.far(f, &problem.centres.seats, k);
            }
        }
    }

    /// Whether there are any places.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// What became of the places, and a sentence for each that must have a cell of its own and has not.
    ///
    /// `fields` and `results` are those of the project as it will be.
    pub fn report(
        &self,
        project: &Project,
        fields: &[Field],
        results: &[AreaResult],
        topology: &Topology<'_>,
    ) -> (SeatsReport, Vec<Message>) {
        let all = || self.places.values().flatten();
        let mut report = SeatsReport {
            must: all().filter(|place| place.must).count(),
            candidates: all().filter(|place| !place.must).count(),
            outside: self.outside.len(),
            ..SeatsReport::default()
        };
        let locator = self.cuts.then(|| Locator::new(&project.mesh, topology));
        let mut reasons = Vec::new();
        for (&f, places) in &self.places {
            let cell = |place: &Placed| {
                let Some(locator) = &locator else { return Some(results[f].label[place.block as usize]) };
                let own = |block: &Id| fields[f].blocks.binary_search(block).ok();
                let at = match locator.at(place.at) {
                    Hit::Face(block) => own(&block),
                    Hit::Border(blocks) => blocks.iter().find_map(own),
                };
                at.map(|at| results[f].label[at])
            };
            let musts: Vec<(&Placed, Option<u32>)> =
                places.iter().filter(|place| place.must).map(|place| (place, cell(place))).collect();
            for (i, (place, own)) in musts.iter().enumerate() {
                let other = musts.iter().enumerate().find(|(j, (_, other))| *j != i && other == own);
                report.must_alone += usize::from(other.is_none() && own.is_some());
                if let Some((j, (other, _))) = other
                    && j < i
                    && !self.is_one(place, other)
                {
                    let area = &*project.areas[fields[f].area].name;
                    reasons.push(say!(
                        "solve-seats-together",
                        area = area,
                        first = &*other.name,
                        second = &*place.name
                    ));
                }
            }
            let taken = self.taken.get(&f).map_or(&[][..], Vec::as_slice);
            report.candidates_used += taken.iter().filter(|place| !place.must).count();
        }
        (report, reasons)
    }
}

/// What it costs that a block is served from a place, without a greatest distance.
fn spread(problem: &AreaProblem, at: (f64, f64), block: u32) -> f64 {
    let node = &problem.graph.node[block as usize];
    let (x, y) = (node.x - at.0, node.y - at.1);
    node.mass * (x * x + y * y)
}

/// Moves cells to the areas that have fewer than their least, from those whose cells are the lightest afterwards.
fn hand_over(problems: &mut [AreaProblem], least: &[u32]) {
    for to in 0..problems.len() {
        while problems[to].cells < least[to] {
            let mean = |p: &AreaProblem| p.graph.load() as f64 / f64::from(p.cells.max(2) - 1);
            let spare = (0..problems.len()).filter(|&f| problems[f].cells > least[f]);
            let Some(from) = spare.min_by(|&a, &b| mean(&problems[a]).total_cmp(&mean(&problems[b])).then(a.cmp(&b)))
            else {
                return;
            };
            problems[from].cells -= 1;
            problems[to].cells += 1;
        }
    }
}
