use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use tempfile::TempDir;

use super::small::{differences, small, steps};
use super::*;
use crate::base::{FaultKind, Watch};
use crate::change::{Change, apply};
use crate::model::Project;

fn made(name: &str) -> (TempDir, PathBuf, Project) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let project = small();
    create(&path, &project, false, &Watch::new()).unwrap();
    (folder, path, project)
}

fn writable(path: &Path) -> (ProjectFile, Project) {
    let opened = open(path, Mode::ReadWrite).unwrap().writable().unwrap();
    assert!(opened.warnings.is_empty() && !opened.changed_outside, "{:?}", opened.warnings);
    (opened.file.unwrap(), opened.project)
}

fn reread(path: &Path) -> Project {
    open(path, Mode::ReadOnly).unwrap().project
}

/// Applies and stores every step; gives back the inverses.
fn walk(file: &mut ProjectFile, project: &mut Project) -> Vec<Change> {
    let steps = steps(project);
    let take = |step: &Change| {
        let (inverse, _) = apply(project, step);
        file.commit(step, &inverse).unwrap();
        inverse
    };
    steps.iter().map(take).collect()
}

fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Everything that another program sees of two files must be the same. An index may round its boxes as it likes.
fn assert_same_to_others(a: &Path, b: &Path) {
    let (a, b) = (Connection::open(a).unwrap(), Connection::open(b).unwrap());
    let lines = |db: &Connection, sql: &str| -> Vec<String> {
        let mut statement = db.prepare(sql).unwrap();
        let width = statement.column_count();
        let line =
            |row: &rusqlite::Row<'_>| Ok((0..width).map(|i| format!("{:?} ", row.get_ref(i).unwrap())).collect());
        statement.query_map([], line).unwrap().collect::<Result<_, _>>().unwrap()
    };
    for layer in ["areas", "blocks", "cells", "households", "barriers", "workers"] {
        for sql in [
            format!("SELECT * FROM {layer} ORDER BY fid"),
            format!("SELECT id FROM rtree_{layer}_geom ORDER BY id"),
            format!("SELECT rtreecheck('rtree_{layer}_geom')"),
        ] {
            let (a, b) = (lines(&a, &sql), lines(&b, &sql));
            let differing = a.iter().zip(&b).find(|(a, b)| a != b);
            assert!(a.len() == b.len() && differing.is_none(), "{layer}: {} {} {differing:?}", a.len(), b.len());
        }
    }
    assert_eq!(lines(&a, "SELECT * FROM gw_labels"), lines(&b, "SELECT * FROM gw_labels"));
    assert_eq!(lines(&a, "SELECT rtreecheck('rtree_households_geom')"), ["Text([111, 107]) "]);
}

#[test]
fn a_project_comes_back_as_it_was() {
    let (folder, path, project) = made("湘西 🏔.gpkg");
    let (file, back) = writable(&path);
    assert_eq!(differences(&project, &back), Vec::<&str>::new());
    drop(file);
    assert_eq!(listing(folder.path()), ["湘西 🏔.gpkg"]);
}

#[test]
fn steps_leave_the_file_that_a_whole_write_would() {
    let (folder, path, _) = made("a.gpkg");
    let (mut file, mut project) = writable(&path);
    walk(&mut file, &mut project);
    file.refresh(&project).unwrap();
    drop(file);
    let whole = folder.path().join("whole.gpkg");
    create(&whole, &project, false, &Watch::new()).unwrap();
    assert_eq!(differences(&reread(&path), &project), Vec::<&str>::new());
    assert_same_to_others(&path, &whole);
}

