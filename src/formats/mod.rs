//! Tables and geometry in and out: CSV, XLSX, GeoJSON, GeoPackage, without a word of what they mean.
//!
//! [`read()`] streams any of them row by row; a row that is broken comes with a fault instead of ending the file.
//! A [`Sink`] takes rows and leaves either a whole new file under its name or nothing.
//! Must not know: households, cells, plans, languages. `rusqlite` stays inside [`gpkg`] and `tiles/mbtiles` (and in the project file).

mod csv_in;
mod csv_out;
mod digest;
mod encoding;
mod feed;
mod geojson_in;
mod geojson_out;
mod geometry;
pub mod gpkg;
mod json;
mod layers;
mod pending;
mod read;
mod sink;
mod source;
mod table;
#[cfg(feature = "tiles")]
pub mod tiles;
mod value;
mod xlsx_in;
mod xlsx_out;
mod zip;

#[cfg(test)]
mod tests;

pub use csv_out::csv;
pub use digest::sha256_hex;
pub use feed::{Header, ReadOptions, Row, Summary};
pub use geojson_out::geojson;
pub use layers::{Head, LayerInfo, head, layers};
pub use pending::Pending;
pub use read::{Format, read};
pub use sink::{Column, GeometryKind, Kind, Schema, Sink, Written};
pub use source::{Filter, Source};
pub use value::Value;
pub use xlsx_out::xlsx;
