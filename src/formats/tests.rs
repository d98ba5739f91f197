//! Whole files in and out, as a user meets them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use geo::{Geometry, MultiPolygon, Point, Winding as _, polygon};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::base::{Fault, FaultKind, Watch};

type New = fn(&Path, Schema, bool) -> Result<Box<dyn Sink>, Fault>;

/// Everything that one source gives, kept.
#[derive(Debug)]
pub(super) struct Got {
    pub header: Header,
    pub rows: Vec<Kept>,
    pub summary: Summary,
}

#[derive(Debug)]
pub(super) struct Kept {
    pub number: u64,
    values: Vec<Value<'static>>,
    pub geometry: Option<Geometry<f64>>,
    geometry_fault: Option<String>,
    fault: Option<String>,
}

impl Kept {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        self.values.iter().map(Value::as_text).collect()
    }
}

pub(super) fn get(source: &Source, options: &ReadOptions) -> Result<Got, Fault> {
    let (mut header, mut rows) = (None, Vec::new());
    let summary = read(
        source,
        options,
        &Watch::new(),
        &mut |h| {
            header = Some(h.clone());
            Ok(())
        },
        &mut |row| {
            rows.push(Kept {
                number: row.number,
                values: row.values.iter().cloned().map(Value::into_owned).collect(),
                geometry: row.geometry,
                geometry_fault: row.geometry_fault.map(|m| m.key.into_owned()),
                fault: row.fault.map(|m| m.key.into_owned()),
            });
            Ok(())
        },
    )?;
    Ok(Got { header: header.unwrap(), rows, summary })
}

pub(super) fn all(path: &Path) -> Got {
    get(&Source::file(path), &ReadOptions::default()).unwrap()
}

fn refusal(path: &Path) -> String {
    let fault = get(&Source::file(path), &ReadOptions::default()).expect_err("must be refused");
    assert_eq!(fault.kind, FaultKind::Input);
    fault.message.key.into_owned()
}

