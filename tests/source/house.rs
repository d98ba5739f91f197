//! Holds every import to one table of floors, the same that `ARCHITECTURE.md` shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::tokens::{Token, inside, parts, root, source, tokens};

/// The rooms and their floors: a room may import itself and what lies on a lower floor.
const FLOORS: [(&str, u8); 21] = [
    ("base", 0),
    ("geom", 1),
    ("formats", 2),
    ("mesh", 2),
    ("model", 3),
    ("change", 4),
    ("sample", 4),
    ("check", 5),
    ("measure", 5),
    ("edit", 6),
    ("store", 6),
    ("found", 7),
    ("solve", 7),
    ("words", 7),
    ("exchange", 8),
    ("paint", 8),
    ("session", 9),
    ("present", 10),
    ("tools", 10),
    ("cli", 12),
    ("ui", 12),
];

/// What the crate's root holds by a macro, and the room that it belongs to.
const AT_ROOT: [(&str, &str); 1] = [("say", "base")];

/// Crates that may be named only in some places.
const ONLY_IN: [(&str, &[&str]); 8] = [
    ("egui", &["src/ui/"]),
    ("eframe", &["src/ui/"]),
    ("egui_extras", &["src/ui/"]),
    ("rfd", &["src/ui/"]),
    ("rusqlite", &["src/store/", "src/formats/gpkg/", "src/formats/tiles/mbtiles"]),
    ("proj", &["src/geom/crs"]),
    ("calamine", &["src/formats/"]),
    ("highs", &["src/solve/proof/solver"]),
];

/// Rooms of pure functions: no files, no threads, no history.
const PURE: [&str; 6] = ["model", "change", "check", "measure", "edit", "solve"];

/// Rooms that the window reaches only through the session.
const NOT_FROM_UI: [&str; 3] = ["edit", "found", "store"];

/// Words of grid management, which the mesh never says: it would serve parcels or forests as well.
const DOMAIN: [&str; 5] = ["household", "village", "township", "cell", "worker"];

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// The room that a source file lies in; none for `main.rs` and `lib.rs`.
fn room_of(file: &str) -> Option<&str> {
    file.strip_prefix("src/")?.split_once('/').map(|(room, _)| room)
}

fn is_sign(token: Option<&Token>, sign: char) -> bool {
    token == Some(&Token::Sign(sign))
}

/// The place behind `::` at `i`, if it stands there.
fn behind_colons(tokens: &[Token], i: usize) -> Option<usize> {
    (is_sign(tokens.get(i), ':') && is_sign(tokens.get(i + 1), ':')).then_some(i + 2)
}

/// Every name that this file takes from the crate's root, by `crate::`, by enough `super::`, in trees and inline.
fn taken_from_root(file: &str, tokens: &[Token]) -> BTreeSet<String> {
    // `src/a/mod.rs` lies one step below the root, `src/a/b.rs` and `src/a/b/mod.rs` two.
    let steps = file.matches('/').count() - usize::from(file.ends_with("/mod.rs"));
    let mut taken = BTreeSet::new();
    let mut supers = 0;
    for (i, token) in tokens.iter().enumerate() {
        let Token::Name(name) = token else { continue };
        let Some(next) = behind_colons(tokens, i + 1) else { continue };
        let follows = i > 2 && behind_colons(tokens, i - 2).is_some();
        supers = match name.as_str() {
            "super" if follows => supers + 1,
            "super" => 1,
            _ => 0,
        };
        if (name != "crate" || follows) && supers != steps {
            continue;
        }
        match tokens.get(next) {
            Some(Token::Name(name)) => drop(taken.insert(name.clone())),
            Some(Token::Sign('{')) => {
                taken.extend(parts(inside(tokens, next).0).iter().map(|part| match part.first() {
                    Some(Token::Name(name)) => name.clone(),
                    other => format!("{other:?}"),
                }))
            }
            other => drop(taken.insert(format!("{other:?}"))),
        }
    }
    taken
}

