//! The exports and the project file as other programs read them: GDAL (with SpatiaLite) and SQLite of the system.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::journey::Journey;
use super::tool::{csv, gridwright, other, shared};

/// Whether the programs are there; under `CI=true` they must be.
fn has_tools() -> bool {
    let missing = ["ogr2ogr", "sqlite3"]
        .into_iter()
        .find(|tool| std::process::Command::new(tool).arg("--version").output().is_err());
    let Some(tool) = missing else { return true };
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{tool} is missing: install gdal-bin and sqlite3");
    eprintln!("skipped: {tool} is not installed (gdal-bin, sqlite3)");
    false
}

/// The rows of a query that GDAL runs over one file.
fn query(file: &Path, sql: &str) -> Vec<BTreeMap<String, String>> {
    // With one column alone GDAL writes a comma too many.
    let sql = format!("SELECT *, 1 AS one FROM ({sql})");
    let ran = other("ogr2ogr", &["-f", "CSV", "/vsistdout/", file.to_str().unwrap(), "-sql", &sql]);
    assert!(ran.status == 0 && !ran.err.contains("ERROR"), "{sql}: {}", ran.err);
    csv(&ran.out)
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} is no number in {row:?}"))
}

/// One place's exports beside its source, in one file that GDAL made.
struct Place {
    folder: TempDir,
    project: PathBuf,
    both: PathBuf,
    epsg: String,
}

/// Copies one layer into the common file, in the project's system.
fn copy(to: &Path, epsg: &str, from: &Path, layer: &str, name: &str, more: &[&str]) {
    let mut arguments = vec!["-f", "GPKG", "-nln", name, "-t_srs", epsg, "-nlt", "PROMOTE_TO_MULTI"];
    if to.exists() {
        arguments.push("-update");
    }
    arguments.extend(more);
    arguments.extend([to.to_str().unwrap(), from.to_str().unwrap(), layer]);
    let ran = other("ogr2ogr", &arguments);
    assert!(ran.status == 0 && !ran.err.contains("ERROR"), "{layer}: {}", ran.err);
}

impl Place {
    /// `source` is the file and layer of the areas, with what ogr2ogr needs to leave out the others.
    fn new(folder: TempDir, project: PathBuf, exports: [&Path; 2], source: (&Path, &str, &[&str])) -> Self {
        let both = folder.path().join("both.gpkg");
        let epsg = query(
            &project,
            "SELECT organization || ':' || organization_coordsys_id AS crs FROM gpkg_spatial_ref_sys \
             WHERE srs_id = (SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'cells')",
        );
        let epsg = epsg[0]["crs"].clone();
        copy(&both, &epsg, exports[0], "cells", "cells", &[]);
        // A promoted point is a point for every question asked here.
        copy(&both, &epsg, exports[1], "households", "households", &[]);
        copy(&both, &epsg, source.0, source.1, "source", source.2);
        Self { folder, project, both, epsg }
    }

