//! The tables of the file, how GIS programs are told of them, and the numbered steps from older formats.

use rusqlite::Connection;

use crate::formats::GeometryKind;
use crate::formats::gpkg::{self, FeatureLayer};

/// The format that this program writes.
pub(super) const FORMAT: u32 = 1;

/// A layer with geometry in the column `geom`.
pub(super) struct Layer {
    pub table: &'static str,
    pub kind: GeometryKind,
    /// Whether its geometry is made here, so that changes by other programs would be lost.
    pub is_derived: bool,
}

const fn layer(table: &'static str, kind: GeometryKind, is_derived: bool) -> Layer {
    Layer { table, kind, is_derived }
}

pub(super) const LAYERS: [Layer; 6] = [
    layer("areas", GeometryKind::MultiPolygon, true),
    layer("blocks", GeometryKind::MultiPolygon, true),
    layer("cells", GeometryKind::MultiPolygon, true),
    layer("households", GeometryKind::Point, false),
    layer("barriers", GeometryKind::MultiLineString, false),
    layer("workers", GeometryKind::Point, false),
];

/// Tables without geometry that mean something to people; the others are not announced, so that lists stay short.
const ATTRIBUTES: [&str; 4] = ["gw_plans", "gw_appointments", "gw_rejected", "layer_styles"];

/// Tables that must be there, and be plain tables.
pub(super) const TABLES: [&str; 17] = [
    "areas",
    "blocks",
    "cells",
    "households",
    "barriers",
    "workers",
    "gw_nodes",
    "gw_edges",
    "gw_faces",
    "gw_plans",
    "gw_labels",
    "gw_appointments",
    "gw_rejected",
    "gw_meta",
    "gw_journal",
    "gw_dirty",
    "gw_migrations",
];

/// The steps of the format: number n brings a file from n - 1 to n. Forward only, never edited once released.
pub(super) const STEPS: [&str; FORMAT as usize] = [include_str!("schema_1.sql")];

/// Takes the steps after format `from`, each with its row in `gw_migrations`; called inside a transaction.
pub(super) fn migrate(db: &Connection, from: u32, steps: &[&str]) -> rusqlite::Result<()> {
    for (number, sql) in (1_u32..).zip(steps).skip(from as usize) {
        db.execute_batch(sql)?;
        db.execute("INSERT INTO gw_migrations VALUES (?1, strftime('%Y-%m-%dT%H:%M:%fZ','now'))", [number])?;
        super::ops::put_meta(db, "format", &number)?;
    }
    Ok(())
}

/// Announces layers and tables, and as our extension the tables that only we understand; the layers' reference system is known to the file.
pub(super) fn register(db: &Connection, srs_id: i32) -> rusqlite::Result<()> {
    for Layer { table, kind, .. } in LAYERS {
        gpkg::register_layer(db, &FeatureLayer { table, column: "geom", title: table, kind, srs_id })?;
    }
    for table in ATTRIBUTES {
        gpkg::register_attributes(db, table, table)?;
    }
    let mut own = TABLES.into_iter().filter(|table| table.starts_with("gw_") && !ATTRIBUTES.contains(table));
    let mut extension = db.prepare(
        "INSERT INTO gpkg_extensions VALUES (?1, NULL, 'gridwright_project',
         'Gridwright project file, described in docs/project-file.md of its source', 'read-write')",
    )?;
    own.try_for_each(|table| extension.execute([table]).map(drop))
}

/// Makes derived layers refuse changes by other programs. Our own connections run no triggers.
pub(super) fn protect(db: &Connection) -> rusqlite::Result<()> {
    for Layer { table, .. } in LAYERS.iter().filter(|layer| layer.is_derived) {
        for verb in ["INSERT", "UPDATE", "DELETE"] {
            db.execute_batch(&format!(
                "CREATE TRIGGER gw_{table}_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT,
                 'Gridwright 由自身数据生成此图层，请在 Gridwright 中修改。Gridwright derives this layer: change it there.');
                 END"
            ))?;
        }
    }
    Ok(())
}
