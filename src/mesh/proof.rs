//! Shows, in exact integers, that a mesh is whole: the promise that territories neither overlap nor tear rests here.

use std::collections::HashSet;

use super::nest::below;
use super::search::{Search, Seg, Tile};
use super::soup::check_range;
use super::topology::{cycle_area2, half_edges};
use super::{Mesh, NONE, OUTSIDE, Topology};
use crate::base::{Sets, Watch};
use crate::geom::Pt;
use crate::geom::exact::{Meet, by_angle, meet};
use crate::say;

/// The result of one part of the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub name: &'static str,
    pub ok: bool,
    /// How many places break it.
    pub broken: usize,
    /// The first such place.
    pub at: Option<Pt>,
}

impl Check {
    fn of(name: &'static str, broken: impl IntoIterator<Item = Option<Pt>>) -> Self {
        let places: Vec<Option<Pt>> = broken.into_iter().collect();
        Self { name, ok: places.is_empty(), broken: places.len(), at: places.iter().copied().flatten().next() }
    }
}

/// All checks, in the order in which one rests on another; a cancelled proof is not ok.
///
/// Where a vertex is out of range, in which cross products are not exact, only that is told.
pub fn proof(mesh: &Mesh, watch: &Watch) -> Vec<Check> {
    watch.report(0.0, say!("mesh-proving"));
    let range = vertices_in_range(mesh);
    if !range.ok {
        return vec![range];
    }
    let topology = Topology::new(mesh);
    vec![
        range,
        rows_exist(mesh),
        edges_meet_at_nodes(mesh, watch),
        half_edges_pair(&topology),
        order_is_walk(&topology),
        one_outer_ring(&topology),
        holes_inside(&topology),
        euler(&topology),
    ]
}

/// Every vertex lies where arithmetic is exact: |x|, |y| < 2³⁰.
pub fn vertices_in_range(mesh: &Mesh) -> Check {
    let all = mesh.nodes.values().map(|n| n.at).chain(mesh.edges.values().flat_map(|e| e.shape.iter().copied()));
    let broken = all.filter(|p| check_range([p]).is_err()).map(Some);
    Check::of("vertices-in-range", broken)
}

/// Every edge has its two nodes and two different faces; every node and face has an edge; face 0 is there, not solid.
pub fn rows_exist(mesh: &Mesh) -> Check {
    let mut used_nodes = vec![false; mesh.nodes.next_id() as usize];
    let mut used_faces = vec![false; mesh.faces.next_id() as usize];
    let mut broken = Vec::new();
    for edge in mesh.edges.values() {
        let nodes = [edge.from, edge.to].map(|v| mesh.nodes.get(v));
        let whole = nodes.iter().all(Option::is_some)
            && [edge.left, edge.right].iter().all(|&f| mesh.faces.get(f).is_some())
            && edge.left != edge.right;
        if whole {
            [edge.from, edge.to].iter().for_each(|&v| used_nodes[v as usize] = true);
            [edge.left, edge.right].iter().for_each(|&f| used_faces[f as usize] = true);
        } else {
            broken.push(nodes[0].or(nodes[1]).map(|n| n.at));
        }
    }
    broken.extend(mesh.nodes.iter().filter(|(v, _)| !used_nodes[*v as usize]).map(|(_, n)| Some(n.at)));
    broken.extend(mesh.faces.iter().filter(|(f, _)| *f != OUTSIDE && !used_faces[*f as usize]).map(|_| None));
    if mesh.faces.get(OUTSIDE).is_none_or(|f| f.solid) {
        broken.push(None);
    }
    Check::of("rows-exist", broken)
}

/// No two edges cross or overlap, and no vertex lies inside an edge: edges meet in nodes alone.
pub fn edges_meet_at_nodes(mesh: &Mesh, watch: &Watch) -> Check {
    let name = "edges-meet-at-nodes";
    let mut broken = Vec::new();
    let mut segs: Vec<Seg> = Vec::new();
    let mut inner: Vec<Pt> = mesh.nodes.values().map(|n| n.at).collect();
    for edge in mesh.edges.values() {
        let line = mesh.line(edge).unwrap_or_default();
        segs.extend(line.windows(2).map(|w| (w[0].min(w[1]), w[0].max(w[1]))));
        inner.extend(edge.shape.iter());
    }
    // Each point is a node once, or a vertex of one edge once; so edges that touch do so in a node.
    inner.sort_unstable();
    broken.extend(inner.windows(2).filter(|w| w[0] == w[1]).map(|w| Some(w[0])));
    segs.sort_unstable();
    broken.extend(segs.windows(2).filter(|w| w[0] == w[1]).map(|w| Some(w[0].0)));
    broken.extend(segs.iter().filter(|s| s.0 == s.1).map(|s| Some(s.0)));
    segs.retain(|s| s.0 != s.1);
    segs.dedup();
    let mut met: Vec<Pt> = Search {
        segs: &segs,
        points: &[],
        pad: 0,
        wanted: |ids: &[u32], _: &[u32]| ids.len() > 1,
        leaf: |_: Tile, ids: &[u32], _: &[u32], out: &mut Vec<Pt>| {
            for (k, &s) in ids.iter().enumerate() {
                let (a, b) = segs[s as usize];
                for &t in &ids[k + 1..] {
                    let (c, d) = segs[t as usize];
                    let apart = c.x > b.x || a.x > d.x || a.y.min(b.y) > c.y.max(d.y) || c.y.min(d.y) > a.y.max(b.y);
                    if !apart && meet(a, b, c, d) != Meet::Apart {
                        out.push(a.max(c));
                    }
                }
            }
        },
        watch,
    }
    .run();
    met.sort_unstable();
    met.dedup();
    broken.extend(met.into_iter().map(Some));
    if watch.is_cancelled() {
        broken.push(None);
    }
    Check::of(name, broken)
}

