//! Tables without a schema (CSV, XLSX): finds the row of column names, then holds every row to it.

use std::collections::HashSet;

use super::feed::{Feed, Header, Row};
use super::{ReadOptions, Value};
use crate::base::{Fault, Message};
use crate::say;

/// How many rows are looked at before the column names are decided.
pub const LOOKAHEAD: usize = 20;

struct Waiting {
    number: u64,
    values: Vec<Value<'static>>,
    fault: Option<Message>,
}

/// Takes records from the top of a sheet and feeds rows.
pub struct Table<'f, 'a> {
    feed: &'f mut Feed<'a>,
    header: Header,
    waiting: Vec<Waiting>,
    is_open: bool,
    /// Whether a row must have as many values as there are columns (CSV); cells of a sheet stand where they stand.
    strict: bool,
}

impl<'f, 'a> Table<'f, 'a> {
    pub fn new(feed: &'f mut Feed<'a>, header: Header, strict: bool) -> Self {
        Self { feed, header, waiting: Vec::new(), is_open: false, strict }
    }

    /// Takes one record; false once enough was read.
    pub fn record(
        &mut self,
        number: u64,
        values: Vec<Value<'_>>,
        fault: Option<Message>,
        done: f32,
    ) -> Result<bool, Fault> {
        if self.is_open {
            return self.row(number, values, fault, done);
        }
        if values.iter().all(Value::is_blank) {
            return Ok(true);
        }
        self.waiting.push(Waiting { number, values: values.into_iter().map(Value::into_owned).collect(), fault });
        let enough = self.feed.options.header_row.map_or(0, |row| row as usize).saturating_add(LOOKAHEAD);
        if self.waiting.len() >= enough { self.open() } else { Ok(true) }
    }

    /// The sheet has ended.
    pub fn finish(mut self) -> Result<(), Fault> {
        if !self.is_open {
            self.open()?;
        }
        Ok(())
    }

    fn open(&mut self) -> Result<bool, Fault> {
        let waiting = std::mem::take(&mut self.waiting);
        let Some(at) = header_place(&waiting, self.feed.options) else {
            return Err(Fault::input(say!("formats-empty", file = &self.header.file)));
        };
        let width = waiting[at..].iter().map(|w| w.values.len()).max().unwrap_or(0);
        // One broken long row must not add columns to a CSV; in a sheet, values may stand beside the named columns.
        let width = if self.strict { waiting[at].values.len() } else { width };
        self.header.columns = names(&waiting[at].values, width);
        self.header.header_row = Some(waiting[at].number);
        if let Some(fault) = waiting[at].fault.clone() {
            self.feed.summary.notes.push(fault);
        }
        self.is_open = true;
        self.feed.header(&self.header)?;
        for Waiting { number, values, fault } in waiting.into_iter().skip(at + 1) {
            if !self.row(number, values, fault, 0.0)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn row(
        &mut self,
        number: u64,
        mut values: Vec<Value<'_>>,
        fault: Option<Message>,
        done: f32,
    ) -> Result<bool, Fault> {
        let (found, wanted) = (values.len(), self.header.columns.len());
        if found != wanted {
            if found < wanted {
                values.resize(wanted, Value::Null);
            } else if values[wanted..].iter().all(Value::is_blank) {
                values.truncate(wanted);
            }
        }
        if values.iter().all(Value::is_blank) {
            return Ok(true);
        }
        let is_wrong = self.strict && (found < wanted || values.len() > wanted);
        let fault = fault
            .or_else(|| is_wrong.then(|| say!("formats-wrong-width", row = number, found = found, wanted = wanted)));
        self.feed.row(Row { number, values: &values, geometry: None, geometry_fault: None, fault }, done)
    }
}

/// The first row that fills more than two thirds of what most rows fill: titles and notes above a table fill less.
fn header_place(rows: &[Waiting], options: &ReadOptions) -> Option<usize> {
    if let Some(wanted) = options.header_row {
        return rows.iter().position(|r| r.number >= wanted);
    }
    let filled = |r: &Waiting| r.values.iter().filter(|v| !v.is_blank()).count();
    let mut sizes: Vec<usize> = rows.iter().map(filled).collect();
    sizes.sort_unstable();
    let usual = *sizes.get(sizes.len() / 2)?;
    rows.iter().position(|r| filled(r) * 3 > usual * 2)
}

fn names(cells: &[Value<'_>], width: usize) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut columns: Vec<String> = Vec::with_capacity(width);
    for i in 0..width {
        let plain = cells.get(i).map(|c| one_line(&c.as_text())).unwrap_or_default();
        let plain = if plain.is_empty() { format!("#{}", i + 1) } else { plain };
        let mut name = plain.clone();
        let mut n = 2;
        while !taken.insert(name.clone()) {
            name = format!("{plain} ({n})");
            n += 1;
        }
        columns.push(name);
    }
    columns
}

/// A name as it can be typed on one line: breaks become a space between Latin words and vanish between characters.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for part in text.split(['\r', '\n']).map(str::trim).filter(|p| !p.is_empty()) {
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii());
        if is_latin(line.chars().next_back()) && is_latin(part.chars().next()) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}
