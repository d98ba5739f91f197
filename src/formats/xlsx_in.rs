//! Excel workbooks, streamed cell by cell.

use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{Cell, DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxError};

use super::feed::{Feed, Header};
use super::table::Table;
use super::{Format, Value, zip};
use crate::base::{Fault, Watch};
use crate::say;

/// Excel's own limit; a cell beyond it comes from a broken or hostile file.
const COLUMNS: u32 = 16_384;

pub type Book = Xlsx<BufReader<File>>;

pub fn read(feed: &mut Feed<'_>) -> Result<(), Fault> {
    read_sheet(&mut open(&feed.source.file, feed.watch)?, feed)
}

/// Reads the sheet that the source names, or the first.
pub fn read_sheet(book: &mut Book, feed: &mut Feed<'_>) -> Result<(), Fault> {
    let path = feed.source.file.clone();
    let sheets = book.sheet_names();
    let name = match &feed.source.layer {
        None => sheets.first().cloned(),
        Some(wanted) => sheets.iter().find(|s| *s == wanted).cloned(),
    };
    let Some(name) = name else {
        let layer = feed.source.layer.clone().unwrap_or_default();
        return Err(Fault::input(say!("formats-no-layer", file = &path, layer = layer, layers = sheets.join(", "))));
    };
    let mut cells = shielded(&path, || book.worksheet_cells_reader(&name))?;
    let last = cells.dimensions().end.0;
    let header = Header {
        file: path.clone(),
        format: Format::Xlsx,
        layer: name,
        columns: Vec::new(),
        has_geometry: false,
        epsg: None,
        crs_note: None,
        encoding: None,
        delimiter: None,
        header_row: None,
        row_estimate: (last > 0).then_some(u64::from(last)),
    };
    let mut table = Table::new(feed, header, false);
    let mut at = 0;
    let mut row: Vec<Value<'_>> = Vec::new();
    while let Some(cell) = shielded(&path, || next_cell(&mut cells))? {
        let (line, column) = cell.0;
        if line != at && !row.is_empty() {
            let done = at as f32 / last.max(at).max(1) as f32;
            if !table.record(u64::from(at) + 1, std::mem::take(&mut row), None, done)? {
                return Ok(());
            }
        }
        at = line;
        if column < COLUMNS && cell.1 != Value::Null {
            if row.len() <= column as usize {
                row.resize(column as usize + 1, Value::Null);
            }
            row[column as usize] = cell.1;
        }
    }
    if !row.is_empty() && !table.record(u64::from(at) + 1, row, None, 1.0)? {
        return Ok(());
    }
    table.finish()
}

/// The names of all sheets, in order.
pub fn sheets(book: &Book) -> Vec<String> {
    book.sheet_names()
}

/// Opens a workbook that is no zip bomb.
pub fn open(path: &Path, watch: &Watch) -> Result<Book, Fault> {
    zip::guard(path, watch)?;
    let file = File::open(path).map_err(|e| super::feed::cannot_read(path, &e))?;
    shielded(path, || Xlsx::new(BufReader::new(file)))
}

/// Runs a step of `calamine`, which counts without a limit on hostile cell names and panics where overflow is checked.
pub fn shielded<T>(path: &Path, step: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Fault> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(XlsxError::Password)) => Err(Fault::input(say!("formats-old-excel", file = path))),
        Ok(Err(e)) => Err(Fault::input(say!("formats-broken-xlsx", file = path, why = e.to_string()))),
        Err(_) => Err(Fault::input(say!("formats-broken-xlsx", file = path, why = "?"))),
    }
}

type Placed<'a> = ((u32, u32), Value<'a>);

fn next_cell<'a>(cells: &mut calamine::XlsxCellReader<'a, BufReader<File>>) -> Result<Option<Placed<'a>>, XlsxError> {
    Ok(cells.next_cell()?.map(|cell| (cell.get_position(), value(&cell))))
}

fn value<'a>(cell: &Cell<DataRef<'a>>) -> Value<'a> {
    match cell.get_value() {
        DataRef::Empty => Value::Null,
        DataRef::Int(v) => Value::Int(*v),
        DataRef::Float(v) => Value::Real(*v),
        DataRef::Bool(v) => Value::from(if *v { "true" } else { "false" }),
        DataRef::SharedString("") => Value::Null,
        DataRef::SharedString(v) => Value::from(*v),
        DataRef::String(v) | DataRef::DateTimeIso(v) | DataRef::DurationIso(v) => Value::from(v.clone()),
        DataRef::DateTime(v) => moment(v),
        DataRef::Error(v) => Value::from(v.to_string()),
    }
}

/// ISO 8601: a date, a time, or both; a duration stays a number of days.
fn moment(v: &ExcelDateTime) -> Value<'static> {
    let days = v.as_f64();
    if !v.is_datetime() || !(0.0..3_000_000.0).contains(&days) {
        return Value::Real(days);
    }
    let (year, month, day, hour, minute, second, _) = v.to_ymd_hms_milli();
    let (date, time) = (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}:{second:02}"));
    Value::from(if days < 1.0 {
        time
    } else if days.fract() == 0.0 {
        date
    } else {
        format!("{date} {time}")
    })
}
