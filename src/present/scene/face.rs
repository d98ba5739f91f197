//! A face of the mesh as the map shows it.

use std::ops::Range;
use std::sync::Arc;

use geo::{LineString, Polygon, TriangulateEarcut};

use super::edge::EdgeLook;
use super::lines::{LODS, Levels};
use crate::base::Rows;
use crate::geom::exact::cross;
use crate::geom::segment::distance_mm;
use crate::geom::{Bounds, Pt, ring};
use crate::mesh::{Topology, interior_point};

/// The lines by which faces are walked.
pub type Edges = Rows<Arc<EdgeLook>>;

/// What the mesh alone decides about a face with territory.
#[derive(Clone, Debug, PartialEq)]
pub struct FaceLook {
    pub bounds: Bounds,
    /// A point well inside.
    pub inner: Pt,
    pub area_m2: f64,
    /// Runs of half-edges, the outer ring first.
    rings: Box<[Box<[u32]>]>,
    fills: Fills,
}

/// Triangles at all levels of detail.
#[derive(Clone, Debug, Default, PartialEq)]
struct Fills {
    vertices: Box<[Pt]>,
    corners: Box<[u32]>,
    /// Where those of each level stand; levels that show the same share them.
    spans: [[u32; 4]; LODS.len()],
}

impl FaceLook {
    /// Of a face of a topology whose edges go by other names in `edges`; `None` without a ring.
    pub fn new(
        topology: &Topology,
        face: u32,
        name: impl Fn(u32) -> u32,
        edges: &Edges,
        levels: Levels,
    ) -> Option<Self> {
        let mut rings: Vec<Vec<u32>> = Vec::new();
        let starts = topology.starts(face);
        for half_edge in topology.half_edges(face) {
            if starts.get(rings.len()) == Some(&half_edge) {
                rings.push(Vec::new());
            }
            rings.last_mut()?.push(name(half_edge / 2) << 1 | half_edge & 1);
        }
        let rings: Box<[Box<[u32]>]> = rings.into_iter().map(Vec::into_boxed_slice).collect();
        let outer = rings.first()?.iter().filter_map(|half_edge| edges.get(half_edge / 2));
        let bounds = outer.map(|edge| edge.bounds).reduce(Bounds::join)?;
        let area_m2 = topology.area2_mm2(face) as f64 / 2e6;
        let mut look = Self { bounds, inner: Pt::default(), area_m2, rings, fills: Fills::default() };
        look.inner = look.deep_inside(edges);
        look.fills = Fills::new(levels, |lod| look.rings(lod, edges));
        Some(look)
    }

    /// The half-edges around it, ring after ring.
    pub fn half_edges(&self) -> impl Iterator<Item = u32> {
        self.rings.iter().flat_map(|ring| ring.iter().copied())
    }

    /// The rings at a level of detail, without the closing repeat; the outer one first.
    pub fn rings(&self, lod: usize, edges: &Edges) -> Vec<Vec<Pt>> {
        let ring = |ring: &[u32]| {
            let mut points = Vec::new();
            for half_edge in ring {
                let Some(edge) = edges.get(half_edge / 2) else { continue };
                edge.line.push(lod, !half_edge.is_multiple_of(2), &mut points);
                points.pop();
            }
            points
        };
        self.rings.iter().map(|of| ring(of)).collect()
    }

    /// The vertices at a level of detail, and the corners of triangles as places among them.
    pub fn fill(&self, lod: usize) -> (&[Pt], &[u32]) {
        let Some([v0, v1, c0, c1]) = self.fills.spans.get(lod) else { return Default::default() };
        (&self.fills.vertices[*v0 as usize..*v1 as usize], &self.fills.corners[*c0 as usize..*c1 as usize])
    }

