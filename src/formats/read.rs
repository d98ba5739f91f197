//! The one way in: what kind of file it is, by content first and by extension second.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::feed::{Feed, OnHeader, OnRow, ReadOptions, Summary, cannot_read};
use super::{Source, csv_in, geojson_in, gpkg, xlsx_in};
use crate::base::{Fault, Watch};
use crate::say;

/// The kinds of file that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with separated columns: CSV, TSV, TXT.
    Csv,
    Xlsx,
    GeoJson,
    GeoPackage,
}

/// Reads a source row by row without keeping the rows.
///
/// `on_header` is called once, then `on_row` for each row that the source's conditions keep; an error of either ends
/// the reading. A broken row comes with a fault; a broken file is one [`Fault::input`].
pub fn read(
    source: &Source,
    options: &ReadOptions,
    watch: &Watch,
    on_header: OnHeader<'_>,
    on_row: OnRow<'_>,
) -> Result<Summary, Fault> {
    let mut feed = Feed::new(source, options, watch, on_header, on_row);
    match format(&source.file)? {
        Format::Csv => csv_in::read(&mut feed),
        Format::Xlsx => xlsx_in::read(&mut feed),
        Format::GeoJson => geojson_in::read(&mut feed),
        Format::GeoPackage => gpkg::read(&mut feed),
    }?;
    Ok(feed.summary)
}

/// What kind of file it is. Fails for folders, missing, empty and foreign files.
pub fn format(path: &Path) -> Result<Format, Fault> {
    if path.is_dir() {
        return Err(Fault::input(say!("formats-is-folder", file = path)));
    }
    if !path.exists() {
        return Err(Fault::input(say!("formats-no-file", file = path)));
    }
    let mut start = Vec::new();
    let file = File::open(path).map_err(|e| cannot_read(path, &e))?;
    file.take(4096).read_to_end(&mut start).map_err(|e| cannot_read(path, &e))?;
    if start.is_empty() {
        return Err(Fault::input(say!("formats-empty", file = path)));
    }
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if matches!(extension.as_str(), "shp" | "shx" | "dbf" | "prj" | "cpg") || start.starts_with(&[0, 0, 0x27, 0x0A]) {
        return Err(Fault::input(say!("formats-shapefile", file = path)));
    }
    if start.starts_with(b"SQLite format 3\0") {
        return Ok(Format::GeoPackage);
    }
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return Ok(Format::Xlsx);
    }
    // The OLE2 container: old Excel workbooks, and new ones under a password.
    if start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(Fault::input(say!("formats-old-excel", file = path)));
    }
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start);
    if text.trim_ascii_start().first() == Some(&b'{') {
        return Ok(Format::GeoJson);
    }
    match extension.as_str() {
        "gpkg" => Err(Fault::input(say!("formats-not-gpkg", file = path))),
        "xlsx" | "xlsm" => Err(Fault::input(say!("formats-not-xlsx", file = path))),
        "geojson" | "json" if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") => {
            Err(Fault::input(say!("formats-json-encoding", file = path)))
        }
        "geojson" | "json" => Err(Fault::input(say!("formats-not-geojson", file = path))),
        "xls" | "et" | "ods" | "numbers" => Err(Fault::input(say!("formats-old-excel", file = path))),
        "kml" | "kmz" | "tab" | "mif" | "dwg" | "dxf" | "gdb" | "fgb" | "parquet" | "gml" => {
            Err(Fault::input(say!("formats-unknown-format", file = path)))
        }
        _ => Ok(Format::Csv),
    }
}
