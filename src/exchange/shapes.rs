//! The outlines of cells, and a place inside each that tells nothing of its households.

use std::collections::BTreeMap;

use geo::{Geometry, LineString, MultiPolygon, Polygon};

use super::job::Job;
use crate::geom::Pt;
use crate::geom::ring::area2_mm2;
use crate::mesh::{self, Topology, interior_point};
use crate::model::Id;

pub(super) struct Shapes {
    outlines: BTreeMap<Id, mesh::MultiPolygon>,
}

impl Shapes {
    pub fn new(job: &Job) -> Self {
        let topology = Topology::new(&job.project.mesh);
        Self { outlines: topology.outlines(&|face| job.cell_at(Some(face))).into_iter().collect() }
    }

    /// The outline of a cell in the system of the file; outer rings counter-clockwise, vertices those of the mesh.
    pub fn outline(&self, job: &Job, cell: Id) -> Option<Geometry<f64>> {
        let polygons = self.outlines.get(&cell)?;
        let ring = |ring: &Vec<Pt>| -> Option<LineString<f64>> {
            ring.iter().chain(ring.first()).map(|at| job.coord(*at)).collect::<Option<Vec<_>>>().map(LineString)
        };
        let polygon = |rings: &mesh::Polygon| -> Option<Polygon<f64>> {
            let mut rings = rings.iter().map(ring);
            let outer = rings.next()??;
            Some(Polygon::new(outer, rings.collect::<Option<Vec<_>>>()?))
        };
        polygons.iter().map(polygon).collect::<Option<Vec<_>>>().map(|all| Geometry::MultiPolygon(MultiPolygon(all)))
    }

    /// A place well inside the largest piece of a cell.
    pub fn middle(&self, cell: Id) -> Option<Pt> {
        let largest = self.outlines.get(&cell)?.iter().max_by_key(|rings| rings.first().map(|r| area2_mm2(r)))?;
        interior_point(largest).map(|(x, y)| Pt::new(x.round() as i32, y.round() as i32))
    }
}