#[test]
fn history_survives_a_restart_in_both_directions() {
    let (_folder, path, start) = made("a.gpkg");
    let (mut file, mut end) = writable(&path);
    let count = walk(&mut file, &mut end).len();
    assert_eq!(file.history(2).unwrap().iter().map(|e| e.seq).collect::<Vec<_>>(), [9, 8]);
    drop(file);

    let opened = open(&path, Mode::ReadWrite).unwrap();
    assert_eq!((opened.undo.len(), opened.redo.len()), (count, 0));
    let (mut file, mut project) = (opened.file.unwrap(), opened.project);
    while let Some(change) = file.undo().unwrap() {
        apply(&mut project, &change);
    }
    assert_eq!(differences(&project, &start), Vec::<&str>::new());
    drop(file);
    assert_eq!(differences(&reread(&path), &start), Vec::<&str>::new());

    let mut opened = open(&path, Mode::ReadWrite).unwrap();
    assert_eq!((opened.undo.len(), opened.redo.len()), (0, count));
    assert_eq!(opened.redo.pop().unwrap().0.note, steps(&start)[0].note);
    let (mut file, mut project) = (opened.file.unwrap(), opened.project);
    while let Some(change) = file.redo().unwrap() {
        apply(&mut project, &change);
    }
    assert_eq!(differences(&project, &end), Vec::<&str>::new());

    // A new step after an undo forgets what was undone.
    let undone = file.undo().unwrap().unwrap();
    apply(&mut project, &undone);
    let step = &steps(&start)[5];
    let (inverse, _) = apply(&mut project, step);
    file.commit(step, &inverse).unwrap();
    assert!(file.redo().unwrap().is_none());
    drop(file);
    assert_eq!(differences(&reread(&path), &project), Vec::<&str>::new());
}

#[test]
fn layers_left_stale_by_a_crash_are_mended_at_open() {
    let (folder, path, _) = made("a.gpkg");
    let (mut file, mut project) = writable(&path);
    walk(&mut file, &mut project);
    drop(file);
    drop(writable(&path));
    let whole = folder.path().join("whole.gpkg");
    create(&whole, &project, false, &Watch::new()).unwrap();
    assert_same_to_others(&path, &whole);
}

#[test]
fn nothing_is_replaced_or_left_half_written() {
    let (folder, path, project) = made("a.gpkg");
    let before = fs::read(&path).unwrap();
    assert_eq!(create(&path, &project, false, &Watch::new()).unwrap_err().kind, FaultKind::Input);
    let watch = Watch::new();
    watch.cancel();
    assert_eq!(create(&path, &project, true, &watch).unwrap_err().kind, FaultKind::Cancelled);
    let mut wrong = project.clone();
    wrong.meta.crs = 999_999;
    assert!(create(&path, &wrong, true, &Watch::new()).is_err());
    assert!(fs::read(&path).unwrap() == before);
    assert_eq!(listing(folder.path()), ["a.gpkg"]);
    create(&path, &project, true, &Watch::new()).unwrap();
    assert_eq!(differences(&reread(&path), &project), Vec::<&str>::new());
}

#[test]
fn a_second_window_reads_and_learns_who_writes() {
    let (_folder, path, _) = made("a.gpkg");
    let (file, project) = writable(&path);
    let second = open(&path, Mode::ReadWrite).unwrap();
    assert!(second.file.is_none());
    assert_eq!(differences(&second.project, &project), Vec::<&str>::new());
    let said = second.read_only_reason.clone().unwrap().to_string();
    assert!(said.starts_with("store-held ") && said.contains(&std::process::id().to_string()), "{said}");
    assert_eq!(second.writable().unwrap_err().kind, FaultKind::Project);
    assert_eq!(create(&path, &project, true, &Watch::new()).unwrap_err().kind, FaultKind::Project);
    drop(file);
    writable(&path);
}

