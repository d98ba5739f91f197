//! The map's layers on the graphics card: territory, lines and markers are uploaded once and coloured by tables, so that a
//! frame of a moving map costs the window next to nothing, and an edit uploads only what it changed.
//!
//! Looks are those of the layers that are made on the processor (`canvas/layers.rs`), which stay for machines without a card.

mod board;
mod callback;
mod frame;
mod gpu;
mod looks;
mod pipelines;
mod room;

pub use gpu::{Drawn, Gpu};
