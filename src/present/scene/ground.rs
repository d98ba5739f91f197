//! What the mesh, the areas and the barriers alone decide: made once, shared by every scene over it, and led on by what an
//! edit of the mesh touched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::edge::{EdgeLook, Rank, Ranks};
use super::face::{Edges, FaceLook};
use super::lines::{Levels, Line};
use super::pieces::Pieces;
use crate::base::Rows;
use crate::change::Touched;
use crate::geom::segment::distance_mm;
use crate::geom::{Bounds, Pt};
use crate::mesh::{Excerpt, OUTSIDE, Topology};
use crate::model::{BarrierKind, Id, Level, Project};

/// "No cell" in tables by block.
pub const NO_CELL: u32 = u32::MAX;

/// A ground that has been led on over so many faces and edges is made anew, so that what is near lies near again.
const WORN: usize = 6_000;

/// A line of a barrier.
#[derive(Clone, Debug)]
pub struct Wire {
    pub kind: BarrierKind,
    /// Whether it is drawn when zoomed far out.
    pub major: bool,
    pub bounds: Bounds,
    pub line: Line,
}

/// An area with the place of its name.
#[derive(Clone, Debug)]
pub struct AreaLook {
    pub id: Id,
    pub name: Arc<str>,
    pub level: Level,
    pub at: Pt,
    /// Side of a square of the same size, mm.
    pub extent_mm: f64,
}

/// Everything that changes only with the mesh. A copy shares what it does not change.
#[derive(Clone)]
pub struct Ground {
    pub bounds: Option<Bounds>,
    pub barriers: Arc<[Wire]>,
    /// By ascending level (largest areas first), then id.
    pub areas: Arc<[AreaLook]>,
    /// Which ranks there are.
    pub present: BTreeSet<Rank>,
    /// The faces with territory.
    pub faces: Pieces,
    /// The edges inside lowest-level areas.
    pub inner_edges: Pieces,
    /// The edges that divide areas, or territory from none.
    pub border_edges: Pieces,
    face_looks: Rows<Arc<FaceLook>>,
    edge_looks: Edges,
    /// One more than the highest id.
    face_end: u32,
    edge_end: u32,
    pub levels: Levels,
    pub since: Since,
}

/// What has changed since a ground was made anew.
#[derive(Clone, Default)]
pub struct Since {
    /// The same for all grounds that come from one.
    pub made: Arc<()>,
    pub faces: BTreeSet<u32>,
    pub edges: BTreeSet<u32>,
}

impl Ground {
    /// Makes the ground; heavy (a second for a prefecture), so not on the thread of a window.
    pub fn new(project: &Project) -> Self {
        let mesh = &project.mesh;
        let (topology, edge_looks) = rayon::join(|| Topology::new(mesh), || edge_looks(project));
        let levels = Levels::of(edge_looks.values().map(|look| &look.line));
        let blocks: Vec<u32> = project.blocks.iter().map(|(face, _)| face).filter(|face| *face != OUTSIDE).collect();
        let look =
            |face: &u32| Some((*face, Arc::new(FaceLook::new(&topology, *face, |edge| edge, &edge_looks, levels)?)));
        let face_looks = table(blocks.par_iter().filter_map(look).collect());
        drop(topology);
        let mut ground = Self {
            bounds: face_looks.values().map(|look| look.bounds).reduce(Bounds::join),
            barriers: wires(project),
            areas: Arc::default(),
            present: edge_looks.values().map(|look| look.rank).collect(),
            faces: Pieces::new(face_looks.iter().map(|(face, look)| (face, look.bounds))),
            inner_edges: Pieces::new(ranked(&edge_looks, None, true)),
            border_edges: Pieces::new(ranked(&edge_looks, None, false)),
            face_looks,
            edge_looks,
            face_end: mesh.faces.next_id(),
            edge_end: mesh.edges.next_id(),
            levels,
            since: Since::default(),
        };
        ground.areas = ground.area_looks(project);
        ground
    }

