//! No worker has more cells or more minutes than agreed.

use std::collections::BTreeMap;

use super::look::Look;
use super::{Finding, Severity};
use crate::model::{Employment, Id, Tally};
use crate::say;

pub(super) fn find(look: &Look, findings: &mut Vec<Finding>) {
    let mut served: BTreeMap<Id, Vec<(Id, f64)>> = BTreeMap::new();
    for (cell, workers) in &look.staff {
        let minutes = look.cells.get(cell).map_or(0.0, |tally: &Tally| tally.minutes);
        for worker in workers {
            // Workers of one cell share its visits.
            served.entry(*worker).or_default().push((*cell, minutes / workers.len() as f64));
        }
    }
    let profile = &look.project.profile;
    for (id, cells) in served {
        let Some(worker) = look.project.workers.get(id) else { continue };
        let most = if worker.max_cells > 0 { worker.max_cells } else { profile.max_cells_per_worker };
        if cells.len() > usize::from(most) {
            let message = say!("finding-load-cells", worker = &*worker.code, cells = cells.len(), most = most);
            findings.push(look.finding("load", Severity::Warning, cells[0].0, message));
        }
        let capacity = match (worker.capacity_min, worker.employment) {
            (0, Employment::FullTime) => profile.full_time_min,
            (0, Employment::PartTime) => profile.part_time_min,
            (0, Employment::Volunteer) => continue,
            (given, _) => given,
        };
        let minutes: f64 = cells.iter().map(|(_, minutes)| minutes).sum();
        if minutes > f64::from(capacity) {
            let message = say!("finding-load-minutes", worker = &*worker.code, minutes = minutes, capacity = capacity);
            findings.push(look.finding("load", Severity::Warning, cells[0].0, message));
        }
    }
}
