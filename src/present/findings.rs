//! Findings as a list of things to do: grouped by rule, walked with next and previous.

use std::sync::Arc;

use serde::Serialize;

use crate::base::Message;
use crate::check::{Report, Severity};
use crate::geom::Pt;
use crate::model::{Id, Project};

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingRow {
    pub severity: Severity,
    pub rule: &'static str,
    pub message: Message,
    pub area_name: Arc<str>,
    pub area: Option<Id>,
    pub cell: Option<Id>,
    pub block: Option<Id>,
    pub at: Option<Pt>,
    pub households: u32,
}

/// All findings of one rule, next to each other in `rows`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingGroup {
    pub rule: &'static str,
    pub severity: Severity,
    /// First place in `rows`, and how many.
    pub first: usize,
    pub count: usize,
}

/// What the last check found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FindingsModel {
    /// By severity, then rule, then area.
    pub rows: Vec<FindingRow>,
    pub groups: Vec<FindingGroup>,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    /// Whether the mesh is proven whole and faithful to its sources.
    pub proven: bool,
    pub covered: u32,
    pub uncovered: u32,
    /// The revision that was checked.
    pub revision: u64,
}

impl FindingsModel {
    /// The findings of a report on a project.
    pub fn new(report: &Report, project: &Project, revision: u64) -> Self {
        let name = |id: Option<Id>| id.and_then(|id| project.areas.get(id)).map(|area| Arc::clone(&area.name));
        let rows: Vec<FindingRow> = report
            .findings
            .iter()
            .map(|finding| FindingRow {
                severity: finding.severity,
                rule: finding.rule,
                message: finding.message.clone(),
                area_name: name(finding.area).unwrap_or_default(),
                area: finding.area,
                cell: finding.cell,
                block: finding.block,
                at: finding.at,
                households: finding.households,
            })
            .collect();
        let mut groups: Vec<FindingGroup> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            match groups.last_mut() {
                Some(group) if group.rule == row.rule && group.severity == row.severity => group.count += 1,
                _ => groups.push(FindingGroup { rule: row.rule, severity: row.severity, first: at, count: 1 }),
            }
        }
        Self {
            rows,
            groups,
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            notes: report.count(Severity::Note),
            proven: report.is_proven(),
            covered: report.coverage.one,
            uncovered: report.coverage.none + report.coverage.outside,
            revision,
        }
    }

    /// Where whoever was at `at` in an older list goes on: at the same finding, or, where it is gone, just before what
    /// stands in its place.
    pub fn place_after(&self, old: &Self, at: usize) -> Option<usize> {
        let was = old.rows.get(at)?;
        let same =
            |row: &FindingRow| (row.rule, row.area, row.cell, row.block) == (was.rule, was.area, was.cell, was.block);
        self.rows.iter().position(same).or_else(|| at.checked_sub(1).filter(|at| *at < self.rows.len()))
    }

    /// How many places could be repaired where there is no choice: pieces of cells, and gaps.
    pub fn mendable(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.rule, "contiguity" | "gap" | "micro")).count()
    }

    /// The problem after (or before) `at`, round the end; notes are no problems.
    pub fn step(&self, at: Option<usize>, back: bool) -> Option<usize> {
        let problems = self.errors + self.warnings;
        if problems == 0 {
            return None;
        }
        // Errors and warnings stand before notes.
        Some(match (at.filter(|at| *at < problems), back) {
            (None, false) => 0,
            (None, true) => problems - 1,
            (Some(at), false) => (at + 1) % problems,
            (Some(at), true) => (at + problems - 1) % problems,
        })
    }
}