pub(super) fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn put(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A file of the shared real data, or `None` (told) where they are not.
fn real(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no {}", path.display());
    None
}

pub(super) fn schema(layer: &str, columns: &[(&str, Kind)], geometry: Option<GeometryKind>) -> Schema {
    Schema {
        layer: layer.to_owned(),
        title: String::new(),
        columns: columns.iter().map(|(name, kind)| Column::new(*name, *kind)).collect(),
        geometry,
        epsg: geometry.map(|_| 4326),
    }
}

/// A square with a hole, both wound the wrong way round for GeoJSON.
pub(super) fn ring_road(x: f64, y: f64) -> Geometry<f64> {
    let mut square = polygon![
        exterior: [(x: x, y: y), (x: x + 1.0, y: y), (x: x + 1.0, y: y + 1.0), (x: x, y: y + 1.0)],
        interiors: [[(x: x + 0.2, y: y + 0.2), (x: x + 0.8, y: y + 0.2), (x: x + 0.8, y: y + 0.8)]],
    ];
    square.exterior_mut(|r| r.make_cw_winding());
    square.interiors_mut(|r| r[0].make_ccw_winding());
    square.into()
}

#[test]
fn a_source_is_the_longest_existing_file_then_layer_then_conditions() {
    let folder = folder();
    let path = put(&folder, "a?b:c.csv", "x,y\n1,\n2,b\n");
    let text = format!("{}:a?b:c?x!=2&y=?:", path.display());
    let source = Source::parse(&text).unwrap();
    assert_eq!((source.layer.as_deref(), source.filters.len(), source.to_string()), (Some("a"), 2, text));
    let text = format!("{}?x!=2&y=", path.display());
    let source = Source::parse(&text).unwrap();
    assert_eq!((source.file.as_path(), source.filters.len(), source.to_string()), (path.as_path(), 2, text));
    let got = get(&source, &ReadOptions::default()).unwrap();
    assert_eq!((got.rows.len(), got.summary.filtered), (1, 1));
    let keyed = |text: String| Source::parse(&text).expect_err("must be refused").message.key.into_owned();
    assert_eq!(keyed(format!("{}?x", path.display())), "formats-source-condition");
    assert_eq!(keyed(format!("{}:", path.display())), "formats-source-no-layer");
    assert_eq!(keyed(format!("{}x", path.display())), "formats-no-file");
    assert_eq!(keyed(folder.path().display().to_string()), "formats-is-folder");
    let source = Source::parse(&format!("{}?z=1", path.display())).unwrap();
    assert_eq!(get(&source, &ReadOptions::default()).unwrap_err().message.key, "formats-no-column");
}

#[test]
fn nine_ways_to_write_the_same_places_read_the_same() {
    let Some(folder) = real("hard-files/xiangxi-variants") else { return };
    let right = all(&folder.join("points_utf8.csv"));
    assert_eq!(right.header.columns, ["编号", "名称", "经度", "纬度", "人口"]);
    assert_eq!(right.rows.len(), 172);
    assert_eq!((right.rows[0].number, right.rows[0].texts()[1].as_ref()), (2, "召市"));
    for (name, encoding, delimiter) in [
        ("points_utf8.csv", "UTF-8", ','),
        ("points_utf8_bom.csv", "UTF-8 with BOM", ','),
        ("points_gbk.csv", "GB18030", ','),
        ("points_gb18030.csv", "GB18030", ','),
        ("points_utf16le_bom.tsv", "UTF-16LE", '\t'),
        ("points_semicolon_decimalcomma.csv", "UTF-8", ';'),
        ("points_latlon_swapped.csv", "UTF-8", ','),
        ("points_dms.csv", "UTF-8", ','),
        ("points_cgcs2000_gk111.csv", "GB18030", ','),
    ] {
        let got = all(&folder.join(name));
        assert_eq!((got.header.encoding, got.header.delimiter), (Some(encoding), Some(delimiter)), "{name}");
        assert_eq!((got.rows.len(), got.summary.faulty), (172, 0), "{name}");
        for (a, b) in got.rows.iter().zip(&right.rows) {
            assert_eq!((a.number, &a.texts()[..2]), (b.number, &b.texts()[..2]), "{name}");
        }
    }
}

#[test]
fn odd_tables_keep_every_row() {
    let folder = folder();
    let csv = |text: &str| all(&put(&folder, "t.csv", text));
    let got = csv("Column one,\"Column with a\nline break\",\"户主\n姓名\"\n1,2,3\n");
    assert_eq!(got.header.columns, ["Column one", "Column with a line break", "户主姓名"]);
    assert_eq!(got.rows[0].number, 4);

    let got = csv("id,txt\n1,\"foo\"\"\n2,bar\n3,\"two\nlines\"\n4,x\n");
    let seen: Vec<_> = got.rows.iter().map(|r| (r.number, r.fault.as_deref())).collect();
    assert_eq!(seen[0], (2, Some("formats-open-quote")), "{got:?}");
    assert!(got.rows.iter().any(|r| r.texts() == ["2", "bar"] && r.fault.is_none()), "{got:?}");

    let title =
        "湘西州农户台账,,,\n,,,\n填表单位：某乡,,2024年,\n户编号,户主,人口,人口\n\n1,\"a\"\"b\",2,\n2,乙\n3,丙,4,5,6\n";
    let got = csv(title);
    assert_eq!(got.header.columns, ["户编号", "户主", "人口", "人口 (2)"]);
    assert_eq!(got.header.header_row, Some(4));
    assert_eq!(got.rows[0].texts(), ["1", "a\"b", "2", ""]);
    let seen: Vec<_> = got.rows.iter().map(|r| (r.number, r.fault.as_deref())).collect();
    assert_eq!(seen, [(6, None), (7, Some("formats-wrong-width")), (8, Some("formats-wrong-width"))]);
    assert_eq!(got.rows[2].texts(), ["3", "丙", "4", "5", "6"]);

    let got = csv("甲，乙\r\n1，a\0b\r\n");
    assert_eq!((got.header.delimiter, got.rows[0].texts()[1].as_ref()), (Some('，'), "ab"));
    let got = csv("sep=|\na|b,c\n1|2,3\n");
    assert_eq!(got.header.columns, ["a", "b,c"]);
    let got = csv("id\n7\n8");
    assert_eq!((got.header.columns.len(), got.rows.len()), (1, 2));
    let mut mixed = "名称,号\n".repeat(400).into_bytes();
    mixed.extend_from_slice(b"\xff\xfe\x80,1\n");
    let got = all(&put(&folder, "mixed.csv", mixed));
    assert_eq!((got.header.encoding, got.rows.len()), (Some("UTF-8"), 400));
    assert_eq!(got.summary.notes[0].key, "formats-bad-bytes");
}

/// A quotation mark that is never closed costs one row, not the rest of the file.
#[test]
fn an_open_quote_does_not_swallow_the_file() {
    let folder = folder();
    let mut text = String::from("id,txt\n1,\"open\n");
    for i in 2..2000 {
        text += &format!("{i},row\n");
    }
    let got = all(&put(&folder, "open.csv", text));
    assert_eq!((got.rows.len(), got.summary.faulty), (1999, 1));
    assert_eq!((got.rows[1998].number, got.rows[1998].texts()[0].as_ref()), (2000, "1999"));
}

#[test]
fn geojson_of_every_shape_is_read() {
    let folder = folder();
    let json = |text: &str| all(&put(&folder, "t.json", text));
    let got = json(
        r#"{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"name":"村","features":[
        {"type":"Feature","id":"c1","properties":{"a":1,"b":"\u6751"},"geometry":{"type":"Point","coordinates":[109,28,5]}},
        {"type":"Feature","properties":{"c":[1,{"d":2}],"a":2.50},"geometry":{"type":"Point","coordinates":[1e999,0]}},
        {"type":"Feature","properties":{"a":433125001001000012345},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}},
        {"type":"Feature","properties":{"b":"\ud800"},"geometry":null},
        7],"type":"FeatureCollection"}"#,
    );
    assert_eq!(got.header.columns, ["a", "b", "c", "id"]);
    assert_eq!((got.header.epsg, got.header.layer.as_str()), (Some(4490), "村"));
    assert_eq!(got.rows[0].texts(), ["1", "村", "", "c1"]);
    assert_eq!(got.rows[0].geometry, Some(Point::new(109.0, 28.0).into()));
    assert_eq!(got.rows[1].texts(), ["2.5", "", r#"[1,{"d":2}]"#, ""]);
    assert_eq!(got.rows[1].geometry_fault.as_deref(), Some("formats-geometry-json"));
    assert_eq!(got.rows[2].texts()[0], "433125001001000012345");
    assert_eq!(got.rows[2].geometry_fault.as_deref(), Some("formats-geometry-stump"));
    assert_eq!(got.rows[3].fault.as_deref(), Some("formats-feature-broken"));
    assert_eq!((got.rows[4].number, got.rows[4].fault.as_deref()), (5, Some("formats-feature-broken")));
    let got = json(
        "\u{FEFF}{ \"geometry\": { \"type\": \"Point\", \"coordinates\": [ 100.0, 0.0 ] }, \"type\": \"Feature\" }",
    );
    assert_eq!(got.rows[0].geometry, Some(Point::new(100.0, 0.0).into()));
    let got = json(r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}"#);
    assert!(matches!(got.rows[0].geometry, Some(Geometry::GeometryCollection(_))));
    let deep = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"a":{}"#,
        "[".repeat(100_000)
    );
    assert_eq!(refusal(&put(&folder, "deep.json", deep)), "formats-json-cut");
    if let Some(path) = real("hard-files/gdal-autotest/feature_with_type_Topology_property.json") {
        let got = all(&path);
        assert_eq!((got.header.epsg, got.rows[0].texts()[0].as_ref()), (Some(27700), "Topology"));
    }
}

