//! A thousand random gestures of every tool on a real mesh, with random undo, redo and restart: the net stays whole and
//! every count is that of a recount.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use super::*;
use crate::base::{Rng, Watch};
use crate::change::{Action, apply};
use crate::edit;
use crate::formats::Source;
use crate::found::{NewOptions, found};
use crate::geom::{Bounds, Pt, segment};
use crate::mesh::{Hit, Locator, Topology};
use crate::model::example::assert_sound;
use crate::model::{Id, Index, Level, Project, block_tallies, cell_tallies};
use crate::session::{Command, Event, Selection, Session};
use crate::store;

/// Planken in Liechtenstein where it is there, else the made township; one cell in each area.
fn real() -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = |text: String| Source::parse(&text).unwrap();
    let mut options = NewOptions::named("真实");
    let file = root.join("../shared/data/liechtenstein.gpkg");
    if file.exists() {
        let layer = |layer: &str| source(format!("{}:{layer}", file.display()));
        options.areas = vec![(Level::Village, layer("admin?admin_level=8&name=Planken"))];
        options.households = Some(layer("building"));
        options.barriers = vec![layer("road"), layer("waterway")];
    } else {
        let made = |name: &str| source(root.join("sample-maps/made-township").join(name).display().to_string());
        options.areas = vec![(Level::Village, made("areas_village.geojson"))];
        options.households = Some(made("households.csv"));
        options.barriers = vec![made("barriers.geojson")];
    }
    let (mut project, _) = found(&options, &Watch::new()).unwrap();
    let mut act = |action: Action| {
        let change = edit::plan(&project, &action).unwrap();
        apply(&mut project, &change);
    };
    act(Action::AddPlan { name: "方案".into(), nest: Some(Level::Village), origin: "".into() });
    let plan = project.meta.current.unwrap();
    let areas: BTreeSet<Id> = project.blocks.values().map(|block| block.area).collect();
    for area in areas {
        let blocks = project.blocks.iter().filter(|(_, block)| block.area == area).map(|(id, _)| id).collect();
        let change = edit::plan(&project, &Action::DrawCell { plan, blocks }).unwrap();
        apply(&mut project, &change);
    }
    project.index = Some(Index::new(&project));
    project
}

struct Walk {
    session: Session,
    path: std::path::PathBuf,
    plan: Id,
    /// Where the undos and redos must lead: the counts before each step that holds, then after the last.
    trail: Vec<Vec<(Id, u32)>>,
    at: usize,
    /// How often each kind of gesture came to something.
    done: [usize; GESTURES],
}

const GESTURES: usize = 9;

fn counts(project: &Project, plan: Id) -> Vec<(Id, u32)> {
    let tallies = cell_tallies(project, plan, &block_tallies(project));
    tallies.into_iter().map(|(cell, tally)| (cell, tally.households)).collect()
}

