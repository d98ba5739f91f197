use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::base::{Rng, Watch};
use crate::geom::ring::{Side, area2_mm2, side};

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|v| v.parse().ok()).unwrap_or(96);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn pt(x: i32, y: i32) -> Pt {
    Pt::new(x, y)
}

fn zone(layer: u8, rings: Vec<Vec<Pt>>) -> Zone {
    Zone { layer, rings }
}

fn square(x: i32, y: i32, side: i32) -> Vec<Pt> {
    vec![pt(x, y), pt(x + side, y), pt(x + side, y + side), pt(x, y + side)]
}

fn made(soup: &Soup) -> Built {
    let built = build(soup, 0, &Watch::new()).unwrap();
    assert_whole(&built.mesh);
    built
}

fn broken(mesh: &Mesh) -> Vec<&'static str> {
    proof(mesh, &Watch::new()).iter().filter(|c| !c.ok).map(|c| c.name).collect()
}

fn assert_whole(mesh: &Mesh) {
    let broken: Vec<Check> = proof(mesh, &Watch::new()).into_iter().filter(|c| !c.ok).collect();
    assert!(broken.is_empty(), "{broken:?}");
}

/// Points in a small range meet often and exactly; in a wide range crossings must be rounded.
fn place() -> impl Strategy<Value = (i32, i32)> {
    prop_oneof![
        Just((8, 0)),
        Just((40, -20)),
        Just((3000, 1 << 20)),
        Just((1 << 20, -(1 << 19))),
        Just((2000, Pt::LIMIT - 2000)),
        Just((2000, -Pt::LIMIT)),
        Just((i32::MAX - 1, -Pt::LIMIT)),
    ]
}

/// A cut rounds a border onto a vertex of another part, and a bay of the outside is closed by way of faces far from it.
#[test]
fn a_cut_that_closes_a_bay_makes_it_a_void() {
    let rings = vec![
        vec![pt(11, 16), pt(-7, -20), pt(12, -20)],
        vec![pt(16, -16), pt(-12, -3), pt(5, 7), pt(-5, -15), pt(-5, 7)],
    ];
    let mut mesh = made(&Soup { zones: vec![zone(0, rings)], ..Soup::default() }).mesh;
    let faces = mesh.faces.len();
    let all: Vec<u32> = mesh.faces.iter().map(|(f, _)| f).collect();
    let wanted = Topology::new(&mesh);
    let wanted: Vec<u32> = all.into_iter().filter(|&f| wanted.area2_mm2(f) == 260).collect();
    let line = Line { marks: 16, points: vec![pt(14, -20), pt(-4, 11)] };
    cut(&mesh, &wanted, &[line], &Watch::new()).unwrap().apply(&mut mesh);
    assert_whole(&mesh);
    let voids = |mesh: &Mesh| mesh.faces.values().filter(|f| !f.solid).count();
    assert_eq!((mesh.faces.len(), voids(&mesh)), (faces + 1, 4));
}

