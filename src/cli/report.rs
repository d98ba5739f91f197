//! What a person reads on the terminal. Every sentence comes from the word files.

use std::io::Write;
use std::path::Path;

use super::runner::Runner;
use crate::base::Message;
use crate::check::{self, Severity};
use crate::exchange::Manifest;
use crate::found::FoundReport;
use crate::measure::Comparison;
use crate::model::Project;
use crate::sample::SampleReport;
use crate::say;
use crate::solve::{BalanceReport, ChangeReport, CurvePoint, ExactReport, Proposal, StaffReport};

/// One line on stdout. A reader that has gone away is no fault of ours.
pub fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// One line on stderr, for faults.
pub fn error(text: &str) {
    let _ = writeln!(std::io::stderr(), "gridwright: {text}");
}

fn lines(runner: &Runner, messages: impl IntoIterator<Item = Message>) {
    for message in messages {
        line(&runner.tell(&message));
    }
}

fn metres(v: f64) -> f64 {
    (v * 1000.0).round() / 1000.0
}

pub fn new(runner: &Runner, found: &FoundReport, path: &Path) {
    lines(runner, source_lines(found));
    lines(runner, found_lines(found));
    lines(runner, reason_lines(found));
    lines(runner, found.notes.iter().cloned());
    lines(runner, [say!("cli-wrote", file = path)]);
}

/// How each source was read: its encoding, its system, and which column was taken for which field.
fn source_lines(found: &FoundReport) -> Vec<Message> {
    let line = |note: &crate::found::SourceNote| {
        let columns: Vec<String> = note.columns.iter().map(|(field, column)| format!("{field}={column}")).collect();
        let encoding = note.encoding.clone().unwrap_or_else(|| "-".to_owned());
        say!(
            "cli-source-line",
            kind = &note.kind,
            source = &note.source,
            rows = note.rows,
            encoding = encoding,
            epsg = note.epsg,
            columns = columns.join(", ")
        )
    };
    found.sources.iter().map(line).collect()
}

/// Why rows were rejected, the most frequent reason first.
fn reason_lines(found: &FoundReport) -> Vec<Message> {
    let line = |r: &crate::found::Reason| {
        say!("cli-reason-line", rows = r.rows, source = &r.source, row = r.row, reason = r.message.clone())
    };
    let mut all: Vec<Message> = found.reasons.iter().map(line).collect();
    if !all.is_empty() {
        all.push(say!("cli-rejected-how"));
    }
    all
}

/// The founding in a few lines; the demo shows them too.
pub fn found_lines(found: &FoundReport) -> Vec<Message> {
    let mut all = Vec::new();
    for (level, n) in &found.areas {
        all.push(say!("cli-areas-line", level = Message::new(level_key(level)), areas = *n));
    }
    let h = &found.households;
    all.push(say!(
        "cli-households-line",
        read = h.read,
        placed = h.placed,
        outside = h.outside,
        rejected = h.rejected,
        monitored = h.monitored
    ));
    all.push(say!(
        "cli-blocks-line",
        blocks = found.blocks,
        moved = found.weld.moved,
        max = metres(found.weld.max_m),
        slivers = found.slivers_closed,
        overlaps = found.overlaps
    ));
    let b = &found.barriers;
    let km = |metres: f64| (metres / 1000.0 * 10.0).round() / 10.0;
    if b.read > 0 {
        all.push(say!("cli-barriers-line", read = b.read, border = km(b.border_m), dangling = km(b.dangling_m)));
    }
    if found.workers.read > 0 {
        all.push(say!("cli-workers-line", read = found.workers.read, rejected = found.workers.rejected));
    }
    all.push(say!("cli-crs-line", epsg = found.crs.epsg, name = &found.crs.name));
    all
}

const fn level_key(level: &str) -> &'static str {
    match level.as_bytes() {
        b"prefecture" => "cli-level-prefecture",
        b"county" => "cli-level-county",
        b"township" => "cli-level-township",
        _ => "cli-level-village",
    }
}

