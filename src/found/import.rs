//! Takes one more source into a finished project: a plan drawn elsewhere, or more workers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::founding::ground_of;
use super::place::Place;
use super::read::{Reader, Taken};
use super::{Kind, NewOptions, geometry, workers};
use crate::base::{Fault, Message, Watch};
use crate::change::{Action, ImportedCell};
use crate::formats::Source;
use crate::geom::index::Polygons;
use crate::geom::{Pt, crs};
use crate::mesh::Topology;
use crate::model::{Id, Project};
use crate::say;

/// Reads the source and gives the action that takes it in, with a sentence on what was read.
pub fn import(
    project: &Project,
    kind: Kind,
    source: &Source,
    options: &NewOptions,
    watch: &Watch,
) -> Result<(Action, Message), Fault> {
    let mut reader = Reader::new(options, watch);
    match kind {
        Kind::Plan => plan(project, &mut reader, source, &options.name),
        Kind::Workers => {
            let taken: BTreeSet<Arc<str>> = project.workers.values().map(|w| w.code.clone()).collect();
            let read = workers::read(&mut reader, source, ground_of(project)?, &project.profile, &taken)?;
            let note = say!("found-imported-workers", workers = read.len(), rejected = reader.rejected.len());
            Ok((Action::AddWorkers { workers: read, rejected: reader.rejected }, note))
        }
        Kind::Areas | Kind::Households | Kind::Barriers | Kind::Blocks | Kind::Seats => {
            Err(Fault::usage(say!("found-import-kind", kind = kind.name())))
        }
    }
}

struct Drawn {
    code: Arc<str>,
    name: Arc<str>,
    worker: Option<Id>,
}

/// A plan drawn elsewhere: every block goes to the polygon that holds most of its households, or its middle.
fn plan(project: &Project, reader: &mut Reader<'_>, source: &Source, name: &str) -> Result<(Action, Message), Fault> {
    let (header, _) = reader.header(Kind::Plan, source)?;
    let place = Place::new(header.epsg.unwrap_or(crs::WGS84), project.meta.crs, project.meta.frame)?;
    let by_code: HashMap<&str, Id> = project.workers.iter().map(|(id, w)| (&*w.code, id)).collect();
    let (mut drawn, mut shapes): (Vec<Drawn>, Vec<Vec<Vec<Pt>>>) = (Vec::new(), Vec::new());
    let (read, rejected) = reader.read(Kind::Plan, source, &mut |columns, _, row| {
        let Some(polygons) = row.geometry.and_then(geometry::polygons) else {
            return Ok(Taken::Rejected(row.geometry_fault.unwrap_or_else(|| say!("found-no-polygon"))));
        };
        let Some((rings, ..)) = geometry::placed(&geometry::valid(polygons).0, &place) else {
            return Ok(Taken::Rejected(say!("found-line-far", crs = place.epsg)));
        };
        let code = columns.text(row.values, "code");
        let code: Arc<str> = if code.is_empty() { format!("#{}", row.number).into() } else { code.as_ref().into() };
        let name = columns.text(row.values, "name");
        drawn.push(Drawn {
            name: if name.is_empty() { code.clone() } else { name.as_ref().into() },
            worker: by_code.get(&*columns.text(row.values, "worker")).copied(),
            code,
        });
        shapes.push(rings);
        Ok(Taken::Yes)
    })?;
    if drawn.is_empty() {
        return Err(Fault::input(say!("found-empty-plan", file = source.to_string())));
    }
    let shapes = Polygons::new(shapes);
    let mut votes: BTreeMap<Id, BTreeMap<u32, u32>> = BTreeMap::new();
    for household in project.households.values() {
        if let (Some(block), Some(cell)) = (household.block, shapes.at(household.at)) {
            *votes.entry(block).or_default().entry(cell).or_default() += 1;
        }
    }
    let topology = Topology::new(&project.mesh);
    let mut blocks: BTreeMap<(u32, Id), Vec<Id>> = BTreeMap::new();
    let (mut left, mut torn) = (0, 0);
    for (block, row) in project.blocks.iter() {
        let voted = votes.get(&block).and_then(|v| {
            torn += usize::from(v.len() > 1);
            v.iter().max_by_key(|(cell, n)| (**n, std::cmp::Reverse(**cell))).map(|(cell, _)| *cell)
        });
        let middle = || {
            let (x, y) = topology.interior_point(block)?;
            shapes.at(Pt::new(x.round() as i32, y.round() as i32))
        };
        match voted.or_else(middle) {
            Some(cell) => blocks.entry((cell, row.area)).or_default().push(block),
            None => left += 1,
        }
    }
    // A polygon that runs over a border gives one cell in each area, since cells never cross.
    let mut parts: BTreeMap<u32, usize> = BTreeMap::new();
    let mut cells = Vec::new();
    for ((cell, area), blocks) in blocks {
        let part = parts.entry(cell).or_default();
        *part += 1;
        let from = &drawn[cell as usize];
        let (code, name) = match *part {
            1 => (from.code.clone(), from.name.clone()),
            n => (format!("{}-{n}", from.code).into(), format!("{}-{n}", from.name).into()),
        };
        cells.push(ImportedCell { area, code, name, worker: from.worker, blocks });
    }
    let note = say!(
        "found-imported-plan",
        plan = name,
        read = read,
        rejected = rejected,
        cells = cells.len(),
        torn = torn,
        left = left
    );
    let action = Action::ImportPlan {
        name: name.into(),
        nest: Some(project.meta.leaf),
        origin: source.to_string().into(),
        cells,
    };
    Ok((action, note))
}
