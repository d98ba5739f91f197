//! A villager group stays in one cell; what is split is told once for each village.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::look::{Look, some_of};
use super::{Finding, Severity};
use crate::model::{Id, Level};
use crate::say;

pub(super) fn find(look: &Look, findings: &mut Vec<Finding>) {
    // The map only finds the place in `groups`; its order is never seen.
    let mut place: HashMap<(&str, &str), usize> = HashMap::new();
    let mut groups: Vec<(&str, &str, Id, u32, BTreeSet<Id>)> = Vec::new();
    for household in look.project.households.values().filter(|household| !household.group().is_empty()) {
        let (Some(cell), Some(block)) = (look.cell_at(household.block), household.block) else { continue };
        let (village, group) = (&**household.village(), &**household.group());
        let at = *place.entry((village, group)).or_insert_with(|| {
            groups.push((village, group, block, 0, BTreeSet::new()));
            groups.len() - 1
        });
        groups[at].3 += 1;
        groups[at].4.insert(cell);
    }
    let mut split: BTreeMap<&str, (Id, u32, BTreeSet<&str>)> = BTreeMap::new();
    for (village, group, block, households, cells) in groups {
        if cells.len() > 1 {
            let sum = split.entry(village).or_insert((block, 0, BTreeSet::new()));
            sum.1 += households;
            sum.2.insert(group);
        }
    }
    let project = look.project;
    let coded: BTreeMap<&str, Id> =
        project.areas.iter().filter(|(_, a)| a.level == Level::Village).map(|(id, a)| (&*a.code, id)).collect();
    for (village, (block, households, groups)) in split {
        let area = coded.get(village).copied();
        let name = match area.and_then(|area| project.areas.get(area)) {
            Some(row) => row.name.to_string(),
            None => village.to_owned(),
        };
        let message = say!(
            "finding-group",
            village = name,
            groups = groups.len(),
            names = some_of(groups.iter().copied()),
            households = households,
        );
        let area = area.or_else(|| project.blocks.get(block).map(|row| row.area));
        findings.push(Finding::new("group", Severity::Warning, message).area(area).block(block).households(households));
    }
}
