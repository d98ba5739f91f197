//! GeoPackages that come back, are edited by others, or mean harm.

use geo::{MultiPolygon, Point};
use rusqlite::Connection;

use crate::formats::tests::{all, folder, get, ring_road, schema};
use crate::formats::{GeometryKind, Kind, ReadOptions, Sink as _, Source, Value, gpkg, layers};

#[test]
fn a_hostile_count_is_not_believed() {
    let mut blob = gpkg::blob(&ring_road(0.0, 0.0), 4326);
    blob[45..49].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(gpkg::parse_blob(&blob).unwrap_err().key, "formats-geometry-cut");
    let nan = gpkg::blob(&Point::new(f64::INFINITY, 0.0).into(), 0);
    assert_eq!(gpkg::parse_blob(&nan).unwrap_err().key, "formats-geometry-number");
    // ISO WKB with Z and M, big-endian, in an extended-WKB multipoint with an SRS.
    let mut wkb = vec![1];
    wkb.extend_from_slice(&(4_u32 | 0x2000_0000).to_le_bytes());
    wkb.extend_from_slice(&4326_u32.to_le_bytes());
    wkb.extend_from_slice(&1_u32.to_le_bytes());
    wkb.push(0);
    wkb.extend_from_slice(&3001_u32.to_be_bytes());
    for v in [1.0_f64, 2.0, 3.0, 4.0] {
        wkb.extend_from_slice(&v.to_be_bytes());
    }
    let place: geo::MultiPoint<f64> = vec![(1.0, 2.0)].into();
    assert_eq!(gpkg::parse_blob(&wkb).unwrap(), Some(place.into()));
}

#[test]
fn a_geopackage_comes_back_with_a_sound_index() {
    let folder = folder();
    let path = folder.path().join("t.gpkg");
    let mut writer = gpkg::Writer::create(&path, false).unwrap();
    writer.layer(schema("places", &[("name", Kind::Text), ("ok", Kind::Bool)], Some(GeometryKind::Point))).unwrap();
    for i in 0..6000_i32 {
        let place = Point::new(109.0 + f64::from(i % 77) / 100.0, 28.0 + f64::from(i / 77) / 100.0).into();
        let geometry = (i != 5).then_some(&place);
        writer.row(&[Value::from(format!("户{i}")), Value::Int(i64::from(i % 2))], geometry).unwrap();
    }
    writer.layer(schema("cells", &[("code", Kind::Text)], Some(GeometryKind::MultiPolygon))).unwrap();
    writer.row(&[Value::from("001")], Some(&ring_road(109.0, 28.0))).unwrap();
    writer.attributes_table(schema("workers", &[("name", Kind::Text), ("since", Kind::Date)], None)).unwrap();
    writer.row(&[Value::from("石"), Value::from("2024-01-31")], None).unwrap();
    let bad = writer.row(&[Value::from("石"), Value::from("31.1.2024")], None).unwrap_err();
    assert_eq!(bad.message.key, "formats-wrong-kind");
    let written = Box::new(writer).finish().unwrap();
    assert_eq!((written.rows, written.bytes), (6002, std::fs::metadata(&path).unwrap().len()));

    let got = get(&Source::file(&path).layer("places"), &ReadOptions::default()).unwrap();
    assert_eq!((got.rows.len(), got.header.epsg, got.summary.faulty), (6000, Some(4326), 0));
    assert_eq!(got.header.columns, ["fid", "name", "ok"]);
    assert!(got.rows[5].geometry.is_none());
    assert_eq!((got.rows[7].number, got.rows[7].geometry.clone()), (8, Some(Point::new(109.07, 28.0).into())));
    let cells = get(&Source::file(&path).layer("cells"), &ReadOptions::default()).unwrap();
    let shape: MultiPolygon<f64> = MultiPolygon(vec![ring_road(109.0, 28.0).try_into().unwrap()]);
    assert_eq!(cells.rows[0].geometry, Some(shape.into()));

    let db = Connection::open(&path).unwrap();
    gpkg::register_functions(&db).unwrap();
    let one = |sql: &str| db.query_row(sql, [], |r| r.get::<_, rusqlite::types::Value>(0)).unwrap();
    let check = || {
        assert_eq!(one("SELECT rtreecheck('rtree_places_geom')"), "ok".to_owned().into());
        let missing = "SELECT count(*) FROM places p LEFT JOIN rtree_places_geom r ON r.id = p.fid
            WHERE (p.geom IS NULL) != (r.id IS NULL)
               OR NOT (r.minx <= ST_MinX(p.geom) AND r.maxx >= ST_MaxX(p.geom) AND r.miny <= ST_MinY(p.geom) AND r.maxy >= ST_MaxY(p.geom))";
        assert_eq!(one(missing), 0_i64.into());
    };
    check();
    let window = "SELECT count(*) FROM rtree_places_geom WHERE minx > 109.095 AND maxx < 109.195 AND miny > 28.0 AND maxy < 28.105";
    assert_eq!(one(window), 100_i64.into());
    assert_eq!(one("PRAGMA integrity_check"), "ok".to_owned().into());
    // Another program edits: the triggers keep the index.
    let moved = gpkg::blob(&Point::new(110.0, 29.0).into(), 4326);
    db.execute("UPDATE places SET geom = ?1 WHERE fid BETWEEN 5 AND 900", [&moved]).unwrap();
    db.execute("UPDATE places SET geom = NULL WHERE fid BETWEEN 100 AND 120", []).unwrap();
    db.execute("UPDATE places SET fid = fid + 10000 WHERE fid < 400", []).unwrap();
    db.execute("DELETE FROM places WHERE fid BETWEEN 2000 AND 3999", []).unwrap();
    db.execute("INSERT INTO places (geom, name) VALUES (?1, '新')", [&moved]).unwrap();
    check();
}

