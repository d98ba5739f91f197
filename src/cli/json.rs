//! `--json`: one object on stdout, described in `docs/command-line.md`. Keys are stable.

use std::path::Path;

use serde_json::{Value, json};

use super::report::line;
use super::runner::Runner;
use crate::base::Message;
use crate::check::{self, Severity};
use crate::exchange::{Exported, Manifest};
use crate::found::FoundReport;
use crate::measure::Comparison;
use crate::model::{Id, Project};
use crate::sample::SampleReport;
use crate::solve::{BalanceReport, Proposal, StaffReport};

fn print(value: &Value) {
    line(&value.to_string());
}

pub fn new(runner: &Runner, found: &FoundReport, path: &Path) {
    let areas: serde_json::Map<String, Value> = found.areas.iter().map(|(l, n)| (l.clone(), json!(n))).collect();
    let reasons: serde_json::Map<String, Value> =
        found.reasons.iter().map(|r| (r.key.clone(), json!(r.rows))).collect();
    let notes: Vec<String> = found.notes.iter().map(|note| runner.tell(note)).collect();
    print(&json!({
        "project": path, "areas": areas, "households": found.households, "blocks": found.blocks,
        "barriers": found.barriers, "workers": found.workers,
        "crs": format!("EPSG:{}", found.crs.epsg), "crs_name": found.crs.name, "weld": found.weld,
        "slivers_closed": found.slivers_closed, "slivers_m2": found.slivers_m2,
        "overlaps": found.overlaps, "overlaps_m2": found.overlaps_m2,
        "sources": found.sources, "rejected": reasons, "notes": notes,
    }));
}

pub fn note(note: &Message) {
    let args: serde_json::Map<String, Value> =
        note.args.iter().map(|(name, value)| (name.to_string(), json!(value))).collect();
    print(&Value::Object(args));
}

pub fn balance(runner: &Runner, report: &BalanceReport) {
    print(&balanced(runner, report));
}

fn balanced(runner: &Runner, report: &BalanceReport) -> Value {
    let mut value = json!(report);
    value["reasons"] = report.reasons.iter().map(|r| runner.tell(r)).collect();
    value
}

pub fn proposals(runner: &Runner, proposals: &[Proposal], taken: usize) {
    let one = |proposal: &Proposal| {
        let mut value = balanced(runner, &proposal.report);
        value["name"] = runner.tell(&proposal.name).into();
        value
    };
    print(&json!({ "proposals": proposals.iter().map(one).collect::<Vec<_>>(), "taken": taken }));
}

pub fn staff(report: &StaffReport) {
    print(&json!(report));
}

pub fn check(runner: &Runner, project: &Project, report: &check::Report) {
    let code = |id: Option<Id>, of: &dyn Fn(Id) -> Option<String>| id.and_then(of);
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|f| {
            json!({
                "rule": f.rule, "severity": f.severity,
                "area": code(f.area, &|id| project.areas.get(id).map(|a| a.code.to_string())),
                "cell": code(f.cell, &|id| project.cells.get(id).map(|c| c.code.to_string())),
                "households": f.households, "message": runner.tell(&f.message),
            })
        })
        .collect();
    let proof: serde_json::Map<String, Value> =
        report.proof.iter().map(|c| (c.name.to_owned(), json!({ "ok": c.ok, "broken": c.broken }))).collect();
    let worst = report.faithful.iter().map(|f| f.difference_m2.abs()).fold(0.0, f64::max);
    print(&json!({
        "errors": report.count(Severity::Error), "warnings": report.count(Severity::Warning),
        "notes": report.count(Severity::Note), "findings": findings,
        "proof": { "ok": report.is_proven(), "checks": proof,
            "faithful": { "areas": report.faithful.len(), "ok": report.faithful.iter().all(|f| f.ok), "max_m2": worst } },
        "coverage": report.coverage, "monitored": report.monitored,
    }));
}

pub fn compare(project: &Project, report: &Comparison) {
    let mut value = json!({
        "cells": report.cells, "households_moved": report.households_moved, "worker_changed": report.worker_changed,
        "households_gained": report.households_gained, "households_lost": report.households_lost,
        "load": report.load, "monitored": report.monitored, "lineage": report.lineage,
    });
    let code = |id: &Id| project.workers.get(*id).map(|w| w.code.to_string());
    let list = |rows: &[(Id, u32)]| -> Vec<Value> {
        rows.iter().map(|(id, n)| json!({ "worker": code(id), "households": n })).collect()
    };
    value["hand_overs"] = report
        .hand_overs
        .iter()
        .map(|h| json!({ "worker": code(&h.worker), "gives": list(&h.gives), "receives": list(&h.receives) }))
        .collect();
    print(&value);
}

pub fn exported(file: &Exported) {
    print(&json!({ "file": file.path, "rows": file.rows, "bytes": file.bytes, "columns": file.columns }));
}

pub fn manifest(manifest: &Manifest) {
    print(&json!(manifest));
}

pub fn sample(made: &SampleReport) {
    let f = &made.faults;
    print(&json!({
        "files": made.files, "villages": made.villages, "households": made.households, "persons": made.persons,
        "monitored": made.monitored, "workers": made.workers, "cells": made.cells,
        "faults": { "missing": f.missing, "duplicated": f.duplicated, "outside": f.outside, "shifted": f.shifted,
            "damaged": f.damaged, "swapped": f.swapped },
    }));
}
