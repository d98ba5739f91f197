//! Rows that could not be taken are not forgotten: households among them are uncovered too.

use super::{Finding, Severity};
use crate::model::Project;
use crate::say;

pub(super) fn find(project: &Project, findings: &mut Vec<Finding>) {
    let bits = project.profile.monitored_bits();
    let (mut rows, mut monitored) = (0u32, 0u32);
    for row in project.rejected.values().filter(|row| &*row.kind == "households") {
        rows += 1;
        // Which column held the category is not kept, so every value is asked.
        let values: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&row.values).unwrap_or_default();
        let names =
            |value: &serde_json::Value| value.as_str().is_some_and(|t| project.profile.categories_of(t) & bits != 0);
        monitored += u32::from(values.values().any(names));
    }
    if rows > 0 {
        let message = say!("finding-rejected", rows = rows, monitored = monitored);
        findings.push(Finding::new("rejected", Severity::Warning, message).households(rows));
    }
}
