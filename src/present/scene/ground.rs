//! What the mesh, the areas and the barriers alone decide: made once for a mesh and shared by every scene over it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::{LineString, Polygon, TriangulateEarcut};
use rayon::prelude::*;

use super::lines::{LODS, Lines};
use super::pieces::Pieces;
use crate::geom::segment::distance_mm;
use crate::geom::{Bounds, Pt};
use crate::mesh::{Hit, Locator, OUTSIDE, Topology};
use crate::model::{BarrierKind, Id, Level, Project};

/// "No cell" in tables by block.
pub const NO_CELL: u32 = u32::MAX;

/// Which areas a mesh edge divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Both sides lie in one lowest-level area.
    Inner,
    Village,
    Township,
    County,
    Prefecture,
    /// One side is no territory.
    Outer,
}

/// The triangles of all faces at one level of detail.
#[derive(Debug, Default)]
pub struct Fills {
    /// Where each face's vertices and triangle corners begin.
    vertex_first: Vec<u32>,
    corner_first: Vec<u32>,
    vertices: Vec<Pt>,
    corners: Vec<u32>,
}

impl Fills {
    /// The vertices of a face, and the corners of its triangles as places among them.
    pub fn get(&self, face: u32) -> (&[Pt], &[u32]) {
        let span = |first: &[u32]| first[face as usize] as usize..first[face as usize + 1] as usize;
        if face as usize + 1 >= self.vertex_first.len() {
            return (&[], &[]);
        }
        (&self.vertices[span(&self.vertex_first)], &self.corners[span(&self.corner_first)])
    }
}

/// One level of detail.
#[derive(Debug, Default)]
pub struct Lod {
    /// By mesh edge.
    pub edges: Lines,
    /// By line of `Ground::barriers`.
    pub barriers: Lines,
    pub fills: Fills,
}

/// A line of a barrier.
#[derive(Clone, Copy, Debug)]
pub struct Wire {
    pub kind: BarrierKind,
    /// Whether it is drawn when zoomed far out.
    pub major: bool,
    pub bounds: Bounds,
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

/// Everything that changes only with the mesh.
pub struct Ground {
    pub bounds: Option<Bounds>,
    /// By face; an empty box for faces without territory.
    pub face_bounds: Vec<Option<Bounds>>,
    /// By edge.
    pub edge_bounds: Vec<Option<Bounds>>,
    /// Faces left and right of each edge.
    pub sides: Vec<(u32, u32)>,
    pub ranks: Vec<Rank>,
    pub lods: Vec<Lod>,
    pub barriers: Vec<Wire>,
    /// By ascending level (largest areas first), then id.
    pub areas: Vec<AreaLook>,
    /// The faces with territory.
    pub faces: Pieces,
    /// The edges inside lowest-level areas.
    pub inner_edges: Pieces,
    /// The edges that divide areas, or territory from none.
    pub border_edges: Pieces,
    /// Which ranks there are.
    pub present: BTreeSet<Rank>,
    /// A point well inside each face.
    inner: Vec<Pt>,
    /// By face, m².
    area_m2: Vec<f64>,
    ring_first: Vec<u32>,
    /// Rings of each face as runs of half-edges: `(face's first ring ..)` into `walks`.
    walk_first: Vec<u32>,
    walks: Vec<u32>,
    locator: Locator,
}

impl Ground {
    /// Makes the ground; heavy (seconds for a prefecture), so not on the thread of a window.
    pub fn new(project: &Project) -> Self {
        let mesh = &project.mesh;
        let topology = Topology::new(mesh);
        let faces = mesh.faces.next_id();
        let solid = |face: u32| face != OUTSIDE && project.blocks.get(face).is_some();
        let edges: Lines = (0..mesh.edges.next_id())
            .map(|edge| mesh.edges.get(edge).and_then(|edge| mesh.line(edge)).unwrap_or_default())
            .collect();
        let sides: Vec<(u32, u32)> = (0..mesh.edges.next_id())
            .map(|edge| mesh.edges.get(edge).map_or((OUTSIDE, OUTSIDE), |edge| (edge.left, edge.right)))
            .collect();
        let (mut ring_first, mut walk_first, mut walks) = (vec![0u32], vec![0u32], Vec::new());
        for face in 0..faces {
            if solid(face) {
                let starts = topology.starts(face);
                let mut rings = 0;
                for half_edge in topology.half_edges(face) {
                    if starts.get(rings) == Some(&half_edge) {
                        if rings > 0 {
                            walk_first.push(walks.len() as u32);
                        }
                        rings += 1;
                    }
                    walks.push(half_edge);
                }
                if rings > 0 {
                    walk_first.push(walks.len() as u32);
                }
            }
            ring_first.push(walk_first.len() as u32 - 1);
        }
        let wires: Vec<(Wire, Vec<Pt>)> = project
            .barriers
            .values()
            .flat_map(|barrier| {
                let major = is_major(barrier.kind, &barrier.class);
                barrier.lines.iter().filter_map(move |line| {
                    let bounds = Bounds::of(line.iter().copied())?;
                    Some((Wire { kind: barrier.kind, major, bounds }, line.to_vec()))
                })
            })
            .collect();
        let barriers: Vec<Wire> = wires.iter().map(|(wire, _)| *wire).collect();
        let wires: Lines = wires.into_iter().map(|(_, line)| line).collect();

        let mut ground = Self {
            bounds: None,
            face_bounds: Vec::new(),
            edge_bounds: (0..edges.len() as u32).map(|e| Bounds::of(edges.get(e).iter().copied())).collect(),
            sides,
            ranks: Vec::new(),
            lods: Vec::new(),
            barriers,
            areas: Vec::new(),
            faces: Pieces::default(),
            inner_edges: Pieces::default(),
            border_edges: Pieces::default(),
            present: BTreeSet::new(),
            inner: Vec::new(),
            area_m2: (0..faces).map(|f| if solid(f) { topology.area2_mm2(f) as f64 / 2e6 } else { 0.0 }).collect(),
            ring_first,
            walk_first,
            walks,
            locator: Locator::new(mesh, &topology),
        };
        ground.inner = (0..faces)
            .into_par_iter()
            .map(|face| {
                let inside = if solid(face) { topology.interior_point(face) } else { None };
                inside.map_or(Pt::default(), |(x, y)| Pt::new(x as i32, y as i32))
            })
            .collect();
        ground.lods = LODS
            .iter()
            .map(|tolerance| {
                let edges = if *tolerance > 0.0 { edges.simplified(*tolerance) } else { edges.clone() };
                let fills = ground.fills(faces, &edges);
                Lod { edges, barriers: wires.simplified(*tolerance), fills }
            })
            .collect();
        let box_of = |face| Bounds::of(ground.rings(face, 0).into_iter().flatten());
        ground.face_bounds = (0..faces).into_par_iter().map(box_of).collect();
        ground.bounds = ground.face_bounds.iter().flatten().copied().reduce(Bounds::join);
        ground.ranks = ranks(project, &ground.sides);
        ground.present = ground.ranks.iter().copied().collect();
        ground.faces = Pieces::new(&ground.face_bounds, |_| true);
        let is_inner = |edge: u32| ground.ranks[edge as usize] == Rank::Inner;
        ground.inner_edges = Pieces::new(&ground.edge_bounds, is_inner);
        ground.border_edges = Pieces::new(&ground.edge_bounds, |edge| !is_inner(edge));
        ground.areas = ground.area_looks(project);
        ground
    }

