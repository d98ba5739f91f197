//! What GIS programs see and we never read back: the dissolved outlines of areas, blocks and cells, and sums over cells.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::{BoundingRect as _, Geometry, LineString, MultiPolygon, Polygon};

use super::ops::Place;
use crate::formats::gpkg;
use crate::geom::Pt;
use crate::mesh::{MultiPolygon as Outline, Topology};
use crate::model::{Id, Level, PlanStatus, Project, Tally, block_tallies};

/// A geometry as it is stored, with min x, min y, max x, max y.
pub(super) struct Shape {
    pub blob: Vec<u8>,
    pub extent: [f64; 4],
}

/// The derived columns of a cell.
pub(super) struct CellSums {
    pub plan_name: Arc<str>,
    pub tally: Tally,
    pub area_m2: f64,
}

/// The shapes and sums of a layer's rows, as far as they have any.
pub(super) type Shapes = BTreeMap<Id, Shape>;

/// Derives from one state of the project.
pub(super) struct Deriver<'p> {
    project: &'p Project,
    topology: Topology<'p>,
    place: Place,
}

impl<'p> Deriver<'p> {
    pub fn new(project: &'p Project, place: Place) -> Self {
        Self { project, topology: Topology::new(&project.mesh), place }
    }

    pub fn blocks(&self, wanted: Option<&BTreeSet<Id>>) -> Shapes {
        let blocks = self.project.blocks.iter().map(|(id, _)| id);
        let blocks = blocks.filter(|id| wanted.is_none_or(|wanted| wanted.contains(id)));
        blocks.filter_map(|id| Some((id, self.shape(&vec![self.topology.polygon(id)])?))).collect()
    }

    pub fn areas(&self, wanted: Option<&BTreeSet<Id>>) -> Shapes {
        let mut shapes = Shapes::new();
        for level in Level::ALL {
            let mut above = BTreeMap::new();
            let labels = self.project.blocks.iter().filter_map(|(id, block)| {
                let area = *above.entry(block.area).or_insert_with(|| self.project.ancestor(block.area, level));
                Some((id, area?))
            });
            shapes.extend(self.outlines(labels, wanted));
        }
        shapes
    }

    /// Only the current plan and adopted ones are drawn: drafts over each other would hide everything.
    pub fn cells(&self, wanted: Option<&BTreeSet<Id>>) -> Shapes {
        let mut shapes = Shapes::new();
        for (id, plan) in self.project.plans.iter() {
            if plan.status == PlanStatus::Adopted || self.project.meta.current == Some(id) {
                let labels = self.project.labels.get(&id);
                let labels = labels.into_iter().flat_map(|labels| labels.iter()).map(|(block, cell)| (block, *cell));
                shapes.extend(self.outlines(labels, wanted));
            }
        }
        shapes
    }

    pub fn sums(&self, wanted: Option<&BTreeSet<Id>>) -> BTreeMap<Id, CellSums> {
        let cells = self.project.cells.iter().filter(|(id, _)| wanted.is_none_or(|wanted| wanted.contains(id)));
        let mut sums: BTreeMap<Id, CellSums> = cells
            .filter_map(|(id, cell)| {
                let plan_name = Arc::clone(&self.project.plans.get(cell.plan)?.name);
                Some((id, CellSums { plan_name, tally: Tally::default(), area_m2: 0.0 }))
            })
            .collect();
        if sums.is_empty() {
            return sums;
        }
        let tallies = block_tallies(self.project);
        for (block, cell) in self.project.labels.values().flat_map(|labels| labels.iter()) {
            let Some(sum) = sums.get_mut(cell) else { continue };
            sum.area_m2 += self.topology.area2_mm2(block) as f64 / 2e6;
            if let Some(tally) = tallies.get(block as usize) {
                sum.tally.add(tally);
            }
        }
        sums
    }

    fn outlines(&self, labels: impl Iterator<Item = (Id, Id)>, wanted: Option<&BTreeSet<Id>>) -> Shapes {
        let mut label_of = vec![None; self.project.mesh.faces.next_id() as usize];
        let mut faces = Vec::new();
        for (face, label) in labels.filter(|(_, label)| wanted.is_none_or(|wanted| wanted.contains(label))) {
            if let Some(slot) = label_of.get_mut(face as usize) {
                *slot = Some(label);
                faces.push(face);
            }
        }
        if faces.is_empty() {
            return Shapes::new();
        }
        let outlines = self.topology.outlines_of(&faces, &|face| label_of.get(face as usize).copied().flatten());
        outlines.into_iter().filter_map(|(label, outline)| Some((label, self.shape(&outline)?))).collect()
    }

    fn shape(&self, outline: &Outline) -> Option<Shape> {
        let ring = |ring: &Vec<Pt>| {
            let closed = ring.iter().chain(ring.first());
            closed.map(|p| self.place.frame.to_coord(*p)).collect::<LineString>()
        };
        let polygon = |rings: &Vec<Vec<Pt>>| {
            let (outer, holes) = rings.split_first()?;
            Some(Polygon::new(ring(outer), holes.iter().map(ring).collect()))
        };
        let geometry = Geometry::MultiPolygon(MultiPolygon(outline.iter().filter_map(polygon).collect()));
        let rect = geometry.bounding_rect()?;
        let extent = [rect.min().x, rect.min().y, rect.max().x, rect.max().y];
        Some(Shape { blob: gpkg::blob(&geometry, self.place.srs), extent })
    }
}
