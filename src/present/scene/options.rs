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
        }
    }
}
