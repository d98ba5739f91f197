//! What of a scene is to be seen.

use serde::{Deserialize, Serialize};

/// What the fill of a cell tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColourMode {
    /// Which cell it is: neighbours differ.
    #[default]
    Cell,
    /// How far its households are under or over the target.
    Deviation,
    /// Who serves it first.
    Worker,
    /// How many of its households are monitored.
    Monitored,
    /// Which lowest-level area it lies in.
    Village,
    /// Whether its size is right and somebody serves it.
    Status,
}

impl ColourMode {
    pub const ALL: [Self; 6] =
        [Self::Cell, Self::Deviation, Self::Worker, Self::Monitored, Self::Village, Self::Status];
}

/// The fills of things that must differ from their neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Palette {
    #[default]
    Calm,
    /// Told apart by colour-blind eyes too.
    Safe,
}

/// What lies over the fills and can lie in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// Roads, rivers and other barriers.
    Barriers,
    /// Outlines of areas, cells and blocks.
    Borders,
    /// Households and workers.
    People,
}

impl Layer {
    /// From below to above, as long as nobody wants it otherwise.
    pub const USUAL: [Self; 3] = [Self::Barriers, Self::Borders, Self::People];
}

/// Layers on and off, and what colours mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SceneOptions {
    pub areas: bool,
    pub cells: bool,
    pub blocks: bool,
    pub households: bool,
    /// Of the households, only the monitored ones.
    pub monitored_only: bool,
    pub barriers: bool,
    pub workers: bool,
    pub labels: bool,
    pub colour: ColourMode,
    pub palette: Palette,
    /// Of the fills of cells, per cent.
    pub opacity: u8,
    /// Whether a map image lies below, so that ground without a fill is left see-through.
    pub image: bool,
    /// From below to above.
    pub order: [Layer; 3],
}

impl SceneOptions {
    /// The order of the layers; the usual one where settings have lost one.
    pub fn order(&self) -> [Layer; 3] {
        let mut sorted = self.order;
        sorted.sort_unstable();
        if sorted == Layer::USUAL { self.order } else { Layer::USUAL }
    }

    /// Moves a layer one place up, or down.
    pub fn shift(&mut self, layer: Layer, up: bool) {
        let mut order = self.order();
        if let Some(at) = order.iter().position(|of| *of == layer) {
            let to = if up { (at + 1).min(order.len() - 1) } else { at.saturating_sub(1) };
            order.swap(at, to);
        }
        self.order = order;
    }
}

impl Default for SceneOptions {
    fn default() -> Self {
        Self {
            areas: true,
            cells: true,
            blocks: true,
            households: true,
            monitored_only: false,
            barriers: true,
            workers: false,
            labels: true,
            colour: ColourMode::Cell,
            palette: Palette::Calm,
            opacity: 100,
            image: false,
            order: Layer::USUAL,
        }
    }
}