/// Every half-edge is in one closed walk, ends where the next begins, and has the same face as the next.
pub fn half_edges_pair(topology: &Topology) -> Check {
    let graph = &topology.graph;
    let mut entered = vec![false; graph.tail.len()];
    let broken = (0..graph.tail.len() as u32).filter(|&h| topology.mesh.edges.get(h / 2).is_some()).filter(|&h| {
        let Some(&next) = graph.next.get(h as usize).filter(|&&n| n != NONE) else { return true };
        let once = !std::mem::replace(&mut entered[next as usize], true);
        !(once && graph.head(h) == graph.tail[next as usize] && topology.face(h) == topology.face(next))
    });
    Check::of("half-edges-pair", broken.map(|h| place(topology, h)).collect::<Vec<_>>())
}

/// Around every node no two edges leave in one direction, and between neighbours in angle lies one face.
pub fn order_is_walk(topology: &Topology) -> Check {
    let mut broken = Vec::new();
    for (v, node) in topology.mesh.nodes.iter() {
        let star = topology.around(v);
        let mut leaving: Vec<(u32, Pt)> =
            star.iter().filter_map(|&h| Some((h, topology.line(h).get(1).copied()?))).collect();
        leaving.sort_by(|g, h| by_angle(node.at, g.1, h.1));
        let pairs = leaving.iter().zip(leaving.iter().cycle().skip(1));
        let whole = leaving.len() > 1
            && pairs.clone().take(leaving.len() - 1).all(|(g, h)| by_angle(node.at, g.1, h.1).is_lt())
            && pairs.clone().all(|(g, h)| topology.face(g.0) == topology.face(h.0 ^ 1));
        if !whole {
            broken.push(Some(node.at));
        }
    }
    Check::of("order-is-walk", broken)
}

/// Every face but the outside has exactly one counter-clockwise ring; the outside has none.
pub fn one_outer_ring(topology: &Topology) -> Check {
    let mesh = topology.mesh;
    let broken = mesh.faces.iter().filter_map(|(f, _)| {
        let starts = topology.starts(f);
        let outer = starts.iter().filter(|&&h| cycle_area2(mesh, &topology.graph, h) > 0).count();
        (outer != usize::from(f != OUTSIDE)).then(|| starts.first().and_then(|&h| place(topology, h)))
    });
    Check::of("one-outer-ring", broken.collect::<Vec<_>>())
}

/// Every hole has as its face the one that lies directly around it.
pub fn holes_inside(topology: &Topology) -> Check {
    let mesh = topology.mesh;
    let graph = &topology.graph;
    let mut sets = Sets::new(mesh.nodes.next_id() as usize);
    for h in (0..graph.tail.len() as u32).step_by(2).filter(|&h| graph.tail[h as usize] != NONE) {
        sets.join(graph.tail[h as usize], graph.head(h));
    }
    let (mut segs, mut groups, mut above) = (Vec::<Seg>::new(), Vec::new(), Vec::new());
    for h in (0..graph.tail.len() as u32).step_by(2).filter(|&h| graph.tail[h as usize] != NONE) {
        for w in topology.line(h).windows(2).filter(|w| w[0] != w[1]) {
            segs.push((w[0].min(w[1]), w[0].max(w[1])));
            groups.push(sets.find(graph.tail[h as usize]));
            above.push(topology.face(if w[0] < w[1] { h } else { h ^ 1 }));
        }
    }
    let mut islands: Vec<(Pt, u32, u32)> = Vec::new();
    for start in graph.cycles().1 {
        if cycle_area2(mesh, graph, start) <= 0 {
            let ring = topology.ring(graph.cycle(start));
            let group = sets.find(graph.tail[start as usize]);
            islands.extend(ring.iter().min().map(|&p| (p, group, topology.face(start))));
        }
    }
    let points: Vec<(Pt, u32)> = islands.iter().map(|&(p, group, _)| (p, group)).collect();
    let under = below(&segs, |s| Some(groups[s]), &points);
    let broken = islands.iter().zip(under).filter(|((_, _, face), under)| under.map_or(OUTSIDE, |s| above[s]) != *face);
    Check::of("holes-inside", broken.map(|(island, _)| Some(island.0)).collect::<Vec<_>>())
}

/// V − E + F = 1 + C, with the outside among the faces and C connected components.
pub fn euler(topology: &Topology) -> Check {
    let mesh = topology.mesh;
    let mut sets = Sets::new(mesh.nodes.next_id() as usize);
    let graph = half_edges(mesh);
    for h in (0..graph.tail.len() as u32).step_by(2).filter(|&h| graph.tail[h as usize] != NONE) {
        sets.join(graph.tail[h as usize], graph.head(h));
    }
    let components = mesh.nodes.iter().map(|(v, _)| sets.find(v)).collect::<HashSet<u32>>().len();
    let holds = mesh.nodes.len() + mesh.faces.len() == mesh.edges.len() + 1 + components;
    Check::of("euler", (!holds).then_some(None))
}

fn place(topology: &Topology, half_edge: u32) -> Option<Pt> {
    topology.line(half_edge).first().copied()
}
