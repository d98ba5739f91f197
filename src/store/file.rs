//! An open project file: takes changes, one transaction each.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::fault::sql;
use super::journal::{self, Entry, Step, Steps};
use super::lock::{Lock, user};
use super::open::quick_check;
use super::ops::{Place, Stale, put_change, put_meta};
use super::refresh;
use crate::base::Fault;
use crate::change::{Change, Op};
use crate::model::Project;
use crate::say;

/// The file of one project, and the right to change it.
#[derive(Debug)]
pub struct ProjectFile {
    path: PathBuf,
    // Closed before the lock below is given back.
    db: Connection,
    place: Place,
    _lock: Lock,
    /// SQLite's count of changes to the file; a different one at the next opening tells of other programs.
    changes: u32,
    author: String,
    /// Whether its pages have been checked since it was opened.
    proved: bool,
}

impl ProjectFile {
    pub(super) fn new(path: &Path, db: Connection, place: Place, lock: Lock, changes: u32, proved: bool) -> Self {
        Self { path: path.to_owned(), db, place, _lock: lock, changes, author: user(), proved }
    }

    /// Checks all pages, unless that has been done; nothing is written to a file that is damaged.
    pub fn prove(&mut self) -> Result<(), Fault> {
        if !self.proved {
            quick_check(&self.db, &self.path)?;
            self.proved = true;
        }
        Ok(())
    }

    /// Whether [`Self::prove`] has nothing left to do.
    pub const fn is_proved(&self) -> bool {
        self.proved
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Stores a step: its rows and its place in the history, in one transaction. Steps that were undone are forgotten.
    ///
    /// On a fault the file is as it was.
    pub fn commit(&mut self, forward: &Change, inverse: &Change) -> Result<(), Fault> {
        let moves = |op: &Op| match op {
            Op::Meta(meta) => meta.frame != self.place.frame || meta.crs.cast_signed() != self.place.srs,
            _ => false,
        };
        if forward.ops.iter().any(moves) {
            return Err(Fault::project(say!("store-fixed-crs", file = &self.path)));
        }
        let (place, author) = (self.place, self.author.clone());
        self.write(|db| {
            put_change(db, place, forward)?;
            Stale::of(forward, inverse).mark(db)?;
            journal::add(db, &author, forward, inverse)
        })
    }

    /// Takes the last step back; the change that the project in memory must apply, `None` where there is no step.
    pub fn undo(&mut self) -> Result<Option<Change>, Fault> {
        let step = journal::last_done(&self.db).map_err(|e| sql(&self.path, &e))?;
        let Some(Step { seq, forward, inverse }) = step else { return Ok(None) };
        self.turn(seq, false, &inverse, &forward)?;
        Ok(Some(inverse))
    }

    /// Does the last step that was undone again; the change that the project in memory must apply.
    pub fn redo(&mut self) -> Result<Option<Change>, Fault> {
        let step = journal::first_undone(&self.db).map_err(|e| sql(&self.path, &e))?;
        let Some(Step { seq, forward, inverse }) = step else { return Ok(None) };
        self.turn(seq, true, &forward, &inverse)?;
        Ok(Some(forward))
    }

    fn turn(&mut self, seq: i64, done: bool, change: &Change, back: &Change) -> Result<(), Fault> {
        let place = self.place;
        self.write(|db| {
            put_change(db, place, change)?;
            Stale::of(change, back).mark(db)?;
            journal::set_done(db, seq, done)
        })
    }

    /// The latest `n` steps, newest first.
    pub fn history(&self, n: usize) -> Result<Vec<Entry>, Fault> {
        journal::latest(&self.db, n).map_err(|e| sql(&self.path, &e))
    }

    /// The steps before or after one, see [`journal::beyond`]; none where they cannot be read.
    pub(super) fn beyond(&self, back: bool, seq: u64) -> Steps {
        journal::beyond(&self.db, back, seq.cast_signed()).unwrap_or_default()
    }

    /// Who is noted as the author of steps.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// Leaves of all but the last `keep` steps nothing but their notes, and gives the room back to the disk.
    pub fn pack(&mut self, keep: usize) -> Result<(), Fault> {
        self.write(|db| journal::pack_old(db, keep).map(drop))?;
        self.db.execute_batch("VACUUM").map_err(|e| sql(&self.path, &e))?;
        // SQLite counts that as a change of its own.
        self.changes = self.changes.wrapping_add(1);
        self.write(|_| Ok(()))
    }

    /// Brings the layers that GIS programs see up to date; `project` must be the state that the file holds.
    pub fn refresh(&mut self, project: &Project) -> Result<(), Fault> {
        if !refresh::is_needed(&self.db).map_err(|e| sql(&self.path, &e))? {
            return Ok(());
        }
        let place = self.place;
        self.write(|db| refresh::refresh(db, place, project))
    }

    /// Takes what another program changed for our own: sums may be out of date, and the next opening says nothing.
    pub(super) fn acknowledge(&mut self) -> Result<(), Fault> {
        self.write(|db| Stale::everything().mark(db))
    }

    /// Removes the journal that a killed program left beside the file before it held anything: SQLite lets such a one lie
    /// until the next change, so this is one.
    pub(super) fn sweep(&mut self) -> Result<(), Fault> {
        let mut journal = self.path.as_os_str().to_owned();
        journal.push("-journal");
        if Path::new(&journal).exists() { self.write(|_| Ok(())) } else { Ok(()) }
    }

    fn write(&mut self, work: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> Result<(), Fault> {
        self.prove()?;
        let changes = self.changes.wrapping_add(1);
        let transact = || {
            let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            work(&transaction)?;
            put_meta(&transaction, "change_counter", &changes)?;
            transaction.commit()
        };
        transact().map_err(|e| sql(&self.path, &e))?;
        self.changes = changes;
        Ok(())
    }
}
