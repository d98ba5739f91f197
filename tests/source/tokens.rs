//! The Rust source as tokens: what the checks on words and on the house read.

use std::fs;
use std::path::{Path, PathBuf};

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A piece of Rust source: what the checks below need to tell apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Text(String),
    Name(String),
    Sign(char),
}

/// Splits Rust source, without comments, char literals and lifetimes, and without what is compiled for tests only.
pub fn tokens(source: &str) -> Vec<Token> {
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
    without_tests(out)
}

/// The tokens inside the brackets that open at `open`, and the place behind them.
pub fn inside(tokens: &[Token], open: usize) -> (&[Token], usize) {
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
pub fn parts(tokens: &[Token]) -> Vec<&[Token]> {
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

/// Leaves out every item behind `#[cfg(test)]`.
fn without_tests(all: Vec<Token>) -> Vec<Token> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let is_mark = |i: usize| {
        all.get(i..i + MARK.len()).is_some_and(|window| {
            window.iter().zip(MARK).all(|(token, mark)| match token {
                Token::Name(name) => name == mark,
                Token::Sign(sign) => mark.chars().eq([*sign]),
                Token::Text(_) => false,
            })
        })
    };
    let mut out = Vec::with_capacity(all.len());
    let mut i = 0;
    while i < all.len() {
        if !is_mark(i) {
            out.push(all[i].clone());
            i += 1;
            continue;
        }
        i += MARK.len();
        // The item ends with its first semicolon or its first braces, whichever comes first.
        while i < all.len() && !matches!(all[i], Token::Sign(';' | '{')) {
            i = if matches!(all[i], Token::Sign('(' | '[')) { inside(&all, i).1 } else { i + 1 };
        }
        i = if all.get(i) == Some(&Token::Sign('{')) { inside(&all, i).1 } else { i + 1 };
    }
    out
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

/// The files that a file brings in for its tests alone, by `#[cfg(test)]` and `mod name;` on two lines.
fn for_tests(name: &str, text: &str) -> Vec<String> {
    let (folder, file) = name.rsplit_once('/').unwrap();
    let below = match file {
        "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
        file => format!("{folder}/{}", file.trim_end_matches(".rs")),
    };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let pairs = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
    let modules = pairs.filter_map(|pair| Some(pair[1].strip_suffix(';')?.rsplit_once("mod ")?.1));
    modules.flat_map(|module| [format!("{below}/{module}.rs"), format!("{below}/{module}/")]).collect()
}

/// Every source file that is not for tests alone, named from the root with forward slashes, and its tokens.
pub fn source() -> Vec<(String, Vec<Token>)> {
    let mut paths = Vec::new();
    rust_files(&root().join("src"), &mut paths);
    let name = |p: &Path| p.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
    let files: Vec<(String, String)> = paths.iter().map(|p| (name(p), fs::read_to_string(p).unwrap())).collect();
    let left_out: Vec<String> = files.iter().flat_map(|(name, text)| for_tests(name, text)).collect();
    let is_left_out =
        |name: &str| left_out.iter().any(|out| name == out || (out.ends_with('/') && name.starts_with(out)));
    let kept = files.into_iter().filter(|(name, _)| !is_left_out(name));
    kept.map(|(name, text)| (name, tokens(&text))).collect()
}
