//! Shares weighted points out to equally loaded, compact cells with the kernel that draws cells freely, and prints one
//! JSON line.
//!
//! `points NODES.csv K --equal --seed S --starts N --threads T --out PLAN.csv`; `--equal` lets every point weigh one.

#![allow(clippy::print_stdout)] // the JSON line is the result

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Arg, ArgAction, Command, value_parser};
use gridwright::base::Watch;
use gridwright::solve::points::{Cloud, share};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = command().get_matches();
    let number = |name: &str| arguments.get_one::<usize>(name).copied();
    let cells = number("cells").ok_or("no number of cells")?;
    let text = std::fs::read_to_string(arguments.get_one::<PathBuf>("nodes").ok_or("no nodes")?)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| header.iter().position(|c| *c == name).ok_or(format!("no column {name}"));
    let (x, y, pop) = (column("x_km")?, column("y_km")?, column("pop")?);
    let mut points = Vec::new();
    for line in lines {
        let row: Vec<&str> = line.split(',').collect();
        let weight = if arguments.get_flag("equal") { 1 } else { row[pop].parse()? };
        points.push((row[x].parse()?, row[y].parse()?, weight));
    }
    if let Some(threads) = number("threads") {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    }
    let cloud = Cloud::new(points);
    let seed = arguments.get_one::<u64>("seed").copied().unwrap_or(1);
    let started = Instant::now();
    let found = share(&cloud, cells, number("starts").unwrap_or(8), seed, &Watch::new())
        .map_err(|fault| fault.message.to_string())?;
    let seconds = started.elapsed().as_secs_f64();
    if let Some(path) = arguments.get_one::<PathBuf>("out") {
        let mut plan = String::from("idx,district\n");
        for (i, cell) in found.label.iter().enumerate() {
            let _ = writeln!(plan, "{i},{cell}");
        }
        std::fs::write(path, plan)?;
    }
    let range = found.loads.iter().max().unwrap_or(&0) - found.loads.iter().min().unwrap_or(&0);
    println!("{{\"seconds\": {seconds:.3}, \"range_units\": {range}, \"inertia\": {:.1}}}", found.inertia);
    Ok(())
}

fn command() -> Command {
    let number = |name: &'static str| Arg::new(name).long(name).value_parser(value_parser!(usize));
    Command::new("points")
        .arg(Arg::new("nodes").required(true).value_parser(value_parser!(PathBuf)))
        .arg(Arg::new("cells").required(true).value_parser(value_parser!(usize)))
        .arg(Arg::new("equal").long("equal").action(ArgAction::SetTrue))
        .arg(Arg::new("seed").long("seed").value_parser(value_parser!(u64)))
        .arg(number("starts"))
        .arg(number("threads"))
        .arg(Arg::new("out").long("out").value_parser(value_parser!(PathBuf)))
}
