//! Sums over the households of blocks and cells.

use std::collections::{BTreeMap, BTreeSet};

use super::{Household, Id, Project};

/// What the households of one block or cell add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    pub households: u32,
    pub registered: u32,
    pub resident: u32,
    pub monitored: u32,
    /// On-site visiting minutes per month by the profile's norms, without travel.
    pub minutes: f64,
}

impl Tally {
    /// Adds another tally to this one.
    pub fn add(&mut self, other: &Self) {
        self.households += other.households;
        self.registered += other.registered;
        self.resident += other.resident;
        self.monitored += other.monitored;
        self.minutes += other.minutes;
    }
}

/// The tally of every block, indexed by block id; blocks without households have zeros.
pub fn block_tallies(project: &Project) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); project.mesh.faces.next_id() as usize];
    let mut counter = Counter::new(project);
    for household in project.households.values() {
        if let Some(tally) = household.block.and_then(|b| tallies.get_mut(b as usize)) {
            counter.count(household, tally);
        }
    }
    tallies
}

/// The tally of one block.
pub fn block_tally(project: &Project, block: Id) -> Tally {
    let (mut tally, mut counter) = (Tally::default(), Counter::new(project));
    for household in project.homes_in(&BTreeSet::from([block])) {
        counter.count(&project.households[household], &mut tally);
    }
    tally
}

/// Adds households up by the rules of a project.
struct Counter<'a> {
    project: &'a Project,
    monitored: u32,
    minutes: BTreeMap<u32, f64>,
}

impl<'a> Counter<'a> {
    fn new(project: &'a Project) -> Self {
        Self { project, monitored: project.profile.monitored_bits(), minutes: BTreeMap::new() }
    }

    fn count(&mut self, household: &Household, tally: &mut Tally) {
        let bits = household.categories;
        tally.households += 1;
        tally.registered += u32::from(household.registered);
        tally.resident += u32::from(household.resident);
        tally.monitored += u32::from(bits & self.monitored != 0);
        tally.minutes += *self.minutes.entry(bits).or_insert_with(|| self.project.profile.minutes_per_month(bits));
    }
}

/// The tally of every cell of a plan, from the tallies of blocks.
pub fn cell_tallies(project: &Project, plan: Id, blocks: &[Tally]) -> BTreeMap<Id, Tally> {
    let mut cells: BTreeMap<Id, Tally> = project.cells_of(plan).map(|(id, _)| (id, Tally::default())).collect();
    for (block, cell) in project.labels.get(&plan).into_iter().flat_map(|labels| labels.iter()) {
        if let (Some(tally), Some(of)) = (cells.get_mut(cell), blocks.get(block as usize)) {
            tally.add(of);
        }
    }
    cells
}
