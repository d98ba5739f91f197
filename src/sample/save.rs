//! Files written whole or not at all, never over something else by accident.

use std::fs;
use std::io::{BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use crate::base::Fault;
use crate::say;

/// A file to be written: its place, and its text in parts.
pub struct Draft {
    pub path: PathBuf,
    pub parts: Vec<Vec<u8>>,
}

/// Writes all drafts. Refuses, before anything is written, where a file with other content stands and `force` is not
/// set; a file that holds the same already stays as it is.
pub fn save(folder: &Path, drafts: &[Draft], force: bool) -> Result<(), Fault> {
    let failed =
        |path: &Path, e: std::io::Error| Fault::input(say!("sample-cannot-write", file = path, reason = e.to_string()));
    fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
    let mut due = Vec::new();
    for draft in drafts {
        match fs::File::open(&draft.path) {
            Ok(file) if is_same(&file, &draft.parts) => {}
            Ok(_) if !force => return Err(Fault::input(say!("sample-exists", file = &draft.path))),
            Ok(_) => due.push(draft),
            Err(e) if e.kind() == ErrorKind::NotFound => due.push(draft),
            Err(e) => return Err(failed(&draft.path, e)),
        }
    }
    for draft in due {
        let part = draft.path.with_extension("part");
        let write = || {
            let mut file = fs::File::create(&part)?;
            for part in &draft.parts {
                file.write_all(part)?;
            }
            file.sync_all()?;
            fs::rename(&part, &draft.path)
        };
        if let Err(e) = write() {
            // A half-written part is of no use; that it cannot be removed adds nothing to the first failure.
            let _ = fs::remove_file(&part);
            return Err(failed(&draft.path, e));
        }
    }
    Ok(())
}

fn is_same(file: &fs::File, parts: &[Vec<u8>]) -> bool {
    let length: usize = parts.iter().map(Vec::len).sum();
    if file.metadata().map_or(true, |m| m.len() != length as u64) {
        return false;
    }
    let mut file = BufReader::new(file);
    let mut buffer = Vec::new();
    parts.iter().all(|part| {
        buffer.resize(part.len(), 0);
        file.read_exact(&mut buffer).is_ok() && buffer == *part
    })
}