#[test]
fn real_counties_are_read() {
    let Some(path) = real("xiangxi/tianditu_433100_counties.geojson") else { return };
    let got = all(&path);
    assert_eq!((got.rows.len(), got.summary.faulty, got.header.epsg), (8, 0, Some(4490)));
    let layers = layers(&real("liechtenstein.gpkg").unwrap()).unwrap();
    assert!(layers.iter().any(|l| l.name == "admin" && l.geometry_type.is_some()), "{layers:?}");
    let source =
        Source::parse(&format!("{}:admin?admin_level=8&name!=", real("liechtenstein.gpkg").unwrap().display()))
            .unwrap();
    let got = get(&source, &ReadOptions::default()).unwrap();
    assert_eq!((got.rows.len(), got.summary.faulty, got.header.epsg), (11, 0, Some(4326)));
    assert_eq!(refusal(&real("liechtenstein.gpkg").unwrap()), "formats-which-layer");
}

#[test]
fn broken_files_are_refused_in_one_sentence() {
    let folder = folder();
    assert_eq!(refusal(&put(&folder, "a.csv", "")), "formats-empty");
    assert_eq!(refusal(&put(&folder, "b.csv", " \n\n")), "formats-empty");
    assert_eq!(refusal(&put(&folder, "c.shp", "x")), "formats-shapefile");
    assert_eq!(refusal(&put(&folder, "d.gpkg", "x")), "formats-not-gpkg");
    assert_eq!(refusal(&put(&folder, "e.geojson", "[1]")), "formats-not-geojson");
    assert_eq!(refusal(&put(&folder, "f.geojson", "{\"type\":\"Topology\"}")), "formats-not-geojson");
    assert_eq!(refusal(&put(&folder, "g.geojson", "{\"type\":\"Feature\"}{}")), "formats-json-lines");
    let gbk = b"{\"type\":\"Feature\",\"properties\":{\"a\":\"\xC4\xE3\"},\"geometry\":null}";
    assert_eq!(refusal(&put(&folder, "gbk.geojson", gbk)), "formats-json-encoding");
    assert_eq!(refusal(&put(&folder, "h.xls", [0xD0, 0xCF, 0x11, 0xE0])), "formats-old-excel");
    assert_eq!(refusal(&put(&folder, "i.txt", [0_u8, 1, 2, 0, 0, 3, 200].repeat(99))), "formats-no-text");
    assert_eq!(refusal(&folder.path().join("none.csv")), "formats-no-file");
    assert_eq!(refusal(folder.path()), "formats-is-folder");
    let source = Source::file(put(&folder, "j.csv", "a\n1\n")).layer("b");
    assert_eq!(get(&source, &ReadOptions::default()).unwrap_err().message.key, "formats-no-layer");
}

