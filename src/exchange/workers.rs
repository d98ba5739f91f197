//! The table of workers, with what each of them serves in the plan.

use std::collections::BTreeMap;
use std::path::Path;

use super::blur::raster;
use super::column::Col;
use super::job::{Job, Out};
use super::{Exported, Mask, mask};
use crate::base::Fault;
use crate::formats::{GeometryKind, Value};
use crate::model::{Employment, Id, block_tallies, cell_tallies};

const COLUMNS: &[Col] = &[
    Col::text("worker_code", "exchange-head-worker-code"),
    Col::text("name", "exchange-head-name"),
    Col::text("phone", "exchange-head-phone"),
    Col::text("role", "exchange-head-role"),
    Col::text("employment", "exchange-head-employment"),
    Col::text("languages", "exchange-head-languages").up_to(Mask::Names),
    Col::text("village_code", "exchange-head-home-village"),
    Col::int("capacity_min", "exchange-head-capacity"),
    Col::int("max_cells", "exchange-head-max-cells"),
    Col::int("cells", "exchange-head-cells"),
    Col::int("households", "exchange-head-households"),
    Col::real("on_site_min", "exchange-head-on-site"),
    Col::text("remark", "exchange-head-remark").up_to(Mask::None),
];

pub(super) fn write(job: &Job, to: &Path) -> Result<Exported, Fault> {
    let project = job.project;
    let tallies = job.plan.map(|plan| cell_tallies(project, plan, &block_tallies(project))).unwrap_or_default();
    let mut served: BTreeMap<Id, (u32, u32, f64)> = BTreeMap::new();
    for (cell, workers) in &job.staff {
        let tally = tallies.get(cell).copied().unwrap_or_default();
        for worker in workers {
            let sum = served.entry(*worker).or_default();
            sum.0 += 1;
            sum.1 += tally.households;
            sum.2 += tally.minutes / workers.len() as f64;
        }
    }
    let mut out = Out::new(job, to, COLUMNS, Some(GeometryKind::Point), project.workers.len())?;
    for (id, worker) in project.workers.iter() {
        let (cells, households, minutes) = served.get(&id).copied().unwrap_or_default();
        let values = [
            mask::identities(&worker.code).into(),
            Value::Text(job.name(&worker.name)),
            Value::Text(job.phone(&worker.phone)),
            Value::from(&*worker.role),
            employment(job, worker.employment),
            worker.languages.join("、").into(),
            Value::from(&*worker.village),
            Value::Int(i64::from(worker.capacity_min)),
            Value::Int(i64::from(worker.max_cells)),
            Value::Int(i64::from(cells)),
            Value::Int(i64::from(households)),
            Value::Real(minutes.round()),
            mask::identities(&worker.remark).into(),
        ];
        let home = match job.mask() {
            Mask::None => worker.home,
            Mask::Names => worker.home.map(raster),
            Mask::Strict | Mask::Public => None,
        };
        out.row(&values, job.point(home).as_ref())?;
    }
    out.finish(job.order)
}

fn employment(job: &Job, employment: Employment) -> Value<'static> {
    match employment {
        Employment::FullTime => job.word("full_time", "exchange-employment-full-time"),
        Employment::PartTime => job.word("part_time", "exchange-employment-part-time"),
        Employment::Volunteer => job.word("volunteer", "exchange-employment-volunteer"),
    }
}
