//! Gestures on the example project: 4 × 4 blocks of 100 m, two villages, cells 0 and 1 on the left, 2 and 3 on the right.

use std::collections::BTreeSet;

use super::*;
use crate::change::{Action, apply};
use crate::edit;
use crate::geom::{Bounds, Pt};
use crate::model::example::{SIDE, example};
use crate::model::{Id, Project};
use crate::session::{Command, Pick, Selection};

struct Desk {
    project: Project,
    selection: Selection,
    tool: Tool,
    add: bool,
    fine: bool,
}

fn block_at(at: Pt) -> Option<Id> {
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
    (0..=10).filter_map(|i| block_at(step(i))).collect::<BTreeSet<_>>().into_iter().collect()
}

fn inside(frame: Bounds) -> Vec<Id> {
    (1..=16).filter(|block| frame.contains(middle(*block))).collect()
}

impl Desk {
    fn with(tool: Tool) -> Self {
        Self { project: example(), selection: Selection::default(), tool, add: false, fine: false }
    }

    fn step(
        &mut self,
        run: impl FnOnce(&mut Tool, &Field, &dyn Fn(Pt) -> Pointer) -> Option<Command>,
    ) -> Option<Command> {
        let field = Field {
            project: &self.project,
            plan: self.project.meta.current,
            selection: &self.selection,
            person_at: &|at| (at == middle(16)).then_some(Pick::Household(155)),
            block_at: &block_at,
            blocks_near: &on_the_way,
            blocks_in: &inside,
        };
        let (add, fine) = (self.add, self.fine);
        let command = run(&mut self.tool, &field, &|at| Pointer { at, mm_per_px: 500.0, add, fine });
        match &command {
            Some(Command::Select(selection)) => self.selection = selection.clone(),
            Some(Command::Do(action)) => {
                let change = edit::plan(&self.project, action).unwrap();
                apply(&mut self.project, &change);
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
