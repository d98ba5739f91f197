use std::collections::BTreeSet;
use std::sync::Arc;

use super::overlay::{Becomes, OLD_BORDER};
use super::*;
use crate::change::{Action, Touched, apply};
use crate::edit;
use crate::geom::{Bounds, Pt};
use crate::mesh::Topology;
use crate::model::example::{SIDE, VILLAGE, example};
use crate::model::{Id, Project};
use crate::paint::Item;
use crate::paint::colour::CELL_BORDER;

fn act(project: &mut Project, action: Action) -> Touched {
    let change = edit::plan(project, &action).unwrap();
    apply(project, &change).1
}

fn built(project: &Project) -> Scene {
    Scene::build(project, Some(0), SceneOptions::default())
}

fn clashes(scene: &Scene) -> usize {
    let cells = scene.ground.edges().filter_map(|(_, e)| Some((scene.cell_of(e.sides.0)?, scene.cell_of(e.sides.1)?)));
    cells.filter(|(a, b)| a != b && scene.cells[a].colour == scene.cells[b].colour).count()
}

/// Everything that the map shows, without the version.
fn look(scene: &Scene) -> impl PartialEq + std::fmt::Debug + use<> {
    let plain = |cell: &CellLook| {
        let worker_colour = cell.worker_colour.map(|_| 0);
        CellLook { colour: 0, area_colour: 0, worker_colour, ..cell.clone() }
    };
    let cells: Vec<_> = scene.cells.iter().map(|(id, cell)| (*id, plain(cell))).collect();
    (scene.cell_of.clone(), scene.classes.clone(), cells, scene.gaps.clone())
}

fn length_m(line: &[Pt]) -> f64 {
    line.windows(2).map(|w| w[0].distance_m(w[1])).sum()
}

#[test]
fn triangles_cover_each_block_at_every_level_of_detail() {
    let scene = built(&example());
    for lod in 0..LODS.len() {
        for block in 1..=16 {
            let (vertices, corners) = scene.ground.fill(block, lod);
            let area: f64 = corners
                .chunks(3)
                .map(|c| {
                    crate::geom::exact::cross(vertices[c[0] as usize], vertices[c[1] as usize], vertices[c[2] as usize])
                })
                .map(|twice| twice.abs() as f64 / 2e6)
                .sum();
            assert!((area - 10_000.0).abs() < 1.0, "{lod} {block} {area}");
        }
    }
}

#[test]
fn outlines_of_cells_are_as_long_as_those_of_the_mesh() {
    let mut project = example();
    act(&mut project, Action::PaintBlocks { plan: 0, cell: Some(1), blocks: vec![5] });
    let scene = built(&project);
    let topology = Topology::new(&project.mesh);
    let outlines = topology.outlines(&|face| project.cell_of(0, face));
    let rings = outlines.iter().flat_map(|(_, polygons)| polygons.iter().flatten());
    let whole: f64 = rings.map(|ring| crate::geom::ring::perimeter_m(ring)).sum();
    let rims: f64 = scene
        .cells
        .values()
        .flat_map(|cell| scene.rim(&cell.blocks).collect::<Vec<_>>())
        .map(|edge| length_m(&scene.ground.line(edge, 0).collect::<Vec<_>>()))
        .sum();
    assert!((whole - rims).abs() < 1e-6 && whole > 3_000.0, "{whole} {rims}");
    let classed: f64 = (0..scene.classes.len() as u32)
        .filter(|edge| scene.classes[*edge as usize] == EdgeClass::Cell)
        .map(|edge| length_m(&scene.ground.line(edge, 0).collect::<Vec<_>>()))
        .sum();
    // Borders between cells count twice in rings; the outer rim of 1,600 m only once.
    assert!((2.0 * classed - 1_600.0 - whole).abs() < 1e-6, "{classed} {whole}");
}

#[test]
fn neighbouring_workers_and_villages_differ_and_cells_of_one_match() {
    let mut project = example();
    act(&mut project, Action::Appoint { cell: 1, worker: Some(0) });
    let mut scene = built(&project);
    let fill = |scene: &mut Scene, colour, cell: Id| {
        scene.options.colour = colour;
        scene.fill_of_cell(&scene.cells[&cell])
    };
    let worker = [0, 1, 2, 3].map(|cell| fill(&mut scene, ColourMode::Worker, cell));
    assert!(worker[0] == worker[1] && worker[1] != worker[3] && worker[2] != worker[3] && worker[0] != worker[2]);
    let village = [0, 1, 2, 3].map(|cell| fill(&mut scene, ColourMode::Village, cell));
    assert!(village[0] == village[1] && village[2] == village[3] && village[0] != village[2]);
    let touched = act(&mut project, Action::Appoint { cell: 1, worker: None });
    assert!(scene.follow(&project, &touched));
    let status = [0, 1].map(|cell| fill(&mut scene, ColourMode::Status, cell));
    assert_ne!(status[0], status[1], "a cell without a worker is still to do");
}

