//! A file in the making: under a strange name beside its target, until it is whole.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::base::Fault;
use crate::say;

/// Dropped unfinished, it leaves nothing.
pub struct Pending {
    temp: NamedTempFile,
    target: PathBuf,
    force: bool,
}

impl Pending {
    /// Starts a file in the target's folder. Fails where the target exists and `force` is not set.
    pub fn new(target: &Path, force: bool) -> Result<Self, Fault> {
        if target.is_dir() {
            return Err(Fault::input(say!("formats-is-folder", file = target)));
        }
        if !force && target.exists() {
            return Err(exists(target));
        }
        let folder = folder(target);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".gridwright-").suffix(".part");
        // Temporary files are private by default; an export is meant to be read by whom the folder lets.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let temp = builder.tempfile_in(folder).map_err(|e| cannot_write(target, &e))?;
        Ok(Self { temp, target: target.to_owned(), force })
    }

    /// Where it will be.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Where it is now.
    pub fn path(&self) -> &Path {
        self.temp.path()
    }

    pub fn file(&mut self) -> &mut File {
        self.temp.as_file_mut()
    }

    /// A buffered handle to the same file.
    pub fn writer(&mut self) -> Result<BufWriter<File>, Fault> {
        let file = self.file().try_clone().map_err(|e| cannot_write(&self.target, &e))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// Puts the whole file under its name, safe against a power cut; its size in bytes.
    pub fn finish(mut self) -> Result<u64, Fault> {
        let target = self.target;
        let wrong = |e: &io::Error| cannot_write(&target, e);
        self.temp.flush().map_err(|e| wrong(&e))?;
        self.temp.as_file().sync_all().map_err(|e| wrong(&e))?;
        let bytes = self.temp.as_file().metadata().map_err(|e| wrong(&e))?.len();
        let put = if self.force { self.temp.persist(&target) } else { self.temp.persist_noclobber(&target) };
        match put {
            Ok(_) => {}
            Err(e) if !self.force && e.error.kind() == io::ErrorKind::AlreadyExists => return Err(exists(&target)),
            Err(e) => return Err(wrong(&e.error)),
        }
        // Not every system can open a folder; where it can, the new name must survive too.
        if let Ok(folder) = File::open(folder(&target)) {
            let _ = folder.sync_all();
        }
        Ok(bytes)
    }
}

fn folder(target: &Path) -> &Path {
    target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn exists(target: &Path) -> Fault {
    Fault::input(say!("formats-exists", file = target))
}

/// The system would not let a file be written.
pub fn cannot_write(path: &Path, why: &dyn std::fmt::Display) -> Fault {
    Fault::input(say!("formats-cannot-write", file = path, why = why.to_string()))
}