/// As the project file does it: packed, edited, and packed again, all on one connection.
#[test]
fn a_packed_index_takes_edits() {
    for count in [0, 1, 51, 52, 51 * 51 + 1] {
        let db = Connection::open_in_memory().unwrap();
        gpkg::init(&db).unwrap();
        gpkg::register_functions(&db).unwrap();
        gpkg::create_table(&db, "t", &[], Some(GeometryKind::Point)).unwrap();
        let layer =
            gpkg::FeatureLayer { table: "t", column: "geom", title: "t", kind: GeometryKind::Point, srs_id: 4326 };
        gpkg::register_layer(&db, &layer).unwrap();
        let mut items = Vec::new();
        let mut add = |id: i64| {
            let (x, y) = ((id * 37 % 101) as f64 / 7.0, (id * 53 % 97) as f64 / 3.0);
            db.execute("INSERT INTO t VALUES (?1, ?2)", (id, gpkg::blob(&Point::new(x, y).into(), 4326))).unwrap();
            items.push((id, [x, y, x, y]));
        };
        (1..=count).for_each(&mut add);
        gpkg::write_rtree_packed(&db, "t", "geom", &items).unwrap();
        gpkg::add_rtree_triggers(&db, "t", "geom", "fid").unwrap();
        let mut add = |id: i64| {
            db.execute("INSERT INTO t VALUES (?1, ?2)", (id, gpkg::blob(&Point::new(1.0, 2.0).into(), 4326))).unwrap();
            items.push((id, [1.0, 2.0, 1.0, 2.0]));
        };
        (count + 1..count + 300).for_each(&mut add);
        db.execute("DELETE FROM t WHERE fid % 3 = 0", []).unwrap();
        items.retain(|(id, _)| id % 3 != 0);
        let check = || {
            let (state, held): (String, i64) = db
                .query_row("SELECT rtreecheck('rtree_t_geom'), (SELECT count(*) FROM rtree_t_geom)", [], |r| {
                    Ok((r.get(0)?, r.get(1)?))
                })
                .unwrap();
            assert_eq!((state.as_str(), held), ("ok", items.len() as i64), "{count}");
        };
        check();
        assert!(gpkg::drop_rtree_triggers(&db, "t", "geom").unwrap());
        gpkg::write_rtree_packed(&db, "t", "geom", &items).unwrap();
        check();
        assert!(!gpkg::drop_rtree_triggers(&db, "t", "geom").unwrap());
    }
}

/// What another program left in its journal counts; what a hostile one left in views and triggers does not.
#[test]
fn a_strangers_geopackage_is_read_but_never_run() {
    let folder = folder();
    let path = folder.path().join("路 %#?.gpkg");
    let mut sink = gpkg::sink(&path, schema("t", &[("a", Kind::Int)], Some(GeometryKind::Point)), false).unwrap();
    sink.row(&[Value::Int(1)], Some(&Point::new(1.0, 2.0).into())).unwrap();
    sink.finish().unwrap();
    let before = std::fs::read(&path).unwrap();
    assert_eq!(all(&path).rows.len(), 1);
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let db = Connection::open(&path).unwrap();
    gpkg::register_functions(&db).unwrap();
    db.execute_batch(
        "PRAGMA journal_mode = WAL; INSERT INTO t (a) VALUES (2);
         CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
         INSERT INTO gpkg_contents (table_name, data_type) VALUES ('endless', 'attributes'), ('gone', 'features');",
    )
    .unwrap();
    assert_eq!(all(&path).rows.len(), 2);
    assert_eq!(layers(&path).unwrap().len(), 1);
    let source = Source::file(&path).layer("endless");
    assert_eq!(get(&source, &ReadOptions::default()).unwrap_err().message.key, "formats-no-layer");
}
