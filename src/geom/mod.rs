//! Coordinates, exact predicates, rings, reference systems, indexes: thin over `geo`, `proj` and `rstar`.

pub mod crs;
pub mod exact;
pub mod index;
pub mod mercator;
mod pt;
pub mod ring;
pub mod segment;
mod subtract;
pub mod voronoi;

pub use pt::{Bounds, Frame, Pt};
pub use subtract::subtract;
