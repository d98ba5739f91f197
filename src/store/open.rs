//! Opens a project file, and trusts nothing in it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::thread;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::create::remove_part;
use super::fault::{cannot_read, damaged, sql};
use super::journal::Entry;
use super::lock::{Lock, Owner, Refused, is_ours};
use super::ops::Place;
use super::schema::{self, FORMAT, STEPS, TABLES};
use super::{ProjectFile, journal, load, sound};
use crate::base::{Fault, Message, Rows, Watch};
use crate::change::Change;
use crate::mesh;
use crate::model::{Household, Index, Meta, Project};
use crate::say;

/// What a project is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    ReadWrite,
    ReadOnly,
}

/// An open project.
#[derive(Debug)]
pub struct Opened {
    /// None where it was opened read-only.
    pub file: Option<ProjectFile>,
    pub project: Project,
    /// The latest steps that can be undone (forward, inverse), the next one last.
    pub undo: Vec<(Change, Change)>,
    /// The steps that can be redone, the next one last.
    pub redo: Vec<(Change, Change)>,
    /// Every step, the newest first.
    pub history: Vec<Entry>,
    /// How many seconds this machine's clock is ahead of UTC.
    pub ahead_s: i64,
    /// Why it was opened read-only although it was to be written.
    pub read_only_reason: Option<Message>,
    /// Whether another program changed the file since: the mesh was proved again, but households may lie in other
    /// blocks than their rows say.
    pub changed_outside: bool,
    pub warnings: Vec<Message>,
}

impl Opened {
    /// The same, or the reason why it cannot be written as a fault: for callers that must write.
    pub fn writable(self) -> Result<Self, Fault> {
        match self.read_only_reason {
            Some(reason) => Err(Fault::project(reason)),
            None => Ok(self),
        }
    }
}

/// Opens a project; where it cannot be written it is opened read-only and says why.
///
/// Faults: of input where it is missing or no SQLite file at all, of the project where it is damaged, newer, locked by
/// a program in the middle of a change, or no project of ours.
pub fn open(path: &Path, mode: Mode) -> Result<Opened, Fault> {
    let metadata = std::fs::metadata(path).map_err(|e| cannot_read(path, &e))?;
    if !metadata.is_file() {
        return Err(Fault::input(say!("store-no-file", file = path)));
    }
    let (mut lock, mut read_only_reason) = (None, None);
    if mode == Mode::ReadWrite {
        if metadata.permissions().readonly() {
            read_only_reason = Some(say!("store-file-read-only", file = path));
        } else {
            match Lock::take(path) {
                Ok(taken) => {
                    remove_part(path);
                    lock = Some(taken);
                }
                Err(Refused::Held(owner)) => read_only_reason = Some(held(path, owner)),
                Err(Refused::Io(e)) => {
                    read_only_reason = Some(say!("store-folder-read-only", file = path, why = e.to_string()));
                }
            }
        }
    }
    // Closing any handle of ours would drop SQLite's locks on the file, so with a lock of this process the file is not
    // looked at from outside. It was, when that lock was taken.
    let may_look = lock.is_some() || !is_ours(path);
    if may_look {
        Header::read(path)?;
    }
    let db = connect(path, lock.is_some())?;
    let format = format(&db, path)?;
    // Only now: the first query has rolled back what a killed program left half-written.
    let before = if may_look { Some(Header::read(path)?) } else { None };
    if lock.is_some() {
        prepare(&db, path, format)?;
    } else if format < FORMAT {
        return Err(Fault::project(say!("store-older-read-only", file = path, format = format)));
    }
    let counted = load::meta::<u32>(&db, path, "change_counter")?;
    let changed_outside = before.is_some_and(|header| Some(header.changes) != counted);
    let meta: Meta = load::must(&db, path, "meta")?;
    let place = Place { frame: meta.frame, srs: meta.crs.cast_signed() };
    // A file that is as we left it is proved before the next write to it, so that nobody waits for that at the start.
    let prove = changed_outside || lock.is_none();
    let mut project = read(&db, path, meta, prove)?;
    let (sound, index) = rayon::join(|| sound::check(path, &project), || Index::new(&project));
    sound?;
    project.index = Some(index);
    let mut warnings = Vec::new();
    if changed_outside {
        let proved = mesh::proof(&project.mesh, &Watch::new());
        if let Some(broken) = proved.iter().find(|check| !check.ok) {
            return Err(Fault::project(damaged(path, broken.name)));
        }
        warnings.push(say!("store-changed-outside", file = path));
    }
    let (undo, redo) = journal::near(&db).unwrap_or_default();
    if undo.is_empty() && journal::is_started(&db).unwrap_or(true) {
        warnings.push(say!("store-no-journal", file = path));
    }
    let history = journal::latest(&db, i64::MAX as usize).unwrap_or_default();
    let ahead_s = journal::ahead_s(&db).unwrap_or(0);
    let file = match lock {
        None => None,
        Some(lock) => {
            let mut file = ProjectFile::new(path, db, place, lock, Header::read(path)?.changes, prove);
            if changed_outside {
                file.acknowledge()?;
            }
            file.refresh(&project)?;
            file.sweep()?;
            Some(file)
        }
    };
    Ok(Opened { file, project, undo, redo, history, ahead_s, read_only_reason, changed_outside, warnings })
}

/// The sentence that names who holds a project.
pub(super) fn held(path: &Path, owner: Option<Owner>) -> Message {
    match owner {
        Some(Owner { host, process, user, .. }) => {
            say!(
                "store-held",
                file = path,
                user = user,
                host = host,
                process = process,
                lock = &super::lock::lock_path(path)
            )
        }
        None => say!("store-held-unknown", file = path, lock = &super::lock::lock_path(path)),
    }
}

