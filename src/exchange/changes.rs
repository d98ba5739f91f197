//! Which households another plan treats otherwise: a row for every household whose cell or worker changes.

use std::collections::BTreeMap;
use std::path::Path;

use super::column::Col;
use super::job::{Job, Out};
use super::{Exported, mask};
use crate::base::Fault;
use crate::formats::Value;
use crate::measure::compare;
use crate::model::{Id, Level};

const COLUMNS: &[Col] = &[
    Col::text("household_code", "exchange-head-household-code"),
    Col::text("lives_in_code", "exchange-head-lives-in-code"),
    Col::text("lives_in", "exchange-head-lives-in"),
    Col::text("group", "exchange-head-group"),
    Col::text("change", "exchange-head-change"),
    Col::bool("worker_changes", "exchange-head-worker-changes"),
    Col::text("cell_code_before", "exchange-head-cell-code-before"),
    Col::text("cell_name_before", "exchange-head-cell-name-before"),
    Col::text("worker_codes_before", "exchange-head-worker-codes-before"),
    Col::text("cell_code", "exchange-head-cell-code"),
    Col::text("cell_name", "exchange-head-cell-name"),
    Col::text("worker_codes", "exchange-head-worker-codes"),
    Col::text("name", "exchange-head-name"),
];

/// What becomes of the cell of a household: the words of the column `change`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Stays,
    Moved,
    Lost,
    Gained,
}

impl Change {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Stays => ("stays", "exchange-change-stays"),
            Self::Moved => ("moved", "exchange-change-moved"),
            Self::Lost => ("lost", "exchange-change-lost"),
            Self::Gained => ("gained", "exchange-change-gained"),
        }
    }
}

/// From the plan `since` to that of the job, counted as [`compare`] counts: a household moves where its new cell is not
/// the successor of its old one, and changes its worker where both cells have workers and none is the same.
pub(super) fn write(job: &Job, since: Id, to: &Path) -> Result<Exported, Fault> {
    let project = job.project;
    let old = Job::new(project, Some(since), job.order, job.watch)?;
    let successor: BTreeMap<Id, Id> = match job.plan {
        Some(plan) => compare(project, since, plan).matched.iter().map(|pair| (pair.a, pair.b)).collect(),
        None => BTreeMap::new(),
    };
    let mut out = Out::new(job, to, COLUMNS, None, project.households.len())?;
    for household in project.households.values() {
        let (from, to) = (old.cell_of(household), job.cell_of(household));
        let change = match (from, to) {
            (None, None) => continue,
            (Some(_), None) => Change::Lost,
            (None, Some(_)) => Change::Gained,
            (Some(from), Some(_)) if successor.get(&from) == to.as_ref() => Change::Stays,
            _ => Change::Moved,
        };
        let staff = |job: &Job, cell: Option<Id>| cell.and_then(|cell| job.staff.get(&cell)).cloned();
        let other = match (staff(&old, from), staff(job, to)) {
            (Some(before), Some(after)) => !before.iter().any(|worker| after.contains(worker)),
            _ => false,
        };
        if change == Change::Stays && !other {
            continue;
        }
        let area = household.block.and_then(|block| project.blocks.get(block)).map(|block| block.area);
        let village = job.above(area, Level::Village);
        let cell = |id: Option<Id>| id.and_then(|id| project.cells.get(id));
        let [code_before, name_before, code, name] = {
            let pair =
                |id| cell(id).map_or([Value::Null, Value::Null], |c| [Value::from(&*c.code), Value::from(&*c.name)]);
            let ([a, b], [c, d]) = (pair(from), pair(to));
            [a, b, c, d]
        };
        let (machine, key) = change.words();
        let values = [
            mask::identities(household.code()).into(),
            village.map_or(Value::Null, |row| Value::from(&*row.code)),
            village.map_or(Value::Null, |row| Value::from(&*row.name)),
            Value::from(&**household.group()),
            job.word(machine, key),
            Value::Int(i64::from(other)),
            code_before,
            name_before,
            old.workers_of(from).0,
            code,
            name,
            job.workers_of(to).0,
            Value::Text(job.name(household.name())),
        ];
        out.row(&values, None)?;
    }
    out.finish(job.order)
}
