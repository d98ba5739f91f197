//! Reads the whole project out of its tables.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _};
use serde::de::DeserializeOwned;

use super::fault::{damaged, sql};
use super::rows::{Broken, Table, Take, Texts, id_of, select_sql};
use crate::base::{Fault, Rows};
use crate::geom::Frame;
use crate::mesh::Mesh;
use crate::model::{Household, Id, Meta, Project};
use crate::say;

/// One thing that is said once; `None` where the file does not say it.
pub(super) fn meta<T: DeserializeOwned>(db: &Connection, path: &Path, key: &str) -> Result<Option<T>, Fault> {
    let select = "SELECT value FROM gw_meta WHERE key = ?1";
    let json: Option<String> =
        db.query_row(select, [key], |row| row.get(0)).optional().map_err(|e| unreadable(path, &e))?;
    let broken = |_| Fault::project(say!("store-bad-row", file = path, table = "gw_meta", row = key, column = "value"));
    json.map(|json| serde_json::from_str(&json).map_err(broken)).transpose()
}

/// The same, where a project must say it.
pub(super) fn must<T: DeserializeOwned>(db: &Connection, path: &Path, key: &str) -> Result<T, Fault> {
    meta(db, path, key)?.ok_or_else(|| Fault::project(damaged(path, key)))
}

/// Everything but the households, which [`rows`] reads beside it.
pub(super) fn project(db: &Connection, path: &Path, meta: Meta) -> Result<Project, Fault> {
    let frame = meta.frame;
    Ok(Project {
        profile: Arc::new(must(db, path, "profile")?),
        mesh: Mesh { nodes: rows(db, path, frame)?, edges: rows(db, path, frame)?, faces: rows(db, path, frame)? },
        areas: rows(db, path, frame)?,
        blocks: rows(db, path, frame)?,
        barriers: rows(db, path, frame)?,
        households: Rows::<Household>::default(),
        plans: rows(db, path, frame)?,
        cells: rows(db, path, frame)?,
        labels: labels(db, path)?,
        workers: rows(db, path, frame)?,
        appointments: rows(db, path, frame)?,
        rejected: rows(db, path, frame)?,
        index: None,
        meta,
    })
}

/// All rows of a table under their ids.
pub(super) fn rows<T: Table>(db: &Connection, path: &Path, frame: Frame) -> Result<Rows<T>, Fault> {
    rows_of(db, path, frame, i64::MIN..=i64::MAX)
}

/// The highest key of a table.
pub(super) fn last_key<T: Table>(db: &Connection, path: &Path) -> Result<i64, Fault> {
    let last: Option<i64> = db
        .query_row(&format!("SELECT max(fid) FROM {}", T::NAME), [], |row| row.get(0))
        .map_err(|e| unreadable(path, &e))?;
    Ok(last.unwrap_or(0))
}

/// The rows of a table whose keys lie in a range.
pub(super) fn rows_of<T: Table>(
    db: &Connection,
    path: &Path,
    frame: Frame,
    keys: RangeInclusive<i64>,
) -> Result<Rows<T>, Fault> {
    let wrong = |e: rusqlite::Error| unreadable(path, &e);
    let mut statement = db.prepare(&select_sql::<T>()).map_err(wrong)?;
    let mut found = statement.query([keys.start(), keys.end()]).map_err(wrong)?;
    let (mut rows, mut texts) = (Rows::default(), Texts::default());
    while let Some(row) = found.next().map_err(wrong)? {
        let mut take = Take::new(row, &mut texts, frame);
        let made = take.id().and_then(|id| Ok((id, T::take(&mut take)?)));
        match made {
            Ok((id, made)) => drop(rows.set(id, Some(made))),
            Err(Broken(at)) => {
                let column = at.checked_sub(1).and_then(|at| T::COLUMNS.get(at)).copied().unwrap_or("fid");
                let number: i64 = row.get(0).unwrap_or_default();
                let said = say!("store-bad-row", file = path, table = T::NAME, row = number, column = column);
                return Err(Fault::project(said));
            }
        }
    }
    Ok(rows)
}

fn labels(db: &Connection, path: &Path) -> Result<BTreeMap<Id, Rows<Id>>, Fault> {
    let wrong = |e: rusqlite::Error| unreadable(path, &e);
    let mut statement = db.prepare("SELECT plan, block, cell FROM gw_labels ORDER BY plan, block").map_err(wrong)?;
    let mut found = statement.query([]).map_err(wrong)?;
    let mut labels: BTreeMap<Id, Rows<Id>> = BTreeMap::new();
    while let Some(row) = found.next().map_err(wrong)? {
        let id = |at: usize| row.get(at).ok().and_then(id_of);
        let (Some(plan), Some(block), Some(cell)) = (id(0), id(1), id(2)) else {
            let number: i64 = row.get(1).unwrap_or_default();
            let said =
                say!("store-bad-row", file = path, table = "gw_labels", row = number, column = "plan, block, cell");
            return Err(Fault::project(said));
        };
        labels.entry(plan).or_default().set(block, Some(cell));
    }
    Ok(labels)
}

/// A table or column that is not there is damage like any other.
pub(super) fn unreadable(path: &Path, error: &rusqlite::Error) -> Fault {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => Fault::project(damaged(path, msg)),
        rusqlite::Error::InvalidColumnType(..) | rusqlite::Error::FromSqlConversionFailure(..) => {
            Fault::project(damaged(path, &error.to_string()))
        }
        _ => sql(path, error),
    }
}