/// What is wrong with the imports of one file.
fn imports(file: &str, tokens: &[Token]) -> Vec<String> {
    let Some(room) = room_of(file) else { return Vec::new() };
    let Some(own) = floor(room) else { return vec![format!("{file}: the room {room} has no floor in the table")] };
    let mut wrong = Vec::new();
    for name in taken_from_root(file, tokens) {
        let target = AT_ROOT.iter().find(|(item, _)| *item == name).map_or(name.as_str(), |(_, room)| *room);
        match floor(target) {
            _ if target == room => {}
            None => wrong.push(format!("{file}: {target} is no room of the table")),
            Some(other) if other >= own => {
                wrong.push(format!("{file}: {room} (floor {own}) imports {target} (floor {other})"));
            }
            Some(_) if room == "ui" && NOT_FROM_UI.contains(&target) => {
                wrong.push(format!("{file}: the window reaches {target} only through the session"));
            }
            Some(_) => {}
        }
    }
    wrong
}

/// What one file names that its place forbids.
fn nevers(file: &str, tokens: &[Token]) -> Vec<String> {
    let mut wrong = Vec::new();
    let pure = room_of(file).is_some_and(|room| PURE.contains(&room));
    for (i, token) in tokens.iter().enumerate() {
        let Token::Name(name) = token else { continue };
        let path = behind_colons(tokens, i + 1);
        if let Some((_, places)) = ONLY_IN.iter().find(|(krate, _)| krate == name)
            && path.is_some()
            && !(i > 2 && behind_colons(tokens, i - 2).is_some())
            && !places.iter().any(|place| file.starts_with(place))
        {
            wrong.push(format!("{file}: {name} belongs only in {}", places.join(" and ")));
        }
        if !pure {
            continue;
        }
        if name.to_lowercase().contains("journal") {
            wrong.push(format!("{file}: a room of pure functions names {name}"));
        }
        if name == "std"
            && let Some(next) = path
        {
            let named: Vec<&[Token]> = match tokens.get(next) {
                Some(Token::Sign('{')) => parts(inside(tokens, next).0),
                _ => vec![&tokens[next..]],
            };
            for part in named {
                if let Some(Token::Name(item)) =
                    part.first().filter(|t| matches!(t, Token::Name(n) if n == "fs" || n == "thread"))
                {
                    wrong.push(format!("{file}: a room of pure functions names std::{item}"));
                }
            }
        }
    }
    wrong
}

/// The words of a text in lower case, with `SomeCells` and `some_cells` taken apart and a plural's s dropped.
fn plain_words(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in text.chars().chain([' ']) {
        if !c.is_alphabetic() || (c.is_uppercase() && before.is_lowercase()) {
            let done = std::mem::take(&mut word).to_lowercase();
            words.insert(done.strip_suffix('s').unwrap_or(&done).to_owned());
        }
        if c.is_alphabetic() {
            word.push(c);
        }
        before = c;
    }
    words
}

/// The domain words in one file, comments and names alike.
fn domain_words(text: &str) -> Vec<&'static str> {
    let words = plain_words(text);
    DOMAIN.into_iter().filter(|word| words.contains(*word)).collect()
}

/// The table `| room | floor | … |` of a page.
fn table_in(page: &str) -> BTreeMap<String, u8> {
    let cells = |line: &str| -> Vec<String> {
        line.trim()
            .trim_matches('|')
            .split('|')
            .map(|c| c.trim().trim_matches('`').trim_end_matches('/').to_owned())
            .collect()
    };
    let mut rows = page.lines().skip_while(|line| !cells(line).starts_with(&["room".into(), "floor".into()])).skip(2);
    let mut table = BTreeMap::new();
    while let Some([room, floor, ..]) = rows.next().filter(|line| line.starts_with('|')).map(cells).as_deref() {
        let Ok(floor) = floor.parse() else { panic!("the floor of {room} is no number: {floor}") };
        assert!(table.insert(room.clone(), floor).is_none(), "{room} stands twice");
    }
    table
}

