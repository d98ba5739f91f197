use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use geo::{Area as _, Contains as _, Coord, Geometry};

use super::*;
use crate::base::Watch;
use crate::formats::{self, ReadOptions, Source, Value, sha256_hex};
use crate::measure::compare;
use crate::model::example::{example, paint};
use crate::model::{Cell, Id, Plan, Project, Rejected};
use crate::say;
use crate::words::Language;

const IDENTITY: &str = "11010519491231002X";
const SECRETS: [&str; 9] = [
    "龙金花",
    "吴八妹",
    "欧阳建国",
    "阿卜杜拉·买买提",
    "13812341234",
    "12345678",
    "精神残疾二级",
    "母亲住院",
    IDENTITY,
];

/// The example with people whom an export must not show.
fn people() -> Project {
    let mut project = example();
    let names = ["龙金花", "吴八妹", "欧阳建国", "阿卜杜拉·买买提"];
    for id in 0..project.households.next_id() {
        let old = project.households[id].clone();
        let mut row = old.facts();
        row.name = names[id as usize % 4].into();
        row.phone = if id % 2 == 0 { "13812341234" } else { "0743-12345678" }.into();
        row.labels = "精神残疾二级".into();
        row.remark = format!("母亲住院，身份证{IDENTITY}").into();
        if id == 7 {
            row.code = IDENTITY.into();
        }
        project.households.set(id, Some(row.into()));
    }
    project.rejected.push(Rejected {
        kind: "households".into(),
        file: "/home/ji/湘西/户.csv".into(),
        row: 17,
        reason: say!("geom-no-transform", from = "龙金花 13812341234", to = "4546"),
        values: format!(r#"{{"姓名":"龙金花","电话":13812341234,"备注":"母亲住院","证件":"{IDENTITY}"}}"#).into(),
    });
    project
}

fn order(what: What, format: Format, mask: Mask) -> Order {
    Order { what, format, mask, language: Language::Zh, force: false, since: (what == What::Changes).then_some(1) }
}

fn write(project: &Project, what: What, format: Format, mask: Mask, folder: &Path) -> PathBuf {
    let to = folder.join(format!("{}-{}.{}", what.name(), mask.name(), format.name()));
    let done = export(project, Some(0), &order(what, format, mask), &to, &Watch::new()).unwrap();
    assert_eq!((&done.path, done.bytes), (&to, fs::metadata(&to).unwrap().len()));
    to
}

type Read = (Vec<String>, Vec<(Vec<Value<'static>>, Option<Geometry<f64>>)>);

fn read(path: &Path) -> Read {
    let (mut columns, mut rows) = (Vec::new(), Vec::new());
    let mut on_header = |header: &formats::Header| {
        columns = header.columns.clone();
        Ok(())
    };
    let mut on_row = |row: formats::Row<'_>| {
        assert!(row.fault.is_none() && row.geometry_fault.is_none());
        rows.push((row.values.iter().cloned().map(Value::into_owned).collect(), row.geometry));
        Ok(())
    };
    let watch = Watch::new();
    formats::read(&Source::file(path), &ReadOptions::default(), &watch, &mut on_header, &mut on_row).unwrap();
    (columns, rows)
}

fn column(read: &Read, name: &str) -> Vec<String> {
    let at = read.0.iter().position(|column| column == name).unwrap_or_else(|| panic!("no {name} in {:?}", read.0));
    read.1.iter().map(|(values, _)| values[at].as_text().into_owned()).collect()
}

#[test]
fn every_household_is_a_row_of_a_table_that_excel_opens() {
    let mut project = people();
    paint(&mut project, 0, &[16], None);
    let folder = tempfile::tempdir().unwrap();
    let path = write(&project, What::Households, Format::Csv, Mask::Names, folder.path());
    assert!(fs::read(&path).unwrap().starts_with(b"\xEF\xBB\xBF"));
    let table = read(&path);
    assert_eq!(table.1.len(), 160);
    let cells = column(&table, "网格编码");
    assert_eq!((cells[0].as_str(), cells[159].as_str()), ("433101100201001", ""));
    assert_eq!(column(&table, "姓名")[..4], ["龙*", "吴*", "欧阳*", "阿*"]);
    assert_eq!(column(&table, "电话")[..2], ["138****1234", "****78"]);
    assert_eq!(column(&table, "户编号")[7], "110105********00XX");
    assert_eq!(column(&table, "网格员编号")[0], "W0");
}

#[test]
fn masks_decide_which_columns_leave() {
    let (project, folder) = (people(), tempfile::tempdir().unwrap());
    let columns = |what, mask| read(&write(&project, what, Format::Gpkg, mask, folder.path())).0;
    let has = |columns: &[String], name: &str| columns.iter().any(|column| column == name);
    let open = columns(What::Households, Mask::None);
    let names = columns(What::Households, Mask::Names);
    let strict = columns(What::Households, Mask::Strict);
    for personal in ["categories", "remark", "lon"] {
        assert!(has(&open, personal) && !has(&names, personal) && !has(&strict, personal), "{personal}");
    }
    assert!(has(&open, "ethnic") && has(&names, "ethnic") && !has(&strict, "ethnic"));
    let public = columns(What::Cells, Mask::Public);
    assert!(has(&public, "households") && !has(&public, "workers") && !has(&public, "worker_codes"));
    for what in What::ALL.into_iter().filter(|what| *what != What::Cells) {
        let to = folder.path().join("refused.csv");
        let refused = export(&project, Some(0), &order(what, Format::Csv, Mask::Public), &to, &Watch::new());
        assert_eq!(refused.unwrap_err().message.key, "exchange-not-public");
        assert!(!to.exists());
    }
    let unmasked = read(&write(&project, What::Households, Format::Csv, Mask::None, folder.path()));
    assert_eq!(column(&unmasked, "姓名")[2], "欧阳建国");
    assert_eq!(column(&unmasked, "类别")[0], "精神残疾二级");
}

#[test]
fn nothing_personal_is_in_any_default_export() {
    let (mut project, folder) = (people(), tempfile::tempdir().unwrap());
    project.plans.push(Plan { name: "空方案".into(), ..project.plans[0].clone() });
    for what in What::ALL {
        for format in Format::ALL {
            for mask in [Mask::Names, Mask::Strict] {
                let path = write(&project, what, format, mask, folder.path());
                let mut text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                // A workbook is packed, so that its bytes tell nothing.
                for (values, _) in read(&path).1 {
                    values.iter().for_each(|value| text.push_str(&value.as_text()));
                }
                for secret in SECRETS {
                    assert!(!text.contains(secret), "{secret} in {}", path.display());
                }
                assert!(!text.contains("/home/ji"));
            }
        }
    }
    let open = fs::read_to_string(write(&project, What::Rejected, Format::Csv, Mask::None, folder.path())).unwrap();
    assert!(open.contains("龙金花") && !open.contains(IDENTITY));
}

#[test]
fn small_counts_leave_public_tables() {
    let mut project = people();
    // Cell 0 keeps one monitored household of its four.
    for id in [0, 10, 40] {
        let mut row = project.households[id].clone();
        row.categories = 0;
        project.households.set(id, Some(row));
    }
    let folder = tempfile::tempdir().unwrap();
    let monitored = |mask| column(&read(&write(&project, What::Cells, Format::Csv, mask, folder.path())), "监测户数");
    assert_eq!(monitored(Mask::Names), ["1", "4", "4", "4"]);
    assert_eq!(monitored(Mask::Public), ["", "4", "4", "4"]);
}

#[test]
fn cells_are_whole_polygons_in_both_systems() {
    let (project, folder) = (example(), tempfile::tempdir().unwrap());
    let table = read(&write(&project, What::Cells, Format::Gpkg, Mask::Names, folder.path()));
    assert_eq!(column(&table, "cell_code")[0], "433101100201001");
    assert_eq!(
        (column(&table, "village")[0].as_str(), column(&table, "county_code")[0].as_str()),
        ("龙家村", "433101")
    );
    for (area, (_, shape)) in std::iter::zip(column(&table, "area_m2"), &table.1) {
        let shape = shape.as_ref().unwrap();
        assert!((shape.unsigned_area() - area.parse::<f64>().unwrap()).abs() < 1e-3);
    }
    let corner = geo::Point::new(376_050.0, 3_128_050.0);
    let holds: Vec<bool> = table.1.iter().map(|(_, shape)| shape.as_ref().unwrap().contains(&corner)).collect();
    assert_eq!(holds, [true, false, false, false]);
    let text = fs::read_to_string(write(&project, What::Cells, Format::GeoJson, Mask::Names, folder.path())).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(json.get("crs").is_none());
    let mut seen: Vec<BTreeSet<String>> = Vec::new();
    for feature in json["features"].as_array().unwrap() {
        for polygon in feature["geometry"]["coordinates"].as_array().unwrap() {
            let ring = polygon[0].as_array().unwrap();
            let at: Vec<Coord> =
                ring.iter().map(|p| Coord { x: p[0].as_f64().unwrap(), y: p[1].as_f64().unwrap() }).collect();
            assert!(at.iter().all(|c| (109.7..109.8).contains(&c.x) && (28.2..28.3).contains(&c.y)), "{at:?}");
            let area2: f64 =
                at.windows(2).map(|w| (w[0].x - 109.0) * (w[1].y - 28.0) - (w[1].x - 109.0) * (w[0].y - 28.0)).sum();
            assert!(area2 > 0.0 && ring.first() == ring.last());
            seen.push(ring.iter().map(ToString::to_string).collect());
        }
    }
    // The halves of a village share three corners of their common border, to the last digit.
    assert_eq!((seen.len(), seen[0].intersection(&seen[1]).count()), (4, 3));
}

#[test]
fn masked_places_stay_in_their_cell() {
    let (project, folder) = (example(), tempfile::tempdir().unwrap());
    let places = |mask| {
        let table = read(&write(&project, What::Households, Format::Gpkg, mask, folder.path()));
        let point = |shape: Option<Geometry<f64>>| match shape {
            Some(Geometry::Point(p)) => p,
            other => panic!("{other:?}"),
        };
        table.1.into_iter().map(|(_, shape)| point(shape)).collect::<Vec<_>>()
    };
    let cells = read(&write(&project, What::Cells, Format::Gpkg, Mask::Names, folder.path())).1;
    let (open, names, strict) = (places(Mask::None), places(Mask::Names), places(Mask::Strict));
    for (id, household) in project.households.iter() {
        let at = id as usize;
        let exact = project.meta.frame.to_coord(household.at);
        assert_eq!(open[at].0, exact);
        let cell = cells[project.cell_of_household(0, household).unwrap() as usize].1.as_ref().unwrap();
        assert!(cell.contains(&names[at]) && cell.contains(&strict[at]));
        assert_ne!(names[at].0, exact);
    }
    let places = |points: &[geo::Point]| points.iter().map(|p| format!("{p:?}")).collect::<BTreeSet<_>>().len();
    assert_eq!((places(&open), places(&names), places(&strict)), (160, 16, 4));
}

#[test]
fn workbooks_keep_codes_as_text_and_files_are_not_replaced_unasked() {
    let (project, folder) = (example(), tempfile::tempdir().unwrap());
    let path = write(&project, What::Appointments, Format::Xlsx, Mask::Names, folder.path());
    let table = read(&path);
    assert_eq!(table.1[0].0[0], Value::from("433101100201001"));
    assert_eq!(column(&table, "姓名"), ["欧阳*"; 4]);
    let before = fs::read(&path).unwrap();
    let mut again = order(What::Workers, Format::Xlsx, Mask::Names);
    assert!(export(&project, Some(0), &again, &path, &Watch::new()).is_err());
    assert_eq!(fs::read(&path).unwrap(), before);
    again.force = true;
    assert_eq!(export(&project, Some(0), &again, &path, &Watch::new()).unwrap().rows, 4);
    let stopped = Watch::new();
    stopped.cancel();
    let other = folder.path().join("stopped.csv");
    assert!(export(&project, Some(0), &order(What::Households, Format::Csv, Mask::Names), &other, &stopped).is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(export(&project, None, &order(What::Cells, Format::Csv, Mask::Names), &other, &Watch::new()).is_err());
}

#[test]
fn the_manifest_tells_the_files_as_they_are() {
    let (mut project, folder) = (people(), tempfile::tempdir().unwrap());
    paint(&mut project, 0, &[16], None);
    let mut set = Set {
        files: vec![(What::Cells, Format::GeoJson), (What::Households, Format::Csv), (What::Findings, Format::Xlsx)],
        mask: Mask::default(),
        language: Language::En,
        force: false,
        since: None,
        time: "2026-01-31T08:00:00Z".to_owned(),
        purpose: "村级会议".to_owned(),
    };
    let to = folder.path().join("out");
    let manifest = export_set(&project, Some(0), &set, &to, &Watch::new()).unwrap();
    let text = fs::read_to_string(to.join("manifest.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json, serde_json::to_value(&manifest).unwrap());
    for file in &manifest.files {
        let path = to.join(&file.file);
        assert_eq!((&file.sha256, file.bytes), (&sha256_hex(&path).unwrap(), fs::metadata(&path).unwrap().len()));
        assert_eq!((file.columns.clone(), file.rows), (read(&path).0, read(&path).1.len() as u64));
    }
    assert_eq!(json["counts"], serde_json::json!({"cells": 4, "households": 160, "covered": 150, "monitored": 16}));
    assert_eq!((&json["mask"], &json["files"][0]["crs"]), (&"names".into(), &"EPSG:4326".into()));
    assert_eq!((&json["files"][1]["crs"], &json["made_sample"]), (&serde_json::Value::Null, &true.into()));
    assert!(SECRETS.iter().all(|secret| !text.contains(secret)));

    assert!(export_set(&project, Some(0), &set, &to, &Watch::new()).is_err());
    assert_eq!(fs::read_to_string(to.join("manifest.json")).unwrap(), text);
    (set.force, set.mask) = (true, Mask::Public);
    assert!(export_set(&project, Some(0), &set, &to, &Watch::new()).is_err());
    assert_eq!(fs::read_to_string(to.join("manifest.json")).unwrap(), text);
    set.files.truncate(1);
    let public = export_set(&project, Some(0), &set, &to, &Watch::new()).unwrap();
    assert_eq!((public.files.len(), public.suppressed_share), (1, 0.0));
}

#[test]
fn the_list_of_changes_adds_up_to_the_comparison() {
    let (mut project, folder) = (people(), tempfile::tempdir().unwrap());
    project.plans.push(Plan { name: "新方案".into(), ..project.plans[0].clone() });
    let labels: Vec<(Id, Id)> = project.labels[&0].iter().map(|(block, cell)| (block, *cell)).collect();
    let mut twins = BTreeMap::new();
    for (id, cell) in project.cells_of(0).map(|(id, row)| (id, row.clone())).collect::<Vec<_>>() {
        twins.insert(id, project.cells.push(Cell { plan: 1, ..cell }));
    }
    // Of every fifth block the cell is another one, and one block has none any more.
    let others: Vec<Id> = twins.values().copied().collect();
    for (n, (block, cell)) in labels.into_iter().enumerate() {
        let to = if n % 5 == 0 { others[n % others.len()] } else { twins[&cell] };
        project.labels.entry(1).or_default().set(block, (n != 3).then_some(to));
    }
    let compared = compare(&project, 0, 1);
    assert!(compared.households_moved > 0 && compared.households_lost > 0, "{compared:?}");
    let to = folder.path().join("changes.csv");
    let order = Order { since: Some(0), ..order(What::Changes, Format::Csv, Mask::Names) };
    export(&project, Some(1), &order, &to, &Watch::new()).unwrap();
    let (columns, rows) = read(&to);
    let at = columns.iter().position(|name| name == "变动").unwrap();
    let count = |word: &str| rows.iter().filter(|(row, _)| row[at] == Value::from(word)).count() as u32;
    let counts = [compared.households_moved, compared.households_lost, compared.households_gained];
    assert_eq!([count("调整到其他网格"), count("不再属于任何网格"), count("新划入网格")], counts);
    let text = fs::read_to_string(&to).unwrap();
    assert!(SECRETS.iter().all(|secret| !text.contains(secret)));
    for since in [None, Some(1), Some(9)] {
        let other = folder.path().join("other.csv");
        assert!(export(&project, Some(1), &Order { since, ..order.clone() }, &other, &Watch::new()).is_err());
        assert!(!other.exists());
    }
}