pub fn balance(runner: &Runner, report: &BalanceReport) {
    lines(
        runner,
        [
            say!(
                "cli-balanced",
                plan = &report.plan,
                areas = report.areas,
                cells = report.cells,
                seconds = metres(report.seconds)
            ),
            say!(
                "cli-loads",
                ideal = report.ideal,
                min = report.min,
                max = report.max,
                dev = report.max_dev_pct,
                floor = report.floor_dev_pct
            ),
            say!("cli-limits", broken = report.broken, share = report.barrier_share * 100.0),
        ],
    );
    if let Some(seats) = &report.seats {
        let line = say!(
            "cli-seats-line",
            alone = seats.must_alone,
            must = seats.must,
            used = seats.candidates_used,
            candidates = seats.candidates,
            outside = seats.outside
        );
        lines(runner, [line]);
    }
    if let Some(reach) = &report.reach {
        let line = say!(
            "cli-reach-line",
            metres = reach.metres,
            beyond = reach.beyond,
            households = reach.households,
            furthest = reach.furthest_m.ceil()
        );
        lines(runner, [line]);
    }
    if let Some(bound) = &report.bound {
        lines(runner, [say!("cli-gap", gap = bound.gap_pct)]);
    }
    if let Some(exact) = &report.exact {
        lines(runner, exact_lines(exact));
    }
    for also in &report.also {
        let name = Message::new(weight_key(&also.weight));
        let line =
            say!("cli-also", weight = name, ideal = also.ideal, min = also.min, max = also.max, dev = also.max_dev_pct);
        lines(runner, [line]);
    }
    if let Some(change) = &report.change {
        lines(runner, change_lines(change));
    }
    some(runner, &report.reasons);
}

/// How far the plans of small areas are the best there are.
fn exact_lines(exact: &ExactReport) -> Vec<Message> {
    let aim = Message::new(if exact.objective == "inertia" { "cli-exact-inertia" } else { "cli-exact-border" });
    let proven = say!("cli-exact-proven", aim = aim, areas = exact.areas, proven = exact.proven, cuts = exact.cuts);
    let stopped = say!("cli-exact-stopped", seconds = exact.seconds, gap = exact.gap_pct);
    let left = say!("cli-exact-left", areas = exact.left, most = ExactReport::MOST_BLOCKS);
    [Some(proven), (exact.proven < exact.areas).then_some(stopped), (exact.left > 0).then_some(left)]
        .into_iter()
        .flatten()
        .collect()
}

const fn weight_key(name: &str) -> &'static str {
    match name.as_bytes() {
        b"households" => "cli-weight-households",
        b"persons" => "cli-weight-persons",
        b"minutes" => "cli-weight-minutes",
        b"monitored" => "cli-weight-monitored",
        _ => "cli-weight-field",
    }
}

/// The ways to cut some cells anew, by number.
pub fn proposals(runner: &Runner, proposals: &[Proposal], taken: usize) {
    for (proposal, number) in proposals.iter().zip(1..) {
        let (report, change) = (&proposal.report, proposal.report.change.as_ref());
        let point = change.and_then(|change| change.curve.first()).copied().unwrap_or_default();
        let line = say!(
            "cli-proposal",
            number = number,
            name = proposal.name.clone(),
            moved = point.moved,
            min = report.min,
            max = report.max,
            dev = point.area_dev_pct,
            broken = report.broken,
            border = point.border_m / 1000.0
        );
        lines(runner, [line]);
        some(runner, &report.reasons);
    }
    lines(runner, [if taken > 0 { say!("cli-taken", number = taken) } else { say!("cli-none-taken") }]);
}

/// What a kept plan changes, and what more or fewer changes would give, as a table.
fn change_lines(change: &ChangeReport) -> Vec<Message> {
    let mut all = vec![
        say!(
            "cli-change",
            moved = change.moved,
            households = change.households,
            kept = change.cells_kept,
            new = change.cells_new
        ),
        say!("cli-curve"),
    ];
    let row = |p: &CurvePoint| {
        let cell = |text: String, width: usize| format!("{text:>width$}");
        let mark = if p.chosen { "→" } else { " " };
        say!(
            "cli-curve-row",
            mark = mark,
            moved = cell(p.moved.to_string(), 8),
            percent = cell(format!("{:.1}", p.moved_pct), 6),
            dev = cell(format!("{:.1}", p.max_dev_pct), 7),
            area = cell(format!("{:.1}", p.area_dev_pct), 7),
            mean = cell(format!("{:.1}", p.mean_dev_pct), 7),
            broken = cell(p.broken.to_string(), 6),
            border = cell(format!("{:.1}", p.border_m / 1000.0), 8)
        )
    };
    all.extend(change.curve.iter().map(row));
    all
}

