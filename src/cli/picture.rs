//! Writes the picture of a plan.

use std::io::Write;
use std::path::Path;

use crate::base::{Fault, utc_now};
use crate::formats::Pending;
use crate::model::{Id, Project};
use crate::present;
use crate::say;
use crate::words::Language;

/// The map of a plan in one area, or everywhere, as a PNG file, whole or not at all.
pub fn write(
    project: &Project,
    plan: Option<Id>,
    within: Option<Id>,
    file: &Path,
    language: Language,
    force: bool,
) -> Result<(), Fault> {
    let wrong = |e: std::io::Error| Fault::input(say!("cli-cannot-write", file = file, why = e.to_string()));
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(wrong)?;
    }
    let mut pending = Pending::new(file, force)?;
    let now = utc_now();
    let png = present::sheet(project, plan, within, language, &now[..10])?;
    pending.file().write_all(&png).map_err(wrong)?;
    pending.finish().map(drop)
}
