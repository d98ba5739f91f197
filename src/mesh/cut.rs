//! Cuts a few faces along lines and says so as row changes: what an edit needs, where [`refine`](super::refine())
//! names everything anew.

use std::collections::{BTreeMap, BTreeSet};

use super::arrange::{Arranged, Border, arrange};
use super::assemble::assemble;
use super::half_edges::HalfEdges;
use super::near::faces_near;
use super::node::{Piece, node};
use super::search::Seg;
use super::soup::{Line, check_range};
use super::{Edge, Face, Mesh, NONE, Node, OUTSIDE};
use crate::base::{Fault, Sets, Watch};
use crate::geom::Pt;

/// Row changes of a mesh, each table by ascending id; `None` drops the row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    pub nodes: Vec<(u32, Option<Node>)>,
    pub edges: Vec<(u32, Option<Edge>)>,
    pub faces: Vec<(u32, Option<Face>)>,
    /// Every face that is new, with the face that it was part of; the largest part keeps the old id and is not listed.
    pub parts: Vec<(u32, u32)>,
}

impl Patch {
    /// Makes the changes.
    pub fn apply(&self, mesh: &mut Mesh) {
        for (id, row) in &self.nodes {
            mesh.nodes.set(*id, *row);
        }
        for (id, row) in &self.edges {
            mesh.edges.set(*id, row.clone());
        }
        for (id, row) in &self.faces {
            mesh.faces.set(*id, *row);
        }
    }

    /// Whether nothing was cut.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.edges.is_empty() && self.faces.is_empty()
    }
}

/// Cuts the solid ones among `faces` along the lines, and no other face; what dangles inside them is dropped.
///
/// Rows that do not change keep their ids; new rows come after the highest ids. Vertices of borders stay; a border that
/// a line ends on gets a vertex there, in both its faces, and bends by less than a millimetre.
///
/// # Errors
/// Points out of range; cancelled.
pub fn cut(mesh: &Mesh, faces: &[u32], lines: &[Line], watch: &Watch) -> Result<Patch, Fault> {
    check_range(lines.iter().flat_map(|l| &l.points))?;
    let wanted: BTreeSet<u32> = faces.iter().copied().filter(|&f| mesh.faces.get(f).is_some_and(|f| f.solid)).collect();
    let inside = lines_inside(mesh, &wanted, lines, watch)?;
    if inside.is_empty() {
        return Ok(Patch::default());
    }
    // Everything that rounding may reach is noded together with the lines, in whole faces. Where a long border bends, that
    // is more than the lines tell, so the faces are gathered until no changed segment reaches another.
    let mut context = faces_near(mesh, &inside.iter().map(Piece::seg).collect::<Vec<_>>());
    let mut everything = false;
    let (old, arranged) = loop {
        let old = Old::of(mesh, &context);
        let mut pieces = old.pieces(&context);
        let known = pieces.clone();
        let before: BTreeSet<Seg> = pieces.iter().map(Piece::seg).collect();
        pieces.extend(&inside);
        let noded = node(pieces, watch)?;
        let after: BTreeSet<Seg> = noded.pieces.iter().map(Piece::seg).collect();
        if !everything {
            let changed: Vec<Seg> = before.symmetric_difference(&after).copied().collect();
            let known = context.len();
            context.extend(faces_near(mesh, &changed));
            if context.len() > known {
                continue;
            }
        }
        let arranged = arrange(&noded.pieces, watch)?;
        if everything
            || !pinches_outside(&old, &arranged)
                && open_walks(&arranged) == open_walks(&arrange(&node(known, watch)?.pieces, watch)?)
        {
            break (old, arranged);
        }
        everything = true;
        context = all_faces(mesh);
    };
    let Arranged { borders, zones, area2, .. } = arranged;
    let parent: Vec<u32> = zones.iter().map(|z| z.first().copied().unwrap_or(OUTSIDE)).collect();
    // What is not in the context counts as one face here; when all is, what has no parent is a bay pinched off.
    let mut classes = Sets::new(parent.len());
    for f in (0..parent.len() as u32).filter(|&f| !everything && parent[f as usize] == OUTSIDE) {
        classes.join(OUTSIDE, f);
    }
    let kept: Vec<Border> = borders
        .iter()
        .map(|s| Border { left: classes.find(s.left), right: classes.find(s.right), ..*s })
        .filter(|s| s.left != s.right)
        .collect();
    let (local, name) = assemble(&kept, parent.len(), OUTSIDE, |_| true, |p| old.fixed.contains(&p));
    let mut parts: BTreeMap<u32, Vec<(i128, u32)>> = context.iter().map(|&f| (f, Vec::new())).collect();
    for (f, &face) in name.iter().enumerate().filter(|(_, n)| **n != NONE && **n != OUTSIDE) {
        parts.entry(parent[f]).or_default().push((area2[f], face));
    }
    Ok(patch(mesh, &old, &local, parts))
}

