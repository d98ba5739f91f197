//! Divides a graph of areal units into districts with the engine that balances cells, and prints one JSON line.
//!
//! `districting NODES.csv EDGES.csv K --tolerance PCT --objective cut|inertia|mix --seed S --starts N --threads T --out
//! PLAN.csv`

#![allow(clippy::print_stdout)] // the JSON line is the result

mod instance;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Arg, Command, value_parser};
use gridwright::base::Watch;
use gridwright::solve::apportion::Limits;
use gridwright::solve::balance::{AreaProblem, AreaResult, balance_area};
use gridwright::solve::goal::Wishes;
use gridwright::solve::graph::Graph;
use instance::{Border, Instance};

/// Share of inertia against cut edges in the objective `mix`.
const MIX: f64 = 0.35;

/// The same where roads are marked, which borders are to follow.
const MIX_WITH_ROADS: f64 = 0.1;

/// What it costs when two units that face each other over a river share a district, in usual edges.
const FACING: f32 = 5.0;

/// What it costs when two units that face each other over a road share a district: so many times what a border along
/// the road saves.
const OVER_ROAD: f32 = 1.25;

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
    let read = instance::read(nodes, edges, border)?;
    let compact = arguments.get_one::<f64>("compact").copied();
    let usual = Wishes::default();
    let wishes = Wishes {
        compact: match objective {
            "cut" => 0.0,
            "inertia" => 1.0,
            _ => compact.unwrap_or(if read.has_roads { MIX_WITH_ROADS } else { MIX }),
        },
        even: 0.0,
        tolerance,
        starts: arguments.get_one::<u32>("starts").copied().unwrap_or(usual.starts),
        effort: arguments.get_one::<u32>("effort").copied().unwrap_or_else(|| effort(read.graph.len())),
        ..usual
    };
    if let Some(threads) = arguments.get_one::<usize>("threads") {
        rayon::ThreadPoolBuilder::new().num_threads(*threads).build_global()?;
    }

    let ideal = read.graph.load() as f64 / f64::from(cells.max(1));
    let limits = Limits {
        min: (ideal * (1.0 - tolerance)).ceil().min(ideal.floor()) as u64,
        max: (ideal * (1.0 + tolerance)).floor().max(ideal.ceil()) as u64,
    };
    let pairs = apart(&read);
    let graph = read.graph.with_apart(&pairs);
    let area = AreaProblem { graph, cells, limits, lock: Vec::new(), prior: Vec::new() };
    let started = Instant::now();
    let plan = balance_area(&area, &wishes, seed, 0, &Watch::new()).map_err(|fault| fault.message.to_string())?;
    let seconds = started.elapsed().as_secs_f64();
    if let Some(out) = path("out") {
        write_plan(out, &plan.label)?;
    }
    println!("{}", report(&area, &plan, &read.apart, seconds));
    Ok(())
}

/// Tested moves per unit: more where a unit is much of a district.
fn effort(units: usize) -> u32 {
    (900_000 / units.max(1) as u32).clamp(1500, 6000)
}

/// The pairs that ought not to share a district: over rivers, and over roads.
fn apart(read: &Instance) -> Vec<(u32, u32, f32)> {
    let g = &read.graph;
    let dearest = g.cost.iter().copied().fold(0.0, f32::max);
    let edges = (0..g.len() as u32).flat_map(|v| g.edges(v).map(move |(w, cost)| (v, w, cost)));
    let over_roads = edges.filter(|&(v, w, cost)| read.has_roads && v < w && cost < dearest);
    read.apart
        .iter()
        .map(|&(v, w)| (v, w, FACING * dearest))
        .chain(over_roads.map(|(v, w, cost)| (v, w, OVER_ROAD * (dearest - cost))))
        .collect()
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
        .arg(
            option("compact")
                .value_parser(value_parser!(f64))
                .help("share of inertia in mix, default 0.35, with roads 0.1"),
        )
        .arg(option("seed").value_parser(value_parser!(u64)))
        .arg(option("starts").value_parser(value_parser!(u32)))
        .arg(
            option("effort")
                .value_parser(value_parser!(u32))
                .help("tested moves per unit and start, default 1500 to 6000"),
        )
        .arg(option("threads").value_parser(value_parser!(usize)))
        .arg(option("out").value_parser(value_parser!(PathBuf)))
}

