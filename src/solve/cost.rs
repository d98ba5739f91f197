//! What it costs that one worker serves one cell, in seconds, and why: every part can be shown.

use crate::base::Message;
use crate::say;

/// The weights, all editable in the rule profile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Walking speed on the flat, km/h (Naismith: 5).
    pub walk_kmh: f64,
    /// Metres climbed in an hour besides (Naismith: 600).
    pub climb_m_per_h: f64,
    /// Way walked per straight metre: 1.4 in a valley to 2.2 over ridges.
    pub detour: f64,
    /// Seconds when the worker speaks the language of no household of the cell; in proportion for a part of them.
    pub language_s: f64,
    /// Seconds for a worker of the same village but another villager group, of another village of the township, and of
    /// another township; each stands for all that such a worker does not know, not for the way.
    pub other_group_s: i64,
    pub other_village_s: i64,
    pub other_township_s: i64,
    /// Seconds saved when the worker serves the cell already: knowing the people is worth a walk.
    pub present_s: i64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            walk_kmh: 5.0,
            climb_m_per_h: 600.0,
            detour: 1.8,
            language_s: 1800.0,
            other_group_s: 300,
            other_village_s: 1200,
            other_township_s: 3600,
            present_s: 900,
        }
    }
}

/// How near the home of a worker is to a cell in the order of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    SameGroup,
    SameVillage,
    SameTownship,
    Elsewhere,
}

/// What is known of one worker and one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Straight metres from the home to the cell, and metres of climb (0 where no heights are known).
    pub distance_m: f64,
    pub climb_m: f64,
    /// Share of the cell's load whose language the worker does not speak, 0 to 1.
    pub language_gap: f64,
    pub home: Home,
    /// Whether the worker serves the cell already.
    pub present: bool,
}

/// The parts of a cost, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explain {
    pub travel_s: i64,
    pub language_s: i64,
    pub home_s: i64,
    /// Negative when the worker serves the cell already.
    pub present_s: i64,
}

impl Explain {
    /// The cost of the arc.
    pub fn total(&self) -> i64 {
        self.travel_s + self.language_s + self.home_s + self.present_s
    }
}

/// The cost of one pair, part by part. Numbers that are none count as zero.
pub fn cost(pair: &Pair, weights: &Weights) -> Explain {
    let whole = |s: f64| if s.is_finite() { s.round().clamp(0.0, 1e9) as i64 } else { 0 };
    let walk = pair.distance_m.max(0.0) * weights.detour / (weights.walk_kmh / 3.6);
    let climb = pair.climb_m.max(0.0) / (weights.climb_m_per_h / 3600.0);
    Explain {
        travel_s: whole(walk + climb),
        language_s: whole(pair.language_gap.clamp(0.0, 1.0) * weights.language_s),
        home_s: match pair.home {
            Home::SameGroup => 0,
            Home::SameVillage => weights.other_group_s,
            Home::SameTownship => weights.other_village_s,
            Home::Elsewhere => weights.other_township_s,
        },
        present_s: if pair.present { -weights.present_s } else { 0 },
    }
}

/// The sentence that explains one appointment.
pub fn explained(worker: &str, cell: &str, pair: &Pair, why: &Explain) -> Message {
    let home = match pair.home {
        Home::SameGroup => say!("solve-home-group"),
        Home::SameVillage => say!("solve-home-village"),
        Home::SameTownship => say!("solve-home-township"),
        Home::Elsewhere => say!("solve-home-elsewhere"),
    };
    let language = match (pair.language_gap.clamp(0.0, 1.0) * 100.0).round() as i64 {
        0 => say!("solve-language-all"),
        gap => say!("solve-language-gap", percent = gap),
    };
    let present = if pair.present { say!("solve-present-kept") } else { say!("solve-present-new") };
    say!(
        "solve-why-worker",
        worker = worker,
        cell = cell,
        minutes = (why.travel_s + 30) / 60,
        home = home,
        language = language,
        present = present,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_cost_add_up_and_rank_as_a_county_would() {
        let near = Pair { distance_m: 1000.0, climb_m: 60.0, language_gap: 0.0, home: Home::SameGroup, present: false };
        let why = cost(&near, &Weights::default());
        // 1.8 km at 5 km/h and 60 m at 600 m/h.
        assert_eq!(why, Explain { travel_s: 1296 + 360, language_s: 0, home_s: 0, present_s: 0 });
        let total = |pair: Pair| cost(&pair, &Weights::default()).total();
        assert!(total(Pair { present: true, ..near }) < total(near));
        assert!(total(near) < total(Pair { home: Home::SameVillage, ..near }));
        assert!(total(Pair { language_gap: 0.2, ..near }) < total(Pair { language_gap: 0.9, ..near }));
        assert!(total(Pair { distance_m: f64::NAN, ..near }) < total(near));
    }
}