    /// The ground after an edit of the mesh, and the faces that it changed; takes time by what was touched. Names of areas
    /// stay where they are. `None` where too much has changed.
    pub fn follow(&self, project: &Project, touched: &Touched) -> Option<(Self, BTreeSet<u32>)> {
        let mesh = &project.mesh;
        let ranks = Ranks::new(project);
        let mut next = self.clone();
        let mut faces = touched.faces.clone();
        for &id in &touched.edges {
            let look = mesh.edges.get(id).and_then(|edge| EdgeLook::new(mesh, edge, &ranks)).map(Arc::new);
            let sides = look.iter().chain(self.edge_looks.get(id)).flat_map(|look| [look.sides.0, look.sides.1]);
            faces.extend(sides);
            next.edge_looks.set(id, look);
        }
        faces.remove(&OUTSIDE);
        next.since.faces.extend(&faces);
        next.since.edges.extend(&touched.edges);
        if next.since.faces.len() + next.since.edges.len() > WORN {
            return None;
        }
        let around = faces.iter().flat_map(|face| self.edges_of(*face)).chain(touched.edges.iter().copied());
        let excerpt = Excerpt::with_edges(mesh, &faces, around.collect::<BTreeSet<u32>>());
        let topology = Topology::new(&excerpt.mesh);
        for &face in &faces {
            let local = excerpt.local(face).filter(|_| project.blocks.get(face).is_some());
            let name = |edge: u32| excerpt.edges[edge as usize];
            let look = local.and_then(|local| FaceLook::new(&topology, local, name, &next.edge_looks, self.levels));
            next.face_looks.set(face, look.map(Arc::new));
        }
        let come = faces.iter().filter_map(|face| Some((*face, next.face_looks.get(*face)?.bounds)));
        next.bounds = come.clone().map(|(_, bounds)| bounds).chain(self.bounds).reduce(Bounds::join);
        next.faces = self.faces.with(&faces, come);
        let gone = &touched.edges;
        next.inner_edges = self.inner_edges.with(gone, ranked(&next.edge_looks, Some(gone), true));
        next.border_edges = self.border_edges.with(gone, ranked(&next.edge_looks, Some(gone), false));
        next.present.extend(gone.iter().filter_map(|edge| next.edge_looks.get(*edge)).map(|look| look.rank));
        (next.face_end, next.edge_end) = (mesh.faces.next_id(), mesh.edges.next_id());
        Some((next, faces))
    }

