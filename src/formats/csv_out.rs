//! CSV as Excel and WPS open it by a double click: UTF-8 with byte order mark, CRLF, no formulas.

use std::io::{BufWriter, Write as _};
use std::path::Path;

use geo::Geometry;

use super::Value;
use super::pending::{Pending, cannot_write};
use super::sink::{Schema, Sink, Written, typed};
use crate::base::Fault;

/// What makes a spreadsheet take a value for a formula when it stands first.
pub const DANGEROUS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '＝'];

/// Writes one table; geometry is left out. A value that would run as a formula gets a leading apostrophe, which
/// reading takes off again; plain numbers stay.
pub fn csv(path: &Path, schema: Schema, force: bool) -> Result<Box<dyn Sink>, Fault> {
    let mut pending = Pending::new(path, force)?;
    let out = pending.writer()?;
    let mut sink = Csv { pending, out, schema, rows: 0, line: "\u{FEFF}".to_owned() };
    for i in 0..sink.schema.columns.len() {
        let Csv { line, schema, .. } = &mut sink;
        put(line, i, &schema.columns[i].name);
    }
    sink.end_line()?;
    Ok(Box::new(sink))
}

struct Csv {
    pending: Pending,
    out: BufWriter<std::fs::File>,
    schema: Schema,
    rows: u64,
    line: String,
}

impl Csv {
    fn end_line(&mut self) -> Result<(), Fault> {
        self.line.push_str("\r\n");
        self.out.write_all(self.line.as_bytes()).map_err(|e| cannot_write(self.pending.target(), &e))?;
        self.line.clear();
        Ok(())
    }
}

impl Sink for Csv {
    fn row(&mut self, values: &[Value<'_>], _: Option<&Geometry<f64>>) -> Result<(), Fault> {
        debug_assert_eq!(values.len(), self.schema.columns.len());
        self.rows += 1;
        for (i, (value, column)) in values.iter().zip(&self.schema.columns).enumerate() {
            let value = typed(value, column, self.rows, self.pending.target())?;
            put(&mut self.line, i, &value.text());
        }
        self.end_line()
    }

    fn finish(mut self: Box<Self>) -> Result<Written, Fault> {
        self.out.flush().map_err(|e| cannot_write(self.pending.target(), &e))?;
        let path = self.pending.target().to_owned();
        Ok(Written { path, rows: self.rows, bytes: self.pending.finish()? })
    }
}

fn put(line: &mut String, place: usize, value: &str) {
    if place > 0 {
        line.push(',');
    }
    let defuse = value.trim_start_matches('\'').starts_with(DANGEROUS) && !is_number(value);
    let quote = value.contains([',', '"', '\n', '\r', '\t']) || value.starts_with(' ') || value.ends_with(' ');
    if quote {
        line.push('"');
    }
    if defuse {
        line.push('\'');
    }
    if value.contains('"') {
        line.push_str(&value.replace('"', "\"\""));
    } else {
        line.push_str(value);
    }
    if quote {
        line.push('"');
    }
}

/// Digits with at most one sign and one point: harmless, and useless with an apostrophe before it.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.parse::<f64>().is_ok()
}
