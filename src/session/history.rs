//! The steps of an open project: all of them by their notes, and those nearest in memory to be taken back or done again.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

use crate::base::{local_minute, utc_now};
use crate::change::Change;
use crate::store::{Entry, Job, Opened, Steps, Writer};

/// Forward and inverse.
pub(super) type Step = (Change, Change);

/// With fewer steps than this at hand, more are read from the file.
const FEW: usize = 8;

/// Done and undone steps.
#[derive(Default)]
pub(super) struct History {
    /// At hand, the nearest last.
    undo: Vec<Step>,
    redo: Vec<Step>,
    /// Every step, oldest first; the first `done` of them hold.
    entries: Vec<Entry>,
    done: usize,
    author: String,
    ahead_s: i64,
    /// Which way steps are being read.
    reading: Option<(bool, Receiver<Steps>)>,
}

impl History {
    /// What a project that was just opened brings along.
    pub fn of(opened: &mut Opened) -> Self {
        let mut entries = std::mem::take(&mut opened.history);
        entries.reverse();
        let done = entries.iter().filter(|entry| entry.done).count();
        let (undo, redo) = (std::mem::take(&mut opened.undo), std::mem::take(&mut opened.redo));
        let author = opened.file.as_ref().map(|file| file.author().to_owned()).unwrap_or_default();
        Self { undo, redo, entries, done, author, ahead_s: opened.ahead_s, reading: None }
    }

    /// Every step, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many steps hold.
    pub const fn done(&self) -> usize {
        self.done
    }

    /// How many steps can be undone.
    pub fn can_undo(&self) -> usize {
        self.entries[..self.done].iter().rev().take_while(|entry| !entry.packed).count()
    }

    /// How many steps can be done again.
    pub fn can_redo(&self) -> usize {
        self.entries.len() - self.done
    }

    /// How many steps can be taken at once that way.
    pub fn at_hand(&self, back: bool) -> usize {
        if back { self.undo.len() } else { self.redo.len() }
    }

    /// Whether older or later steps are being read from the file.
    pub const fn is_reading(&self) -> bool {
        self.reading.is_some()
    }

    /// Notes a new step; those that were undone are forgotten.
    pub fn record(&mut self, forward: Change, inverse: Change) {
        self.entries.truncate(self.done);
        self.redo.clear();
        self.reading.take_if(|(back, _)| !*back);
        let seq = self.entries.last().map_or(1, |entry| entry.seq + 1);
        self.entries.push(Entry {
            seq,
            time: utc_now(),
            author: self.author.clone(),
            note: Some(forward.note.clone()),
            done: true,
            local: local_minute(self.ahead_s),
            packed: false,
        });
        self.done += 1;
        self.undo.push((forward, inverse));
    }

    /// The next step back or forth, which is then on the other side; `None` where there is none at hand.
    pub fn turn(&mut self, back: bool) -> Option<&Step> {
        let step = if back { self.undo.pop() } else { self.redo.pop() }?;
        if back {
            self.done -= 1;
        }
        if let Some(entry) = self.entries.get_mut(self.done) {
            entry.done = !back;
        }
        if !back {
            self.done += 1;
        }
        let side = if back { &mut self.redo } else { &mut self.undo };
        side.push(step);
        side.last()
    }

    /// Takes in what was read, and asks for more where little is at hand.
    pub fn keep_up(&mut self, writer: &Writer) {
        match self.reading.as_ref().map(|(back, steps)| (*back, steps.try_recv())) {
            None => {}
            Some((_, Err(TryRecvError::Empty))) => return,
            Some((_, Err(TryRecvError::Disconnected))) => self.reading = None,
            Some((back, Ok(mut steps))) => {
                self.reading = None;
                if back && steps.is_empty() {
                    // What cannot be read can only be looked at.
                    let unread = self.done - self.undo.len();
                    self.entries[..unread].iter_mut().for_each(|entry| entry.packed = true);
                }
                let side = if back { &mut self.undo } else { &mut self.redo };
                steps.append(side);
                *side = steps;
            }
        }
        let more_back = self.undo.len() < FEW && self.can_undo() > self.undo.len();
        let more_on = self.redo.len() < FEW && self.can_redo() > self.redo.len();
        let from = match (more_back, more_on) {
            (true, _) => self.entries.get(self.done - self.undo.len()).map_or(u64::MAX >> 1, |entry| entry.seq),
            (_, true) => self.entries.get((self.done + self.redo.len()).wrapping_sub(1)).map_or(0, |entry| entry.seq),
            _ => return,
        };
        let (to, steps) = channel();
        writer.send(Job::Fetch { back: more_back, seq: from, to });
        self.reading = Some((more_back, steps));
    }

    /// Forgets how to take back all but the last `keep` steps that hold.
    pub fn pack(&mut self, keep: usize) {
        let old = self.done.saturating_sub(keep);
        self.entries[..old].iter_mut().for_each(|entry| entry.packed = true);
        self.undo.drain(..self.undo.len().saturating_sub(keep));
    }
}
