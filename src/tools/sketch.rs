//! Draws a line or a ring, freehand or point by point: to split a cell, to make one, to cut blocks, to select, to measure.

use std::collections::BTreeSet;

use super::field::{Field, Pointer};
use super::local::Local;
use super::outcome::Outcome;
use super::snap::snap;
use super::tool::Preview;
use super::trace::trace;
use crate::base::Message;
use crate::change::Action;
use crate::edit;
use crate::geom::{Bounds, Pt, ring, segment};
use crate::model::{Id, Level};
use crate::say;
use crate::session::{Command, Pick, Selection};

/// What the drawing is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// A line that splits the cell below it.
    Split,
    /// A ring that becomes a cell.
    Cell,
    /// A line that cuts the blocks below it and changes no cell.
    Cut,
    /// A ring that selects blocks.
    Lasso,
    /// Length of the line, and what it encloses.
    Measure,
}

/// The drawing tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    aim: Aim,
    state: State,
    /// Where a press would begin or go on, once the pointer is over the map.
    catch: Option<Pt>,
    trial: Option<Trial>,
    local: Option<Local>,
    /// Whether the line is drawn freehand, so that it trembles.
    trembles: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Ready,
    /// The button is down; it is not known yet whether this is a point or a freehand line.
    Pressed {
        from: Pt,
        way: Way,
    },
    Freehand(Vec<Pt>),
    /// Point by point; the leg leads to the pointer.
    Pointing {
        way: Way,
        leg: Vec<Pt>,
    },
    /// A measured line that stays until the next press.
    Done(Vec<Pt>),
}

/// A line drawn point by point.
#[derive(Clone, Debug, Default, PartialEq)]
struct Way {
    points: Vec<Pt>,
    /// Which of the points were set by hand; those between follow borders.
    stops: Vec<usize>,
}

impl Way {
    fn last(&self) -> Option<Pt> {
        self.points.last().copied()
    }

    fn go_on(&mut self, leg: &[Pt]) {
        let known = usize::from(!self.points.is_empty());
        self.points.extend(leg.iter().skip(known));
        self.stops.push(self.points.len().saturating_sub(1));
    }

    fn step_back(&mut self) {
        self.stops.pop();
        self.points.truncate(self.stops.last().map_or(0, |last| last + 1));
    }
}

/// What the line as drawn so far would do.
#[derive(Clone, Debug, PartialEq)]
struct Trial {
    revision: u64,
    line: Vec<Pt>,
    outcome: Option<Outcome>,
    refusal: Option<Message>,
}

/// A press that moves less than this is a point, pixels.
const CLICK_PX: f64 = 4.0;
/// Freehand lines are simplified by this, pixels.
const SMOOTH_PX: f64 = 1.2;
/// Slivers up to this wide are not cut off, pixels.
const SLACK_PX: f64 = 5.0;
/// A place this near to the first point closes the ring, pixels.
const CLOSE_PX: f64 = 9.0;

impl Sketch {
    /// A tool that draws for an aim.
    pub const fn of(aim: Aim) -> Self {
        Self { aim, state: State::Ready, catch: None, trial: None, local: None, trembles: false }
    }

    /// What the drawing is for.
    pub const fn aim(&self) -> Aim {
        self.aim
    }

    const fn is_ring(&self) -> bool {
        matches!(self.aim, Aim::Cell | Aim::Lasso)
    }

    fn caught(&self, field: &Field, pointer: &Pointer) -> Pt {
        if self.aim == Aim::Lasso { pointer.at } else { snap(field, pointer).unwrap_or(pointer.at) }
    }

    pub(super) fn press(&mut self, pointer: &Pointer) {
        let way = match std::mem::take(&mut self.state) {
            // Pointing -> Pressed
            State::Pointing { way, .. } => way,
            // any -> Pressed
            _ => Way::default(),
        };
        self.trembles = false;
        self.state = State::Pressed { from: pointer.at, way };
    }

    pub(super) fn move_to(&mut self, field: &Field, pointer: &Pointer) {
        self.pass(field, pointer);
        self.try_out(field, pointer);
    }

    /// Draws on without looking at what would come of it.
    pub(super) fn pass(&mut self, field: &Field, pointer: &Pointer) {
        let at = self.caught(field, pointer);
        self.catch = Some(at).filter(|at| *at != pointer.at);
        let px = |from: Pt| from.distance_m(pointer.at) * 1000.0 / pointer.mm_per_px;
        self.state = match std::mem::take(&mut self.state) {
            // Pressed -> Freehand
            State::Pressed { from, way } if way.points.is_empty() && px(from) > CLICK_PX => {
                let start = self.caught(field, &Pointer { at: from, ..*pointer });
                self.trembles = true;
                State::Freehand(vec![start, pointer.at])
            }
            // Freehand -> Freehand
            State::Freehand(mut points) => {
                if points.last().is_none_or(|last| px(*last) >= 1.0) {
                    points.push(pointer.at);
                }
                State::Freehand(points)
            }
            // Pointing -> Pointing
            State::Pointing { way, leg } => {
                let leg = match way.last() {
                    Some(last) if leg.last() != Some(&at) || leg.first() != Some(&last) => {
                        self.leg(field, pointer, last, at)
                    }
                    _ => leg,
                };
                State::Pointing { way, leg }
            }
            other => other,
        };
    }