/// A file cut anywhere is refused whole, or (text) told by its last row; never a panic, never silence.
#[test]
fn files_cut_short_are_told() {
    let folder = folder();
    for (name, path) in whole_files(&folder) {
        let bytes = std::fs::read(&path).unwrap();
        for part in 1..40 {
            let cut = put(&folder, &format!("cut.{name}"), &bytes[..bytes.len() * part / 40]);
            let fault = get(&Source::file(&cut), &ReadOptions::default());
            assert!(fault.is_err_and(|f| f.kind == FaultKind::Input), "{name} {part}");
        }
    }
}

/// One sound file of each binary or bracketed format.
fn whole_files(folder: &TempDir) -> Vec<(&'static str, PathBuf)> {
    let schema = schema("t", &[("a", Kind::Text), ("n", Kind::Int)], Some(GeometryKind::MultiPolygon));
    let make = |name: &'static str, new: New| {
        let path = folder.path().join(format!("whole.{name}"));
        let mut sink = new(&path, schema.clone(), true).unwrap();
        for i in 0..600 {
            let values = [Value::from("甲"), Value::Int(i)];
            sink.row(&values, Some(&ring_road(i as f64 / 10.0, 1.0))).unwrap();
        }
        sink.finish().unwrap();
        (name, path)
    };
    vec![make("gpkg", gpkg::sink), make("geojson", geojson), make("xlsx", xlsx)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn noise_never_panics(noise in proptest::collection::vec(any::<u8>(), 0..400), kind in 0..5_usize) {
        let folder = folder();
        let head: &[u8] = [&b""[..], b"SQLite format 3\0", b"PK\x03\x04", b"{\"features\":[", b"a,\"b\n"][kind];
        let path = put(&folder, "noise", [head, &noise].concat());
        let _ = get(&Source::file(&path), &ReadOptions::default());
        let _ = gpkg::parse_blob(&noise);
    }

    /// Sound files with a few bytes changed, in each format.
    #[test]
    fn flipped_bytes_never_panic(places in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..8)) {
        let folder = folder();
        for (name, path) in whole_files(&folder) {
            let mut bytes = std::fs::read(&path).unwrap();
            for (place, byte) in &places {
                let at = *place as usize % bytes.len();
                bytes[at] = *byte;
            }
            let _ = get(&Source::file(put(&folder, &format!("flip.{name}"), bytes)), &ReadOptions::default());
        }
        let mut blob = gpkg::blob(&ring_road(0.0, 0.0), 4326);
        for (place, byte) in places {
            let at = place as usize % blob.len();
            blob[at] = byte;
        }
        let _ = gpkg::parse_blob(&blob);
    }

    #[test]
    fn any_text_survives_csv_and_geojson(texts in proptest::collection::vec("[=+'＝@\\-\t\r\n\",;|a1甲 ]{0,6}", 1..6)) {
        let folder = folder();
        let columns: Vec<_> = (0..=texts.len()).map(|i| Column::new(format!("c{i}"), Kind::Text)).collect();
        let schema = Schema { columns, ..schema("t", &[], None) };
        let values: Vec<_> = [Value::from("first")].into_iter().chain(texts.iter().map(|t| Value::from(t.as_str()))).collect();
        for (name, new) in [("t.csv", csv as New), ("t.geojson", geojson)] {
            let path = folder.path().join(name);
            let mut sink = new(&path, schema.clone(), false).unwrap();
            sink.row(&values, None).unwrap();
            sink.finish().unwrap();
            let got = all(&path);
            prop_assert_eq!(&got.rows[0].texts()[1..], &texts[..]);
        }
    }
}

