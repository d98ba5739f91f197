//! Whether the mesh kept each source area: |mesh − source| ≤ perimeter × (weld + 1 mm).

use serde::Serialize;

use super::look::area_name;
use super::{Finding, Severity};
use crate::model::{Id, Project};
use crate::say;

/// How far the mesh is from the source polygon of one leaf area.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Faithful {
    pub area: Id,
    /// Mesh minus source.
    pub difference_m2: f64,
    pub allowed_m2: f64,
    pub ok: bool,
}

pub(super) fn find(project: &Project, findings: &mut Vec<Finding>) -> Vec<Faithful> {
    let reach_m = (f64::from(project.meta.weld_mm) + 1.0) / 1000.0;
    let mesh = mesh_areas(project);
    let mut rows = Vec::new();
    for (id, area) in project.areas.iter().filter(|(_, a)| a.level == project.meta.leaf && a.source_m2 > 0.0) {
        let difference_m2 = mesh.get(id as usize).map_or(0.0, |area2| *area2 as f64 / 2e6) - area.source_m2;
        let allowed_m2 = area.source_perimeter_m * reach_m;
        let ok = difference_m2.abs() <= allowed_m2;
        rows.push(Faithful { area: id, difference_m2, allowed_m2, ok });
        if !ok {
            let message = say!(
                "finding-faithful",
                area = area_name(project, id),
                difference = difference_m2,
                allowed = allowed_m2,
            );
            findings.push(Finding::new("faithful", Severity::Error, message).area(id));
        }
    }
    rows
}

/// Twice the territory of every area in mm², exact, by area id.
fn mesh_areas(project: &Project) -> Vec<i128> {
    let mut areas = vec![0i128; project.areas.next_id() as usize];
    for edge in project.mesh.edges.values() {
        let of = |face: Id| project.blocks.get(face).map(|block| block.area);
        let (left, right) = (of(edge.left), of(edge.right));
        if left == right {
            continue;
        }
        let (Some(from), Some(to)) = (project.mesh.nodes.get(edge.from), project.mesh.nodes.get(edge.to)) else {
            continue;
        };
        let mut sum = 0i128;
        let mut at = from.at;
        for next in edge.shape.iter().copied().chain([to.at]) {
            sum += i128::from(i64::from(at.x) * i64::from(next.y) - i64::from(next.x) * i64::from(at.y));
            at = next;
        }
        for (area, sign) in [(left, 1), (right, -1)] {
            if let Some(slot) = area.and_then(|area| areas.get_mut(area as usize)) {
                *slot += sign * sum;
            }
        }
    }
    areas
}
