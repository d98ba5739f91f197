//! A whole sample: which counties, how many households, which files.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::county::{self, Made, Wish};
use super::faults::FaultCounts;
use super::file::File;
use super::hamlets::apportion;
use super::real::{self, County};
use super::save::{Draft, save};
use super::text::Sheet;
use crate::base::{Fault, Watch};
use crate::geom::Pt;
use crate::say;

/// Households of the whole prefecture and of Guzhang (`DOMAIN`, section 7: residents of 2020, 2.9 to a household).
const PREFECTURE: usize = 860_000;
const GUZHANG: usize = 37_500;
/// Workers of Guzhang, a few more than its cells of 100 households.
const WORKERS: usize = 420;

/// What sample to make.
#[derive(Clone, Debug)]
pub struct SampleOptions {
    /// A county of the prefecture (`433126`), one of its townships (nine digits), or the prefecture (`4331`, `433100`).
    pub area: String,
    /// How many households; by default in proportion to the residents.
    pub households: Option<usize>,
    /// Whether to put in the faults that real tables have.
    pub faults: bool,
    /// Another seed makes other land and other people.
    pub seed: u64,
    /// Whether to replace files that hold something else.
    pub force: bool,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self { area: "433126".into(), households: None, faults: false, seed: 1, force: false }
    }
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SampleReport {
    pub files: Vec<PathBuf>,
    pub counties: usize,
    pub townships: usize,
    pub villages: usize,
    pub households: usize,
    /// Resident persons.
    pub persons: usize,
    /// Monitored households.
    pub monitored: usize,
    pub workers: usize,
    /// Cells of last year's plan.
    pub cells: usize,
    /// Faults put in on purpose.
    pub faults: FaultCounts,
}

/// Makes the sample's files in `folder`: the same options give the same bytes.
///
/// Fails for an unknown area, where a file with other content stands (unless forced), and where it cannot write.
pub fn make(folder: &Path, options: &SampleOptions, watch: &Watch) -> Result<SampleReport, Fault> {
    write(folder, &wishes(options)?, options.force, watch)
}

/// Makes the counties and writes the files.
pub(super) fn write(
    folder: &Path,
    wishes: &[(County, Wish)],
    force: bool,
    watch: &Watch,
) -> Result<SampleReport, Fault> {
    watch.report(0.0, say!("sample-making"));
    let done = AtomicUsize::new(0);
    let one = |(county, wish): &(County, Wish)| {
        let made = county::make(county.clone(), wish, watch)?;
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        watch.report(0.7 * done as f32 / wishes.len() as f32, say!("sample-making"));
        Ok(made)
    };
    let made: Vec<Made> = wishes.par_iter().map(one).collect::<Result<_, Fault>>()?;
    watch.report(0.7, say!("sample-writing"));
    let nodes = merged(made.iter().flat_map(|m| m.nodes(&m.division.village)));
    let cell_nodes = merged(made.iter().flat_map(|m| m.nodes(&m.last_year.by_triangle)).chain(nodes.iter().copied()));
    let sheets: Vec<Sheet> = made
        .iter()
        .zip(wishes)
        .map(|(made, (_, wish))| Sheet { made, within: &wish.within, nodes: &nodes, cell_nodes: &cell_nodes })
        .collect();
    let drafts: Vec<Draft> = File::ALL
        .par_iter()
        .map(|file| Draft { path: folder.join(file.name()), parts: parts(*file, &sheets) })
        .collect();
    watch.check()?;
    save(folder, &drafts, force)?;
    watch.report(1.0, say!("sample-writing"));

    let mut report = SampleReport { files: drafts.into_iter().map(|d| d.path).collect(), ..SampleReport::default() };
    for (m, (_, wish)) in made.iter().zip(wishes) {
        let mut villages = wish.within.iter();
        let touched = |n: usize| villages.by_ref().take(n).filter(|w| **w).count() > 0;
        report.counties += 1;
        report.townships += m.county.townships.iter().map(|t| t.villages.len()).map(touched).filter(|t| *t).count();
        report.villages += wish.within.iter().filter(|w| **w).count();
        report.households += m.households.len();
        report.persons += m.households.iter().map(|h| h.resident).sum::<usize>();
        let is_monitored = |labels: &[&str]| labels.iter().any(|l| l.starts_with("监测户"));
        report.monitored += m.households.iter().filter(|h| is_monitored(&h.labels)).count();
        report.workers += m.workers.len();
        report.cells += m.last_year.cells.iter().filter(|c| wish.within[c.village as usize]).count();
        report.faults = report.faults.plus(m.faults);
    }
    Ok(report)
}

fn parts(file: File, sheets: &[Sheet]) -> Vec<Vec<u8>> {
    let rows: Vec<Vec<Vec<u8>>> = sheets.par_iter().map(|sheet| sheet.rows(file)).collect();
    let mut parts = vec![file.head().into_bytes()];
    for (i, row) in rows.into_iter().flatten().enumerate() {
        if i > 0 {
            parts.push(file.between().into());
        }
        parts.push(row);
    }
    parts.push(format!("{}{}", if file.between().is_empty() { "" } else { "\n" }, file.foot()).into_bytes());
    parts
}

fn merged(points: impl Iterator<Item = Pt>) -> Vec<Pt> {
    let mut points: Vec<Pt> = points.collect();
    points.sort_unstable();
    points.dedup();
    points
}

/// The counties of the area, each with what it is to be filled with.
pub(super) fn wishes(options: &SampleOptions) -> Result<Vec<(County, Wish)>, Fault> {
    let all = real::counties()?;
    let area = match options.area.as_str() {
        "433100" => "4331",
        area => area,
    };
    let belongs = |code: &str| matches!(area.len(), 4 | 6 | 9) && code.starts_with(area);
    let residents: Vec<f64> = all.iter().map(|c| c.residents as f64).collect();
    let usual = apportion(PREFECTURE, &residents);
    let mut chosen: Vec<(County, Vec<bool>, f64)> = Vec::new();
    for (county, usual) in all.into_iter().zip(usual) {
        let villages = county.townships.iter().flat_map(|t| &t.villages);
        let within: Vec<bool> = villages.map(|v| belongs(&v.code)).collect();
        let inside = within.iter().filter(|w| **w).count();
        if inside > 0 {
            let whole = if county.code == "433126" && area != "4331" { GUZHANG } else { usual };
            let share = whole as f64 * inside as f64 / within.len() as f64;
            chosen.push((county, within, share));
        }
    }
    if chosen.is_empty() {
        return Err(Fault::usage(say!("sample-unknown-area", area = &options.area)));
    }
    let shares: Vec<f64> = chosen.iter().map(|c| c.2).collect();
    let whole = options.households.unwrap_or(shares.iter().sum::<f64>().round() as usize);
    if whole == 0 || whole > 100_000 * chosen.iter().map(|c| c.1.len()).sum::<usize>() {
        return Err(Fault::usage(say!("sample-bad-count", households = whole)));
    }
    let households = apportion(whole, &shares);
    let wishes = chosen.into_iter().zip(households).map(|((county, within, _), households)| {
        let workers = (households * WORKERS + GUZHANG / 2) / GUZHANG;
        let wish = Wish { within, households, workers, faults: options.faults, seed: options.seed };
        (county, wish)
    });
    Ok(wishes.collect())
}