impl Walk {
    /// Drags a tool along some points, and holds what the preview promised to what comes.
    fn drag(&self, tool: &mut Tool, selection: &Selection, points: &[Pt], rng: &mut Rng) -> Option<Action> {
        let (project, plan) = (self.project(), self.plan);
        let topology = Topology::new(&project.mesh);
        let locator = Locator::new(&project.mesh, &topology);
        let block_at = |at: Pt| match locator.at(at) {
            Hit::Face(face) => Some(face),
            Hit::Border(faces) => faces.first().copied(),
        };
        let block_at = |at: Pt| block_at(at).filter(|block| project.blocks.get(*block).is_some());
        let tallies = block_tallies(project);
        let households_in = |block: Id| tallies.get(block as usize).map_or(0, |tally| tally.households);
        let by_cell = counts(project, plan);
        let households_of = |cell: Id| by_cell.iter().find(|(id, _)| *id == cell).map_or(0, |(_, count)| *count);
        let box_of = |edge| Bounds::of(project.mesh.line(edge).unwrap()).unwrap();
        let boxes: Vec<(Id, Bounds)> = project.mesh.edges.iter().map(|(id, edge)| (id, box_of(edge))).collect();
        let edges_near =
            |near: Bounds| boxes.iter().filter(|(_, edge)| edge.touches(near)).map(|(id, _)| *id).collect::<Vec<_>>();
        let blocks_near = |a: Pt, b: Pt, _: f64| {
            let at = |i: i32| Pt::new(a.x + (b.x - a.x) / 20 * i, a.y + (b.y - a.y) / 20 * i);
            (0..=20).filter_map(|i| block_at(at(i))).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let people_near = |a: Pt, b: Pt, reach_mm: f64| {
            let near = |at: Pt| segment::distance_mm(at, a, b) <= reach_mm;
            project.households.iter().filter(|(_, row)| near(row.at)).map(|(id, _)| id).collect()
        };
        let field = Field {
            project,
            revision: 0,
            plan: Some(plan),
            selection,
            person_at: &|_| None,
            block_at: &block_at,
            blocks_near: &blocks_near,
            blocks_in: &|_| Vec::new(),
            middle: &|_| Pt::default(),
            edges_near: &edges_near,
            people_near: &people_near,
            households_in: &households_in,
            households_of: &households_of,
        };
        let mm_per_px = [500.0, 2_000.0, 8_000.0][rng.below(3)];
        let (follow, fine, back) = (rng.chance(0.2), rng.chance(0.3), rng.chance(0.2));
        let pointer = |at: Pt| Pointer { at, mm_per_px, add: false, fine, follow, back };
        tool.press(&field, &pointer(points[0]));
        points[1..].iter().for_each(|at| tool.move_to(&field, &pointer(*at)));
        if rng.chance(0.1) {
            tool.cancel(&field);
            assert!(!tool.is_busy(), "Escape leaves no trace");
            return None;
        }
        let outcome = tool.preview().and_then(|preview| preview.outcome);
        let Some(Command::Do(action)) = tool.release(&field, &pointer(*points.last()?)) else { return None };
        let planned = edit::plan(project, &action);
        let whole = Project { index: None, ..project.clone() };
        assert_eq!(planned, edit::plan(&whole, &action), "{action:?} is planned otherwise in a part of the project");
        let change = planned.ok()?;
        if let Some(outcome) = outcome {
            let mut after = project.clone();
            apply(&mut after, &change);
            let counts = counts(&after, plan);
            for share in outcome.shares {
                let count = counts.iter().find(|(cell, _)| *cell == share.cell).map_or(0, |(_, count)| *count);
                assert_eq!(share.after, count, "the preview of {action:?} promised otherwise");
            }
        }
        Some(action)
    }

    fn project(&self) -> &Project {
        self.session.project().unwrap()
    }

    fn open(path: &Path) -> Session {
        let mut session = Session::default();
        session.dispatch(Command::Open { path: path.to_owned(), read_only: false });
        session.wait(|_| {});
        session
    }

    /// Whether it came to a step.
    fn commit(&mut self, action: Action) -> bool {
        if !matches!(self.session.dispatch(Command::Do(action))[..], [Event::Changed { .. }, ..]) {
            return false;
        }
        self.at += 1;
        self.trail.truncate(self.at);
        self.trail.push(counts(self.project(), self.plan));
        true
    }

    fn turn(&mut self, back: bool) {
        let end = if back { 0 } else { self.trail.len() - 1 };
        if self.at == end {
            return;
        }
        // Steps before those at hand are read from the file while the planner looks on.
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            self.session.poll();
            let events = self.session.dispatch(if back { Command::Undo } else { Command::Redo });
            if matches!(events[..], [Event::Changed { .. }, ..]) {
                break;
            }
            assert!(Instant::now() < until, "{events:?}");
            std::thread::sleep(Duration::from_millis(1));
        }
        self.at = if back { self.at - 1 } else { self.at + 1 };
    }

    /// Closes the project and opens its file again.
    fn restart(&mut self) {
        self.session.flush().unwrap();
        self.session.dispatch(Command::Close);
        self.session = Self::open(&self.path);
        assert!(!self.session.status().read_only);
    }

    /// Proves the mesh, where everybody lives, and the counts.
    fn prove(&self) {
        assert_sound(self.project());
        assert_eq!(counts(self.project(), self.plan), self.trail[self.at]);
    }