    /// Founds, balances and exports a place from the shared data.
    fn found(arguments: &[&str], least: &str, source: (&Path, &str, &[&str])) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let run = |arguments: &[&str]| gridwright(folder.path(), "en", arguments).done();
        run(&[&["new", "p.gpkg"], arguments].concat());
        run(&["balance", "p.gpkg", "--plan", "one", "--min", least]);
        let to = ["export", "p.gpkg", "--plan", "one", "--what", "cells,households", "--mask", "none", "--to", "out"];
        run(&to);
        let at = |name: &str| folder.path().join(name);
        let (project, cells, households) = (at("p.gpkg"), at("out/cells.gpkg"), at("out/households.gpkg"));
        Self::new(folder, project, [&cells, &households], source)
    }

    /// Households by point in polygon are those of the cells' table.
    fn households_lie_in_their_cells(&self) {
        let rows = query(
            &self.both,
            "SELECT c.cell_code AS cell, c.households AS told, SUM(h.cell_code = c.cell_code) AS here, \
             SUM(h.cell_code <> c.cell_code AND ST_Contains(c.geom, h.geom)) AS strangers \
             FROM cells c JOIN rtree_cells_geom r ON r.id = c.fid \
             JOIN rtree_households_geom p ON p.minx <= r.maxx AND p.maxx >= r.minx AND p.miny <= r.maxy AND p.maxy >= r.miny \
             JOIN households h ON h.fid = p.id WHERE ST_Intersects(c.geom, h.geom) GROUP BY c.fid",
        );
        for row in &rows {
            assert_eq!((&row["here"], row["strangers"].as_str()), (&row["told"], "0"), "{row:?}");
        }
        let inside: f64 = rows.iter().map(|row| number(row, "here")).sum();
        let all = query(
            &self.both,
            "SELECT COUNT(*) AS n, SUM(cell_code IS NULL OR cell_code = '') AS without FROM households",
        );
        assert!(inside > 0.0);
        assert_eq!(inside, number(&all[0], "n") - number(&all[0], "without"));
        let cells = query(&self.both, "SELECT COUNT(*) AS n FROM cells WHERE households > 0");
        assert_eq!(rows.len() as f64, number(&cells[0], "n"));
    }

    /// No two cells overlap, and together they are the areas of the source.
    fn cells_tile_the_areas(&self) {
        let pairs = query(
            &self.both,
            "SELECT COUNT(*) AS pairs, SUM(ST_Area(ST_Intersection(a.geom, b.geom))) AS m2 FROM cells a \
             JOIN rtree_cells_geom r ON r.id = a.fid JOIN rtree_cells_geom s ON s.id > r.id \
             AND s.minx <= r.maxx AND s.maxx >= r.minx AND s.miny <= r.maxy AND s.maxy >= r.miny \
             JOIN cells b ON b.fid = s.id",
        );
        assert!(number(&pairs[0], "pairs") > 0.0);
        assert!(number(&pairs[0], "m2") <= 1e-6, "{pairs:?}");
        let cells = query(
            &self.both,
            "SELECT SUM(ST_Area(geom)) AS sum, ST_Area(ST_Union(geom)) AS whole, SUM(ST_IsValid(geom) <> 1) AS invalid, \
             MAX(ABS(ST_Area(geom) - area_m2)) AS told FROM cells",
        );
        let (sum, whole) = (number(&cells[0], "sum"), number(&cells[0], "whole"));
        assert_eq!(cells[0]["invalid"], "0");
        // A sum of doubles of this size is good to about a part in 10^12.
        assert!((sum - whole).abs() <= sum * 1e-11, "{sum} {whole}");
        assert!(number(&cells[0], "told") <= 0.01, "{cells:?}");
        // Weld and grid may move a border by 51 mm.
        let source =
            query(&self.both, "SELECT SUM(ST_Area(s.geom)) AS m2, SUM(ST_Perimeter(s.geom)) AS m FROM source s");
        let bound = number(&source[0], "m") * 0.051;
        assert!((whole - number(&source[0], "m2")).abs() <= bound, "{whole} {source:?}");
        let apart = query(
            &self.both,
            "SELECT ST_Area(ST_SymDifference((SELECT ST_Union(geom) FROM cells), \
             (SELECT ST_Union(ST_Buffer(geom, 0)) FROM source))) AS m2",
        );
        assert!(number(&apart[0], "m2") <= bound, "{apart:?}, at most {bound}");
    }

    /// The project itself: a sound database, and layers that hold what the exports hold.
    fn the_project_is_a_sound_geopackage(&self) {
        let file = self.project.to_str().unwrap();
        let pragma = |pragma: &str| other("sqlite3", &[file, &format!("PRAGMA {pragma};")]).done();
        assert_eq!(pragma("integrity_check").trim(), "ok");
        assert_eq!(pragma("foreign_key_check").trim(), "");
        assert_eq!(pragma("application_id").trim(), 0x4750_4b47.to_string(), "GPKG");
        assert_eq!(pragma("user_version").trim(), "10400");
        let ran = other("ogrinfo", &["-ro", "-so", "-al", file]);
        assert!(ran.status == 0 && !ran.err.contains("ERROR"), "{}", ran.err);
        for layer in ["areas", "blocks", "cells", "households", "barriers", "workers"] {
            assert!(ran.out.contains(&format!("Layer name: {layer}\n")), "no layer {layer}");
        }
        let count = |file: &Path, of: &str| query(file, &format!("SELECT COUNT(*) AS n FROM {of}"))[0]["n"].clone();
        assert_eq!(count(&self.project, "households"), count(&self.both, "households"));
        let area = |file: &Path, layer: &str| {
            number(&query(file, &format!("SELECT SUM(ST_Area(geom)) AS m2 FROM {layer}"))[0], "m2")
        };
        let (blocks, cells) = (area(&self.project, "blocks"), area(&self.both, "cells"));
        assert!((blocks - cells).abs() <= cells * 1e-11, "{blocks} m² of blocks, {cells} m² of cells");
        assert!(self.epsg.starts_with("EPSG:") && self.folder.path().exists());
    }

    fn holds(&self) {
        self.households_lie_in_their_cells();
        self.cells_tile_the_areas();
        self.the_project_is_a_sound_geopackage();
    }
}