    /// The rings of a face at a level of detail, without the closing repeat; the outer one first.
    pub fn rings(&self, face: u32, lod: usize) -> Vec<Vec<Pt>> {
        self.lods.get(lod).map(|lod| self.rings_of(face, &lod.edges)).unwrap_or_default()
    }

    fn rings_of(&self, face: u32, edges: &Lines) -> Vec<Vec<Pt>> {
        let Some((from, to)) = self.ring_span(face) else { return Vec::new() };
        let ring = |ring: usize| {
            let mut points = Vec::new();
            for half_edge in &self.walks[self.walk_first[ring] as usize..self.walk_first[ring + 1] as usize] {
                let line = edges.get(half_edge / 2);
                let inner = line.len().saturating_sub(1);
                if half_edge.is_multiple_of(2) {
                    points.extend_from_slice(&line[..inner]);
                } else {
                    points.extend(line.iter().rev().take(inner));
                }
            }
            points
        };
        (from..to).map(ring).collect()
    }

    fn ring_span(&self, face: u32) -> Option<(usize, usize)> {
        let at = face as usize;
        Some((*self.ring_first.get(at)? as usize, *self.ring_first.get(at + 1)? as usize))
    }

    /// The edges around a face.
    pub fn edges_of(&self, face: u32) -> impl Iterator<Item = u32> {
        let (from, to) = self.ring_span(face).unwrap_or((0, 0));
        self.walks[self.walk_first[from] as usize..self.walk_first[to] as usize].iter().map(|half_edge| half_edge / 2)
    }

    /// The face on the other side of an edge.
    pub fn across(&self, edge: u32, face: u32) -> u32 {
        let (left, right) = self.sides[edge as usize];
        if left == face { right } else { left }
    }

    /// A point well inside a face.
    pub fn inner(&self, face: u32) -> Pt {
        self.inner.get(face as usize).copied().unwrap_or_default()
    }

    /// The territory of a face, m².
    pub fn area_m2(&self, face: u32) -> f64 {
        self.area_m2.get(face as usize).copied().unwrap_or(0.0)
    }

    /// The face with territory that a point lies in; on a border, the lowest.
    pub fn face_at(&self, p: Pt) -> Option<u32> {
        let face = match self.locator.at(p) {
            Hit::Face(face) => face,
            Hit::Border(faces) => faces.into_iter().find(|face| self.area_m2(*face) > 0.0)?,
        };
        (self.area_m2(face) > 0.0).then_some(face)
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
        let touches = |face: &u32| self.face_bounds[*face as usize].is_some_and(|of| of.touches(seen));
        let mut faces: Vec<u32> = self.faces.seen(seen).filter(touches).collect();
        faces.sort_unstable();
        faces.into_iter()
    }