#[test]
fn a_dead_lock_of_this_host_is_taken_over_and_one_of_another_is_not() {
    let (_folder, path, _) = made("a.gpkg");
    let lock = lock::lock_path(&path);
    let mut owner = Owner::here();
    owner.process = 4_000_000;
    fs::write(&lock, serde_json::to_string(&owner).unwrap()).unwrap();
    writable(&path);
    fs::write(&lock, "{\"host\":").unwrap();
    writable(&path);
    owner.host = "elsewhere".into();
    owner.user = "石".into();
    fs::write(&lock, serde_json::to_string(&owner).unwrap()).unwrap();
    let said = open(&path, Mode::ReadWrite).unwrap().read_only_reason.unwrap().to_string();
    assert!(said.contains("elsewhere") && said.contains('石'), "{said}");
}

#[test]
fn a_cut_file_is_damaged_and_nothing_worse() {
    let (folder, path, _) = made("a.gpkg");
    let whole = fs::read(&path).unwrap();
    let cut = folder.path().join("cut.gpkg");
    let pages = (0..whole.len()).step_by(4096);
    for length in pages.chain([1, 15, 16, 50, 99, 100, 1000, 5000, 70_001, whole.len() - 1]) {
        fs::write(&cut, &whole[..length]).unwrap();
        for mode in [Mode::ReadOnly, Mode::ReadWrite] {
            assert_eq!(open(&cut, mode).unwrap_err().kind, FaultKind::Project, "{length} of {}", whole.len());
        }
    }
    fs::write(&cut, "id,name\n1,a\n".repeat(100)).unwrap();
    assert_eq!(open(&cut, Mode::ReadWrite).unwrap_err().kind, FaultKind::Input);
    assert_eq!(open(&folder.path().join("none.gpkg"), Mode::ReadWrite).unwrap_err().kind, FaultKind::Input);
    assert_eq!(open(folder.path(), Mode::ReadWrite).unwrap_err().kind, FaultKind::Input);
    assert_eq!(listing(folder.path()), ["a.gpkg", "cut.gpkg"]);
}

/// Runs SQL on the file as another program would, with every function that GIS programs have.
fn tamper(path: &Path, sql: &str) -> rusqlite::Result<()> {
    let db = Connection::open(path)?;
    crate::formats::gpkg::register_functions(&db)?;
    db.execute_batch(sql)
}

#[test]
fn strange_rows_are_named_or_harmless() {
    let (folder, path, _) = made("a.gpkg");
    let copy = folder.path().join("copy.gpkg");
    for (sql, key) in [
        ("UPDATE gw_meta SET value = '2' WHERE key = 'format'", "store-newer"),
        ("UPDATE gw_meta SET value = '{' WHERE key = 'meta'", "store-bad-row"),
        ("UPDATE gw_plans SET kind = 'strange'", "store-bad-row"),
        ("UPDATE households SET geom = x'4750' WHERE fid = 3", "store-bad-row"),
        ("UPDATE gw_nodes SET x_mm = 2000000000 WHERE fid = 1", "store-bad-row"),
        ("UPDATE gw_nodes SET fid = 9000000000 WHERE fid = 1", "store-bad-row"),
        ("DELETE FROM gw_nodes WHERE fid = 1", "store-lost-reference"),
        ("UPDATE gw_labels SET cell = 77", "store-lost-reference"),
        ("DELETE FROM gw_plans WHERE fid = 1", "store-lost-reference"),
        ("DROP TABLE gw_labels", "store-damaged"),
        ("ALTER TABLE workers DROP COLUMN remark", "store-damaged"),
        ("DROP TABLE gw_meta", "store-no-project"),
        ("PRAGMA application_id = 7", "store-no-project"),
        (
            "DROP TABLE workers; CREATE VIEW workers AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n",
            "store-damaged",
        ),
    ] {
        fs::copy(&path, &copy).unwrap();
        tamper(&copy, sql).unwrap();
        let fault = open(&copy, Mode::ReadWrite).unwrap_err();
        assert_eq!((fault.kind, &*fault.message.key), (FaultKind::Project, key), "{sql}: {fault}");
    }
}

