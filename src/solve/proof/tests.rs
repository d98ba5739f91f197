use proptest::prelude::*;

use super::*;
use crate::base::Watch;
use crate::solve::apportion::Limits;
use crate::solve::graph::{Graph, Node};

/// The least cost of all divisions into connected cells within the limits, by trying all.
fn least(g: &Graph, cells: u32, limits: Limits, objective: Objective) -> f64 {
    let mut best = f64::INFINITY;
    for code in 0..cells.pow(g.len() as u32) {
        let label: Vec<u32> = (0..g.len() as u32).map(|v| code / cells.pow(v) % cells).collect();
        if proof::keeps(g, cells, limits, &label) {
            best = best.min(objective.value(g, cells, &label));
        }
    }
    best
}

/// A connected graph: every block but the first has an edge to an earlier one, and some have more.
fn graphs() -> impl Strategy<Value = Graph> {
    let node = (0u32..30, 0.0..1000.0, 0.0..1000.0);
    (
        prop::collection::vec((node, any::<prop::sample::Index>()), 4..=10),
        prop::collection::vec((0u32..10, 0u32..10, 1u32..9), 0..9),
    )
        .prop_map(|(rows, more)| {
            let node = |&((weight, x, y), _): &((u32, f64, f64), _)| Node { weight, mass: f64::from(weight), x, y };
            let tree = rows.iter().enumerate().skip(1).map(|(v, (_, to))| (v as u32, to.index(v) as u32, 2.5));
            let more = more.into_iter().map(|(v, w, cost)| (v, w, cost as f32));
            Graph::new(rows.iter().map(node).collect(), &tree.chain(more).collect::<Vec<_>>())
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Nothing that trying all finds is better, whatever it sets out from.
    #[test]
    fn the_plan_is_the_best_of_all(
        g in graphs(), cells in 2u32..=3, wide in 0.05f64..0.6, inertia: bool, from in prop::collection::vec(0u32..3, 10),
    ) {
        let ideal = g.load() as f64 / f64::from(cells);
        let limits = Limits { min: (ideal * (1.0 - wide)).ceil() as u64, max: (ideal * (1.0 + wide)).floor() as u64 };
        let objective = if inertia { Objective::Inertia } else { Objective::Border };
        let known: Vec<u32> = from.iter().take(g.len()).map(|c| c % cells).collect();
        let least = least(&g, cells, limits, objective);
        let proof = proof::by_program(&g, cells, limits, objective, &known, 60.0, &Watch::new()).unwrap();
        let tried = prove(&g, cells, limits, objective, &known, 60.0, &Watch::new()).unwrap();
        prop_assert_eq!(tried.outcome, proof.outcome);
        prop_assert!(tried.label.is_none() || (tried.value - proof.value).abs() <= 1e-6 * least.max(1.0));
        if let Some(label) = &proof.label {
            prop_assert_eq!(proof.outcome, Outcome::Optimal);
            prop_assert!(proof::keeps(&g, cells, limits, label));
            prop_assert!((objective.value(&g, cells, label) - least).abs() <= 1e-6 * least.max(1.0), "{} {least}", proof.value);
            prop_assert!(proof.bound <= least * (1.0 + 1e-9) + 1e-9);
        } else {
            prop_assert_eq!(proof.outcome, Outcome::Infeasible);
            prop_assert!(least.is_infinite());
        }
    }
}

/// A ring of eight blocks round a heavy pair: by distance alone the cells would fall apart.
#[test]
fn cells_that_would_fall_apart_are_held_together() {
    // Two rows of towns on either side of a river that only the two ends cross.
    let at = |x: f64, y: f64| Node { weight: 10, mass: 10.0, x, y };
    let nodes: Vec<Node> =
        (0..6).flat_map(|i| [at(f64::from(i) * 100.0, 0.0), at(f64::from(i) * 100.0, 30.0)]).collect();
    let along = (0..5u32).flat_map(|i| [(2 * i, 2 * i + 2, 1.0), (2 * i + 1, 2 * i + 3, 1.0)]);
    let g = Graph::new(nodes, &along.chain([(0, 1, 1.0)]).collect::<Vec<_>>());
    let limits = Limits { min: 40, max: 40 };
    let known: Vec<u32> = vec![1, 1, 0, 2, 0, 2, 0, 2, 0, 2, 1, 1];
    let proof = prove(&g, 3, limits, Objective::Inertia, &known, 60.0, &Watch::new()).unwrap();
    let label = proof.label.unwrap();
    assert_eq!((proof.outcome, g.parts_of(&label).1), (Outcome::Optimal, 3));
    assert!(proof.cuts > 0, "without cuts the far ends would share a cell over the river");
    assert!((proof.value - least(&g, 3, limits, Objective::Inertia)).abs() < 1e-6 * proof.value);
}

#[test]
fn a_cancelled_proof_stops_and_one_without_time_tells_what_it_knows() {
    let nodes = (0..6).map(|i| Node { weight: 1, mass: 1.0, x: f64::from(i), y: 0.0 }).collect();
    let g = Graph::new(nodes, &(0..5).map(|i| (i, i + 1, 1.0)).collect::<Vec<_>>());
    let limits = Limits { min: 2, max: 4 };
    let known = [0, 0, 0, 0, 1, 1];
    let proof = proof::by_program(&g, 2, limits, Objective::Border, &known, 0.0, &Watch::new()).unwrap();
    assert_eq!((proof.outcome, proof.label), (Outcome::Stopped, Some(known.to_vec())));
    let watch = Watch::new();
    watch.cancel();
    assert!(proof::by_program(&g, 2, limits, Objective::Border, &known, 1.0, &watch).is_err());
}
