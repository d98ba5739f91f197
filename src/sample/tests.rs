//! What a user of a sample could notice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use super::make::{wishes, write};
use super::*;
use crate::base::{FaultKind, Watch};
use crate::geom::ring::{Side, area2_mm2, side};
use crate::geom::{Bounds, Pt};

type Row = BTreeMap<String, String>;

struct Sample {
    folder: TempDir,
    report: SampleReport,
}

/// Guzhang, clean.
static CLEAN: LazyLock<Sample> = LazyLock::new(|| sample(&options(false)));

fn options(faults: bool) -> SampleOptions {
    SampleOptions { households: Some(6000), faults, ..SampleOptions::default() }
}

fn sample(options: &SampleOptions) -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let report = make(folder.path(), options, &Watch::new()).unwrap();
    Sample { folder, report }
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn features(folder: &Path, name: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(&text(folder, name)).unwrap();
    file["features"].as_array().unwrap().clone()
}

fn rows(folder: &Path, name: &str) -> Vec<Row> {
    let text = text(folder, name);
    let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{FEFF}').unwrap().as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn path(positions: &Value) -> Vec<Pt> {
    let point = |p: &Value| plane::from_degrees(p[0].as_f64().unwrap(), p[1].as_f64().unwrap()).unwrap();
    positions.as_array().unwrap().iter().map(point).collect()
}

/// Outer ring and holes, open.
fn rings(feature: &Value) -> Vec<Vec<Pt>> {
    assert_eq!(feature["geometry"]["type"], "Polygon");
    let mut rings: Vec<Vec<Pt>> = feature["geometry"]["coordinates"].as_array().unwrap().iter().map(path).collect();
    for ring in &mut rings {
        assert_eq!(ring.pop(), ring.first().copied());
    }
    rings
}

/// Directed edges of all rings, less those that run both ways; fails where an edge runs twice in one direction.
fn outline(features: &[Value]) -> BTreeSet<(Pt, Pt)> {
    let mut edges = BTreeSet::new();
    for ring in features.iter().flat_map(rings) {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            assert!(edges.insert((*a, *b)), "two territories on one side of an edge");
        }
    }
    edges.iter().filter(|(a, b)| !edges.contains(&(*b, *a))).copied().collect()
}

fn area2(features: &[Value]) -> i128 {
    features.iter().flat_map(rings).map(|r| area2_mm2(&r)).sum()
}

#[test]
fn territories_tile_two_neighbouring_counties_exactly() {
    let folder = tempfile::tempdir().unwrap();
    let all = SampleOptions { area: "4331".into(), households: Some(9000), ..SampleOptions::default() };
    let mut two = wishes(&all).unwrap();
    two.retain(|(county, _)| county.code == "433126" || county.code == "433101");
    write(folder.path(), &two, false, &Watch::new()).unwrap();

    let counties = features(folder.path(), "areas_county.geojson");
    let mut names = Vec::new();
    for finer in ["areas_township.geojson", "areas_village.geojson", "last_year.geojson"] {
        let finer = features(folder.path(), finer);
        assert_eq!(area2(&finer), area2(&counties));
        assert!(finer.iter().all(|f| area2_mm2(&rings(f)[0]) > 0), "outer rings run counter-clockwise");
        names.push(finer.len());
    }
    assert_eq!(names[..2], [19, 264]);
    // With equal outlines and no edge twice, each place in the counties lies in exactly one village.
    let villages = features(folder.path(), "areas_village.geojson");
    assert_eq!(outline(&villages), outline(&counties));
    assert_eq!(outline(&features(folder.path(), "areas_township.geojson")), outline(&counties));

    for ((county, _), made) in two.iter().zip(&counties) {
        let made = rings(made);
        let at = |p: &Pt| made[0].iter().position(|q| q == p);
        assert!(county.ring.iter().all(|p| at(p).is_some()), "a real vertex of {} is lost", county.name);
        assert_eq!(area2_mm2(&made[0]), area2_mm2(&county.ring), "what was added lies exactly on the real edges");
    }
}

