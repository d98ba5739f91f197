//! What the balancer and the staffing are asked for, and what they answer.

use serde::{Deserialize, Serialize};

use super::border::BorderCost;
use super::reach::ReachReport;
use super::seats::{Seats, SeatsReport};
use crate::base::Message;
use crate::change::Action;
use crate::model::{BarrierKind, Id, Level};
use crate::say;

/// What is balanced between cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Weight {
    #[default]
    Households,
    /// Resident persons.
    Persons,
    /// Visiting minutes per month by the profile.
    Minutes,
    /// Households that must be visited by rule.
    Monitored,
    /// A numeric field of the areas, for areas without households.
    Field(String),
}

impl Weight {
    /// The weight of this word; any other word names a field of the areas.
    pub fn parse(word: &str) -> Self {
        match word {
            "households" => Self::Households,
            "persons" => Self::Persons,
            "minutes" => Self::Minutes,
            "monitored" => Self::Monitored,
            field => Self::Field(field.to_owned()),
        }
    }

    /// Its word.
    pub fn name(&self) -> &str {
        match self {
            Self::Households => "households",
            Self::Persons => "persons",
            Self::Minutes => "minutes",
            Self::Monitored => "monitored",
            Self::Field(field) => field,
        }
    }
}

/// What a good plan is: the weights behind the presets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aims {
    /// How much even loads count, 0 to 20.
    pub even: f64,
    /// Share of compactness against short borders, 0 to 1.
    pub compact: f64,
    /// How much borders are drawn to roads, rivers and ridges, 0 to 10: 1 makes a metre along a river cost a tenth.
    pub roads: f64,
    /// How much it counts that villager groups stay whole, 0 to 10: 1 makes a border through a group three times as dear.
    pub groups: f64,
    /// How far from the mean of its area a cell may lie, per cent, 0 to 100; limits hold besides.
    pub band: f64,
}

impl Default for Aims {
    fn default() -> Self {
        Self::USUAL
    }
}

impl Aims {
    /// What holds where nothing else is asked for.
    pub const USUAL: Self = Self { even: 2.0, compact: 0.45, roads: 1.0, groups: 1.0, band: 10.0 };

    /// The names of the weights with what each may be.
    pub const RANGES: [(&'static str, f64); 5] =
        [("even", 20.0), ("compact", 1.0), ("roads", 10.0), ("groups", 10.0), ("band", 100.0)];

    /// What they make a metre of border cost.
    pub const fn border_cost(&self) -> BorderCost {
        BorderCost { roads: self.roads, groups: self.groups }
    }

    /// The weight of this name.
    pub fn named(&mut self, name: &str) -> Option<&mut f64> {
        match name {
            "even" => Some(&mut self.even),
            "compact" => Some(&mut self.compact),
            "roads" => Some(&mut self.roads),
            "groups" => Some(&mut self.groups),
            "band" => Some(&mut self.band),
            _ => None,
        }
    }

    /// Changes weights as in `even=4,compact=0.6`; false where a name or a number is none.
    pub fn prefer(&mut self, list: &str) -> bool {
        list.split(',').all(|part| {
            let pair = part.split_once('=').and_then(|(name, value)| Some((name.trim(), value.trim().parse().ok()?)));
            let Some((name, value)) = pair else { return false };
            let most = Self::RANGES.iter().find(|(own, _)| *own == name).map_or(0.0, |(_, most)| *most);
            let fits: bool = (0.0..=most).contains(&value);
            self.named(name).filter(|_| fits).map(|weight| *weight = value).is_some()
        })
    }
}

/// Named weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Loads as even as can be.
    Even,
    /// Round cells, short ways.
    Compact,
    /// Borders along roads, rivers and ridges.
    Roads,
    /// As few changes of the present plan as will do.
    Steady,
}

impl Preset {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Even, Self::Compact, Self::Roads, Self::Steady];

    /// Its word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Even => "even",
            Self::Compact => "compact",
            Self::Roads => "roads",
            Self::Steady => "steady",
        }
    }

    /// The preset of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == word)
    }

    /// The weights behind it.
    pub fn aims(self) -> Aims {
        let usual = Aims::default();
        match self {
            Self::Even => Aims { even: 10.0, band: 2.0, ..usual },
            Self::Compact => Aims { even: 1.0, compact: 0.85, roads: 0.5, band: 15.0, ..usual },
            Self::Roads => Aims { even: 1.0, compact: 0.15, roads: 5.0, band: 15.0, ..usual },
            Self::Steady => usual,
        }
    }

    /// What is good about a plan of it.
    pub fn title(self) -> Message {
        match self {
            Self::Even => say!("solve-preset-even"),
            Self::Compact => say!("solve-preset-compact"),
            Self::Roads => say!("solve-preset-roads"),
            Self::Steady => say!("solve-preset-steady"),
        }
    }
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keep {
    /// None: as many as it takes to bring every cell near to the mean of its area.
    pub budget: Option<Budget>,
    /// Only these cells of one area are cut anew; one alone with its neighbours. Empty: all.
    pub only: Vec<Id>,
    /// So many cells more (or fewer, where negative), in the one area where they are needed most.
    pub cells: i32,
}

