//! Solves capacitated p-median files (centre = a unit) with the kernel that places centres, and prints one JSON line.
//!
//! `cpmp FILE [--best COST] [--seed S] [--starts N] [--effort E] [--threads T] [--out PLAN.csv]`. Two forms are read: OR-Library pmedcap
//! (`number best`, `units cells capacity`, then `unit x y demand`; ways rounded down) and Lorena and Senne
//! (`units cells`, then `x y capacity demand`; ways as they are).

#![allow(clippy::print_stdout)] // the JSON line is the result

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Arg, Command, value_parser};
use gridwright::base::Watch;
use gridwright::solve::graph::Node;
use gridwright::solve::median::{MedianPlan, MedianProblem, place_centres};

/// A problem and the cost that the file itself calls the best, where it does.
struct Read {
    problem: MedianProblem,
    best: Option<f64>,
}

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
    let effort = arguments.get_one::<u32>("effort").copied().unwrap_or(8000);
    if let Some(threads) = arguments.get_one::<usize>("threads") {
        rayon::ThreadPoolBuilder::new().num_threads(*threads).build_global()?;
    }
    let read = read(&std::fs::read_to_string(file)?)?;
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

fn read(text: &str) -> Result<Read, Box<dyn Error>> {
    let rows: Vec<Vec<f64>> = text
        .lines()
        .map(|line| line.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>())
        .filter(|row| row.as_ref().map_or(true, |r| !r.is_empty()))
        .collect::<Result<_, _>>()?;
    let head = rows.first().ok_or("an empty file")?;
    let second = rows.get(1).ok_or("a file of one line")?;
    let is_pmedcap = second.len() == 3;
    let sizes = if is_pmedcap { second } else { head };
    let units = &rows[if is_pmedcap { 2 } else { 1 }..];
    let node = |row: &Vec<f64>| match (is_pmedcap, row.as_slice()) {
        (true, &[_, x, y, demand]) | (false, &[x, y, _, demand]) => Ok(Node { weight: demand as u32, mass: 1.0, x, y }),
        _ => Err("a unit is not four numbers"),
    };
    let count = sizes.first().copied().unwrap_or(0.0) as usize;
    let cells = sizes.get(1).copied().ok_or("no number of cells")? as u32;
    let capacity = if is_pmedcap { sizes[2] } else { units.first().map_or(0.0, |u| u[2]) } as u64;
    let node: Vec<Node> = units.iter().take(count).map(node).collect::<Result<_, _>>()?;
    let best = if is_pmedcap { head.get(1).copied() } else { None };
    Ok(Read { problem: MedianProblem { node, cells, capacity, is_whole: is_pmedcap }, best })
}
