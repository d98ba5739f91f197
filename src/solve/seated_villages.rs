//! Cells grown around places, and within a distance of them, in villages drawn as maps.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{BalanceReport, BalanceRequest, Cut, Keep, Seats, Weight, balance};
use crate::base::{Fault, FaultKind, Rng, Rows, Watch};
use crate::change::apply;
use crate::edit::plan;
use crate::geom::{Frame, Pt};
use crate::mesh::{Hit, Line, Locator, Soup, Topology, Zone, build};
use crate::model::{
    Area, BarrierKind, Block, Household, HouseholdFacts, Id, Level, Meta, Profile, Project, Seat, marks,
};

/// Side of a block, mm.
const SIDE: i32 = 100_000;

/// One village as a map of blocks 100 m wide, the southern row last: a number of households each, and where there is a
/// place its letter: a capital must have a cell of its own, a small one may be a centre. Places lie in the middle.
fn village(map: &str) -> (Project, Vec<Seat>) {
    let rows: Vec<Vec<&str>> = map.lines().map(|row| row.split_whitespace().collect()).collect();
    let rows: Vec<Vec<&str>> = rows.into_iter().filter(|row| !row.is_empty()).rev().collect();
    let (wide, high) = (rows[0].len() as i32, rows.len() as i32);
    let (east, north) = (wide * SIDE, high * SIDE);
    let ring = vec![Pt::new(0, 0), Pt::new(east, 0), Pt::new(east, north), Pt::new(0, north)];
    let line = |a: (i32, i32), b: (i32, i32)| Line {
        marks: marks::barrier(BarrierKind::Road),
        points: vec![Pt::new(a.0, a.1), Pt::new(b.0, b.1)],
    };
    let upright = (1..wide).map(|i| line((i * SIDE, 0), (i * SIDE, north)));
    let level = (1..high).map(|i| line((0, i * SIDE), (east, i * SIDE)));
    let zones = vec![Zone { layer: 0, rings: vec![ring] }];
    let soup = Soup { zones, lines: upright.chain(level).collect(), zone_marks: vec![0] };
    let mesh = build(&soup, 0, &Watch::new()).unwrap().mesh;
    let mut blocks = Rows::default();
    for (face, _) in mesh.faces.iter().filter(|(_, face)| face.solid) {
        blocks.set(face, Some(Block { area: 0, group: None, source: None }));
    }
    let topology = Topology::new(&mesh);
    let locator = Locator::new(&mesh, &topology);
    let (mut households, mut seats) = (Rows::default(), Vec::new());
    for (row, y) in rows.iter().zip(0..) {
        for (word, x) in row.iter().zip(0..) {
            let middle = Pt::new(x * SIDE + SIDE / 2, y * SIDE + SIDE / 2);
            let Hit::Face(block) = locator.at(middle) else { panic!("no block at {middle:?}") };
            let digits = word.trim_end_matches(char::is_alphabetic);
            for n in 0..digits.parse::<i32>().unwrap() {
                let at = Pt::new(middle.x + (n % 5 - 2) * 9_000 + 1_000, middle.y + (n / 5 % 5 - 2) * 9_000 + 2_000);
                households.push(household(households.len(), at, block));
            }
            for name in word[digits.len()..].chars() {
                seats.push(Seat { name: name.to_string().into(), at: middle, must: name.is_uppercase() });
            }
        }
    }
    seats.sort_by(|a, b| a.name.cmp(&b.name));
    (project(mesh, blocks, households), seats)
}

fn household(number: usize, at: Pt, block: Id) -> Household {
    HouseholdFacts {
        code: format!("{number}").into(),
        village: "1".into(),
        group: "".into(),
        name: "".into(),
        phone: "".into(),
        ethnic: "".into(),
        registered: 1,
        resident: 1,
        categories: 0,
        labels: "".into(),
        at,
        block: Some(block),
        remark: "".into(),
    }
    .into()
}

