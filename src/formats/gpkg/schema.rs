//! The tables that make a SQLite file a GeoPackage, and the rows that announce its layers.

use rusqlite::{Connection, Result, params};

use crate::formats::sink::{Column, GeometryKind, Kind};
use crate::geom::crs::CrsInfo;

/// Makes an empty database a GeoPackage 1.4. The page size stays what it is; set it before.
pub fn init(db: &Connection) -> Result<()> {
    db.execute_batch(
        "PRAGMA application_id = 0x47504B47;
         PRAGMA user_version = 10400;
         CREATE TABLE gpkg_spatial_ref_sys (
           srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY NOT NULL, organization TEXT NOT NULL,
           organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
         CREATE TABLE gpkg_contents (
           table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
           description TEXT DEFAULT '',
           last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
           min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
           CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
         CREATE TABLE gpkg_geometry_columns (
           table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
           srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
           CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
           CONSTRAINT uk_gc_table_name UNIQUE (table_name),
           CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
           CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
         CREATE TABLE gpkg_extensions (
           table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
           scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
         INSERT INTO gpkg_spatial_ref_sys VALUES
           ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
           ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
           ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\",\"4326\"]]',
            'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');",
    )
}

/// Announces a reference system; its `srs_id` is its EPSG number. One that is there already stays.
pub fn add_srs(db: &Connection, crs: &CrsInfo) -> Result<()> {
    db.execute(
        "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?1, ?2, 'EPSG', ?2, ?3, NULL)",
        params![crs.name, crs.epsg, crs.wkt],
    )?;
    Ok(())
}

/// A table of features to be announced.
#[derive(Clone, Copy, Debug)]
pub struct FeatureLayer<'a> {
    pub table: &'a str,
    /// The geometry column.
    pub column: &'a str,
    /// The layer's name for people, unique in the file.
    pub title: &'a str,
    pub kind: GeometryKind,
    /// The EPSG number, announced before by [`add_srs`]; 0 for undefined degrees, -1 for an undefined plane.
    pub srs_id: i32,
}

impl GeometryKind {
    /// As `gpkg_geometry_columns` spells it.
    pub const fn gpkg_name(self) -> &'static str {
        match self {
            Self::Point => "POINT",
            Self::MultiLineString => "MULTILINESTRING",
            Self::MultiPolygon => "MULTIPOLYGON",
        }
    }
}

/// Announces a table of features that exists.
pub fn register_layer(db: &Connection, layer: &FeatureLayer<'_>) -> Result<()> {
    let FeatureLayer { table, column, title, kind, srs_id } = *layer;
    db.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?1, 'features', ?2, ?3)",
        params![table, title, srs_id],
    )?;
    db.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, ?2, ?3, ?4, 0, 0)",
        params![table, column, kind.gpkg_name(), srs_id],
    )?;
    Ok(())
}

/// Announces a table without geometry that exists.
pub fn register_attributes(db: &Connection, table: &str, title: &str) -> Result<()> {
    db.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?1, 'attributes', ?2)",
        params![table, title],
    )?;
    Ok(())
}

/// Creates the table of a layer: `fid`, the geometry (if any) as `geom`, then the columns.
pub fn create_table(db: &Connection, table: &str, columns: &[Column], geometry: Option<GeometryKind>) -> Result<()> {
    let mut sql = format!("CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", quoted(table));
    if let Some(kind) = geometry {
        sql += &format!(", geom {}", kind.gpkg_name());
    }
    for column in columns {
        sql += &format!(", {} {}", quoted(&column.name), column_type(column.kind));
    }
    db.execute_batch(&(sql + ")"))
}

/// The GeoPackage type of a column.
pub const fn column_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "TEXT",
        Kind::Int => "INTEGER",
        Kind::Real => "DOUBLE",
        Kind::Bool => "BOOLEAN",
        Kind::Date => "DATE",
    }
}

/// Stores the extent (min x, min y, max x, max y) and the time of the last change.
pub fn update_extent(db: &Connection, table: &str, extent: Option<[f64; 4]>) -> Result<()> {
    let [min_x, min_y, max_x, max_y] = extent.map_or([None; 4], |e| e.map(Some));
    db.execute(
        "UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5,
         last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name = ?1",
        params![table, min_x, min_y, max_x, max_y],
    )?;
    Ok(())
}

/// A name inside SQL, whatever it holds.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
