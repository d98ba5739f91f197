//! One cell in equal parts: the balancer on the ground of that cell alone.

use std::collections::BTreeMap;

use super::apportion::Limits;
use super::balance::AreaResult;
use super::cutting::{Asked, cutting};
use super::divide::{Field, graphs, weights};
use super::request::{Aims, BalanceRequest, Cut, PartsRequest, Weight};
use crate::base::{Fault, Watch};
use crate::change::Action;
use crate::mesh::Topology;
use crate::model::{Id, Project, Size};
use crate::say;

/// Works out where to cut a cell into parts with about as many households each. Nothing is changed: the action does that.
///
/// # Errors
/// No such cell, fewer than two parts, more parts than households, cancelled.
pub fn parts(project: &Project, request: &PartsRequest, watch: &Watch) -> Result<Action, Fault> {
    let cell = project.cells.get(request.cell).ok_or_else(|| Fault::usage(say!("edit-no-cell")))?;
    let weights = weights(project, &Weight::Households)?;
    let blocks = project.blocks_of(request.cell);
    let households: u32 = blocks.iter().map(|block| weights[*block as usize]).sum();
    if request.parts < 2 || households < request.parts {
        return Err(Fault::usage(say!(
            "solve-parts-number",
            cell = &*cell.name,
            parts = request.parts,
            households = households
        )));
    }
    let size = Size { min: 0, target: (households / request.parts).max(1), max: u32::MAX };
    let field = [Field { area: cell.area, kind: cell.kind, blocks, size }];
    let topology = Topology::new(&project.mesh);
    let mut problems = graphs(project, &BalanceRequest::of(None, None), &field, &weights, &topology)?;
    for problem in &mut problems {
        problem.cells = request.parts;
        problem.limits = Limits { min: 0, max: u64::MAX };
    }
    let one = problems.iter().map(|problem| AreaResult {
        label: vec![0; problem.graph.len()],
        loads: vec![problem.graph.load()],
        floor: 0.0,
        reasons: Vec::new(),
        border: 0.0,
        inertia: 0.0,
    });
    let one: Vec<AreaResult> = one.collect();
    let asked = Asked {
        cut: Cut::Always,
        weight: &Weight::Households,
        also: &[],
        aims: &Aims::USUAL,
        hard: &[],
        seed: request.seed,
        watch,
        reach: None,
        draws: false,
    };
    let cut = cutting(project, &field, &problems, &one, &asked)?;
    let cut = cut.ok_or_else(|| {
        Fault::infeasible(say!(
            "solve-parts-number",
            cell = &*cell.name,
            parts = request.parts,
            households = households
        ))
    })?;
    let mut parts: BTreeMap<u32, Vec<Id>> = BTreeMap::new();
    for block in cut.project.blocks_of(request.cell) {
        parts.entry(cut.labels.get(&block).copied().unwrap_or(0)).or_default().push(block);
    }
    let part = Action::PartCell { cell: request.cell, parts: parts.into_values().collect() };
    Ok(match cut.action {
        Some(cut) => Action::Sequence(vec![cut, part]),
        None => part,
    })
}
