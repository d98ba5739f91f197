//! Writes the picture of a plan.

use std::io::Write;
use std::path::Path;

use crate::base::{Fault, utc_now};
use crate::model::{Id, Project};
use crate::present;
use crate::say;
use crate::words::Language;

/// The map of a plan as a PNG file, whole or not at all.
pub fn write(project: &Project, plan: Option<Id>, file: &Path, language: Language, force: bool) -> Result<(), Fault> {
    if !force && file.exists() {
        return Err(Fault::input(say!("cli-exists", file = file)));
    }
    let now = utc_now();
    let png = present::sheet(project, plan, language, &now[..10])?;
    let wrong = |e: std::io::Error| Fault::input(say!("cli-cannot-write", file = file, why = e.to_string()));
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(wrong)?;
    let mut part = tempfile::NamedTempFile::new_in(folder).map_err(wrong)?;
    part.write_all(&png).map_err(wrong)?;
    part.as_file().sync_all().map_err(wrong)?;
    part.persist(file).map_err(|e| wrong(e.error)).map(drop)
}
