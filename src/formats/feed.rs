//! What flows out of every reader: one header, then rows, past the conditions of the source.

use std::path::{Path, PathBuf};

use geo::Geometry;

use super::{Format, Source, Value};
use crate::base::{Fault, Message, Watch};
use crate::say;

/// How to read; the default guesses everything.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The text encoding of a CSV file, by any name that browsers know ("gbk", "utf-8", …).
    pub encoding: Option<String>,
    /// What separates the columns of a CSV file.
    pub delimiter: Option<char>,
    /// The line or row that holds the column names, counted from 1.
    pub header_row: Option<u64>,
    /// Stop after so many rows.
    pub limit: Option<u64>,
}

/// What is known before the first row.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    pub file: PathBuf,
    pub format: Format,
    /// Layer, sheet, or the file's own name without extension.
    pub layer: String,
    /// Unique, never empty; a nameless column is called "#" and its place.
    pub columns: Vec<String>,
    pub has_geometry: bool,
    pub epsg: Option<u32>,
    /// What was guessed, or could not be understood, about the reference system.
    pub crs_note: Option<Message>,
    /// "UTF-8", "UTF-8 with BOM", "GB18030", "UTF-16LE" …, of text files.
    pub encoding: Option<&'static str>,
    pub delimiter: Option<char>,
    /// The line or row of the column names; what stood before it was skipped.
    pub header_row: Option<u64>,
    pub row_estimate: Option<u64>,
}

/// One row or feature.
#[derive(Debug)]
pub struct Row<'a> {
    /// Line of a text file, row of a sheet, `fid` of a GeoPackage row, or place of a GeoJSON feature from 1.
    pub number: u64,
    /// One for each column; further ones belong to no column (a line of too many values, a note beside a sheet's table).
    pub values: &'a [Value<'a>],
    pub geometry: Option<Geometry<f64>>,
    /// Why the geometry could not be read; then there is none.
    pub geometry_fault: Option<Message>,
    /// What else is wrong with the row, such as too few columns; the values are what could be read.
    pub fault: Option<Message>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Rows handed on.
    pub rows: u64,
    /// Rows that the source's conditions left out.
    pub filtered: u64,
    /// Of `rows`, those with a fault of any kind.
    pub faulty: u64,
    /// What a person should know about the file as a whole.
    pub notes: Vec<Message>,
}

pub type OnHeader<'a> = &'a mut dyn FnMut(&Header) -> Result<(), Fault>;
pub type OnRow<'a> = &'a mut dyn FnMut(Row<'_>) -> Result<(), Fault>;

/// Stands between a reader and its caller: conditions, limit, progress, cancelling, counting.
pub struct Feed<'a> {
    pub source: &'a Source,
    pub options: &'a ReadOptions,
    pub watch: &'a Watch,
    pub summary: Summary,
    on_header: OnHeader<'a>,
    on_row: OnRow<'a>,
    /// Column number of each condition.
    tests: Vec<usize>,
    seen: u64,
}

impl<'a> Feed<'a> {
    pub fn new(
        source: &'a Source,
        options: &'a ReadOptions,
        watch: &'a Watch,
        on_header: OnHeader<'a>,
        on_row: OnRow<'a>,
    ) -> Self {
        Self { source, options, watch, summary: Summary::default(), on_header, on_row, tests: Vec::new(), seen: 0 }
    }

    /// Hands on the header; fails where a condition names a column that is not there.
    pub fn header(&mut self, header: &Header) -> Result<(), Fault> {
        for filter in &self.source.filters {
            let Some(at) = header.columns.iter().position(|c| *c == filter.column) else {
                let columns = header.columns.join(", ");
                return Err(Fault::input(say!(
                    "formats-no-column",
                    file = &self.source.file,
                    column = &filter.column,
                    columns = columns
                )));
            };
            self.tests.push(at);
        }
        (self.on_header)(header)
    }

    /// Hands on a row; `done` is how much of the file lies behind (0 to 1). False once enough was read.
    pub fn row(&mut self, row: Row<'_>, done: f32) -> Result<bool, Fault> {
        if self.options.limit.is_some_and(|limit| self.summary.rows >= limit) {
            return Ok(false);
        }
        if self.seen.is_multiple_of(512) {
            self.watch.check()?;
            if self.seen.is_multiple_of(8192) {
                self.watch.report(done, say!("formats-reading", file = &self.source.file, rows = self.seen));
            }
        }
        self.seen += 1;
        let null = Value::Null;
        let kept = |(filter, at): (&super::Filter, &usize)| filter.keeps(row.values.get(*at).unwrap_or(&null));
        if !self.source.filters.iter().zip(&self.tests).all(kept) {
            self.summary.filtered += 1;
            return Ok(true);
        }
        self.summary.rows += 1;
        self.summary.faulty += u64::from(row.fault.is_some() || row.geometry_fault.is_some());
        (self.on_row)(row)?;
        Ok(self.options.limit.is_none_or(|limit| self.summary.rows < limit))
    }
}

/// The system would not let a file be read.
pub fn cannot_read(path: &Path, why: &dyn std::fmt::Display) -> Fault {
    Fault::input(say!("formats-cannot-read", file = path, why = why.to_string()))
}

/// The file's name without folder and extension: the layer name of files that have no layers.
pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
