//! Every cell has a worker.

use super::look::Look;
use super::{Finding, Severity};
use crate::say;

pub(super) fn find(look: &Look, findings: &mut Vec<Finding>) {
    if look.cells.is_empty() {
        return;
    }
    if look.staff.is_empty() {
        let message = say!("finding-staff-none", plan = &*look.plan.name, cells = look.cells.len());
        let households = look.cells.values().map(|tally| tally.households).sum();
        findings.push(Finding::new("staff", Severity::Error, message).households(households));
        return;
    }
    for (id, cell, _) in look.cells().filter(|(id, ..)| !look.staff.contains_key(id)) {
        let message = say!("finding-staff", cell = &*cell.code, name = &*cell.name);
        findings.push(look.finding("staff", Severity::Error, id, message));
    }
}