#[test]
fn gdal_agrees_on_the_sample() {
    if !has_tools() {
        return;
    }
    let journey = Journey::shared();
    let at = |name: &str| journey.path(name);
    let (cells, households) = (at("after_gpkg/cells.gpkg"), at("after_gpkg/households.gpkg"));
    let source = at("made/areas_village.geojson");
    // GDAL names the layer of a GeoJSON file by its "name" or its file.
    let layer = other("ogrinfo", &["-ro", "-q", source.to_str().unwrap()]).done();
    let layer = layer.split_whitespace().nth(1).unwrap().to_owned();
    let place = Place::new(tempfile::tempdir().unwrap(), at("p.gpkg"), [&cells, &households], (&source, &layer, &[]));
    place.holds();
}

#[test]
fn gdal_agrees_on_liechtenstein() {
    let Some(file) = shared("liechtenstein.gpkg").filter(|_| has_tools()) else { return };
    let layer = |name: &str| format!("{}:{name}", file.display());
    let place = Place::found(
        &[
            "--areas",
            &layer("admin?admin_level=8&name!="),
            "--households",
            &layer("building"),
            "--barriers",
            &layer("road"),
            "--barriers",
            &layer("waterway"),
        ],
        "40",
        (&file, "admin", &["-where", "admin_level = '8' AND name <> ''"]),
    );
    place.holds();
}

#[test]
fn gdal_agrees_on_powys() {
    let Some(file) = shared("powys.gpkg").filter(|_| has_tools()) else { return };
    let layer = |name: &str| format!("{}:{name}", file.display());
    let place = Place::found(
        &["--areas", &layer("village_lsoa"), "--blocks", &layer("group_oa"), "--households", &layer("postcode_points")],
        // Some of these areas hold hardly 20 postcodes.
        "10",
        (&file, "village_lsoa", &[]),
    );
    place.holds();
}

#[test]
fn every_postcode_of_powys_gets_the_ward_that_gdal_finds() {
    let Some(file) = shared("powys.gpkg").filter(|_| has_tools()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| gridwright(folder.path(), "en", arguments).done();
    let (wards, points) = (format!("{}:township_ward", file.display()), format!("{}:postcode_points", file.display()));
    run(&["new", "p.gpkg", "--areas", &wards, "--households", &points, "--map", "areas.code=WD13CD"]);
    run(&["export", "p.gpkg", "--what", "households", "--mask", "none", "--to", "h.csv"]);
    let ours: BTreeMap<String, String> = csv(&fs::read_to_string(folder.path().join("h.csv")).unwrap())
        .into_iter()
        .map(|row| (row["Household code"].clone(), row["Lives in (code)"].clone()))
        .collect();
    let theirs = query(
        &file,
        "SELECT p.postcode, p.ward, w.WD13CD AS polygon FROM township_ward w JOIN rtree_township_ward_geom r ON r.id = w.fid \
         JOIN rtree_postcode_points_geom s ON s.minx <= r.maxx AND s.maxx >= r.minx AND s.miny <= r.maxy AND s.maxy >= r.miny \
         JOIN postcode_points p ON p.fid = s.id WHERE ST_Contains(w.geom, p.geom)",
    );
    assert_eq!((ours.len(), theirs.len()), (6042, 6042));
    for row in &theirs {
        assert_eq!(ours[&row["postcode"]], row["polygon"], "{row:?}");
    }
    // The register itself puts seven postcodes into the ward next to the polygon that they lie in.
    assert_eq!(theirs.iter().filter(|row| row["ward"] != row["polygon"]).count(), 7);
}

#[test]
fn the_geojson_keeps_rfc_7946() {
    let text = fs::read_to_string(Journey::shared().path("after_geojson/cells.geojson")).unwrap();
    let page: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(page["type"], "FeatureCollection");
    assert!(page.get("crs").is_none(), "RFC 7946 has no crs member");
    let features = page["features"].as_array().unwrap();
    assert_eq!(features.len() as u64, Journey::shared().said["balance"]["cells"].as_u64().unwrap());
    for feature in features {
        let polygons = match feature["geometry"]["type"].as_str() {
            Some("Polygon") => vec![&feature["geometry"]["coordinates"]],
            Some("MultiPolygon") => feature["geometry"]["coordinates"].as_array().unwrap().iter().collect(),
            other => panic!("a cell is {other:?}"),
        };
        for (i, ring) in polygons.iter().flat_map(|p| p.as_array().unwrap().iter().enumerate()) {
            let points: Vec<(f64, f64)> =
                ring.as_array().unwrap().iter().map(|p| (p[0].as_f64().unwrap(), p[1].as_f64().unwrap())).collect();
            assert!(points.len() >= 4 && points.first() == points.last(), "a closed ring");
            // Guzhang, longitude first.
            assert!(points.iter().all(|(x, y)| (109.0..111.0).contains(x) && (28.0..29.5).contains(y)));
            let doubled: f64 = points.windows(2).map(|p| (p[1].0 - p[0].0) * (p[1].1 + p[0].1)).sum();
            assert_eq!(doubled < 0.0, i == 0, "outer rings run against the clock, holes with it");
        }
    }
}
