//! Every monitored household has a cell and a worker. Findings give numbers only: who is monitored is sensitive.

use std::collections::BTreeMap;

use serde::Serialize;

use super::look::{Look, area_name};
use super::{Finding, Severity};
use crate::model::{Id, Project};
use crate::say;

/// How far the monitored households are reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Monitored {
    pub total: u32,
    pub with_cell: u32,
    pub with_worker: u32,
}

pub(super) fn find(project: &Project, look: Option<&Look>, findings: &mut Vec<Finding>) -> Monitored {
    let bits = project.profile.monitored_bits();
    let mut sum = Monitored::default();
    let mut bare: BTreeMap<Option<Id>, u32> = BTreeMap::new();
    let mut alone: BTreeMap<Id, u32> = BTreeMap::new();
    for household in project.households.values().filter(|household| household.categories & bits != 0) {
        sum.total += 1;
        let Some(look) = look else { continue };
        match look.cell_at(household.block) {
            None => {
                let area = household.block.and_then(|block| project.blocks.get(block)).map(|block| block.area);
                *bare.entry(area).or_default() += 1;
            }
            Some(cell) => {
                sum.with_cell += 1;
                if look.staff.contains_key(&cell) {
                    sum.with_worker += 1;
                } else {
                    *alone.entry(cell).or_default() += 1;
                }
            }
        }
    }
    for (area, households) in bare {
        let message = match area {
            None => say!("finding-monitored-outside", households = households),
            Some(area) => {
                say!("finding-monitored-cell", area = area_name(project, area), households = households)
            }
        };
        findings.push(Finding::new("monitored", Severity::Error, message).area(area).households(households));
    }
    let Some(look) = look else { return sum };
    if look.staff.is_empty() {
        let households = sum.with_cell;
        if households > 0 {
            let message = say!("finding-monitored-staff-none", households = households);
            findings.push(Finding::new("monitored", Severity::Error, message).households(households));
        }
        return sum;
    }
    for (cell, households) in alone {
        let Some(row) = project.cells.get(cell) else { continue };
        let message = say!("finding-monitored-staff", cell = &*row.code, name = &*row.name, households = households);
        findings.push(look.finding("monitored", Severity::Error, cell, message).households(households));
    }
    sum
}
