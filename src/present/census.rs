//! Households by block: sums and lists, made once until households, blocks or rules change.

use std::collections::BTreeMap;

use crate::measure::{Rounds, visits};
use crate::model::{Id, Project, Tally, block_tallies};

/// Who lives in which block.
#[derive(Clone, Debug, Default)]
pub struct Census {
    /// By block.
    pub tallies: Vec<Tally>,
    /// By block: where visits go.
    pub rounds: Vec<Rounds>,
    pub households: u32,
    /// Households outside every area.
    pub outside: u32,
    pub monitored: u32,
    /// Place of a block's first household in `members`; one more at the end.
    starts: Vec<u32>,
    members: Vec<Id>,
}

impl Census {
    /// Counts the households; in two passes over them.
    pub fn new(project: &Project) -> Self {
        let tallies = block_tallies(project);
        let bits = project.profile.monitored_bits();
        let mut starts = vec![0; tallies.len() + 1];
        let mut rounds = vec![Rounds::default(); tallies.len()];
        let mut known: BTreeMap<u32, f64> = BTreeMap::new();
        let (mut households, mut outside, mut monitored) = (0, 0, 0);
        for household in project.households.values() {
            households += 1;
            monitored += u32::from(household.categories & bits != 0);
            match household.block.and_then(|block| starts.get_mut(block as usize + 1)) {
                Some(slot) => *slot += 1,
                None => outside += 1,
            }
            let block = household.block.and_then(|block| rounds.get_mut(block as usize));
            if let Some(rounds) = block {
                let bits = household.categories;
                rounds.add(household.at, *known.entry(bits).or_insert_with(|| visits(&project.profile, bits)));
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut members = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (id, household) in project.households.iter() {
            let Some(slot) = household.block.map(|block| block as usize).filter(|block| *block < tallies.len()) else {
                continue;
            };
            members[next[slot] as usize] = id;
            next[slot] += 1;
        }
        Self { tallies, rounds, households, outside, monitored, starts, members }
    }

    /// The households of a block, by id.
    pub fn members(&self, block: Id) -> &[Id] {
        let at = block as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => &self.members[*from as usize..*to as usize],
            _ => &[],
        }
    }
}
