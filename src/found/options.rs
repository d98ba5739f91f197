//! What is to be read, and how.

use serde::{Deserialize, Serialize};

use crate::formats::Source;
use crate::model::Level;

/// What a source holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Areas,
    Households,
    Barriers,
    Blocks,
    Workers,
    Plan,
    /// Places that cells are grown around; read when a plan is made, never kept.
    Seats,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Areas, Self::Households, Self::Barriers, Self::Blocks, Self::Workers, Self::Plan, Self::Seats];

    /// The word used on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::Households => "households",
            Self::Barriers => "barriers",
            Self::Blocks => "blocks",
            Self::Workers => "workers",
            Self::Plan => "plan",
            Self::Seats => "seats",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// `KIND.FIELD=COLUMN`: which column of a source holds a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    pub kind: Kind,
    pub field: String,
    pub column: String,
}

/// Everything that `new` is asked for.
#[derive(Clone, Debug)]
pub struct NewOptions {
    pub name: String,
    /// At least one; a level may occur several times (one file each).
    pub areas: Vec<(Level, Source)>,
    pub households: Option<Source>,
    pub barriers: Vec<Source>,
    pub blocks: Option<Source>,
    pub workers: Option<Source>,
    pub map: Vec<Mapping>,
    /// EPSG number of the project CRS; chosen from the data where not given.
    pub crs: Option<u32>,
    /// EPSG numbers of sources that do not say theirs.
    pub source_crs: Vec<(Kind, u32)>,
    /// The encoding of text sources; found from the bytes where not given.
    pub encoding: Option<String>,
    /// Vertices closer than this are one, metres.
    pub weld_m: f64,
}

impl NewOptions {
    /// The options of a new project with nothing to read yet.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            areas: Vec::new(),
            households: None,
            barriers: Vec::new(),
            blocks: None,
            workers: None,
            map: Vec::new(),
            crs: None,
            source_crs: Vec::new(),
            encoding: None,
            weld_m: 0.05,
        }
    }
}
