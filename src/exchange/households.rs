//! Which household belongs to which cell: a row for every household, covered or not.

use std::collections::BTreeMap;
use std::path::Path;

use super::blur::Blur;
use super::column::Col;
use super::job::{Job, Out};
use super::{Exported, Mask, mask};
use crate::base::Fault;
use crate::formats::{GeometryKind, Value};
use crate::model::{Id, Level};

const COLUMNS: &[Col] = &[
    Col::text("household_code", "exchange-head-household-code"),
    Col::text("village_code", "exchange-head-registered-village"),
    Col::text("lives_in_code", "exchange-head-lives-in-code"),
    Col::text("lives_in", "exchange-head-lives-in"),
    Col::text("group", "exchange-head-group"),
    Col::text("cell_code", "exchange-head-cell-code"),
    Col::text("cell_name", "exchange-head-cell-name"),
    Col::text("worker_codes", "exchange-head-worker-codes"),
    Col::text("name", "exchange-head-name"),
    Col::text("phone", "exchange-head-phone"),
    Col::int("registered", "exchange-head-registered"),
    Col::int("resident", "exchange-head-resident"),
    Col::text("ethnic", "exchange-head-ethnic").up_to(Mask::Names),
    Col::text("categories", "exchange-head-categories").up_to(Mask::None),
    Col::text("remark", "exchange-head-remark").up_to(Mask::None),
    Col::real("lon", "exchange-head-lon").up_to(Mask::None),
    Col::real("lat", "exchange-head-lat").up_to(Mask::None),
];

pub(super) fn write(job: &Job, to: &Path) -> Result<Exported, Fault> {
    let project = job.project;
    let mut out = Out::new(job, to, COLUMNS, Some(GeometryKind::Point), project.households.len())?;
    // Tables show no places but those of columns, which only the open mask has.
    let mut blur = job.order.headings().is_none().then(|| Blur::new(job));
    let staff: BTreeMap<Id, Value<'_>> = job.staff.keys().map(|cell| (*cell, job.workers_of(Some(*cell)).0)).collect();
    for household in project.households.values() {
        let id = job.cell_of(household);
        let cell = id.and_then(|id| project.cells.get(id));
        let area = household.block.and_then(|block| project.blocks.get(block)).map(|block| block.area);
        let village = job.above(area, Level::Village);
        let (lon, lat) =
            if job.mask() == Mask::None { job.degrees(Some(household.at)) } else { (Value::Null, Value::Null) };
        let values = [
            mask::identities(household.code()).into(),
            Value::from(&**household.village()),
            village.map_or(Value::Null, |row| Value::from(&*row.code)),
            village.map_or(Value::Null, |row| Value::from(&*row.name)),
            Value::from(&**household.group()),
            cell.map_or(Value::Null, |row| Value::from(&*row.code)),
            cell.map_or(Value::Null, |row| Value::from(&*row.name)),
            id.and_then(|id| staff.get(&id)).cloned().unwrap_or(Value::Null),
            Value::Text(job.name(household.name())),
            Value::Text(job.phone(household.phone())),
            Value::Int(i64::from(household.registered)),
            Value::Int(i64::from(household.resident)),
            Value::from(&**household.ethnic()),
            Value::from(&**household.labels()),
            mask::identities(household.remark()).into(),
            lon,
            lat,
        ];
        let shape = job.point(blur.as_mut().and_then(|blur| blur.household(household.at, id)));
        out.row(&values, shape.as_ref())?;
    }
    out.finish(job.order)
}
