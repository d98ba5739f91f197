//! The engine on published instances with known values, as far as they lie in `../shared/data/bench`: what was reached
//! and what was asked. Writes the section `districting` of `docs/performance.md`.

#![allow(clippy::expect_used, clippy::print_stdout)] // a bench has nobody to tell but its reader

#[path = "../examples/instance/mod.rs"]
mod instance;
#[path = "../examples/median_file/mod.rs"]
mod median_file;
mod section;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use geo::Coord;
use gridwright::base::{Fault, Watch};
use gridwright::geom::crs::{self, Transform};
use gridwright::solve::balance::balance_area;
use gridwright::solve::goal::Wishes;
use gridwright::solve::median::place_centres;
use instance::{Border, Figures, Instance};

const STARTS: u32 = 4;

/// State, districts, proven least number of cut edges (Validi and Buchanan 2022), published moment of inertia in 10⁶
/// person km² (Validi, Buchanan and Lykhovyd 2022; their own projections, up to 0.4 % off), which is about units.
const COUNTIES: [(&str, u32, usize, f64); 8] = [
    ("ME", 2, 16, 19_093.26),
    ("NM", 3, 17, 32_944.25),
    ("ID", 2, 10, 61_232.58),
    ("AR", 4, 33, 16_543.15),
    ("OK", 5, 40, 21_756.50),
    ("NE", 3, 19, 22_193.01),
    ("IA", 4, 33, 17_748.05),
    ("KS", 4, 32, 23_736.89),
];
/// The plane of the county files: Albers, for all states.
const COUNTY_PLANE: u32 = 5070;

const TRACTS: [(&str, u32, usize); 4] = [("NH", 2, 26), ("ID", 2, 17), ("WV", 3, 43), ("NM", 3, 43)];

/// One run on one instance.
struct Run {
    /// Processor time over the number of cores: what the run takes when nothing else runs.
    seconds: f64,
    inertia: f64,
    figures: Figures,
}

impl Run {
    fn is_sound(&self, districts: u32, tolerance: f64) -> bool {
        self.figures.parts == districts as usize && self.figures.max_dev_pct <= tolerance * 100.0 + 1e-9
    }
}

fn main() {
    // `cargo test --benches` and the like only want to know that it builds.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/bench");
    if !folder.exists() {
        println!("skipped: {} is not here", folder.display());
        return;
    }
    let page = page(&folder).expect("the instances can be read");
    print!("{page}");
    section::write("districting", &page).expect("docs can be written");
}

fn page(folder: &Path) -> Result<String, Box<dyn Error>> {
    let cores = cores();
    let mut page = format!(
        "## Published districting instances\n\nThe engine that balances cells on instances with known values ({}): {STARTS} starts, {cores} cores, seeds 1, 2, 3 …; seconds are \
         processor time over cores, of the slowest run; \
         every plan is connected and within its tolerance, or the row says not met.\n\n\
         | instance | asked | reached | s | |\n|---|---|---|---|---|\n",
        section::build()
    );
    large(folder, &mut page)?;
    counties(folder, &mut page)?;
    tracts(folder, &mut page)?;
    barriers(folder, &mut page)?;
    centres(folder, &mut page)?;
    Ok(page)
}

fn cores() -> f64 {
    std::thread::available_parallelism().map_or(1.0, |n| n.get() as f64)
}

/// Processor time of this process so far, as the kernel counts it in hundredths (Linux; 0 elsewhere).
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field, the name in brackets, may hold spaces; the 14th and 15th are user and system time.
    let behind = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    behind.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn row(page: &mut String, name: &str, asked: &str, reached: &str, seconds: f64, met: bool) {
    let verdict = if met { "met" } else { "**not met**" };
    let _ = writeln!(page, "| {name} | {asked} | {reached} | {seconds:.2} | {verdict} |");
    eprintln!("{name}: {reached}, {seconds:.2} s, {verdict}");
}

fn open(folder: &Path, name: &str, border: Border) -> Result<Instance, Box<dyn Error>> {
    let file = |kind: &str| PathBuf::from(format!("{}/{name}.{kind}.csv", folder.display()));
    instance::read(&file("nodes"), &file("edges"), border)
}

