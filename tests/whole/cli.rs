//! What each command prints, recomputed from what it exported.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use super::journey::{HOUSEHOLDS, Journey};
use super::tool::{csv, files, gridwright};

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// At least these keys, told apart by blanks.
fn has(value: &Value, keys: &str) {
    for key in keys.split(' ') {
        assert!(value.get(key).is_some(), "no {key} in {value}");
    }
}

/// Households of each cell, counted in the exported table of households.
fn loads(journey: &Journey, table: &str) -> BTreeMap<String, u64> {
    let mut loads = BTreeMap::new();
    for row in journey.table(table) {
        *loads.entry(row["Cell code"].clone()).or_default() += 1;
    }
    loads
}

#[test]
fn new_tells_what_it_read() {
    let said = &Journey::shared().said["new"];
    has(said, "areas households blocks crs weld");
    has(&said["weld"], "moved max_m");
    let households = &said["households"];
    let parts = ["placed", "outside", "rejected"].map(|key| number(&households[key]));
    assert_eq!(number(&households["read"]), HOUSEHOLDS as f64);
    assert_eq!(parts.iter().sum::<f64>(), HOUSEHOLDS as f64);
    assert_eq!(said["areas"], serde_json::json!({ "county": 1, "township": 1, "village": 9 }));
    // Guzhang lies at 109.9° E: the 3-degree zone of 111° E.
    assert_eq!(said["crs"], "EPSG:4546");
}

