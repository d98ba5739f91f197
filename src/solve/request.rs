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

/// How many households may change their cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    Households(u64),
    /// Per cent of the households that are looked at.
    Percent(f64),
}

impl Budget {
    /// A number, or a number with a per cent sign.
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix(['%', '％']) {
            Some(percent) => percent.trim().parse().ok().filter(|p| (0.0..=100.0).contains(p)).map(Self::Percent),
            None => text.parse().ok().map(Self::Households),
        }
    }

    /// In households, of so many.
    pub fn of(self, households: u64) -> u64 {
        match self {
            Self::Households(n) => n,
            Self::Percent(p) => (households as f64 * p / 100.0).floor() as u64,
        }
    }
}

/// Keeps the present cells of the plan as far as possible.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Keep {
    /// None: as many as it takes to bring every cell near to the mean of its area.
    pub budget: Option<Budget>,
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
    /// Changes the plan instead of making it anew.
    pub keep: Option<Keep>,
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
            keep: None,
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
    /// What changes, where a plan was kept as far as possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeReport>,
    /// Why limits could not be held, a sentence for each village.
    #[serde(skip)]
    pub reasons: Vec<Message>,
}

/// What a plan that was kept as far as possible changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ChangeReport {
    /// Households that were looked at, and those of them that change their cell.
    pub households: u64,
    pub moved: u64,
    /// Cells that carry on a former one, and new ones.
    pub cells_kept: usize,
    pub cells_new: usize,
    /// What more or fewer changes would give, from the fewest on.
    pub curve: Vec<CurvePoint>,
}

/// One plan on the way from the present one to the most even one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct CurvePoint {
    pub moved: u64,
    pub moved_pct: f64,
    /// The largest deviation of a cell from the mean of its kind, and from the mean of its area, per cent.
    pub max_dev_pct: f64,
    pub area_dev_pct: f64,
    /// The mean deviation of cells from the mean of their area, per cent.
    pub mean_dev_pct: f64,
    /// Cells outside the limits.
    pub broken: usize,
    /// Cost of the borders between cells, in metres of border where nothing runs along.
    pub border_m: f64,
    /// Whether this is the plan that was made.
    pub chosen: bool,
}

/// One cell to be split into so many parts with about as many households each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartsRequest {
    pub cell: Id,
    pub parts: u32,
    pub seed: u64,
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
