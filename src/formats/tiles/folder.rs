//! Tiles as files `zoom/column/row.png`, as every tile cutter writes them.

use std::path::{Path, PathBuf};

use super::{Source, TileId, Tiles};
use crate::base::Fault;
use crate::formats::feed::cannot_read;
use crate::say;

const ENDINGS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

pub(super) struct Folder {
    root: PathBuf,
}

pub(super) fn open(root: &Path) -> Result<Tiles, Fault> {
    let entries = std::fs::read_dir(root).map_err(|e| cannot_read(root, &e))?;
    let levels = entries.flatten().filter(|e| e.path().is_dir());
    let mut zooms: Vec<u8> = levels.filter_map(|e| e.file_name().to_str()?.parse().ok()).filter(|z| *z <= 24).collect();
    zooms.sort_unstable();
    let (Some(&first), Some(&last)) = (zooms.first(), zooms.last()) else {
        return Err(Fault::input(say!("formats-tiles-folder", folder = root)));
    };
    let source = Source::Folder(Folder { root: root.to_owned() });
    Ok(Tiles { source, zooms: first..=last, attribution: None })
}

impl Folder {
    pub(super) fn get(&self, tile: TileId) -> Result<Option<Vec<u8>>, Fault> {
        for ending in ENDINGS {
            let path = self.root.join(format!("{}/{}/{}.{ending}", tile.zoom, tile.x, tile.y));
            match std::fs::read(&path) {
                Ok(bytes) => return Ok(Some(bytes)),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(cannot_read(&path, &e)),
            }
        }
        Ok(None)
    }
}
