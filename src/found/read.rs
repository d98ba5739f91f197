//! Reads one source of a kind: columns found, rows told apart into taken and rejected, everything counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::Columns;
use super::report::{FoundReport, SourceNote};
use super::{Kind, NewOptions};
use crate::base::{Fault, Message, Watch};
use crate::formats::{self, Header, ReadOptions, Row, Source};
use crate::model::Rejected;

/// What became of a row.
pub enum Taken {
    Yes,
    /// Taken, but something had to be mended or guessed.
    Mended(Message),
    Rejected(Message),
}

type OnRow<'a> = &'a mut dyn FnMut(&Columns, &Header, Row<'_>) -> Result<Taken, Fault>;

/// Reads sources and keeps what every source adds to the report.
pub struct Reader<'a> {
    pub options: &'a NewOptions,
    pub watch: &'a Watch,
    pub report: FoundReport,
    pub rejected: Vec<Rejected>,
}

impl<'a> Reader<'a> {
    pub fn new(options: &'a NewOptions, watch: &'a Watch) -> Self {
        Self { options, watch, report: FoundReport::default(), rejected: Vec::new() }
    }

    /// The header of a source, with its CRS as the options say it where the file does not.
    pub fn header(&self, kind: Kind, source: &Source) -> Result<(Header, Vec<Vec<String>>), Fault> {
        let options =
            ReadOptions { encoding: self.options.encoding.clone(), limit: Some(200), ..ReadOptions::default() };
        let mut found = None;
        let mut rows = Vec::new();
        formats::read(
            source,
            &options,
            &Watch::new(),
            &mut |header| {
                found = Some(header.clone());
                Ok(())
            },
            &mut |row| {
                rows.push(row.values.iter().map(|v| v.as_text().into_owned()).collect());
                Ok(())
            },
        )?;
        let Some(mut header) = found else {
            return Err(Fault::input(crate::say!("found-nothing-read", file = source.to_string())));
        };
        header.epsg = self.crs_of(kind).or(header.epsg);
        Ok((header, rows))
    }

    /// What `--source-crs` says of a kind.
    pub fn crs_of(&self, kind: Kind) -> Option<u32> {
        self.options.source_crs.iter().rev().find(|(k, _)| *k == kind).map(|(_, epsg)| *epsg)
    }

    /// Notes the system that the coordinates of the latest source turned out to be in.
    pub fn placed_in(&mut self, epsg: u32) {
        if let Some(note) = self.report.sources.last_mut() {
            note.epsg = epsg;
        }
    }

    /// Reads every row of a source; returns (rows read, rows rejected).
    pub fn read(&mut self, kind: Kind, source: &Source, on_row: OnRow<'_>) -> Result<(usize, usize), Fault> {
        let options = ReadOptions { encoding: self.options.encoding.clone(), ..ReadOptions::default() };
        let given = self.crs_of(kind);
        let mut place: Option<(Header, Columns)> = None;
        let file: Arc<str> = source.to_string().into();
        let name: Arc<str> = kind.name().into();
        let (mut read, mut rejected) = (0, Vec::new());
        let mut mended: BTreeMap<String, (usize, Message)> = BTreeMap::new();
        let state = std::cell::RefCell::new(&mut place);
        let summary = formats::read(
            source,
            &options,
            self.watch,
            &mut |header| {
                let mut header = header.clone();
                header.epsg = given.or(header.epsg);
                let columns = Columns::find(kind, &header, &self.options.map)?;
                **state.borrow_mut() = Some((header, columns));
                Ok(())
            },
            &mut |row| {
                read += 1;
                let state = state.borrow();
                let Some((header, columns)) = &**state else { return Ok(()) };
                let (number, values, fault) = (row.number, row.values, row.fault.clone());
                let taken = match fault {
                    Some(fault) => Taken::Rejected(fault),
                    None => on_row(columns, header, row)?,
                };
                match taken {
                    Taken::Yes => {}
                    Taken::Mended(note) => mended.entry(note.key.to_string()).or_insert((0, note)).0 += 1,
                    Taken::Rejected(reason) => {
                        let named = header.columns.iter().cloned().zip(values.iter().map(|v| v.as_text().into()));
                        let values: serde_json::Map<String, serde_json::Value> = named.collect();
                        rejected.push(Rejected {
                            kind: name.clone(),
                            file: file.clone(),
                            row: number,
                            reason,
                            values: serde_json::Value::Object(values).to_string().into(),
                        });
                    }
                }
                Ok(())
            },
        )?;
        let Some((header, columns)) = place else {
            return Err(Fault::input(crate::say!("found-nothing-read", file = &*file)));
        };
        self.report.notes.extend(summary.notes);
        self.report.notes.extend(header.crs_note.clone());
        for (_, (n, note)) in mended {
            self.report.notes.push(crate::say!("found-mended-rows", rows = n, first = note));
        }
        self.report.sources.push(SourceNote {
            source: file.to_string(),
            kind: name.to_string(),
            rows: read,
            epsg: header.epsg.unwrap_or_default(),
            encoding: header.encoding.map(str::to_owned),
            columns: columns.found(),
        });
        let lost = rejected.len();
        if read == 0 {
            return Err(Fault::input(crate::say!("found-no-rows", file = &*file)));
        }
        // One bad row is kept and told; a source of nothing but bad rows was meant to be read in another way.
        if let Some(first) = rejected.first().filter(|_| lost == read) {
            return Err(Fault::input(crate::say!(
                "found-all-rejected",
                file = &*file,
                rows = read,
                row = first.row,
                first = first.reason.clone()
            )));
        }
        self.rejected.extend(rejected);
        Ok((read, lost))
    }
}
