//! Shares weighted points out to equally loaded, compact cells with the kernel that draws cells freely, and prints one
//! JSON line.
//!
//! `points NODES.csv K --edges EDGES.csv --equal --seed S --starts N --threads T --out PLAN.csv`; with edges every cell
//! hangs together over them, and `--equal` lets every point weigh one.

#![allow(clippy::print_stdout)] // the JSON line is the result

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Arg, ArgAction, Command, value_parser};
use gridwright::base::Watch;
use gridwright::solve::graph::{Graph, Node};
use gridwright::solve::points::{Cloud, share, share_whole};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = command().get_matches();
    let number = |name: &str| arguments.get_one::<usize>(name).copied();
    let cells = number("cells").ok_or("no number of cells")?;
    let text = std::fs::read_to_string(arguments.get_one::<PathBuf>("nodes").ok_or("no nodes")?)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| header.iter().position(|c| *c == name).ok_or(format!("no column {name}"));
    let (x, y, pop) = (column("x_km")?, column("y_km")?, column("pop")?);
    let mut nodes = Vec::new();
    for line in lines {
        let row: Vec<&str> = line.split(',').collect();
        let weight: u32 = if arguments.get_flag("equal") { 1 } else { row[pop].parse()? };
        nodes.push(Node { weight, mass: f64::from(weight), x: row[x].parse()?, y: row[y].parse()? });
    }
    if let Some(threads) = number("threads") {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    }
    let cloud = Cloud::new(nodes.iter().map(|n| (n.x, n.y, n.weight)));
    let graph = arguments.get_one::<PathBuf>("edges").map(|path| edges(path)).transpose()?;
    let graph = graph.map(|edges| Graph::new(nodes, &edges));
    let seed = arguments.get_one::<u64>("seed").copied().unwrap_or(1);
    let started = Instant::now();
    let (starts, watch) = (number("starts").unwrap_or(8), Watch::new());
    let found = match &graph {
        Some(graph) => share_whole(&cloud, graph, cells, starts, seed, &watch),
        None => share(&cloud, cells, starts, seed, &watch),
    };
    let found = found.map_err(|fault| fault.message.to_string())?;
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

/// Two points that touch, and a border that costs one.
type Touch = (u32, u32, f32);

/// The pairs of points that touch: the first two columns.
fn edges(path: &Path) -> Result<Vec<Touch>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let pair = |line: &str| -> Result<Touch, Box<dyn Error>> {
        let mut cells = line.split(',');
        let mut next = || cells.next().ok_or_else(|| format!("no pair of points: {line}"));
        Ok((next()?.parse()?, next()?.parse()?, 1.0))
    };
    text.lines().skip(1).map(pair).collect()
}

fn command() -> Command {
    let number = |name: &'static str| Arg::new(name).long(name).value_parser(value_parser!(usize));
    Command::new("points")
        .arg(Arg::new("nodes").required(true).value_parser(value_parser!(PathBuf)))
        .arg(Arg::new("cells").required(true).value_parser(value_parser!(usize)))
        .arg(Arg::new("edges").long("edges").value_parser(value_parser!(PathBuf)))
        .arg(Arg::new("equal").long("equal").action(ArgAction::SetTrue))
        .arg(Arg::new("seed").long("seed").value_parser(value_parser!(u64)))
        .arg(number("starts"))
        .arg(number("threads"))
        .arg(Arg::new("out").long("out").value_parser(value_parser!(PathBuf)))
}
