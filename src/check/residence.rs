//! Households that live in another village than they are registered in (人户分离): told once for each village.

use std::collections::{BTreeMap, HashMap};

use super::look::area_name;
use super::{Finding, Severity};
use crate::model::{Id, Level, Project};
use crate::say;

pub(super) fn find(project: &Project, findings: &mut Vec<Finding>) {
    // Looked up only; its order is never seen.
    let coded: HashMap<&str, Id> =
        project.areas.iter().filter(|(_, a)| a.level == Level::Village).map(|(id, a)| (&*a.code, id)).collect();
    let mut away: BTreeMap<Id, (u32, Id)> = BTreeMap::new();
    for household in project.households.values() {
        let Some(block) = household.block else { continue };
        let lives = project.blocks.get(block).and_then(|row| project.ancestor(row.area, Level::Village));
        let (Some(lives), Some(registered)) = (lives, coded.get(&**household.village())) else { continue };
        if lives != *registered {
            away.entry(lives).or_insert((0, block)).0 += 1;
        }
    }
    for (area, (households, block)) in away {
        let message = say!("finding-residence", area = area_name(project, area), households = households);
        let finding = Finding::new("residence", Severity::Note, message);
        findings.push(finding.area(area).block(block).households(households));
    }
}