    /// The edges whose boxes touch a box: those inside areas, then those that divide them.
    pub fn edges_in(&self, seen: Bounds) -> impl Iterator<Item = u32> {
        let touches = move |edge: &u32| self.edge_bounds[*edge as usize].is_some_and(|of| of.touches(seen));
        self.inner_edges.seen(seen).chain(self.border_edges.seen(seen)).filter(touches)
    }

    /// Where to write the name of a territory, and the side of a square as large; `None` without a face.
    pub fn name_place(&self, faces: impl Iterator<Item = u32> + Clone) -> Option<(Pt, f64)> {
        let (mut x, mut y, mut all) = (0.0, 0.0, 0.0);
        for face in faces.clone() {
            let (at, area) = (self.inner(face), self.area_m2(face));
            x += f64::from(at.x) * area;
            y += f64::from(at.y) * area;
            all += area;
        }
        if all <= 0.0 {
            return None;
        }
        let middle = Pt::new((x / all) as i32, (y / all) as i32);
        let held = self.face_at(middle).filter(|face| faces.clone().any(|f| f == *face));
        let nearest = || {
            let by_distance = |a: &u32, b: &u32| {
                self.inner(*a).distance_m(middle).total_cmp(&self.inner(*b).distance_m(middle)).then(a.cmp(b))
            };
            faces.clone().min_by(by_distance).map(|face| self.inner(face))
        };
        let at = if held.is_some() { Some(middle) } else { nearest() };
        Some((at?, all.sqrt() * 1000.0))
    }

    fn fills(&self, faces: u32, edges: &Lines) -> Fills {
        let made: Vec<(Vec<Pt>, Vec<u32>)> =
            (0..faces).into_par_iter().map(|face| triangles(&self.rings_of(face, edges))).collect();
        let mut fills = Fills { vertex_first: vec![0], corner_first: vec![0], ..Fills::default() };
        for (vertices, corners) in made {
            fills.vertices.extend(vertices);
            fills.corners.extend(corners);
            fills.vertex_first.push(fills.vertices.len() as u32);
            fills.corner_first.push(fills.corners.len() as u32);
        }
        fills
    }

    fn area_looks(&self, project: &Project) -> Vec<AreaLook> {
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
        looks.collect()
    }
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

/// The triangles of a polygon: its vertices, and the corners as places among them.
pub fn triangles(rings: &[Vec<Pt>]) -> (Vec<Pt>, Vec<u32>) {
    let Some(origin) = rings.first().and_then(|ring| ring.first()).copied() else { return Default::default() };
    if rings[0].len() < 3 {
        return Default::default();
    }
    // Relative to a vertex, so that the ear cutter's floats are small.
    let place =
        |p: &Pt| geo::Coord { x: f64::from(p.x) - f64::from(origin.x), y: f64::from(p.y) - f64::from(origin.y) };
    let line = |ring: &Vec<Pt>| LineString::new(ring.iter().map(place).collect());
    let holes = rings[1..].iter().filter(|ring| ring.len() >= 3).map(line).collect();
    let raw = Polygon::new(line(&rings[0]), holes).earcut_triangles_raw();
    let vertices = raw.vertices.iter().map(|c| Pt::new(origin.x + c[0] as i32, origin.y + c[1] as i32));
    (vertices.collect(), raw.triangle_indices.into_iter().map(|i| i as u32).collect())
}

fn ranks(project: &Project, sides: &[(u32, u32)]) -> Vec<Rank> {
    let chain = |area: Id| Level::ALL.map(|level| project.ancestor(area, level));
    let chains: BTreeMap<Id, [Option<Id>; 4]> = project.areas.iter().map(|(id, _)| (id, chain(id))).collect();
    let side = |face: u32| project.blocks.get(face).map(|block| block.area);
    let rank = |(left, right): &(u32, u32)| match (side(*left), side(*right)) {
        (None, None) => Rank::Inner,
        (None, _) | (_, None) => Rank::Outer,
        (Some(a), Some(b)) if a == b => Rank::Inner,
        (Some(a), Some(b)) => {
            let (a, b) = (chains.get(&a), chains.get(&b));
            match (0..4).find(|i| a.map(|a| a[*i]) != b.map(|b| b[*i])) {
                Some(0) => Rank::Prefecture,
                Some(1) => Rank::County,
                Some(2) => Rank::Township,
                _ => Rank::Village,
            }
        }
    };
    sides.iter().map(rank).collect()
}

/// Distance of two segments, mm; zero where they cross.
fn apart_mm(a: Pt, b: Pt, c: Pt, d: Pt) -> f64 {
    if a != b && c != d && crate::geom::exact::meet(a, b, c, d) != crate::geom::exact::Meet::Apart {
        return 0.0;
    }
    distance_mm(a, c, d).min(distance_mm(b, c, d)).min(distance_mm(c, a, b)).min(distance_mm(d, a, b))
}