#[test]
fn what_other_programs_may_do_and_what_is_noticed() {
    let (_folder, path, project) = made("a.gpkg");
    let refused = tamper(&path, "UPDATE cells SET geom = NULL").unwrap_err().to_string();
    assert!(refused.contains("Gridwright"), "{refused}");
    assert!(!open(&path, Mode::ReadOnly).unwrap().changed_outside);
    tamper(&path, "PRAGMA journal_mode = WAL; UPDATE households SET name = 'X' WHERE fid = 1").unwrap();
    let opened = open(&path, Mode::ReadWrite).unwrap();
    assert!(opened.changed_outside);
    assert_eq!(opened.project.households[0].name(), "X");
    drop(opened);
    // Known now, and a plain file again.
    let (mut file, mut now) = writable(&path);
    assert_eq!(&fs::read(&path).unwrap()[18..20], [1, 1]);

    // A trigger that a stranger left never runs.
    tamper(&path, "CREATE TRIGGER t AFTER INSERT ON gw_journal BEGIN DELETE FROM households; END").unwrap();
    let step = &steps(&project)[0];
    let (inverse, _) = apply(&mut now, step);
    file.commit(step, &inverse).unwrap();
    drop(file);
    assert_eq!(reread(&path).households.len(), project.households.len());
}

#[test]
fn an_unreadable_journal_costs_only_the_undo() {
    let (_folder, path, _) = made("a.gpkg");
    let (mut file, mut project) = writable(&path);
    walk(&mut file, &mut project);
    drop(file);
    tamper(&path, "UPDATE gw_journal SET inverse = x'0142' WHERE seq = 6").unwrap();
    assert_eq!(open(&path, Mode::ReadOnly).unwrap().undo.len(), 3);
    tamper(&path, "UPDATE gw_journal SET forward = 'text'").unwrap();
    let opened = open(&path, Mode::ReadWrite).unwrap();
    assert_eq!(differences(&opened.project, &project), Vec::<&str>::new());
    assert!(opened.undo.is_empty() && opened.warnings.iter().any(|w| w.key == "store-no-journal"));
    assert!(opened.file.unwrap().undo().unwrap().is_none());
}

#[test]
fn a_fixed_reference_system_and_a_refused_step_leave_the_file_alone() {
    let (_folder, path, project) = made("a.gpkg");
    let (mut file, _) = writable(&path);
    let before = fs::read(&path).unwrap();
    let mut meta = project.meta.clone();
    meta.frame.x_m += 1000.0;
    let step = Change { note: crate::base::Message::new("base-cancelled"), ops: vec![crate::change::Op::Meta(meta)] };
    assert!(file.commit(&step, &step).is_err());
    assert!(fs::read(&path).unwrap() == before);
}

#[test]
fn the_writer_says_saved_when_it_is() {
    let (_folder, path, start) = made("a.gpkg");
    let (file, mut project) = writable(&path);
    let writer = Writer::new(file);
    for step in steps(&start) {
        let (inverse, _) = apply(&mut project, &step);
        writer.commit(&step, &inverse, &Arc::new(project.clone()));
    }
    writer.flush().unwrap();
    let saved = writer.state();
    assert!(saved.is_saved() && saved.sent == 9 && saved.fault.is_none(), "{saved:?}");
    assert_eq!(differences(&reread(&path), &project), Vec::<&str>::new());

    // While another program holds the file the step waits; then it is written.
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let (undone, _) = apply(&mut project, &Change { note: crate::base::Message::new("base-cancelled"), ops: vec![] });
    writer.commit(&undone, &undone, &Arc::new(project.clone()));
    let fault = writer.flush().unwrap_err();
    assert_eq!(fault.message.key, "store-busy");
    assert!(!writer.state().is_saved());
    other.execute_batch("COMMIT").unwrap();
    drop(other);
    writer.flush().unwrap();
    assert!(writer.state().is_saved());
    drop(writer);
    assert_eq!(open(&path, Mode::ReadOnly).unwrap().undo.len(), 10);
}

