//! One draw list of the map, and the picture made of it.

pub mod font;