#[test]
fn formulas_are_defused_and_numbers_stay() {
    let folder = folder();
    let path = folder.path().join("t.csv");
    let mut sink = csv(&path, schema("t", &[("v", Kind::Text), ("n", Kind::Real)], None), false).unwrap();
    for text in ["=1+1", "+A1", "-2+3", "@x", "\tx", "\rx", "＝1", "-12.5", "+861", "a=b"] {
        sink.row(&[Value::from(text), Value::Real(-3.0)], None).unwrap();
    }
    sink.finish().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("\u{FEFF}v,n\r\n'=1+1,-3\r\n'+A1,-3\r\n'-2+3,-3\r\n'@x,"), "{text:?}");
    for safe in ["\"'\tx\"", "\"'\rx\"", "'＝1", "\r\n-12.5,", "\r\n+861,", "\r\na=b,"] {
        assert!(text.contains(safe), "{safe:?} in {text:?}");
    }
    assert_eq!(all(&path).rows[0].texts()[0], "=1+1");
}

#[test]
fn geojson_winds_its_rings_and_trims_its_numbers() {
    let folder = folder();
    let path = folder.path().join("t.geojson");
    let mut sink =
        geojson(&path, schema("网格", &[("b", Kind::Bool)], Some(GeometryKind::MultiPolygon)), false).unwrap();
    let shape: Geometry<f64> = MultiPolygon(vec![ring_road(109.5, 28.0).try_into().unwrap()]).into();
    sink.row(&[Value::Int(1)], Some(&shape)).unwrap();
    sink.row(&[Value::Null], Some(&Point::new(109.123_456_789_9, -0.000_000_000_01).into())).unwrap();
    sink.finish().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"b\":true") && text.contains("[109.12345679,0]") && text.contains("[109.5,28]"), "{text}");
    let got = all(&path);
    assert_eq!(got.header.layer, "网格");
    let Some(Geometry::MultiPolygon(m)) = &got.rows[0].geometry else { panic!("{got:?}") };
    assert!(m.0[0].exterior().is_ccw() && m.0[0].interiors()[0].is_cw());
}

