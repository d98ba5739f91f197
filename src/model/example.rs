//! A small hand-made project for tests: two villages side by side, each 2 × 4 blocks of 100 m.
//!
//! Block ids run from the south-west, row by row: 1–4 in the lowest row (1 and 2 in village 龙家村, 3 and 4 in 石家村),
//! 13–16 in the highest. Ten households live in each block. Plan 0 has four cells, the lower and the upper half of each
//! village, cell 0 to 3, with one worker each. A river runs along the middle, between the halves.

use std::sync::Arc;

use super::{
    Appointment, Area, BarrierKind, Block, Cell, CellKind, Employment, HouseholdFacts, Id, Level, Meta, Plan, PlanKind,
    PlanStatus, Profile, Project, Worker, marks,
};
use crate::base::{Rows, Watch};
use crate::geom::{Frame, Pt};
use crate::mesh::{Edge, Face, Hit, Locator, Mesh, Node, Topology, proof};

/// Side of a block, mm.
pub const SIDE: i32 = 100_000;
/// Households in each block.
pub const PER_BLOCK: u32 = 10;
/// The id of the left village; the other has the next one.
pub const VILLAGE: Id = 2;

/// The project; nothing is wrong with it.
pub fn example() -> Project {
    let mut project = Project {
        meta: Meta {
            name: "示例".into(),
            crs: 4546,
            frame: Frame { x_m: 376_000.0, y_m: 3_128_000.0 },
            leaf: Level::Village,
            weld_mm: 50,
            current: Some(0),
            made: true,
        },
        profile: Arc::new(Profile::default()),
        mesh: mesh(),
        areas: areas(),
        blocks: Rows::default(),
        barriers: Rows::default(),
        households: Rows::default(),
        plans: Rows::default(),
        cells: Rows::default(),
        labels: Default::default(),
        workers: Rows::default(),
        appointments: Rows::default(),
        rejected: Rows::default(),
        index: None,
    };
    for block in 1..=16 {
        let village = VILLAGE + (block - 1) % 4 / 2;
        let group: Arc<str> = format!("第{}组", (block - 1) / 8 + 1).into();
        project.blocks.set(block, Some(Block { area: village, group: Some(Arc::clone(&group)), source: None }));
        for n in 0..PER_BLOCK {
            let (column, row) = ((block - 1) % 4, (block - 1) / 4);
            let at = |place: u32, step: u32| place as i32 * SIDE + (step as i32 + 1) * SIDE / 11;
            project.households.push(
                HouseholdFacts {
                    code: format!("H{block:02}{n:02}").into(),
                    village: Arc::clone(&project.areas[village].code),
                    group: Arc::clone(&group),
                    name: "龙金花".into(),
                    phone: "13812341234".into(),
                    ethnic: "苗族".into(),
                    registered: 4,
                    resident: 3,
                    categories: u32::from(n == 0),
                    labels: if n == 0 { "监测户".into() } else { "".into() },
                    at: Pt::new(at(column, n), at(row, n * 7 % 10)),
                    block: Some(block),
                    remark: "".into(),
                }
                .into(),
            );
        }
    }
    plan(&mut project, "方案一", |block| (block - 1) % 4 / 2 * 2 + (block - 1) / 8);
    for cell in 0..4 {
        let worker = project.workers.push(Worker {
            code: format!("W{cell}").into(),
            name: "欧阳建国".into(),
            phone: "13987654321".into(),
            role: "网格员".into(),
            employment: Employment::PartTime,
            languages: vec!["苗语".into()],
            village: "".into(),
            home: None,
            capacity_min: 0,
            max_cells: 2,
            remark: "".into(),
        });
        project.appointments.push(Appointment { plan: 0, cell, worker, role: "网格员".into(), by_hand: false });
    }
    project
}

/// Adds a plan of four cells, two in each village: `cell_of` a block is 0 or 1 on the left, 2 or 3 on the right.
pub fn plan(project: &mut Project, name: &str, cell_of: impl Fn(Id) -> Id) -> Id {
    let id = project.plans.push(Plan {
        name: name.into(),
        kind: PlanKind::Base,
        status: PlanStatus::Draft,
        nest: Some(Level::Village),
        parent: None,
        limits: None,
        origin: "test".into(),
    });
    let first = project.cells.next_id();
    for cell in 0..4 {
        let area = VILLAGE + cell / 2;
        let (code, name) = (Arc::clone(&project.areas[area].code), Arc::clone(&project.areas[area].name));
        project.cells.push(Cell {
            plan: id,
            area,
            code: format!("{code}{:03}", cell % 2 + 1).into(),
            name: format!("{name}第{}网格", cell % 2 + 1).into(),
            kind: CellKind::RuralBase,
            locked: false,
        });
    }
    let mut labels = Rows::default();
    for block in 1..=16 {
        labels.set(block, Some(first + cell_of(block)));
    }
    project.labels.insert(id, labels);
    id
}

