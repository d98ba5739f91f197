//! Whether the rows of a project point at rows that are there: lookups elsewhere rely on it.

use std::path::Path;

use super::rows::fid;
use crate::base::Fault;
use crate::model::{Id, Project};
use crate::say;

/// A fault that names the first row that points nowhere.
pub(super) fn check(path: &Path, project: &Project) -> Result<(), Fault> {
    let lost = |table: &str, id: Id, column: &str| {
        Err(Fault::project(say!("store-lost-reference", file = path, table = table, row = fid(id), column = column)))
    };
    let mesh = &project.mesh;
    let (areas, blocks, plans, cells) = (&project.areas, &project.blocks, &project.plans, &project.cells);
    for (id, edge) in mesh.edges.iter() {
        if mesh.nodes.get(edge.from).is_none() || mesh.nodes.get(edge.to).is_none() {
            return lost("gw_edges", id, "from_node, to_node");
        }
        if mesh.faces.get(edge.left).is_none() || mesh.faces.get(edge.right).is_none() {
            return lost("gw_edges", id, "left_face, right_face");
        }
    }
    for (id, area) in areas.iter() {
        // A parent is of a higher level, so no climb from child to parent goes in circles.
        if area.parent.is_some_and(|up| areas.get(up).is_none_or(|up| up.level >= area.level)) {
            return lost("areas", id, "parent");
        }
    }
    for (id, block) in blocks.iter() {
        if areas.get(block.area).is_none() {
            return lost("blocks", id, "area");
        }
        if mesh.faces.get(id).is_none() {
            return lost("blocks", id, "fid");
        }
    }
    for (id, household) in project.households.iter() {
        if household.block.is_some_and(|block| blocks.get(block).is_none()) {
            return lost("households", id, "block");
        }
    }
    for (id, plan) in plans.iter() {
        if plan.parent.is_some_and(|parent| plans.get(parent).is_none()) {
            return lost("gw_plans", id, "parent");
        }
    }
    for (id, cell) in cells.iter() {
        if plans.get(cell.plan).is_none() {
            return lost("cells", id, "plan");
        }
        if areas.get(cell.area).is_none() {
            return lost("cells", id, "area");
        }
    }
    for (plan, labels) in &project.labels {
        if !labels.is_empty() && plans.get(*plan).is_none() {
            return lost("gw_labels", *plan, "plan");
        }
        for (block, cell) in labels.iter() {
            if blocks.get(block).is_none() {
                return lost("gw_labels", block, "block");
            }
            if cells.get(*cell).is_none_or(|cell| cell.plan != *plan) {
                return lost("gw_labels", block, "cell");
            }
        }
    }
    for (id, appointment) in project.appointments.iter() {
        if cells.get(appointment.cell).is_none_or(|cell| cell.plan != appointment.plan) {
            return lost("gw_appointments", id, "cell");
        }
        if project.workers.get(appointment.worker).is_none() {
            return lost("gw_appointments", id, "worker");
        }
    }
    if project.meta.current.is_some_and(|plan| plans.get(plan).is_none()) {
        return lost("gw_meta", 0, "current");
    }
    Ok(())
}
