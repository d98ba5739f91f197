//! Holds the word files, the messages in the source and each other to one set of keys and arguments.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;

/// Keys that the source builds from a prefix and a value, so that no literal names them.
const BUILT: &[&str] = &["command-", "finding-", "present-field-"];

/// Literals in the source that look like keys and are none.
const NOT_KEYS: &[&str] = &[];

type Args = BTreeSet<String>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rooms_in(language: &str) -> BTreeSet<String> {
    let folder = root().join("assets/words").join(language);
    let names = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    names.map(|p| p.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// Every key of one language with the names of its arguments.
fn words(language: &str) -> BTreeMap<String, Args> {
    let mut all: BTreeMap<String, Args> = BTreeMap::new();
    for room in rooms_in(language) {
        let path = root().join("assets/words").join(language).join(format!("{room}.ftl"));
        let source = fs::read_to_string(&path).unwrap();
        if let Err((_, errors)) = FluentResource::try_new(source.clone()) {
            panic!("{} is not good fluent: {errors:?}", path.display());
        }
        let mut current: Option<String> = None;
        for line in source.lines() {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let key = line.split_once('=').unwrap().0.trim().to_owned();
                assert!(all.insert(key.clone(), Args::new()).is_none(), "{key} stands twice in {language}");
                current = Some(key);
            }
            if let Some(args) = current.as_ref().filter(|_| !line.starts_with('#')).and_then(|k| all.get_mut(k)) {
                args.extend(line.split('$').skip(1).map(|rest| {
                    rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect::<String>()
                }));
            }
        }
    }
    all
}

/// A piece of Rust source: what the checks below need to tell apart.
#[derive(Debug, PartialEq)]
enum Token {
    Text(String),
    Name(String),
    Sign(char),
}

/// Splits Rust source, without comments, char literals and lifetimes, and up to its unit tests.
fn tokens(source: &str) -> Vec<Token> {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap();
    let c: Vec<char> = source.chars().collect();
    let at = |i: usize| c.get(i).copied().unwrap_or('\0');
    let mut out = Vec::new();
    let mut i = 0;
    while i < c.len() {
        if at(i) == '/' && at(i + 1) == '/' {
            while i < c.len() && at(i) != '\n' {
                i += 1;
            }
        } else if at(i) == '/' && at(i + 1) == '*' {
            i += 2;
            while i < c.len() && !(at(i) == '*' && at(i + 1) == '/') {
                i += 1;
            }
            i += 2;
        } else if at(i) == '"' {
            let start = i + 1;
            i = start;
            while i < c.len() && at(i) != '"' {
                i += if at(i) == '\\' { 2 } else { 1 };
            }
            out.push(Token::Text(c[start..i.min(c.len())].iter().collect()));
            i += 1;
        } else if at(i) == 'r' && (at(i + 1) == '"' || (at(i + 1) == '#' && matches!(at(i + 2), '"' | '#'))) {
            let hashes = c[i + 1..].iter().take_while(|c| **c == '#').count();
            let start = i + hashes + 2;
            let ends = |j: usize| at(j) == '"' && (0..hashes).all(|k| at(j + 1 + k) == '#');
            i = (start..c.len()).find(|j| ends(*j)).unwrap_or(c.len());
            out.push(Token::Text(c[start..i].iter().collect()));
            i += hashes + 1;
        } else if at(i) == '\'' && at(i + 1) == '\\' {
            i = (i + 3..c.len()).find(|j| at(*j) == '\'').unwrap_or(c.len()) + 1;
        } else if at(i) == '\'' {
            i += if at(i + 2) == '\'' { 3 } else { 1 };
        } else if at(i).is_alphanumeric() || at(i) == '_' {
            let start = i;
            while at(i).is_alphanumeric() || at(i) == '_' {
                i += 1;
            }
            out.push(Token::Name(c[start..i].iter().collect()));
        } else {
            if !at(i).is_whitespace() {
                out.push(Token::Sign(at(i)));
            }
            i += 1;
        }
    }
    out
}

/// The tokens inside the brackets that open at `open`, and the place behind them.
fn inside(tokens: &[Token], open: usize) -> (&[Token], usize) {
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&tokens[open + 1..i], i + 1);
        }
    }
    (&tokens[open + 1..], tokens.len())
}

/// Splits at the commas that stand in no inner brackets.
fn parts(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0;
    tokens
        .split(|token| {
            match token {
                Token::Sign('(' | '[' | '{') => depth += 1,
                Token::Sign(')' | ']' | '}') => depth -= 1,
                _ => {}
            }
            depth == 0 && *token == Token::Sign(',')
        })
        .filter(|part| !part.is_empty())
        .collect()
}

fn like_a_key(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let words = |part: &str| !part.is_empty() && part.chars().all(letter);
    text.contains('-') && text.split('-').all(words)
}