#[test]
fn every_household_is_in_exactly_one_cell_and_the_loads_are_as_told() {
    let journey = Journey::shared();
    let rows = journey.table("after_csv/households.csv");
    let codes: BTreeSet<&str> = rows.iter().map(|row| row["Household code"].as_str()).collect();
    assert_eq!((rows.len() as u64, codes.len() as u64), (HOUSEHOLDS, HOUSEHOLDS));

    let loads = loads(journey, "after_csv/households.csv");
    let told: BTreeMap<String, u64> = journey
        .table("after_csv/cells.csv")
        .iter()
        .map(|row| (row["Cell code"].clone(), row["Households"].parse().unwrap()))
        .collect();
    assert_eq!(loads, told);

    let said = &journey.said["balance"];
    has(said, "cells ideal min max max_dev_pct broken floor_dev_pct barrier_share seconds");
    let ideal = HOUSEHOLDS as f64 / loads.len() as f64;
    let worst = loads.values().map(|load| (*load as f64 / ideal - 1.0).abs() * 100.0).fold(0.0, f64::max);
    assert_eq!(said["cells"], loads.len());
    assert_eq!(number(&said["min"]), *loads.values().min().unwrap() as f64);
    assert_eq!(number(&said["max"]), *loads.values().max().unwrap() as f64);
    assert!((number(&said["ideal"]) - ideal).abs() < 1e-9);
    assert!((number(&said["max_dev_pct"]) - worst).abs() < 1e-9, "{worst}");
    assert_eq!(said["broken"], loads.values().filter(|load| !(30..=160).contains(*load)).count());
    assert!(number(&said["floor_dev_pct"]) <= worst + 1e-9);
    assert!((0.0..=1.0).contains(&number(&said["barrier_share"])));

    let check = &journey.said["check"];
    assert_eq!(check["coverage"], serde_json::json!({ "one": HOUSEHOLDS, "none": 0, "several": 0, "outside": 0 }));
    assert_eq!(check["proof"]["ok"], true);
    assert_eq!(check["errors"], 0);
    let warnings = check["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "warning").count();
    assert_eq!(check["warnings"], warnings);
}

#[test]
fn no_cell_crosses_a_village() {
    for row in Journey::shared().table("after_csv/households.csv") {
        let (cell, village) = (&row["Cell code"], &row["Lives in (code)"]);
        assert!(cell.starts_with(village.as_str()), "{cell} has a household in {village}");
    }
}

#[test]
fn staff_tells_what_the_appointments_say() {
    let journey = Journey::shared();
    let served: BTreeSet<String> =
        journey.table("after_csv/appointments.csv").into_iter().map(|row| row["Cell code"].clone()).collect();
    let said = &journey.said["staff"];
    has(said, "workers cells_served cells_without cost optimal");
    assert_eq!(said["cells_served"], served.len());
    assert_eq!(said["cells_without"], loads(journey, "after_csv/households.csv").len() - served.len());
    assert_eq!(said["workers"], journey.table("after_csv/workers.csv").len());
}

#[test]
fn compare_tells_whose_worker_changed() {
    let journey = Journey::shared();
    let workers = |table: &str| -> BTreeMap<String, BTreeSet<String>> {
        let set = |text: &str| text.split(['、', ',', ';', ' ']).filter(|w| !w.is_empty()).map(str::to_owned).collect();
        let rows = journey.table(table).into_iter();
        rows.map(|row| (row["Household code"].clone(), set(&row["Worker codes"]))).collect()
    };
    let (before, after) = (workers("before_csv/households.csv"), workers("after_csv/households.csv"));
    let changed = before
        .iter()
        .filter(|(household, old)| {
            !old.is_empty() && !after[*household].is_empty() && old.is_disjoint(&after[*household])
        })
        .count();
    let said = &journey.said["compare"];
    assert!(changed > 0, "the sample's plans differ");
    assert_eq!(said["worker_changed"], changed);
    let cells = ["before", "after"].map(|plan| loads(journey, &format!("{plan}_csv/households.csv")).len());
    assert_eq!(said["cells"], serde_json::json!(cells));

    // Who moved depends on which cells are each other's successors: at best every old cell has the new one that takes
    // most of it, at worst the pairs are taken greedily.
    let mut shared: BTreeMap<(String, String), u64> = BTreeMap::new();
    let cell_of = |table: &str| -> BTreeMap<String, String> {
        let rows = journey.table(table).into_iter();
        rows.map(|row| (row["Household code"].clone(), row["Cell code"].clone()))
            .filter(|(_, c)| !c.is_empty())
            .collect()
    };
    let (old, new) = (cell_of("before_csv/households.csv"), cell_of("after_csv/households.csv"));
    for (household, cell) in old.iter().filter(|(household, _)| new.contains_key(*household)) {
        *shared.entry((cell.clone(), new[household].clone())).or_default() += 1;
    }
    let all: u64 = shared.values().sum();
    let mut most: BTreeMap<&str, u64> = BTreeMap::new();
    for ((cell, _), n) in &shared {
        let best = most.entry(cell).or_default();
        *best = (*best).max(*n);
    }
    let mut pairs: Vec<_> = shared.iter().collect();
    pairs.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    let (mut taken, mut kept) = (BTreeSet::new(), 0);
    for ((a, b), n) in pairs {
        if !taken.contains(&("old", a)) && !taken.contains(&("new", b)) {
            taken.extend([("old", a), ("new", b)]);
            kept += n;
        }
    }
    let moved = said["households_moved"].as_u64().unwrap();
    let bounds = all - most.values().sum::<u64>()..=all - kept;
    assert!(moved > 0 && bounds.contains(&moved), "{moved} moved, {bounds:?} can");
}

/// A copy of the shared journey's project, to be changed.
fn copied() -> (tempfile::TempDir, impl Fn(&str) -> super::tool::Ran) {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(Journey::shared().path("p.gpkg"), folder.path().join("p.gpkg")).unwrap();
    let path = folder.path().to_path_buf();
    (folder, move |arguments: &str| gridwright(&path, "en", &arguments.split(' ').collect::<Vec<_>>()))
}

#[test]
fn a_kept_plan_changes_no_more_than_its_budget_and_tells_what_more_would_give() {
    let (folder, run) = copied();
    let cells = |plan: &str| -> BTreeMap<String, [String; 2]> {
        run(&format!("export p.gpkg --plan {plan} --what households --to {plan}.csv")).done();
        let rows = csv(&fs::read_to_string(folder.path().join(format!("{plan}.csv"))).unwrap()).into_iter();
        rows.map(|row| (row["Household code"].clone(), [row["Cell code"].clone(), row["Worker codes"].clone()]))
            .collect()
    };
    let said = run("balance p.gpkg --keep before --plan kept --budget 5% --json").json();
    let change = &said["change"];
    let moved = change["moved"].as_u64().unwrap();
    assert!(moved > 0 && moved <= HOUSEHOLDS * 5 / 100, "{moved}");
    assert_eq!(change["households"], HOUSEHOLDS);
    assert_eq!(run("compare p.gpkg before kept --json").json()["households_moved"], moved);
    // Counted once more: codes stay, and workers with them.
    let (old, new) = (cells("before"), cells("kept"));
    assert_eq!(old.iter().filter(|(code, [cell, _])| new[*code][0] != *cell).count() as u64, moved);
    assert!(old.iter().all(|(code, [cell, worker])| new[code][0] != *cell || new[code][1] == *worker));
    assert_eq!((&change["cells_new"], &change["cells_kept"]), (&0.into(), &said["cells"]));

    let curve = change["curve"].as_array().unwrap();
    assert!(curve.len() >= 8, "{curve:?}");
    let column = |key: &str| curve.iter().map(|p| number(&p[key])).collect::<Vec<_>>();
    assert!(column("moved").is_sorted() && column("area_dev_pct").first() > column("area_dev_pct").last());
    let chosen: Vec<&Value> = curve.iter().filter(|p| p["chosen"] == true).collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!((&chosen[0]["moved"], &chosen[0]["broken"]), (&change["moved"], &said["broken"]));
    assert!((number(&chosen[0]["max_dev_pct"]) - number(&said["max_dev_pct"])).abs() < 1e-9);

    // Every other point can be had by its number of households, in the plan itself too.
    let again = run(&format!("balance p.gpkg --keep before --plan again --budget {} --json", curve[6]["moved"])).json();
    assert!(again["change"]["moved"].as_u64() <= curve[6]["moved"].as_u64());
    assert!(number(&again["change"]["curve"][6]["area_dev_pct"]) <= number(&curve[6]["area_dev_pct"]));
    let none = run("balance p.gpkg --keep kept --budget 0 --json").json();
    assert_eq!(none["change"]["moved"], 0);
    assert_eq!(cells("kept"), new);
    assert_eq!(run("balance p.gpkg --budget 5%").status, 2);
    assert_eq!(run("balance p.gpkg --keep before --plan after").status, 2, "that plan is another one");
    assert_eq!(run("balance p.gpkg --keep before --cut always").status, 2);
    let table = run("balance p.gpkg --keep before --budget 0").out;
    assert!(table.lines().filter(|line| line.contains('%')).count() >= 8, "{table}");
}

#[test]
fn a_kept_plan_is_the_same_on_any_number_of_threads() {
    let plan = |threads: &str| {
        let (folder, run) = copied();
        let mut said = run(&format!("balance p.gpkg --keep before --plan kept --threads {threads} --json")).json();
        said["seconds"] = 0.into();
        run("export p.gpkg --plan kept --what households --to kept.csv").done();
        (said, fs::read(folder.path().join("kept.csv")).unwrap())
    };
    assert!(plan("1") == plan("2"));
    assert!(plan("1") == plan("8"));
}

#[test]
fn a_seed_gives_the_same_files_on_any_number_of_threads() {
    let (one, two) = (Journey::run("1"), Journey::shared());
    for name in ["before_csv", "before_geojson", "after_csv", "after_geojson", "made"] {
        let (a, b) = (files(&one.path(name)), files(&two.path(name)));
        assert!(!a.is_empty() && a.keys().eq(b.keys()), "{name}");
        for (path, bytes) in a.iter().filter(|(path, _)| !path.ends_with("manifest.json")) {
            assert!(*bytes == b[path], "{name}/{} differs", path.display());
        }
    }
}

#[test]
fn nothing_is_left_beside_the_project() {
    let journey = Journey::shared();
    let mut names: Vec<String> = fs::read_dir(journey.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("before_") && !name.starts_with("after_"))
        .collect();
    names.sort();
    assert_eq!(names, ["made", "p.gpkg"]);
}

#[test]
fn the_exit_status_says_how_it_went() {
    let journey = Journey::shared();
    // A copy, since a cell without a worker is made here.
    let folder = tempfile::tempdir().unwrap();
    fs::copy(journey.path("p.gpkg"), folder.path().join("p.gpkg")).unwrap();
    let run = |arguments: &str| gridwright(folder.path(), "en", &arguments.split(' ').collect::<Vec<_>>());
    let status = |arguments: &str| run(arguments).status;
    assert_eq!(status("check p.gpkg --plan after"), 0);
    assert_eq!(status("balance p.gpkg --plan many --cells 40 --min 10"), 0);
    assert_eq!(status("staff p.gpkg --plan many"), 1, "more cells than workers have room for");
    let narrow = run("balance p.gpkg --plan narrow --cells 12 --min 124 --max 126 --json");
    assert_eq!(narrow.status, 1, "limits that villages cannot meet");
    assert!(number(&narrow.json()["broken"]) > 0.0);
    assert_eq!(status("help"), 0);
    assert_eq!(status("--version"), 0);
    let (zh, en) = (gridwright(folder.path(), "zh", &["--help"]).out, gridwright(folder.path(), "en", &["--help"]).out);
    assert!(zh.contains("网格") && en.contains("balance") && zh != en);
}
