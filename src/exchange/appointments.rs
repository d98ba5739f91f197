//! Who serves which cell.

use std::path::Path;

use super::column::Col;
use super::job::{Job, Out};
use super::{Exported, mask};
use crate::base::Fault;
use crate::formats::Value;

const COLUMNS: &[Col] = &[
    Col::text("cell_code", "exchange-head-cell-code"),
    Col::text("cell_name", "exchange-head-cell-name"),
    Col::text("worker_code", "exchange-head-worker-code"),
    Col::text("name", "exchange-head-name"),
    Col::text("role", "exchange-head-role"),
    Col::bool("by_hand", "exchange-head-by-hand"),
];

pub(super) fn write(job: &Job, to: &Path) -> Result<Exported, Fault> {
    let project = job.project;
    let mut rows: Vec<_> = job
        .plan
        .into_iter()
        .flat_map(|plan| project.appointments_of(plan))
        .filter_map(|(id, row)| Some((project.cells.get(row.cell)?, id, row)))
        .collect();
    rows.sort_by(|a, b| (&a.0.code, a.1).cmp(&(&b.0.code, b.1)));
    let mut out = Out::new(job, to, COLUMNS, None, rows.len())?;
    for (cell, _, row) in rows {
        let worker = project.workers.get(row.worker);
        let values = [
            Value::from(&*cell.code),
            Value::from(&*cell.name),
            worker.map_or(Value::Null, |worker| mask::identities(&worker.code).into()),
            worker.map_or(Value::Null, |worker| Value::Text(job.name(&worker.name))),
            Value::from(&*row.role),
            Value::Int(i64::from(row.by_hand)),
        ];
        out.row(&values, None)?;
    }
    out.finish(job.order)
}
