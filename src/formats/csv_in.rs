//! Separated text: CSV, TSV, TXT.
//!
//! Not the `csv` crate: it takes separators of one byte only (Chinese files also use "，"), lets one open quotation mark
//! swallow the rest of the file, and does not tell the line of a record after empty lines.

use std::borrow::Cow;

use super::encoding::{Text, script};
use super::feed::{Feed, Header, cannot_read, stem};
use super::table::{LOOKAHEAD, Table};
use super::{Format, Value};
use crate::base::{Fault, Message};
use crate::say;

const SEPARATORS: [char; 5] = [',', ';', '\t', '|', '，'];
/// A quoted value of more lines or bytes than this is taken for a quotation mark that was never closed.
const QUOTED_LINES: u64 = 100;
const QUOTED_BYTES: usize = 16 << 20;

pub fn read(feed: &mut Feed<'_>) -> Result<(), Fault> {
    let path = feed.source.file.clone();
    if let Some(layer) = feed.source.layer.as_ref().filter(|l| **l != stem(&path)) {
        return Err(Fault::input(say!("formats-no-layer", file = &path, layer = layer, layers = stem(&path))));
    }
    let script = script(&path, feed.options.encoding.as_deref(), feed.watch)?;
    let text = Text::open(&path, &script).map_err(|e| cannot_read(&path, &e))?;
    let size = text.size;
    let mut lines = Lines { text, buffer: String::new(), at: 0, line: 1, cells: Vec::new(), separator: ',' };
    lines.more().map_err(|e| cannot_read(&path, &e))?;
    if lines.buffer.trim().is_empty() && lines.text.read >= size {
        return Err(Fault::input(say!("formats-empty", file = &path)));
    }
    if script.bad > 0 {
        feed.summary.notes.push(say!("formats-bad-bytes", file = &path, encoding = script.name, count = script.bad));
    }
    lines.separator = match (feed.options.delimiter, lines.named_separator()) {
        (Some(given), _) => given,
        (None, Some(named)) => named,
        (None, None) => separator(&lines.buffer),
    };
    let header = Header {
        layer: stem(&path),
        file: path.clone(),
        format: Format::Csv,
        columns: Vec::new(),
        has_geometry: false,
        epsg: None,
        crs_note: None,
        encoding: Some(script.name),
        delimiter: Some(lines.separator),
        header_row: None,
        row_estimate: Some(lines.estimate()),
    };
    let mut table = Table::new(feed, header, true);
    while let Some((number, fault)) = lines.next().map_err(|e| cannot_read(&path, &e))? {
        let values = lines.cells.iter().map(|cell| cell.value(&lines.buffer, script.has_nul)).collect();
        let done = lines.text.read as f32 / size.max(1) as f32;
        if !table.record(number, values, fault, done)? {
            return Ok(());
        }
    }
    table.finish()
}

/// One value of a record: where it lies in the buffer.
#[derive(Clone, Copy)]
struct Cell {
    from: usize,
    to: usize,
    /// Whether it holds quotation marks that stand for one.
    has_doubled: bool,
}

impl Cell {
    fn value<'t>(&self, text: &'t str, has_nul: bool) -> Value<'t> {
        let raw = &text[self.from..self.to];
        if raw.is_empty() {
            return Value::Null;
        }
        let mut value = if self.has_doubled { Cow::Owned(raw.replace("\"\"", "\"")) } else { Cow::Borrowed(raw) };
        if has_nul && value.contains('\0') {
            value = Cow::Owned(value.replace('\0', ""));
        }
        if value.starts_with('\'') && value.trim_start_matches('\'').starts_with(super::csv_out::DANGEROUS) {
            value = Cow::Owned(value[1..].to_owned());
        }
        Value::Text(value)
    }
}

/// Records of a text, one after the other.
struct Lines {
    text: Text,
    buffer: String,
    /// Where the next record starts in the buffer.
    at: usize,
    /// The line on which it starts, from 1.
    line: u64,
    cells: Vec<Cell>,
    separator: char,
}

impl Lines {
    fn more(&mut self) -> std::io::Result<bool> {
        self.buffer.drain(..self.at);
        self.at = 0;
        self.text.more(&mut self.buffer)
    }

    /// Excel's own first line `sep=;`.
    fn named_separator(&mut self) -> Option<char> {
        let first = self.buffer.lines().next()?.trim_end_matches('"');
        let named = first.trim_start_matches('"').strip_prefix("sep=")?;
        let mut chars = named.chars();
        let separator = chars.next()?;
        if chars.next().is_some() {
            return None;
        }
        self.at = self.buffer.find('\n').map_or(self.buffer.len(), |end| end + 1);
        self.line = 2;
        Some(separator)
    }

    fn estimate(&self) -> u64 {
        let breaks = (self.buffer.bytes().filter(|b| *b == b'\n').count() as u64).saturating_sub(1);
        if self.text.read >= self.text.size { breaks } else { breaks * self.text.size / self.text.read.max(1) }
    }

