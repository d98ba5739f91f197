//! Grid cells: what a plan cuts the territory into.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Id;

/// The kind of a cell; the profile holds size limits for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    RuralBase,
    UrbanBase,
    Micro,
    Special,
}

impl CellKind {
    pub const ALL: [Self; 4] = [Self::RuralBase, Self::UrbanBase, Self::Micro, Self::Special];

    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RuralBase => "rural_base",
            Self::UrbanBase => "urban_base",
            Self::Micro => "micro",
            Self::Special => "special",
        }
    }

    /// The kind of this word of a file.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// A grid cell of one plan. Its territory is the blocks that the plan labels with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub plan: Id,
    /// The nesting area that it lies in.
    pub area: Id,
    pub code: Arc<str>,
    pub name: Arc<str>,
    pub kind: CellKind,
    /// Whether the balancer and the brush leave it alone.
    pub locked: bool,
}
