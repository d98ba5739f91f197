//! A look at a file before it is imported: its layers, and the first rows of one.

use std::path::Path;

use super::feed::{Feed, Header, ReadOptions, Row, Summary};
use super::read::format;
use super::{Format, Source, Value, geojson_in, gpkg, read, xlsx_in};
use crate::base::{Fault, Watch};
use crate::say;

/// What a dialog shows of a layer or sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerInfo {
    pub name: String,
    /// How many rows; of text and sheets an estimate.
    pub rows: Option<u64>,
    /// Such as "MultiPolygon" or "POINT", as the file spells it; `None` without geometry.
    pub geometry_type: Option<String>,
    pub columns: Vec<String>,
}

/// The layers of a file: its tables, sheets, or the one that it is.
pub fn layers(path: &Path) -> Result<Vec<LayerInfo>, Fault> {
    match format(path)? {
        Format::Csv => {
            let header = head(&Source::file(path), 0)?.header;
            Ok(vec![info(header, None)])
        }
        Format::GeoJson => {
            let (header, kind) = geojson_in::header(path, &Watch::new())?;
            Ok(vec![info(header, kind)])
        }
        Format::Xlsx => {
            let mut book = xlsx_in::open(path, &Watch::new())?;
            let sheets = xlsx_in::sheets(&book);
            Ok(sheets.into_iter().map(|name| sheet(&mut book, path, name)).collect())
        }
        Format::GeoPackage => gpkg::layer_infos(path),
    }
}

/// An empty sheet, or one that holds only a picture, is listed too.
fn sheet(book: &mut xlsx_in::Book, path: &Path, name: String) -> LayerInfo {
    let source = Source::file(path).layer(name.as_str());
    let options = ReadOptions { limit: Some(0), ..ReadOptions::default() };
    let mut found = None;
    let mut on_header = |header: &Header| {
        found = Some(info(header.clone(), None));
        Ok(())
    };
    let (watch, mut on_row) = (Watch::new(), |_: Row<'_>| Ok(()));
    let mut feed = Feed::new(&source, &options, &watch, &mut on_header, &mut on_row);
    let read = xlsx_in::read_sheet(book, &mut feed);
    let none = LayerInfo { name, rows: Some(0), geometry_type: None, columns: Vec::new() };
    read.ok().and(found).unwrap_or(none)
}

fn info(header: Header, geometry_type: Option<String>) -> LayerInfo {
    LayerInfo { name: header.layer, rows: header.row_estimate, geometry_type, columns: header.columns }
}

/// The header and the first rows of a layer.
#[derive(Clone, Debug)]
pub struct Head {
    pub header: Header,
    pub rows: Vec<Vec<Value<'static>>>,
    pub summary: Summary,
}

/// Reads the first `n` rows that the source's conditions keep.
pub fn head(source: &Source, n: u64) -> Result<Head, Fault> {
    let options = ReadOptions { limit: Some(n), ..ReadOptions::default() };
    let (mut header, mut rows) = (None, Vec::new());
    let summary = read(
        source,
        &options,
        &Watch::new(),
        &mut |h| {
            header = Some(h.clone());
            Ok(())
        },
        &mut |row| {
            rows.push(row.values.iter().cloned().map(Value::into_owned).collect());
            Ok(())
        },
    )?;
    let header = header.ok_or_else(|| Fault::input(say!("formats-empty", file = &source.file)))?;
    Ok(Head { header, rows, summary })
}
