//! A project survives the death of the program that writes it, at any moment.

#![allow(clippy::unwrap_used)] // a test

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use gridwright::base::{Message, Watch};
use gridwright::change::{Change, Op, apply};
use gridwright::store::{Mode, create, open};

const PATH: &str = "GRIDWRIGHT_TEST_KILL";
const ROUNDS: u64 = 12;

/// Runs the named test of this file in a process of its own, kills it, and gives back the last number that it said.
fn killed(child: &str, path: &Path, after: Duration) -> Option<u64> {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", child, "--ignored", "--nocapture"])
        .env(PATH, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = process.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let lines = BufReader::new(out).lines().map_while(Result::ok);
        lines.filter_map(|line| line.strip_prefix("step ")?.parse().ok()).last()
    });
    std::thread::sleep(after);
    process.kill().unwrap();
    process.wait().unwrap();
    reader.join().unwrap()
}

fn base(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("a.gpkg");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/project-1.gpkg"), &path).unwrap();
    path
}

fn only_the_project_is_left(folder: &Path) {
    let names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["a.gpkg"]);
}

#[test]
fn a_kill_while_editing_loses_no_step_that_was_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = base(folder.path());
    let mut saved = 0;
    for round in 0..ROUNDS {
        let told = killed("child_edits", &path, Duration::from_millis(40 + 23 * round)).unwrap_or(saved);
        let opened = open(&path, Mode::ReadWrite).unwrap().writable().unwrap();
        assert!(!opened.changed_outside);
        saved = opened.project.plans[0].name.parse().unwrap_or(0);
        assert!(saved >= told, "{told} was told, {saved} is there");
        if saved > 0 {
            let undone = &opened.undo.last().unwrap().0.note;
            assert_eq!(*undone, Message::new("step").with("n", saved));
        }
        drop(opened);
        only_the_project_is_left(folder.path());
    }
    assert!(saved > 0, "no child lived long enough");
}

#[test]
#[ignore = "the child of another test"]
fn child_edits() {
    let Some(path) = std::env::var_os(PATH) else { return };
    let opened = open(Path::new(&path), Mode::ReadWrite).unwrap().writable().unwrap();
    let (mut file, mut project) = (opened.file.unwrap(), opened.project);
    let first: u64 = project.plans[0].name.parse().unwrap_or(0);
    for n in first + 1.. {
        let mut plan = project.plans[0].clone();
        plan.name = n.to_string().into();
        let step = Change { note: Message::new("step").with("n", n), ops: vec![Op::Plan(0, Some(plan))] };
        let (inverse, _) = apply(&mut project, &step);
        file.commit(&step, &inverse).unwrap();
        println!("step {n}");
        file.refresh(&project).unwrap();
    }
}

#[test]
fn a_kill_while_writing_leaves_the_old_project_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = base(folder.path());
    let mut seen = 0;
    for round in 0..ROUNDS {
        let told = killed("child_writes", &path, Duration::from_millis(40 + 23 * round)).unwrap_or(seen);
        let opened = open(&path, Mode::ReadWrite).unwrap().writable().unwrap();
        seen = opened.project.meta.name.parse().unwrap_or(0);
        assert!(seen >= told, "{told} was told, {seen} is there");
        drop(opened);
        only_the_project_is_left(folder.path());
    }
    assert!(seen > 0, "no child lived long enough");
}

#[test]
#[ignore = "the child of another test"]
fn child_writes() {
    let Some(path) = std::env::var_os(PATH) else { return };
    let path = Path::new(&path);
    let mut project = open(path, Mode::ReadOnly).unwrap().project;
    let first: u64 = project.meta.name.parse().unwrap_or(0);
    for n in first + 1.. {
        project.meta.name = n.to_string().into();
        create(path, &project, true, &Watch::new()).unwrap();
        println!("step {n}");
    }
}
