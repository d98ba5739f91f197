//! The numbers of the township in `sample-maps/`, written here by hand.

use serde_json::json;

use super::tool::{files, from_root, gridwright};

#[test]
fn the_made_township_has_these_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let made = from_root("sample-maps/made-township");
    let source = |file: &str| made.join(file).to_str().unwrap().to_owned();
    let run = |arguments: &[&str]| gridwright(folder.path(), "en", &[arguments, &["--json"]].concat()).json();
    let new = run(&[
        "new",
        "p.gpkg",
        "--areas",
        &format!("county={}", source("areas_county.geojson")),
        "--areas",
        &format!("township={}", source("areas_township.geojson")),
        "--areas",
        &source("areas_village.geojson"),
        "--households",
        &source("households.csv"),
        "--barriers",
        &source("barriers.geojson"),
        "--workers",
        &source("workers.csv"),
    ]);
    assert_eq!(new["areas"], json!({ "county": 1, "township": 1, "village": 9 }));
    assert_eq!(
        new["households"],
        json!({ "read": 1500, "placed": 1500, "outside": 0, "rejected": 0, "monitored": 28 })
    );
    assert_eq!(new["weld"], json!({ "moved": 0, "max_m": 0.0 }));
    assert_eq!(new["blocks"], 106);

    // 9 villages of 105 to 218 households; the one of 128 is one cell, which is what keeps the deviation at 36.5 %.
    let balance = run(&["balance", "p.gpkg"]);
    let told = |keys: &[&str]| keys.iter().map(|key| balance[*key].clone()).collect::<Vec<_>>();
    assert_eq!(
        told(&["areas", "cells", "min", "max", "broken"]),
        [json!(9), json!(16), json!(68.0), json!(128.0), json!(0)]
    );
    assert_eq!(told(&["ideal"]), [json!(93.75)]);

    let check = run(&["check", "p.gpkg"]);
    assert_eq!(check["coverage"], json!({ "one": 1500, "none": 0, "several": 0, "outside": 0 }));
    assert_eq!(check["monitored"], json!({ "total": 28, "with_cell": 28, "with_worker": 0 }));
    assert_eq!(check["proof"]["ok"], true);
}

#[test]
fn the_township_is_what_the_sample_command_makes() {
    let folder = tempfile::tempdir().unwrap();
    let sample = ["sample", "made", "--area", "433126108", "--households", "1500"];
    gridwright(folder.path(), "en", &sample).done();
    let (made, kept) = (files(&folder.path().join("made")), files(&from_root("sample-maps/made-township")));
    assert!(made.keys().eq(kept.keys()));
    for (name, bytes) in &kept {
        assert!(*bytes == made[name], "{} differs: make sample-maps anew (see sample-maps/README.md)", name.display());
    }
}