/// Every message of one source file: its key and the names of its arguments.
fn messages(tokens: &[Token]) -> Vec<(String, Args)> {
    use Token::{Name, Sign, Text};
    let name = |i: usize, n: &str| matches!(tokens.get(i), Some(Name(t)) if t == n);
    let sign = |i: usize, s: char| tokens.get(i) == Some(&Sign(s));
    let mut found = Vec::new();
    for i in 0..tokens.len() {
        if name(i, "say") && sign(i + 1, '!') && matches!(tokens.get(i + 2), Some(Sign('(' | '[' | '{'))) {
            let parts = parts(inside(tokens, i + 2).0);
            let Some([Text(key)]) = parts.first() else { continue };
            let args = parts[1..].iter().filter_map(|part| match part {
                [Name(n), Sign('='), ..] => Some(n.clone()),
                _ => None,
            });
            found.push((key.clone(), args.collect()));
        }
        if name(i, "Message") && sign(i + 1, ':') && name(i + 3, "new") && sign(i + 4, '(') {
            let (given, mut after) = inside(tokens, i + 4);
            let [Text(key)] = given else { continue };
            let mut args = Args::new();
            while sign(after, '.') && name(after + 1, "with") && sign(after + 2, '(') {
                let (given, next) = inside(tokens, after + 2);
                if let Some(Text(n)) = given.first() {
                    args.insert(n.clone());
                }
                after = next;
            }
            found.push((key.clone(), args));
        }
        // A method of that name is egui's.
        if name(i, "text")
            && sign(i + 1, '(')
            && (i == 0 || !sign(i - 1, '.'))
            && let Some([Text(key)]) = parts(inside(tokens, i + 1).0).get(1)
            && like_a_key(key)
        {
            found.push((key.clone(), Args::new()));
        }
    }
    found
}

fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn source() -> Vec<(PathBuf, Vec<Token>)> {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    let inside = |p: &Path| p.strip_prefix(root()).unwrap().to_path_buf();
    files.iter().map(|p| (inside(p), tokens(&fs::read_to_string(p).unwrap()))).collect()
}

#[test]
fn the_scanner_reads_rust() {
    let rust = r##"
        // say!("comment-no")
        let a = say!(
            "a-key",
            row = rows[f(1, 2)], // a comment, with = signs
            column = format!("{}, b = {}", x, y == z),
        );
        let c = '"'; let d: &'static str = r#"say!("raw-no")"#;
        Message::new("b-key")
            .with("one", 1)
            .with("two", g("x", 2));
        words::text(self.language, "c-key"); bar.text("no-key");
        #[cfg(test)]
mod tests { say!("test-no") }"##;
    let set = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Args>();
    let expected = [("a-key", set(&["column", "row"])), ("b-key", set(&["one", "two"])), ("c-key", set(&[]))];
    assert_eq!(messages(&tokens(rust)), expected.map(|(k, a)| (k.to_owned(), a)));
}

#[test]
fn both_languages_have_the_same_keys_and_arguments() {
    let (zh, en) = (words("zh"), words("en"));
    let mut wrong = Vec::new();
    for key in zh.keys().chain(en.keys()).collect::<BTreeSet<_>>() {
        match (zh.get(key), en.get(key)) {
            (Some(z), Some(e)) if z == e => {}
            (Some(z), Some(e)) => wrong.push(format!("{key}: arguments {z:?} in zh, {e:?} in en")),
            (None, _) => wrong.push(format!("{key}: missing in zh")),
            (_, None) => wrong.push(format!("{key}: missing in en")),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_message_in_the_source_has_words_for_its_arguments() {
    let words = words("en");
    let mut wrong = Vec::new();
    for (path, tokens) in source() {
        for (key, args) in messages(&tokens) {
            match words.get(&key) {
                Some(known) if *known == args => {}
                Some(known) => wrong.push(format!("{}: {key} gives {args:?}, words take {known:?}", path.display())),
                None => wrong.push(format!("{}: {key} has no words", path.display())),
            }
        }
        // Keys also stand in tables (a command catalogue): anything that begins with a room's name is taken for one.
        for token in &tokens {
            let Token::Text(text) = token else { continue };
            let of_a_room = gridwright::words::rooms().any(|room| text.split('-').next() == Some(room));
            if of_a_room && like_a_key(text) && !words.contains_key(text) && !NOT_KEYS.contains(&text.as_str()) {
                wrong.push(format!(
                    "{}: {text:?} looks like a key without words (or add it to NOT_KEYS)",
                    path.display()
                ));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_words_are_left_over() {
    let source = source();
    let used: BTreeSet<&str> = source
        .iter()
        .flat_map(|(_, tokens)| tokens)
        .filter_map(|t| if let Token::Text(text) = t { Some(text.as_str()) } else { None })
        .collect();
    let unused: Vec<String> = words("en")
        .into_keys()
        .filter(|k| !used.contains(k.as_str()) && !BUILT.iter().any(|b| k.starts_with(b)))
        .collect();
    assert!(unused.is_empty(), "no source uses {unused:?}");
}

#[test]
fn the_compiled_files_are_those_of_the_folders() {
    let compiled: BTreeSet<String> = gridwright::words::rooms().map(str::to_owned).collect();
    for language in ["zh", "en"] {
        assert_eq!(rooms_in(language), compiled, "src/words/files.rs and assets/words/{language} differ");
    }
}