    /// Whether one has been led on to the other, or both from a third.
    pub fn is_kin(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.since.made, &other.since.made)
    }

    /// How many entries a table by face needs, and one by edge.
    pub const fn ends(&self) -> (usize, usize) {
        (self.face_end as usize, self.edge_end as usize)
    }

    /// An edge as it looks; none where there is none.
    pub fn edge(&self, edge: u32) -> Option<&EdgeLook> {
        self.edge_looks.get(edge).map(|look| &**look)
    }

    /// All edges, by id.
    pub fn edges(&self) -> impl Iterator<Item = (u32, &EdgeLook)> {
        self.edge_looks.iter().map(|(id, look)| (id, &**look))
    }

    /// A face with territory as it looks; none where there is none.
    pub fn face(&self, face: u32) -> Option<&FaceLook> {
        self.face_looks.get(face).map(|look| &**look)
    }

    /// The vertices of an edge at a level of detail.
    pub fn line(&self, edge: u32, lod: usize) -> impl DoubleEndedIterator<Item = Pt> + Clone {
        self.edge(edge).into_iter().flat_map(move |look| look.line.at(lod))
    }

    /// The rings of a face at a level of detail, without the closing repeat; the outer one first.
    pub fn rings(&self, face: u32, lod: usize) -> Vec<Vec<Pt>> {
        self.face(face).map(|look| look.rings(lod, &self.edge_looks)).unwrap_or_default()
    }

    /// The vertices of a face at a level of detail, and the corners of its triangles as places among them.
    pub fn fill(&self, face: u32, lod: usize) -> (&[Pt], &[u32]) {
        self.face(face).map(|look| look.fill(lod)).unwrap_or_default()
    }

    /// Faces left and right of an edge.
    pub fn sides(&self, edge: u32) -> (u32, u32) {
        self.edge(edge).map_or((OUTSIDE, OUTSIDE), |look| look.sides)
    }

    /// Which areas an edge divides.
    pub fn rank(&self, edge: u32) -> Rank {
        self.edge(edge).map_or(Rank::Inner, |look| look.rank)
    }

    /// The box around a face with territory.
    pub fn bounds_of(&self, face: u32) -> Option<Bounds> {
        self.face(face).map(|look| look.bounds)
    }

    /// The edges around a face.
    pub fn edges_of(&self, face: u32) -> impl Iterator<Item = u32> {
        self.face(face).into_iter().flat_map(|look| look.half_edges().map(|half_edge| half_edge / 2))
    }

    /// The face on the other side of an edge.
    pub fn across(&self, edge: u32, face: u32) -> u32 {
        let (left, right) = self.sides(edge);
        if left == face { right } else { left }
    }

    /// A point well inside a face.
    pub fn inner(&self, face: u32) -> Pt {
        self.face(face).map(|look| look.inner).unwrap_or_default()
    }

    /// The territory of a face, m².
    pub fn area_m2(&self, face: u32) -> f64 {
        self.face(face).map_or(0.0, |look| look.area_m2)
    }

    /// Whether a point lies in a face or on its border.
    fn reaches(&self, face: u32, p: Pt) -> bool {
        let look = self.face(face).filter(|look| look.bounds.contains(p));
        look.is_some_and(|look| look.holds(p, &self.edge_looks) != Some(false))
    }

    /// The face with territory that a point lies in; on a border, the lowest.
    pub fn face_at(&self, p: Pt) -> Option<u32> {
        self.faces.seen(Bounds { min: p, max: p }).filter(|face| self.reaches(*face, p)).min()
    }

    /// The faces that come within a distance of the segment `a b`, ascending.
    pub fn faces_near(&self, a: Pt, b: Pt, radius_mm: f64) -> Vec<u32> {
        let pad = radius_mm.clamp(0.0, f64::from(Pt::LIMIT)) as i32;
        let grow = |p: Pt, by: i32| Pt::new(p.x.saturating_add(by), p.y.saturating_add(by));
        let Some(seen) = Bounds::of([grow(a, pad), grow(a, -pad), grow(b, pad), grow(b, -pad)]) else {
            return Vec::new();
        };
        let held = self.face_at(b);
        let near = |face: u32| {
            held == Some(face)
                || self.rings(face, 0).iter().any(|ring| {
                    ring.iter().zip(ring.iter().cycle().skip(1)).any(|(p, q)| apart_mm(a, b, *p, *q) <= radius_mm)
                })
        };
        self.faces_in(seen).filter(|face| near(*face)).collect()
    }

    /// The faces whose boxes touch a box, ascending.
    pub fn faces_in(&self, seen: Bounds) -> impl Iterator<Item = u32> + use<> {
        let touches = |face: &u32| self.bounds_of(*face).is_some_and(|of| of.touches(seen));
        let mut faces: Vec<u32> = self.faces.seen(seen).filter(touches).collect();
        faces.sort_unstable();
        faces.into_iter()
    }

    /// The edges whose boxes touch a box: those inside areas, then those that divide them.
    pub fn edges_in(&self, seen: Bounds) -> impl Iterator<Item = u32> {
        let touches = move |edge: &u32| self.edge(*edge).is_some_and(|look| look.bounds.touches(seen));
        self.inner_edges.seen(seen).chain(self.border_edges.seen(seen)).filter(touches)
    }

    /// Where to write the name of a territory, and the side of a square as large; `None` without a face.
    pub fn name_place(&self, faces: impl Iterator<Item = u32> + Clone) -> Option<(Pt, f64)> {
        let (mut x, mut y, mut all) = (0.0, 0.0, 0.0);
        for look in faces.clone().filter_map(|face| self.face(face)) {
            x += f64::from(look.inner.x) * look.area_m2;
            y += f64::from(look.inner.y) * look.area_m2;
            all += look.area_m2;
        }
        if all <= 0.0 {
            return None;
        }
        let middle = Pt::new((x / all) as i32, (y / all) as i32);
        let nearest = || {
            let by_distance = |a: &u32, b: &u32| {
                self.inner(*a).distance_m(middle).total_cmp(&self.inner(*b).distance_m(middle)).then(a.cmp(b))
            };
            faces.clone().min_by(by_distance).map(|face| self.inner(face))
        };
        let at = if faces.clone().any(|face| self.reaches(face, middle)) { Some(middle) } else { nearest() };
        Some((at?, all.sqrt() * 1000.0))
    }

    fn area_looks(&self, project: &Project) -> Arc<[AreaLook]> {
        let mut faces: BTreeMap<(Level, Id), Vec<u32>> = BTreeMap::new();
        for (block, row) in project.blocks.iter() {
            let mut at = Some(row.area);
            while let Some((id, area)) = at.and_then(|id| Some((id, project.areas.get(id)?))) {
                faces.entry((area.level, id)).or_default().push(block);
                // A parent is always of a higher level, so the climb ends.
                at = area.parent;
            }
        }
        let looks = faces.par_iter().filter_map(|((level, id), faces)| {
            let (at, extent_mm) = self.name_place(faces.iter().copied())?;
            let name = Arc::clone(&project.areas.get(*id)?.name);
            Some(AreaLook { id: *id, name, level: *level, at, extent_mm })
        });
        looks.collect::<Vec<AreaLook>>().into()
    }
}

