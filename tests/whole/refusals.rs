//! Bad input and wrong requests: one clear line that names the file and says what to do, and nothing changed.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use tempfile::TempDir;

use super::journey::{Journey, MADE};
use super::tool::{csv, files, from_root, gridwright};

/// A folder with the sample, a project, and files that are broken in one way each.
fn folder() -> &'static TempDir {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("made")).unwrap();
        for (name, bytes) in files(&from_root("sample-maps/made-township")) {
            fs::write(at("made").join(name), bytes).unwrap();
        }
        let journey = Journey::shared();
        fs::copy(journey.path("p.gpkg"), at("p.gpkg")).unwrap();
        let to_xlsx = ["export", "p.gpkg", "--plan", "after", "--what", "workers", "--to", "workers.xlsx"];
        gridwright(folder.path(), "en", &to_xlsx).done();

        let half = |from: &Path, to: &str| {
            let bytes = fs::read(from).unwrap();
            fs::write(at(to), &bytes[..bytes.len() / 2]).unwrap();
        };
        half(&at("workers.xlsx"), "half.xlsx");
        half(&at("made/areas_village.geojson"), "half.geojson");
        half(&journey.path("after_gpkg/cells.gpkg"), "half.gpkg");
        half(&at("p.gpkg"), "half-project.gpkg");
        fs::copy(journey.path("after_gpkg/cells.gpkg"), at("other.gpkg")).unwrap();
        fs::write(at("text.gpkg"), "no project at all").unwrap();
        fs::write(at("empty.csv"), "").unwrap();
        fs::write(at("empty.geojson"), "").unwrap();
        fs::write(at("bare.csv"), "colour,size\nred,3\n").unwrap();
        // No encoding of Chinese text has these bytes.
        let torn = [b"code,lon,lat,name\nH1,109.93,28.42,".as_slice(), &[0xff, 0xff, 0x80, 0xfe, b'\n']].concat();
        fs::write(at("torn.csv"), torn).unwrap();
        folder
    })
}

/// Runs a wrong request in both languages.
fn refused(arguments: &str, status: i32, names: &str) -> Vec<String> {
    let folder = folder().path();
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let mut wrong = Vec::new();
    for language in ["en", "zh"] {
        let ran = gridwright(folder, language, &arguments);
        let said = ran.err.trim_end();
        let mut fails =
            |fault: &str| wrong.push(format!("{fault}: gridwright {} -> {} {said}", arguments.join(" "), ran.status));
        if ran.status != status {
            fails(&format!("not {status}"));
        }
        if !ran.out.is_empty() {
            fails("something on stdout");
        }
        if said.lines().count() != 1 {
            fails("not one line");
        }
        if !said.contains(names) {
            fails(&format!("does not name {names}"));
        }
        if !said.ends_with(['.', '。', ')', '）']) {
            fails("no sentence");
        }
        if ["panicked", "RUST_BACKTRACE", "src/", "{ $", "Error(", "Some("].iter().any(|inner| said.contains(inner)) {
            fails("shows the program's inside");
        }
        let has_chinese = said.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c));
        // Names of columns and places stay as they are; the sentence around them does not.
        let in_its_language = if language == "zh" { has_chinese } else { !said.contains(['，', '。', '：']) };
        if !in_its_language {
            fails(&format!("not in {language}"));
        }
    }
    wrong
}

/// One run: its arguments, its exit status, and what the sentence must name.
type Case<'a> = (&'a str, i32, &'a str);