/// The first few of many sentences, and how many more there are.
fn some(runner: &Runner, messages: &[Message]) {
    const SHOWN: usize = 12;
    lines(runner, messages.iter().take(SHOWN).cloned());
    if messages.len() > SHOWN {
        lines(runner, [say!("cli-more", more = messages.len() - SHOWN)]);
    }
}

pub fn staff(runner: &Runner, report: &StaffReport) {
    lines(
        runner,
        [
            say!("cli-staffed", served = report.cells_served, without = report.cells_without, workers = report.workers),
            say!("cli-staff-cost", metres = report.mean_distance_m.round(), proven = proven(report.optimal)),
        ],
    );
}

fn proven(optimal: bool) -> Message {
    if optimal { say!("cli-optimal") } else { say!("cli-not-optimal") }
}

/// The proof and the coverage, in the order in which a county asks for them.
pub fn check_lines(report: &check::Report) -> Vec<Message> {
    let c = &report.coverage;
    let m = &report.monitored;
    let proof = if report.is_proven() { say!("cli-proven") } else { say!("cli-not-proven") };
    vec![
        proof,
        say!("cli-coverage", one = c.one, none = c.none, several = c.several, outside = c.outside),
        say!("cli-monitored", total = m.total, cell = m.with_cell, worker = m.with_worker),
        say!(
            "cli-findings",
            errors = report.count(Severity::Error),
            warnings = report.count(Severity::Warning),
            notes = report.count(Severity::Note)
        ),
    ]
}

pub fn check(runner: &Runner, _project: &Project, report: &check::Report) {
    lines(runner, check_lines(report));
    let shown: Vec<Message> = report.findings.iter().map(|f| f.message.clone()).collect();
    some(runner, &shown);
}

/// Before and after, line by line.
pub fn compare_lines(project: &Project, report: &Comparison) -> Vec<Message> {
    let name = |i: usize| project.plans.get(report.plans[i]).map_or("", |p| &p.name);
    let mut all = vec![];
    for i in 0..2 {
        let load = &report.load[i];
        all.push(say!(
            "cli-compare-plan",
            plan = name(i),
            cells = report.cells[i],
            min = load.min,
            max = load.max,
            dev = load.max_dev_pct
        ));
    }
    all.push(say!(
        "cli-compare-moved",
        moved = report.households_moved,
        worker = report.worker_changed,
        gained = report.households_gained,
        lost = report.households_lost
    ));
    all
}

pub fn compare(runner: &Runner, project: &Project, report: &Comparison) {
    lines(runner, compare_lines(project, report));
}

pub fn exported(runner: &Runner, manifest: &Manifest, folder: &Path) {
    for file in &manifest.files {
        lines(runner, [say!("cli-wrote-rows", file = &folder.join(&file.file), rows = file.rows)]);
    }
    lines(
        runner,
        [say!("cli-wrote", file = &folder.join("manifest.json")), say!("cli-mask-line", mask = manifest.mask.name())],
    );
}

pub fn sample(runner: &Runner, made: &SampleReport, folder: &Path) {
    lines(
        runner,
        [say!(
            "cli-sample-line",
            folder = folder,
            villages = made.villages,
            households = made.households,
            workers = made.workers,
            monitored = made.monitored
        )],
    );
    let f = &made.faults;
    if f.missing + f.duplicated + f.outside + f.shifted + f.damaged + f.swapped > 0 {
        lines(
            runner,
            [say!(
                "cli-sample-faults",
                missing = f.missing,
                duplicated = f.duplicated,
                outside = f.outside,
                shifted = f.shifted,
                damaged = f.damaged,
                swapped = f.swapped
            )],
        );
    }
}
