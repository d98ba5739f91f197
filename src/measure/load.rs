//! How evenly something is spread over cells.

use serde::Serialize;

use crate::model::CellKind;

/// The spread of one weight over the cells of a plan; zeros without cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Load {
    pub cells: u32,
    pub total: f64,
    /// Total over cells: what each would bear if all bore the same.
    pub ideal: f64,
    pub min: f64,
    pub max: f64,
    /// The largest distance of a cell from the ideal of its kind, in percent of it.
    pub max_dev_pct: f64,
    /// Standard deviation over all cells, in the unit of the weight.
    pub std_dev: f64,
}

impl Load {
    /// The spread over cells of several kinds: rural and urban cells differ by rule, so each is held to the ideal of
    /// its own kind.
    pub fn by_kind(weights: &[(CellKind, f64)]) -> Self {
        let of = |kind: Option<CellKind>| {
            let own = weights.iter().filter(|(k, _)| kind.is_none_or(|kind| kind == *k));
            Self::of(&own.map(|(_, w)| *w).collect::<Vec<_>>())
        };
        let max_dev_pct = CellKind::ALL.map(|kind| of(Some(kind)).max_dev_pct).into_iter().fold(0.0, f64::max);
        Self { max_dev_pct, ..of(None) }
    }

    /// The spread of the given weights, one per cell.
    pub fn of(weights: &[f64]) -> Self {
        if weights.is_empty() {
            return Self::default();
        }
        let n = weights.len() as f64;
        let total: f64 = weights.iter().sum();
        let ideal = total / n;
        let min = weights.iter().copied().fold(f64::INFINITY, f64::min);
        let max = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let max_dev_pct = if ideal > 0.0 { (max - ideal).max(ideal - min) / ideal * 100.0 } else { 0.0 };
        let std_dev = (weights.iter().map(|w| (w - ideal).powi(2)).sum::<f64>() / n).sqrt();
        Self { cells: weights.len() as u32, total, ideal, min, max, max_dev_pct, std_dev }
    }
}
