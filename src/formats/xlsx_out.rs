//! Excel workbooks: text cells for codes, a bold frozen heading, never a formula.

use std::path::Path;

use geo::Geometry;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::Value;
use super::pending::{Pending, cannot_write};
use super::sink::{Schema, Sink, Typed, Written, typed};
use crate::base::Fault;
use crate::say;

/// Rows of a sheet, the heading among them.
const SHEET_ROWS: u64 = 1_048_576;
/// Characters (UTF-16) of a cell.
const CELL_TEXT: usize = 32_767;
const SHEET_COLUMNS: usize = 16_384;

/// Writes one table in constant memory; geometry is left out, and rows beyond a sheet's limit go to further sheets.
pub fn xlsx(path: &Path, schema: Schema, force: bool) -> Result<Box<dyn Sink>, Fault> {
    sheets_of(path, schema, force, SHEET_ROWS)
}

pub(super) fn sheets_of(path: &Path, schema: Schema, force: bool, sheet_rows: u64) -> Result<Box<dyn Sink>, Fault> {
    if schema.columns.len() > SHEET_COLUMNS {
        return Err(cannot_write(path, &XlsxError::RowColumnLimitError));
    }
    let pending = Pending::new(path, force)?;
    let mut sink = Xlsx { pending, book: Workbook::new(), schema, rows: 0, sheet_rows, sheets: 0 };
    sink.sheet()?;
    Ok(Box::new(sink))
}

struct Xlsx {
    pending: Pending,
    book: Workbook,
    schema: Schema,
    rows: u64,
    sheet_rows: u64,
    sheets: usize,
}

impl Xlsx {
    fn wrong(&self) -> impl Fn(XlsxError) -> Fault + use<> {
        let target = self.pending.target().to_owned();
        move |e| cannot_write(&target, &e)
    }

    fn sheet(&mut self) -> Result<(), Fault> {
        let wrong = self.wrong();
        self.sheets += 1;
        let name =
            sheet_name(if self.schema.title.is_empty() { &self.schema.layer } else { &self.schema.title }, self.sheets);
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(&wrong)?;
        sheet.set_name(name).map_err(&wrong)?;
        sheet.set_freeze_panes(1, 0).map_err(&wrong)?;
        let bold = Format::new().set_bold();
        for (at, column) in self.schema.columns.iter().enumerate() {
            let width = column.name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>().clamp(8, 40);
            sheet.set_column_width(at as u16, width as f64 + 2.0).map_err(&wrong)?;
            sheet.write_string_with_format(0, at as u16, &column.name, &bold).map_err(&wrong)?;
        }
        Ok(())
    }
}

impl Sink for Xlsx {
    fn row(&mut self, values: &[Value<'_>], _: Option<&Geometry<f64>>) -> Result<(), Fault> {
        debug_assert_eq!(values.len(), self.schema.columns.len());
        let wrong = self.wrong();
        let line = self.rows % (self.sheet_rows - 1) + 1;
        if line == 1 && self.rows > 0 {
            self.sheet()?;
        }
        self.rows += 1;
        let target = self.pending.target();
        let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(&wrong)?;
        for (at, (value, column)) in values.iter().zip(&self.schema.columns).enumerate() {
            let (line, at) = (line as u32, at as u16);
            match typed(value, column, self.rows, target)? {
                Typed::Null => continue,
                Typed::Int(v) if v.unsigned_abs() < 1_000_000_000_000_000 => sheet.write_number(line, at, v as f64),
                Typed::Int(v) => sheet.write_string(line, at, v.to_string()),
                Typed::Real(v) => sheet.write_number(line, at, v),
                Typed::Bool(v) => sheet.write_boolean(line, at, v),
                Typed::Text(v) if v.len() > CELL_TEXT && v.encode_utf16().count() > CELL_TEXT => {
                    return Err(Fault::input(say!(
                        "formats-long-text",
                        file = target,
                        row = self.rows,
                        column = &column.name,
                        most = CELL_TEXT
                    )));
                }
                Typed::Text(v) => sheet.write_string(line, at, v),
            }
            .map_err(&wrong)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Written, Fault> {
        let wrong = self.wrong();
        self.book.save_to_writer(self.pending.file()).map_err(wrong)?;
        let path = self.pending.target().to_owned();
        Ok(Written { path, rows: self.rows, bytes: self.pending.finish()? })
    }
}

/// A name that Excel takes: at most 31 characters, none of `[]:*?/\`, no apostrophe at the ends; numbered from 2.
fn sheet_name(title: &str, number: usize) -> String {
    let clean: String = title.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { '_' } else { c }).collect();
    let ending = if number > 1 { format!(" {number}") } else { String::new() };
    let mut room = 31 - ending.len();
    let short: String = clean
        .trim_matches('\'')
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    let short = short.trim_end_matches('\'');
    format!("{}{ending}", if short.is_empty() { "Sheet" } else { short })
}
