//! The one way out: a schema, rows, and a finished file.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use geo::Geometry;

use super::Value;
use super::value::real_text;
use crate::base::Fault;
use crate::say;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Real,
    Bool,
    /// `YYYY-MM-DD`.
    Date,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

impl Column {
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), kind }
    }
}

/// What geometry a layer holds; single lines and polygons are written as multi.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeometryKind {
    Point,
    MultiLineString,
    MultiPolygon,
}

/// One layer to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// The name of the table, sheet or collection.
    pub layer: String,
    /// The name for people.
    pub title: String,
    pub columns: Vec<Column>,
    pub geometry: Option<GeometryKind>,
    /// The EPSG number of the geometry.
    pub epsg: Option<u32>,
}

/// Takes rows and leaves a whole file; dropped before `finish`, it leaves nothing.
pub trait Sink {
    /// Writes one row: as many values as the schema has columns.
    fn row(&mut self, values: &[Value<'_>], geometry: Option<&Geometry<f64>>) -> Result<(), Fault>;

    /// Puts the file under its name.
    fn finish(self: Box<Self>) -> Result<Written, Fault>;
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub path: PathBuf,
    pub rows: u64,
    pub bytes: u64,
}

/// A value in the kind of its column.
pub enum Typed<'a> {
    Null,
    Int(i64),
    Real(f64),
    Bool(bool),
    Text(Cow<'a, str>),
}

/// Brings a value to its column's kind. Fails where text does not say a number, date or truth value.
pub fn typed<'a>(value: &'a Value<'_>, column: &Column, row: u64, file: &Path) -> Result<Typed<'a>, Fault> {
    let wrong = || {
        let value = value.as_text().into_owned();
        Fault::input(say!("formats-wrong-kind", file = file, row = row, column = &column.name, value = value))
    };
    if *value == Value::Null || (column.kind != Kind::Text && value.is_blank()) {
        return Ok(Typed::Null);
    }
    match column.kind {
        Kind::Text => Ok(Typed::Text(value.as_text())),
        Kind::Int => match value {
            Value::Int(v) => Ok(Typed::Int(*v)),
            Value::Real(v) if v.fract() == 0.0 && v.abs() < 9e15 => Ok(Typed::Int(*v as i64)),
            Value::Text(v) => v.trim().parse().map(Typed::Int).map_err(|_| wrong()),
            _ => Err(wrong()),
        },
        Kind::Real => match value {
            Value::Int(v) => Ok(Typed::Real(*v as f64)),
            Value::Real(v) if v.is_finite() => Ok(Typed::Real(*v)),
            Value::Text(v) => v.trim().parse().ok().filter(|v: &f64| v.is_finite()).map(Typed::Real).ok_or_else(wrong),
            _ => Err(wrong()),
        },
        Kind::Bool => match value.as_text().as_ref() {
            "1" | "true" => Ok(Typed::Bool(true)),
            "0" | "false" => Ok(Typed::Bool(false)),
            _ => Err(wrong()),
        },
        Kind::Date => {
            let text = value.as_text();
            if is_date(&text) { Ok(Typed::Text(text)) } else { Err(wrong()) }
        }
    }
}

/// Whether text is a day as `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let form = |(i, b): (usize, &u8)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() };
    let part = |range| text.get(range).and_then(|p: &str| p.parse().ok()).unwrap_or(0_u32);
    text.len() == 10
        && text.as_bytes().iter().enumerate().all(form)
        && (1..=12).contains(&part(5..7))
        && (1..=31).contains(&part(8..10))
}

impl Typed<'_> {
    /// As text for a table; truth values as words that every reader here understands.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Int(v) => Cow::Owned(v.to_string()),
            Self::Real(v) => Cow::Owned(real_text(*v)),
            Self::Bool(v) => Cow::Borrowed(if *v { "true" } else { "false" }),
            Self::Text(v) => Cow::Borrowed(v),
        }
    }
}
