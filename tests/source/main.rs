//! Checks on the source itself: its words and the house it is built as.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod house;
mod tokens;
mod words;
