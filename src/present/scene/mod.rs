//! What the map shows of a project and a plan.
//!
//! `Ground` comes from the mesh alone, `People` from households and workers, `Scene` from the labels of a plan. Each is
//! made anew only when what it comes from has changed, and a scene follows an edit by the blocks that it touched.

mod built;
mod cache;
mod cells;
mod colours;
mod delta;
mod dots;
mod draft;
mod draw_list;
mod edge;
mod face;
mod ground;
mod groups;
mod labels;
mod legend;
mod line_kind;
mod lines;
mod options;
mod overlay;
mod people;
mod pieces;
mod style;
#[cfg(test)]
mod tests;

pub use built::{EdgeClass, Recent, Scene};
pub use cache::SceneCache;
pub use cells::{CellLook, deviation_pct};
pub use delta::Delta;
pub use dots::{Dot, Dots};
pub use draft::Draft;
pub use edge::{EdgeLook, Rank};
pub use face::{FaceLook, triangles};
pub use ground::{Ground, NO_CELL, Since};
pub use labels::labels;
pub use legend::legend;
pub use line_kind::{LineKind, gap_stroke, line_stroke};
pub use lines::{LODS, Levels, Line};
pub use options::{ColourMode, Layer, Palette, SceneOptions};
pub use overlay::Overlay;
pub use people::People;
pub use pieces::Pieces;
pub use style::{CROWDED_MM_PER_PX, WORKER, area_stroke, barrier_stroke, deviation_fill};
