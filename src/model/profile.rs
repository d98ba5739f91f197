//! The county's rules, as data.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::CellKind;

/// Size limits of one kind of cell, in households.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub min: u32,
    pub target: u32,
    pub max: u32,
}

/// A household category: how it is recognised, how often it is visited, how long a visit takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Category {
    pub key: Arc<str>,
    /// The words of sources that name it; the first is its Chinese name.
    pub words: Vec<Arc<str>>,
    pub name_en: Arc<str>,
    pub visits_per_month: f64,
    pub minutes_on_site: f64,
    /// Whether such a household is one of the monitored (监测户).
    pub monitored: bool,
}

/// The county's rules. Every number is the county's to edit; the defaults are a rural county's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub name: Arc<str>,
    /// Households per cell.
    pub rural: Size,
    pub urban: Size,
    pub micro: Size,
    /// A block with more households than this is split when blocks are made.
    pub block_max_households: u32,
    /// At most 32: households keep them as bits.
    pub categories: Vec<Category>,
    /// Visits per month and minutes of a household without category.
    pub ordinary_visits_per_month: f64,
    pub ordinary_minutes_on_site: f64,
    /// Walking speed on the flat, km/h, and the detour over the straight line.
    pub walk_kmh: f64,
    pub detour: f64,
    pub full_time_min: u32,
    pub part_time_min: u32,
    pub max_cells_per_worker: u16,
    /// `{area}` the nesting area's code, `{seq}` or `{seq3}` the number inside it.
    pub code_template: Arc<str>,
    /// `{area}` the nesting area's name, `{seq}` the number inside it.
    pub name_template: Arc<str>,
}

impl Profile {
    /// The limits of a kind of cell; special cells have none.
    pub const fn size(&self, kind: CellKind) -> Size {
        match kind {
            CellKind::RuralBase => self.rural,
            CellKind::UrbanBase => self.urban,
            CellKind::Micro => self.micro,
            CellKind::Special => Size { min: 0, target: 0, max: u32::MAX },
        }
    }

    /// The category bits that a source's label text names.
    ///
    /// Labels are joined by 、 , ; or |; a detail in brackets may follow each.
    pub fn categories_of(&self, labels: &str) -> u32 {
        let mut bits = 0;
        for label in labels.split(['、', ',', '，', ';', '；', '|']) {
            let label = label.trim();
            for (i, category) in self.categories.iter().enumerate() {
                if category.words.iter().any(|word| label.starts_with(&**word)) || label == &*category.key {
                    bits |= 1 << i;
                }
            }
        }
        bits
    }

    /// The bits of the categories that are monitored.
    pub fn monitored_bits(&self) -> u32 {
        self.categories.iter().enumerate().filter(|(_, c)| c.monitored).fold(0, |bits, (i, _)| bits | 1 << i)
    }

    /// Minutes per month on site that a household with these category bits needs.
    ///
    /// The heaviest of its categories counts, not their sum: one visit serves them all.
    pub fn minutes_per_month(&self, bits: u32) -> f64 {
        let ordinary = self.ordinary_visits_per_month * self.ordinary_minutes_on_site;
        let named = self.categories.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
        named.map(|(_, c)| c.visits_per_month * c.minutes_on_site).fold(ordinary, f64::max)
    }
}

impl Default for Profile {
    fn default() -> Self {
        let category = |key: &str, words: &[&str], name_en: &str, visits: f64, minutes: f64, monitored| Category {
            key: key.into(),
            words: words.iter().map(|w| Arc::from(*w)).collect(),
            name_en: name_en.into(),
            visits_per_month: visits,
            minutes_on_site: minutes,
            monitored,
        };
        Self {
            name: "湘西-农村-2026".into(),
            rural: Size { min: 40, target: 100, max: 230 },
            urban: Size { min: 200, target: 350, max: 500 },
            micro: Size { min: 10, target: 25, max: 50 },
            block_max_households: 20,
            categories: vec![
                category(
                    "monitored",
                    &["监测户", "监测对象", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户"],
                    "monitored household",
                    1.0,
                    30.0,
                    true,
                ),
                category("formerly_poor", &["脱贫户"], "formerly poor household", 0.33, 15.0, false),
                category("allowance", &["低保"], "minimum living allowance", 0.33, 15.0, false),
                category("extreme_hardship", &["特困", "五保"], "extreme hardship support", 1.0, 15.0, false),
                category("disability", &["残疾", "重残"], "disability", 0.33, 15.0, false),
                category(
                    "elder_special",
                    &["独居老人", "空巢老人", "失能老人", "留守老人"],
                    "elderly alone or disabled",
                    1.0,
                    25.0,
                    false,
                ),
                category("left_behind", &["留守儿童", "留守妇女", "困境儿童", "孤儿"], "left behind", 0.5, 15.0, false),
                category("illness", &["重病", "大病"], "serious illness", 0.33, 40.0, false),
                category("unsafe_house", &["危房"], "unsafe house", 0.083, 15.0, false),
                category("relocated", &["易地搬迁"], "relocated household", 0.33, 15.0, false),
                category("veteran", &["退役军人", "优抚"], "veteran", 0.083, 15.0, false),
            ],
            ordinary_visits_per_month: 0.083,
            ordinary_minutes_on_site: 15.0,
            walk_kmh: 5.0,
            detour: 1.8,
            full_time_min: 9240,
            part_time_min: 2600,
            max_cells_per_worker: 2,
            code_template: "{area}{seq3}".into(),
            name_template: "{area}第{seq}网格".into(),
        }
    }
}
