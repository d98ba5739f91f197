//! A cell's code is its own in the plan, its name in its area.

use std::collections::BTreeMap;

use super::look::{Look, area_name};
use super::{Finding, Severity};
use crate::model::Id;
use crate::say;

pub(super) fn find(look: &Look, findings: &mut Vec<Finding>) {
    let mut codes: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    let mut names: BTreeMap<(Id, &str), Vec<Id>> = BTreeMap::new();
    for (id, cell, _) in look.cells() {
        codes.entry(&*cell.code).or_default().push(id);
        names.entry((cell.area, &*cell.name)).or_default().push(id);
    }
    for (code, cells) in codes {
        if code.is_empty() {
            for cell in cells {
                findings.push(look.finding("code", Severity::Error, cell, say!("finding-code-empty")));
            }
        } else if cells.len() > 1 {
            let message = say!("finding-code", code = code, cells = cells.len());
            findings.push(look.finding("code", Severity::Error, cells[1], message));
        }
    }
    for ((area, name), cells) in names.into_iter().filter(|(_, cells)| cells.len() > 1) {
        let message = say!("finding-name", area = area_name(look.project, area), name = name, cells = cells.len());
        findings.push(look.finding("name", Severity::Error, cells[1], message));
    }
}
