//! The mesh and its blocks: areas, county blocks and barriers noded together, then cut between groups and hamlets.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::areas::PlacedArea;
use super::cut::{self, Parcel};
use super::report::FoundReport;
use crate::base::{Fault, Rows, Watch};
use crate::mesh::{self, Hit, Line, Locator, Mesh, OUTSIDE, Soup, Topology, Zone};
use crate::model::{Barrier, Block, Household, marks};
use crate::say;

/// The finished mesh, the blocks by face, and the block of each household (by its index).
pub struct Blocks {
    pub mesh: Mesh,
    pub blocks: Rows<Block>,
    pub of_household: Vec<Option<u32>>,
}

/// What blocks are made from; `leaf` are the lowest areas with their row ids.
pub struct Ingredients<'a> {
    pub leaf: Vec<(u32, &'a PlacedArea)>,
    pub county_blocks: &'a [PlacedArea],
    pub barriers: &'a [Barrier],
    pub households: &'a [Household],
    pub weld_mm: u32,
    pub block_max: usize,
}

/// Builds the mesh, cuts the blocks, and places the households.
pub fn make(from: &Ingredients<'_>, report: &mut FoundReport, watch: &Watch) -> Result<Blocks, Fault> {
    watch.report(0.3, say!("found-at-mesh"));
    let mut soup = soup(from);
    let weld = mesh::weld(&mut soup, from.weld_mm, watch)?;
    report.weld.moved = weld.moved;
    report.weld.max_m = weld.max_mm / 1000.0;
    let built = mesh::build(&soup, from.weld_mm, watch)?;
    report.slivers_closed = built.report.slivers_closed;
    report.slivers_m2 = built.report.slivers_m2;
    report.overlaps = built.report.overlaps;
    report.overlaps_m2 = built.report.overlaps_m2;
    // An empty sum of floats is -0.0.
    report.barriers.dangling_m = built.report.dropped_line_m.values().sum::<f64>() + 0.0;
    let (first, zones) = (built.mesh, built.zone_of_face);

    watch.check()?;
    watch.report(0.45, say!("found-at-households"));
    let mut faces = locate_all(&first, from, |face| zones[0][face as usize].map(|z| from.leaf[z as usize].0), watch)?;
    let (mut mesh, mut parent) = (first, None);
    // County blocks are taken as they are.
    if from.county_blocks.is_empty() && !from.households.is_empty() {
        let lines = cut_lines(&mesh, &faces, from, watch)?;
        if !lines.is_empty() {
            watch.report(0.6, say!("found-at-cutting"));
            let (refined, old_of) = mesh::refine(&mesh, &lines, watch)?;
            let area = |face: u32| zones[0][old_of[face as usize] as usize].map(|z| from.leaf[z as usize].0);
            faces = locate_all(&refined, from, area, watch)?;
            let drop = empty_slices(&refined, &faces, &old_of);
            let (joined, new_of) = mesh::dissolve(&refined, &drop);
            let mut parents = vec![OUTSIDE; joined.faces.next_id() as usize];
            for (refined_face, joined_face) in new_of.iter().enumerate() {
                if refined.faces.get(refined_face as u32).is_some() {
                    parents[*joined_face as usize] = old_of[refined_face];
                }
            }
            for face in faces.iter_mut().flatten() {
                *face = new_of[*face as usize];
            }
            mesh = joined;
            parent = Some(parents);
        }
    }
    let old = |face: u32| parent.as_ref().map_or(face, |p: &Vec<u32>| p[face as usize]) as usize;
    let mut blocks = Rows::default();
    let groups = groups_of_faces(&mesh, &faces, from.households);
    for (face, row) in mesh.faces.iter() {
        let Some(zone) = zones[0].get(old(face)).copied().flatten().filter(|_| row.solid) else { continue };
        let source = zones.get(1).and_then(|layer| layer[old(face)]);
        let source = source.map(|z| Arc::clone(&from.county_blocks[z as usize - from.leaf.len()].raw.code));
        let area = from.leaf[zone as usize].0;
        blocks.set(face, Some(Block { area, group: groups[face as usize].clone(), source }));
    }
    report.blocks = blocks.len();
    let length = |e: &mesh::Edge| mesh.line(e).map_or(0.0, |l| l.windows(2).map(|w| w[0].distance_m(w[1])).sum());
    report.barriers.border_m =
        mesh.edges.values().filter(|e| marks::has_barrier(e.marks)).map(length).sum::<f64>() + 0.0;
    Ok(Blocks { mesh, blocks, of_household: faces })
}

fn soup(from: &Ingredients<'_>) -> Soup {
    let zone = |layer: u8, area: &PlacedArea| Zone { layer, rings: area.rings.clone() };
    let zones = from.leaf.iter().map(|(_, a)| zone(0, a)).chain(from.county_blocks.iter().map(|a| zone(1, a)));
    let lines = from.barriers.iter().flat_map(|barrier| {
        let marks = marks::barrier(barrier.kind);
        barrier.lines.iter().map(move |points| Line { marks, points: points.to_vec() })
    });
    Soup { zones: zones.collect(), lines: lines.collect(), zone_marks: vec![marks::AREA, marks::SOURCE_BLOCK] }
}