#[test]
fn workbooks_split_and_come_back() {
    let folder = folder();
    let path = folder.path().join("t.xlsx");
    let columns = [("代码", Kind::Text), ("户数", Kind::Int), ("面积", Kind::Real), ("日期", Kind::Date)];
    let mut sink = xlsx_out::sheets_of(&path, schema("网格/表", &columns, None), false, 4).unwrap();
    for i in 0..7 {
        let code = format!("43312500100{i}000123");
        sink.row(&[Value::from(code), Value::Int(i), Value::Real(1.5), Value::from("2024-05-01")], None).unwrap();
    }
    assert_eq!(sink.finish().unwrap().rows, 7);
    let sheets = layers(&path).unwrap();
    assert_eq!(sheets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["网格_表", "网格_表 2", "网格_表 3"]);
    let got = get(&Source::file(&path).layer("网格_表 3"), &ReadOptions::default()).unwrap();
    assert_eq!(got.rows[0].texts(), ["433125001006000123", "6", "1.5", "2024-05-01"]);
    assert_eq!(got.rows[0].number, 2);
    let missing = get(&Source::file(&path).layer("x"), &ReadOptions::default()).unwrap_err();
    assert_eq!(missing.message.key, "formats-no-layer");
}

#[test]
fn a_zip_bomb_is_refused() {
    use std::io::Write as _;
    let folder = folder();
    let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..80 {
        packed.write_all(&[b' '; 1 << 20]).unwrap();
    }
    let data = packed.finish().unwrap();
    // A local header, the data, a directory that claims ten bytes, and its end.
    let mut zip = [&b"PK\x03\x04"[..], &[0; 26]].concat();
    zip[8] = 8;
    zip.extend_from_slice(&data);
    let directory = zip.len() as u32;
    let mut entry = [&b"PK\x01\x02"[..], &[0; 42]].concat();
    entry[10] = 8;
    entry[20..24].copy_from_slice(&(data.len() as u32).to_le_bytes());
    entry[24..28].copy_from_slice(&10_u32.to_le_bytes());
    zip.extend_from_slice(&entry);
    let mut end = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    end[10] = 1;
    end[16..20].copy_from_slice(&directory.to_le_bytes());
    zip.extend_from_slice(&end);
    assert_eq!(refusal(&put(&folder, "bomb.xlsx", zip)), "formats-zip-bomb");
}

#[test]
fn what_the_user_says_wins_over_the_guess() {
    let folder = folder();
    let path = put(&folder, "t.txt", b"x\na;b,\xC4\xE3\n1;2,3\n");
    let options = ReadOptions {
        encoding: Some("gbk".to_owned()),
        delimiter: Some(';'),
        header_row: Some(2),
        ..ReadOptions::default()
    };
    let got = get(&Source::file(&path), &options).unwrap();
    assert_eq!((got.header.columns, got.header.encoding), (vec!["a".to_owned(), "b,你".to_owned()], Some("GBK")));
    assert_eq!(got.rows[0].texts(), ["1", "2,3"]);
    let options = ReadOptions { encoding: Some("klingon".to_owned()), ..ReadOptions::default() };
    assert_eq!(get(&Source::file(&path), &options).unwrap_err().kind, FaultKind::Usage);
    assert_eq!(head(&Source::file(&path), 1).unwrap().rows.len(), 1);
}

