//! All rules over one project and plan.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::look::Look;
use super::{Coverage, Faithful, Finding, Monitored, Severity};
use super::{
    codes, contiguity, coverage, faithful, gap, group, leaf, load, micro, monitored, nesting, proof, rejected,
    residence, size, staff,
};
use crate::base::{Fault, Watch};
use crate::geom::{Bounds, Pt};
use crate::mesh::Check;
use crate::model::{Id, Project};
use crate::say;

/// What the one who asks may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How bad a cell in several pieces is: an error after balancing, a warning after work by hand.
    pub broken: Severity,
}

impl Default for Options {
    fn default() -> Self {
        Self { broken: Severity::Warning }
    }
}

/// What the check of a project and a plan gave.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// By severity, rule, area code, cell code.
    pub findings: Vec<Finding>,
    pub coverage: Coverage,
    /// The households in no cell or outside every area, by id.
    pub uncovered: Vec<Id>,
    pub monitored: Monitored,
    #[serde(serialize_with = "as_rows")]
    pub proof: Vec<Check>,
    /// By leaf area that has a source polygon.
    pub faithful: Vec<Faithful>,
}

impl Report {
    /// How many findings are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether the mesh is proven whole and faithful to its sources.
    pub fn is_proven(&self) -> bool {
        self.proof.iter().all(|check| check.ok) && self.faithful.iter().all(|area| area.ok)
    }
}

/// Checks the mesh and the data, and the plan where one is given. Fails only when cancelled.
pub fn run(project: &Project, plan: Option<Id>, watch: &Watch) -> Result<Report, Fault> {
    run_with(project, plan, Options::default(), watch)
}

/// [`run`] with choices.
pub fn run_with(project: &Project, plan: Option<Id>, options: Options, watch: &Watch) -> Result<Report, Fault> {
    let mut findings = Vec::new();
    let proof = proof::find(project, watch, &mut findings);
    watch.check()?;
    let faithful = faithful::find(project, &mut findings);
    leaf::find(project, &mut findings);
    residence::find(project, &mut findings);
    rejected::find(project, &mut findings);
    watch.report(0.5, say!("check-plan"));
    watch.check()?;
    let look = plan.and_then(|id| Some(Look::new(project, id, project.plans.get(id)?)));
    let (coverage, uncovered) = coverage::find(project, look.as_ref(), &mut findings);
    let monitored = monitored::find(project, look.as_ref(), &mut findings);
    if let Some(look) = &look {
        contiguity::find(look, options.broken, &mut findings);
        for rule in
            [gap::find, size::find, nesting::find, micro::find, staff::find, codes::find, group::find, load::find]
        {
            watch.check()?;
            rule(look, &mut findings);
        }
    }
    place(project, &mut findings);
    sort(project, &mut findings);
    watch.report(1.0, say!("check-done"));
    Ok(Report { findings, coverage, uncovered, monitored, proof, faithful })
}

#[derive(Serialize)]
struct Proof {
    name: &'static str,
    ok: bool,
    broken: usize,
    at: Option<Pt>,
}

fn as_rows<S: Serializer>(checks: &[Check], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(checks.iter().map(|c| Proof { name: c.name, ok: c.ok, broken: c.broken, at: c.at }))
}

fn sort(project: &Project, findings: &mut [Finding]) {
    let area = |f: &Finding| f.area.and_then(|id| project.areas.get(id)).map(|row| &row.code);
    let cell = |f: &Finding| f.cell.and_then(|id| project.cells.get(id)).map(|row| &row.code);
    findings.sort_by(|a, b| {
        (a.severity, a.rule, area(a), cell(a), a.cell, a.block).cmp(&(
            b.severity,
            b.rule,
            area(b),
            cell(b),
            b.cell,
            b.block,
        ))
    });
}

/// Gives every finding with a block but without a place the middle of the block's box.
fn place(project: &Project, findings: &mut [Finding]) {
    let mut boxes: BTreeMap<Id, Option<Bounds>> = BTreeMap::new();
    for block in findings.iter().filter(|f| f.at.is_none()).filter_map(|f| f.block) {
        boxes.insert(block, None);
    }
    if boxes.is_empty() {
        return;
    }
    for edge in project.mesh.edges.values() {
        for face in [edge.left, edge.right] {
            let Some(slot) = boxes.get_mut(&face) else { continue };
            let ends = [edge.from, edge.to].into_iter().filter_map(|id| project.mesh.nodes.get(id)).map(|node| node.at);
            let new = Bounds::of(ends.chain(edge.shape.iter().copied()));
            *slot = match (*slot, new) {
                (Some(a), Some(b)) => Some(a.join(b)),
                (a, b) => a.or(b),
            };
        }
    }
    let middle = |a: i32, b: i32| a + (b - a) / 2;
    for finding in findings.iter_mut().filter(|f| f.at.is_none()) {
        let found = finding.block.and_then(|block| boxes.get(&block).copied().flatten());
        finding.at = found.map(|b| Pt::new(middle(b.min.x, b.max.x), middle(b.min.y, b.max.y)));
    }
}
