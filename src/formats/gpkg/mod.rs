//! GeoPackage 1.4: reading strangers' files, writing new ones, and the pieces that the project file is built from.
//!
//! Must not know: what the tables mean. A stranger's triggers and views never run.

mod blob;
mod functions;
mod read;
mod rtree;
mod schema;
mod write;

#[cfg(test)]
mod tests;

use rusqlite::Error;

use crate::base::Fault;
use crate::say;

pub use blob::{blob, parse_blob};
pub use functions::register_functions;
pub use read::{LayerRow, layers, open_stranger};
pub(super) use read::{layer_infos, read};
pub use rtree::{Item, add_rtree_triggers, drop_rtree_triggers, write_rtree_packed};
pub use schema::{
    FeatureLayer, add_srs, column_type, create_table, init, quoted, register_attributes, register_layer, update_extent,
};
pub use write::{Writer, sink};

/// What SQLite would not do.
pub fn sql_fault(e: &Error) -> Fault {
    Fault::input(say!("formats-sqlite", why = e.to_string()))
}
