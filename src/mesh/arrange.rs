//! From noded pieces to faces: bridges go, cycles are nested, and each face learns in which zones it lies.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::half_edges::HalfEdges;
use super::nest::below;
use super::node::{Piece, groups, heads};
use super::search::Seg;
use super::{NONE, OUTSIDE};
use crate::base::{Fault, Sets, Watch};
use crate::geom::Pt;
use crate::geom::exact::cross;
use crate::say;

/// A segment between two faces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Border {
    pub a: Pt,
    pub b: Pt,
    /// Face on the left of `a -> b`.
    pub left: u32,
    pub right: u32,
    pub marks: u32,
    /// Whether a line of the caller runs here.
    pub lined: bool,
}

/// The faces of an arrangement, not yet named for a mesh; face 0 is the outside.
pub(super) struct Arranged {
    /// Sorted by `(a, b)`, `a < b`.
    pub borders: Vec<Border>,
    /// The zones that each face lies in, ascending.
    pub zones: Vec<Vec<u32>>,
    /// Twice the area of each face, mm²; 0 for the outside.
    pub area2: Vec<i128>,
    /// Metres of lines with the same face on both sides, by their marks.
    pub dangling: BTreeMap<u32, f64>,
}

/// Arranges noded pieces.
pub(super) fn arrange(pieces: &[Piece], watch: &Watch) -> Result<Arranged, Fault> {
    watch.report(0.0, say!("mesh-walking"));
    let heads = heads(pieces);
    let segs: Vec<Seg> = heads.iter().map(|&h| pieces[h as usize].seg()).collect();
    let mut nodes: Vec<Pt> = segs.iter().flat_map(|s| [s.0, s.1]).collect();
    nodes.par_sort_unstable();
    nodes.dedup();
    let id = |p: Pt| nodes.binary_search(&p).map_or(NONE, |i| i as u32);
    let ends: Vec<(u32, u32)> = segs.par_iter().map(|s| (id(s.0), id(s.1))).collect();
    let towards = |h: u32| if h.is_multiple_of(2) { segs[h as usize / 2].1 } else { segs[h as usize / 2].0 };
    let mut graph = HalfEdges::new(nodes.len(), ends.iter().copied(), |v| nodes[v as usize], towards);
    watch.check()?;

    // A bridge has one cycle on both sides; dangling chains are bridges too.
    let (mut cycle_of, mut starts) = graph.cycles();
    let is_bridge: Vec<bool> = cycle_of.chunks_exact(2).map(|c| c[0] == c[1]).collect();
    let mut dangling = BTreeMap::new();
    if is_bridge.contains(&true) {
        for (s, group) in groups(&heads, pieces.len()).enumerate().filter(|&(s, _)| is_bridge[s]) {
            note_lines(&mut dangling, &pieces[group], segs[s]);
        }
        graph.remove(|e| is_bridge[e as usize]);
        (cycle_of, starts) = graph.cycles();
    }
    watch.check()?;

    let (face_of_cycle, area2) = faces(&graph, &cycle_of, &starts, &segs, &nodes, &ends, &is_bridge);
    let face = |h: u32| face_of_cycle[cycle_of[h as usize] as usize];
    watch.check()?;

    let zones = zones(&graph, &starts, &face_of_cycle, area2.len(), face, |e| {
        let end = heads.get(e as usize + 1).map_or(pieces.len(), |&h| h as usize);
        &pieces[heads[e as usize] as usize..end]
    });
    let borders = groups(&heads, pieces.len())
        .enumerate()
        .filter(|&(s, _)| !is_bridge[s])
        .map(|(s, group)| Border {
            a: segs[s].0,
            b: segs[s].1,
            left: face(2 * s as u32),
            right: face(2 * s as u32 + 1),
            marks: pieces[group.clone()].iter().fold(0, |m, p| m | p.marks),
            lined: pieces[group].iter().any(|p| p.zone == NONE),
        })
        .collect();
    Ok(Arranged { borders, zones, area2, dangling })
}