fn points(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(f64, f64)>> {
    vec((0.0..1.0, 0.0..1.0), count)
}

/// Random rings and lines, some of them repeated and bundled within millimetres.
fn any_soup() -> impl Strategy<Value = Soup> {
    let zones = vec((0..2u8, vec(points(3..9), 1..3)), 0..7);
    let lines = vec(points(2..7), 0..6);
    let bundle = vec((-3..4i32, -3..4i32), 0..7);
    (place(), zones, lines, bundle, any::<bool>()).prop_map(|((size, at), zones, lines, bundle, doubled)| {
        let to_pt = |&(x, y): &(f64, f64)| {
            let scale = |v: f64| at + (v * f64::from(size)) as i32;
            pt(scale(x), scale(y))
        };
        let ring = |r: &Vec<(f64, f64)>| r.iter().map(to_pt).collect::<Vec<Pt>>();
        let mut soup = Soup { zone_marks: vec![1, 2], ..Soup::default() };
        soup.zones = zones.iter().map(|(layer, rings)| zone(*layer, rings.iter().map(ring).collect())).collect();
        if doubled && let Some(first) = soup.zones.first().cloned() {
            soup.zones.push(zone(1, first.rings.iter().map(|r| r.iter().rev().copied().collect()).collect()));
        }
        soup.lines = lines.iter().map(|l| Line { marks: 4, points: ring(l) }).collect();
        let within = |v: i32| v.clamp(at, at + size);
        soup.lines.extend(bundle.into_iter().map(|(i, j)| Line {
            marks: 8,
            points: vec![pt(at, within(at + size / 2 + i)), pt(at + size, within(at + size / 2 + j))],
        }));
        soup
    })
}

/// The zone of a layer at a point of the soup, the lowest one that holds it; `None` too near to a border to tell.
fn zone_at(soup: &Soup, layer: u8, p: Pt, clear_mm: f64) -> Option<Option<u32>> {
    let near = |a: Pt, b: Pt| {
        let (ax, ay, bx, by) = (f64::from(a.x), f64::from(a.y), f64::from(b.x), f64::from(b.y));
        let (px, py) = (f64::from(p.x), f64::from(p.y));
        let l2 = (bx - ax).powi(2) + (by - ay).powi(2);
        let t = if l2 > 0.0 { (((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / l2).clamp(0.0, 1.0) } else { 0.0 };
        (px - ax - t * (bx - ax)).hypot(py - ay - t * (by - ay)) < clear_mm
    };
    let mut found = None;
    for (z, zone) in soup.zones.iter().enumerate() {
        let mut inside = false;
        for ring in &zone.rings {
            if ring.iter().zip(ring.iter().cycle().skip(1)).any(|(a, b)| near(*a, *b)) {
                return None;
            }
            inside ^= side(p, ring) == Side::Inside;
        }
        if inside && zone.layer == layer && found.is_none() {
            found = Some(z as u32);
        }
    }
    Some(found)
}

fn same(a: &Mesh, b: &Mesh) -> bool {
    a.nodes.values().eq(b.nodes.values())
        && a.edges.values().eq(b.edges.values())
        && a.faces.values().eq(b.faces.values())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_soup_gives_a_whole_mesh_with_the_zones_of_the_source(soup in any_soup(), probes in points(20..21)) {
        let built = made(&soup);
        let topology = Topology::new(&built.mesh);
        let locator = Locator::new(&built.mesh, &topology);
        let bounds = crate::geom::Bounds::of(soup.zones.iter().flat_map(|z| z.rings.iter().flatten()).copied());
        let Some(bounds) = bounds else { return Ok(()) };
        for (x, y) in probes {
            let at = |t: f64, a: i32, b: i32| (f64::from(a) + t * (f64::from(b) - f64::from(a))) as i32;
            let p = pt(at(x, bounds.min.x, bounds.max.x), at(y, bounds.min.y, bounds.max.y));
            let Some(base) = zone_at(&soup, 0, p, 4.0) else { continue };
            let above = zone_at(&soup, 1, p, 4.0).flatten().filter(|_| base.is_some());
            let Hit::Face(face) = locator.at(p) else { continue };
            prop_assert_eq!(built.mesh.faces[face].solid, base.is_some());
            prop_assert_eq!(built.zone_of_face[0][face as usize], base);
            if let Some(upper) = built.zone_of_face.get(1) {
                prop_assert_eq!(upper[face as usize], above);
            }
        }
    }

    #[test]
    fn the_order_and_direction_of_the_input_do_not_matter(soup in any_soup(), seed in any::<u64>()) {
        let mut other = soup.clone();
        let mut rng = Rng::stream(seed, 0, 0);
        rng.shuffle(&mut other.lines);
        for ring in other.zones.iter_mut().flat_map(|z| &mut z.rings) {
            let by = rng.below(ring.len());
            ring.rotate_left(by);
            if rng.chance(0.5) {
                ring.reverse();
            }
        }
        other.lines.iter_mut().filter(|_| rng.chance(0.5)).for_each(|l| l.points.reverse());
        let (one, two) = (made(&soup), made(&other));
        prop_assert!(same(&one.mesh, &two.mesh));
        prop_assert_eq!(one.zone_of_face, two.zone_of_face);
    }

    #[test]
    fn rectangles_on_the_grid_are_exact(
        rects in vec((0..2u8, 0..12i32, 0..12i32, 1..8i32, 1..8i32), 1..9),
        cuts in vec((0..20i32, any::<bool>()), 0..4),
    ) {
        let rect = |x: i32, y: i32, w: i32, h: i32| vec![pt(x, y), pt(x + w, y), pt(x + w, y + h), pt(x, y + h)];
        let zones = rects.iter().map(|&(l, x, y, w, h)| zone(l, vec![rect(2 * x, 2 * y, 2 * w, 2 * h)])).collect();
        let cut = |&(v, up): &(i32, bool)| {
            let (p, q) = (pt(2 * v, -4), pt(2 * v, 44));
            let flip = |p: Pt| if up { p } else { pt(p.y, p.x) };
            Line { marks: 4, points: vec![flip(p), flip(q)] }
        };
        let soup = Soup { zones, lines: cuts.iter().map(cut).collect(), zone_marks: vec![1, 2] };
        let built = made(&soup);
        let topology = Topology::new(&built.mesh);
        let locator = Locator::new(&built.mesh, &topology);
        let mut area2 = vec![0i128; built.mesh.faces.len()];
        for (x, y) in (0..20).flat_map(|x| (0..20).map(move |y| (x, y))) {
            let p = pt(2 * x + 1, 2 * y + 1);
            let Hit::Face(face) = locator.at(p) else { panic!("no border runs through {p:?}") };
            area2[face as usize] += 8;
            let base = zone_at(&soup, 0, p, 0.0).unwrap();
            prop_assert_eq!(built.zone_of_face[0][face as usize], base);
            if let Some(upper) = built.zone_of_face.get(1) {
                prop_assert_eq!(upper[face as usize], zone_at(&soup, 1, p, 0.0).unwrap().filter(|_| base.is_some()));
            }
        }
        for (face, _) in built.mesh.faces.iter().filter(|&(f, _)| f != OUTSIDE) {
            prop_assert_eq!(topology.area2_mm2(face), area2[face as usize]);
        }
    }

    #[test]
    fn refined_faces_fill_their_parents(soup in any_soup(), cuts in vec(points(2..6), 1..4)) {
        let before = made(&soup).mesh;
        let old = Topology::new(&before);
        let all = before.nodes.values().map(|n| n.at).chain(before.edges.values().flat_map(|e| e.shape.to_vec()));
        let Some(bounds) = crate::geom::Bounds::of(all) else { return Ok(()) };
        let at = |t: f64, a: i32, b: i32| (f64::from(a) + t * (f64::from(b) - f64::from(a))) as i32;
        let to_pt = |&(x, y): &(f64, f64)| pt(at(x, bounds.min.x, bounds.max.x), at(y, bounds.min.y, bounds.max.y));
        let lines: Vec<Line> = cuts.iter().map(|c| Line { marks: 16, points: c.iter().map(to_pt).collect() }).collect();
        let (after, parents) = refine(&before, &lines, &Watch::new()).unwrap();
        assert_whole(&after);
        let new = Topology::new(&after);
        let mut area2 = vec![0i128; before.faces.len()];
        for (f, face) in after.faces.iter().filter(|&(f, _)| f != OUTSIDE) {
            let parent = parents[f as usize];
            prop_assert_eq!(face.solid, before.faces[parent].solid);
            area2[parent as usize] += new.area2_mm2(f);
        }
        for (f, _) in before.faces.iter().filter(|&(f, _)| f != OUTSIDE) {
            let perimeter_mm: f64 = old.neighbours(f).iter().map(|n| n.border_m * 1000.0).sum();
            let off = (area2[f as usize] - old.area2_mm2(f)).abs() as f64;
            prop_assert!(off <= 3.0 * perimeter_mm + 8.0, "{} {} {}", f, off, perimeter_mm);
        }
        let (again, _) = refine(&after, &[], &Watch::new()).unwrap();
        prop_assert!(same(&again, &after));
    }

    #[test]
    fn cuts_change_only_the_rows_they_must(soup in any_soup(), cuts in vec(points(2..6), 1..6), seed in any::<u64>()) {
        let mut mesh = made(&soup).mesh;
        let all = mesh.nodes.values().map(|n| n.at).chain(mesh.edges.values().flat_map(|e| e.shape.to_vec()));
        let Some(bounds) = crate::geom::Bounds::of(all) else { return Ok(()) };
        let at = |t: f64, a: i32, b: i32| (f64::from(a) + t * (f64::from(b) - f64::from(a))) as i32;
        let to_pt = |&(x, y): &(f64, f64)| pt(at(x, bounds.min.x, bounds.max.x), at(y, bounds.min.y, bounds.max.y));
        let mut rng = Rng::stream(seed, 0, 0);
        for points in cuts {
            let before = mesh.clone();
            let wanted: Vec<u32> = before.faces.iter().map(|(f, _)| f).filter(|_| rng.chance(0.5)).collect();
            let line = Line { marks: 16, points: points.iter().map(to_pt).collect() };
            let patch = cut(&before, &wanted, &[line], &Watch::new()).unwrap();
            patch.apply(&mut mesh);
            assert_whole(&mesh);
            let (old, new) = (Topology::new(&before), Topology::new(&mesh));
            for (f, face) in before.faces.iter().filter(|&(f, _)| f != OUTSIDE) {
                let parts = patch.parts.iter().filter(|p| p.1 == f).map(|p| p.0);
                let area2: i128 = parts.clone().chain([f]).map(|part| new.area2_mm2(part)).sum();
                let perimeter_mm: f64 = old.neighbours(f).iter().map(|n| n.border_m * 1000.0).sum();
                prop_assert!((area2 - old.area2_mm2(f)).abs() as f64 <= 3.0 * perimeter_mm + 8.0);
                prop_assert!(parts.clone().all(|part| mesh.faces[part] == *face));
                let kept = before.edges.iter().filter(|(_, e)| e.left == f || e.right == f).all(|(e, row)| mesh.edges.get(e) == Some(row));
                prop_assert!(kept || !patch.is_empty());
            }
            // What rounding pinches off a face that nobody asked to cut is a needle, no wider than it moves a border.
            let is_needle = |f: u32| {
                let perimeter_mm: f64 = new.neighbours(f).iter().map(|n| n.border_m * 1000.0).sum();
                new.area2_mm2(f) as f64 <= 3.0 * perimeter_mm + 8.0
            };
            prop_assert!(patch.parts.iter().all(|p| !before.faces[p.1].solid || wanted.contains(&p.1) || is_needle(p.0)));
        }
    }

    #[test]
    fn outlines_tile_the_labelled_faces(soup in any_soup(), seed in any::<u64>()) {
        let mesh = made(&soup).mesh;
        let topology = Topology::new(&mesh);
        let mut rng = Rng::stream(seed, 0, 0);
        let labels: Vec<Option<u32>> = (0..mesh.faces.len()).map(|_| rng.chance(0.8).then(|| rng.below(3) as u32)).collect();
        let outlines = topology.outlines(&|f| labels[f as usize]);
        let mut sides = BTreeSet::new();
        for (label, polygons) in &outlines {
            let mut area2 = 0;
            for polygon in polygons {
                for (i, ring) in polygon.iter().enumerate() {
                    prop_assert_eq!(ring.iter().collect::<BTreeSet<_>>().len(), ring.len(), "a ring meets itself");
                    prop_assert_eq!(area2_mm2(ring) > 0, i == 0);
                    prop_assert!(ring.iter().all(|&p| side(p, &polygon[0]) != Side::Outside));
                    area2 += area2_mm2(ring);
                    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                        prop_assert!(sides.insert((*a, *b)), "a side is used twice");
                    }
                }
            }
            let faces: Vec<u32> = (1..mesh.faces.len() as u32).filter(|&f| labels[f as usize] == Some(*label)).collect();
            prop_assert_eq!(area2, faces.iter().map(|&f| topology.area2_mm2(f)).sum::<i128>());
            prop_assert_eq!(polygons.len(), topology.components(&faces).len());
            let own = topology.outlines_of(&faces, &|_| Some(7));
            prop_assert_eq!(own[0].1.iter().flatten().map(|r| area2_mm2(r)).sum::<i128>(), area2);
        }
        let label_of = |h: u32| labels[topology.face(h) as usize].filter(|_| topology.face(h) != OUTSIDE);
        let mut expected = 0;
        for (e, edge) in mesh.edges.iter() {
            let (left, right) = (label_of(2 * e), label_of(2 * e + 1));
            let count = if left == right { 0 } else { usize::from(left.is_some()) + usize::from(right.is_some()) };
            expected += count * (edge.shape.len() + 1);
        }
        prop_assert_eq!(sides.len(), expected);
        for (f, _) in mesh.faces.iter().filter(|&(f, _)| f != OUTSIDE) {
            let polygon = topology.polygon(f);
            prop_assert_eq!(polygon.iter().map(|r| area2_mm2(r)).sum::<i128>(), topology.area2_mm2(f));
            prop_assert!(polygon.iter().all(|r| r.iter().collect::<BTreeSet<_>>().len() == r.len()));
            let (x, y) = topology.interior_point(f).unwrap_or((f64::NAN, f64::NAN));
            let rings = topology.rings(f);
            let crossings = rings.iter().flat_map(|r| r.iter().zip(r.iter().cycle().skip(1))).filter(|(a, b)| {
                let (ay, by) = (f64::from(a.y), f64::from(b.y));
                (ay > y) != (by > y) && f64::from(a.x) + (y - ay) / (by - ay) * (f64::from(b.x) - f64::from(a.x)) > x
            });
            prop_assert_eq!(crossings.count() % 2, 1, "{:?} is outside face {}", (x, y), f);
        }
    }

    #[test]
    fn dissolving_joins_faces_and_keeps_area(soup in any_soup(), seed in any::<u64>()) {
        let before = made(&soup).mesh;
        let mut rng = Rng::stream(seed, 0, 0);
        let drop: Vec<u32> = before.edges.iter().map(|(e, _)| e).filter(|_| rng.chance(0.3)).collect();
        let (after, new_of_old) = dissolve(&before, &drop);
        assert_whole(&after);
        let (old, new) = (Topology::new(&before), Topology::new(&after));
        let mut area2 = vec![0i128; after.faces.len()];
        for (f, _) in before.faces.iter() {
            area2[new_of_old[f as usize] as usize] += old.area2_mm2(f);
        }
        prop_assert!(after.faces.iter().all(|(f, _)| area2[f as usize] == new.area2_mm2(f)));
        prop_assert!(same(&dissolve(&before, &[]).0, &before));
    }

    #[test]
    fn a_jittered_coverage_welds_into_one(seed in any::<u64>(), n in 2..6i32) {
        let mut rng = Rng::stream(seed, 0, 0);
        let mut jitter = |p: Pt| pt(p.x + rng.below(35) as i32 - 17, p.y + rng.below(35) as i32 - 17);
        let tiles = (0..n * n).map(|i| (i % n * 1000, i / n * 1000));
        let zones: Vec<Zone> = tiles
            .map(|(x, y)| {
                // Every other square has a vertex more in its sides, so that borders differ in their vertices too.
                let more = if (x + y) % 2000 == 0 { vec![pt(x + 500, y), pt(x + 500, y + 1000)] } else { Vec::new() };
                let mut ring = square(x, y, 1000);
                for p in more {
                    ring.insert(if p.y == y { 1 } else { ring.len() - 1 }, p);
                }
                zone(0, vec![ring.into_iter().map(&mut jitter).collect()])
            })
            .collect();
        let mut soup = Soup { zones, ..Soup::default() };
        let source = soup.clone();
        let welded = weld(&mut soup, 50, &Watch::new()).unwrap();
        prop_assert!(welded.max_mm <= 50.0);
        let built = made(&soup);
        prop_assert_eq!(built.mesh.faces.len() as i32, n * n + 1);
        prop_assert_eq!(built.report.overlaps, 0);
        let topology = Topology::new(&built.mesh);
        for (f, zone) in built.zone_of_face[0].iter().enumerate().skip(1) {
            let rings = &source.zones[zone.unwrap() as usize].rings;
            let (difference, allowed) = faithful(rings, topology.area2_mm2(f as u32), 50);
            prop_assert!(difference <= allowed);
        }
    }

    #[test]
    fn any_soup_may_be_welded(soup in any_soup(), tolerance in 1..60u32) {
        let mut welded = soup;
        let report = weld(&mut welded, tolerance, &Watch::new()).unwrap();
        prop_assert!(report.max_mm <= f64::from(tolerance));
        build(&welded, tolerance, &Watch::new()).map(|b| assert_whole(&b.mesh)).unwrap();
    }
}

fn two_by_two_with_island() -> Mesh {
    let mut zones: Vec<Zone> = (0..4).map(|i| zone(0, vec![square(i % 2 * 100, i / 2 * 100, 100)])).collect();
    zones[0].rings.push(square(20, 20, 30));
    zones.push(zone(0, vec![square(20, 20, 30)]));
    made(&Soup { zones, ..Soup::default() }).mesh
}

#[test]
fn the_proof_sees_every_kind_of_damage() {
    let mesh = two_by_two_with_island();
    assert!(broken(&mesh).is_empty());
    let mut moved = mesh.clone();
    let centre = mesh.nodes.iter().find(|(_, n)| n.at == pt(100, 100)).unwrap().0;
    moved.nodes.set(centre, Some(Node { at: pt(300, 40) }));
    assert!(broken(&moved).contains(&"edges-meet-at-nodes"));
    moved.nodes.set(centre, Some(Node { at: pt(100, 0) }));
    assert!(broken(&moved).contains(&"edges-meet-at-nodes"));
    moved.nodes.set(centre, Some(Node { at: pt(i32::MAX, i32::MIN) }));
    assert_eq!(broken(&moved), ["vertices-in-range"]);
    for (e, edge) in mesh.edges.iter() {
        let with = |row: Option<Edge>| {
            let mut damaged = mesh.clone();
            damaged.edges.set(e, row);
            broken(&damaged)
        };
        let edge = edge.clone();
        assert!(with(None).contains(&"euler"));
        assert!(!with(Some(Edge { left: edge.right, right: edge.left, ..edge.clone() })).is_empty());
        assert!(!with(Some(Edge { to: (edge.to + 1) % mesh.nodes.len() as u32, ..edge.clone() })).is_empty());
        assert!(!with(Some(Edge { left: edge.left + 1, ..edge.clone() })).is_empty());
        assert!(with(Some(Edge { to: 99, ..edge.clone() })).contains(&"rows-exist"));
        assert!(with(Some(Edge { right: 99, ..edge.clone() })).contains(&"rows-exist"));
    }
    // An island that claims to lie in the wrong face pairs and turns as it should: only its place betrays it.
    let mut strayed = mesh.clone();
    let (island, edge) = mesh.edges.iter().find(|(_, e)| e.from == e.to).map(|(e, edge)| (e, edge.clone())).unwrap();
    let inner = [edge.left, edge.right]
        .into_iter()
        .find(|&f| mesh.edges.values().filter(|e| e.left == f || e.right == f).count() == 1);
    let other = (1..mesh.faces.len() as u32).find(|f| ![edge.left, edge.right].contains(f)).unwrap();
    let swap = |f: u32| if Some(f) == inner { f } else { other };
    strayed.edges.set(island, Some(Edge { left: swap(edge.left), right: swap(edge.right), ..edge }));
    assert_eq!(broken(&strayed), ["holes-inside"]);
    let mut spare = mesh.clone();
    spare.faces.push(Face { solid: true });
    assert!(broken(&spare).contains(&"euler"));
}

#[test]
fn lines_divide_faces_and_dangling_ends_are_told() {
    let zones = vec![zone(0, vec![square(0, 0, 10_000)])];
    let across = Line { marks: 4, points: vec![pt(-2000, 5000), pt(12_000, 5000)] };
    let dangling = Line { marks: 8, points: vec![pt(5000, 5000), pt(5000, 9000)] };
    let built = made(&Soup { zones, lines: vec![across, dangling], zone_marks: vec![1] });
    assert_eq!(built.mesh.faces.len(), 3);
    assert_eq!(built.mesh.nodes.len(), 2);
    let mut marks: Vec<u32> = built.mesh.edges.values().map(|e| e.marks).collect();
    marks.sort_unstable();
    assert_eq!(marks, [1, 1, 4]);
    assert_eq!(built.report.dropped_line_m.into_iter().collect::<Vec<_>>(), [(4, 4.0), (8, 4.0)]);
}

#[test]
fn a_cut_leaves_far_rows_alone_and_shares_its_ends() {
    let zones = (0..16).map(|i| zone(0, vec![square(i % 4 * 1000, i / 4 * 1000, 1000)])).collect();
    let mut mesh = made(&Soup { zones, ..Soup::default() }).mesh;
    let before = mesh.clone();
    let topology = Topology::new(&before);
    let Hit::Face(face) = Locator::new(&before, &topology).at(pt(1500, 1500)) else { panic!("no border runs there") };
    let across = Line { marks: 4, points: vec![pt(-500, 1400), pt(4500, 1600)] };
    let patch = cut(&before, &[face], &[across], &Watch::new()).unwrap();
    patch.apply(&mut mesh);
    assert_whole(&mesh);
    assert_eq!(patch.parts, [(before.faces.next_id(), face)]);
    assert_eq!((patch.nodes.len(), patch.edges.iter().filter(|e| e.1.is_none()).count()), (2, 2));
    assert_eq!(mesh.edges.len(), before.edges.len() + 3);
    let far = before.edges.iter().filter(|(_, e)| e.left != face && e.right != face);
    assert!(far.into_iter().all(|(id, row)| mesh.edges.get(id) == Some(row)));
    let dangling = Line { marks: 4, points: vec![pt(1500, 500), pt(1500, 1500)] };
    assert!(cut(&before, &[face], &[dangling], &Watch::new()).unwrap().is_empty());
}

#[test]
fn narrow_voids_are_closed_and_wide_ones_stay() {
    let strip = |x: i32, w: i32| vec![pt(x, 0), pt(x + w, 0), pt(x + w, 1000), pt(x, 1000)];
    let around = vec![pt(-100, -100), pt(1600, -100), pt(1600, 1100), pt(-100, 1100)];
    let frame = zone(0, vec![around, strip(0, 1500)]);
    let soup =
        Soup { zones: vec![frame, zone(0, vec![strip(4, 700)]), zone(0, vec![strip(800, 696)])], ..Soup::default() };
    let built = build(&soup, 10, &Watch::new()).unwrap();
    assert_whole(&built.mesh);
    assert_eq!(built.report.slivers_closed, 2);
    assert!((built.report.slivers_m2 - 0.008).abs() < 1e-9);
    let voids: Vec<u32> =
        built.mesh.faces.iter().filter(|(f, face)| *f != OUTSIDE && !face.solid).map(|(f, _)| f).collect();
    assert_eq!(voids.len(), 1);
    assert_eq!(Topology::new(&built.mesh).area2_mm2(voids[0]), 2 * 96 * 1000);
}

#[test]
fn strips_of_a_higher_layer_join_their_own_zone_of_the_lower() {
    let rect = |x: i32, w: i32| vec![pt(x, 0), pt(x + w, 0), pt(x + w, 1000), pt(x, 1000)];
    let zones = vec![zone(0, vec![rect(0, 500)]), zone(0, vec![rect(500, 500)])];
    let above = vec![zone(1, vec![rect(0, 503)]), zone(1, vec![rect(503, 490)])];
    let soup = Soup { zones: zones.into_iter().chain(above).collect(), ..Soup::default() };
    let built = build(&soup, 10, &Watch::new()).unwrap();
    assert_whole(&built.mesh);
    assert_eq!(built.zone_of_face[0][1..], [Some(0), Some(1)]);
    assert_eq!(built.zone_of_face[1][1..], [Some(2), Some(3)]);
}

#[test]
fn points_on_borders_name_all_faces_there() {
    let mesh = two_by_two_with_island();
    let topology = Topology::new(&mesh);
    let locator = Locator::new(&mesh, &topology);
    assert!(matches!(locator.at(pt(100, 100)), Hit::Border(f) if f.len() == 4));
    assert!(matches!(locator.at(pt(20, 30)), Hit::Border(f) if f.len() == 2));
    assert!(matches!(locator.at(pt(0, 30)), Hit::Border(f) if f.len() == 1));
    assert_eq!(locator.at(pt(-1, 30)), Hit::Face(OUTSIDE));
}

#[test]
fn bad_input_is_refused_in_words() {
    let far = Soup { zones: vec![zone(0, vec![square(Pt::LIMIT, 0, 10)])], ..Soup::default() };
    assert_eq!(build(&far, 0, &Watch::new()).unwrap_err().message.key, "mesh-out-of-range");
    assert_eq!(weld(&mut far.clone(), 10, &Watch::new()).unwrap_err().message.key, "mesh-out-of-range");
    assert_eq!(weld(&mut Soup::default(), 1 << 20, &Watch::new()).unwrap_err().message.key, "mesh-weld-too-wide");
    let stopped = Watch::new();
    stopped.cancel();
    assert_eq!(build(&Soup::default(), 0, &stopped).unwrap_err(), crate::base::Fault::cancelled());
    assert!(broken(&made(&Soup::default()).mesh).is_empty());
}
