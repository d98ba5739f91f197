//! One table to one file.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::job::Job;
use super::{Mask, appointments, cells, changes, findings, households, rejected, workers};
use crate::base::{Fault, Watch};
use crate::model::{Id, Project};
use crate::say;
use crate::words::Language;

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    Cells,
    Households,
    Workers,
    Appointments,
    Findings,
    Rejected,
    /// Households whose cell or worker another plan changes.
    Changes,
}

impl What {
    pub const ALL: [Self; 7] = [
        Self::Cells,
        Self::Households,
        Self::Workers,
        Self::Appointments,
        Self::Findings,
        Self::Rejected,
        Self::Changes,
    ];

    /// The word used on the command line, for layers and for file names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cells => "cells",
            Self::Households => "households",
            Self::Workers => "workers",
            Self::Appointments => "appointments",
            Self::Findings => "findings",
            Self::Rejected => "rejected",
            Self::Changes => "changes",
        }
    }

    /// The table of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.name() == word)
    }

    /// The key of its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Cells => "exchange-cells",
            Self::Households => "exchange-households",
            Self::Workers => "exchange-workers",
            Self::Appointments => "exchange-appointments",
            Self::Findings => "exchange-findings",
            Self::Rejected => "exchange-rejected",
            Self::Changes => "exchange-changes",
        }
    }
}

/// Which kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Gpkg,
    GeoJson,
    Csv,
    Xlsx,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Gpkg, Self::GeoJson, Self::Csv, Self::Xlsx];

    /// The word used on the command line, and the extension of files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gpkg => "gpkg",
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format of this word or extension, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(word))
    }
}

/// What is to be written, how, and how masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub what: What,
    pub format: Format,
    pub mask: Mask,
    /// Of headings and sentences.
    pub language: Language,
    /// Whether an existing file may be replaced.
    pub force: bool,
    /// The plan from which changes are counted; only [`What::Changes`] needs it.
    pub since: Option<Id>,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    pub what: What,
    pub format: Format,
    pub path: PathBuf,
    pub rows: u64,
    pub bytes: u64,
    /// As the file names them.
    pub columns: Vec<String>,
    /// The reference system of the geometry; none in tables without.
    pub epsg: Option<u32>,
    /// Values of the table, and how many of them were left out as too small to tell.
    pub values: u64,
    pub suppressed: u64,
}

/// Writes one table to `to`, whole or not at all.
///
/// Fails where the file exists and `force` is not set, where the mask does not let the table out, and where it needs a
/// plan, or one to count changes from, and there is none.
pub fn export(project: &Project, plan: Option<Id>, order: &Order, to: &Path, watch: &Watch) -> Result<Exported, Fault> {
    allowed(project, plan, order)?;
    let job = Job::new(project, plan, order, watch)?;
    match order.what {
        What::Cells => cells::write(&job, to),
        What::Households => households::write(&job, to),
        What::Workers => workers::write(&job, to),
        What::Appointments => appointments::write(&job, to),
        What::Findings => findings::write(&job, to),
        What::Rejected => rejected::write(&job, to),
        What::Changes => match order.since {
            Some(since) => changes::write(&job, since, to),
            None => Err(Fault::usage(say!("exchange-no-since"))),
        },
    }
}

/// Whether the mask and the plan let this table out; asked for a whole set before anything is written.
pub(super) fn allowed(project: &Project, plan: Option<Id>, order: &Order) -> Result<(), Fault> {
    let what = crate::base::Message::new(order.what.title());
    if order.mask == Mask::Public && order.what != What::Cells {
        return Err(Fault::usage(say!("exchange-not-public", what = what)));
    }
    let has_plan = plan.is_some_and(|plan| project.plans.get(plan).is_some());
    if !has_plan && (plan.is_some() || matches!(order.what, What::Cells | What::Appointments | What::Changes)) {
        return Err(Fault::usage(say!("exchange-no-plan", what = what)));
    }
    let since = order.since.filter(|since| Some(*since) != plan && project.plans.get(*since).is_some());
    if order.what == What::Changes && since.is_none() {
        return Err(Fault::usage(say!("exchange-no-since")));
    }
    Ok(())
}
