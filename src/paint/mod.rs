//! One draw list of the map, and the picture made of it. The window draws the same list.

mod clip;
pub mod colour;
pub mod font;
mod list;
mod picture;
mod place;
mod raster;
mod scale_bar;
mod sheet;
mod text;
mod view;

pub use colour::{Rgba, four_colour, keep_colours};
pub use list::{Anchor, DrawList, Item, Label, Shape, Stroke};
pub use picture::{bare_picture, picture};
pub use place::{Placed, place};
pub use scale_bar::ScaleBar;
pub use sheet::{Entry, Sheet, Swatch};
pub use view::View;