fn project(mesh: crate::mesh::Mesh, blocks: Rows<Block>, households: Rows<Household>) -> Project {
    let area = Area {
        code: "1".into(),
        name: "石家村".into(),
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
    Project {
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
    }
}

fn request(cells: usize, seats: &[Seat]) -> BalanceRequest {
    let seats = if seats.is_empty() { Seats::None } else { Seats::Listed(seats.to_vec()) };
    BalanceRequest { cells: Some(cells), seats, ..BalanceRequest::of(None, Some(Level::Village)) }
}

/// The project with its plan, and the report.
fn planned(project: &Project, request: &BalanceRequest) -> Result<(Project, BalanceReport), Fault> {
    let (action, report) = balance(project, request, &Watch::new())?;
    let mut after = project.clone();
    apply(&mut after, &plan(project, &action).unwrap());
    Ok((after, report))
}

/// The cell at a place.
fn cell_at(project: &Project, at: Pt) -> Id {
    let topology = Topology::new(&project.mesh);
    let Hit::Face(block) = Locator::new(&project.mesh, &topology).at(at) else { panic!("{at:?} is on a border") };
    project.cell_of(0, block).unwrap()
}

/// Every block has a cell, and every cell hangs together.
fn assert_whole(project: &Project) {
    let topology = Topology::new(&project.mesh);
    let mut blocks: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for (block, _) in project.blocks.iter() {
        blocks.entry(project.cell_of(0, block).unwrap()).or_default().push(block);
    }
    for (cell, own) in blocks {
        assert_eq!(topology.components(&own).len(), 1, "cell {cell}");
    }
}

fn keys(report: &BalanceReport) -> Vec<&str> {
    report.reasons.iter().map(|reason| &*reason.key).collect()
}

#[test]
fn each_place_that_must_have_a_cell_has_one_to_itself() {
    // Evenly and compactly this would be cut across the two places, which lie beside each other.
    let (project, seats) = village(
        "9  9  9  9  9  9
         9  9  9A 9B 9  9
         9  9  9  9  9  9",
    );
    for cut in [Cut::Never, Cut::Always] {
        let (after, report) = planned(&project, &BalanceRequest { cut, ..request(2, &seats) }).unwrap();
        assert_whole(&after);
        assert_ne!(cell_at(&after, seats[0].at), cell_at(&after, seats[1].at), "{cut:?}");
        let told = report.seats.unwrap();
        assert_eq!((told.must, told.must_alone, told.candidates), (2, 2, 0));
        assert_eq!((report.min, report.max), (81.0, 81.0), "{cut:?}");
        assert!(report.is_as_asked() || report.broken > 0);
    }
}

#[test]
fn as_many_candidates_are_centres_as_there_are_cells() {
    let (project, seats) = village(
        "9 9a 9 9b 9 9c
         9 9  9 9  9 9d",
    );
    let (after, report) = planned(&project, &request(2, &seats)).unwrap();
    assert_whole(&after);
    let told = report.seats.unwrap();
    assert_eq!((told.candidates, told.candidates_used, told.must), (4, 2, 0));
    // The two that serve best are in different cells: a with b or c, never c with d.
    assert_ne!(cell_at(&after, seats[0].at), cell_at(&after, seats[2].at));
    let (_, report) = planned(&project, &request(6, &seats)).unwrap();
    assert_eq!(report.seats.unwrap().candidates_used, 4);
}

#[test]
fn compactness_is_measured_from_the_place() {
    // Without a place the cells are two halves; the place at the western end draws near blocks to its cell.
    let (project, seats) = village("4A 4 4 4 4 4 4 4");
    let aims = super::Aims { even: 0.0, compact: 1.0, band: 100.0, ..super::Aims::USUAL };
    let blocks = |seats: &[Seat]| {
        let (after, _) = planned(&project, &BalanceRequest { aims, ..request(2, seats) }).unwrap();
        let own = cell_at(&after, Pt::new(SIDE / 2, SIDE / 2));
        after.blocks_of(own).len()
    };
    assert!(blocks(&seats) < blocks(&[]), "{} and {}", blocks(&seats), blocks(&[]));
}

#[test]
fn places_that_ask_for_more_cells_get_them_or_the_reason() {
    let (project, seats) = village(
        "9A 9 9B
         9  9 9C",
    );
    // A total that is too small is refused with the numbers.
    let fault = planned(&project, &request(2, &seats)).unwrap_err();
    assert_eq!((fault.kind, &*fault.message.key), (FaultKind::Infeasible, "solve-seats-few-cells"));
    // A target that would make one cell gives way, and the limit that this breaks is told.
    let target = BalanceRequest { cells: None, target: Some(54), min: Some(40), max: Some(60), ..request(0, &seats) };
    let (after, report) = planned(&project, &target).unwrap();
    assert_whole(&after);
    assert_eq!((report.cells, report.seats.unwrap().must_alone), (3, 3));
    assert!(keys(&report).contains(&"solve-seats-more-cells"), "{:?}", report.reasons);
    assert!(!report.is_as_asked());
}

#[test]
fn two_places_in_one_block_are_parted_by_a_cut_and_else_told() {
    let (project, mut seats) = village("9 9 20A 9 9");
    let at = Pt::new(seats[0].at.x + 20_500, seats[0].at.y + 500);
    seats.push(Seat { name: "B".into(), at, must: true });
    let (after, report) = planned(&project, &request(2, &seats)).unwrap();
    assert_whole(&after);
    assert_eq!(report.seats.unwrap().must_alone, 0);
    assert!(keys(&report).contains(&"solve-seats-one-block"), "{:?}", report.reasons);
    let (after, report) = planned(&project, &BalanceRequest { cut: Cut::Always, ..request(2, &seats) }).unwrap();
    assert_whole(&after);
    assert_eq!(report.seats.unwrap().must_alone, 2, "{:?}", report.reasons);
    assert_ne!(cell_at(&after, seats[0].at), cell_at(&after, seats[1].at));
    // The very same place cannot be parted.
    seats[1].at = seats[0].at;
    let (_, report) = planned(&project, &BalanceRequest { cut: Cut::Always, ..request(2, &seats) }).unwrap();
    assert!(keys(&report).contains(&"solve-seats-one-place"), "{:?}", report.reasons);
}

#[test]
fn what_does_not_go_together_is_refused_in_words() {
    let (project, seats) = village("9A 9 9");
    let own = || request(2, &seats);
    let far = || BalanceRequest { reach: Some(500.0), ..request(2, &[]) };
    let cases = [
        (BalanceRequest { keep: Some(Keep::default()), ..own() }, "solve-seats-keep"),
        (BalanceRequest { keep: Some(Keep::default()), ..far() }, "solve-seats-keep"),
        (BalanceRequest { cut: Cut::Needed, ..own() }, "solve-seats-needed"),
        (BalanceRequest { cut: Cut::Needed, ..far() }, "solve-seats-needed"),
        (BalanceRequest { weight: Weight::Field("people".into()), ..far() }, "solve-reach-field"),
        (BalanceRequest { reach: Some(-1.0), ..far() }, "solve-bad-reach"),
        (BalanceRequest { reach: Some(f64::NAN), ..far() }, "solve-bad-reach"),
        (BalanceRequest { seats: Seats::Workers { must: true }, ..own() }, "solve-no-homes"),
    ];
    for (request, key) in cases {
        assert_eq!(planned(&project, &request).unwrap_err().message.key, key);
    }
    let lost = [Seat { at: Pt::new(-SIDE, 0), ..seats[0].clone() }];
    assert_eq!(planned(&project, &request(2, &lost)).unwrap_err().message.key, "solve-seats-nowhere");
    let both = [seats[0].clone(), lost[0].clone()];
    let (_, report) = planned(&project, &request(2, &both)).unwrap();
    assert_eq!((report.seats.unwrap().outside, keys(&report)[0]), (1, "solve-seats-outside"));
}

#[test]
fn a_distance_comes_before_even_loads() {
    // Most people live in the west; two cells that are even would leave the east far from its centre.
    let (project, _) = village("20 20 20 20 2 2 2 2 2 2");
    let free = BalanceRequest { reach: Some(5_000.0), ..request(2, &[]) };
    let (_, even) = planned(&project, &free).unwrap();
    assert_eq!(even.reach.as_ref().unwrap().beyond, 0);
    let (after, near) = planned(&project, &BalanceRequest { reach: Some(360.0), ..free.clone() }).unwrap();
    assert_whole(&after);
    assert_eq!(near.reach.as_ref().unwrap().beyond, 0, "{:?}", near.reasons);
    assert!(near.max_dev_pct > even.max_dev_pct);
    assert!(near.reach.unwrap().furthest_m <= 360.0);
}

#[test]
fn who_lives_too_far_is_counted_and_more_cells_are_reckoned() {
    let (project, seats) = village("5A 5 5 5 5 5 5 5 5");
    for seats in [&seats[..], &[]] {
        let request = BalanceRequest { reach: Some(160.0), ..request(2, seats) };
        let (after, report) = planned(&project, &request).unwrap();
        assert_whole(&after);
        let reach = report.reach.clone().unwrap();
        assert_eq!((reach.households, reach.metres), (45, 160.0));
        assert!(reach.beyond > 0 && reach.furthest_m > 160.0 && !report.is_as_asked());
        let [area] = &reach.areas[..] else { panic!("{:?}", reach.areas) };
        assert_eq!((area.beyond, &*area.area), (reach.beyond, "石家村"));
        assert_eq!(keys(&report).iter().filter(|key| **key == "solve-beyond").count(), 1, "{:?}", report.reasons);
        // So many more cells would do it, and do.
        let more = area.cells_more.unwrap() as usize;
        let (_, report) = planned(&project, &BalanceRequest { cells: Some(2 + more), ..request.clone() }).unwrap();
        assert_eq!(report.reach.unwrap().beyond, 0);
    }
}

#[test]
fn a_distance_holds_where_cells_are_drawn_freely() {
    let (project, seats) = village("9A 9 9 9 9 9B 9 9");
    let request = BalanceRequest { cut: Cut::Always, reach: Some(390.0), ..request(2, &seats) };
    let (after, report) = planned(&project, &request).unwrap();
    assert_whole(&after);
    assert_eq!(report.seats.unwrap().must_alone, 2);
    let reach = report.reach.unwrap();
    assert_eq!(reach.beyond, 0, "{reach:?}");
}

fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn places_have_cells_of_their_own_in_any_village_and_the_same_on_any_number_of_threads() {
    for seed in 0..24 {
        let mut rng = Rng::stream(seed, 0x5EA7, 0);
        let (wide, high) = (3 + rng.below(7), 2 + rng.below(6));
        let musts = 1 + rng.below(4.min(wide * high / 2));
        let mut spots: Vec<usize> = (0..wide * high).collect();
        rng.shuffle(&mut spots);
        let mut map = String::new();
        for at in 0..wide * high {
            let place = spots.iter().position(|spot| *spot == at).unwrap();
            let letter = match place {
                _ if place < musts => char::from(b'A' + place as u8).to_string(),
                _ if place < musts + 3 => char::from(b'p' + (place - musts) as u8).to_string(),
                _ => String::new(),
            };
            let end = if at % wide + 1 == wide { "\n" } else { " " };
            map.push_str(&format!("{}{letter}{end}", rng.below(9)));
        }
        let (project, seats) = village(&map);
        let cells = musts + rng.below(3);
        let cut = if seed % 4 == 3 { Cut::Always } else { Cut::Never };
        let reach = (seed % 2 == 1).then(|| rng.range(100.0, 600.0));
        let asked = BalanceRequest { cut, reach, seed, ..request(cells, &seats) };
        let run = |threads| on_threads(threads, || balance(&project, &asked, &Watch::new()).unwrap());
        let (action, report) = run(1);
        for threads in [2, 8] {
            assert_eq!(action, run(threads).0, "village {seed} on {threads} threads:\n{map}");
        }
        let mut after = project.clone();
        apply(&mut after, &plan(&project, &action).unwrap());
        assert_whole(&after);
        let own: std::collections::BTreeSet<Id> =
            seats.iter().filter(|seat| seat.must).map(|seat| cell_at(&after, seat.at)).collect();
        let told = report.seats.unwrap();
        assert_eq!((own.len(), told.must_alone), (musts, musts), "village {seed}:\n{map}{:?}", report.reasons);
        assert_eq!(told.candidates_used, (cells - musts).min(told.candidates), "village {seed}:\n{map}");
    }
}