#[test]
fn a_comparison_tells_what_moved_and_where_the_border_was() {
    let mut project = example();
    act(&mut project, Action::CopyPlan { plan: 0, name: "B".into() });
    act(&mut project, Action::PaintBlocks { plan: 1, cell: Some(4), blocks: vec![9, 10] });
    act(&mut project, Action::PaintBlocks { plan: 1, cell: None, blocks: vec![16] });
    let comparison = crate::measure::compare(&project, 0, 1);
    let mut scene = Scene::build(&project, Some(1), SceneOptions::default());
    scene.overlay = Some(Arc::new(Overlay::new(&project, &comparison)));
    let becomes = |block: Id| scene.overlay.as_ref().unwrap().becomes(block, scene.cell_of(block));
    assert_eq!([9, 10, 1, 16].map(becomes), [Becomes::Moved, Becomes::Moved, Becomes::Same, Becomes::Lost]);
    let lines = scene.outlines(scene.ground.bounds.unwrap(), 1_000.0);
    let old = lines.iter().filter(|(_, stroke)| stroke.colour == OLD_BORDER.colour).count();
    assert_eq!(old, 2, "the border between the halves lay below blocks 9 and 10");
}

#[test]
fn a_scene_that_follows_edits_looks_like_one_made_anew() {
    let mut project = example();
    let mut scene = built(&project);
    let paint = |cell, blocks: &[Id]| Action::PaintBlocks { plan: 0, cell, blocks: blocks.to_vec() };
    let steps = [
        paint(Some(1), &[5]),
        paint(None, &[16, 12]),
        Action::DrawCell { plan: 0, blocks: vec![13, 14] },
        Action::LockCells { cells: vec![2], locked: true },
        Action::RenameCell { cell: 0, name: "河边".into() },
        Action::MergeCells { cells: vec![0, 1] },
        paint(Some(3), &[12]),
        Action::Appoint { cell: 3, worker: Some(1) },
    ];
    for step in steps {
        let before: Vec<(Id, u8)> = scene.cells.iter().map(|(id, cell)| (*id, cell.colour)).collect();
        let touched = act(&mut project, step.clone());
        assert!(scene.follow(&project, &touched), "{step:?}");
        assert_eq!(look(&scene), look(&built(&project)), "{step:?}");
        assert_eq!(clashes(&scene), 0, "{step:?}");
        let far = before.iter().filter(|(id, _)| !touched.cells.contains(id));
        for (id, colour) in far {
            assert_eq!(scene.cells[id].colour, *colour, "an untouched cell keeps its colour");
        }
    }
}

#[test]
fn what_an_edit_cannot_tell_by_its_blocks_is_made_anew() {
    let mut project = example();
    let mut scene = built(&project);
    assert!(!scene.follow(&project, &Touched { mesh: true, nodes_moved: true, ..Touched::default() }));
    let profile = Arc::new(crate::model::Profile { name: "x".into(), ..crate::model::Profile::default() });
    let touched = act(&mut project, Action::SetProfile { profile });
    assert!(!scene.follow(&project, &touched));
}

#[test]
fn the_cache_keeps_in_step_with_edits_and_plans() {
    let mut project = Arc::new(example());
    let mut cache = SceneCache::new(Arc::new(|| {}));
    let options = SceneOptions::default();
    let first = cache.scene(&project, options).map(|scene| scene.version);
    assert!(first.is_some());
    assert_eq!(cache.scene(&project, options).map(|scene| scene.version), first, "nothing changed, nothing is made");
    let paint = Action::PaintBlocks { plan: 0, cell: Some(1), blocks: vec![5] };
    cache.touch(&act(Arc::make_mut(&mut project), paint));
    let scene = cache.scene(&project, options).unwrap();
    assert_eq!(scene.cell_of(5), Some(1));
    assert_ne!(Some(scene.version), first);
    let add = Action::AddPlan { name: "二".into(), nest: None, origin: "".into() };
    cache.touch(&act(Arc::make_mut(&mut project), add));
    let scene = cache.scene(&project, options).unwrap();
    assert_eq!((scene.plan, scene.cells.len(), scene.gaps.len()), (Some(1), 0, 16));
    cache.touch(&act(Arc::make_mut(&mut project), Action::ChoosePlan { plan: 0 }));
    assert_eq!(cache.scene(&project, options).unwrap().cells.len(), 4);
}