/// The face of each household. On a border: its registered village's face, else the lowest.
fn locate_all(
    mesh: &Mesh,
    from: &Ingredients<'_>,
    area: impl Fn(u32) -> Option<u32> + Sync,
    watch: &Watch,
) -> Result<Vec<Option<u32>>, Fault> {
    let topology = Topology::new(mesh);
    let locator = Locator::new(mesh, &topology);
    let codes: HashMap<u32, &str> = from.leaf.iter().map(|(id, a)| (*id, &*a.raw.code)).collect();
    from.households
        .par_iter()
        .map(|household| {
            watch.check()?;
            let solid = |face: &u32| mesh.faces.get(*face).is_some_and(|f| f.solid);
            Ok(match locator.at(household.at) {
                Hit::Face(face) => Some(face).filter(solid),
                Hit::Border(faces) => {
                    let own = |face: &&u32| {
                        area(**face).and_then(|a| codes.get(&a)).is_some_and(|c| **c == **household.village())
                    };
                    let solid_faces: Vec<u32> = faces.into_iter().filter(solid).collect();
                    solid_faces.iter().find(own).or(solid_faces.first()).copied()
                }
            })
        })
        .collect()
}

fn cut_lines(mesh: &Mesh, faces: &[Option<u32>], from: &Ingredients<'_>, watch: &Watch) -> Result<Vec<Line>, Fault> {
    let mut inside: Vec<Vec<u32>> = vec![Vec::new(); mesh.faces.next_id() as usize];
    for (i, face) in faces.iter().enumerate() {
        if let Some(face) = face {
            inside[*face as usize].push(i as u32);
        }
    }
    let topology = Topology::new(mesh);
    let parcels: Vec<Parcel> = inside
        .iter()
        .enumerate()
        .filter(|(_, households)| households.len() > 1)
        .map(|(face, households)| {
            let mut numbers: HashMap<(&str, &str), u32> = HashMap::new();
            let households = households.iter().map(|i| {
                let h = &from.households[*i as usize];
                let next = numbers.len() as u32;
                (h.at, *numbers.entry((h.village(), h.group())).or_insert(next))
            });
            Parcel { households: households.collect(), rings: topology.rings(face as u32) }
        })
        .collect();
    cut::cut(&parcels, from.block_max, watch)
}

/// Edges to drop so that no slice without households is left of a parcel that has some: each such slice joins the
/// slice of its parcel with which it shares the longest border, nearest to households first.
fn empty_slices(mesh: &Mesh, faces: &[Option<u32>], parcel: &[u32]) -> Vec<u32> {
    let n = mesh.faces.next_id() as usize;
    let mut settled = vec![false; n];
    for face in faces.iter().flatten() {
        settled[*face as usize] = true;
    }
    let mut shared: Vec<(u32, u32, u32, f64)> = Vec::new();
    for (id, edge) in mesh.edges.iter() {
        let made = edge.marks == marks::MADE;
        if made && edge.left != edge.right && parcel[edge.left as usize] == parcel[edge.right as usize] {
            let length = mesh.line(edge).map_or(0.0, |l| l.windows(2).map(|w| w[0].distance_m(w[1])).sum());
            shared.push((edge.left.min(edge.right), edge.left.max(edge.right), id, length));
        }
    }
    // A slice may touch another in several edges; joining the two drops them all.
    let mut borders: Vec<(u32, u32, f64, Vec<u32>)> = Vec::new();
    shared.sort_by_key(|(a, b, id, _)| (*a, *b, *id));
    for run in shared.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
        borders.push((run[0].0, run[0].1, run.iter().map(|r| r.3).sum(), run.iter().map(|r| r.2).collect()));
    }
    borders.sort_by(|x, y| y.2.total_cmp(&x.2).then_with(|| (x.0, x.1).cmp(&(y.0, y.1))));
    let mut drop = Vec::new();
    loop {
        let before = drop.len();
        for (a, b, _, ids) in &borders {
            if settled[*a as usize] != settled[*b as usize] {
                settled[*a as usize] = true;
                settled[*b as usize] = true;
                drop.extend(ids);
            }
        }
        if drop.len() == before {
            return drop;
        }
    }
}

/// The villager group of each face, where all its households are of one.
fn groups_of_faces(mesh: &Mesh, faces: &[Option<u32>], households: &[Household]) -> Vec<Option<Arc<str>>> {
    let mut groups: Vec<Option<Option<Arc<str>>>> = vec![None; mesh.faces.next_id() as usize];
    for (face, household) in faces.iter().zip(households) {
        let Some(face) = face else { continue };
        let own = (!household.group().is_empty()).then(|| Arc::clone(household.group()));
        let slot = &mut groups[*face as usize];
        match slot {
            None => *slot = Some(own),
            Some(group) if *group != own => *slot = Some(None),
            Some(_) => {}
        }
    }
    groups.into_iter().map(Option::flatten).collect()
}