fn write_plan(path: &Path, label: &[u32]) -> std::io::Result<()> {
    let mut text = String::from("idx,district\n");
    for (unit, district) in label.iter().enumerate() {
        let _ = writeln!(text, "{unit},{district}");
    }
    std::fs::write(path, text)
}

fn report(area: &AreaProblem, plan: &AreaResult, apart: &[(u32, u32)], seconds: f64) -> serde_json::Value {
    let g = &area.graph;
    let cut = |v: u32, w: u32| plan.label[v as usize] != plan.label[w as usize];
    let ideal = g.load() as f64 / plan.loads.len().max(1) as f64;
    let worst = plan.loads.iter().map(|&l| (l as f64 - ideal).abs()).fold(0.0, f64::max);
    let cut_edges = (0..g.len() as u32).flat_map(|v| g.near(v).iter().map(move |&w| (v, w)));
    let (_, parts) = g.parts_of(&plan.label);
    let mut line = serde_json::json!({
        "units": g.len(),
        "districts": plan.loads.len(),
        "seconds": (seconds * 1e3).round() / 1e3,
        "max_dev_pct": (1e6 * worst / ideal).round() / 1e4,
        "floor_dev_pct": (1e6 * plan.floor / ideal).round() / 1e4,
        "range_units": plan.loads.iter().max().zip(plan.loads.iter().min()).map_or(0, |(a, b)| a - b),
        "parts": parts,
        "cut_edges": cut_edges.filter(|&(v, w)| v < w && cut(v, w)).count(),
        "hess": hess(g, &plan.label, plan.loads.len()).round(),
        "border": (plan.border * 1e4).round() / 1e4,
        "inertia": (plan.inertia * 10.0).round() / 10.0,
    });
    if !apart.is_empty() {
        // Roads are the edges that cost less than the dearest.
        let dearest = g.cost.iter().copied().fold(0.0, f32::max);
        let crossed = (0..g.len() as u32).flat_map(|v| g.edges(v).map(move |(w, cost)| (v, w, cost)));
        let crossed: Vec<f32> = crossed.filter(|&(v, w, _)| v < w && cut(v, w)).map(|(_, _, cost)| cost).collect();
        let along = crossed.iter().filter(|&&cost| cost < dearest).count();
        line["along_roads_pct"] = ((1e3 * along as f64 / crossed.len().max(1) as f64).round() / 10.0).into();
        line["facing_pairs_together"] = apart.iter().filter(|&&(v, w)| !cut(v, w)).count().into();
    }
    line
}

/// The moment of inertia of Hess et al. 1965: as inertia, but about the best unit of each district.
fn hess(g: &Graph, label: &[u32], districts: usize) -> f64 {
    let mut sum = vec![(0.0, 0.0, 0.0, 0.0); districts];
    for (n, &d) in g.node.iter().zip(label) {
        let s = &mut sum[d as usize];
        *s = (s.0 + n.mass, s.1 + n.mass * n.x, s.2 + n.mass * n.y, s.3 + n.mass * (n.x * n.x + n.y * n.y));
    }
    let mut least = vec![f64::INFINITY; districts];
    for (n, &d) in g.node.iter().zip(label) {
        let (m, x, y, q) = sum[d as usize];
        let about = q - 2.0 * (n.x * x + n.y * y) + m * (n.x * n.x + n.y * n.y);
        least[d as usize] = least[d as usize].min(about);
    }
    least.iter().sum()
}
