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
        run(&format!("export p.gpkg --plan {plan} --what households --to {plan}.csv --force")).done();
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
    run("export p.gpkg --plan kept --since before --what changes --to changes.csv").done();
    let list = csv(&fs::read_to_string(folder.path().join("changes.csv")).unwrap());
    assert_eq!(list.iter().filter(|row| row["Change"] == "moves to another cell").count() as u64, moved);
    assert!(list.iter().all(|row| new[&row["Household code"]][0] == row["Cell code"]));

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
    // Both where the solver is built in and where it is not: a kept plan is not proved.
    assert_eq!(run("balance p.gpkg --keep before --exact 5").status, 2);
    // Without the solver the option says which build has it, and nothing is changed.
    if !cfg!(feature = "exact") {
        let said = run("balance p.gpkg --plan proved --exact 5");
        assert!(said.status == 2 && said.err.contains("--features exact"), "{}", said.err);
        assert_eq!(run("compare p.gpkg before proved").status, 2);
    }
    assert_eq!(run("balance p.gpkg --keep before --plan never --one-more --budget 0").status, 1);
    assert_eq!(run("compare p.gpkg before never").status, 2, "what failed leaves no plan behind");
    let table = run("balance p.gpkg --keep before --plan third --budget 2%").out;
    assert!(table.lines().filter(|line| line.contains('%')).count() >= 8, "{table}");
}

/// Households of a plan with their cell, as exported.
fn homes(folder: &std::path::Path, run: &impl Fn(&str) -> super::tool::Ran, plan: &str) -> BTreeMap<String, String> {
    run(&format!("export p.gpkg --plan {plan} --what households --to {plan}.csv")).done();
    let rows = csv(&fs::read_to_string(folder.join(format!("{plan}.csv"))).unwrap()).into_iter();
    fs::remove_file(folder.join(format!("{plan}.csv"))).unwrap();
    rows.map(|row| (row["Household code"].clone(), row["Cell code"].clone())).collect()
}

/// The village of a cell, which the sample's codes begin with.
fn village(cell: &str) -> &str {
    &cell[..12]
}

/// The cells of a plan by village, the fullest village with several cells first.
fn crowded(homes: &BTreeMap<String, String>) -> Vec<Vec<String>> {
    let mut cells: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for cell in homes.values() {
        *cells.entry(village(cell)).or_default().entry(cell).or_default() += 1;
    }
    let mut villages: Vec<BTreeMap<&str, usize>> = cells.into_values().filter(|cells| cells.len() > 1).collect();
    villages.sort_by_key(|cells| std::cmp::Reverse(cells.values().sum::<usize>()));
    villages.into_iter().map(|cells| cells.into_keys().map(str::to_owned).collect()).collect()
}

#[test]
fn a_repair_shows_up_to_three_ways_and_touches_only_the_cells_named_and_their_neighbours() {
    let (folder, run) = copied();
    let old = homes(folder.path(), &run, "before");
    let cells = &crowded(&old)[0];
    let shown = run(&format!("balance p.gpkg --plan before --repair {} --take 0 --json", cells[0])).json();
    let proposals = shown["proposals"].as_array().unwrap();
    assert!((1..=3).contains(&proposals.len()), "{shown}");
    assert_eq!(homes(folder.path(), &run, "before"), old, "nothing is taken");
    let taken = run(&format!("balance p.gpkg --plan before --repair {} --json", cells[0])).json();
    assert_eq!(taken["proposals"][0]["moved"], proposals[0]["moved"]);
    let new = homes(folder.path(), &run, "before");
    let changed: Vec<&String> = old.iter().filter(|(code, cell)| new[*code] != **cell).map(|(code, _)| code).collect();
    assert_eq!(proposals[0]["moved"], changed.len());
    assert!(!changed.is_empty() && changed.iter().all(|code| village(&old[*code]) == village(&cells[0])));

    let pair = format!("{},{}", cells[0], cells[1]);
    let ran = run(&format!("balance p.gpkg --keep before --plan pair --repair {pair} --json"));
    if ran.status < 2 && !ran.out.is_empty() {
        let after = homes(folder.path(), &run, "pair");
        let moved = new.iter().filter(|(code, cell)| after[*code] != **cell);
        assert!(moved.into_iter().all(|(code, cell)| cells[..2].contains(cell) && cells[..2].contains(&after[code])));
    }
    let other = crowded(&old)[1][0].clone();
    assert_eq!(run(&format!("balance p.gpkg --plan before --repair {},{other}", cells[0])).status, 2);
    assert_eq!(run("balance p.gpkg --plan before --repair nobody").status, 2);
    assert_eq!(run(&format!("balance p.gpkg --plan before --repair {pair} --one-more")).status, 2);
}