#[test]
fn nothing_is_left_of_what_was_not_finished() {
    let folder = folder();
    let names = || std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect::<Vec<_>>();
    let point = schema("t", &[("a", Kind::Int)], Some(GeometryKind::Point));
    for (name, new) in [("t.csv", csv as New), ("t.xlsx", xlsx), ("t.geojson", geojson), ("t.gpkg", gpkg::sink)] {
        let path = folder.path().join(name);
        let mut sink = new(&path, point.clone(), false).unwrap();
        sink.row(&[Value::Int(1)], None).unwrap();
        assert!(sink.row(&[Value::from("x")], None).is_err(), "{name}");
        drop(sink);
        assert_eq!(names(), [""; 0], "{name}");
        std::fs::write(&path, "mine").unwrap();
        let Err(refused) = new(&path, point.clone(), false) else { panic!("{name} overwrote") };
        assert_eq!(refused.message.key, "formats-exists");
        new(&path, point.clone(), true).unwrap().finish().unwrap();
        assert_ne!(std::fs::read(&path).unwrap(), b"mine");
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_cancelled_reading_stops() {
    let folder = folder();
    let path = put(&folder, "t.csv", "a,b\n".repeat(5000));
    let watch = Watch::new();
    let mut rows = 0;
    let fault = read(&Source::file(path), &ReadOptions::default(), &watch, &mut |_| Ok(()), &mut |_| {
        rows += 1;
        watch.cancel();
        Ok(())
    });
    assert_eq!(fault.unwrap_err().kind, FaultKind::Cancelled);
    assert!(rows < 1000);
}

#[test]
fn a_digest_is_that_of_sha256sum() {
    let path = put(&folder(), "abc", "abc");
    assert!(sha256_hex(&path).is_err(), "the folder is gone");
    let folder = folder();
    let digest = sha256_hex(&put(&folder, "abc", "abc")).unwrap();
    assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/// Leaves one file of each kind for other programs to judge, and tells speeds; run by hand.
#[test]
#[ignore = "leaves files for other programs and measures; run with GRIDWRIGHT_OUT=folder"]
fn for_the_judges() {
    let out = PathBuf::from(std::env::var_os("GRIDWRIGHT_OUT").unwrap());
    let clock = std::time::Instant::now();
    let told = |what: &str, start: std::time::Duration| println!("{what}: {:?}", clock.elapsed() - start);
    let columns = [("code", Kind::Text), ("name", Kind::Text), ("x", Kind::Real), ("y", Kind::Real), ("n", Kind::Int)];
    for (name, new) in [("p.csv", csv as New), ("p.geojson", geojson), ("p.gpkg", gpkg::sink), ("p.xlsx", xlsx)] {
        let path = out.join(name);
        let start = clock.elapsed();
        let mut sink = new(&path, schema("points", &columns, Some(GeometryKind::Point)), true).unwrap();
        let mut rng = crate::base::Rng::stream(1, 0, 0);
        for i in 0..860_000 {
            let (x, y) = (rng.range(109.0, 110.5), rng.range(27.7, 29.7));
            let code = format!("433125{i:012}");
            let values =
                [Value::from(code), Value::from("吉首市某村"), Value::Real(x), Value::Real(y), Value::Int(i % 7)];
            sink.row(&values, Some(&Point::new(x, y).into())).unwrap();
        }
        sink.finish().unwrap();
        told(&format!("write {name}"), start);
        let start = clock.elapsed();
        let mut rows = 0;
        read(&Source::file(&path), &ReadOptions::default(), &Watch::new(), &mut |_| Ok(()), &mut |row| {
            rows += usize::from(row.fault.is_none() && row.geometry_fault.is_none());
            Ok(())
        })
        .unwrap();
        assert_eq!(rows, 860_000);
        told(&format!("read {name}"), start);
    }
    let mut writer = gpkg::Writer::create(&out.join("all.gpkg"), true).unwrap();
    writer.layer(schema("places", &[("name", Kind::Text), ("on", Kind::Date)], Some(GeometryKind::Point))).unwrap();
    for i in 0..5000_i32 {
        let place = Point::new(109.0 + f64::from(i % 77) / 100.0, 28.0 + f64::from(i / 77) / 100.0).into();
        writer.row(&[Value::from("甲"), Value::from("2024-02-29")], Some(&place)).unwrap();
    }
    let cells = Schema { epsg: Some(4546), ..schema("cells", &[("ok", Kind::Bool)], Some(GeometryKind::MultiPolygon)) };
    writer.layer(cells).unwrap();
    writer.row(&[Value::Int(1)], Some(&ring_road(376_357.0, 3_127_899.0))).unwrap();
    writer.layer(schema("empty", &[], Some(GeometryKind::MultiLineString))).unwrap();
    writer.attributes_table(schema("workers", &[("name", Kind::Text)], None)).unwrap();
    writer.row(&[Value::from("石")], None).unwrap();
    Box::new(writer).finish().unwrap();
}
