//! Cells keep to the size limits that the profile sets for their kind.

use std::collections::BTreeMap;

use super::look::Look;
use super::{Finding, Severity};
use crate::model::parts::NONE;
use crate::model::{Id, Size};
use crate::say;

pub(super) fn find(look: &Look, findings: &mut Vec<Finding>) {
    let mut of_nest: BTreeMap<Id, u32> = BTreeMap::new();
    for (face, nest) in look.nest_of.iter().enumerate().filter(|(_, nest)| **nest != NONE) {
        *of_nest.entry(*nest).or_default() += look.blocks.get(face).map_or(0, |tally| tally.households);
    }
    for (id, cell, tally) in look.cells() {
        let size = look.plan.size(&look.project.profile, cell.kind);
        let households = tally.households;
        if (size.min..=size.max).contains(&households) {
            continue;
        }
        let nest = look.first_block.get(&id).map(|block| look.nest_of[*block as usize]);
        let all = nest.and_then(|nest| of_nest.get(&nest)).copied().unwrap_or(0);
        let (code, name) = (&*cell.code, &*cell.name);
        let (severity, message) = if nest.is_some() && !can_be_met(all, size) {
            let message = say!(
                "finding-size-forced",
                cell = code,
                name = name,
                households = households,
                min = size.min,
                max = size.max,
                all = all,
            );
            (Severity::Note, message)
        } else if households < size.min {
            let message = say!("finding-size-small", cell = code, name = name, households = households, min = size.min);
            (Severity::Warning, message)
        } else {
            let message = say!("finding-size-large", cell = code, name = name, households = households, max = size.max);
            (Severity::Warning, message)
        };
        findings.push(look.finding("size", severity, id, message));
    }
}

/// Whether `all` households can be parted into cells of this size at all.
fn can_be_met(all: u32, size: Size) -> bool {
    let cells = u64::from(all.div_ceil(size.max.max(1)).max(1));
    cells * u64::from(size.min) <= u64::from(all)
}
