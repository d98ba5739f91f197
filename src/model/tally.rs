//! Sums over the households of blocks and cells.

use std::collections::BTreeMap;

use super::{Id, Project};

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
    let monitored = project.profile.monitored_bits();
    let mut minutes: BTreeMap<u32, f64> = BTreeMap::new();
    for household in project.households.values() {
        let Some(tally) = household.block.and_then(|b| tallies.get_mut(b as usize)) else { continue };
        tally.households += 1;
        tally.registered += u32::from(household.registered);
        tally.resident += u32::from(household.resident);
        tally.monitored += u32::from(household.categories & monitored != 0);
        tally.minutes += *minutes
            .entry(household.categories)
            .or_insert_with(|| project.profile.minutes_per_month(household.categories));
    }
    tallies
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
