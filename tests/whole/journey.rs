//! One county's work from files to exports by the command line, done once for all tests that look at it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use super::tool::{csv, gridwright};

/// The sample's households.
pub const HOUSEHOLDS: u64 = 1500;

/// A folder as it is called in an office.
const FOLDER: &str = "古丈县 网格 (2026)";

/// Where it was done, and what each command printed.
pub struct Journey {
    outer: TempDir,
    pub said: BTreeMap<&'static str, Value>,
}

impl Journey {
    /// The whole job on this many threads.
    pub fn run(threads: &str) -> Self {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join(FOLDER);
        fs::create_dir(&folder).unwrap();
        let mut said = BTreeMap::new();
        let mut run = |step: &'static str, arguments: &str| {
            let arguments: Vec<&str> =
                arguments.split(' ').chain(["--json", "--seed", "7", "--threads", threads]).collect();
            let ran = gridwright(&folder, "en", &arguments);
            assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{step}");
            assert_eq!(ran.out.trim_end().lines().count(), 1, "{step}: one object on one line");
            said.insert(step, ran.json());
        };
        run("sample", &format!("sample made --area 433126108 --households {HOUSEHOLDS}"));
        run("new", &format!("new p.gpkg {MADE}"));
        run("import", "import p.gpkg plan=made/last_year.geojson --plan before");
        run("balance", "balance p.gpkg --plan after --min 30 --max 160");
        run("staff", "staff p.gpkg --plan after");
        run("check", "check p.gpkg --plan after");
        run("compare", "compare p.gpkg before after");
        for plan in ["before", "after"] {
            for format in ["csv", "geojson", "gpkg"] {
                let to = format!("export p.gpkg --plan {plan} --mask none --format {format} --to {plan}_{format}");
                run("export", &to);
            }
        }
        Self { outer, said }
    }

    /// The journey that tests share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Journey> = OnceLock::new();
        SHARED.get_or_init(|| Self::run("2"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn folder(&self) -> PathBuf {
        self.outer.path().join(FOLDER)
    }

    /// The rows of an exported CSV file.
    pub fn table(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        csv(&fs::read_to_string(self.path(name)).unwrap())
    }
}

/// The sample's files as `new` takes them.
pub const MADE: &str = "--areas county=made/areas_county.geojson --areas township=made/areas_township.geojson \
    --areas village=made/areas_village.geojson --households made/households.csv --barriers made/barriers.geojson \
    --workers made/workers.csv";
