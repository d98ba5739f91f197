//! PMTiles 3: all tiles in one file.

use std::path::{Path, PathBuf};

use pmtiles::{AsyncPmTilesReader, HashMapCache, MmapBackend, TileCoord, TileType};
use tokio::runtime::{Builder, Runtime};

use super::{Source, TileId, Tiles, plain};
use crate::base::Fault;
use crate::say;

pub(super) struct Archive {
    reader: AsyncPmTilesReader<MmapBackend, HashMapCache>,
    // The library speaks only to an executor; this one runs on the thread that asks.
    runtime: Runtime,
    path: PathBuf,
}

fn broken(path: &Path, why: impl std::fmt::Display) -> Fault {
    Fault::input(say!("formats-tiles-broken", file = path, why = why.to_string()))
}

pub(super) fn open(path: &Path) -> Result<Tiles, Fault> {
    let runtime = Builder::new_current_thread().build().map_err(|e| broken(path, e))?;
    let reader = runtime
        .block_on(AsyncPmTilesReader::new_with_cached_path(HashMapCache::default(), path))
        .map_err(|e| broken(path, e))?;
    let header = reader.get_header();
    if !matches!(header.tile_type, TileType::Png | TileType::Jpeg | TileType::Webp) {
        return Err(Fault::input(say!("formats-tiles-vector", file = path)));
    }
    let zooms = header.min_zoom..=header.max_zoom.min(24);
    let notes: Option<serde_json::Value> =
        runtime.block_on(reader.get_metadata()).ok().and_then(|text| serde_json::from_str(&text).ok());
    let attribution = notes.as_ref().and_then(|notes| plain(notes.get("attribution")?.as_str()?));
    let source = Source::Archive(Box::new(Archive { reader, runtime, path: path.to_owned() }));
    Ok(Tiles { source, zooms, attribution })
}

impl Archive {
    pub(super) fn get(&self, tile: TileId) -> Result<Option<Vec<u8>>, Fault> {
        let coord = TileCoord::new(tile.zoom, tile.x, tile.y).map_err(|e| broken(&self.path, e))?;
        let bytes = self.runtime.block_on(self.reader.get_tile_decompressed(coord));
        Ok(bytes.map_err(|e| broken(&self.path, e))?.map(|bytes| bytes.to_vec()))
    }
}
