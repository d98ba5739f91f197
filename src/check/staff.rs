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
        // A project without any worker is not that far yet; one with workers and no appointment has forgotten a step.
        let severity = if look.project.workers.is_empty() { Severity::Warning } else { Severity::Error };
        findings.push(Finding::new("staff", severity, message).households(households));
        return;
    }
    for (id, cell, _) in look.cells().filter(|(id, ..)| !look.staff.contains_key(id)) {
        let message = say!("finding-staff", cell = &*cell.code, name = &*cell.name);
        findings.push(look.finding("staff", Severity::Error, id, message));
    }
}