/// Adds the length of a segment to the marks of the lines on it.
pub(super) fn note_lines(lengths: &mut BTreeMap<u32, f64>, pieces: &[Piece], seg: Seg) {
    for p in pieces.iter().filter(|p| p.zone == NONE) {
        *lengths.entry(p.marks).or_default() += seg.0.distance_m(seg.1);
    }
}

/// The face of each cycle and twice the area of each face.
fn faces(
    graph: &HalfEdges,
    cycle_of: &[u32],
    starts: &[u32],
    segs: &[Seg],
    nodes: &[Pt],
    ends: &[(u32, u32)],
    gone: &[bool],
) -> (Vec<u32>, Vec<i128>) {
    let cycle_area2: Vec<i128> = starts
        .par_iter()
        .map(|&start| {
            let o = nodes[graph.tail[start as usize] as usize];
            let at = |h: u32| nodes[graph.tail[h as usize] as usize];
            graph.cycle(start).map(|h| i128::from(cross(o, at(h), at(graph.next[h as usize])))).sum()
        })
        .collect();
    let mut area2 = vec![0i128];
    let mut face_of_cycle = vec![NONE; starts.len()];
    for (c, &a) in cycle_area2.iter().enumerate().filter(|(_, a)| **a > 0) {
        face_of_cycle[c] = area2.len() as u32;
        area2.push(a);
    }
    // The other cycles are the outer contours of components: one each, from the lowest point of the component on.
    let mut sets = Sets::new(nodes.len());
    for (e, &(from, to)) in ends.iter().enumerate() {
        if !gone[e] {
            sets.join(from, to);
        }
    }
    let component: Vec<u32> = (0..nodes.len() as u32).map(|v| sets.find(v)).collect();
    let mut islands: Vec<(Pt, u32, usize)> = (0..starts.len())
        .filter(|&c| cycle_area2[c] <= 0)
        .map(|c| {
            let own = component[graph.tail[starts[c] as usize] as usize];
            (nodes[own as usize], own, c)
        })
        .collect();
    islands.sort_unstable();
    let points: Vec<(Pt, u32)> = islands.iter().map(|&(p, own, _)| (p, own)).collect();
    let group = |s: usize| (!gone[s]).then(|| component[ends[s].0 as usize]);
    let under = below(segs, group, &points);
    // What lies below an island begins left of it or lower, so its own contour has its face already.
    for (&(_, _, c), under) in islands.iter().zip(under) {
        let around = under.map_or(OUTSIDE, |s| face_of_cycle[cycle_of[2 * s] as usize]);
        face_of_cycle[c] = around;
        if around != OUTSIDE {
            area2[around as usize] += cycle_area2[c];
        }
    }
    (face_of_cycle, area2)
}

/// The zones of each face, by crossing one border after the other from the outside; exact.
fn zones<'a>(
    graph: &HalfEdges,
    starts: &[u32],
    face_of_cycle: &[u32],
    faces: usize,
    face: impl Fn(u32) -> u32,
    pieces: impl Fn(u32) -> &'a [Piece],
) -> Vec<Vec<u32>> {
    let mut by_face: Vec<(u32, u32)> = face_of_cycle.iter().copied().zip(starts.iter().copied()).collect();
    by_face.sort_unstable();
    let mut zones: Vec<Vec<u32>> = vec![Vec::new(); faces];
    let mut seen = vec![false; faces];
    seen[OUTSIDE as usize] = true;
    let mut queue = std::collections::VecDeque::from([OUTSIDE]);
    while let Some(f) = queue.pop_front() {
        let from = by_face.partition_point(|x| x.0 < f);
        for &(_, start) in by_face[from..].iter().take_while(|x| x.0 == f) {
            for h in graph.cycle(start) {
                let g = face(h ^ 1);
                if std::mem::replace(&mut seen[g as usize], true) {
                    continue;
                }
                let mut across = zones[f as usize].clone();
                for p in pieces(h / 2).iter().filter(|p| p.zone != NONE) {
                    match across.binary_search(&p.zone) {
                        Ok(i) => drop(across.remove(i)),
                        Err(i) => across.insert(i, p.zone),
                    }
                }
                zones[g as usize] = across;
                queue.push_back(g);
            }
        }
    }
    zones
}
