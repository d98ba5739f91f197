//! No cell crosses the border of its nesting area.

use std::collections::{BTreeMap, BTreeSet};

use super::look::{Look, area_name, some_of};
use super::{Finding, Severity};
use crate::model::Id;
use crate::model::parts::NONE;
use crate::say;

pub(super) fn find(look: &Look, findings: &mut Vec<Finding>) {
    if look.plan.nest.is_none() {
        return;
    }
    let mut nests: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for (cell, nest) in std::iter::zip(&look.cell_of, &look.nest_of).filter(|(cell, _)| **cell != NONE) {
        nests.entry(*cell).or_default().insert(*nest);
    }
    for (id, cell, _) in look.cells() {
        let Some(of) = nests.get(&id) else { continue };
        if of.len() > 1 || !of.contains(&cell.area) {
            let names: Vec<String> = of.iter().map(|area| area_name(look.project, *area)).collect();
            let message = say!(
                "finding-nesting",
                cell = &*cell.code,
                name = &*cell.name,
                home = area_name(look.project, cell.area),
                areas = some_of(names.iter().map(String::as_str)),
            );
            findings.push(look.finding("nesting", Severity::Error, id, message));
        }
    }
}