#[test]
fn households_are_as_many_as_asked_and_live_in_their_village() {
    let folder = CLEAN.folder.path();
    let households = rows(folder, "households.csv");
    assert_eq!((households.len(), CLEAN.report.households, CLEAN.report.villages), (6000, 6000, 112));
    assert_eq!(households.iter().map(|r| &r["户编号"]).collect::<BTreeSet<_>>().len(), 6000);
    let villages: BTreeMap<String, Vec<Vec<Pt>>> = features(folder, "areas_village.geojson")
        .iter()
        .map(|f| (f["properties"]["代码"].as_str().unwrap().to_owned(), rings(f)))
        .collect();
    for row in &households {
        let at = plane::from_degrees(row["经度"].parse().unwrap(), row["纬度"].parse().unwrap()).unwrap();
        let rings = &villages[&row["村代码"]];
        assert_eq!(side(at, &rings[0]), Side::Inside, "{row:?}");
        assert!(rings[1..].iter().all(|hole| side(at, hole) == Side::Outside), "{row:?}");
        assert!(row["备注"].contains("虚构"));
    }
    let monitored = households.iter().filter(|r| r["户类型"].contains("监测户")).count();
    assert_eq!(monitored, CLEAN.report.monitored);
    assert!((60..=180).contains(&monitored), "1–3 % are monitored, not {monitored}");
}

