//! The map in the window: draws a scene, moves over it, hands the pointer to the tool.
//!
//! Nothing here knows what a stroke or a click means; that is `tools`. Layers lie on the graphics card; where there is none
//! they are meshes in screen space that are made anew only when the scene or the view has changed.

mod atlas;
#[cfg(feature = "tiles")]
mod basemap;
mod camera;
mod card;
mod dots;
mod fills;
mod furniture;
mod gpu;
mod layers;
mod look;
mod names;
mod navigate;
mod overlay;
mod rules;
mod strokes;
#[cfg(test)]
mod tests;
mod widget;

pub use widget::{Canvas, CanvasInput, CanvasOutput, Mark};