fn wires(project: &Project) -> Arc<[Wire]> {
    let wires = project.barriers.values().flat_map(|barrier| {
        let (kind, major) = (barrier.kind, is_major(barrier.kind, &barrier.class));
        barrier.lines.iter().filter_map(move |line| {
            let bounds = Bounds::of(line.iter().copied())?;
            Some(Wire { kind, major, bounds, line: Line::new(line) })
        })
    });
    wires.collect()
}

fn edge_looks(project: &Project) -> Edges {
    let (mesh, ranks) = (&project.mesh, Ranks::new(project));
    let rows: Vec<_> = mesh.edges.iter().collect();
    let look = |&(id, edge): &(u32, &crate::mesh::Edge)| Some((id, Arc::new(EdgeLook::new(mesh, edge, &ranks)?)));
    table(rows.par_iter().filter_map(look).collect())
}

fn table<T: Clone>(rows: Vec<(u32, T)>) -> Rows<T> {
    let mut table = Rows::default();
    for (id, row) in rows {
        table.set(id, Some(row));
    }
    table
}

/// All edges, or some, that lie inside lowest-level areas or do not.
fn ranked<'a>(
    edges: &'a Edges,
    some: Option<&'a BTreeSet<u32>>,
    inner: bool,
) -> impl Iterator<Item = (u32, Bounds)> + 'a {
    let all = edges.iter().filter(move |_| some.is_none());
    let some = some.into_iter().flatten().filter_map(|id| Some((*id, edges.get(*id)?)));
    let wanted = move |(_, look): &(u32, &Arc<EdgeLook>)| (look.rank == Rank::Inner) == inner;
    all.chain(some).filter(wanted).map(|(id, look)| (id, look.bounds))
}

/// Whether a line is drawn when zoomed far out. The classes are those of OpenStreetMap.
fn is_major(kind: BarrierKind, class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    match kind {
        BarrierKind::River => !["stream", "ditch", "drain", "canal"].contains(&class.as_str()),
        BarrierKind::Road => ["motorway", "trunk", "primary", "secondary"].contains(&class.as_str()),
        BarrierKind::Railway => true,
        BarrierKind::Ridge | BarrierKind::Wall | BarrierKind::Other => false,
    }
}

/// Distance of two segments, mm; zero where they cross.
fn apart_mm(a: Pt, b: Pt, c: Pt, d: Pt) -> f64 {
    if a != b && c != d && crate::geom::exact::meet(a, b, c, d) != crate::geom::exact::Meet::Apart {
        return 0.0;
    }
    distance_mm(a, c, d).min(distance_mm(b, c, d)).min(distance_mm(c, a, b)).min(distance_mm(d, a, b))
}