#[test]
fn no_phone_number_can_be_anybodys() {
    for file in ["households.csv", "workers.csv"] {
        for row in rows(CLEAN.folder.path(), file) {
            let phone = row.get("联系电话").or(row.get("电话")).unwrap();
            assert!(phone.len() == 11 && phone.starts_with("10"), "{phone}: mobile numbers begin with 13 to 19");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let on = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let made = pool.install(|| sample(&SampleOptions { seed, ..options(false) }));
        made.report.files.iter().map(|f| fs::read(f).unwrap()).collect::<Vec<_>>()
    };
    let one = on(1, 1);
    assert!(one == CLEAN.report.files.iter().map(|f| fs::read(f).unwrap()).collect::<Vec<_>>());
    assert!(one.iter().zip(&on(3, 2)).all(|(a, b)| a != b || a == &one[0]), "another seed makes another sample");
}

#[test]
fn faults_are_as_many_as_reported() {
    let spoilt = sample(&options(true));
    let counts = spoilt.report.faults;
    let (clean, dirty) = (rows(CLEAN.folder.path(), "households.csv"), rows(spoilt.folder.path(), "households.csv"));
    let pairs = || clean.iter().zip(&dirty);
    let is_at = |row: &Row, lon: &str| row["经度"].starts_with(lon);
    assert_eq!(pairs().filter(|(_, d)| d["经度"].is_empty()).count(), counts.missing);
    assert_eq!(pairs().filter(|(_, d)| is_at(d, "28.")).count(), counts.swapped);
    let moved = pairs().filter(|(c, d)| !is_at(d, "28.") && !d["经度"].is_empty() && c["经度"] != d["经度"]).count();
    assert_eq!(moved, counts.outside + counts.shifted);
    assert_eq!(pairs().filter(|(c, d)| c["户主姓名"] != d["户主姓名"]).count(), counts.damaged);
    assert_eq!(6000 - dirty.iter().map(|r| &r["户编号"]).collect::<BTreeSet<_>>().len(), counts.duplicated);
    let expected = FaultCounts { missing: 60, duplicated: 30, outside: 60, shifted: 120, damaged: 180, swapped: 60 };
    assert_eq!(counts, expected);
}

#[test]
fn gcj02_shifts_as_the_public_formula_does() {
    assert_eq!(faults::gcj02((1_097_400_000, 282_600_000)), (1_097_447_293, 282_566_068));
}

#[test]
fn roads_are_one_network_and_the_river_crosses_the_county() {
    let folder = CLEAN.folder.path();
    let lines = features(folder, "barriers.geojson");
    let of = |kind: &str, class: &str| -> Vec<Vec<Pt>> {
        let wanted =
            |f: &&Value| f["properties"]["kind"] == kind && f["properties"]["class"].as_str().unwrap().contains(class);
        lines.iter().filter(wanted).map(|f| path(&f["geometry"]["coordinates"])).collect()
    };
    assert!(lines.iter().all(|f| f["properties"]["made"] == true));
    let mut roads = of("road", "道");
    let mut reached: BTreeSet<Pt> = roads.pop().unwrap().into_iter().collect();
    while let Some(next) =
        roads.iter().position(|r| reached.contains(&r[0]) || r.last().is_some_and(|p| reached.contains(p)))
    {
        reached.extend(roads.swap_remove(next));
    }
    assert!(roads.is_empty(), "{} roads are cut off", roads.len());

    let county = rings(&features(folder, "areas_county.geojson")[0]);
    let river: Vec<Pt> = of("river", "干流").into_iter().flatten().collect();
    let ends: BTreeSet<Pt> = river.iter().filter(|p| county[0].contains(p)).copied().collect();
    assert!(ends.len() >= 2);
    let (river, county) = (Bounds::of(river).unwrap(), Bounds::of(county[0].clone()).unwrap());
    assert!(river.min.distance_m(river.max) > 0.4 * county.min.distance_m(county.max));
}

#[test]
fn last_years_cells_are_uneven_and_name_known_workers() {
    let folder = CLEAN.folder.path();
    let whole = sample(&SampleOptions { households: Some(37_500), ..SampleOptions::default() });
    assert_eq!(whole.report.workers, 420);
    let workers: BTreeMap<String, String> = rows(whole.folder.path(), "workers.csv")
        .into_iter()
        .map(|r| (r["人员编号"].clone(), r["姓名"].clone()))
        .collect();
    let cells = features(whole.folder.path(), "last_year.geojson");
    let sizes: Vec<u64> = cells.iter().map(|c| c["properties"]["户数"].as_u64().unwrap()).collect();
    assert_eq!(sizes.iter().sum::<u64>(), 37_500);
    assert!(sizes.iter().any(|s| *s < 30) && sizes.iter().any(|s| *s > 220));
    let codes: BTreeSet<&str> = cells.iter().map(|c| c["properties"]["网格编码"].as_str().unwrap()).collect();
    assert!(codes.len() == cells.len() && codes.iter().all(|c| c.len() == 15));
    let (mut with, mut without) = (0, 0);
    for cell in &cells {
        let worker = cell["properties"]["网格员编号"].as_str().unwrap();
        if worker.is_empty() {
            without += 1;
        } else {
            assert_eq!(workers[worker], cell["properties"]["网格员姓名"].as_str().unwrap());
            with += 1;
        }
    }
    assert!(with > 300 && without > 3, "{with} with and {without} without a worker");
    assert!(features(folder, "last_year.geojson").len() >= 112);
}

#[test]
fn a_file_with_other_content_is_not_replaced_unasked() {
    let small = SampleOptions { area: "433126108".into(), households: Some(500), ..SampleOptions::default() };
    let made = sample(&small);
    let again = |force| make(made.folder.path(), &SampleOptions { force, ..small.clone() }, &Watch::new());
    assert_eq!(again(false).unwrap(), made.report);
    let file = made.folder.path().join("workers.csv");
    fs::write(&file, "mine").unwrap();
    fs::remove_file(made.folder.path().join("barriers.geojson")).unwrap();
    let refused = again(false).unwrap_err();
    assert_eq!((refused.kind, refused.message.key.as_ref()), (FaultKind::Input, "sample-exists"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert!(!made.folder.path().join("barriers.geojson").exists(), "a refusal writes nothing");
    again(true).unwrap();
    assert_ne!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn nonsense_is_refused_and_cancelling_stops() {
    let folder = tempfile::tempdir().unwrap();
    for (area, households) in
        [("110101", None), ("43", None), ("", None), ("433126", Some(0)), ("433126", Some(usize::MAX))]
    {
        let wrong = SampleOptions { area: area.into(), households, ..SampleOptions::default() };
        assert_eq!(make(folder.path(), &wrong, &Watch::new()).unwrap_err().kind, FaultKind::Usage);
    }
    let watch = Watch::new();
    watch.cancel();
    let stopped = make(folder.path(), &SampleOptions::default(), &watch).unwrap_err();
    assert_eq!(stopped.kind, FaultKind::Cancelled);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_made_township_in_sample_maps_is_what_this_program_makes() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-maps");
    let made = sample(&SampleOptions { area: "433126108".into(), households: Some(1500), ..SampleOptions::default() });
    for file in made.report.files {
        let name = file.file_name().unwrap();
        assert!(fs::read(&file).unwrap() == fs::read(kept.join("made-township").join(name)).unwrap(), "{name:?}");
    }
    assert_eq!(made.report.households, 1500);
}