#[test]
fn one_cell_more_or_fewer_leaves_other_villages_and_most_cells_as_they_are() {
    let (folder, run) = copied();
    let old = homes(folder.path(), &run, "before");
    let cells = crowded(&old)[0].clone();
    let own = village(&cells[0]);
    for (how, change) in [("--one-more", 1), ("--one-fewer", -1)] {
        let plan = how.trim_start_matches('-');
        let said = run(&format!("balance p.gpkg --keep before --plan {plan} {how} --within {own} --json")).json();
        let new = homes(folder.path(), &run, plan);
        let of = |homes: &BTreeMap<String, String>| -> BTreeSet<String> {
            homes.values().filter(|cell| village(cell) == own).cloned().collect()
        };
        assert_eq!(of(&new).len() as i64, cells.len() as i64 + change, "{how}");
        let stay = of(&new).intersection(&of(&old)).count() as i64;
        assert_eq!(stay, cells.len() as i64 + change.min(0), "codes stay");
        let moved = old.iter().filter(|(code, cell)| new[*code] != **cell);
        assert_eq!(said["change"]["moved"], moved.clone().count());
        assert!(moved.into_iter().all(|(_, cell)| village(cell) == own), "{how}");
    }
}

#[test]
fn presets_and_several_weights_do_what_they_say() {
    let (_folder, run) = copied();
    let plan = |name: &str, how: &str| run(&format!("balance p.gpkg --plan {name} --target 40 {how} --json")).json();
    let even = plan("even", "--preset even");
    let roads = plan("roads", "--preset roads");
    assert!(number(&roads["barrier_share"]) >= number(&even["barrier_share"]));
    assert!(number(&even["max_dev_pct"]) <= number(&roads["max_dev_pct"]) + 1e-9);
    assert_ne!(plan("some", "--preset even --prefer even=0,band=50,compact=1")["max"], Value::Null);
    let bound = plan("bound", "--bound")["bound"].clone();
    assert!(number(&bound["inertia_floor"]) <= number(&bound["inertia"]) && number(&bound["inertia_floor"]) > 0.0);
    let gap_pct = (1.0 - number(&bound["inertia_floor"]) / number(&bound["inertia"])) * 100.0;
    assert!((number(&bound["gap_pct"]) - gap_pct).abs() < 1e-6, "{bound}");
    let several = plan("several", "--weight households,persons,minutes,monitored");
    let also: Vec<&Value> = several["also"].as_array().unwrap().iter().map(|also| &also["weight"]).collect();
    assert_eq!(also, ["persons", "minutes", "monitored"]);
    // Where blocks are cut the presets hold as well, and so do several weights.
    let free = |name: &str, how: &str| plan(name, &format!("--cut always --weight households,persons {how}"));
    let off = |said: &Value| number(&said["also"][0]["max_dev_pct"]);
    let (along, round) = (free("along", "--preset roads"), free("round", "--preset compact"));
    assert!(number(&along["barrier_share"]) > number(&round["barrier_share"]), "{along} {round}");
    let (even, uneven) = (free("persons", "--prefer even=20"), free("nobody", "--prefer even=0"));
    assert!(off(&even) < off(&uneven), "{even} {uneven}");
    let steady = run("balance p.gpkg --plan before --preset steady --json").json();
    has(&steady["change"], "households moved cells_kept cells_new curve");
    for wrong in ["--preset nice", "--prefer even=99", "--weight households,persons,minutes,monitored,areas.x"] {
        assert_eq!(run(&format!("balance p.gpkg --plan even {wrong}")).status, 2, "{wrong}");
    }
}

