//! Every cell of a micro plan lies inside exactly one cell of its base plan.

use std::collections::{BTreeMap, BTreeSet};

use super::look::{Look, some_of};
use super::{Finding, Severity};
use crate::model::Id;
use crate::model::parts::{NONE, cell_labels};
use crate::say;

pub(super) fn find(look: &Look, findings: &mut Vec<Finding>) {
    let Some(base) = look.plan.parent.filter(|base| look.project.plans.get(*base).is_some()) else { return };
    let base_of = cell_labels(look.project, base);
    let mut bases: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for (cell, base) in std::iter::zip(&look.cell_of, &base_of).filter(|(cell, _)| **cell != NONE) {
        bases.entry(*cell).or_default().insert(*base);
    }
    for (id, cell, _) in look.cells() {
        let Some(of) = bases.get(&id).filter(|of| of.len() > 1 || of.contains(&NONE)) else { continue };
        let codes: Vec<&str> = of.iter().filter_map(|id| look.project.cells.get(*id)).map(|row| &*row.code).collect();
        let message = say!("finding-micro", cell = &*cell.code, name = &*cell.name, bases = some_of(codes));
        findings.push(look.finding("micro", Severity::Error, id, message));
    }
}
