//! Read models: plain data for one panel each, and the scene that the map shows. Nothing here changes a project.

mod picture;
pub mod scene;

pub use picture::sheet;
