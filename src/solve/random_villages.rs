//! From households to proven cells in made villages: with bays, holes, islands, exclaves and needles; homes that are
//! stacked or weigh nothing; weights of 1 to 500; 1 to 60 cells. The villages are the same in every run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{BalanceRequest, Cut, Weight, balance};
use crate::base::{Rng, Rows, Watch};
use crate::change::apply;
use crate::edit::plan;
use crate::geom::{Frame, Pt};
use crate::mesh::{Hit, Line, Locator, Soup, Topology, Zone, build, proof};
use crate::model::{Area, BarrierKind, Block, HouseholdFacts, Id, Level, Meta, Profile, Project, marks};

const VILLAGES: u64 = 16;

/// A ring round a place whose radius wanders, with one needle where asked.
fn ring(rng: &mut Rng, at: (f64, f64), radius: f64, needle: bool) -> Vec<Pt> {
    let corners = 5 + rng.below(9);
    let mut ring = Vec::new();
    for i in 0..corners {
        let place = |turn: f64, r: f64| {
            let (sin, cos) = (std::f64::consts::TAU * turn / corners as f64).sin_cos();
            Pt::new((at.0 + r * cos) as i32, (at.1 + r * sin) as i32)
        };
        let r = radius * rng.range(0.35, 1.0);
        ring.push(place(i as f64, r));
        if needle && i == 0 {
            ring.extend([place(0.30, radius * 2.5), place(0.31, radius * 0.4)]);
        }
    }
    ring
}

/// One village; whether it is in one piece, and whether each home stands alone and weighs one.
fn village(rng: &mut Rng) -> (Project, bool, bool) {
    const R: f64 = 600_000.0;
    let needle = rng.chance(0.3);
    let mut rings = vec![ring(rng, (0.0, 0.0), R, needle)];
    let hole = rng.chance(0.4);
    let exclave = rng.chance(0.3);
    if hole {
        rings.push(ring(rng, (0.0, 0.0), R * 0.3, false));
        if rng.chance(0.5) {
            rings.push(ring(rng, (0.0, 0.0), R * 0.08, false));
        }
    }
    if exclave {
        rings.push(ring(rng, (R * 4.0, 0.0), R * 0.5, false));
    }
    let lines = (0..rng.below(3)).map(|_| {
        let kind = if rng.chance(0.5) { BarrierKind::River } else { BarrierKind::Road };
        let end = |rng: &mut Rng| Pt::new(rng.range(-R, R) as i32, rng.range(-R, R) as i32);
        let (a, b) = (end(rng), end(rng));
        let far = |a: i32, b: i32| a.saturating_add((a - b) * 2);
        let points = vec![Pt::new(far(a.x, b.x), far(a.y, b.y)), Pt::new(far(b.x, a.x), far(b.y, a.y))];
        Line { marks: marks::barrier(kind), points }
    });
    let lines = lines.collect();
    let soup = Soup { zones: vec![Zone { layer: 0, rings }], lines, zone_marks: vec![0] };
    let mesh = build(&soup, 0, &Watch::new()).unwrap().mesh;
    let mut blocks = Rows::default();
    for (face, _) in mesh.faces.iter().filter(|(_, f)| f.solid) {
        blocks.set(face, Some(Block { area: 0, group: None, source: None }));
    }
    let topology = Topology::new(&mesh);
    let locator = Locator::new(&mesh, &topology);
    let solid: Vec<Id> = blocks.iter().map(|(b, _)| b).collect();
    let whole = topology.components(&solid).len() == 1;
    let kind = rng.below(4);
    let mut households = Rows::default();
    let mut at = Pt::new(0, 0);
    let asked = 30 + rng.below(150);
    for i in 0..asked * 20 {
        if households.len() == asked {
            break;
        }
        if i == 0 || !(kind == 1 && rng.chance(0.3)) {
            at = Pt::new(rng.range(-R, 4.5 * R) as i32, rng.range(-R, R) as i32);
        }
        let Hit::Face(block) = locator.at(at) else { continue };
        if blocks.get(block).is_none() {
            continue;
        }
        let resident = match kind {
            0 | 1 => 1,
            2 => rng.below(6),
            _ => 1 + rng.below(500),
        };
        households.push(
            HouseholdFacts {
                code: format!("{i}").into(),
                village: "1".into(),
                group: if rng.chance(0.5) { format!("{}", rng.below(4)).into() } else { "".into() },
                name: "".into(),
                phone: "".into(),
                ethnic: "".into(),
                registered: 0,
                resident: resident as u16,
                categories: 0,
                labels: "".into(),
                at,
                block: Some(block),
                remark: "".into(),
            }
            .into(),
        );
    }
    let area = Area {
        code: "1".into(),
        name: "1".into(),
        level: Level::Village,
        parent: None,
        code_made: false,
        source_m2: 0.0,
        source_perimeter_m: 0.0,
        fields: Vec::new(),
    };
    let meta = Meta {
        name: "".into(),
        crs: 4546,
        frame: Frame { x_m: 0.0, y_m: 0.0 },
        leaf: Level::Village,
        weld_mm: 50,
        current: None,
        made: true,
    };
    let project = Project {
        meta,
        profile: Arc::new(Profile::default()),
        mesh,
        areas: std::iter::once(area).collect(),
        blocks,
        barriers: Rows::default(),
        households,
        plans: Rows::default(),
        cells: Rows::default(),
        labels: BTreeMap::new(),
        workers: Rows::default(),
        appointments: Rows::default(),
        rejected: Rows::default(),
        index: None,
    };
    (project, whole, kind == 0)
}

fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn cells_drawn_in_any_village_are_whole_even_proven_and_the_same_on_any_number_of_threads() {
    for seed in 0..VILLAGES {
        let mut rng = Rng::stream(seed, 0x1711, 0);
        let (project, whole, plain) = village(&mut rng);
        let k = 1 + rng.below(if seed % 4 == 0 { 60 } else { 9 });
        let request = BalanceRequest {
            cells: Some(k),
            cut: Cut::Always,
            weight: Weight::Persons,
            seed,
            ..BalanceRequest::of(None, Some(Level::Village))
        };
        let balanced = |threads| on_threads(threads, || balance(&project, &request, &Watch::new()).unwrap());
        let (action, report) = balanced(1);
        for threads in [2, 8].into_iter().filter(|_| seed % 3 == 0) {
            assert_eq!(action, balanced(threads).0, "village {seed} on {threads} threads");
        }
        let mut after = project.clone();
        apply(&mut after, &plan(&project, &action).unwrap());
        let broken: Vec<_> = proof(&after.mesh, &Watch::new()).into_iter().filter(|c| !c.ok).collect();
        assert!(broken.is_empty(), "village {seed}: {broken:?}");

        // Every block has a cell, and every cell is one piece in each part of the village that hangs together.
        let topology = Topology::new(&after.mesh);
        let all: Vec<Id> = after.blocks.iter().map(|(b, _)| b).collect();
        let cell = |block: Id| after.cell_of(0, block).unwrap();
        for part in topology.components(&all) {
            let cells: BTreeSet<Id> = part.iter().map(|b| cell(*b)).collect();
            for own in cells {
                let blocks: Vec<Id> = part.iter().copied().filter(|b| cell(*b) == own).collect();
                assert_eq!(topology.components(&blocks).len(), 1, "village {seed}, cell {own}");
            }
        }

        // What the report says is so, and loads come out even: to one where homes weigh one each.
        let mut loads: BTreeMap<Id, u64> = after.cells.iter().map(|(c, _)| (c, 0)).collect();
        for home in after.households.values() {
            *loads.get_mut(&cell(home.block.unwrap())).unwrap() += u64::from(home.resident);
        }
        let (least, most) = (loads.values().min().unwrap(), loads.values().max().unwrap());
        assert_eq!((*least as f64, *most as f64), (report.min, report.max), "village {seed}");
        let heaviest = after.households.values().map(|h| u64::from(h.resident)).max().unwrap();
        let bound = if plain { 1 } else { 2 * heaviest };
        assert!(loads.len() == k || !plain, "village {seed}: {} of {k} cells", loads.len());
        assert!(!whole || most - least <= bound, "village {seed}: {loads:?}");

        // Nobody lives on a new border.
        let locator = Locator::new(&after.mesh, &topology);
        for home in after.households.values() {
            assert!(matches!(locator.at(home.at), Hit::Face(block) if Some(block) == home.block), "village {seed}");
        }
    }
}

#[test]
fn blocks_are_cut_where_whole_ones_cannot_keep_the_limits_and_nowhere_else() {
    for seed in 0..VILLAGES {
        let mut rng = Rng::stream(seed, 0x1711, 0);
        let (project, whole, plain) = village(&mut rng);
        if !whole || !plain {
            continue;
        }
        let ideal = project.households.len() as u32 / 4;
        let request = |min, max| BalanceRequest {
            cells: Some(4),
            min: Some(min),
            target: Some(ideal),
            max: Some(max),
            cut: Cut::Needed,
            ..BalanceRequest::of(None, Some(Level::Village))
        };
        let (action, report) = balance(&project, &request(ideal - 1, ideal + 2), &Watch::new()).unwrap();
        assert_eq!((report.cells, report.broken), (4, 0), "village {seed}");
        let mut after = project.clone();
        apply(&mut after, &plan(&project, &action).unwrap());
        assert!(after.blocks.len() > project.blocks.len());

        // Asked once more, whole blocks are enough.
        let (again, _) = balance(&after, &request(0, 4 * ideal), &Watch::new()).unwrap();
        let mut same = after.clone();
        apply(&mut same, &plan(&after, &again).unwrap());
        assert_eq!(same.blocks.len(), after.blocks.len(), "village {seed}");
    }
}
