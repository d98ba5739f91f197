//! Households to cells: the exact kernel on 20,000 made points and on 2,000 made villages, and the whole way of a made
//! prefecture from its households to borders cut into the mesh and proved. Writes its section of `docs/performance.md`;
//! the project is kept in `target/tmp/points` between runs.

#![allow(clippy::expect_used, clippy::print_stdout)] // a bench has nobody to tell but its reader

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use gridwright::base::{Rng, Watch};
use gridwright::change::apply;
use gridwright::mesh::proof;
use gridwright::model::{Id, Level, Project};
use gridwright::solve::graph::{Graph, Node};
use gridwright::solve::points::{Cloud, Share, share, share_whole};
use gridwright::solve::{BalanceRequest, Cut, balance};
use gridwright::{edit, store};
use rayon::prelude::*;

mod section;

fn range(share: &Share) -> u64 {
    share.loads.iter().max().unwrap_or(&0) - share.loads.iter().min().unwrap_or(&0)
}

/// The published-form instance and its Delaunay graph, where it lies beside the project.
fn instance() -> Option<(Cloud, Graph)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/bench/synthetic");
    let text = std::fs::read_to_string(format!("{folder}/pts20k.nodes.csv")).ok()?;
    let row = |line: &str| {
        let mut cells = line.split(',').skip(2);
        let weight: u32 = cells.next()?.parse().ok()?;
        Some(Node { weight, mass: f64::from(weight), x: cells.next()?.parse().ok()?, y: cells.next()?.parse().ok()? })
    };
    let nodes: Vec<Node> = text.lines().skip(1).filter_map(row).collect();
    let text = std::fs::read_to_string(format!("{folder}/pts20k.edges.csv")).ok()?;
    let edge = |line: &str| {
        let mut cells = line.split(',');
        Some((cells.next()?.parse().ok()?, cells.next()?.parse().ok()?, 1.0))
    };
    let edges: Vec<(u32, u32, f32)> = text.lines().skip(1).filter_map(edge).collect();
    Some((Cloud::new(nodes.iter().map(|n| (n.x, n.y, n.weight))), Graph::new(nodes, &edges)))
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
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("points");
    if let Some(level) = std::env::args().find_map(|a| a.strip_prefix("--level=").and_then(Level::parse)) {
        return whole_way(&folder.join("new.gpkg"), level);
    }
    let watch = Watch::new();
    let mut page = format!(
        "## Households to cells\n\nMeasured with {}.\n\n| instance | asked | seconds | load range | inertia | |\n|---|---|---|---|---|---|\n",
        section::build()
    );
    if let Some((cloud, graph)) = instance() {
        for seed in 1..=4 {
            let started = Instant::now();
            let found = share_whole(&cloud, &graph, 60, 8, seed, &watch).expect("nobody cancels");
            let seconds = started.elapsed().as_secs_f64();
            let broken = graph.parts_of(&found.label).1 - 60;
            let _ = writeln!(
                page,
                "| 20,000 points → 60, seed {seed}, 8 starts | range 1, inertia ≤ 1.060e6, 0 broken, ≤ 2 s | {seconds:.2} | {} | {:.0}, {broken} broken | {} |",
                range(&found),
                found.inertia,
                verdict(range(&found) <= 1 && found.inertia <= 1.060e6 && broken == 0 && seconds <= 2.0)
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
    let met = verdict(worst <= 1 && seconds <= 1.5);
    let _ = writeln!(
        page,
        "| {points} points, 2,000 villages → {cells} | range ≤ 1, ≤ 1.5 s | {seconds:.2} | at most {worst} | | {met} |"
    );
    make(&folder);
    page.push_str(
        "\nThe whole way: a made prefecture of 800,000 households and the largest county, township and village in it, ",
    );
    page.push_str("`--cut always --target 254`: cells balanced, borders drawn and cut into the mesh, the plan made, the mesh proved. ");
    page.push_str("Processor seconds over two cores beside the wall, for the machine may be shared.\n\n");
    page.push_str(
        "| households | villages | cells | wall, s | processor ÷ 2, s | load range | memory beyond the project (asked: ≤ 200 B) | |\n",
    );
    page.push_str("|---|---|---|---|---|---|---|---|\n");
    for level in [Level::Village, Level::Township, Level::County, Level::Prefecture] {
        // A process each, so that memory is that of one run.
        let run = Command::new(std::env::current_exe().expect("it is running"))
            .args(["--bench", &format!("--level={}", level.name())])
            .stderr(Stdio::inherit())
            .output()
            .expect("it can run itself");
        assert!(run.status.success(), "{level:?}");
        page.push_str(&String::from_utf8_lossy(&run.stdout));
    }
    print!("{page}");
    section::write("points", &page).expect("docs can be written");
}

const fn verdict(met: bool) -> &'static str {
    if met { "met" } else { "**not met**" }
}

/// Makes the project of the prefecture, unless it is there.
fn make(folder: &Path) {
    if folder.join("new.gpkg").exists() {
        return;
    }
    std::fs::create_dir_all(folder).expect("the target folder can be written");
    let run = |arguments: &str| {
        let mut process = Command::new(env!("CARGO_BIN_EXE_gridwright"));
        let process = process.args(arguments.split(' ')).current_dir(folder).stdout(Stdio::null());
        let code = process.status().expect("the binary was built with this bench");
        assert!(code.success(), "{arguments} ended with {code}");
    };
    run("sample s --area 4331 --households 800000");
    run("new new.gpkg --areas county=s/areas_county.geojson --areas township=s/areas_township.geojson \
         --areas village=s/areas_village.geojson --households s/households.csv --barriers s/barriers.geojson");
    let _ = std::fs::remove_dir_all(folder.join("s"));
}

/// Goes the whole way in the largest area of a level, or everywhere, and tells it as a row.
fn whole_way(path: &Path, level: Level) {
    let project = store::open(path, store::Mode::ReadOnly).expect("it was made").project;
    let mut people: BTreeMap<Id, usize> = BTreeMap::new();
    for block in project.households.values().filter_map(|h| h.block) {
        for area in upwards(&project, block).filter(|area| project.areas[*area].level == level) {
            *people.entry(area).or_default() += 1;
        }
    }
    let within = people.iter().max_by_key(|(id, count)| (**count, std::cmp::Reverse(**id))).map(|(id, _)| *id);
    let households = within.map_or(project.households.len(), |area| people[&area]);
    let request = BalanceRequest { target: Some(254), cut: Cut::Always, within, ..BalanceRequest::of(None, None) };
    let watch = Watch::new();
    let (memory, spent, started) = (status_mb("VmHWM"), processor(), Instant::now());
    let (action, report) = balance(&project, &request, &watch).expect("nobody cancels");
    let change = edit::plan(&project, &action).expect("it was planned for this project");
    let mut after = project.clone();
    apply(&mut after, &change);
    let proved = proof(&after.mesh, &watch).iter().all(|check| check.ok);
    let (wall, seconds) = (started.elapsed().as_secs_f64(), (processor() - spent) / 2.0);
    let megabytes = status_mb("VmHWM") - memory;
    let mut loads: BTreeMap<Id, u64> = after.cells.iter().map(|(cell, _)| (cell, 0)).collect();
    let plan = after.plans.iter().last().map_or(0, |(id, _)| id);
    for cell in after.households.values().filter_map(|h| after.cell_of_household(plan, h)) {
        *loads.entry(cell).or_default() += 1;
    }
    let mut ranges: BTreeMap<Id, (u64, u64)> = BTreeMap::new();
    for (cell, load) in loads {
        let range = ranges.entry(after.cells[cell].area).or_insert((u64::MAX, 0));
        *range = (range.0.min(load), range.1.max(load));
    }
    let worst = ranges.values().map(|(least, most)| most - least).max().unwrap_or(0);
    let met = match level {
        Level::Prefecture
            if proved && worst <= 1 && seconds <= 15.0 && megabytes * 1e6 <= 200.0 * households as f64 =>
        {
            "≤ 15 s, ≤ 200 B: met"
        }
        Level::Prefecture if proved && worst <= 1 && seconds <= 15.0 => "≤ 15 s: met; ≤ 200 B: **not met**",
        Level::Prefecture => "≤ 15 s: **not met**",
        _ if proved => "",
        _ => "not proved",
    };
    let (villages, cells, each) = (report.areas, report.cells, megabytes * 1e6 / households as f64);
    println!(
        "| {households} | {villages} | {cells} | {wall:.2} | {seconds:.2} | at most {worst} | {megabytes:.0} MB, {each:.0} B per household | {met} |"
    );
}

/// The area of a block and those above it.
fn upwards(project: &Project, block: Id) -> impl Iterator<Item = Id> + '_ {
    let own = project.blocks.get(block).map(|row| row.area);
    std::iter::successors(own, |area| project.areas[*area].parent)
}

/// A line of `/proc/self/status`, MB; 0 where there is none.
fn status_mb(name: &str) -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// Seconds that all threads have computed, in hundredths as Linux tells them; 0 elsewhere.
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
