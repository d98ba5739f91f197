//! Gestures on the example project: 4 × 4 blocks of 100 m, two villages, cells 0 and 1 on the left, 2 and 3 on the right.

use std::collections::BTreeSet;

use super::*;
use crate::change::{Action, apply};
use crate::edit;
use crate::geom::{Bounds, Pt, segment};
use crate::mesh::{Hit, Locator, Topology};
use crate::model::example::{SIDE, example};
use crate::model::{Id, Project, block_tallies};
use crate::session::{Command, Pick, Selection};

struct Desk {
    project: Project,
    selection: Selection,
    tool: Tool,
    add: bool,
    fine: bool,
    follow: bool,
    back: bool,
    revision: u64,
}

fn first_block_at(at: Pt) -> Option<Id> {
    let inside = (0..4 * SIDE).contains(&at.x) && (0..4 * SIDE).contains(&at.y);
    inside.then(|| (at.y / SIDE * 4 + at.x / SIDE + 1) as Id)
}

fn middle(block: Id) -> Pt {
    let (column, row) = ((block as i32 - 1) % 4, (block as i32 - 1) / 4);
    Pt::new(column * SIDE + SIDE / 2, row * SIDE + SIDE / 2)
}

/// Enough for a test: the blocks at ten places on the way. The radius is left out.
fn on_the_way(a: Pt, b: Pt, _: f64) -> Vec<Id> {
    let step = |i: i32| Pt::new(a.x + (b.x - a.x) / 10 * i, a.y + (b.y - a.y) / 10 * i);
    (0..=10).filter_map(|i| first_block_at(step(i))).collect::<BTreeSet<_>>().into_iter().collect()
}

fn inside(frame: Bounds) -> Vec<Id> {
    (1..=16).filter(|block| frame.contains(middle(*block))).collect()
}

impl Desk {
    fn with(tool: Tool) -> Self {
        Self {
            project: example(),
            selection: Selection::default(),
            tool,
            add: false,
            fine: false,
            follow: false,
            back: false,
            revision: 0,
        }
    }

    fn step(
        &mut self,
        run: impl FnOnce(&mut Tool, &Field, &dyn Fn(Pt) -> Pointer) -> Option<Command>,
    ) -> Option<Command> {
        let mesh = &self.project.mesh;
        let edges_near = |near: Bounds| {
            let touches = |id: Id| {
                let line = mesh.line(&mesh.edges[id]).unwrap();
                Bounds::of(line).unwrap().touches(near)
            };
            mesh.edges.iter().map(|(id, _)| id).filter(|id| touches(*id)).collect()
        };
        let people_near = |a: Pt, b: Pt, reach_mm: f64| {
            let near = |at: Pt| segment::distance_mm(at, a, b) <= reach_mm;
            self.project.households.iter().filter(|(_, row)| near(row.at)).map(|(id, _)| id).collect()
        };
        let tallies = block_tallies(&self.project);
        let households_in = |block: Id| tallies.get(block as usize).map_or(0, |tally| tally.households);
        let households_of = |cell: Id| {
            let labels = self.project.labels[&0].iter();
            labels.filter(|(_, of)| **of == cell).map(|(block, _)| households_in(block)).sum()
        };
        let locator = Locator::new(mesh, &Topology::new(mesh));
        let block_at = |at: Pt| match locator.at(at) {
            Hit::Face(face) => Some(face),
            Hit::Border(faces) => faces.first().copied(),
        };
        let block_at = |at: Pt| block_at(at).filter(|block| self.project.blocks.get(*block).is_some());
        let field = Field {
            project: &self.project,
            revision: self.revision,
            plan: self.project.meta.current,
            selection: &self.selection,
            person_at: &|at| (at == middle(16)).then_some(Pick::Household(155)),
            block_at: &block_at,
            blocks_near: &on_the_way,
            blocks_in: &inside,
            middle: &middle,
            edges_near: &edges_near,
            people_near: &people_near,
            households_in: &households_in,
            households_of: &households_of,
        };
        let (add, fine, follow, back) = (self.add, self.fine, self.follow, self.back);
        let command = run(&mut self.tool, &field, &|at| Pointer { at, mm_per_px: 500.0, add, fine, follow, back });
        match &command {
            Some(Command::Select(selection)) => self.selection = selection.clone(),
            Some(Command::Do(action)) => {
                let change = edit::plan(&self.project, action).unwrap();
                apply(&mut self.project, &change);
                self.revision += 1;
            }
            _ => {}
        }
        command
    }

