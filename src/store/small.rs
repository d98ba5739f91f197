//! A small project for tests: two villages of two blocks each, a plan of three cells, labels, workers, all kinds of rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Message, Rows, Watch};
use crate::change::{Change, Op};
use crate::geom::{Frame, Pt};
use crate::mesh::{Soup, Zone, build};
use crate::model::{
    Appointment, Area, Barrier, BarrierKind, Block, Cell, CellKind, Employment, Household, HouseholdFacts, Id, Level,
    Meta, Plan, PlanKind, PlanStatus, Profile, Project, Rejected, Size, Worker,
};
use crate::say;

/// A rectangle in metres from the frame's origin.
fn rectangle(x: i32, y: i32, w: i32, h: i32) -> Vec<Pt> {
    [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| Pt::new(x * 1000, y * 1000)).to_vec()
}

fn area(code: &str, level: Level, parent: Option<Id>) -> Area {
    Area {
        code: code.into(),
        name: format!("区域 {code}").into(),
        level,
        parent,
        code_made: level == Level::County,
        source_m2: 2e6 / 3.0,
        source_perimeter_m: 6000.5,
        fields: vec![("population".into(), 1234.5), ("户数".into(), 0.0)],
    }
}

fn household(n: u32, x_mm: i32, y_mm: i32, block: Option<Id>) -> Household {
    HouseholdFacts {
        code: format!("H{n:03}").into(),
        village: "433101001001".into(),
        group: format!("{}组", n % 2 + 1).into(),
        name: format!("石某{n}").into(),
        phone: "".into(),
        ethnic: "苗族".into(),
        registered: 4,
        resident: 3,
        categories: n % 2,
        labels: "监测户".into(),
        at: Pt::new(x_mm, y_mm),
        block,
        remark: "=1+1 'quoted' \"🏠\"".into(),
    }
    .into()
}

/// The project, the same at every call.
pub(crate) fn small() -> Project {
    let zones = [(0, 0, 0, 2000, 1000), (0, 2000, 0, 2000, 1000)]
        .into_iter()
        .chain([(1, 0, 0, 900, 1000), (1, 900, 0, 1100, 1000), (1, 2000, 0, 700, 1000), (1, 2700, 0, 1300, 1000)])
        .map(|(layer, x, y, w, h)| Zone { layer, rings: vec![rectangle(x, y, w, h)] });
    let built =
        build(&Soup { zones: zones.collect(), lines: vec![], zone_marks: vec![1, 2] }, 0, &Watch::new()).unwrap();
    let areas = [
        area("4331", Level::Prefecture, None),
        area("433101", Level::County, Some(0)),
        area("433101001", Level::Township, Some(1)),
        area("433101001001", Level::Village, Some(2)),
        area("433101001002", Level::Village, Some(2)),
    ];
    let mut blocks = Rows::default();
    let mut labels = Rows::default();
    for (face, row) in built.mesh.faces.iter().filter(|(_, row)| row.solid) {
        let village = built.zone_of_face[0][face as usize].unwrap();
        let zone = built.zone_of_face[1][face as usize].unwrap() - 2;
        assert!(row.solid);
        let (group, source) = ((zone == 0).then(|| "1组".into()), (zone == 3).then(|| "B-4".into()));
        blocks.set(face, Some(Block { area: village + 3, group, source }));
        labels.set(face, Some([0, 1, 2, 2][zone as usize]));
    }
    let first = blocks.iter().next().unwrap().0;
    let plan = Plan {
        name: "Plan 1".into(),
        kind: PlanKind::Base,
        status: PlanStatus::Draft,
        nest: Some(Level::Village),
        parent: None,
        limits: Some(Size { min: 1, target: 2, max: 3 }),
        origin: "seed 1".into(),
    };
    let other = Plan {
        name: "派出所".into(),
        kind: PlanKind::Department,
        status: PlanStatus::InConsultation,
        nest: None,
        parent: Some(0),
        limits: None,
        origin: "".into(),
    };
    let cell = |plan, area, n: u32, kind| Cell {
        plan,
        area,
        code: format!("43310100100{n}").into(),
        name: format!("第{n}网格").into(),
        kind,
        locked: n == 2,
    };
    let worker = |code: &str, home: Option<Pt>| Worker {
        code: code.into(),
        name: "龙某".into(),
        phone: "13900000000".into(),
        role: "网格员".into(),
        employment: if home.is_none() { Employment::Volunteer } else { Employment::FullTime },
        languages: if home.is_none() { vec![] } else { vec!["苗语".into(), "汉语、方言".into()] },
        village: "433101001001".into(),
        home,
        capacity_min: 9600,
        max_cells: 2,
        remark: "".into(),
    };
    Project {
        meta: Meta {
            name: "小县".into(),
            crs: 4546,
            frame: Frame { x_m: 376_000.0, y_m: 3_127_000.0 },
            leaf: Level::Village,
            weld_mm: 50,
            current: Some(0),
            made: true,
        },
        profile: Arc::new(Profile::default()),
        mesh: built.mesh,
        areas: areas.into_iter().collect(),
        blocks,
        barriers: [
            Barrier {
                kind: BarrierKind::River,
                name: "峒河".into(),
                class: "".into(),
                lines: vec![
                    Arc::from([Pt::new(-1, 2), Pt::new(999_999, 123_457)]),
                    Arc::from([Pt::new(5, 5), Pt::new(6, 6), Pt::new(7, 9)]),
                ]
                .into(),
            },
            Barrier { kind: BarrierKind::Wall, name: "".into(), class: "w".into(), lines: Vec::new().into() },
        ]
        .into_iter()
        .collect(),
        households: (0..9)
            .map(|n| household(n, 100_001 + 37 * n as i32, 333_333 - n as i32, (n != 4).then_some(first)))
            .collect(),
        plans: [plan, other].into_iter().collect(),
        cells: [
            cell(0, 3, 1, CellKind::RuralBase),
            cell(0, 3, 2, CellKind::UrbanBase),
            cell(0, 4, 3, CellKind::Special),
            cell(1, 3, 4, CellKind::Micro),
        ]
        .into_iter()
        .collect(),
        labels: BTreeMap::from([(0, labels)]),
        workers: [worker("W1", Some(Pt::new(-5_000, 999))), worker("W2", None)].into_iter().collect(),
        appointments: [Appointment { plan: 0, cell: 1, worker: 0, role: "专职".into(), by_hand: true }]
            .into_iter()
            .collect(),
        rejected: [Rejected {
            kind: "households".into(),
            file: "户.csv".into(),
            row: u64::MAX,
            reason: say!("store-bad-row", file = "x", table = Message::new("base-cancelled"), row = 3, column = 0.5),
            values: "{\"a\":1}".into(),
        }]
        .into_iter()
        .collect(),
        index: None,
    }
}