    fn gesture(&self, kind: usize, rng: &mut Rng) -> Option<Action> {
        let project = self.project();
        let bounds = Bounds::of(project.mesh.nodes.values().map(|node| node.at))?;
        let homes: Vec<Pt> = project.households.values().filter(|row| row.block.is_some()).map(|row| row.at).collect();
        let home = homes[rng.below(homes.len())];
        let around = |at: Pt, reach_m: i32, rng: &mut Rng| {
            let mut by = || (rng.below(2 * reach_m as usize) as i32 - reach_m) * 1000;
            let place = Pt::new(at.x + by(), at.y + by());
            Pt::new(place.x.clamp(bounds.min.x, bounds.max.x), place.y.clamp(bounds.min.y, bounds.max.y))
        };
        let somewhere = |rng: &mut Rng| {
            let span = |low: i32, high: i32, rng: &mut Rng| low + rng.below((high - low) as usize + 1) as i32;
            Pt::new(span(bounds.min.x, bounds.max.x, rng), span(bounds.min.y, bounds.max.y, rng))
        };
        match kind {
            0 => {
                let line = [around(home, 1500, rng), around(home, 100, rng), around(home, 1500, rng)];
                self.drag(&mut Tool::Sketch(Sketch::of(Aim::Split)), &Selection::default(), &line, rng)
            }
            1 => {
                let ring: Vec<Pt> = (0..6).map(|_| around(home, 300, rng)).collect();
                self.drag(&mut Tool::Sketch(Sketch::of(Aim::Cell)), &Selection::default(), &ring, rng)
            }
            2 => {
                let line = [around(home, 200, rng), around(home, 200, rng), around(home, 200, rng)];
                self.drag(&mut Tool::Sketch(Sketch::of(Aim::Cut)), &Selection::default(), &line, rng)
            }
            3 | 4 => {
                let cells: Vec<Id> = project.cells_of(self.plan).map(|(id, _)| id).collect();
                let target = Some(cells[rng.below(cells.len())]);
                let selection = Selection { target, ..Selection::default() };
                let stroke: Vec<Pt> = (0..3).map(|_| around(home, 120, rng)).collect();
                let mut tool = if kind == 3 { Tool::Homes(Homes::default()) } else { Tool::Brush(Brush::default()) };
                self.drag(&mut tool, &selection, &stroke, rng)
            }
            5 => {
                let cell = |block| project.cell_of(self.plan, block);
                let edges = project.mesh.edges.values();
                let borders: Vec<_> = edges.filter(|edge| cell(edge.left) != cell(edge.right)).collect();
                let line = project.mesh.line(borders[rng.below(borders.len())])?;
                let start = line[rng.below(line.len())];
                let stroke = [start, around(start, 150, rng), around(start, 150, rng)];
                self.drag(&mut Tool::Border(Border::default()), &Selection::default(), &stroke, rng)
            }
            6 => {
                let placed: Vec<Id> =
                    project.households.iter().filter(|(_, row)| row.block.is_some()).map(|(id, _)| id).collect();
                let household = placed[rng.below(placed.len())];
                let to =
                    if rng.chance(0.1) { somewhere(rng) } else { around(project.households[household].at, 100, rng) };
                Some(Action::ShiftHousehold { household, to })
            }
            7 => {
                let cells: Vec<Id> = project.cells_of(self.plan).map(|(id, _)| id).collect();
                let tolerance_mm = [2_000, 10_000, 50_000][rng.below(3)];
                Some(Action::StraightenBorders { cells: vec![cells[rng.below(cells.len())]], tolerance_mm })
            }
            _ => {
                let cells: Vec<Id> = project.cells_of(self.plan).map(|(id, _)| id).collect();
                let pair = vec![cells[rng.below(cells.len())], cells[rng.below(cells.len())]];
                Some(match rng.chance(0.5) {
                    true => Action::MergeCells { cells: pair },
                    false => Action::TidyBlocks { blocks: None },
                })
            }
        }
    }
}

#[test]
fn a_thousand_random_gestures_leave_the_net_whole_and_every_count_right() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("walk.gpkg");
    let project = real();
    store::create(&path, &project, false, &Watch::new()).unwrap();
    let plan = project.meta.current.unwrap();
    let start = (counts(&project, plan), project.blocks.len());
    let trail = vec![start.0.clone()];
    let mut walk = Walk { session: Walk::open(&path), path, plan, trail, at: 0, done: [0; GESTURES] };
    let mut rng = Rng::stream(3, 0, 0);
    let placed = |walk: &Walk| walk.project().households.values().filter(|row| row.block.is_some()).count();
    let households = placed(&walk);
    for step in 0..1000 {
        match rng.below(40) {
            0..4 => walk.turn(true),
            4..8 => walk.turn(false),
            8 => walk.restart(),
            _ => {
                let kind = rng.below(GESTURES);
                if let Some(action) = walk.gesture(kind, &mut rng)
                    && walk.commit(action)
                {
                    walk.done[kind] += 1;
                }
            }
        }
        walk.prove();
        assert_eq!(placed(&walk), households, "no household is lost at step {step}");
    }
    assert!(walk.done.iter().all(|count| *count >= 10), "every tool was used: {:?}", walk.done);
    while walk.at > 0 {
        walk.turn(true);
    }
    walk.prove();
    assert_eq!(walk.project().blocks.len(), start.1, "undoing all gives back the start");
}
