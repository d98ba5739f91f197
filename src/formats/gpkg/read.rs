//! Reading a GeoPackage that a stranger wrote: its announced feature and attribute tables, nothing else.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{parse_blob, quoted};
use crate::base::{Fault, Message};
use crate::formats::feed::{Feed, Header, Row};
use crate::formats::{Format, LayerInfo, Value};
use crate::say;

/// No single value (geometry) of a sane file is larger.
const LARGEST_VALUE: i32 = 256 << 20;

/// Opens a database for reading only, so that nothing of it runs and nothing beside it is written.
///
/// Where a writer left a journal, the journal is read too; then SQLite may create its `-shm` file.
pub fn open_stranger(path: &Path) -> Result<Connection, Fault> {
    let broken = |e: rusqlite::Error| Fault::input(say!("formats-broken-gpkg", file = path, why = e.to_string()));
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        std::fs::metadata(name).is_ok_and(|m| m.len() > 0)
    };
    let is_settled = !beside("-wal") && !beside("-journal");
    let uri = uri(path, if is_settled { "?mode=ro&immutable=1" } else { "?mode=ro" });
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(uri, flags).map_err(broken)?;
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
    ] {
        db.set_db_config(setting, on).map_err(broken)?;
    }
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE).map_err(broken)?;
    db.pragma_update(None, "cell_size_check", true).map_err(broken)?;
    let is_gpkg = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'gpkg_contents'";
    let found: i64 = db.query_row(is_gpkg, [], |r| r.get(0)).map_err(broken)?;
    if found == 0 {
        return Err(Fault::input(say!("formats-not-gpkg", file = path)));
    }
    Ok(db)
}

/// A path as SQLite takes it in a URI, byte for byte.
fn uri(path: &Path, query: &str) -> String {
    let mut bytes = path.as_os_str().as_encoded_bytes().to_vec();
    if cfg!(windows) {
        bytes.iter_mut().filter(|b| **b == b'\\').for_each(|b| *b = b'/');
        // A drive letter needs a slash before it, or SQLite takes it for a host.
        if bytes.get(1) == Some(&b':') {
            bytes.insert(0, b'/');
        }
    }
    let mut text = String::from(if bytes.starts_with(b"/") { "file://" } else { "file:" });
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"/._-:".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text += &format!("%{byte:02X}");
        }
    }
    text + query
}

/// A layer that a GeoPackage announces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerRow {
    pub name: String,
    pub columns: Vec<String>,
    /// The geometry column and its type, e.g. "MULTIPOLYGON"; `None` for a table without geometry.
    pub geometry: Option<(String, String)>,
    srs_id: i64,
    /// The integer key, by which its rows are numbered.
    key: Option<String>,
}

/// Every announced table of features or attributes that exists as a real table, in the order of their names.
pub fn layers(db: &Connection) -> rusqlite::Result<Vec<LayerRow>> {
    let mut tables = db.prepare(
        "SELECT c.table_name, c.data_type FROM gpkg_contents c
         JOIN sqlite_master m ON lower(m.name) = lower(c.table_name) AND m.type = 'table' AND m.rootpage > 0
         WHERE c.data_type IN ('features', 'attributes') ORDER BY c.data_type DESC, c.table_name",
    )?;
    let names: Vec<(String, String)> =
        tables.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
    names.into_iter().map(|(name, data_type)| layer(db, name, data_type == "features")).collect()
}