    /// Splits the next record into `cells`; its line, and what is wrong with it.
    fn next(&mut self) -> std::io::Result<Option<(u64, Option<Message>)>> {
        loop {
            let mut is_last = false;
            let end = loop {
                let end = split(&self.buffer, self.at, self.separator, is_last, &mut self.cells);
                if !matches!(end, End::More) || is_last {
                    break end;
                }
                is_last = !self.more()?;
            };
            let number = self.line;
            let (next, lines, fault) = match end {
                End::Record { next, lines } => (next, lines, None),
                End::Nothing | End::More => return Ok(None),
                End::OpenQuote => {
                    let next = split_plainly(&self.buffer, self.at, self.separator, &mut self.cells);
                    (next, 1, Some(say!("formats-open-quote", row = number)))
                }
            };
            self.at = next;
            self.line += lines;
            if !matches!(self.cells.as_slice(), [only] if self.buffer[only.from..only.to].trim().is_empty()) {
                return Ok(Some((number, fault)));
            }
        }
    }
}

enum End {
    Record {
        next: usize,
        lines: u64,
    },
    /// The text ends before the record does.
    More,
    OpenQuote,
    Nothing,
}

/// Splits the record that starts at `from`.
fn split(text: &str, from: usize, separator: char, is_last: bool, cells: &mut Vec<Cell>) -> End {
    let bytes = text.as_bytes();
    let mut mark = [0; 4];
    let mark = separator.encode_utf8(&mut mark).as_bytes();
    let parts = |at: usize| bytes[at] == mark[0] && bytes[at..].starts_with(mark);
    cells.clear();
    if from >= bytes.len() {
        return if is_last { End::Nothing } else { End::More };
    }
    let mut at = from;
    let mut lines = 1;
    loop {
        let mut cell = Cell { from: at, to: at, has_doubled: false };
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            cell.from = at;
            loop {
                match bytes.get(at) {
                    None if is_last || at - cell.from > QUOTED_BYTES => return End::OpenQuote,
                    None => return End::More,
                    Some(b'"') => match bytes.get(at + 1) {
                        Some(b'"') => {
                            cell.has_doubled = true;
                            at += 2;
                        }
                        None if !is_last => return End::More,
                        _ => break,
                    },
                    Some(b'\n') => {
                        lines += 1;
                        if lines > QUOTED_LINES {
                            return End::OpenQuote;
                        }
                        at += 1;
                    }
                    Some(_) => at += 1,
                }
            }
            cell.to = at;
            at += 1;
            let closed = at;
            while at < bytes.len() && !matches!(bytes[at], b'\n' | b'\r') && !parts(at) {
                at += 1;
            }
            // Text after the closing mark: the marks were not meant as such, so the value is kept as it stands; if it
            // runs over lines, it ended where the next value began.
            if !text[closed..at].trim().is_empty() {
                if lines > 1 {
                    return End::OpenQuote;
                }
                cell = Cell { from: cell.from - 1, to: at, has_doubled: false };
            }
        } else {
            while at < bytes.len() && !matches!(bytes[at], b'\n' | b'\r') && !parts(at) {
                at += 1;
            }
            cell.to = at;
        }
        match bytes.get(at) {
            None if !is_last => return End::More,
            // A line break may be two characters: wait for the second.
            Some(b'\r') if at + 1 == bytes.len() && !is_last => return End::More,
            _ => cells.push(cell),
        }
        match bytes.get(at) {
            None => return End::Record { next: at, lines },
            Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => return End::Record { next: at + 2, lines },
            Some(b'\r' | b'\n') => return End::Record { next: at + 1, lines },
            Some(_) => at += mark.len(),
        }
    }
}

/// Splits one line at every separator, quotation marks or not; where the next line starts.
fn split_plainly(text: &str, from: usize, separator: char, cells: &mut Vec<Cell>) -> usize {
    let end = text[from..].find('\n').map_or(text.len(), |n| from + n);
    let line = text[from..end].trim_end_matches('\r');
    cells.clear();
    let mut at = from;
    for part in line.split(separator) {
        cells.push(Cell { from: at, to: at + part.len(), has_doubled: false });
        at += part.len() + separator.len_utf8();
    }
    (end + 1).min(text.len())
}

/// The separator that cuts the first records into the most columns most evenly.
fn separator(text: &str) -> char {
    let mut best = (',', 0.0);
    for separator in SEPARATORS {
        let mut counts = Vec::new();
        let (mut at, mut cells) = (0, Vec::new());
        while counts.len() < LOOKAHEAD {
            match split(text, at, separator, true, &mut cells) {
                End::Record { next, .. } => at = next,
                End::OpenQuote => at = split_plainly(text, at, separator, &mut cells),
                End::More | End::Nothing => break,
            }
            if cells.len() > 1 || cells.iter().any(|c| c.to > c.from) {
                counts.push(cells.len());
            }
        }
        let even = |n: usize| counts.iter().filter(|c| **c == n).count() as f64 / counts.len() as f64;
        for &n in &counts {
            let score = even(n).powi(2) * (n as f64 - 1.0);
            if score > best.1 {
                best = (separator, score);
            }
        }
    }
    best.0
}