fn run(instance: &Instance, cells: u32, tolerance: f64, objective: &str, seed: u64) -> Run {
    let wishes = Wishes { starts: STARTS, ..instance.wishes(objective, tolerance) };
    let problem = instance.problem(cells, tolerance);
    let started = processor_seconds();
    let plan = balance_area(&problem, &wishes, seed, 0, &Watch::new()).expect("nobody cancels");
    Run { seconds: (processor_seconds() - started) / cores(), inertia: plan.inertia, figures: instance.figures(&plan) }
}

/// Pennsylvania: ten seeds.
fn large(folder: &Path, page: &mut String) -> Result<(), Box<dyn Error>> {
    let instance = open(folder, "us2020_vtd/PA", Border::Auto)?;
    let runs: Vec<Run> = (1..=10).map(|seed| run(&instance, 18, 0.001, "mix", seed)).collect();
    let good = |r: &&Run| r.is_sound(18, 0.001) && r.figures.cut_edges <= 800 && r.inertia <= 1.30e10;
    let cuts: Vec<usize> = runs.iter().map(|r| r.figures.cut_edges).collect();
    let (least, most) = (cuts.iter().min().copied().unwrap_or(0), cuts.iter().max().copied().unwrap_or(0));
    let seconds = runs.iter().map(|r| r.seconds).fold(0.0, f64::max);
    let first = &runs[0];
    row(
        page,
        "PA, 9,178 precincts → 18",
        "≤ 0.10 %, cut ≤ 800 and J ≤ 1.30e10 in one plan, ≤ 6 s",
        &format!(
            "seed 1: {:.3} %, cut {}, J {:.3}e10; {} of 10 seeds",
            first.figures.max_dev_pct,
            first.figures.cut_edges,
            first.inertia / 1e10,
            runs.iter().filter(good).count()
        ),
        seconds,
        good(&first) && seconds <= 6.0,
    );
    row(
        page,
        "PA, ten seeds",
        "worst within 5 % of the best",
        &format!("cut {least} to {most}"),
        seconds,
        most as f64 <= 1.05 * least as f64 && runs.iter().all(|r| r.is_sound(18, 0.001)),
    );
    Ok(())
}

/// How many of five seeds cut no more than the proven least.
fn proven(instance: &Instance, cells: u32, least: usize) -> (usize, f64) {
    let runs: Vec<Run> = (1..=5).map(|seed| run(instance, cells, 0.005, "cut", seed)).collect();
    let hits = runs.iter().filter(|r| r.is_sound(cells, 0.005) && r.figures.cut_edges == least).count();
    (hits, runs.iter().map(|r| r.seconds).fold(0.0, f64::max))
}

/// The same units in the UTM zone of their state. Within the plane for all states, in which they come, squares of
/// distances are up to 2 % off, and the published values were found in planes of the states.
fn in_own_plane(mut instance: Instance) -> Result<Instance, Box<dyn Error>> {
    let said = |fault: Fault| fault.message.to_string();
    let degrees = Transform::new(COUNTY_PLANE, crs::WGS84).map_err(said)?;
    let nodes = &mut instance.graph.node;
    for n in nodes.iter_mut() {
        let at = degrees.apply(Coord { x: n.x * 1000.0, y: n.y * 1000.0 }).ok_or("a unit lies nowhere")?;
        (n.x, n.y) = (at.x, at.y);
    }
    let count = nodes.len().max(1) as f64;
    let (lon, lat) = (nodes.iter().map(|n| n.x).sum::<f64>() / count, nodes.iter().map(|n| n.y).sum::<f64>() / count);
    let zone = Transform::new(crs::WGS84, crs::suggest(lon, lat, false)).map_err(said)?;
    for n in nodes {
        let at = zone.apply(Coord { x: n.x, y: n.y }).ok_or("a unit lies nowhere")?;
        (n.x, n.y) = (at.x / 1000.0, at.y / 1000.0);
    }
    Ok(instance)
}

