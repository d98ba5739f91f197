//! Gridwright plans grid cells (网格): see `ARCHITECTURE.md` for the map of the house.
//!
//! Rooms, from the ground up; imports run strictly down.

pub mod base;
pub mod change;
<<<<<<< HEAD
=======
pub mod edit;
>>>>>>> 0d9dd6fe02f46039ed31dd70fdd7c0ef0553ecab
pub mod formats;
pub mod geom;
pub mod mesh;
pub mod model;
<<<<<<< HEAD

pub mod store;
=======
pub mod paint;
pub mod solve;
pub mod words;
>>>>>>> 0d9dd6fe02f46039ed31dd70fdd7c0ef0553ecab