    /// Whether a point lies inside or (`None`) on the border; exact.
    pub fn holds(&self, p: Pt, edges: &Edges) -> Option<bool> {
        let level = |of: &Bounds| (of.min.y..=of.max.y).contains(&p.y) && of.max.x >= p.x;
        let near = self.half_edges().filter_map(|half_edge| edges.get(half_edge / 2)).filter(|e| level(&e.bounds));
        let segments = near.flat_map(|edge| edge.line.at(0).zip(edge.line.at(0).skip(1)));
        ring::hold(segments, p)
    }

    /// A point well inside, looked for in as little detail as shows that it is.
    fn deep_inside(&self, edges: &Edges) -> Pt {
        for lod in [3, 1] {
            let rings = self.rings(lod, edges);
            // No line is farther than its tolerance from where it is drawn.
            let least_mm = 2.0 * LODS[lod];
            let wide_mm = self.area_m2.sqrt() * 1000.0 / 4.0;
            let middle = middle(&rings).filter(|at| depth_mm(&rings, *at) > least_mm.max(wide_mm));
            if let Some(at) = middle.or_else(|| interior_point(&rings).map(rounded))
                && depth_mm(&rings, at) > least_mm
            {
                return at;
            }
        }
        interior_point(&self.rings(0, edges)).map(rounded).unwrap_or_default()
    }
}

/// The centre of gravity of the outer ring, which lies well inside most faces.
fn middle(rings: &[Vec<Pt>]) -> Option<Pt> {
    let ring = rings.first()?;
    let origin = ring.first()?;
    let (mut sum, mut x, mut y) = (0.0, 0.0, 0.0);
    for pair in ring.windows(2) {
        let [a, b] =
            [pair[0], pair[1]].map(|p| (f64::from(p.x) - f64::from(origin.x), f64::from(p.y) - f64::from(origin.y)));
        let cross = a.0 * b.1 - a.1 * b.0;
        sum += cross;
        x += (a.0 + b.0) * cross;
        y += (a.1 + b.1) * cross;
    }
    let at = |of: f64, origin: i32| (f64::from(origin) + of / (3.0 * sum)).round() as i32;
    (sum > 0.0).then(|| Pt::new(at(x, origin.x), at(y, origin.y)))
}

/// Distance from the nearest side, mm; nothing outside.
fn depth_mm(rings: &[Vec<Pt>], at: Pt) -> f64 {
    let (mut inside, mut least) = (false, f64::INFINITY);
    for ring in rings {
        let mut a = *ring.last().unwrap_or(&at);
        for &b in ring {
            if (a.y > at.y) != (b.y > at.y) && (cross(a, b, at) > 0) == (b.y > a.y) {
                inside = !inside;
            }
            least = least.min(distance_mm(at, a, b));
            a = b;
        }
    }
    if inside { least } else { 0.0 }
}

fn rounded((x, y): (f64, f64)) -> Pt {
    Pt::new(x as i32, y as i32)
}

impl Fills {
    fn new(levels: Levels, rings: impl Fn(usize) -> Vec<Vec<Pt>>) -> Self {
        let (mut vertices, mut corners, mut spans) = (Vec::new(), Vec::new(), [[0; 4]; LODS.len()]);
        let mut last: Option<(usize, [u32; 4])> = None;
        for (lod, span) in spans.iter_mut().enumerate() {
            if let Some((_, same)) = last.filter(|_| levels.shown(lod) < lod) {
                *span = same;
                continue;
            }
            let rings = rings(lod);
            let count = rings.iter().map(Vec::len).sum();
            // A level has vertices of the one before and no others.
            if let Some((_, same)) = last.filter(|(before, _)| *before == count) {
                *span = same;
                continue;
            }
            let (own, own_corners) = triangles(&rings);
            let ends = |at: usize, more: usize| -> Range<u32> { at as u32..(at + more) as u32 };
            let (v, c) = (ends(vertices.len(), own.len()), ends(corners.len(), own_corners.len()));
            vertices.extend(own);
            corners.extend(own_corners);
            *span = [v.start, v.end, c.start, c.end];
            last = Some((count, *span));
        }
        Self { vertices: vertices.into(), corners: corners.into(), spans }
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