fn all_refused(cases: &[Case]) {
    let before = files(folder().path());
    let wrong: Vec<String> =
        cases.iter().flat_map(|(arguments, status, names)| refused(arguments, *status, names)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let after = files(folder().path());
    assert!(before.keys().eq(after.keys()), "files came or went: {:?}", after.keys());
    for (name, bytes) in &before {
        assert!(*bytes == after[name], "{} was changed", name.display());
    }
}

#[test]
fn bad_input_and_wrong_requests_change_nothing() {
    const AREAS: &str = "new n.gpkg --areas made/areas_village.geojson";
    let new = |more: &str| format!("{AREAS} {more}");
    let cases = [
        // The sources.
        (new("--households bare.csv"), 3, "bare.csv"),
        (new("--households made/households.csv --map households.code=nosuch"), 3, "nosuch"),
        (new("--households empty.csv"), 3, "empty.csv"),
        (new("--households torn.csv"), 3, "torn.csv"),
        (new("--households torn.csv --encoding gbk"), 3, "torn.csv"),
        (new("--households missing.csv"), 3, "missing.csv"),
        (new("--workers half.xlsx"), 3, "half.xlsx"),
        (new("--workers workers.xlsx:nosuch"), 3, "nosuch"),
        ("new n.gpkg --areas half.geojson".into(), 3, "half.geojson"),
        ("new n.gpkg --areas half.gpkg".into(), 3, "half.gpkg"),
        ("new n.gpkg --areas empty.geojson".into(), 3, "empty.geojson"),
        ("new n.gpkg --areas other.gpkg:nosuch".into(), 3, "nosuch"),
        ("new n.gpkg --areas made/areas_village.geojson?nosuch=1".into(), 3, "nosuch"),
        ("new n.gpkg --areas made/workers.csv".into(), 3, "workers.csv"),
        ("import p.gpkg plan=half.geojson".into(), 3, "half.geojson"),
        // What the sources are said to be.
        (new("--crs EPSG:999999"), 3, "999999"),
        (new("--crs here"), 2, "here"),
        (new("--source-crs areas=EPSG:999999"), 3, "999999"),
        (new("--encoding nosuch --households made/households.csv"), 2, "nosuch"),
        (new("--map households.nosuch=a"), 2, "nosuch"),
        (new("--weld -1"), 2, "-1"),
        // The places.
        (format!("new p.gpkg {MADE}"), 3, "p.gpkg"),
        (format!("new empty.csv/n.gpkg {MADE}"), 3, "empty.csv"),
        ("export p.gpkg --plan after --to empty.csv/out".into(), 3, "empty.csv"),
        ("export p.gpkg --plan after --what workers --to workers.xlsx".into(), 3, "workers.xlsx"),
        ("sample empty.csv".into(), 3, "empty.csv"),
        ("sample made --area 433126108 --households 100".into(), 3, "made"),
        // The project.
        ("check missing.gpkg".into(), 3, "missing.gpkg"),
        ("check text.gpkg".into(), 3, "text.gpkg"),
        ("p.gpkg check p.gpkg".into(), 2, "p.gpkg"),
        ("check other.gpkg".into(), 4, "other.gpkg"),
        ("balance half-project.gpkg".into(), 4, "half-project.gpkg"),
        // What is asked of it.
        ("balance p.gpkg --plan after --cells 8".into(), 1, "9"),
        ("balance p.gpkg --plan after --cut sometimes".into(), 2, "sometimes"),
        ("balance p.gpkg --plan after --nest street".into(), 2, "street"),
        ("balance p.gpkg --plan after --within 99".into(), 2, "99"),
        ("balance p.gpkg --plan after --weight areas.nosuch".into(), 2, "nosuch"),
        ("staff p.gpkg --plan nosuch".into(), 2, "nosuch"),
        ("check p.gpkg --plan after --within 433126".into(), 2, "--within"),
        ("compare p.gpkg before nosuch".into(), 2, "nosuch"),
        ("export p.gpkg --plan after --what cells,nosuch --to out".into(), 2, "nosuch"),
        ("export p.gpkg --plan after --mask nosuch --to out".into(), 2, "nosuch"),
        ("export p.gpkg --plan after --format nosuch --to out".into(), 2, "nosuch"),
        ("sample out --area 99".into(), 2, "99"),
    ];
    let cases: Vec<Case> =
        cases.iter().map(|(arguments, status, names)| (arguments.as_str(), *status, *names)).collect();
    all_refused(&cases);
}

#[test]
fn wrong_usage_ends_with_status_2() {
    for arguments in ["nosuch p.gpkg", "balance", "balance p.gpkg --cells many", "new", "check p.gpkg --nosuch"] {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let ran = gridwright(folder().path(), "en", &arguments);
        assert_eq!(ran.status, 2, "{arguments:?}: {}", ran.err);
        assert!(ran.out.is_empty() && !ran.err.is_empty());
    }
}

#[test]
fn rejected_rows_are_told_and_kept_and_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| gridwright(folder.path(), "en", &arguments.split(' ').collect::<Vec<_>>());
    run("sample made --area 433126108 --households 600 --faults").done();
    let ran = run(&format!("new p.gpkg {MADE} --json"));
    assert_eq!(ran.status, 0, "{}", ran.err);
    let households = &ran.json()["households"];
    let number = |key: &str| households[key].as_u64().unwrap();
    assert!(number("rejected") > 0);
    assert_eq!(number("read"), number("placed") + number("outside") + number("rejected"));
    run("export p.gpkg --what rejected --mask none --to out --format csv").done();
    let rows = csv(&fs::read_to_string(folder.path().join("out/rejected.csv")).unwrap());
    assert_eq!(rows.len() as u64, number("rejected"));
    let reasons: u64 = ran.json()["rejected"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(reasons, number("rejected"));
}
