//! Hands the values of one row to a prepared statement, in order.

use geo::{BoundingRect as _, Geometry};
use rusqlite::{Statement, ToSql};
use serde::Serialize;

use super::fid;
use crate::formats::gpkg;
use crate::geom::{Frame, Pt};
use crate::model::Id;

/// The parameters of a statement, filled one after the other.
pub(in crate::store) struct Bind<'s, 'c> {
    statement: &'s mut Statement<'c>,
    next: usize,
    pub frame: Frame,
    srs: i32,
    extent: Option<[f64; 4]>,
}

impl<'s, 'c> Bind<'s, 'c> {
    pub fn new(statement: &'s mut Statement<'c>, frame: Frame, srs: i32) -> Self {
        Self { statement, next: 1, frame, srs, extent: None }
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
        let rect = geometry.and_then(|geometry| geometry.bounding_rect());
        self.extent = rect.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]);
        self.put(geometry.map(|geometry| gpkg::blob(geometry, self.srs)))
    }

    pub fn point(&mut self, at: Option<Pt>) -> rusqlite::Result<()> {
        let point = at.map(|at| Geometry::Point(self.frame.to_coord(at).into()));
        self.geometry(point.as_ref())
    }

    /// Min x, min y, max x, max y of the geometry that was handed over.
    pub fn extent(&self) -> Option<[f64; 4]> {
        self.extent
    }
}

fn unfit(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
