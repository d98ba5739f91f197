//! Administrative areas, the blocks they are made of, and the lines that borders follow.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Id;
use crate::geom::Pt;

/// A level of administration, from the largest to the smallest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Prefecture,
    County,
    Township,
    Village,
}

impl Level {
    pub const ALL: [Self; 4] = [Self::Prefecture, Self::County, Self::Township, Self::Village];

    /// The word used on the command line and in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prefecture => "prefecture",
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
        }
    }

    /// The level of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == word)
    }

    /// How many digits a Chinese code of this level has (statistical coding rules: 4, 6, 9, 12).
    pub const fn digits(self) -> usize {
        match self {
            Self::Prefecture => 4,
            Self::County => 6,
            Self::Township => 9,
            Self::Village => 12,
        }
    }
}

/// An administrative area. Its territory is the union of the blocks below it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Opaque text, unique in its level.
    pub code: Arc<str>,
    pub name: Arc<str>,
    pub level: Level,
    pub parent: Option<Id>,
    /// Whether the code was made here because the source had none.
    pub code_made: bool,
    /// Area of the source polygon in the project CRS, m²; zero where there was none.
    pub source_m2: f64,
    /// Perimeter of the source polygon, metres: what the faithfulness check allows by.
    pub source_perimeter_m: f64,
    /// Named numbers of the source (population and the like), for weighing areas without households.
    pub fields: Vec<(Arc<str>, f64)>,
}

/// The smallest face of the mesh; its id is the face's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The lowest-level area that it lies in.
    pub area: Id,
    /// The villager group whose territory it is, if households named one.
    pub group: Option<Arc<str>>,
    /// The code of the county's own block polygon that it came from.
    pub source: Option<Arc<str>>,
}

/// What a barrier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BarrierKind {
    River,
    Road,
    Ridge,
    Railway,
    Wall,
    Other,
}

impl BarrierKind {
    pub const ALL: [Self; 6] = [Self::River, Self::Road, Self::Ridge, Self::Railway, Self::Wall, Self::Other];

    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::River => "river",
            Self::Road => "road",
            Self::Ridge => "ridge",
            Self::Railway => "railway",
            Self::Wall => "wall",
            Self::Other => "other",
        }
    }

    /// The kind of this word of a file; everything unknown is `Other`.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.name() == word).unwrap_or(Self::Other)
    }
}

/// A line that cell borders should follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Barrier {
    pub kind: BarrierKind,
    pub name: Arc<str>,
    pub class: Arc<str>,
    pub lines: Arc<[Arc<[Pt]>]>,
}

/// What the marks of a mesh edge mean.
pub mod marks {
    use super::BarrierKind;

    /// The border of a lowest-level area.
    pub const AREA: u32 = 1;
    /// The border of a county's own block polygon.
    pub const SOURCE_BLOCK: u32 = 1 << 1;
    /// A cut between villager groups or hamlets, made here.
    pub const MADE: u32 = 1 << 2;
    /// A cut drawn by hand; where nothing divides the sides any more, it may be dissolved.
    pub const DRAWN: u32 = 1 << 3;

    /// The mark of a barrier kind.
    pub const fn barrier(kind: BarrierKind) -> u32 {
        1 << (8 + kind as u32)
    }

    /// Whether any barrier runs along.
    pub const fn has_barrier(marks: u32) -> bool {
        marks >> 8 != 0
    }
}
