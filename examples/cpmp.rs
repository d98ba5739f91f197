//! Solves capacitated p-median files (centre = a unit) with the kernel that places centres, and prints one JSON line.
//!
//! `cpmp FILE [--best COST] [--seed S] [--starts N] [--effort E] [--threads T] [--out PLAN.csv]`

#![allow(clippy::print_stdout)] // the JSON line is the result

mod median_file;

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Arg, Command, value_parser};
use gridwright::base::Watch;
use gridwright::solve::median::{MedianPlan, MedianProblem, place_centres};

fn main() -> Result<(), Box<dyn Error>> {
    let option = |name: &'static str| Arg::new(name).long(name).num_args(1);
    let arguments = Command::new("cpmp")
        .arg(Arg::new("file").required(true).value_parser(value_parser!(PathBuf)))
        .arg(option("best").value_parser(value_parser!(f64)).help("best known cost, for the gap"))
        .arg(option("seed").value_parser(value_parser!(u64)))
        .arg(option("starts").value_parser(value_parser!(u32)))
        .arg(option("effort").value_parser(value_parser!(u32)).help("tested moves per unit and start, default 8000"))
        .arg(option("threads").value_parser(value_parser!(usize)))
        .arg(option("out").value_parser(value_parser!(PathBuf)).help("idx,centre"))
        .get_matches();
    let file = arguments.get_one::<PathBuf>("file").ok_or("no file")?;
    let seed = arguments.get_one::<u64>("seed").copied().unwrap_or(1);
    let starts = arguments.get_one::<u32>("starts").copied().unwrap_or(4);
    let effort = arguments.get_one::<u32>("effort").copied().unwrap_or(median_file::EFFORT);
    if let Some(threads) = arguments.get_one::<usize>("threads") {
        rayon::ThreadPoolBuilder::new().num_threads(*threads).build_global()?;
    }
    let read = median_file::read(&std::fs::read_to_string(file)?)?;
    let started = Instant::now();
    let plan =
        place_centres(&read.problem, effort, starts, seed, &Watch::new()).map_err(|fault| fault.message.to_string())?;
    let seconds = started.elapsed().as_secs_f64();
    if let Some(out) = arguments.get_one::<PathBuf>("out") {
        let mut text = String::from("idx,centre\n");
        for (unit, &cell) in plan.label.iter().enumerate() {
            let _ = writeln!(text, "{unit},{}", plan.centre[cell as usize]);
        }
        std::fs::write(out, text)?;
    }
    let best = arguments.get_one::<f64>("best").copied().or(read.best);
    println!("{}", report(&read.problem, &plan, best, seconds));
    Ok(())
}

fn report(problem: &MedianProblem, plan: &MedianPlan, best: Option<f64>, seconds: f64) -> serde_json::Value {
    // Counted afresh from the labels, not taken from the search.
    let way = |(v, &cell): (usize, &u32)| problem.way(v as u32, plan.centre[cell as usize]);
    let cost: f64 = plan.label.iter().enumerate().map(way).sum();
    let mut loads = vec![0u64; plan.centre.len()];
    for (node, &cell) in problem.node.iter().zip(&plan.label) {
        loads[cell as usize] += u64::from(node.weight);
    }
    let mut line = serde_json::json!({
        "units": problem.node.len(),
        "cells": plan.centre.len(),
        "seconds": (seconds * 1e3).round() / 1e3,
        "cost": (cost * 100.0).round() / 100.0,
        "fullest": loads.iter().max(),
        "capacity": problem.capacity,
    });
    if let Some(best) = best.filter(|b| *b > 0.0) {
        line["best_known"] = best.into();
        line["gap_pct"] = (((cost / best - 1.0) * 1e5).round() / 1e3).into();
    }
    line
}