fn all_faces(mesh: &Mesh) -> BTreeSet<u32> {
    mesh.faces.iter().map(|(f, _)| f).filter(|&f| f != OUTSIDE).collect()
}

/// Whether rounding closed a bay of the outside: a bounded face of no zone then has borders that had the outside beside
/// them, or that are new.
fn pinches_outside(old: &Old, arranged: &Arranged) -> bool {
    let is_open = |f: u32| f != OUTSIDE && arranged.zones[f as usize].is_empty();
    let open: Vec<&Border> = arranged.borders.iter().filter(|s| is_open(s.left) || is_open(s.right)).collect();
    if open.is_empty() {
        return false;
    }
    let segs = |(_, edge, line): &OldEdge| {
        let outer = edge.left == OUTSIDE || edge.right == OUTSIDE;
        line.windows(2).map(move |w| ((w[0].min(w[1]), w[0].max(w[1])), outer)).collect::<Vec<_>>()
    };
    let outer: BTreeMap<Seg, bool> = old.edges.iter().flat_map(segs).collect();
    open.iter().any(|s| outer.get(&(s.a, s.b)).copied().unwrap_or(true))
}

/// How many closed walks there are around what lies in no zone.
///
/// Rounding that lets two of them touch, or one touch itself, may close a bay of the outside, be it by way of faces that
/// were not looked at.
fn open_walks(arranged: &Arranged) -> usize {
    let borders = &arranged.borders;
    let mut points: Vec<Pt> = borders.iter().flat_map(|s| [s.a, s.b]).collect();
    points.sort_unstable();
    points.dedup();
    let id = |p: Pt| points.binary_search(&p).map_or(NONE, |i| i as u32);
    let towards = |h: u32| if h.is_multiple_of(2) { borders[h as usize / 2].b } else { borders[h as usize / 2].a };
    let ends = borders.iter().map(|s| (id(s.a), id(s.b)));
    let graph = HalfEdges::new(points.len(), ends, |v| points[v as usize], towards);
    let face = |h: u32| if h.is_multiple_of(2) { borders[h as usize / 2].left } else { borders[h as usize / 2].right };
    graph.cycles().1.into_iter().filter(|&h| arranged.zones[face(h) as usize].is_empty()).count()
}

/// The parts of the lines that divide a wanted face, as pieces.
fn lines_inside(mesh: &Mesh, wanted: &BTreeSet<u32>, lines: &[Line], watch: &Watch) -> Result<Vec<Piece>, Fault> {
    let mut pieces = Old::of(mesh, wanted).pieces(wanted);
    for line in lines {
        pieces.extend(line.points.windows(2).filter_map(|w| Piece::new(w[0], w[1], NONE, line.marks, true)));
    }
    let noded = node(pieces, watch)?;
    let Arranged { borders, zones, .. } = arrange(&noded.pieces, watch)?;
    let divides = |s: &&Border| {
        s.lined && !zones[s.left as usize].is_empty() && zones[s.left as usize] == zones[s.right as usize]
    };
    Ok(borders.iter().filter(divides).filter_map(|s| Piece::new(s.a, s.b, NONE, s.marks, true)).collect())
}

/// An edge with its id and all its vertices.
type OldEdge = (u32, Edge, Vec<Pt>);

/// The edges of some faces, as they were.
struct Old {
    edges: Vec<OldEdge>,
    nodes: BTreeMap<Pt, u32>,
    /// Where a node must stay; the anchor of a ring need not.
    fixed: BTreeSet<Pt>,
}

impl Old {
    fn of(mesh: &Mesh, faces: &BTreeSet<u32>) -> Self {
        let mut old = Self { edges: Vec::new(), nodes: BTreeMap::new(), fixed: BTreeSet::new() };
        for (e, edge) in mesh.edges.iter().filter(|(_, e)| faces.contains(&e.left) || faces.contains(&e.right)) {
            let Some(line) = mesh.line(edge) else { continue };
            let ends = [(line[0], edge.from), (line[line.len() - 1], edge.to)];
            old.nodes.extend(ends);
            old.edges.push((e, edge.clone(), line));
        }
        let mut degree: BTreeMap<u32, usize> = old.nodes.values().map(|&v| (v, 0)).collect();
        for v in mesh.edges.values().flat_map(|e| [e.from, e.to]) {
            if let Some(d) = degree.get_mut(&v) {
                *d += 1;
            }
        }
        // A ring around a face that is not looked at must stay the edge that it is, or that face would lose it.
        let known = |f: u32| f == OUTSIDE || faces.contains(&f);
        let rings = old.edges.iter().filter(|(_, e, _)| e.from == e.to && known(e.left) && known(e.right));
        let loops: BTreeSet<u32> = rings.map(|(_, e, _)| e.from).collect();
        let is_anchor = |v: u32| loops.contains(&v) && degree[&v] == 2;
        old.fixed = old.nodes.iter().filter(|(_, v)| !is_anchor(**v)).map(|(p, _)| *p).collect();
        old
    }

