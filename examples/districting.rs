//! Divides a graph of areal units into districts with the engine that balances cells, and prints one JSON line.
//!
//! `districting NODES.csv EDGES.csv K --tolerance PCT --objective cut|inertia|mix --seed S --starts N --threads T --out
//! PLAN.csv`
//!
//! With the feature `exact`, `--exact SECONDS` looks for the best plan by `cut` or `inertia` (`mix`: `inertia`) and proves it.

#![allow(clippy::print_stdout)] // the JSON line is the result

mod instance;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Arg, Command, value_parser};
use gridwright::base::Watch;
use gridwright::solve::balance::{AreaProblem, AreaResult, balance_area};
use gridwright::solve::compactness::inertia_floor;
use gridwright::solve::goal::Wishes;
use instance::{Border, Instance};

/// Units up to which the bound on inertia is quick.
const BOUNDED: usize = 150;

/// Rounds of that bound.
const ROUNDS: u32 = 80;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = command().get_matches();
    let path = |name: &str| arguments.get_one::<PathBuf>(name);
    let (nodes, edges) = (path("nodes").ok_or("no nodes")?, path("edges").ok_or("no edges")?);
    let cells = *arguments.get_one::<u32>("cells").ok_or("no number of districts")?;
    let tolerance = arguments.get_one::<f64>("tolerance").copied().unwrap_or(0.5) / 100.0;
    let seed = arguments.get_one::<u64>("seed").copied().unwrap_or(1);
    let objective = arguments.get_one::<String>("objective").map_or("mix", String::as_str);
    let border = match arguments.get_one::<String>("border").map(String::as_str) {
        Some("count") => Border::Count,
        Some("shared") => Border::Shared,
        _ => Border::Auto,
    };
    if let Some(threads) = arguments.get_one::<usize>("threads") {
        rayon::ThreadPoolBuilder::new().num_threads(*threads).build_global()?;
    }

    let instance = instance::read(nodes, edges, border)?;
    let usual = instance.wishes(objective, tolerance);
    let wishes = Wishes {
        compact: arguments.get_one::<f64>("compact").copied().unwrap_or(usual.compact),
        starts: arguments.get_one::<u32>("starts").copied().unwrap_or(usual.starts),
        effort: arguments.get_one::<u32>("effort").copied().unwrap_or(usual.effort),
        ..usual
    };
    let problem = instance.problem(cells, tolerance);
    let started = Instant::now();
    let plan = balance_area(&problem, &wishes, seed, 0, &Watch::new()).map_err(|fault| fault.message.to_string())?;
    let seconds = started.elapsed().as_secs_f64();
    if let Some(out) = path("out") {
        write_plan(out, &plan.label)?;
    }
    let mut line = report(&instance, &plan, seconds);
    if let Some(seconds) = arguments.get_one::<f64>("exact") {
        exact(&instance, &problem, &plan, objective, *seconds, &mut line)?;
    }
    if objective != "cut" && instance.graph.len() <= BOUNDED {
        let floor = inertia_floor(&instance.graph, cells, problem.limits, plan.inertia, ROUNDS, &Watch::new());
        let floor = floor.map_err(|fault| fault.message.to_string())?;
        line["inertia_floor"] = floor.round().into();
        line["inertia_floor_by"] = "Lagrangian relaxation over a grid of centres, contiguity left out".into();
    }
    println!("{line}");
    Ok(())
}

