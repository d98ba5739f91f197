//! The journal: what was done, when and by whom, newest first.

use serde::Serialize;

use crate::base::Message;
use crate::session::JournalEntry;

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JournalRow {
    /// None where the file's row cannot be read.
    pub note: Option<Message>,
    /// By this machine's clock, to the minute.
    pub time: String,
    pub author: String,
    /// Whether it holds; a step that was undone can be done again.
    pub done: bool,
    /// Whether only the note is left, so that it can no longer be undone.
    pub packed: bool,
    /// How many steps hold when this is the last of them.
    pub number: usize,
}

/// The journal, with the undone steps on top.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct JournalModel {
    pub rows: Vec<JournalRow>,
    /// How many steps can be undone and redone.
    pub undo: usize,
    pub redo: usize,
    /// The earliest number of steps that one can go back to.
    pub start: usize,
}

impl JournalModel {
    /// From the session's list, oldest first, of which the first `done` steps hold.
    pub fn new(steps: &[JournalEntry], done: usize) -> Self {
        let row = |(at, entry): (usize, &JournalEntry)| JournalRow {
            note: entry.note.clone(),
            time: entry.local.clone(),
            author: entry.author.clone(),
            done: at < done,
            packed: entry.packed,
            number: at + 1,
        };
        let rows: Vec<JournalRow> = steps.iter().enumerate().rev().map(row).collect();
        let undo = steps[..done].iter().rev().take_while(|entry| !entry.packed).count();
        Self { undo, redo: rows.len() - done, start: done - undo, rows }
    }
}
