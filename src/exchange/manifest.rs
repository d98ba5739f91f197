//! Several tables and the manifest that tells what they are, so that a receiver can hold the files to it.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use super::export::allowed;
use super::mask::SMALL;
use super::{Format, Mask, Order, What, export};
use crate::base::{Fault, Watch};
use crate::formats::sha256_hex;
use crate::geom::crs;
use crate::model::{Id, Project};
use crate::say;
use crate::words::{Language, text};

const NAME: &str = "manifest.json";

/// What is to be written into one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Tables and their formats; each becomes the file `<table>.<format>`.
    pub files: Vec<(What, Format)>,
    pub mask: Mask,
    pub language: Language,
    pub force: bool,
    /// The plan from which changes are counted.
    pub since: Option<Id>,
    /// When, in UTC, as the caller's clock says: `2026-01-31T08:00:00Z`.
    pub time: String,
    /// What the export is for, as its maker wrote it; may be empty.
    pub purpose: String,
}

/// One file of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ManifestFile {
    pub file: String,
    pub what: What,
    pub format: Format,
    pub rows: u64,
    pub bytes: u64,
    pub sha256: String,
    /// `EPSG:n` of the geometry; null in tables without.
    pub crs: Option<String>,
    pub columns: Vec<String>,
}

/// Totals of the project and the plan; null where a public export leaves a small count out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub cells: Option<u32>,
    pub households: Option<u32>,
    pub covered: Option<u32>,
    pub monitored: Option<u32>,
}

/// What the files of a set are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Manifest {
    /// The version of this program.
    pub gridwright: &'static str,
    pub time: String,
    pub purpose: String,
    pub project: String,
    /// Whether the project says of itself that its data is made up, and the sentence for it.
    pub made_sample: bool,
    pub made_note: Option<String>,
    pub plan: Option<String>,
    pub plan_status: Option<crate::model::PlanStatus>,
    /// The plan from which changes are counted, where that is asked for.
    pub since: Option<String>,
    /// The project's reference system and its name.
    pub crs: String,
    pub crs_name: String,
    pub mask: Mask,
    pub language: Language,
    pub counts: Counts,
    /// Share of the values that were left out as too small to tell, 0 to 1.
    pub suppressed_share: f64,
    pub files: Vec<ManifestFile>,
}

/// Writes tables and their manifest into a folder, which is made if it is not there.
///
/// Nothing is written where one of the tables is refused or one of the files exists and `force` is not set. The
/// manifest comes last: where there is one, all its files are whole.
pub fn export_set(
    project: &Project,
    plan: Option<Id>,
    set: &Set,
    folder: &Path,
    watch: &Watch,
) -> Result<Manifest, Fault> {
    let order = |(what, format): (What, Format)| {
        let Set { mask, language, force, since, .. } = *set;
        (Order { what, format, mask, language, force, since }, format!("{}.{}", what.name(), format.name()))
    };
    for file in &set.files {
        allowed(project, plan, &order(*file).0)?;
    }
    let mut paths = set.files.iter().map(|file| order(*file).1).chain([NAME.to_owned()]).map(|name| folder.join(name));
    if !set.force
        && let Some(path) = paths.find(|path| path.exists())
    {
        return Err(Fault::input(say!("exchange-exists", file = &path)));
    }
    let wrong = |e: std::io::Error| Fault::input(say!("exchange-folder", folder = folder, why = e.to_string()));
    fs::create_dir_all(folder).map_err(wrong)?;
    let place = folder.join(NAME);
    // An old manifest must not speak for new files.
    if place.exists() {
        fs::remove_file(&place).map_err(wrong)?;
    }
    let mut files = Vec::with_capacity(set.files.len());
    let (mut values, mut suppressed) = (0, 0);
    for file in &set.files {
        let (order, name) = order(*file);
        let done = export(project, plan, &order, &folder.join(&name), watch)?;
        values += done.values;
        suppressed += done.suppressed;
        files.push(ManifestFile {
            file: name,
            what: done.what,
            format: done.format,
            rows: done.rows,
            bytes: done.bytes,
            sha256: sha256_hex(&done.path)?,
            crs: done.epsg.map(|epsg| format!("EPSG:{epsg}")),
            columns: done.columns,
        });
    }
    let row = plan.and_then(|plan| project.plans.get(plan));
    let manifest = Manifest {
        gridwright: env!("CARGO_PKG_VERSION"),
        time: set.time.clone(),
        purpose: set.purpose.clone(),
        project: project.meta.name.to_string(),
        made_sample: project.meta.made,
        made_note: project.meta.made.then(|| text(set.language, "exchange-made-sample")),
        plan: row.map(|row| row.name.to_string()),
        plan_status: row.map(|row| row.status),
        since: set.since.and_then(|since| project.plans.get(since)).map(|row| row.name.to_string()),
        crs: format!("EPSG:{}", project.meta.crs),
        crs_name: crs::info(project.meta.crs)?.name,
        mask: set.mask,
        language: set.language,
        counts: counts(project, plan, set.mask),
        suppressed_share: if values == 0 { 0.0 } else { suppressed as f64 / values as f64 },
        files,
    };
    let mut json = serde_json::to_vec_pretty(&manifest).map_err(|e| wrong(e.into()))?;
    json.push(b'\n');
    let mut temp =
        tempfile::Builder::new().prefix(".gridwright-").suffix(".part").tempfile_in(folder).map_err(wrong)?;
    temp.write_all(&json).map_err(wrong)?;
    temp.as_file().sync_all().map_err(wrong)?;
    open_to_folder(temp.path()).map_err(wrong)?;
    temp.persist(&place).map_err(|e| wrong(e.error))?;
    Ok(manifest)
}

/// Temporary files are private; the manifest is read by whoever may read the files beside it.
fn open_to_folder(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o644))?;
    }
    let _ = path;
    Ok(())
}

fn counts(project: &Project, plan: Option<Id>, mask: Mask) -> Counts {
    let monitored = project.profile.monitored_bits();
    let (mut covered, mut watched) = (0, 0);
    for household in project.households.values() {
        covered += u32::from(plan.is_some_and(|plan| project.cell_of_household(plan, household).is_some()));
        watched += u32::from(household.categories & monitored != 0);
    }
    let shown = |count: u32| (mask != Mask::Public || !(1..=SMALL).contains(&count)).then_some(count);
    Counts {
        cells: Some(plan.map_or(0, |plan| project.cells_of(plan).count() as u32)),
        households: shown(project.households.len() as u32),
        covered: shown(covered),
        monitored: shown(watched),
    }
}