/// Gives blocks to a cell of a plan, or to none.
pub fn paint(project: &mut Project, plan: Id, blocks: &[Id], cell: Option<Id>) {
    for block in blocks {
        project.labels.entry(plan).or_default().set(*block, cell);
    }
}

/// Panics unless the mesh is whole, every block is a face with ground, labels name what is there, and every household
/// is in the block that it lies in.
pub fn assert_sound(project: &Project) {
    let broken: Vec<_> = proof(&project.mesh, &Watch::new()).into_iter().filter(|check| !check.ok).collect();
    assert!(broken.is_empty(), "{broken:?}");
    let topology = Topology::new(&project.mesh);
    for (block, row) in project.blocks.iter() {
        assert!(project.mesh.faces[block].solid && topology.area2_mm2(block) > 0, "block {block} has no ground");
        assert!(project.areas.get(row.area).is_some());
    }
    assert_eq!(project.blocks.len(), project.mesh.faces.values().filter(|face| face.solid).count());
    for (plan, labels) in &project.labels {
        for (block, cell) in labels.iter() {
            assert!(project.blocks.get(block).is_some(), "plan {plan} labels {block}, which is gone");
            assert!(project.cells.get(*cell).is_some_and(|row| row.plan == *plan));
        }
    }
    let locator = Locator::new(&project.mesh, &topology);
    for (id, household) in project.households.iter() {
        let blocks = match locator.at(household.at) {
            Hit::Face(block) => vec![block],
            Hit::Border(blocks) => blocks,
        };
        let own = |block: &Id| {
            let area = project.blocks.get(*block).map(|row| row.area);
            area.is_some_and(|area| project.areas[area].code == *household.village())
        };
        let solid = blocks.iter().filter(|block| project.blocks.get(**block).is_some());
        let right = solid.clone().find(|block| own(block)).or_else(|| solid.min()).copied();
        assert_eq!(household.block, right, "household {id}");
    }
}

fn areas() -> Rows<Area> {
    let area = |code: &str, name: &str, level, parent, m2, m| Area {
        code: code.into(),
        name: name.into(),
        level,
        parent,
        code_made: false,
        source_m2: m2,
        source_perimeter_m: m,
        fields: Vec::new(),
    };
    [
        area("433101", "吉首市", Level::County, None, 0.0, 0.0),
        area("433101100", "矮寨镇", Level::Township, Some(0), 0.0, 0.0),
        area("433101100201", "龙家村", Level::Village, Some(1), 80_000.0, 1200.0),
        area("433101100202", "石家村", Level::Village, Some(1), 80_000.0, 1200.0),
    ]
    .into_iter()
    .collect()
}

fn mesh() -> Mesh {
    let mut mesh = Mesh::default();
    mesh.faces.push(Face { solid: false });
    let node = |column: i32, row: i32| (row * 5 + column) as u32;
    for row in 0..5 {
        for column in 0..5 {
            mesh.nodes.push(Node { at: Pt::new(column * SIDE, row * SIDE) });
        }
    }
    let face = |column: i32, row: i32| match (column, row) {
        (0..4, 0..4) => (row * 4 + column + 1) as u32,
        _ => 0,
    };
    (0..16).for_each(|_| {
        mesh.faces.push(Face { solid: true });
    });
    for row in 0..5 {
        for column in 0..5 {
            if column < 4 {
                let area = if row % 4 == 0 { marks::AREA } else { 0 };
                let river = if row == 2 { marks::barrier(BarrierKind::River) } else { 0 };
                mesh.edges.push(Edge {
                    from: node(column, row),
                    to: node(column + 1, row),
                    shape: [].into(),
                    left: face(column, row),
                    right: face(column, row - 1),
                    marks: area | river,
                });
            }
            if row < 4 {
                mesh.edges.push(Edge {
                    from: node(column, row),
                    to: node(column, row + 1),
                    shape: [Pt::new(column * SIDE, row * SIDE + SIDE / 2)].into(),
                    left: face(column - 1, row),
                    right: face(column, row),
                    marks: if column % 2 == 0 { marks::AREA } else { 0 },
                });
            }
        }
    }
    mesh
}
