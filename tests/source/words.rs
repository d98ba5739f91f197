//! Holds the word files, the messages in the source and each other to one set of keys and arguments.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fluent_bundle::FluentResource;

use super::tokens::{Token, inside, parts, root, source, tokens};

/// Keys that the source builds from a prefix and a value, so that no literal names them.
const BUILT: &[&str] = &["command-", "finding-", "present-field-"];

/// The same, where the value is itself a literal in the source: the name of an argument or a command.
const BUILT_FROM_NAMES: &[&str] = &["cli-", "cli-about-"];

/// Literals in the source that look like keys and are none.
const NOT_KEYS: &[&str] = &[];

type Args = BTreeSet<String>;

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
                Some(known) => wrong.push(format!("{path}: {key} gives {args:?}, words take {known:?}")),
                None => wrong.push(format!("{path}: {key} has no words")),
            }
        }
        // Keys also stand in tables (a command catalogue): anything that begins with a room's name is taken for one.
        for token in &tokens {
            let Token::Text(text) = token else { continue };
            let of_a_room = gridwright::words::rooms().any(|room| text.split('-').next() == Some(room));
            if of_a_room && like_a_key(text) && !words.contains_key(text) && !NOT_KEYS.contains(&text.as_str()) {
                wrong.push(format!("{path}: {text:?} looks like a key without words (or add it to NOT_KEYS)"));
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
        .filter(|k| !BUILT_FROM_NAMES.iter().any(|b| k.strip_prefix(b).is_some_and(|name| used.contains(name))))
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