    fn press(&mut self, at: Pt) {
        self.step(|tool, field, pointer| tool.press(field, &pointer(at)));
    }

    fn drag(&mut self, at: Pt) {
        self.step(|tool, field, pointer| {
            tool.move_to(field, &pointer(at));
            None
        });
    }

    fn release(&mut self, at: Pt) -> Option<Command> {
        self.step(|tool, field, pointer| tool.release(field, &pointer(at)))
    }

    fn escape(&mut self) -> Option<Command> {
        self.step(|tool, field, _| tool.cancel(field))
    }

    fn click(&mut self, at: Pt) {
        self.press(at);
        self.release(at);
    }

    fn act(&mut self, action: &Action) {
        let change = edit::plan(&self.project, action).unwrap();
        apply(&mut self.project, &change);
    }

    fn cell(&self, block: Id) -> Option<Id> {
        self.project.cell_of(0, block)
    }
}

fn brush() -> Desk {
    Desk::with(Tool::Brush(Brush::default()))
}

#[test]
fn a_stroke_from_a_cell_gives_it_the_blocks_on_the_way_as_one_action() {
    let mut desk = brush();
    desk.press(middle(6));
    assert_eq!(desk.selection.target, Some(0), "the cell below the press is the target");
    desk.drag(middle(10));
    let preview = desk.tool.preview().unwrap();
    assert_eq!((preview.target, preview.blocks), (Some(0), BTreeSet::from([10])));
    assert_eq!(desk.cell(10), Some(1), "nothing is changed before the release");
    let done = desk.release(middle(14));
    let action = Action::PaintBlocks { plan: 0, cell: Some(0), blocks: vec![10, 14] };
    assert!(matches!(done, Some(Command::Do(did)) if did == action));
    assert_eq!((desk.cell(10), desk.cell(14), desk.cell(9)), (Some(0), Some(0), Some(1)));
    assert_eq!(desk.tool.preview(), None);
}

#[test]
fn other_villages_and_locked_cells_are_never_collected_and_the_reason_is_told() {
    let mut desk = brush();
    desk.press(middle(6));
    desk.drag(middle(7));
    let preview = desk.tool.preview().unwrap();
    assert_eq!((preview.blocks.len(), &*preview.refused.unwrap().key), (0, "edit-across-border"));
    assert!(desk.release(middle(8)).is_none());

    desk.act(&Action::LockCells { cells: vec![1], locked: true });
    desk.press(middle(6));
    desk.drag(middle(10));
    assert_eq!(&*desk.tool.preview().unwrap().refused.unwrap().key, "edit-cell-locked");
    assert!(desk.release(middle(10)).is_none());
    desk.selection.target = Some(1);
    desk.press(middle(5));
    assert_eq!(&*desk.tool.preview().unwrap().refused.unwrap().key, "edit-cell-locked", "a locked cell takes nothing");
    assert!(desk.release(middle(5)).is_none());
}

#[test]
fn escape_in_a_stroke_leaves_no_trace_and_afterwards_lets_go_of_the_target() {
    let mut desk = brush();
    desk.press(middle(6));
    desk.drag(middle(14));
    assert!(desk.escape().is_none());
    assert!(desk.tool.preview().is_none() && desk.release(middle(14)).is_none());
    assert_eq!(desk.cell(14), Some(1));
    assert_eq!(desk.selection.target, Some(0));
    desk.escape();
    assert_eq!(desk.selection.target, None);
}

#[test]
fn a_chosen_target_is_painted_from_the_press_and_ctrl_takes_another() {
    let mut desk = brush();
    desk.selection.target = Some(1);
    desk.click(middle(5));
    assert_eq!(desk.cell(5), Some(1));
    desk.add = true;
    desk.click(middle(1));
    assert_eq!((desk.selection.target, desk.cell(1)), (Some(0), Some(0)));
}

