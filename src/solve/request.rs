//! What the balancer and the staffing are asked for, and what they answer.

use serde::{Deserialize, Serialize};

use crate::base::Message;
use crate::model::{Id, Level};

/// What is balanced between cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Weight {
    #[default]
    Households,
    /// Resident persons.
    Persons,
    /// Visiting minutes per month by the profile.
    Minutes,
    /// A numeric field of the areas, for areas without households.
    Field(String),
}

/// Whether cells may be drawn across blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cut {
    /// Cells are made of whole blocks.
    #[default]
    Never,
    /// Only where whole blocks cannot keep the limits, or are far from even.
    Needed,
    /// Wherever it makes the better cell.
    Always,
}

impl Cut {
    /// The way of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "never" => Some(Self::Never),
            "needed" => Some(Self::Needed),
            "always" => Some(Self::Always),
            _ => None,
        }
    }
}

/// A balancing request; `None` means the profile's value.
#[derive(Clone, Debug, PartialEq)]
pub struct BalanceRequest {
    pub plan: Option<Id>,
    /// Exactly so many cells in all within `within`.
    pub cells: Option<usize>,
    pub target: Option<u32>,
    pub min: Option<u32>,
    pub max: Option<u32>,
    pub weight: Weight,
    pub nest: Option<Level>,
    pub cut: Cut,
    /// Only the areas inside this one.
    pub within: Option<Id>,
    pub seed: u64,
}

impl BalanceRequest {
    /// The profile's sizes, nested in the leaf level, seed 1.
    pub const fn of(plan: Option<Id>, nest: Option<Level>) -> Self {
        Self {
            plan,
            cells: None,
            target: None,
            min: None,
            max: None,
            weight: Weight::Households,
            nest,
            cut: Cut::Never,
            within: None,
            seed: 1,
        }
    }
}

/// What balancing came to. Loads are in the unit of the weight.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct BalanceReport {
    pub plan: String,
    pub areas: usize,
    pub cells: usize,
    pub ideal: f64,
    pub min: f64,
    pub max: f64,
    /// The largest deviation of a cell from the mean of its kind (rural, urban), per cent, and the proven floor of it.
    pub max_dev_pct: f64,
    pub floor_dev_pct: f64,
    /// Cells outside the limits.
    pub broken: usize,
    /// Share of the length of borders between cells of one area that follows barriers.
    pub barrier_share: f64,
    pub seconds: f64,
    pub seed: u64,
    /// Why limits could not be held, a sentence for each village.
    #[serde(skip)]
    pub reasons: Vec<Message>,
}

/// A staffing request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffRequest {
    pub plan: Id,
    pub within: Option<Id>,
}

/// What staffing came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StaffReport {
    pub workers: usize,
    pub cells_served: usize,
    pub cells_without: usize,
    /// Sum of the costs of all appointments, in minutes of walking and penalties.
    pub cost: f64,
    /// Whether no cheaper assignment exists.
    pub optimal: bool,
    pub mean_distance_m: f64,
}
