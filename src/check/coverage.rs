//! Every household lies in exactly one cell.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::look::{Look, area_name};
use super::{Finding, Severity};
use crate::geom::Pt;
use crate::model::{Id, Project};
use crate::say;

/// In how many cells the households lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    pub one: u32,
    /// In an area, but in no cell.
    pub none: u32,
    /// Always 0: a block bears one label, so that no household can lie in two cells.
    pub several: u32,
    /// Outside every area.
    pub outside: u32,
}

pub(super) fn find(project: &Project, look: Option<&Look>, findings: &mut Vec<Finding>) -> (Coverage, Vec<Id>) {
    let mut coverage = Coverage::default();
    let mut uncovered = Vec::new();
    let mut bare: BTreeMap<Id, (u32, Id, Pt)> = BTreeMap::new();
    let mut away: Option<Pt> = None;
    for (id, household) in project.households.iter() {
        let area = household.block.and_then(|block| Some((block, project.blocks.get(block)?.area)));
        let Some((block, area)) = area else {
            coverage.outside += 1;
            away.get_or_insert(household.at);
            uncovered.push(id);
            continue;
        };
        if look.and_then(|look| look.cell_at(Some(block))).is_some() {
            coverage.one += 1;
        } else {
            coverage.none += 1;
            bare.entry(area).or_insert((0, block, household.at)).0 += 1;
            uncovered.push(id);
        }
    }
    if coverage.outside > 0 {
        let message = say!("finding-outside", households = coverage.outside);
        let finding = Finding::new("outside", Severity::Warning, message).households(coverage.outside);
        findings.push(Finding { at: away, ..finding });
    }
    if let Some(look) = look {
        // A village that nobody has begun is told as not started, once.
        let begun: BTreeSet<Id> = look.first_block.values().map(|block| look.nest_of[*block as usize]).collect();
        bare.retain(|_, (_, block, _)| begun.contains(&look.nest_of[*block as usize]));
        for (area, (households, block, at)) in bare {
            let message = say!("finding-coverage", area = area_name(project, area), households = households);
            let finding = Finding::new("coverage", Severity::Error, message).area(area).block(block);
            findings.push(Finding { at: Some(at), households, ..finding });
        }
    }
    (coverage, uncovered)
}
