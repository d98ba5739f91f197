//! Map images cut into tiles: a folder, an MBTiles or PMTiles file, or an address. Read only, and only pictures.

mod address;
mod archive;
mod folder;
mod mbtiles;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;
use std::path::Path;

use crate::base::Fault;
use crate::say;

/// One tile of the web's grid: zoom, column from the west, row from the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TileId {
    pub zoom: u8,
    pub x: u32,
    pub y: u32,
}

/// Where tiles come from.
pub struct Tiles {
    source: Source,
    zooms: RangeInclusive<u8>,
    attribution: Option<String>,
}

enum Source {
    Folder(folder::Folder),
    MbTiles(mbtiles::MbTiles),
    Archive(Box<archive::Archive>),
    Address(address::Address),
}

impl Tiles {
    /// Opens a folder, a file by its ending, or an address with `{z}`, `{x}` and `{y}`.
    ///
    /// # Errors
    /// What is none of these, and files of vector tiles.
    pub fn open(place: &str) -> Result<Self, Fault> {
        let place = place.trim();
        if place.starts_with("http://") || place.starts_with("https://") {
            return address::open(place);
        }
        let path = Path::new(place);
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            _ if path.is_dir() => folder::open(path),
            _ if !path.exists() => Err(Fault::input(say!("formats-no-file", file = path))),
            "mbtiles" => mbtiles::open(path),
            "pmtiles" => archive::open(path),
            _ => Err(Fault::input(say!("formats-tiles-unknown", file = path))),
        }
    }

    /// The levels that there are.
    pub fn zooms(&self) -> RangeInclusive<u8> {
        self.zooms.clone()
    }

    /// Whom the map must name as its source.
    pub fn attribution(&self) -> Option<&str> {
        self.attribution.as_deref()
    }

    /// Whether asking for a tile leaves this machine.
    pub const fn is_remote(&self) -> bool {
        matches!(self.source, Source::Address(_))
    }

    /// The picture of a tile as it is stored (PNG, JPEG or WebP); `None` where there is none.
    ///
    /// # Errors
    /// Files that cannot be read, servers that do not answer.
    pub fn get(&self, tile: TileId) -> Result<Option<Vec<u8>>, Fault> {
        match &self.source {
            Source::Folder(folder) => folder.get(tile),
            Source::MbTiles(db) => db.get(tile),
            Source::Archive(archive) => archive.get(tile),
            Source::Address(address) => address.get(tile),
        }
    }
}

/// What is written about a source, without markup and without line breaks.
fn plain(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(if c.is_control() { ' ' } else { c }),
            _ => {}
        }
    }
    let out: String = out.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect();
    (!out.is_empty()).then_some(out)
}