/// What differs between two projects, table by table; empty when they are equal, ids included.
pub(crate) fn differences(a: &Project, b: &Project) -> Vec<&'static str> {
    fn rows<T: Clone + PartialEq>(a: &Rows<T>, b: &Rows<T>) -> bool {
        a.iter().eq(b.iter())
    }
    let labels = |p: &Project| -> Vec<(Id, Id, Id)> {
        p.labels.iter().flat_map(|(plan, rows)| rows.iter().map(|(block, cell)| (*plan, block, *cell))).collect()
    };
    [
        ("meta", a.meta == b.meta),
        ("profile", a.profile == b.profile),
        ("nodes", rows(&a.mesh.nodes, &b.mesh.nodes)),
        ("edges", rows(&a.mesh.edges, &b.mesh.edges)),
        ("faces", rows(&a.mesh.faces, &b.mesh.faces)),
        ("areas", rows(&a.areas, &b.areas)),
        ("blocks", rows(&a.blocks, &b.blocks)),
        ("barriers", rows(&a.barriers, &b.barriers)),
        ("households", rows(&a.households, &b.households)),
        ("plans", rows(&a.plans, &b.plans)),
        ("cells", rows(&a.cells, &b.cells)),
        ("labels", labels(a) == labels(b)),
        ("workers", rows(&a.workers, &b.workers)),
        ("appointments", rows(&a.appointments, &b.appointments)),
        ("rejected", rows(&a.rejected, &b.rejected)),
    ]
    .into_iter()
    .filter(|(_, equal)| !equal)
    .map(|(name, _)| name)
    .collect()
}

/// Steps that touch every kind of row, each valid after the one before; the last ones are long enough to be compressed.
pub(crate) fn steps(project: &Project) -> Vec<Change> {
    let blocks: Vec<Id> = project.blocks.iter().map(|(id, _)| id).collect();
    let mut profile = Profile::clone(&project.profile);
    profile.walk_kmh = 0.1 + 0.2;
    let node = project.mesh.nodes.iter().next().unwrap();
    let edge = project.mesh.edges.iter().last().unwrap();
    let moved = crate::mesh::Node { at: Pt::new(node.1.at.x - 7, node.1.at.y - 9) };
    let step = |note: &'static str, ops: Vec<Op>| Change { note: Message::new(note).with("n", 1), ops };
    let meta = Meta { current: Some(1), ..project.meta.clone() };
    let area = Area { name: "改名".into(), ..project.areas[3].clone() };
    let cell = Cell { name: "新网格".into(), ..project.cells[1].clone() };
    let plan = Plan { status: PlanStatus::Adopted, name: "采纳".into(), ..project.plans[0].clone() };
    let worker = Worker { home: None, ..project.workers[0].clone() };
    let block = Block { group: None, ..project.blocks[blocks[0]].clone() };
    let barrier = project.barriers[0].clone();
    let appointment = project.appointments[0].clone();
    let label = |n: usize, cell| Op::Label { plan: 0, block: blocks[n], cell };
    vec![
        step("edit-painted", vec![label(0, Some(1)), label(1, None)]),
        step("edit-joined", vec![label(0, Some(2)), Op::Appointment(0, None), Op::Cell(1, None)]),
        step(
            "edit-cell",
            vec![
                Op::Cell(4, Some(cell)),
                label(1, Some(4)),
                Op::Appointment(0, Some(Appointment { cell: 4, ..appointment })),
            ],
        ),
        step("edit-plan", vec![Op::Plan(0, Some(plan)), Op::Meta(meta)]),
        step("edit-profile", vec![Op::Profile(Arc::new(profile))]),
        step(
            "edit-mesh",
            vec![
                Op::Node(node.0, Some(moved)),
                Op::Edge(edge.0, Some(crate::mesh::Edge { marks: 77, ..edge.1.clone() })),
            ],
        ),
        step(
            "edit-rest",
            vec![
                Op::Area(3, Some(area)),
                Op::Worker(0, Some(worker)),
                Op::Block(blocks[0], Some(block)),
                Op::Barrier(0, None),
                Op::Barrier(1, Some(barrier)),
            ],
        ),
        step(
            "edit-households",
            (3..60)
                .map(|n| Op::Household(n, (n % 5 != 0).then(|| household(n + 1, 7 * n as i32, 11, Some(blocks[1])))))
                .collect(),
        ),
        step("edit-cut", vec![Op::Homes(vec![(3, Some(blocks[0])), (4, None), (3, Some(blocks[2]))])]),
    ]
}