fn command() -> Command {
    let option = |name: &'static str| Arg::new(name).long(name).num_args(1);
    let place = |name: &'static str| Arg::new(name).required(true);
    Command::new("districting")
        .arg(place("nodes").value_parser(value_parser!(PathBuf)))
        .arg(place("edges").value_parser(value_parser!(PathBuf)))
        .arg(place("cells").value_parser(value_parser!(u32)))
        .arg(option("tolerance").value_parser(value_parser!(f64)).help("per cent off the ideal, default 0.5"))
        .arg(option("objective").value_parser(["cut", "inertia", "mix"]).help("default mix"))
        .arg(option("border").value_parser(["count", "shared", "auto"]).help("what a cut edge costs, default auto"))
        .arg(option("compact").value_parser(value_parser!(f64)).help("share of inertia against cut edges"))
        .arg(option("seed").value_parser(value_parser!(u64)))
        .arg(option("starts").value_parser(value_parser!(u32)))
        .arg(option("effort").value_parser(value_parser!(u32)).help("tested moves per unit and start"))
        .arg(option("threads").value_parser(value_parser!(usize)))
        .arg(option("exact").value_parser(value_parser!(f64)).help("seconds for the proof; needs the feature exact"))
        .arg(option("out").value_parser(value_parser!(PathBuf)))
}

/// Adds the best plan by one aim and the bound of it.
#[cfg(feature = "exact")]
fn exact(
    instance: &Instance,
    problem: &AreaProblem,
    plan: &AreaResult,
    objective: &str,
    seconds: f64,
    line: &mut serde_json::Value,
) -> Result<(), Box<dyn Error>> {
    use gridwright::solve::proof::{Objective, Outcome, prove};
    let aim = if objective == "cut" { Objective::Border } else { Objective::Inertia };
    let started = Instant::now();
    let found = prove(&problem.graph, problem.cells, problem.limits, aim, &plan.label, seconds, &Watch::new());
    let found = found.map_err(|fault| fault.message.to_string())?;
    let parts = found.label.as_ref().map(|label| instance.graph.parts_of(label).1);
    line["exact"] = serde_json::json!({
        "objective": if aim == Objective::Border { "border" } else { "hess" },
        "value": found.label.is_some().then_some(found.value),
        "bound": found.bound,
        "gap_pct": found.label.is_some().then(|| 100.0 * (1.0 - found.bound / found.value)),
        "proven": found.outcome != Outcome::Stopped,
        "how": found.how(),
        "parts": parts,
        "cuts": found.cuts,
        "runs": found.runs,
        "seconds": (started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    });
    Ok(())
}

#[cfg(not(feature = "exact"))]
fn exact(
    _: &Instance,
    _: &AreaProblem,
    _: &AreaResult,
    _: &str,
    _: f64,
    _: &mut serde_json::Value,
) -> Result<(), Box<dyn Error>> {
    Err("--exact needs a build with the solver: cargo run --release --features exact --example districting".into())
}

fn write_plan(path: &Path, label: &[u32]) -> std::io::Result<()> {
    let mut text = String::from("idx,district\n");
    for (unit, district) in label.iter().enumerate() {
        let _ = writeln!(text, "{unit},{district}");
    }
    std::fs::write(path, text)
}

fn report(instance: &Instance, plan: &AreaResult, seconds: f64) -> serde_json::Value {
    let figures = instance.figures(plan);
    let ideal = instance.graph.load() as f64 / plan.loads.len().max(1) as f64;
    let rounded = |v: f64, digits: i32| (v * 10f64.powi(digits)).round() / 10f64.powi(digits);
    let mut line = serde_json::json!({
        "units": instance.graph.len(),
        "districts": plan.loads.len(),
        "seconds": rounded(seconds, 3),
        "max_dev_pct": rounded(figures.max_dev_pct, 4),
        "floor_dev_pct": rounded(100.0 * plan.floor / ideal, 4),
        "range_units": figures.range,
        "parts": figures.parts,
        "cut_edges": figures.cut_edges,
        "border": rounded(plan.border, 4),
        "inertia": rounded(plan.inertia, 1),
        "hess": rounded(figures.hess, 1),
    });
    if instance.has_roads {
        line["along_roads_pct"] = rounded(figures.along_roads_pct, 1).into();
    }
    if !instance.apart.is_empty() {
        line["facing_pairs_together"] = figures.together.into();
    }
    line
}
