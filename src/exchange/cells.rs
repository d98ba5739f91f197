//! The table of cells: outline, where they belong, what they bear, who serves them.

use std::collections::BTreeMap;
use std::path::Path;

use super::column::Col;
use super::job::{Job, Out};
use super::shapes::Shapes;
use super::{Exported, Mask};
use crate::base::Fault;
use crate::formats::{GeometryKind, Value};
use crate::measure::scores;
use crate::model::{CellKind, Id, Level};

const COLUMNS: &[Col] = &[
    Col::text("cell_code", "exchange-head-cell-code"),
    Col::text("cell_name", "exchange-head-cell-name"),
    Col::text("cell_kind", "exchange-head-cell-kind"),
    Col::text("county_code", "exchange-head-county-code"),
    Col::text("county", "exchange-head-county"),
    Col::text("township_code", "exchange-head-township-code"),
    Col::text("township", "exchange-head-township"),
    Col::text("village_code", "exchange-head-village-code"),
    Col::text("village", "exchange-head-village"),
    Col::int("households", "exchange-head-households"),
    Col::int("registered", "exchange-head-registered"),
    Col::int("resident", "exchange-head-resident"),
    Col::int("monitored", "exchange-head-monitored"),
    Col::int("formerly_poor", "exchange-head-formerly-poor"),
    Col::real("area_m2", "exchange-head-area"),
    Col::real("lon", "exchange-head-centre-lon"),
    Col::real("lat", "exchange-head-centre-lat"),
    Col::int("blocks", "exchange-head-blocks"),
    Col::int("parts", "exchange-head-parts"),
    Col::real("on_site_min", "exchange-head-on-site").up_to(Mask::Strict),
    Col::real("travel_min", "exchange-head-travel").up_to(Mask::Strict),
    Col::text("worker_codes", "exchange-head-worker-codes").up_to(Mask::Strict),
    Col::text("workers", "exchange-head-workers").up_to(Mask::Strict),
    Col::bool("locked", "exchange-head-locked").up_to(Mask::Strict),
];

pub(super) fn write(job: &Job, to: &Path) -> Result<Exported, Fault> {
    let plan = job.plan.unwrap_or_default();
    let scores = scores(job.project, plan);
    let poor = formerly_poor(job);
    let shapes = Shapes::new(job);
    let mut out = Out::new(job, to, COLUMNS, Some(GeometryKind::MultiPolygon), scores.cells.len())?;
    let mut rows: Vec<_> =
        scores.cells.iter().filter_map(|score| Some((job.project.cells.get(score.cell)?, score))).collect();
    rows.sort_by(|a, b| (&a.0.code, a.1.cell).cmp(&(&b.0.code, b.1.cell)));
    for (cell, score) in rows {
        let above = |level| job.above(Some(cell.area), level);
        let area = |level| match above(level) {
            Some(row) => (Value::from(&*row.code), Value::from(&*row.name)),
            None => (Value::Null, Value::Null),
        };
        let (county, township, village) = (area(Level::County), area(Level::Township), area(Level::Village));
        let (lon, lat) = job.degrees(shapes.middle(score.cell));
        let (codes, names) = job.workers_of(Some(score.cell));
        let values = [
            Value::from(&*cell.code),
            Value::from(&*cell.name),
            kind(job, cell.kind),
            county.0,
            county.1,
            township.0,
            township.1,
            village.0,
            village.1,
            out.count(score.households),
            out.count(score.registered),
            out.count(score.resident),
            out.count(score.monitored),
            out.count(poor.get(&score.cell).copied().unwrap_or(0)),
            Value::Real((score.area_m2 * 100.0).round() / 100.0),
            lon,
            lat,
            Value::Int(i64::from(score.blocks)),
            Value::Int(i64::from(score.parts)),
            Value::Real(score.on_site_min.round()),
            Value::Real(score.travel_min.round()),
            codes,
            names,
            Value::Int(i64::from(cell.locked)),
        ];
        // Outlines are costly to transform, and tables do not show them.
        let shape = if job.order.headings().is_some() { None } else { shapes.outline(job, score.cell) };
        out.row(&values, shape.as_ref())?;
    }
    out.finish(job.order)
}

fn kind(job: &Job, kind: CellKind) -> Value<'static> {
    let key = match kind {
        CellKind::RuralBase => "exchange-kind-rural-base",
        CellKind::UrbanBase => "exchange-kind-urban-base",
        CellKind::Micro => "exchange-kind-micro",
        CellKind::Special => "exchange-kind-special",
    };
    job.word(kind.name(), key)
}

fn formerly_poor(job: &Job) -> BTreeMap<Id, u32> {
    let categories = &job.project.profile.categories;
    let bits = categories.iter().position(|c| &*c.key == "formerly_poor").map_or(0, |i| 1u32 << i);
    let mut of = BTreeMap::new();
    for household in job.project.households.values().filter(|household| household.categories & bits != 0) {
        if let Some(cell) = job.cell_of(household) {
            *of.entry(cell).or_default() += 1;
        }
    }
    of
}