#[test]
fn the_checker_sees_what_it_should() {
    let of = |file: &str, rust: &str| imports(file, &tokens(rust));
    let up = |room: &str, target: &str| {
        format!(
            "src/{room}/a.rs: {room} (floor {}) imports {target} (floor {})",
            floor(room).unwrap(),
            floor(target).unwrap()
        )
    };
    let store = [up("edit", "store")];
    assert_eq!(of("src/edit/a.rs", "use crate::store::Project;"), store, "the same floor");
    assert_eq!(
        of("src/edit/a.rs", "pub(crate) use crate::{\n  base::{A, b::C},\n  store::{\n self, D } };"),
        store,
        "a tree"
    );
    assert_eq!(of("src/edit/a.rs", "fn f() -> u8 { crate::store::open(1) }"), store, "inline");
    assert_eq!(of("src/edit/a.rs", "use super::super::store as s;"), store, "from the room above");
    assert_eq!(of("src/edit/a.rs", "macro_rules! m { () => { $crate::store::X } }"), store, "in a macro");
    assert_eq!(of("src/model/a.rs", "use crate::change::Change; use crate::change;"), [up("model", "change")]);
    assert_eq!(of("src/attic/a.rs", "").len(), 1, "a room without a floor");
    assert_eq!(of("src/edit/a.rs", "use crate::*;").len(), 1, "all at once");
    assert_eq!(of("src/ui/a.rs", "use crate::store::Store;").len(), 1, "the window and the file");
    let good = "use crate::edit::x; use super::guard; use crate::model::Id; use crate::say; // crate::store::No
        const A: &str = \"crate::store::No\"; use other::crate_::store; fn f() { a::super_::store() }
        #[cfg(test)]\nmod tests;\n #[cfg(test)] mod more { use crate::words::say; } use crate::mesh::Mesh;";
    assert_eq!(of("src/edit/a.rs", good), [""; 0]);
    assert_eq!(of("src/edit/a.rs", "#[cfg(test)]\nmod tests;\nuse crate::store::X;"), store, "behind the tests");

    let of = |file: &str, rust: &str| nevers(file, &tokens(rust)).len();
    assert_eq!(of("src/present/a.rs", "fn f(ui: &mut egui::Ui) {} // egui::No"), 1);
    assert_eq!(of("src/ui/a.rs", "use egui::Ui;"), 0);
    assert_eq!(of("src/formats/csv.rs", "use rusqlite::Connection;"), 1);
    assert_eq!(of("src/formats/gpkg/read.rs", "use rusqlite::Connection;"), 0);
    assert_eq!(of("src/found/a.rs", "let p = proj::Proj::new(a); let proj = 1;"), 1);
    assert_eq!(of("src/edit/a.rs", "use std::{fs::File, collections::BTreeMap}; fn f() { std::thread::sleep(x) }"), 2);
    assert_eq!(of("src/solve/a.rs", "fn f(entry: JournalRow) {}"), 1);
    assert_eq!(of("src/store/a.rs", "use std::fs; fn f(entry: JournalRow) { std::thread::yield_now() }"), 0);

    assert_eq!(domain_words("/// Walks the cells.\nfn of_village(a: GridCell) {}"), ["village", "cell"]);
    assert_eq!(domain_words("excellent cancelled cell_count"), ["cell"]);
    assert_eq!(domain_words("excellent, cancelled"), [""; 0]);
}

#[test]
fn imports_run_strictly_down() {
    let wrong: Vec<String> = source().iter().flat_map(|(file, tokens)| imports(file, tokens)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_never_holds() {
    let mut wrong: Vec<String> = source().iter().flat_map(|(file, tokens)| nevers(file, tokens)).collect();
    for (file, _) in source().iter().filter(|(file, _)| room_of(file) == Some("mesh")) {
        let words = domain_words(&fs::read_to_string(root().join(file)).unwrap());
        wrong.extend(words.iter().map(|word| format!("{file}: the mesh says {word}")));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_is_that_of_the_folders_and_of_the_page() {
    let table: BTreeMap<String, u8> = FLOORS.iter().map(|(room, floor)| ((*room).to_owned(), *floor)).collect();
    let folders: BTreeSet<String> = source().iter().filter_map(|(file, _)| room_of(file)).map(str::to_owned).collect();
    assert_eq!(table.keys().cloned().collect::<BTreeSet<_>>(), folders, "rooms of the table, folders of src/");
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert_eq!(table_in(&page), table, "the table in ARCHITECTURE.md, the table here");
}