fn layer(db: &Connection, name: String, has_geometry: bool) -> rusqlite::Result<LayerRow> {
    let sql =
        "SELECT column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?1)";
    let geometry: Option<(String, String, i64)> = if has_geometry {
        db.query_row(sql, [&name], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional()?
    } else {
        None
    };
    let mut columns = Vec::new();
    let (mut key, mut keys) = (None, 0);
    let mut info = db.prepare("SELECT name, type, pk FROM pragma_table_info(?1)")?;
    let mut rows = info.query([&name])?;
    while let Some(row) = rows.next()? {
        let (column, kind, pk): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if pk > 0 {
            keys += 1;
            key = kind.to_uppercase().starts_with("INT").then(|| column.clone());
        }
        let is_geometry = geometry.as_ref().is_some_and(|(g, ..)| g.eq_ignore_ascii_case(&column));
        if !is_geometry && !kind.eq_ignore_ascii_case("BLOB") {
            columns.push(column);
        }
    }
    let key = key.filter(|_| keys == 1);
    let srs_id = geometry.as_ref().map_or(0, |g| g.2);
    Ok(LayerRow { name, columns, geometry: geometry.map(|(column, kind, _)| (column, kind)), srs_id, key })
}

/// The layers as a dialog shows them, with exact counts.
pub(in crate::formats) fn layer_infos(path: &Path) -> Result<Vec<LayerInfo>, Fault> {
    let broken = |e: rusqlite::Error| Fault::input(say!("formats-broken-gpkg", file = path, why = e.to_string()));
    let db = open_stranger(path)?;
    let info = |layer: LayerRow| {
        let rows: i64 = db.query_row(&format!("SELECT count(*) FROM {}", quoted(&layer.name)), [], |r| r.get(0))?;
        let geometry_type = layer.geometry.map(|(_, kind)| kind);
        Ok(LayerInfo { name: layer.name, rows: u64::try_from(rows).ok(), geometry_type, columns: layer.columns })
    };
    layers(&db).and_then(|layers| layers.into_iter().map(info).collect()).map_err(broken)
}

pub(in crate::formats) fn read(feed: &mut Feed<'_>) -> Result<(), Fault> {
    let path = feed.source.file.clone();
    let broken = |e: rusqlite::Error| Fault::input(say!("formats-broken-gpkg", file = &path, why = e.to_string()));
    let db = open_stranger(&path)?;
    let layer = choose(&path, layers(&db).map_err(broken)?, feed.source.layer.as_deref())?;
    let (epsg, crs_note) =
        if layer.geometry.is_some() { srs(&db, layer.srs_id).map_err(broken)? } else { (None, None) };
    let table = quoted(&layer.name);
    let rows: i64 = db.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0)).map_err(broken)?;
    feed.header(&Header {
        file: path.clone(),
        format: Format::GeoPackage,
        layer: layer.name.clone(),
        columns: layer.columns.clone(),
        has_geometry: layer.geometry.is_some(),
        epsg,
        crs_note,
        encoding: None,
        delimiter: None,
        header_row: None,
        row_estimate: u64::try_from(rows).ok(),
    })?;
    let key = layer.key.as_ref().map_or_else(|| "NULL".to_owned(), |k| quoted(k));
    let shape = layer.geometry.as_ref().map_or_else(|| "NULL".to_owned(), |(column, _)| quoted(column));
    let mut sql = format!("SELECT {key}, {shape}");
    for column in &layer.columns {
        sql += ", ";
        sql += &quoted(column);
    }
    sql += &format!(" FROM {table}");
    if layer.key.is_some() {
        sql += &format!(" ORDER BY {key}");
    }
    let mut statement = db.prepare(&sql).map_err(broken)?;
    let mut found = statement.query([]).map_err(broken)?;
    let mut count = 0_u64;
    while let Some(row) = found.next().map_err(broken)? {
        count += 1;
        let number = match row.get_ref(0).map_err(broken)? {
            ValueRef::Integer(fid) => u64::try_from(fid).unwrap_or(count),
            _ => count,
        };
        let (geometry, geometry_fault) = match row.get_ref(1).map_err(broken)? {
            ValueRef::Null => (None, None),
            ValueRef::Blob(blob) => match parse_blob(blob) {
                Ok(geometry) => (geometry, None),
                Err(fault) => (None, Some(fault)),
            },
            _ => (None, Some(Message::new("formats-geometry-cut"))),
        };
        let mut values = Vec::with_capacity(layer.columns.len());
        for at in 0..layer.columns.len() {
            values.push(match row.get_ref(at + 2).map_err(broken)? {
                ValueRef::Null | ValueRef::Blob(_) => Value::Null,
                ValueRef::Integer(v) => Value::Int(v),
                ValueRef::Real(v) => Value::Real(v),
                ValueRef::Text(v) => Value::Text(String::from_utf8_lossy(v)),
            });
        }
        let done = count as f32 / rows.max(1) as f32;
        if !feed.row(Row { number, values: &values, geometry, geometry_fault, fault: None }, done)? {
            break;
        }
    }
    Ok(())
}

/// The layer asked for; without a wish the only one with geometry, else the only one at all.
fn choose(path: &Path, layers: Vec<LayerRow>, wanted: Option<&str>) -> Result<LayerRow, Fault> {
    let names = layers.iter().map(|l| l.name.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(wanted) = wanted {
        let missing = || Fault::input(say!("formats-no-layer", file = path, layer = wanted, layers = names.as_str()));
        return layers.into_iter().find(|l| l.name == wanted).ok_or_else(missing);
    }
    let (mut shaped, mut plain): (Vec<_>, Vec<_>) = layers.into_iter().partition(|l| l.geometry.is_some());
    match (shaped.len(), plain.len()) {
        (1, _) => Ok(shaped.remove(0)),
        (0, 1) => Ok(plain.remove(0)),
        (0, 0) => Err(Fault::input(say!("formats-no-layers", file = path))),
        _ => Err(Fault::input(say!("formats-which-layer", file = path, layers = names))),
    }
}

fn srs(db: &Connection, srs_id: i64) -> rusqlite::Result<(Option<u32>, Option<Message>)> {
    let sql = "SELECT organization, organization_coordsys_id, srs_name FROM gpkg_spatial_ref_sys WHERE srs_id = ?1";
    let found: Option<(String, i64, String)> =
        db.query_row(sql, [srs_id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional()?;
    Ok(match found {
        Some((organization, code, _)) if organization.eq_ignore_ascii_case("EPSG") && code > 0 => {
            (u32::try_from(code).ok(), None)
        }
        Some((.., name)) => (None, Some(say!("formats-crs-unknown", crs = name))),
        None => (None, Some(say!("formats-crs-unknown", crs = srs_id))),
    })
}