/// One of several answers, none of which has been taken yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// What is good about it.
    pub name: Message,
    pub action: Action,
    pub report: BalanceReport,
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
    /// Up to three others that are to be even besides; limits do not hold for them.
    pub also: Vec<Weight>,
    pub aims: Aims,
    pub nest: Option<Level>,
    pub cut: Cut,
    /// Barriers that no cell lies on both sides of, but at bridges.
    pub hard: Vec<BarrierKind>,
    /// Only the areas inside this one.
    pub within: Option<Id>,
    pub seed: u64,
    /// Changes the plan instead of making it anew.
    pub keep: Option<Keep>,
    /// Whether to reckon how compact a plan could be at best, which takes a while.
    pub bound: bool,
    /// Seconds to spend on the best plan of every small area and the proof of it; none: not looked for.
    pub exact: Option<f64>,
    /// Places that cells are grown around.
    pub seats: Seats,
    /// No household is to live further from the centre of its cell, metres.
    pub reach: Option<f64>,
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
            also: Vec::new(),
            aims: Aims::USUAL,
            nest,
            cut: Cut::Never,
            hard: Vec::new(),
            within: None,
            seed: 1,
            keep: None,
            bound: false,
            exact: None,
            seats: Seats::None,
            reach: None,
        }
    }

    /// What is good about its plan, for one of several.
    pub fn name(&self) -> Message {
        if self.keep.is_some() {
            return say!("solve-within-band", band = self.aims.band);
        }
        let preset = Preset::ALL.into_iter().find(|p| *p != Preset::Steady && p.aims() == self.aims);
        preset.map_or_else(|| say!("solve-seeded", seed = self.seed), Preset::title)
    }
}

/// How even some cells are. Loads are in the unit of the weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    pub cells: usize,
    pub ideal: f64,
    pub min: f64,
    pub max: f64,
    /// The largest deviation of a cell from the mean of its kind (rural, urban), per cent.
    pub max_dev_pct: f64,
    /// Cells outside the limits.
    pub broken: usize,
    /// Share of the length of borders between cells of one area that follows barriers.
    pub barrier_share: f64,
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
    /// What became of the places that cells were to be grown around.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<SeatsReport>,
    /// Who lives too far from the centre of the cell, where a distance was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<ReachReport>,
    /// How compact the plan is beside the best possible, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<BoundReport>,
    /// How far the plans of small areas are proved to be the best, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<ExactReport>,
    /// The same figures of the cells that were there before; none where there were none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Figures>,
    /// Households that change their cell when every cell is matched to the former one that it shares most with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<u64>,
    /// The other weights that were to be even.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<AlsoReport>,
    /// What changes, where a plan was kept as far as possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeReport>,
    /// Why limits could not be held, a sentence for each village.
    #[serde(skip)]
    pub reasons: Vec<Message>,
}

impl BalanceReport {
    /// Whether everything is as it was asked for: limits, places and distance.
    pub fn is_as_asked(&self) -> bool {
        let seated = self.seats.is_none_or(|seats| seats.must_alone == seats.must);
        self.broken == 0 && seated && self.reach.as_ref().is_none_or(|reach| reach.beyond == 0)
    }
}

/// How compact a plan is beside the best possible: Σ load · distance² about the centres of the cells, in loads · m².
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct BoundReport {
    pub inertia: f64,
    /// No plan with these numbers of cells and these limits has less, connected or not.
    pub inertia_floor: f64,
    /// At most so much could be gained, per cent.
    pub gap_pct: f64,
    /// How the floor was got.
    pub how: &'static str,
}

/// How far the plans of small areas are the best there are: of those with connected cells within the limits.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ExactReport {
    /// What is as small as can be: `inertia`, Σ load · distance² about the best block of each cell, in loads · m²; or
    /// `border`, the cost of the borders between cells, in metres of border where nothing runs along.
    pub objective: &'static str,
    /// Areas that were looked at, and those of them whose plan is proved to be the best.
    pub areas: usize,
    pub proven: usize,
    /// Areas of two or more cells that were left as they were: too many blocks.
    pub left: usize,
    /// Over the areas that were looked at: what the plan comes to, what no plan can beat, and what could be gained at
    /// most, per cent.
    pub value: f64,
    pub bound: f64,
    pub gap_pct: f64,
    /// Contiguity cuts that were added.
    pub cuts: usize,
    pub seconds: f64,
    /// How the bound was got.
    pub how: String,
}

impl ExactReport {
    /// Blocks of an area up to which programs are of a size that can be solved.
    pub const MOST_BLOCKS: usize = 150;
}

/// How even another weight came to be.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AlsoReport {
    pub weight: String,
    pub ideal: f64,
    pub min: f64,
    pub max: f64,
    pub max_dev_pct: f64,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_a_number_or_a_share() {
        assert_eq!(Budget::parse("200").map(|b| b.of(1000)), Some(200));
        assert_eq!(Budget::parse("2.5%").map(|b| b.of(1000)), Some(25));
        for wrong in ["", "-1", "101%", "many", "5 households"] {
            assert_eq!(Budget::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn weights_are_changed_by_name_and_nothing_else_is_taken() {
        let mut aims = Preset::Even.aims();
        assert!(aims.prefer("roads=2, compact=0.6"));
        assert_eq!(aims, Aims { roads: 2.0, compact: 0.6, ..Preset::Even.aims() });
        for wrong in ["", "roads", "roads=", "roads=11", "compact=-1", "speed=1", "even=NaN"] {
            assert!(!Aims::USUAL.clone().prefer(wrong), "{wrong}");
        }
        for preset in Preset::ALL {
            assert_eq!(Preset::parse(preset.name()), Some(preset));
        }
    }
}
