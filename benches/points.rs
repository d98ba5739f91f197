//! Households to cells: the exact kernel on 20,000 made points and on 2,000 made villages. Writes its section of
//! `docs/performance.md`.

#![allow(clippy::expect_used, clippy::print_stdout)] // a bench has nobody to tell but its reader

use std::fmt::Write as _;
use std::time::Instant;

use gridwright::base::{Rng, Watch};
use gridwright::solve::points::{Cloud, Share, share};
use rayon::prelude::*;

mod section;

fn range(share: &Share) -> u64 {
    share.loads.iter().max().unwrap_or(&0) - share.loads.iter().min().unwrap_or(&0)
}

/// The published-form instance, where it lies beside the project.
fn instance() -> Option<Cloud> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/bench/synthetic/pts20k.nodes.csv");
    let text = std::fs::read_to_string(path).ok()?;
    let row = |line: &str| {
        let mut cells = line.split(',').skip(2);
        let weight = cells.next()?.parse().ok()?;
        Some((cells.next()?.parse().ok()?, cells.next()?.parse().ok()?, weight))
    };
    Some(Cloud::new(text.lines().skip(1).filter_map(row)))
}

fn villages() -> Vec<(Cloud, usize)> {
    let mut rng = Rng::stream(1, 1, 1);
    (0..2000)
        .map(|v| {
            let k = if v % 40 < 17 { 1 } else { 2 };
            let middles: Vec<(f64, f64)> = (0..6).map(|_| (rng.range(0.0, 4e3), rng.range(0.0, 4e3))).collect();
            let points = (0..254 * k).map(|_| {
                let (x, y) = middles[rng.below(6)];
                (x + 300.0 * rng.normal(), y + 300.0 * rng.normal(), 1 + rng.below(9) as u32)
            });
            (Cloud::new(points), k)
        })
        .collect()
}

fn main() {
    // `cargo test --benches` and the like only want to know that it builds.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let watch = Watch::new();
    let mut page =
        String::from("## Households to cells\n\n| instance | seconds | load range | inertia |\n|---|---|---|---|\n");
    if let Some(cloud) = instance() {
        for seed in 1..=4 {
            let started = Instant::now();
            let found = share(&cloud, 60, 8, seed, &watch).expect("nobody cancels");
            let seconds = started.elapsed().as_secs_f64();
            let _ = writeln!(
                page,
                "| 20,000 points → 60, seed {seed}, 8 starts | {seconds:.2} | {} | {:.0} |",
                range(&found),
                found.inertia
            );
        }
    }
    let villages = villages();
    let (points, cells) = villages.iter().fold((0, 0), |sum, v| (sum.0 + v.0.len(), sum.1 + v.1));
    let started = Instant::now();
    let worst = villages
        .par_iter()
        .map(|(cloud, k)| range(&share(cloud, *k, 4, 1, &watch).expect("nobody cancels")))
        .max()
        .unwrap_or(0);
    let seconds = started.elapsed().as_secs_f64();
    let _ = writeln!(page, "| {points} points, 2,000 villages → {cells} | {seconds:.2} | at most {worst} | |");
    print!("{page}");
    section::write("points", &page).expect("docs can be written");
}