    fn pieces(&self, faces: &BTreeSet<u32>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (_, edge, line) in &self.edges {
            for face in [edge.left, edge.right].into_iter().filter(|f| faces.contains(f)) {
                pieces.extend(line.windows(2).filter_map(|w| Piece::new(w[0], w[1], face, edge.marks, false)));
            }
        }
        pieces
    }
}

/// The difference between the old edges and the local mesh that replaces them.
fn patch(mesh: &Mesh, old: &Old, local: &Mesh, parts: BTreeMap<u32, Vec<(i128, u32)>>) -> Patch {
    let mut patch = Patch::default();
    let context: BTreeSet<u32> = parts.keys().copied().collect();
    let mut face_of_local = vec![NONE; local.faces.len()];
    let mut next_face = mesh.faces.next_id();
    for (parent, mut own) in parts {
        own.sort_by_key(|&(area2, face)| (-area2, face));
        if own.is_empty() {
            patch.faces.push((parent, None));
        }
        for (i, &(_, face)) in own.iter().enumerate() {
            let stays = i == 0 && parent != OUTSIDE;
            face_of_local[face as usize] = if stays { parent } else { next_face };
            if !stays {
                patch.faces.push((next_face, mesh.faces.get(parent).copied()));
                patch.parts.push((next_face, parent));
                next_face += 1;
            }
        }
    }
    let mut next_node = mesh.nodes.next_id();
    let mut node_of_local = Vec::with_capacity(local.nodes.len());
    let mut unused: BTreeSet<u32> = old.nodes.values().copied().collect();
    for node in local.nodes.values() {
        let id = old.nodes.get(&node.at).copied().unwrap_or(next_node);
        if id == next_node {
            patch.nodes.push((id, Some(*node)));
            next_node += 1;
        }
        unused.remove(&id);
        node_of_local.push(id);
    }
    patch.nodes.extend(unused.into_iter().map(|id| (id, None)));

    // An edge is known by its line, walked in the direction whose vertices come first.
    let key = |line: &[Pt]| {
        let back: Vec<Pt> = line.iter().rev().copied().collect();
        if back.as_slice() < line { (back, true) } else { (line.to_vec(), false) }
    };
    let mut known: BTreeMap<Vec<Pt>, (&OldEdge, bool)> = BTreeMap::new();
    for row in &old.edges {
        let (line, turned) = key(&row.2);
        known.insert(line, (row, turned));
    }
    let mut next_edge = mesh.edges.next_id();
    for edge in local.edges.values() {
        let (line, turned) = key(&local.line(edge).unwrap_or_default());
        let mapped = Edge {
            from: node_of_local[edge.from as usize],
            to: node_of_local[edge.to as usize],
            left: face_of_local[edge.left as usize],
            right: face_of_local[edge.right as usize],
            ..edge.clone()
        };
        if let Some(((id, before, _), old_turned)) = known.remove(&line) {
            let (left, right) =
                if turned == old_turned { (mapped.left, mapped.right) } else { (mapped.right, mapped.left) };
            // Where a face is gone the outside may come in; a face that was not looked at stays where it was.
            let side = |new: u32, old: u32| match new {
                NONE if context.contains(&old) => OUTSIDE,
                NONE => old,
                _ => new,
            };
            let after = Edge { left: side(left, before.left), right: side(right, before.right), ..before.clone() };
            if after != *before {
                patch.edges.push((*id, Some(after)));
            }
        } else {
            let side = |new: u32| if new == NONE { OUTSIDE } else { new };
            patch.edges.push((next_edge, Some(Edge { left: side(mapped.left), right: side(mapped.right), ..mapped })));
            next_edge += 1;
        }
    }
    patch.edges.extend(known.into_values().map(|(row, _)| (row.0, None)));
    patch.nodes.sort_by_key(|row| row.0);
    patch.edges.sort_by_key(|row| row.0);
    patch.faces.sort_by_key(|row| row.0);
    patch
}
