//! What the check of the project and the plan found.

use std::path::Path;

use super::blur::raster;
use super::column::Col;
use super::job::{Job, Out};
use super::{Exported, Mask, mask};
use crate::base::Fault;
use crate::check::{Severity, run};
use crate::formats::{GeometryKind, Value};
use crate::words::say;

const COLUMNS: &[Col] = &[
    Col::text("severity", "exchange-head-severity"),
    Col::text("rule", "exchange-head-rule"),
    Col::text("area_code", "exchange-head-area-code"),
    Col::text("area", "exchange-head-area-name"),
    Col::text("cell_code", "exchange-head-cell-code"),
    Col::int("block", "exchange-head-block"),
    Col::int("households", "exchange-head-households"),
    Col::text("message", "exchange-head-message"),
    Col::real("lon", "exchange-head-lon"),
    Col::real("lat", "exchange-head-lat"),
];

pub(super) fn write(job: &Job, to: &Path) -> Result<Exported, Fault> {
    let report = run(job.project, job.plan, job.watch)?;
    let mut out = Out::new(job, to, COLUMNS, Some(GeometryKind::Point), report.findings.len())?;
    for finding in &report.findings {
        let area = finding.area.and_then(|id| job.project.areas.get(id));
        let cell = finding.cell.and_then(|id| job.project.cells.get(id));
        // The place may be that of one household.
        let at = finding.at.map(|at| if job.mask() == Mask::None { at } else { raster(at) });
        let (lon, lat) = job.degrees(at);
        let severity = match finding.severity {
            Severity::Error => job.word("error", "exchange-severity-error"),
            Severity::Warning => job.word("warning", "exchange-severity-warning"),
            Severity::Note => job.word("note", "exchange-severity-note"),
        };
        let values = [
            severity,
            Value::from(finding.rule),
            area.map_or(Value::Null, |row| Value::from(&*row.code)),
            area.map_or(Value::Null, |row| Value::from(&*row.name)),
            cell.map_or(Value::Null, |row| Value::from(&*row.code)),
            finding.block.map_or(Value::Null, |block| Value::Int(i64::from(block))),
            Value::Int(i64::from(finding.households)),
            mask::identities(&say(job.order.language, &finding.message)).into(),
            lon,
            lat,
        ];
        out.row(&values, job.point(at).as_ref())?;
    }
    out.finish(job.order)
}
