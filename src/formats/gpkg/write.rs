//! Writing a new GeoPackage: any number of layers, one file.

use std::path::Path;

use geo::Geometry;
use rusqlite::types::{ToSqlOutput, Value as Sql};
use rusqlite::{Connection, ToSql, params_from_iter};

use super::{
    FeatureLayer, Item, add_rtree_triggers, add_srs, blob, create_table, init, quoted, register_attributes,
    register_functions, register_layer, update_extent, write_rtree_packed,
};
use crate::base::Fault;
use crate::formats::Value;
use crate::formats::geometry::{as_kind, bounds, sound};
use crate::formats::pending::{Pending, cannot_write};
use crate::formats::sink::{Schema, Sink, Typed, Written, typed};
use crate::geom::crs;
use crate::say;

/// Writes one layer (or, without geometry, one table of attributes) as a GeoPackage of its own.
pub fn sink(path: &Path, schema: Schema, force: bool) -> Result<Box<dyn Sink>, Fault> {
    let mut writer = Writer::create(path, force)?;
    writer.layer(schema)?;
    Ok(Box::new(writer))
}

/// A GeoPackage in the making: announce a layer, give its rows, announce the next.
pub struct Writer {
    // Closed before the file below is renamed or deleted.
    db: Connection,
    pending: Pending,
    open: Option<Layer>,
    rows: u64,
}

struct Layer {
    schema: Schema,
    insert: String,
    srs_id: i32,
    fid: i64,
    items: Vec<Item>,
}

impl Writer {
    /// Starts a file. Fails where it exists and `force` is not set.
    pub fn create(path: &Path, force: bool) -> Result<Self, Fault> {
        let pending = Pending::new(path, force)?;
        let wrong = |e: rusqlite::Error| cannot_write(path, &e);
        let db = Connection::open(pending.path()).map_err(wrong)?;
        // Until it is whole the file has no name, so it needs no journal that could be left behind.
        db.execute_batch("PRAGMA page_size = 4096; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN")
            .map_err(wrong)?;
        init(&db).map_err(wrong)?;
        register_functions(&db).map_err(wrong)?;
        Ok(Self { db, pending, open: None, rows: 0 })
    }

    /// Begins the next layer; the rows that follow are its rows. Without geometry it is a table of attributes.
    pub fn layer(&mut self, schema: Schema) -> Result<(), Fault> {
        self.close_layer()?;
        let target = self.pending.target().to_owned();
        let wrong = |e: rusqlite::Error| cannot_write(&target, &e);
        create_table(&self.db, &schema.layer, &schema.columns, schema.geometry).map_err(wrong)?;
        let title = if schema.title.is_empty() { &schema.layer } else { &schema.title };
        let mut srs_id = -1;
        match schema.geometry {
            None => register_attributes(&self.db, &schema.layer, title).map_err(wrong)?,
            Some(kind) => {
                if let Some(epsg) = schema.epsg {
                    add_srs(&self.db, &crs::info(epsg)?).map_err(wrong)?;
                    srs_id = epsg as i32;
                }
                let layer = FeatureLayer { table: &schema.layer, column: "geom", title, kind, srs_id };
                register_layer(&self.db, &layer).map_err(wrong)?;
            }
        }
        let places = vec!["?"; 1 + usize::from(schema.geometry.is_some()) + schema.columns.len()].join(", ");
        let insert = format!("INSERT INTO {} VALUES ({places})", quoted(&schema.layer));
        self.open = Some(Layer { schema, insert, srs_id, fid: 0, items: Vec::new() });
        Ok(())
    }

    /// Begins a table without geometry, whatever the schema says.
    pub fn attributes_table(&mut self, schema: Schema) -> Result<(), Fault> {
        self.layer(Schema { geometry: None, ..schema })
    }

    fn close_layer(&mut self) -> Result<(), Fault> {
        let Some(Layer { schema, items, .. }) = self.open.take() else { return Ok(()) };
        if schema.geometry.is_none() {
            return Ok(());
        }
        let wrong = |e: rusqlite::Error| cannot_write(self.pending.target(), &e);
        let extent = items
            .iter()
            .map(|item| item.1)
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
        write_rtree_packed(&self.db, &schema.layer, "geom", &items).map_err(wrong)?;
        add_rtree_triggers(&self.db, &schema.layer, "geom", "fid").map_err(wrong)?;
        update_extent(&self.db, &schema.layer, extent).map_err(wrong)
    }
}

impl Sink for Writer {
    fn row(&mut self, values: &[Value<'_>], geometry: Option<&Geometry<f64>>) -> Result<(), Fault> {
        let target = self.pending.target();
        let Some(layer) = &mut self.open else {
            return Err(Fault::input(say!("formats-no-layers", file = target)));
        };
        debug_assert_eq!(values.len(), layer.schema.columns.len());
        layer.fid += 1;
        let number = layer.fid as u64;
        let mut cells = Vec::with_capacity(values.len() + 2);
        cells.push(Cell::Sql(Sql::Integer(layer.fid)));
        if let Some(kind) = layer.schema.geometry {
            let fault = |why| Fault::input(say!("formats-bad-geometry", file = target, row = number, why = why));
            cells.push(Cell::Sql(match geometry {
                None => Sql::Null,
                Some(shape) => {
                    let other = || fault(say!("formats-geometry-kind", kind = kind.gpkg_name()));
                    match sound(as_kind(shape, kind).ok_or_else(other)?).map_err(fault)? {
                        None => Sql::Null,
                        Some(shape) => {
                            layer.items.extend(bounds(&shape).map(|b| (layer.fid, b)));
                            Sql::Blob(blob(&shape, layer.srs_id))
                        }
                    }
                }
            }));
        }
        for (value, column) in values.iter().zip(&layer.schema.columns) {
            cells.push(Cell::Typed(typed(value, column, number, target)?));
        }
        let wrong = |e: rusqlite::Error| cannot_write(target, &e);
        let mut insert = self.db.prepare_cached(&layer.insert).map_err(wrong)?;
        insert.execute(params_from_iter(cells)).map_err(wrong)?;
        self.rows += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Written, Fault> {
        self.close_layer()?;
        let Self { db, pending, rows, .. } = *self;
        let path = pending.target().to_owned();
        db.execute_batch("COMMIT").map_err(|e| cannot_write(&path, &e))?;
        db.close().map_err(|(_, e)| cannot_write(&path, &e))?;
        Ok(Written { path, rows, bytes: pending.finish()? })
    }
}

enum Cell<'a> {
    Sql(Sql),
    Typed(Typed<'a>),
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Sql(v) => v.to_sql(),
            Self::Typed(Typed::Null) => Ok(ToSqlOutput::Owned(Sql::Null)),
            Self::Typed(Typed::Int(v)) => v.to_sql(),
            Self::Typed(Typed::Real(v)) => v.to_sql(),
            Self::Typed(Typed::Bool(v)) => v.to_sql(),
            Self::Typed(Typed::Text(v)) => Ok(ToSqlOutput::from(v.as_ref())),
        }
    }
}