#[test]
fn steps_to_newer_formats_are_taken_once_and_counted() {
    let (_folder, path, _) = made("a.gpkg");
    let db = Connection::open(&path).unwrap();
    let steps = [schema::STEPS[0], "ALTER TABLE gw_plans ADD COLUMN colour TEXT NOT NULL DEFAULT 'green'"];
    schema::migrate(&db, 1, &steps).unwrap();
    let taken: String = db
        .query_row("SELECT group_concat(number) || (SELECT colour FROM gw_plans) FROM gw_migrations", [], |r| r.get(0))
        .unwrap();
    assert_eq!(taken, "1,2green");
    drop(db);
    assert_eq!(open(&path, Mode::ReadWrite).unwrap_err().message.key, "store-newer");
}

const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files");

#[test]
fn files_of_every_format_open_with_their_history() {
    for number in 1..=schema::FORMAT {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.gpkg");
        fs::copy(Path::new(FILES).join(format!("project-{number}.gpkg")), &path).unwrap();
        let opened = open(&path, Mode::ReadWrite).unwrap().writable().unwrap();
        assert_eq!((opened.undo.len(), opened.redo.len()), (7, 1));
        let (mut file, mut project) = (opened.file.unwrap(), opened.project);
        while let Some(change) = file.undo().unwrap() {
            apply(&mut project, &change);
        }
        assert_eq!(differences(&project, &small()), Vec::<&str>::new());
        drop(file);
        writable(&path);
    }
}

/// Run once for each new format, by hand: `cargo test writes_the_file -- --ignored`; never over an old one.
#[test]
#[ignore = "writes into tests/files"]
fn writes_the_file_of_this_format() {
    let path = Path::new(FILES).join(format!("project-{}.gpkg", schema::FORMAT));
    create(&path, &small(), false, &Watch::new()).unwrap();
    let (mut file, mut project) = writable(&path);
    walk(&mut file, &mut project);
    apply(&mut project, &file.undo().unwrap().unwrap());
    file.refresh(&project).unwrap();
}

