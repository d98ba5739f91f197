//! JSON in spans: where a value ends, without building it, so that one broken feature does not end the file.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::Path;

/// Why there is no further value.
#[derive(Debug)]
pub enum Trouble {
    Io(io::Error),
    /// The text ends in the middle.
    Cut,
    /// It is not JSON, at this byte of the file.
    Broken(u64),
}

enum Found {
    /// The value ends before this place.
    End(usize),
    Cut,
    Nothing,
}

/// Finds the end of the value that starts at `from`; brackets are counted, not matched.
fn end_of_value(bytes: &[u8], from: usize) -> Found {
    let mut depth = 0_usize;
    let mut at = from;
    loop {
        match bytes.get(at) {
            None => return Found::Cut,
            Some(b'"') => {
                at += 1;
                loop {
                    match bytes.get(at) {
                        None => return Found::Cut,
                        Some(b'\\') => at += 2,
                        Some(b'"') => break,
                        Some(_) => at += 1,
                    }
                }
                at += 1;
            }
            Some(b'{' | b'[') => {
                depth += 1;
                at += 1;
            }
            Some(b'}' | b']') if depth == 0 => return Found::Nothing,
            Some(b'}' | b']') => {
                depth -= 1;
                at += 1;
            }
            Some(b',' | b':') if depth == 0 => return Found::Nothing,
            Some(_) if depth > 0 => {
                at += 1;
                continue;
            }
            Some(_) => {
                let ends =
                    |b: &u8| matches!(b, b',' | b'}' | b']' | b':' | b'"' | b'{' | b'[') || b.is_ascii_whitespace();
                return bytes[at..].iter().position(ends).map_or(Found::Cut, |n| Found::End(at + n));
            }
        }
        if depth == 0 {
            return Found::End(at);
        }
    }
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// Keys and raw values of an object, or `None` where it is none.
pub fn members(raw: &[u8]) -> Option<Vec<(Cow<'_, str>, &[u8])>> {
    let mut members = Vec::new();
    let mut at = skip_space(raw, 0);
    if raw.get(at) != Some(&b'{') {
        return None;
    }
    at = skip_space(raw, at + 1);
    if raw.get(at) == Some(&b'}') {
        return Some(members);
    }
    loop {
        let Found::End(end) = end_of_value(raw, at) else { return None };
        let key = text(&raw[at..end])?;
        at = skip_space(raw, end);
        if raw.get(at) != Some(&b':') {
            return None;
        }
        at = skip_space(raw, at + 1);
        let Found::End(end) = end_of_value(raw, at) else { return None };
        members.push((key, &raw[at..end]));
        at = skip_space(raw, end);
        match raw.get(at) {
            Some(b',') => at = skip_space(raw, at + 1),
            Some(b'}') => return Some(members),
            _ => return None,
        }
    }
}

/// A raw string without its quotation marks and escapes; `None` where it is no proper string.
pub fn text(raw: &[u8]) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if inner.contains(&b'\\') || inner.iter().any(|b| *b < 0x20) {
        serde_json::from_slice::<String>(raw).ok().map(Cow::Owned)
    } else {
        std::str::from_utf8(inner).ok().map(Cow::Borrowed)
    }
}

/// A file of JSON through a window that is never larger than its largest value.
pub struct Window {
    file: File,
    bytes: Vec<u8>,
    at: usize,
    /// Bytes of the file before the window, and in all.
    before: u64,
    pub size: u64,
}

impl Window {
    /// Opens a file, past a byte order mark.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut window = Self { file, bytes: Vec::new(), at: 0, before: 0, size };
        window.more()?;
        if window.bytes.starts_with(b"\xEF\xBB\xBF") {
            window.at = 3;
        }
        Ok(window)
    }

    /// How much of the file lies behind, from 0 to 1.
    pub fn done(&self) -> f32 {
        (self.before + self.at as u64) as f32 / self.size.max(1) as f32
    }

    fn broken(&self) -> Trouble {
        Trouble::Broken(self.before + self.at as u64)
    }

    /// Reads on; twice as far each time while one value fills the window, so that looking again stays cheap.
    fn more(&mut self) -> io::Result<bool> {
        self.before += self.at as u64;
        self.bytes.drain(..self.at);
        self.at = 0;
        let wanted = self.bytes.len().max(1 << 18) as u64;
        Ok((&self.file).take(wanted).read_to_end(&mut self.bytes)? > 0)
    }

    /// The next byte that is no space, not taken; `None` at the end of the file.
    pub fn peek(&mut self) -> Result<Option<u8>, Trouble> {
        loop {
            self.at = skip_space(&self.bytes, self.at);
            if let Some(&byte) = self.bytes.get(self.at) {
                return Ok(Some(byte));
            }
            if !self.more().map_err(Trouble::Io)? {
                return Ok(None);
            }
        }
    }

    /// Takes the next byte that is no space.
    pub fn take(&mut self) -> Result<u8, Trouble> {
        let byte = self.peek()?.ok_or(Trouble::Cut)?;
        self.at += 1;
        Ok(byte)
    }

    /// Takes this very byte.
    pub fn expect(&mut self, wanted: u8) -> Result<(), Trouble> {
        if self.take()? == wanted {
            Ok(())
        } else {
            self.at -= 1;
            Err(self.broken())
        }
    }

    /// Takes one value; its place is good until the next step.
    pub fn value(&mut self) -> Result<Range<usize>, Trouble> {
        if self.peek()?.is_none() {
            return Err(Trouble::Cut);
        }
        loop {
            match end_of_value(&self.bytes, self.at) {
                Found::End(end) => {
                    let range = self.at..end;
                    self.at = end;
                    return Ok(range);
                }
                Found::Nothing => return Err(self.broken()),
                Found::Cut if !self.more().map_err(Trouble::Io)? => return Err(Trouble::Cut),
                Found::Cut => {}
            }
        }
    }

    pub fn raw(&self, range: Range<usize>) -> &[u8] {
        &self.bytes[range]
    }

    /// After a value of a list or an object: true at a comma, false at the closing bracket.
    pub fn goes_on(&mut self, close: u8) -> Result<bool, Trouble> {
        match self.take()? {
            b',' => Ok(true),
            byte if byte == close => Ok(false),
            _ => {
                self.at -= 1;
                Err(self.broken())
            }
        }
    }
}
