//! Adds workers.

use crate::change::{Change, Op, Refusal};
use crate::model::{Project, Rejected, Worker};
use crate::say;

pub fn plan(project: &Project, workers: &[Worker], rejected: &[Rejected]) -> Result<Change, Refusal> {
    if workers.is_empty() && rejected.is_empty() {
        return Err(Refusal::new(say!("edit-no-change")));
    }
    let new = (project.workers.next_id()..).zip(workers).map(|(id, w)| Op::Worker(id, Some(w.clone())));
    let lost = (project.rejected.next_id()..).zip(rejected).map(|(id, r)| Op::Rejected(id, Some(r.clone())));
    Ok(Change { note: say!("edit-workers-added", workers = workers.len()), ops: new.chain(lost).collect() })
}