    pub(super) fn release(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        self.move_to(field, pointer);
        match std::mem::take(&mut self.state) {
            // Freehand -> Ready
            State::Freehand(points) => self.finish(field, pointer, points),
            State::Pressed { mut way, .. } => {
                let at = self.caught(field, pointer);
                let near = |p: Pt, px: f64| p == at || p.distance_m(pointer.at) * 1000.0 <= px * pointer.mm_per_px;
                let again = way.stops.len() > 1 && way.last().is_some_and(|last| near(last, CLICK_PX));
                let may_close = way.stops.len() > 2 && (self.is_ring() || self.aim == Aim::Measure);
                let closes = may_close && near(way.points[0], CLOSE_PX);
                if again || closes {
                    // Pressed -> Ready
                    if closes && self.aim == Aim::Measure {
                        way.points.push(way.points[0]);
                    }
                    return self.finish(field, pointer, way.points);
                }
                // Pressed -> Pointing
                let leg = way.last().map_or_else(|| vec![at], |last| self.leg(field, pointer, last, at));
                way.go_on(&leg);
                self.state = State::Pointing { leg: way.last().into_iter().collect(), way };
                None
            }
            other => {
                self.state = other;
                None
            }
        }
    }

    /// Enter: ends a line drawn point by point where the pointer is.
    pub(super) fn end(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        let line = self.line();
        match std::mem::take(&mut self.state) {
            // Pointing -> Ready
            State::Pointing { .. } if line.len() > 1 => self.finish(field, pointer, line),
            other => {
                self.state = other;
                None
            }
        }
    }

    /// Backspace: takes back the last point.
    pub(super) fn step_back(&mut self, field: &Field, pointer: &Pointer) {
        if let State::Pointing { way, leg } = &mut self.state {
            way.step_back();
            leg.clear();
            if way.points.is_empty() {
                // Pointing -> Ready
                self.state = State::Ready;
            }
        }
        self.move_to(field, pointer);
    }

    pub(super) fn cancel(&mut self) -> bool {
        // any -> Ready
        self.trial = None;
        !matches!(std::mem::take(&mut self.state), State::Ready)
    }

    pub(super) const fn is_busy(&self) -> bool {
        !matches!(self.state, State::Ready | State::Done(_))
    }

    /// Whether the button is down.
    pub(super) const fn holds(&self) -> bool {
        matches!(self.state, State::Pressed { .. } | State::Freehand(_))
    }

    /// From a point to the next: straight, or along borders, roads and rivers while Shift is held.
    fn leg(&self, field: &Field, pointer: &Pointer, from: Pt, to: Pt) -> Vec<Pt> {
        let followed = (pointer.follow && from != to).then(|| trace(field, from, to)).flatten();
        followed.unwrap_or_else(|| vec![from, to])
    }

    /// The line as it would be if it ended here.
    fn line(&self) -> Vec<Pt> {
        match &self.state {
            State::Ready | State::Pressed { .. } => Vec::new(),
            State::Freehand(points) | State::Done(points) => points.clone(),
            State::Pointing { way, leg } => {
                let mut line = way.points.clone();
                line.extend(leg.iter().skip(1));
                line
            }
        }
    }

    fn try_out(&mut self, field: &Field, pointer: &Pointer) {
        let line = self.line();
        let now = field.revision;
        if self.trial.as_ref().is_some_and(|trial| trial.line == line && trial.revision == now) {
            return;
        }
        self.trial = None;
        if line.len() < 2 {
            return;
        }
        let action = self.action(field, pointer, &line);
        let cells = if let Some(Action::SplitCell { cell, .. }) = &action { vec![*cell] } else { Vec::new() };
        let project = match &action {
            Some(Action::SplitCell { .. } | Action::DrawRing { .. }) => {
                Local::around(&mut self.local, field, &line, &cells)
            }
            _ => field.project,
        };
        let (outcome, refusal) = match action.map(|action| edit::plan(project, &action)) {
            Some(Ok(change)) => (Outcome::of(field, project, &change), None),
            Some(Err(refusal)) => (None, Some(refusal.message)),
            None => (None, None),
        };
        self.trial = Some(Trial { revision: now, line, outcome, refusal });
    }

    fn finish(&mut self, field: &Field, pointer: &Pointer, points: Vec<Pt>) -> Option<Command> {
        self.trial = None;
        match self.aim {
            Aim::Measure => {
                self.state = State::Done(points);
                None
            }
            Aim::Lasso => Some(Command::Select(lassoed(field, pointer, &points))),
            Aim::Split | Aim::Cell | Aim::Cut => self.action(field, pointer, &points).map(Command::Do),
        }
    }

