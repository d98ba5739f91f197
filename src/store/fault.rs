//! What goes wrong in the project file, as faults that name the file.

use std::io;
use std::path::Path;

use rusqlite::ErrorCode;

use crate::base::{Fault, Message};
use crate::say;

/// What SQLite would not do with an existing project.
pub(super) fn sql(path: &Path, error: &rusqlite::Error) -> Fault {
    Fault::project(match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => damaged(path, &error.to_string()),
        Some(ErrorCode::DiskFull) => say!("store-disk-full", file = path),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => say!("store-busy", file = path),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            say!("store-no-access", file = path, why = error.to_string())
        }
        _ => say!("store-sqlite", file = path, why = error.to_string()),
    })
}

/// The sentence for a file that is broken.
pub(super) fn damaged(path: &Path, why: &str) -> Message {
    say!("store-damaged", file = path, why = why)
}

/// A new project could not be written.
pub(super) fn cannot_write(path: &Path, error: &dyn std::fmt::Display) -> Fault {
    Fault::input(say!("store-cannot-write", file = path, why = error.to_string()))
}

/// An existing project could not be read.
pub(super) fn cannot_read(path: &Path, error: &io::Error) -> Fault {
    let message = say!("store-cannot-read", file = path, why = error.to_string());
    if error.kind() == io::ErrorKind::NotFound { Fault::input(message) } else { Fault::project(message) }
}
