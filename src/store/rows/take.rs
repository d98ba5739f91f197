//! Takes the values of one row out of a query, in order, trusting none of them.

use std::collections::HashSet;
use std::sync::Arc;

use geo::Geometry;
use rusqlite::types::ValueRef;
use serde::de::DeserializeOwned;

use super::id_of;
use crate::formats::gpkg;
use crate::geom::{Frame, Pt};
use crate::model::{Commons, Id};

/// The number of the column (0 is `fid`) that holds what no row of ours can hold.
#[derive(Debug)]
pub(in crate::store) struct Broken(pub usize);

/// Texts that many rows share, kept once.
#[derive(Default)]
pub(in crate::store) struct Texts {
    known: HashSet<Arc<str>>,
    /// Texts that each column had of late: neighbours mostly say the same.
    late: Vec<[Option<Arc<str>>; LATE]>,
    commons: Commons,
}

const LATE: usize = 64;

impl Texts {
    fn share(&mut self, column: usize, text: &str) -> Arc<str> {
        while self.late.len() <= column {
            self.late.push([const { None }; LATE]);
        }
        let place = text.bytes().fold(text.len(), |sum, byte| sum.wrapping_mul(7) + usize::from(byte)) % LATE;
        if let Some(late) = &self.late[column][place]
            && **late == *text
        {
            return Arc::clone(late);
        }
        let shared = match self.known.get(text) {
            Some(known) => Arc::clone(known),
            None => {
                let new: Arc<str> = text.into();
                self.known.insert(Arc::clone(&new));
                new
            }
        };
        self.late[column][place] = Some(Arc::clone(&shared));
        shared
    }
}

/// The columns of one row, read one after the other; the first is `fid`.
pub(in crate::store) struct Take<'r, 't> {
    row: &'r rusqlite::Row<'r>,
    next: usize,
    texts: &'t mut Texts,
    pub frame: Frame,
}

impl<'r, 't> Take<'r, 't> {
    pub fn new(row: &'r rusqlite::Row<'r>, texts: &'t mut Texts, frame: Frame) -> Self {
        Self { row, next: 0, texts, frame }
    }

    fn value(&mut self) -> Result<ValueRef<'r>, Broken> {
        let value = self.row.get_ref(self.next).map_err(|_| Broken(self.next))?;
        self.next += 1;
        Ok(value)
    }

    /// The error that the column read last is at fault.
    pub fn broken(&self) -> Broken {
        Broken(self.next.saturating_sub(1))
    }

    fn maybe_int(&mut self) -> Result<Option<i64>, Broken> {
        match self.value()? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(v) => Ok(Some(v)),
            _ => Err(self.broken()),
        }
    }

    pub fn int<T: TryFrom<i64>>(&mut self) -> Result<T, Broken> {
        self.maybe_int()?.and_then(|v| T::try_from(v).ok()).ok_or_else(|| self.broken())
    }

    pub fn maybe<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, Broken> {
        let value = self.maybe_int()?;
        value.map(|v| T::try_from(v).map_err(|_| self.broken())).transpose()
    }

    pub fn flag(&mut self) -> Result<bool, Broken> {
        Ok(self.int::<i64>()? != 0)
    }

    pub fn id(&mut self) -> Result<Id, Broken> {
        id_of(self.int()?).ok_or_else(|| self.broken())
    }

    pub fn maybe_id(&mut self) -> Result<Option<Id>, Broken> {
        let value = self.maybe_int()?;
        value.map(|v| id_of(v).ok_or_else(|| self.broken())).transpose()
    }

    pub fn real(&mut self) -> Result<f64, Broken> {
        match self.value()? {
            ValueRef::Real(v) if v.is_finite() => Ok(v),
            ValueRef::Integer(v) => Ok(v as f64),
            _ => Err(self.broken()),
        }
    }

    pub fn bytes(&mut self) -> Result<&'r [u8], Broken> {
        match self.value()? {
            ValueRef::Blob(v) => Ok(v),
            _ => Err(self.broken()),
        }
    }

    fn maybe_str(&mut self) -> Result<Option<&'r str>, Broken> {
        match self.value()? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(v) => std::str::from_utf8(v).map(Some).map_err(|_| self.broken()),
            _ => Err(self.broken()),
        }
    }

    pub fn str(&mut self) -> Result<&'r str, Broken> {
        self.maybe_str()?.ok_or_else(|| self.broken())
    }

    /// Makes households out of texts that are [shared](Self::shared).
    pub fn commons(&mut self) -> &mut Commons {
        &mut self.texts.commons
    }

    pub fn own(&mut self) -> Result<Box<str>, Broken> {
        self.str().map(Into::into)
    }

    pub fn shared(&mut self) -> Result<Arc<str>, Broken> {
        let text = self.str()?;
        Ok(self.texts.share(self.next, text))
    }

    pub fn maybe_shared(&mut self) -> Result<Option<Arc<str>>, Broken> {
        let text = self.maybe_str()?;
        Ok(text.map(|text| self.texts.share(self.next, text)))
    }

    /// A variant without data from its word.
    pub fn word<T: DeserializeOwned>(&mut self) -> Result<T, Broken> {
        self.maybe_word()?.ok_or_else(|| self.broken())
    }

    pub fn maybe_word<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Broken> {
        let text = self.maybe_str()?;
        text.map(|text| serde_json::from_value(text.into()).map_err(|_| self.broken())).transpose()
    }

    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, Broken> {
        let text = self.str()?;
        serde_json::from_str(text).map_err(|_| self.broken())
    }

    pub fn geometry(&mut self) -> Result<Option<Geometry<f64>>, Broken> {
        match self.value()? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(blob) => gpkg::parse_blob(blob).map_err(|_| self.broken()),
            _ => Err(self.broken()),
        }
    }

    /// A point as the integer point that it was written from.
    pub fn point(&mut self) -> Result<Option<Pt>, Broken> {
        match self.geometry()? {
            None => Ok(None),
            Some(Geometry::Point(p)) => self.frame.to_pt(p.0).map(Some).ok_or_else(|| self.broken()),
            Some(_) => Err(self.broken()),
        }
    }

    /// A whole number of mm that is in range.
    pub fn mm(&mut self) -> Result<i32, Broken> {
        let mm: i32 = self.int()?;
        if (-Pt::LIMIT..=Pt::LIMIT).contains(&mm) { Ok(mm) } else { Err(self.broken()) }
    }
}
