//! The whole prefecture, step by step, by the optimised command line: seconds, peak memory, and the ratio to a baseline
//! measured in the same run. Writes the section `prefecture` of `docs/performance.md`.

#![allow(clippy::expect_used, clippy::print_stdout)] // a bench has nobody to tell but its reader

mod section;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gridwright::base::Watch;
use gridwright::formats::{ReadOptions, Source, read};

struct Step {
    name: &'static str,
    seconds: f64,
    peak_mb: f64,
}

/// Runs one command and watches its peak resident memory, as the kernel counts it (Linux; 0 elsewhere).
fn run(name: &'static str, folder: &Path, arguments: &[&str]) -> Step {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_gridwright"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary was built with this bench");
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0.0_f64;
    let code = loop {
        if let Ok(text) = std::fs::read_to_string(&status) {
            let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
            let kb = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok());
            peak_kb = peak_kb.max(kb.unwrap_or(0.0));
        }
        if let Some(code) = child.try_wait().expect("our own child") {
            break code;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(matches!(code.code(), Some(0 | 1)), "{name} ended with {code}");
    let step = Step { name, seconds: started.elapsed().as_secs_f64(), peak_mb: peak_kb / 1024.0 };
    eprintln!("{name:10} {:7.2} s {:7.0} MB", step.seconds, step.peak_mb);
    step
}

/// Seconds to read the household table and do nothing with it: what any program pays for this input.
fn baseline(file: &Path) -> f64 {
    let started = Instant::now();
    let mut rows = 0u64;
    read(&Source::file(file), &ReadOptions::default(), &Watch::new(), &mut |_| Ok(()), &mut |_| {
        rows += 1;
        Ok(())
    })
    .expect("the sample's own file");
    assert!(rows > 0);
    started.elapsed().as_secs_f64()
}

fn main() {
    // `cargo test --benches` and the like only want to know that it builds.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prefecture");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    let mut steps = vec![run("sample", &folder, &["sample", "s", "--area", "4331"])];
    let base = baseline(&folder.join("s/households.csv"));
    let new = [
        "new",
        "p.gpkg",
        "--areas",
        "prefecture=s/areas_prefecture.geojson",
        "--areas",
        "county=s/areas_county.geojson",
        "--areas",
        "township=s/areas_township.geojson",
        "--areas",
        "village=s/areas_village.geojson",
        "--households",
        "s/households.csv",
        "--barriers",
        "s/barriers.geojson",
        "--workers",
        "s/workers.csv",
    ];
    // Only the prefecture's own sample has a file for that level.
    let has_top = folder.join("s/areas_prefecture.geojson").exists();
    let new: Vec<&str> = if has_top { new.to_vec() } else { new[..2].iter().chain(&new[4..]).copied().collect() };
    steps.push(run("new", &folder, &new));
    steps.push(run("balance", &folder, &["balance", "p.gpkg"]));
    steps.push(run("staff", &folder, &["staff", "p.gpkg"]));
    steps.push(run("check", &folder, &["check", "p.gpkg"]));
    steps.push(run("export", &folder, &["export", "p.gpkg", "--to", "out", "--format", "csv"]));
    steps.push(run("export gpkg", &folder, &["export", "p.gpkg", "--to", "out2", "--format", "gpkg"]));
    let page = page(&steps, base);
    print!("{page}");
    section::write("prefecture", &page).expect("docs can be written");
    let _ = std::fs::remove_dir_all(&folder);
}

fn page(steps: &[Step], base: f64) -> String {
    let mut page = format!(
        "## The whole prefecture\n\nThe whole prefecture (860,000 households, 1,797 villages), {}, one\n\
         process a step. The baseline is reading `households.csv` and doing nothing with it, in the same run.\n\n",
        section::build()
    );
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let _ = writeln!(page, "Cores: {cores}. Baseline: {base:.2} s.\n");
    page.push_str("| step | seconds | × baseline | peak MB |\n|---|---|---|---|\n");
    for step in steps {
        let ratio = step.seconds / base;
        let _ = writeln!(page, "| {} | {:.2} | {ratio:.1} | {:.0} |", step.name, step.seconds, step.peak_mb);
    }
    let asked = ["new", "balance", "staff", "check", "export"];
    let of = |step: &&Step| asked.contains(&step.name);
    let total: f64 = steps.iter().filter(of).map(|s| s.seconds).sum();
    let peak = steps.iter().filter(of).map(|s| s.peak_mb).fold(0.0, f64::max);
    let verdict = |met: bool| if met { "met" } else { "not met" };
    let _ = writeln!(
        page,
        "\n`new` + `balance` + `staff` + `check` + `export` (CSV): {total:.1} s (target 60 s on 2 cores: {}), peak {peak:.0} MB (target 3,000 MB: {}).",
        verdict(total < 60.0),
        verdict(peak < 3000.0)
    );
    page
}