#[test]
fn pressing_where_there_is_no_cell_says_what_to_do() {
    let mut desk = brush();
    desk.act(&Action::PaintBlocks { plan: 0, cell: None, blocks: vec![6] });
    desk.press(middle(6));
    assert_eq!(&*desk.tool.preview().unwrap().refused.unwrap().key, "canvas-no-target");
    assert!(desk.release(middle(10)).is_none());
}

#[test]
fn clicks_select_cells_people_and_blocks() {
    let mut desk = Desk::with(Tool::default());
    desk.click(middle(1));
    assert_eq!(desk.selection.cells, BTreeSet::from([0]));
    desk.add = true;
    desk.click(middle(9));
    assert_eq!(desk.selection.cells, BTreeSet::from([0, 1]));
    desk.click(middle(1));
    assert_eq!(desk.selection.cells, BTreeSet::from([1]));
    desk.add = false;
    desk.click(middle(16));
    assert_eq!((desk.selection.household, desk.selection.cells.len()), (Some(155), 0));
    desk.fine = true;
    desk.click(middle(4));
    assert_eq!((desk.selection.blocks.clone(), desk.selection.household), (BTreeSet::from([4]), None));
    desk.fine = false;
    desk.click(Pt::new(-SIDE, 0));
    assert_eq!(desk.selection, Selection::default());
}

#[test]
fn a_box_selects_what_lies_in_it_whichever_way_it_is_drawn() {
    let mut desk = Desk::with(Tool::default());
    let (corner, other) = (Pt::new(2 * SIDE - 1_000, 4 * SIDE), Pt::new(-500, 10_000));
    desk.press(corner);
    desk.drag(other);
    assert_eq!(desk.tool.preview().unwrap().frame, Some((corner, other)));
    desk.release(other);
    assert_eq!(desk.selection.cells, BTreeSet::from([0, 1]));

    desk.tool = Tool::Select(Select::of(Unit::Block));
    desk.press(Pt::new(0, 0));
    desk.release(Pt::new(2 * SIDE, SIDE));
    assert_eq!(desk.selection.blocks, BTreeSet::from([1, 2]));
    assert!(desk.selection.cells.is_empty());
    let before = desk.selection.clone();
    desk.press(Pt::new(0, 0));
    desk.drag(Pt::new(4 * SIDE, 4 * SIDE));
    desk.escape();
    assert_eq!((desk.tool.preview(), &desk.selection), (None, &before));
}

#[test]
fn the_brush_grows_and_shrinks_within_its_sizes() {
    let mut brush = Brush::default();
    let first = brush.radius_px();
    brush.resize(true);
    assert!(brush.radius_px() > first);
    (0..20).for_each(|_| brush.resize(false));
    let least = brush.radius_px();
    (0..20).for_each(|_| brush.resize(true));
    assert!(least >= 1.0 && least < first && brush.radius_px() > 50.0);
}

fn at(x_m: i32, y_m: i32) -> Pt {
    Pt::new(x_m * 1000, y_m * 1000)
}

fn sketch(aim: Aim) -> Desk {
    Desk::with(Tool::Sketch(Sketch::of(aim)))
}

impl Desk {
    fn end(&mut self, to: Pt) -> Option<Command> {
        self.step(|tool, field, pointer| {
            tool.move_to(field, &pointer(to));
            tool.end(field, &pointer(to))
        })
    }

    fn counts(&self) -> Vec<u32> {
        let tallies = block_tallies(&self.project);
        let cells = crate::model::cell_tallies(&self.project, 0, &tallies);
        cells.into_values().map(|tally| tally.households).collect()
    }
}