fn counties(folder: &Path, page: &mut String) -> Result<(), Box<dyn Error>> {
    for (state, cells, least, published) in COUNTIES {
        let instance = open(folder, &format!("us2010/county_geom/{state}"), Border::Auto)?;
        let (hits, seconds) = proven(&instance, cells, least);
        row(
            page,
            &format!("{state}, {} counties → {cells}", instance.graph.len()),
            &format!("proven least cut {least}, 4 of 5 seeds, ≤ 2 s"),
            &format!("{hits} of 5"),
            seconds,
            hits >= 4 && seconds <= 2.0,
        );
        let found = run(&in_own_plane(instance)?, cells, 0.005, "inertia", 1);
        let hess = found.figures.hess / 1e6;
        row(
            page,
            &format!("{state}, compactness"),
            &format!("moment of inertia {published:.0} (±0.4 %)"),
            &format!("{hess:.0}; about centroids {:.0}", found.inertia / 1e6),
            found.seconds,
            found.is_sound(cells, 0.005) && hess <= 1.004 * published,
        );
    }
    Ok(())
}

fn tracts(folder: &Path, page: &mut String) -> Result<(), Box<dyn Error>> {
    for (state, cells, least) in TRACTS {
        let instance = open(folder, &format!("us2010/tract/{state}"), Border::Auto)?;
        let (hits, seconds) = proven(&instance, cells, least);
        row(
            page,
            &format!("{state}, {} tracts → {cells}", instance.graph.len()),
            &format!("proven least cut {least}, 4 of 5 seeds, ≤ 10 s"),
            &format!("{hits} of 5"),
            seconds,
            hits >= 4 && seconds <= 10.0,
        );
    }
    Ok(())
}

/// A village with a lake, a river and two roads.
fn barriers(folder: &Path, page: &mut String) -> Result<(), Box<dyn Error>> {
    let instance = open(folder, "synthetic/village_barrier", Border::Shared)?;
    let found = run(&instance, 7, 0.001, "mix", 1);
    let f = &found.figures;
    row(
        page,
        "village_barrier → 7",
        "range ≤ 2, ≥ 60 % of the border on roads, no facing river pair in one cell",
        &format!(
            "range {}, {:.0} % on roads, {} pairs, J {:.0}",
            f.range, f.along_roads_pct, f.together, found.inertia
        ),
        found.seconds,
        f.parts == 7 && f.range <= 2 && f.along_roads_pct >= 60.0 && f.together == 0,
    );
    Ok(())
}

/// Capacitated p-median: centres that are units.
fn centres(folder: &Path, page: &mut String) -> Result<(), Box<dyn Error>> {
    let list = std::fs::read_to_string(folder.join("cpmp/best_known.csv"))?;
    for (group, asked) in [("pmedcap", 0.5), ("SJC", 0.5), ("p3038", 1.0)] {
        let (mut gaps, mut seconds, mut over) = (Vec::new(), 0.0_f64, 0);
        for line in list.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let (Some(file), Some(best)) = (fields.first(), fields.get(3)) else { continue };
            if !file.contains(group) {
                continue;
            }
            let read = median_file::read(&std::fs::read_to_string(folder.join("cpmp").join(file))?)?;
            let best: f64 = read.best.map_or_else(|| best.parse(), Ok)?;
            let started = processor_seconds();
            let plan =
                place_centres(&read.problem, median_file::EFFORT, STARTS, 1, &Watch::new()).expect("nobody cancels");
            seconds = seconds.max((processor_seconds() - started) / cores());
            gaps.push(100.0 * (plan.cost / best - 1.0));
            over += usize::from(plan.excess > 0);
        }
        let mean = gaps.iter().sum::<f64>() / gaps.len().max(1) as f64;
        row(
            page,
            &format!("{group}, {} files", gaps.len()),
            &format!("mean gap ≤ {asked} %"),
            &format!("{mean:.2} %, largest {:.2} %", gaps.iter().copied().fold(0.0, f64::max)),
            seconds,
            mean <= asked && over == 0 && !gaps.is_empty(),
        );
    }
    Ok(())
}
