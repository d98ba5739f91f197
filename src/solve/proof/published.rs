//! Published instances with proven values.

use std::time::Instant;

use super::*;
use crate::base::Watch;
use crate::solve::apportion::Limits;
use crate::solve::balance::{AreaProblem, balance_area};
use crate::solve::centres::Centres;
use crate::solve::goal::Wishes;
use crate::solve::tests::bench;

/// Seconds for each proof.
const SECONDS: f64 = 120.0;

#[test]
#[ignore = "takes minutes; run with --ignored --nocapture"]
fn proofs_agree_with_the_published_ones() {
    // (state, cells, limits, proven least number of cut edges); Validi and Buchanan 2022.
    let known = [
        ("ME", 2, 660_860, 667_501, 16.0),
        ("NM", 3, 682_962, 689_824, 17.0),
        ("ID", 2, 779_873, 787_709, 10.0),
        ("NE", 3, 605_737, 611_824, 19.0),
        ("OK", 5, 746_519, 754_021, 40.0),
        ("KS", 4, 709_714, 716_845, 32.0),
        ("IA", 4, 757_781, 765_396, 33.0),
        ("AR", 4, 725_335, 732_624, 33.0),
    ];
    for (state, cells, min, max, least) in known {
        let Some(graph) = bench(&format!("us2010/county_geom/{state}"), |_| 1.0) else { return };
        let limits = Limits { min, max };
        let area =
            AreaProblem { graph, cells, limits, lock: Vec::new(), prior: Vec::new(), centres: Centres::default() };
        for objective in [Objective::Inertia, Objective::Border] {
            let compact = if objective == Objective::Inertia { 1.0 } else { 0.0 };
            let wishes = Wishes { compact, even: 0.0, tolerance: 0.005, effort: 3000, ..Wishes::default() };
            let plan = balance_area(&area, &wishes, 1, 0, &Watch::new()).unwrap();
            let start = Instant::now();
            let proof = prove(&area.graph, cells, limits, objective, &plan.label, SECONDS, &Watch::new()).unwrap();
            println!(
                "{state} {objective:?}: {:.1}, bound {:.1}, {}, {:.1} s",
                proof.value,
                proof.bound,
                proof.how(),
                start.elapsed().as_secs_f64()
            );
            assert!(proof.bound <= proof.value && proof.label.is_some());
            if objective == Objective::Border {
                assert!(proof.bound <= least && proof.value >= least, "{state}: a proven value is contradicted");
            }
        }
    }
}
