//! `FILE[:LAYER][?COLUMN=VALUE&COLUMN!=VALUE…]`: which rows of which layer of which file.

use std::fmt;
use std::path::{Path, PathBuf};

use super::Value;
use crate::base::Fault;
use crate::say;

/// Rows are kept where `column` equals `value` as text (or, not `equal`, differs); an empty value means NULL or empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub column: String,
    pub equal: bool,
    pub value: String,
}

impl Filter {
    /// Whether a row with this value in the column is kept.
    pub fn keeps(&self, value: &Value<'_>) -> bool {
        value.is_text(&self.value) == self.equal
    }
}

/// A file, one of its layers (or sheets), and the conditions on its rows, all of which must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub file: PathBuf,
    pub layer: Option<String>,
    pub filters: Vec<Filter>,
}

impl Source {
    /// All rows of a file's first layer.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { file: path.into(), layer: None, filters: Vec::new() }
    }

    /// The same source with another layer.
    #[must_use]
    pub fn layer(mut self, name: impl Into<String>) -> Self {
        self.layer = Some(name.into());
        self
    }

    /// Parses the text form; the file is the longest prefix that exists, so that `C:\a.gpkg:layer` works.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let breaks = text.char_indices().filter(|(_, c)| matches!(c, ':' | '?')).map(|(i, _)| i);
        let ends: Vec<usize> = breaks.chain([text.len()]).collect();
        let exists = |end: &&usize| **end > 0 && Path::new(&text[..**end]).is_file();
        let Some(&end) = ends.iter().rev().find(exists) else {
            return Err(missing(text, &ends));
        };
        let (file, rest) = text.split_at(end);
        let (layer, filters) = match rest.strip_prefix(':') {
            Some(rest) => match rest.split_once('?') {
                Some((layer, filters)) => (Some(layer), Some(filters)),
                None => (Some(rest), None),
            },
            None => (None, rest.strip_prefix('?')),
        };
        if layer == Some("") {
            return Err(Fault::usage(say!("formats-source-no-layer", source = text)));
        }
        let filters = filters.map_or(Ok(Vec::new()), |f| f.split('&').map(|c| condition(text, c)).collect())?;
        Ok(Self { file: file.into(), layer: layer.map(str::to_owned), filters })
    }
}

fn condition(source: &str, text: &str) -> Result<Filter, Fault> {
    let wrong = || Fault::usage(say!("formats-source-condition", source = source, condition = text));
    let (column, value) = text.split_once('=').ok_or_else(wrong)?;
    let (column, equal) = column.strip_suffix('!').map_or((column, true), |column| (column, false));
    if column.is_empty() {
        return Err(wrong());
    }
    Ok(Filter { column: column.to_owned(), equal, value: value.to_owned() })
}

fn missing(text: &str, ends: &[usize]) -> Fault {
    let folder = ends.iter().rev().map(|&end| &text[..end]).find(|p| !p.is_empty() && Path::new(p).is_dir());
    match folder {
        // "C:" of a mistyped Windows path is a folder too, but not the one that was meant.
        Some(folder) if folder.len() > 2 => Fault::input(say!("formats-is-folder", file = folder)),
        _ => Fault::input(say!("formats-no-file", file = text.split('?').next().unwrap_or(text))),
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(layer) = &self.layer {
            write!(f, ":{layer}")?;
        }
        for (i, filter) in self.filters.iter().enumerate() {
            let Filter { column, equal, value } = filter;
            write!(f, "{}{column}{}{value}", if i == 0 { '?' } else { '&' }, if *equal { "=" } else { "!=" })?;
        }
        Ok(())
    }
}
