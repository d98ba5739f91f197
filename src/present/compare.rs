//! Two plans side by side.

use std::sync::Arc;

use serde::Serialize;

use crate::measure::Comparison;
use crate::model::{Id, Project};

/// A number before and after, with the key of its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    pub key: &'static str,
    pub before: f64,
    pub after: f64,
    pub decimals: usize,
}

/// What becomes of an old cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineageRow {
    pub old: Arc<str>,
    pub new: Arc<str>,
    pub households: u32,
    pub share: f64,
}

/// What one worker hands over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HandOverRow {
    pub worker: Arc<str>,
    pub gives: u32,
    pub receives: u32,
}

/// The comparison of two plans.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CompareModel {
    pub before: Arc<str>,
    pub after: Arc<str>,
    pub pairs: Vec<Pair>,
    pub moved: u32,
    pub lost: u32,
    pub gained: u32,
    pub worker_changed: u32,
    pub lineage: Vec<LineageRow>,
    pub hand_overs: Vec<HandOverRow>,
}

impl CompareModel {
    /// Puts names to a comparison.
    pub fn new(comparison: &Comparison, project: &Project) -> Self {
        let name = |plan: Id| project.plans.get(plan).map(|row| Arc::clone(&row.name)).unwrap_or_default();
        let [a, b] = &comparison.load;
        let [seen, sees] = &comparison.monitored;
        let pair = |key, before: f64, after: f64, decimals| Pair { key, before, after, decimals };
        let count = |key, [before, after]: [u32; 2]| pair(key, f64::from(before), f64::from(after), 0);
        let worker = |id: Id| project.workers.get(id).map(|row| Arc::clone(&row.name)).unwrap_or_default();
        let sum = |list: &[(Id, u32)]| list.iter().map(|(_, households)| households).sum();
        Self {
            before: name(comparison.plans[0]),
            after: name(comparison.plans[1]),
            pairs: vec![
                count("present-compare-cells", comparison.cells),
                pair("present-compare-ideal", a.ideal, b.ideal, 1),
                pair("present-compare-least", a.min, b.min, 0),
                pair("present-compare-most", a.max, b.max, 0),
                pair("present-compare-deviation", a.max_dev_pct, b.max_dev_pct, 1),
                count("present-compare-monitored", [seen.with_worker, sees.with_worker]),
            ],
            moved: comparison.households_moved,
            lost: comparison.households_lost,
            gained: comparison.households_gained,
            worker_changed: comparison.worker_changed,
            lineage: comparison
                .lineage
                .iter()
                .map(|row| LineageRow {
                    old: Arc::clone(&row.code_old),
                    new: Arc::clone(&row.code_new),
                    households: row.households,
                    share: row.share,
                })
                .collect(),
            hand_overs: comparison
                .hand_overs
                .iter()
                .map(|row| HandOverRow {
                    worker: worker(row.worker),
                    gives: sum(&row.gives),
                    receives: sum(&row.receives),
                })
                .collect(),
        }
    }
}
