//! The mesh is whole: the promise that cells neither overlap nor tear.

use super::{Finding, Severity};
use crate::base::Watch;
use crate::mesh::{self, Check};
use crate::model::Project;
use crate::say;

pub(super) fn find(project: &Project, watch: &Watch, findings: &mut Vec<Finding>) -> Vec<Check> {
    let checks = mesh::proof(&project.mesh, watch);
    for check in checks.iter().filter(|check| !check.ok) {
        let message = say!("finding-mesh", check = check.name, places = check.broken);
        findings.push(Finding { at: check.at, ..Finding::new("mesh", Severity::Error, message) });
    }
    checks
}
