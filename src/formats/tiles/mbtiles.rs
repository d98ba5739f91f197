//! MBTiles 1.3: tiles in an SQLite file, rows counted from the south.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{Source, TileId, Tiles, plain};
use crate::base::Fault;
use crate::say;

pub(super) struct MbTiles {
    db: Connection,
    path: PathBuf,
}

fn broken(path: &Path, why: &rusqlite::Error) -> Fault {
    Fault::input(say!("formats-tiles-broken", file = path, why = why.to_string()))
}

pub(super) fn open(path: &Path) -> Result<Tiles, Fault> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|e| broken(path, &e))?;
    let note = |name: &str| -> Result<Option<String>, Fault> {
        db.query_row("SELECT value FROM metadata WHERE name = ?1", [name], |row| row.get::<_, String>(0))
            .optional()
            .map_err(|e| broken(path, &e))
    };
    if note("format")?.is_some_and(|format| format == "pbf" || format == "mvt") {
        return Err(Fault::input(say!("formats-tiles-vector", file = path)));
    }
    let attribution = note("attribution")?.as_deref().and_then(plain);
    let range = "SELECT min(zoom_level), max(zoom_level) FROM tiles";
    let zooms: (Option<u8>, Option<u8>) =
        db.query_row(range, [], |row| Ok((row.get(0)?, row.get(1)?))).map_err(|e| broken(path, &e))?;
    let (Some(first), Some(last)) = zooms else { return Err(Fault::input(say!("formats-empty", file = path))) };
    let source = Source::MbTiles(MbTiles { db, path: path.to_owned() });
    Ok(Tiles { source, zooms: first..=last.min(24), attribution })
}

impl MbTiles {
    pub(super) fn get(&self, tile: TileId) -> Result<Option<Vec<u8>>, Fault> {
        let row = (1u32 << tile.zoom.min(24)).saturating_sub(1).saturating_sub(tile.y);
        let find = "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";
        let told = |e| broken(&self.path, &e);
        let mut statement = self.db.prepare_cached(find).map_err(told)?;
        statement.query_row((tile.zoom, tile.x, row), |row| row.get(0)).optional().map_err(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_from_the_south_and_vector_tiles_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.mbtiles");
        let db = Connection::open(&path).unwrap();
        db.execute_batch(
            "CREATE TABLE metadata (name text, value text);
             CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob);
             INSERT INTO metadata VALUES ('attribution', '<a href=\"x\">© 天地图</a>'), ('format', 'png');
             INSERT INTO tiles VALUES (2, 3, 0, x'0102'), (4, 0, 0, x'03');",
        )
        .unwrap();
        let place = path.display().to_string();
        let tiles = Tiles::open(&place).unwrap();
        assert_eq!((tiles.zooms(), tiles.attribution()), (2..=4, Some("© 天地图")));
        // The southernmost row of four is the last from the north.
        assert_eq!(tiles.get(TileId { zoom: 2, x: 3, y: 3 }).unwrap(), Some(vec![1, 2]));
        assert_eq!(tiles.get(TileId { zoom: 2, x: 3, y: 0 }).unwrap(), None);
        db.execute_batch("UPDATE metadata SET value = 'pbf' WHERE name = 'format'").unwrap();
        assert_eq!(Tiles::open(&place).err().map(|e| e.message.key.into_owned()), Some("formats-tiles-vector".into()));
    }
}