/// The size of a prefecture: 860,000 households in 60,025 blocks between 120,540 edges.
#[test]
#[ignore = "measures, with --nocapture; slow"]
fn a_prefecture_is_written_and_read_in_seconds() {
    use crate::base::Rows;
    use crate::geom::Pt;
    use crate::mesh::{Edge, Face, Node};
    use crate::model::{Block, HouseholdFacts};
    const N: u32 = 245;
    let mut project = small();
    let village = 3;
    let node = |x: u32, y: u32| y * (N + 1) + x;
    let face = |x: u32, y: u32| if x < N && y < N { 1 + y * N + x } else { 0 };
    project.mesh.nodes = (0..(N + 1) * (N + 1))
        .map(|i| Node { at: Pt::new((i % (N + 1) * 500_000) as i32, (i / (N + 1) * 500_000) as i32) })
        .collect();
    let mut edges: Rows<Edge> = Rows::default();
    for (x, y) in (0..=N).flat_map(|y| (0..=N).map(move |x| (x, y))) {
        let at = |dx: i32, dy: i32| Pt::new((x * 500_000) as i32 + dx, (y * 500_000) as i32 + dy);
        let edge =
            |to, shape: Vec<Pt>, left, right| Edge { from: node(x, y), to, shape: shape.into(), left, right, marks: 4 };
        if x < N {
            let shape = (1..8).map(|i| at(i * 60_000, i % 3 * 999)).collect();
            edges.push(edge(node(x + 1, y), shape, face(x, y), face(x, y.wrapping_sub(1))));
        }
        if y < N {
            let shape = (1..8).map(|i| at(i % 3 * 999, i * 60_000)).collect();
            edges.push(edge(node(x, y + 1), shape, face(x.wrapping_sub(1), y), face(x, y)));
        }
    }
    project.mesh.edges = edges;
    project.mesh.faces = (0..=N * N).map(|i| Face { solid: i > 0 }).collect();
    project.blocks = Rows::default();
    let mut labels = Rows::default();
    for block in 1..=N * N {
        project.blocks.set(block, Some(Block { area: village, group: Some("3组".into()), source: None }));
        labels.set(block, Some(block % 2));
    }
    project.labels.insert(0, labels);
    let one = project.households[0].clone();
    project.households = (0..860_000_u32)
        .map(|n| {
            let block = 1 + n % (N * N);
            let (x, y) = ((block - 1) % N, (block - 1) / N);
            let at =
                Pt::new((x * 500_000 + 5_000 + n / 7 % 400_000) as i32, (y * 500_000 + 5_000 + n % 400_000) as i32);
            let (code, name) = (format!("H{n:07}").into(), format!("某{n}").into());
            HouseholdFacts { code, name, at, block: Some(block), ..one.facts() }.into()
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.gpkg");
    let timed = |what: &str, start: std::time::Instant| println!("{what}: {:.2} s", start.elapsed().as_secs_f64());
    let start = std::time::Instant::now();
    create(&path, &project, false, &Watch::new()).unwrap();
    timed("create", start);
    println!("{} MB", fs::metadata(&path).unwrap().len() >> 20);
    let start = std::time::Instant::now();
    let opened = open(&path, Mode::ReadWrite).unwrap();
    timed("open", start);
    assert_eq!(differences(&opened.project, &project), Vec::<&str>::new());
    let mut file = opened.file.unwrap();
    let label = |cell| crate::change::Op::Label { plan: 0, block: 7, cell: Some(cell) };
    let step = |ops| Change { note: crate::base::Message::new("base-cancelled"), ops };
    for (what, step) in [
        ("paint one block", step(vec![label(2)])),
        (
            "relabel everything",
            step((1..=N * N).map(|block| crate::change::Op::Label { plan: 0, block, cell: Some(block % 3) }).collect()),
        ),
    ] {
        let (inverse, _) = apply(&mut project, &step);
        let start = std::time::Instant::now();
        file.commit(&step, &inverse).unwrap();
        timed(&format!("{what}: commit"), start);
        let start = std::time::Instant::now();
        file.refresh(&project).unwrap();
        timed(&format!("{what}: refresh"), start);
    }
}

#[test]
fn nothing_is_written_to_a_file_whose_pages_are_damaged() {
    let (_folder, path, mut project) = made("a.gpkg");
    let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'rtree_households_geom_node'";
    let root: i64 = Connection::open(&path).unwrap().query_row(root, [], |row| row.get(0)).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let page = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    bytes[(root as usize - 1) * page] = 0;
    fs::write(&path, &bytes).unwrap();
    // Where nothing will be written it is said at once.
    assert_eq!(open(&path, Mode::ReadOnly).unwrap_err().kind, FaultKind::Project);
    let (mut file, _) = writable(&path);
    let step = &steps(&project)[0];
    let (inverse, _) = apply(&mut project, step);
    assert_eq!(file.commit(step, &inverse).unwrap_err().kind, FaultKind::Project);
    drop(file);
    assert!(fs::read(&path).unwrap() == bytes);
}

#[test]
fn flipped_bytes_never_panic() {
    let (folder, path, project) = made("a.gpkg");
    let whole = fs::read(&path).unwrap();
    let copy = folder.path().join("copy.gpkg");
    let mut rng = crate::base::Rng::stream(1, 2, 3);
    let mut refused = 0;
    for n in 0..200 {
        let mut bytes = whole.clone();
        for _ in 0..=n / 20 {
            bytes[rng.below(whole.len())] ^= 1 << rng.below(8);
        }
        fs::write(&copy, bytes).unwrap();
        match open(&copy, Mode::ReadWrite) {
            Ok(opened) => assert_eq!(opened.project.households.len(), project.households.len()),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 20, "{refused}");
}
