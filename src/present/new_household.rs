//! A household that a planner adds on the map: what the place already tells of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::geom::Pt;
use crate::model::{Household, HouseholdFacts, Id, Project};

/// The form's start: the place, its village and the villager groups there are.
#[derive(Clone, Debug, PartialEq)]
pub struct NewHousehold {
    pub at: Pt,
    pub block: Id,
    /// The village's name and code.
    pub village: Arc<str>,
    pub village_code: Arc<str>,
    /// The groups of the village in order of their names, that of the place first; empty where none are known.
    pub groups: Vec<Arc<str>>,
    /// A code that no household bears yet.
    pub code: String,
}

impl NewHousehold {
    /// What is known of a place in a block.
    pub fn at(project: &Project, at: Pt, block: Id) -> Option<Self> {
        let row = project.blocks.get(block)?;
        let area = project.areas.get(row.area)?;
        let own = project.households.values().filter(|household| *household.village() == area.code);
        let known: BTreeSet<Arc<str>> =
            own.filter(|row| !row.group().is_empty()).map(|row| Arc::clone(row.group())).collect();
        let mut groups: Vec<Arc<str>> = known.into_iter().collect();
        let here = row.group.as_ref().and_then(|group| groups.iter().position(|known| known == group));
        if let Some(here) = here {
            groups[..=here].rotate_right(1);
        }
        Some(Self {
            at,
            block,
            village: Arc::clone(&area.name),
            village_code: Arc::clone(&area.code),
            groups,
            code: free_code(project),
        })
    }

    /// The household as it is added: `group` may be none of those known, `categories` are the bits of the profile.
    pub fn household(
        &self,
        project: &Project,
        code: &str,
        group: &str,
        [name, phone]: [&str; 2],
        [registered, resident]: [u16; 2],
        categories: u32,
    ) -> Household {
        let words = project.profile.categories.iter().enumerate().filter(|(bit, _)| categories >> bit & 1 == 1);
        let labels: Vec<&str> = words.filter_map(|(_, category)| category.words.first().map(|word| &**word)).collect();
        HouseholdFacts {
            code: code.trim().into(),
            village: Arc::clone(&self.village_code),
            group: group.trim().into(),
            name: name.trim().into(),
            phone: phone.trim().into(),
            ethnic: "".into(),
            registered,
            resident,
            categories,
            labels: labels.join("、").into(),
            at: self.at,
            block: Some(self.block),
            remark: "".into(),
        }
        .into()
    }
}

/// The first of N1, N2 … that is free, counted on from the number of households.
fn free_code(project: &Project) -> String {
    let taken: BTreeSet<&str> =
        project.households.values().map(Household::code).filter(|c| c.starts_with('N')).collect();
    let from = project.households.len() + 1;
    (from..).map(|n| format!("N{n}")).find(|code| !taken.contains(&**code)).unwrap_or_default()
}
