//! The history of a project: one row a step, with the change and the change that undoes it.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::base::Message;
use crate::change::Change;

/// One step of the history, as a panel lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Ascending from 1; the order of steps, whatever clocks say.
    pub seq: u64,
    /// UTC, ISO 8601.
    pub time: String,
    pub author: String,
    /// None where the row cannot be read.
    pub note: Option<Message>,
    /// False for a step that was undone and may be redone.
    pub done: bool,
    /// The time by this machine's clock, to the minute.
    pub local: String,
    /// Whether only the note is left of it, so that it stays as it is.
    pub packed: bool,
}

/// A step with both its changes.
pub(super) struct Step {
    pub seq: i64,
    pub forward: Change,
    pub inverse: Change,
}

/// Adds a step and forgets those that were undone: the history is linear.
pub(super) fn add(db: &Connection, author: &str, forward: &Change, inverse: &Change) -> rusqlite::Result<()> {
    db.execute("DELETE FROM gw_journal WHERE NOT done", [])?;
    let note = serde_json::to_string(&forward.note).map_err(unfit)?;
    db.prepare_cached(
        "INSERT INTO gw_journal (time, author, note, forward, inverse, done)
         VALUES (strftime('%Y-%m-%dT%H:%M:%fZ','now'), ?1, ?2, ?3, ?4, 1)",
    )?
    .execute(params![author, note, pack(forward)?, pack(inverse)?])
    .map(drop)
}

/// The step that undo takes back; `None` at the start, and where it cannot be read.
pub(super) fn last_done(db: &Connection) -> rusqlite::Result<Option<Step>> {
    step(db, "SELECT seq, forward, inverse FROM gw_journal WHERE done ORDER BY seq DESC LIMIT 1")
}

/// The step that redo does again; `None` at the end, and where it cannot be read.
pub(super) fn first_undone(db: &Connection) -> rusqlite::Result<Option<Step>> {
    step(db, "SELECT seq, forward, inverse FROM gw_journal WHERE NOT done ORDER BY seq LIMIT 1")
}

fn step(db: &Connection, sql: &str) -> rusqlite::Result<Option<Step>> {
    let row = db.prepare_cached(sql)?.query_row([], |row| {
        let unpacked = |at| row.get_ref(at).ok().and_then(|value| unpack(value.as_blob().ok()?));
        Ok((row.get(0)?, unpacked(1), unpacked(2)))
    });
    Ok(row.optional()?.and_then(|(seq, forward, inverse)| Some(Step { seq, forward: forward?, inverse: inverse? })))
}

/// Moves the pointer over one step.
pub(super) fn set_done(db: &Connection, seq: i64, done: bool) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE gw_journal SET done = ?2 WHERE seq = ?1")?.execute(params![seq, done]).map(drop)
}

/// Forward and inverse of steps that lie behind or ahead.
pub type Steps = Vec<(Change, Change)>;

/// The steps that can be undone and those that can be redone, the nearest last.
///
/// Ends where a step cannot be read, and after [`NEAR`] bytes.
pub(super) fn near(db: &Connection) -> rusqlite::Result<(Steps, Steps)> {
    Ok((beyond(db, true, i64::MAX)?, beyond(db, false, 0)?))
}

/// The steps before (`back`: done ones) or after a step (undone ones), the nearest last; as many as [`NEAR`] allows.
pub(super) fn beyond(db: &Connection, back: bool, seq: i64) -> rusqlite::Result<Steps> {
    let sql = if back {
        "SELECT forward, inverse FROM gw_journal WHERE done AND seq < ?1 ORDER BY seq DESC"
    } else {
        "SELECT forward, inverse FROM gw_journal WHERE NOT done AND seq > ?1 ORDER BY seq"
    };
    steps(db, sql, seq)
}

/// Leaves of all but the last `keep` steps that are done nothing but their notes; gives how many it packed.
pub(super) fn pack_old(db: &Connection, keep: usize) -> rusqlite::Result<usize> {
    db.execute(
        "UPDATE gw_journal SET forward = x'', inverse = x'' WHERE done AND length(forward) > 0 AND seq <=
         (SELECT seq FROM gw_journal WHERE done ORDER BY seq DESC LIMIT 1 OFFSET ?1)",
        [keep],
    )
}

/// How many seconds this machine's clock is ahead of UTC.
pub(super) fn ahead_s(db: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT CAST(strftime('%s', 'now', 'localtime') AS INTEGER) - CAST(strftime('%s', 'now') AS INTEGER)";
    db.query_row(sql, [], |row| row.get(0))
}

/// Whether there is a step that could be undone.
pub(super) fn is_started(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row("SELECT EXISTS (SELECT 1 FROM gw_journal WHERE done AND length(forward) > 0)", [], |row| row.get(0))
}

fn steps(db: &Connection, sql: &str, seq: i64) -> rusqlite::Result<Steps> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([seq])?;
    let (mut steps, mut size) = (Steps::new(), 0);
    while let Some(row) = rows.next()? {
        let (Ok(forward), Ok(inverse)) = (row.get_ref(0)?.as_blob(), row.get_ref(1)?.as_blob()) else { break };
        size += forward.len() + inverse.len();
        if !steps.is_empty() && size > NEAR {
            break;
        }
        let (Some(forward), Some(inverse)) = (unpack(forward), unpack(inverse)) else { break };
        steps.push((forward, inverse));
    }
    steps.reverse();
    Ok(steps)
}

/// As much history is kept in memory, in bytes of the file: the rest stays in the file.
const NEAR: usize = 8 << 20;

/// The latest steps, newest first.
pub(super) fn latest(db: &Connection, n: usize) -> rusqlite::Result<Vec<Entry>> {
    let mut statement = db.prepare_cached(
        "SELECT seq, time, author, note, done, strftime('%Y-%m-%d %H:%M', time, 'localtime'), length(forward) = 0
         FROM gw_journal ORDER BY seq DESC LIMIT ?1",
    )?;
    let rows = statement.query_map([n], |row| {
        let note: String = row.get(3)?;
        Ok(Entry {
            seq: row.get::<_, i64>(0)?.unsigned_abs(),
            time: row.get(1)?,
            author: row.get(2)?,
            note: serde_json::from_str(&note).ok(),
            done: row.get(4)?,
            local: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            packed: row.get(6)?,
        })
    })?;
    rows.collect()
}

const PLAIN: u8 = 0;
const ZLIB: u8 = 1;
/// Smaller changes are not worth compressing.
const SMALL: usize = 1024;
/// No step of ours unpacks to more.
const LARGEST: u64 = 1 << 30;

fn pack(change: &Change) -> rusqlite::Result<Vec<u8>> {
    let json = serde_json::to_vec(change).map_err(unfit)?;
    if json.len() <= SMALL {
        return Ok([&[PLAIN], &json[..]].concat());
    }
    let unfit = |e| rusqlite::Error::ToSqlConversionFailure(Box::new(e));
    let mut zlib = ZlibEncoder::new(vec![ZLIB], Compression::fast());
    zlib.write_all(&json).map_err(unfit)?;
    zlib.finish().map_err(unfit)
}

fn unpack(blob: &[u8]) -> Option<Change> {
    match blob {
        [PLAIN, json @ ..] => serde_json::from_slice(json).ok(),
        [ZLIB, packed @ ..] => {
            let mut json = Vec::new();
            ZlibDecoder::new(packed).take(LARGEST).read_to_end(&mut json).ok()?;
            serde_json::from_slice(&json).ok()
        }
        _ => None,
    }
}

fn unfit(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