    fn action(&self, field: &Field, pointer: &Pointer, points: &[Pt]) -> Option<Action> {
        let slack_mm = (SLACK_PX * pointer.mm_per_px) as u32;
        let smooth_mm = if self.trembles { SMOOTH_PX * pointer.mm_per_px } else { 0.0 };
        let line = segment::simplify(points, smooth_mm);
        match self.aim {
            Aim::Split => Some(Action::SplitCell { cell: most(field, &line)?, lines: vec![line], slack_mm }),
            Aim::Cell => {
                let plan = field.plan?;
                let nest = field.project.plans.get(plan)?.nest.unwrap_or(field.project.meta.leaf);
                let area = enclosed(field, &line, nest)?;
                Some(Action::DrawRing { plan, area, ring: line, slack_mm })
            }
            Aim::Cut => {
                let blocks: BTreeSet<Id> = line.windows(2).flat_map(|w| (field.blocks_near)(w[0], w[1], 0.0)).collect();
                Some(Action::CutBlocks { blocks: blocks.into_iter().collect(), lines: vec![line], first: None })
            }
            Aim::Lasso | Aim::Measure => None,
        }
    }

    pub(super) fn preview(&self) -> Option<Preview> {
        let line = self.line();
        let trial = self.trial.as_ref();
        if line.is_empty() && self.catch.is_none() {
            return None;
        }
        let corners = match &self.state {
            State::Pointing { way, .. } => way.stops.iter().map(|stop| way.points[*stop]).collect(),
            _ => Vec::new(),
        };
        Some(Preview {
            closed: self.is_ring(),
            says: if self.aim == Aim::Measure { measured(&line) } else { Vec::new() },
            outcome: trial.and_then(|trial| trial.outcome.clone()),
            refused: trial.and_then(|trial| trial.refusal.clone()),
            line,
            corners,
            catch: self.catch,
            ..Preview::default()
        })
    }
}

/// The cell that most of the line lies in.
fn most(field: &Field, line: &[Pt]) -> Option<Id> {
    let mut lengths: std::collections::BTreeMap<Id, f64> = Default::default();
    for pair in line.windows(2) {
        let steps = 8;
        for i in 0..steps {
            let at =
                |a: i32, b: i32| a + ((f64::from(b) - f64::from(a)) * (f64::from(i) + 0.5) / f64::from(steps)) as i32;
            let place = Pt::new(at(pair[0].x, pair[1].x), at(pair[0].y, pair[1].y));
            if let Some(cell) = field.cell_at(place) {
                *lengths.entry(cell).or_default() += pair[0].distance_m(pair[1]);
            }
        }
    }
    lengths.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(cell, _)| cell)
}

/// The area that most of a ring lies in: the ends may well reach over its border.
fn enclosed(field: &Field, ring: &[Pt], nest: Level) -> Option<Id> {
    let Bounds { min, max } = Bounds::of(ring.iter().copied())?;
    let along =
        |low: i32, high: i32, part: i32| low + ((f64::from(high) - f64::from(low)) * f64::from(part) / 10.0) as i32;
    let grid = (1..10).flat_map(|i| (1..10).map(move |j| Pt::new(along(min.x, max.x, i), along(min.y, max.y, j))));
    let inside = grid.filter(|at| ring::side(*at, ring) != ring::Side::Outside);
    let area = |at: Pt| field.project.nest_of((field.block_at)(at)?, Some(nest));
    let mut places: std::collections::BTreeMap<Id, usize> = Default::default();
    inside.filter_map(area).for_each(|area| *places.entry(area).or_default() += 1);
    let most = places.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(area, _)| area);
    // A ring too thin for the grid.
    most.or_else(|| ring.iter().find_map(|at| area(*at)))
}

fn lassoed(field: &Field, pointer: &Pointer, ring: &[Pt]) -> Selection {
    let mut selection = if pointer.add { field.selection.clone() } else { field.selection.none() };
    let Some(bounds) = Bounds::of(ring.iter().copied()) else { return selection };
    let inside = |block: &Id| ring::side((field.middle)(*block), ring) == ring::Side::Inside;
    for block in (field.blocks_in)(bounds).into_iter().filter(inside) {
        if selection.blocks.contains(&block) == pointer.takes_out() {
            selection.toggle(Pick::Block(block));
        }
    }
    selection
}

/// Length of a line, and the ground that it encloses.
fn measured(line: &[Pt]) -> Vec<Message> {
    if line.len() < 2 {
        return Vec::new();
    }
    let metres: f64 = line.windows(2).map(|w| w[0].distance_m(w[1])).sum();
    let mut says = vec![say!("canvas-measure-length", metres = (metres * 10.0).round() / 10.0)];
    if line.len() > 2 {
        let m2 = ring::area2_mm2(line).unsigned_abs() as f64 / 2e6;
        let mu = (m2 * 3.0 / 2000.0 * 10.0).round() / 10.0;
        says.push(say!("canvas-measure-area", hectares = (m2 / 1e4 * 100.0).round() / 100.0, mu = mu));
    }
    says
}