/// What the first bytes of the file say.
struct Header {
    /// How many transactions SQLite has counted.
    changes: u32,
}

impl Header {
    fn read(path: &Path) -> Result<Self, Fault> {
        const MAGIC: &[u8] = b"SQLite format 3\0";
        let mut bytes = Vec::with_capacity(100);
        let file = File::open(path).map_err(|e| cannot_read(path, &e))?;
        file.take(100).read_to_end(&mut bytes).map_err(|e| cannot_read(path, &e))?;
        if !bytes.starts_with(&MAGIC[..bytes.len().min(MAGIC.len())]) {
            return Err(Fault::input(say!("store-no-sqlite", file = path)));
        }
        let word = |at: usize| bytes.get(at..at + 4).and_then(|b| b.first_chunk()).map(|b| u32::from_be_bytes(*b));
        match (word(24), word(68)) {
            (Some(changes), Some(0x4750_4B47)) => Ok(Self { changes }),
            (Some(_), Some(_)) => Err(Fault::project(say!("store-no-project", file = path))),
            _ => Err(Fault::project(damaged(path, "header"))),
        }
    }
}

/// A connection that runs nothing that the file brings along.
fn connect(path: &Path, is_writable: bool) -> Result<Connection, Fault> {
    let access = if is_writable { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    let db = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(|e| sql(path, &e))?;
    let set = || {
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        db.set_limit(Limit::SQLITE_LIMIT_LENGTH, 256 << 20)?;
        db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        db.busy_timeout(std::time::Duration::from_secs(5))?;
        db.set_prepared_statement_cache_capacity(64);
        db.execute_batch(
            "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; PRAGMA synchronous = FULL;
             PRAGMA cache_size = -16384",
        )
    };
    set().map_err(|e| sql(path, &e))?;
    Ok(db)
}

/// The format of the file; a fault where it is no project of ours, damaged or newer.
fn format(db: &Connection, path: &Path) -> Result<u32, Fault> {
    let is_table = "SELECT count(*) FROM sqlite_schema WHERE name = ?1 AND type = 'table' AND sql LIKE 'CREATE TABLE%'";
    let count = |table: &str| db.query_row(is_table, [table], |row| row.get::<_, u32>(0));
    if count("gw_meta").map_err(|e| load::unreadable(path, &e))? == 0 {
        return Err(Fault::project(say!("store-no-project", file = path)));
    }
    let format: u32 = load::must(db, path, "format")?;
    if format > FORMAT {
        return Err(Fault::project(say!("store-newer", file = path, format = format, known = FORMAT)));
    }
    if format == FORMAT {
        for table in TABLES {
            // A view or a virtual table of that name would run what a stranger wrote.
            if count(table).map_err(|e| sql(path, &e))? == 0 {
                return Err(Fault::project(damaged(path, table)));
            }
        }
    }
    Ok(format)
}

/// Makes a file that is to be written a plain one of the newest format.
fn prepare(db: &Connection, path: &Path, format: u32) -> Result<(), Fault> {
    let mode = || -> rusqlite::Result<()> {
        let mode: String = db.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        if mode == "wal" {
            // A GIS program left it so; anyone who copies the file alone would lose what is beside it.
            db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            db.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        }
        Ok(())
    };
    mode().map_err(|e| sql(path, &e))?;
    if format < FORMAT {
        let step = || -> rusqlite::Result<()> {
            let transaction = db.unchecked_transaction()?;
            schema::migrate(&transaction, format, &STEPS)?;
            transaction.commit()
        };
        step().map_err(|e| sql(path, &e))?;
    }
    Ok(())
}

/// Reads everything, and checks the pages meanwhile where that is asked for. The read lock of `db` keeps other writers
/// out until it is done.
fn read(db: &Connection, path: &Path, meta: Meta, prove: bool) -> Result<Project, Fault> {
    let transaction = db.unchecked_transaction().map_err(|e| sql(path, &e))?;
    transaction.query_row("SELECT count(*) FROM gw_meta", [], |_| Ok(())).map_err(|e| sql(path, &e))?;
    let frame = meta.frame;
    // The smaller part is for whoever reads everything else too.
    let middle = load::last_key::<Household>(db, path)? / 5 * 3;
    let part = |keys| -> Result<Rows<Household>, Fault> { load::rows_of(&connect(path, false)?, path, frame, keys) };
    let (project, low, high, sound) = thread::scope(|scope| {
        let low = scope.spawn(move || part(i64::MIN..=middle));
        let sound = scope.spawn(move || if prove { quick_check(&connect(path, false)?, path) } else { Ok(()) });
        let project = load::project(db, path, meta);
        let high = part(middle.saturating_add(1)..=i64::MAX);
        (project, low.join(), high, sound.join())
    });
    // A thread that panicked met what this code did not expect of a file.
    let lost = |_| Fault::project(damaged(path, "panic"));
    sound.map_err(lost)??;
    let mut project = project?;
    project.households = low.map_err(lost)??;
    project.households.absorb(high?);
    Ok(project)
}

/// Whether all pages of the file belong together.
pub(super) fn quick_check(db: &Connection, path: &Path) -> Result<(), Fault> {
    let verdict: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|e| sql(path, &e))?;
    if verdict == "ok" { Ok(()) } else { Err(Fault::project(damaged(path, &verdict))) }
}