#[test]
fn cells_are_grown_around_places_and_within_a_distance_of_them() {
    let (folder, run) = copied();
    // Two households of one village become places that must have a cell each, the first one in another a candidate.
    let rows = csv(&fs::read_to_string(Journey::shared().path("made/households.csv")).unwrap());
    let village_of = |row: &BTreeMap<String, String>| row["村代码"].clone();
    let mut villages: BTreeMap<String, Vec<&BTreeMap<String, String>>> = BTreeMap::new();
    rows.iter().for_each(|row| villages.entry(village_of(row)).or_default().push(row));
    let full = villages.values().max_by_key(|rows| rows.len()).unwrap();
    let far = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| {
        let gap = |key: &str| a[key].parse::<f64>().unwrap() - b[key].parse::<f64>().unwrap();
        gap("经度").hypot(gap("纬度"))
    };
    let second = full.iter().max_by(|a, b| far(a, full[0]).total_cmp(&far(b, full[0]))).unwrap();
    let other = villages.values().find(|rows| village_of(rows[0]) != village_of(full[0])).unwrap()[0];
    let mut table = "name,kind,lon,lat\n".to_owned();
    for (name, kind, row) in [("office", "must", full[0]), ("school", "", second), ("shop", "candidate", other)] {
        table.push_str(&format!("{name},{kind},{},{}\n", row["经度"], row["纬度"]));
    }
    fs::write(folder.path().join("seats.csv"), &table).unwrap();
    let said = run("balance p.gpkg --plan seated --min 1 --max 900 --seats seats.csv --reach 90000 --json").json();
    assert_eq!(
        said["seats"],
        serde_json::json!({ "must": 2, "must_alone": 2, "candidates": 1, "candidates_used": 1, "outside": 0 })
    );
    assert_eq!((&said["reach"]["beyond"], &said["reach"]["households"]), (&0.into(), &HOUSEHOLDS.into()));
    let cells = homes(folder.path(), &run, "seated");
    assert_ne!(cells[&full[0]["户编号"]], cells[&second["户编号"]]);

    // A distance that nobody can keep to is told with numbers, and ends with status 1.
    let short = run("balance p.gpkg --plan short --reach 5 --json");
    let reach = short.json()["reach"].clone();
    assert_eq!(short.status, 1);
    assert!(number(&reach["beyond"]) > HOUSEHOLDS as f64 / 2.0 && number(&reach["furthest_m"]) > 5.0, "{reach}");
    let areas = reach["areas"].as_array().unwrap();
    assert_eq!(areas.iter().map(|area| number(&area["beyond"])).sum::<f64>(), number(&reach["beyond"]));
    let text = run("balance p.gpkg --plan short --reach 5").out;
    assert!(text.contains("straight line"), "{text}");

    let refused = |arguments: &str, status: i32, words: &str| {
        let ran = run(&format!("balance p.gpkg {arguments}"));
        assert_eq!(ran.status, status, "{arguments}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(words), "{arguments}: {}", ran.err);
    };
    refused("--plan no --cells 9 --seats seats.csv", 1, "needed");
    refused("--keep before --reach 500", 2, "kept plan");
    refused("--plan no --cut needed --seats seats.csv", 2, "--cut never");
    refused("--plan no --reach 0", 2, "above zero");
    fs::write(folder.path().join("seats.csv"), table.replace("candidate", "tower")).unwrap();
    refused("--plan no --seats seats.csv", 3, "tower");
    refused("--plan no --seats nowhere.csv", 3, "nowhere.csv");
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
