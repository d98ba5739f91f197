//! Writes a whole new project file: all of it under its name, or nothing.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::bulk::Bulk;
use super::fault::cannot_write;
use super::lock::{Lock, Refused};
use super::open::held;
use super::ops::{Place, put_meta};
use super::schema::{self, STEPS};
use super::{sound, styles};
use crate::base::{Fault, Watch};
use crate::formats::gpkg;
use crate::geom::crs;
use crate::model::Project;
use crate::say;

/// Whether a new project may have this path: a fault where a file is there that is not to be replaced.
///
/// For asking before long work; [`create`] asks again.
pub fn check_target(path: &Path, replace: bool) -> Result<(), Fault> {
    if path.file_name().is_none() || path.is_dir() {
        return Err(Fault::input(say!("store-no-file", file = path)));
    }
    if !replace && path.exists() { Err(Fault::input(say!("store-exists", file = path))) } else { Ok(()) }
}

/// Writes the project as a new file with an empty journal; on any fault, or when cancelled, it leaves nothing.
pub fn create(path: &Path, project: &Project, replace: bool, watch: &Watch) -> Result<(), Fault> {
    check_target(path, replace)?;
    sound::check(path, project)?;
    let _lock = Lock::take(path).map_err(|refused| match refused {
        Refused::Held(owner) => Fault::project(held(path, owner)),
        Refused::Io(e) => cannot_write(path, &e),
    })?;
    let part = Part::new(path);
    write(&part.0, path, project, watch)?;
    watch.check()?;
    let wrong = |e: std::io::Error| cannot_write(path, &e);
    File::options().write(true).open(&part.0).and_then(|file| file.sync_all()).map_err(wrong)?;
    check_target(path, replace)?;
    fs::rename(&part.0, path).map_err(wrong)?;
    sync_folder(path);
    Ok(())
}

/// The file in the making, named after the project; removed when it is dropped under that name.
struct Part(PathBuf);

impl Part {
    fn new(path: &Path) -> Self {
        remove_part(path);
        Self(part_path(path))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After a success it is not there any more.
        let _ = fs::remove_file(&self.0);
    }
}

fn part_path(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".part");
    path.with_file_name(name)
}

/// Removes what a killed `create` left; only for the holder of the lock.
pub(super) fn remove_part(path: &Path) {
    // It may not be there, and whether it goes decides nothing.
    let _ = fs::remove_file(part_path(path));
}

/// Not every system can open a folder; where it can, the new name must survive a power cut too.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn write(part: &Path, path: &Path, project: &Project, watch: &Watch) -> Result<(), Fault> {
    let crs = crs::info(project.meta.crs)?;
    let srs = crs.epsg.cast_signed();
    let place = Place { frame: project.meta.frame, srs };
    let wrong = |e: rusqlite::Error| cannot_write(path, &e);
    let db = Connection::open(part).map_err(wrong)?;
    // Until it is whole the file has no name, so it needs no journal that could be left behind.
    db.execute_batch(
        "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
         PRAGMA locking_mode = EXCLUSIVE; BEGIN",
    )
    .map_err(wrong)?;
    let announce = || {
        gpkg::init(&db)?;
        gpkg::register_functions(&db)?;
        gpkg::add_srs(&db, &crs)?;
        schema::migrate(&db, 0, &STEPS)?;
        schema::register(&db, srs)?;
        styles::write(&db)
    };
    announce().map_err(wrong)?;
    Bulk { db: &db, path, place, watch }.write(project)?;
    let close = || {
        schema::protect(&db)?;
        // The whole file is the first change that SQLite counts.
        put_meta(&db, "change_counter", &1)?;
        db.execute_batch("COMMIT")
    };
    close().map_err(wrong)?;
    db.close().map_err(|(_, e)| wrong(e))
}