#[test]
fn a_freehand_line_splits_the_cell_below_and_the_preview_is_what_comes() {
    let mut desk = sketch(Aim::Split);
    desk.press(at(60, -20));
    desk.drag(at(61, 80));
    assert_eq!(&*desk.tool.preview().unwrap().refused.unwrap().key, "edit-split-not-across");
    desk.drag(at(60, 195));
    desk.drag(at(60, 220));
    let outcome = desk.tool.preview().unwrap().outcome.unwrap();
    let shares: Vec<_> = outcome.shares.iter().map(|share| (share.is_new, share.before, share.after)).collect();
    assert_eq!(shares, [(false, 40, 28), (true, 0, 12)]);
    assert_eq!(outcome.ground.len(), 1, "one piece changes hands");
    assert_eq!(desk.counts().len(), 4, "nothing is changed before the release");
    desk.release(at(60, 220));
    assert_eq!(desk.counts(), [28, 40, 40, 40, 12]);
    assert!(desk.tool.preview().is_none_or(|preview| preview.line.is_empty()));
}

#[test]
fn points_snap_to_borders_and_a_second_click_ends_the_line() {
    let mut desk = sketch(Aim::Split);
    desk.click(at(102, -1));
    desk.drag(at(98, 203));
    assert_eq!(desk.tool.preview().unwrap().catch, Some(at(100, 200)), "the junction wins");
    desk.click(at(98, 203));
    desk.click(at(98, 203));
    assert_eq!(desk.counts(), [20, 40, 40, 40, 20]);
    assert_eq!(desk.project.blocks.len(), 16, "along a border no block is cut");
}

#[test]
fn shift_follows_borders_and_backspace_takes_a_point_back() {
    let mut desk = sketch(Aim::Split);
    desk.click(at(0, 100));
    desk.follow = true;
    desk.drag(at(100, 200));
    let line = desk.tool.preview().unwrap().line;
    assert!(line.len() > 2 && line.windows(2).all(|w| w[0].x == w[1].x || w[0].y == w[1].y), "{line:?}");
    desk.click(at(100, 200));
    desk.step(|tool, field, pointer| {
        tool.step_back(field, &pointer(at(100, 200)));
        None
    });
    assert!(desk.tool.is_busy());
    desk.escape();
    assert!(!desk.tool.is_busy() && desk.tool.preview().is_none_or(|preview| preview.line.is_empty()));
    assert_eq!((desk.counts().len(), desk.project.blocks.len()), (4, 16), "Escape leaves no trace");
}

#[test]
fn a_ring_becomes_a_cell_and_enter_closes_it() {
    let mut desk = sketch(Aim::Cell);
    for corner in [at(-2, 0), at(150, -1), at(150, 99)] {
        desk.click(corner);
    }
    desk.end(at(-2, 101));
    assert_eq!(desk.counts().len(), 5);
    assert_eq!(desk.counts().iter().sum::<u32>(), 160);
}

#[test]
fn a_ring_that_begins_beyond_the_village_border_makes_its_cell_where_most_of_it_lies() {
    let mut desk = sketch(Aim::Cell);
    for corner in [at(199, 210), at(199, 290), at(390, 290)] {
        desk.click(corner);
    }
    desk.end(at(390, 210));
    let new = desk.project.cells.iter().last().unwrap().1.area;
    assert_eq!((desk.counts().len(), new), (5, desk.project.cells[2].area));
}

#[test]
fn the_lasso_selects_blocks_and_the_measure_changes_nothing() {
    let mut desk = sketch(Aim::Lasso);
    desk.press(at(10, 10));
    for corner in [at(190, 10), at(190, 90), at(100, 95), at(10, 90)] {
        desk.drag(corner);
    }
    desk.release(at(10, 20));
    assert_eq!(desk.selection.blocks, BTreeSet::from([1, 2]));
    desk.add = true;
    desk.press(at(110, 10));
    for corner in [at(190, 10), at(190, 90), at(110, 90)] {
        desk.drag(corner);
    }
    desk.release(at(110, 20));
    assert_eq!(desk.selection.blocks, BTreeSet::from([1]), "with Ctrl what is inside leaves the selection");
    desk.add = false;
    desk.tool = Tool::Sketch(Sketch::of(Aim::Measure));
    desk.fine = true;
    desk.click(at(10, 10));
    desk.click(at(110, 10));
    desk.drag(at(110, 60));
    let says = desk.tool.preview().unwrap().says;
    assert!(says[0].to_string().contains("metres=150") && says[1].to_string().contains("hectares=0.25"), "{says:?}");
    assert!(desk.end(at(110, 60)).is_none());
}

