//! The journal: what was done, newest first.

use serde::Serialize;

use crate::base::Message;

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JournalRow {
    pub note: Message,
    /// Whether it holds; a step that was undone can be done again.
    pub done: bool,
}

/// The journal, with the undone steps on top.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct JournalModel {
    pub rows: Vec<JournalRow>,
    pub undo: usize,
    pub redo: usize,
}

impl JournalModel {
    /// From the session's list: (note, done), newest first.
    pub fn new(steps: Vec<(Message, bool)>) -> Self {
        let rows: Vec<JournalRow> = steps.into_iter().map(|(note, done)| JournalRow { note, done }).collect();
        let undo = rows.iter().filter(|row| row.done).count();
        Self { undo, redo: rows.len() - undo, rows }
    }
}
