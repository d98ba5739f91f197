//! Hands the values of one row to a prepared statement, in order.

use geo::Geometry;
use rusqlite::{Statement, ToSql};
use serde::Serialize;

use super::fid;
use crate::formats::gpkg;
use crate::geom::Frame;
use crate::model::Id;

/// The parameters of a statement, filled one after the other.
pub(in crate::store) struct Bind<'s, 'c> {
    statement: &'s mut Statement<'c>,
    next: usize,
    pub frame: Frame,
    srs: i32,
}

impl<'s, 'c> Bind<'s, 'c> {
    pub fn new(statement: &'s mut Statement<'c>, frame: Frame, srs: i32) -> Self {
        Self { statement, next: 1, frame, srs }
    }

    pub fn put(&mut self, value: impl ToSql) -> rusqlite::Result<()> {
        self.statement.raw_bind_parameter(self.next, value)?;
        self.next += 1;
        Ok(())
    }

    pub fn id(&mut self, id: Id) -> rusqlite::Result<()> {
        self.put(fid(id))
    }

    pub fn maybe_id(&mut self, id: Option<Id>) -> rusqlite::Result<()> {
        self.put(id.map(fid))
    }

    /// A variant without data as its word.
    pub fn word(&mut self, value: impl Serialize) -> rusqlite::Result<()> {
        match serde_json::to_value(value).map_err(unfit)? {
            serde_json::Value::String(word) => self.put(word),
            _ => self.put(rusqlite::types::Null),
        }
    }

    pub fn json(&mut self, value: &(impl Serialize + ?Sized)) -> rusqlite::Result<()> {
        self.put(serde_json::to_string(value).map_err(unfit)?)
    }

    pub fn geometry(&mut self, geometry: Option<&Geometry<f64>>) -> rusqlite::Result<()> {
        match geometry {
            Some(geometry) => self.put(gpkg::blob(geometry, self.srs)),
            None => self.put(rusqlite::types::Null),
        }
    }
}

fn unfit(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