#[test]
fn the_delta_tells_households_and_deviation_before_and_after() {
    let scene = built(&example());
    let delta = scene.delta(0, &BTreeSet::from([9, 10, 1])).unwrap();
    assert_eq!((delta.gained, delta.after), (20, 60), "block 1 has been its own already");
    assert_eq!((delta.before_pct, delta.after_pct), (Some(-60.0), Some(-40.0)));
}

#[test]
fn thinning_loses_no_household() {
    let scene = built(&example());
    for mm_per_px in [100.0, 5_000.0, 20_000.0, 300_000.0, 4e6] {
        let (dots, single) = scene.people.dots(mm_per_px);
        let sum = |of: fn(&Dot) -> u32| dots.all().iter().map(of).sum::<u32>();
        assert_eq!((sum(|d| d.count), sum(|d| d.monitored)), (160, 16));
        assert_eq!(single, dots.all().len() == 160 && mm_per_px < 10_000.0);
        let seen = Bounds { min: Pt::new(-1, -1), max: Pt::new(SIDE, SIDE) };
        let inside = dots.all().iter().filter(|dot| seen.contains(dot.at)).count();
        assert_eq!(dots.seen(seen).filter(|dot| seen.contains(dot.at)).count(), inside);
    }
    let near = scene.people.dots(100.0).0.nearest(Pt::new(0, 0), 20_000.0, |_| true).unwrap();
    assert_eq!(near.id, 0);
}

#[test]
fn places_and_blocks_are_found_again() {
    let scene = built(&example());
    assert_eq!(scene.block_at(Pt::new(150_000, 50_000)), Some(2));
    assert_eq!(scene.block_at(Pt::new(-1_000, 50_000)), None);
    let around = |radius| scene.ground.faces_near(Pt::new(50_000, 50_000), Pt::new(50_000, 50_000), radius);
    assert_eq!((around(40_000.0), around(51_000.0)), (vec![1], vec![1, 2, 5]));
    let along = scene.ground.faces_near(Pt::new(50_000, 50_000), Pt::new(350_000, 50_000), 1_000.0);
    assert_eq!(along, vec![1, 2, 3, 4]);
    for look in scene.cells.values() {
        assert!(look.blocks.contains(&scene.block_at(look.at.unwrap()).unwrap()), "a name stands in its own cell");
    }
    assert_eq!(scene.ground.areas.iter().filter(|area| area.id >= VILLAGE).count(), 2);
}

#[test]
fn the_picture_shows_what_the_layers_ask_for() {
    let project = example();
    let mut scene = built(&project);
    let seen = scene.ground.bounds.unwrap();
    let list = scene.draw_list(seen, 500.0);
    let count = |is: fn(&Item) -> bool, list: &crate::paint::DrawList| list.items.iter().filter(|i| is(i)).count();
    assert_eq!(count(|i| matches!(i, Item::Polygons { .. }), &list), 4);
    let border = |i: &Item| matches!(i, Item::Line { stroke, .. } if stroke.colour == CELL_BORDER);
    assert!(count(border, &list) > 0 && count(|i| matches!(i, Item::Label(_)), &list) >= 4);
    let points: usize = list.items.iter().map(|i| if let Item::Points { at, .. } = i { at.len() } else { 0 }).sum();
    assert_eq!(points, 160 + 16);
    scene.options = SceneOptions { cells: false, areas: false, households: false, labels: false, ..scene.options };
    let bare = scene.draw_list(seen, 500.0);
    assert_eq!(count(border, &bare), 0);
    assert_eq!(count(|i| !matches!(i, Item::Line { .. }), &bare), 0);
}

#[test]
fn a_cut_is_in_the_next_scene_with_its_counts() {
    let mut project = example();
    let mut cache = SceneCache::new(Arc::new(|| {}));
    let before = Arc::new(project.clone());
    assert!(cache.scene(&before, SceneOptions::default()).is_some());
    let line = vec![Pt::new(60_000, -5_000), Pt::new(60_000, 2 * SIDE + 5_000)];
    let touched = act(&mut project, Action::SplitCell { cell: 0, lines: vec![line], slack_mm: 0 });
    assert!(touched.mesh && !touched.households, "households only change their block");
    cache.touch(&touched);
    let after = Arc::new(project);
    let scene = cache.scene(&after, SceneOptions::default()).unwrap();
    assert_eq!(look(scene), look(&built(&after)));
    assert!((0..20).all(|block| scene.people.tally(block) == built(&after).people.tally(block)));
    assert_eq!(scene.cells[&4].tally.households, 12);
}

