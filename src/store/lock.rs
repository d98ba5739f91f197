//! The lock file beside a project: one window writes, and everyone else learns who.
//!
//! The file names host, process and user. On one host the operating system's own lock on it says whether its holder still
//! lives, so a lock left by a crash is taken over; between hosts that is not to be trusted, and the words decide.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Who holds a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    pub host: String,
    pub process: u32,
    pub user: String,
    /// Tells two locks of one process apart.
    #[serde(default)]
    turn: u64,
}

impl Owner {
    /// This process.
    pub fn here() -> Self {
        static TURN: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
        Self {
            host: host(),
            process: std::process::id(),
            user: user(),
            turn: TURN.fetch_add(1, std::sync::atomic::Ordering::Relaxed),
        }
    }
}

/// The name that the operating system knows the user by.
pub(super) fn user() -> String {
    ["USER", "USERNAME", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default()
}

fn host() -> String {
    let told = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let told = told.or_else(|| std::env::var("COMPUTERNAME").ok()).or_else(|| std::env::var("HOSTNAME").ok());
    told.map(|name| name.trim().to_owned()).unwrap_or_default()
}

/// Why a lock was not taken.
#[derive(Debug)]
pub(super) enum Refused {
    /// Another process has it; unknown where its words cannot be read.
    Held(Option<Owner>),
    /// The folder does not let us write.
    Io(io::Error),
}

/// Held as long as it lives; its file is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

/// The lock file of a project.
pub(super) fn lock_path(project: &Path) -> PathBuf {
    let mut name = project.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

impl Lock {
    pub fn take(project: &Path) -> Result<Self, Refused> {
        let path = lock_path(project);
        let owner = Owner::here();
        let words = serde_json::to_string(&owner).map_err(|e| Refused::Io(e.into()))?;
        // A holder that goes away removes the file between our opening and our locking it: then once more.
        for _ in 0..10 {
            let Some(mut file) = hold(&path).map_err(Refused::Io)? else {
                return Err(Refused::Held(read_owner(&path)));
            };
            let mut left = String::new();
            // Words cut short by a crash name nobody.
            let left = file.read_to_string(&mut left).ok().and_then(|_| serde_json::from_str::<Owner>(&left).ok());
            if let Some(other) = left.filter(|left| left.host != owner.host) {
                return Err(Refused::Held(Some(other)));
            }
            let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(words.as_bytes()));
            written.and_then(|()| file.sync_all()).map_err(Refused::Io)?;
            if read_owner(&path).as_ref() == Some(&owner) {
                return Ok(Self { path, _file: file });
            }
        }
        Err(Refused::Held(read_owner(&path)))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Left behind, it is taken over by whoever comes next.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn read_owner(path: &Path) -> Option<Owner> {
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}

/// Whether this very process holds the project.
pub(super) fn is_ours(project: &Path) -> bool {
    let owner = read_owner(&lock_path(project));
    owner.is_some_and(|owner| owner.process == std::process::id() && owner.host == host())
}

/// Opens the file and keeps every other process from doing so; `None` where one already has.
#[cfg(not(windows))]
fn hold(path: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        // A share that cannot lock still has the words.
        Err(std::fs::TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => Ok(Some(file)),
        Err(std::fs::TryLockError::Error(e)) => Err(e),
    }
}

/// Locks of Windows would hide the words; a share mode lets others read them and nothing else.
#[cfg(windows)]
fn hold(path: &Path) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt as _;
    const SHARE_READ_AND_DELETE: u32 = 1 | 4;
    const SHARING_VIOLATION: i32 = 32;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).share_mode(SHARE_READ_AND_DELETE);
    match options.open(path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.raw_os_error() == Some(SHARING_VIOLATION) => Ok(None),
        Err(e) => Err(e),
    }
}
