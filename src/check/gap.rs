//! No blank: every block of a planned nesting area lies in a cell.

use std::collections::{BTreeMap, BTreeSet};

use super::look::{Look, area_name};
use super::{Finding, Severity};
use crate::model::Id;
use crate::model::parts::{NONE, parts};
use crate::say;

pub(super) fn find(look: &Look, findings: &mut Vec<Finding>) {
    let planned: BTreeSet<Id> = look.first_block.values().map(|block| look.nest_of[*block as usize]).collect();
    let blank: Vec<Id> = std::iter::zip(&look.cell_of, &look.nest_of)
        .map(|(cell, nest)| if *cell == NONE { *nest } else { NONE })
        .collect();
    // Connected blanks of one nesting area are one finding; an area without any cell is one, however it hangs together.
    let mut gaps: BTreeMap<Id, (u32, u32)> = BTreeMap::new();
    let mut bare: BTreeMap<Id, (Id, u32)> = BTreeMap::new();
    for (face, part) in parts(look.project, &blank).into_iter().enumerate().filter(|(_, part)| *part != NONE) {
        let households = look.blocks.get(face).map_or(0, |tally| tally.households);
        if planned.contains(&blank[face]) {
            let gap = gaps.entry(part).or_default();
            gap.0 += 1;
            gap.1 += households;
        } else {
            bare.entry(blank[face]).or_insert((face as Id, 0)).1 += households;
        }
    }
    for (block, (blocks, households)) in gaps {
        let area = look.project.blocks.get(block).map(|row| row.area);
        let name = area.map(|area| area_name(look.project, area)).unwrap_or_default();
        let message = say!("finding-gap", area = name, blocks = blocks, households = households);
        findings.push(Finding::new("gap", Severity::Error, message).area(area).block(block).households(households));
    }
    for (nest, (block, households)) in bare {
        let area = look.plan.nest.map(|_| nest);
        let name = area.map_or_else(|| look.project.meta.name.to_string(), |area| area_name(look.project, area));
        let message = say!("finding-unplanned", area = name, households = households);
        let finding = Finding::new("unplanned", Severity::Warning, message);
        findings.push(finding.area(area).block(block).households(households));
    }
}