/// Everything that the ground tells, but where the names of areas stand.
fn ground(scene: &Scene) -> impl PartialEq + std::fmt::Debug + use<> {
    let ground = &scene.ground;
    let (faces, edges) = ground.ends();
    let faces: Vec<_> = (0..faces as u32).map(|face| ground.face(face).cloned()).collect();
    let edges: Vec<_> = (0..edges as u32).map(|edge| ground.edge(edge).cloned()).collect();
    let seen = ground.bounds.unwrap();
    let sorted = |ids: &mut dyn Iterator<Item = u32>| ids.collect::<BTreeSet<u32>>();
    let pieces = [sorted(&mut ground.faces_in(seen)), sorted(&mut ground.edges_in(seen))];
    let areas: Vec<Id> = ground.areas.iter().map(|area| area.id).collect();
    let tallies: Vec<_> = (0..faces.len() as u32).map(|block| scene.people.tally(block)).collect();
    (faces, edges, pieces, areas, tallies, ground.bounds)
}

#[test]
fn a_ground_led_on_over_any_cuts_is_one_made_anew() {
    let mut cuts = 0;
    for seed in 0..30 {
        let mut rng = crate::base::Rng::stream(seed, 0, 0);
        let mut project = example();
        project.index = Some(crate::model::Index::new(&project));
        let mut scene = built(&project);
        for _ in 0..12 {
            let mut place = || Pt::new(rng.below(440) as i32 * 1_000 - 20_000, rng.below(440) as i32 * 1_000 - 20_000);
            let lines = vec![vec![place(), place(), place()]];
            let cell = rng.below(6) as Id;
            let block = 1 + rng.below(20) as Id;
            let action = match rng.below(6) {
                0 => Action::PaintBlocks { plan: 0, cell: Some(cell), blocks: vec![block] },
                1 => Action::CutBlocks { blocks: vec![block, block + 1], lines, first: None },
                2 => Action::DrawRing { plan: 0, area: VILLAGE + 1, ring: lines[0].clone(), slack_mm: 1_000 },
                3 => Action::MoveHouseholds { cell, households: vec![rng.below(160) as Id, rng.below(160) as Id] },
                4 => Action::TidyBlocks { blocks: None },
                _ => Action::SplitCell { cell, lines, slack_mm: 1_000 },
            };
            let Ok(change) = edit::plan(&project, &action) else { continue };
            let (inverse, touched) = apply(&mut project, &change);
            cuts += usize::from(touched.mesh);
            assert!(scene.follow(&project, &touched), "{action:?}");
            let anew = built(&project);
            assert_eq!((look(&scene), ground(&scene)), (look(&anew), ground(&anew)), "{seed}: {action:?}");
            assert_eq!(clashes(&scene), 0, "{action:?}");
            if rng.chance(0.3) {
                let (_, touched) = apply(&mut project, &inverse);
                assert!(scene.follow(&project, &touched));
                let anew = built(&project);
                assert_eq!((look(&scene), ground(&scene)), (look(&anew), ground(&anew)), "{seed}: not {action:?}");
            }
        }
    }
    assert!(cuts > 50, "{cuts}");
}

#[test]
fn a_draft_lies_over_the_plan_until_it_is_gone() {
    let project = Arc::new(example());
    let mut cache = SceneCache::new(Arc::new(|| {}));
    let fills = |cache: &mut SceneCache| {
        let scene = cache.scene(&project, SceneOptions::default()).unwrap();
        ([1, 2, 3].map(|block| scene.fill_of(block)), scene.version)
    };
    let (plain, first) = fills(&mut cache);
    let mut draft = Draft::default();
    draft.add(&[(1, 3), (2, 4)]);
    cache.draft(Some(Arc::new(draft)));
    let (drawn, second) = fills(&mut cache);
    assert!(second > first && drawn[0] != drawn[1] && drawn[2] != plain[2], "{drawn:?}");
    let mut more = Draft::default();
    more.add(&[(1, 3), (2, 4)]);
    cache.draft(Some(Arc::new(more.clone())));
    let (_, before) = fills(&mut cache);
    more.add(&[(3, 5)]);
    cache.draft(Some(Arc::new(more)));
    let (_, after) = fills(&mut cache);
    let scene = cache.scene(&project, SceneOptions::default()).unwrap();
    let recent = scene.recent.as_ref().unwrap();
    assert_eq!(
        (recent.since, &recent.blocks, after > before),
        (before, &BTreeSet::from([3]), true),
        "only what is new"
    );
    cache.draft(None);
    let (after, third) = fills(&mut cache);
    assert!(third > second && after == plain);
}