#[test]
fn the_household_brush_moves_just_what_it_touches() {
    let mut desk = Desk::with(Tool::Homes(Homes::default()));
    let home = |id: Id| example().households[id].at;
    desk.press(home(45));
    assert_eq!(desk.selection.target, Some(0));
    desk.drag(home(80));
    let preview = desk.tool.preview().unwrap();
    assert!(preview.households.contains(&80) && preview.outcome.unwrap().shares.len() == 2);
    desk.release(home(80));
    assert!(desk.counts()[0] > 40 && desk.counts().iter().sum::<u32>() == 160);
    crate::model::example::assert_sound(&desk.project);
    desk.press(home(45));
    desk.drag(home(25));
    assert_eq!(&*desk.tool.preview().unwrap().refused.unwrap().key, "edit-across-border");
    desk.escape();
    assert!(desk.tool.preview().is_none());
}

#[test]
fn a_border_follows_the_pointer_and_both_cells_are_told() {
    let mut desk = Desk::with(Tool::Border(Border::default()));
    desk.drag(at(50, 201));
    assert!(!desk.tool.preview().unwrap().corners.is_empty(), "the border shows what can be dragged");
    desk.press(at(50, 201));
    desk.fine = true;
    desk.drag(at(100, 280));
    let outcome = desk.tool.preview().unwrap().outcome.unwrap();
    let gains: Vec<i64> = outcome.shares.iter().map(|s| i64::from(s.after) - i64::from(s.before)).collect();
    assert!(gains.len() == 2 && gains[0] > 0 && gains[0] == -gains[1], "{gains:?}");
    assert_eq!(
        outcome.ground.iter().map(|(cell, _)| *cell).collect::<Vec<_>>(),
        [0],
        "the ground that it gains is shaded"
    );
    desk.release(at(100, 280));
    assert_eq!(i64::from(desk.counts()[0]), 40 + gains[0]);
    crate::model::example::assert_sound(&desk.project);
    desk.fine = false;
    desk.press(at(200, 50));
    desk.drag(at(230, 50));
    assert_eq!(&*desk.tool.preview().unwrap().refused.unwrap().key, "edit-border-of-areas");
    desk.escape();
    assert!(!desk.tool.is_busy());
}

fn ruled(source: Source, mask: Option<Id>) -> Tool {
    let mut brush = Brush::default();
    (brush.source, brush.mask) = (source, mask);
    Tool::Brush(brush)
}

#[test]
fn the_brush_keeps_to_its_source_and_mask_and_gives_back() {
    let mut desk = brush();
    desk.selection.target = Some(0);
    desk.tool = ruled(Source::Unassigned, None);
    desk.press(middle(9));
    assert_eq!(desk.tool.preview().unwrap().blocks.len(), 0, "it takes only what has no cell");
    desk.escape();
    desk.tool = ruled(Source::Any, Some(3));
    desk.press(middle(9));
    assert_eq!(desk.tool.preview().unwrap().blocks.len(), 0, "it paints only inside its mask");
    desk.escape();
    desk.tool = ruled(Source::Cell(1), None);
    desk.back = true;
    desk.press(middle(5));
    desk.release(middle(5));
    assert_eq!(desk.cell(5), Some(1), "the other button gives back to the source");
}

#[test]
fn a_household_is_dragged_to_its_place() {
    let mut desk = Desk::with(Tool::Shift(Shift::default()));
    desk.press(middle(16));
    desk.drag(middle(1));
    assert_eq!(desk.tool.preview().unwrap().line.len(), 2);
    desk.release(middle(1));
    assert_eq!(desk.project.households[155].block, Some(1));
    desk.press(middle(2));
    assert_eq!(&*desk.tool.preview().unwrap().refused.unwrap().key, "canvas-no-household");
}
