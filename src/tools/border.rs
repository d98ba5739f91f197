//! Drags the border of two cells: a corner, a new corner, the whole border, or along a road.

use std::collections::{BTreeMap, BTreeSet};

use super::field::{Field, Pointer};
use super::local::Local;
use super::outcome::Outcome;
use super::snap::{around, snap};
use super::tool::Preview;
use super::trace::trace;
use crate::base::Message;
use crate::change::Action;
use crate::edit;
use crate::geom::{Pt, segment};
use crate::model::Id;
use crate::say;
use crate::session::Command;

/// The tool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Border {
    state: State,
    /// The border under the pointer.
    near: Option<Chain>,
    /// Where the pointer was when the border under it was looked for.
    looked: Option<(Pt, u64)>,
    local: Option<Local>,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Ready,
    Dragging(Drag),
    /// The press met a border that cannot move; says why until the button is up.
    Refused(Message),
}

/// The border of two cells from junction to junction.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    cells: [Id; 2],
    line: Vec<Pt>,
    /// Places in `line` that can be dragged: its corners as far as they can be told apart on the screen.
    corners: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq)]
struct Drag {
    cells: [Id; 2],
    from: Pt,
    /// The part of the border that gives way; the first and the last point stay.
    old: Vec<Pt>,
    new: Vec<Pt>,
    outcome: Option<Outcome>,
    refused: Option<Message>,
}

/// How near the pointer must come to a border, pixels.
const REACH_PX: f64 = 9.0;
/// Corners nearer than this to the line between others cannot be told apart, pixels.
const CORNER_PX: f64 = 3.0;
const SLACK_PX: f64 = 4.0;

impl Border {
    pub(super) fn press(&mut self, field: &Field, pointer: &Pointer) {
        self.look(field, pointer);
        let Some(chain) = &self.near else {
            // Ready -> Refused
            self.state = State::Refused(say!("canvas-no-border"));
            return;
        };
        // Ready -> Dragging
        let old = chain.part(pointer);
        let drag = Drag { cells: chain.cells, from: pointer.at, new: old.clone(), old, outcome: None, refused: None };
        self.state = State::Dragging(drag);
    }

    pub(super) fn move_to(&mut self, field: &Field, pointer: &Pointer) {
        match &mut self.state {
            State::Ready => self.look(field, pointer),
            // Dragging -> Dragging
            State::Dragging(drag) => drag.lead(field, pointer, &mut self.local),
            State::Refused(_) => {}
        }
    }

    pub(super) fn release(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        self.move_to(field, pointer);
        (self.near, self.looked) = (None, None);
        // any -> Ready
        let State::Dragging(drag) = std::mem::take(&mut self.state) else { return None };
        (drag.new != drag.old).then(|| Command::Do(drag.action(pointer)))
    }

    /// Takes the corner under the pointer out of the border.
    pub(super) fn straighten(&mut self, field: &Field, pointer: &Pointer) -> Option<Command> {
        self.look(field, pointer);
        let chain = self.near.take()?;
        let old = chain.part(pointer);
        let new = vec![*old.first()?, *old.last()?];
        let slack_mm = (SLACK_PX * pointer.mm_per_px) as u32;
        (new != old).then_some(Command::Do(Action::MoveBorder { cells: chain.cells, old, new, slack_mm }))
    }

    /// Whether something was under way.
    pub(super) fn cancel(&mut self) -> bool {
        // any -> Ready
        !matches!(std::mem::take(&mut self.state), State::Ready)
    }

    pub(super) const fn is_busy(&self) -> bool {
        !matches!(self.state, State::Ready)
    }

    pub(super) fn preview(&self) -> Option<Preview> {
        match &self.state {
            State::Ready => self.near.as_ref().map(|chain| Preview {
                line: chain.line.clone(),
                corners: chain.corners.iter().map(|at| chain.line[*at]).collect(),
                ..Preview::default()
            }),
            State::Refused(why) => Some(Preview { refused: Some(why.clone()), ..Preview::default() }),
            State::Dragging(drag) => Some(Preview {
                line: drag.new.clone(),
                corners: drag.new.clone(),
                outcome: drag.outcome.clone(),
                refused: drag.refused.clone(),
                ..Preview::default()
            }),
        }
    }

    fn look(&mut self, field: &Field, pointer: &Pointer) {
        if self.looked == Some((pointer.at, field.revision)) {
            return;
        }
        self.looked = Some((pointer.at, field.revision));
        self.near = nearest(field, pointer).and_then(|edge| Chain::through(field, edge, pointer.mm_per_px));
    }
}

impl Drag {
    fn action(&self, pointer: &Pointer) -> Action {
        let slack_mm = (SLACK_PX * pointer.mm_per_px) as u32;
        Action::MoveBorder { cells: self.cells, old: self.old.clone(), new: self.new.clone(), slack_mm }
    }

    fn lead(&mut self, field: &Field, pointer: &Pointer, local: &mut Option<Local>) {
        let (Some(first), Some(last)) = (self.old.first().copied(), self.old.last().copied()) else { return };
        let at = snap(field, pointer).unwrap_or(pointer.at);
        let new = if pointer.follow {
            // Along borders, roads and rivers through the place.
            let way = |a, b| trace(field, a, b).unwrap_or_else(|| vec![a, b]);
            let mut new = way(first, at);
            new.extend(way(at, last).into_iter().skip(1));
            new
        } else if pointer.add {
            // The whole of it, as it is.
            let by = (at.x - self.from.x, at.y - self.from.y);
            let inner = self.old.iter().map(|p| Pt::new(p.x.saturating_add(by.0), p.y.saturating_add(by.1)));
            let count = self.old.len();
            let mut new = vec![first];
            new.extend(inner.skip(1).take(count.saturating_sub(2)));
            new.push(last);
            new
        } else {
            vec![first, at, last]
        };
        if new == self.new {
            return;
        }
        self.new = new;
        let project = Local::around(local, field, &[], &self.cells);
        match edit::plan(project, &self.action(pointer)) {
            Ok(change) => {
                self.outcome = Outcome::of(field, project, &change);
                self.refused = None;
            }
            Err(refusal) => {
                self.outcome = None;
                self.refused = Some(refusal.message);
            }
        }
    }
}

impl Chain {
    /// The border that an edge is part of.
    fn through(field: &Field, edge: Id, mm_per_px: f64) -> Option<Self> {
        let mesh = &field.project.mesh;
        let sides = |id: Id| {
            let edge = mesh.edges.get(id)?;
            let (a, b) = (field.cell_of(edge.left)?, field.cell_of(edge.right)?);
            (a != b).then_some([a.min(b), a.max(b)])
        };
        let cells = sides(edge)?;
        let mut at: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for (id, row) in mesh.edges.iter().filter(|(id, _)| sides(*id) == Some(cells)) {
            at.entry(row.from).or_default().push(id);
            at.entry(row.to).or_default().push(id);
        }
        let mut used = BTreeSet::from([edge]);
        let row = mesh.edges.get(edge)?;
        let mut line = mesh.line(row)?;
        // From both ends on, as long as the border goes on in one way only.
        for turn in 0..2 {
            let mut end = if turn == 0 { row.to } else { row.from };
            loop {
                let next = at
                    .get(&end)
                    .filter(|edges| edges.len() == 2)
                    .and_then(|edges| edges.iter().copied().find(|id| !used.contains(id)));
                let Some(next) = next else { break };
                used.insert(next);
                let row = mesh.edges.get(next)?;
                let mut more = mesh.line(row)?;
                if row.from != end {
                    more.reverse();
                }
                end = if row.from == end { row.to } else { row.from };
                line.extend(more.into_iter().skip(1));
            }
            line.reverse();
        }
        let kept = segment::simplify(&line, CORNER_PX * mm_per_px);
        let mut corners = Vec::new();
        let mut from = 0;
        for corner in kept {
            let found = line[from..].iter().position(|p| *p == corner)? + from;
            corners.push(found);
            from = found;
        }
        Some(Self { cells, line, corners })
    }

    /// What gives way when the border is dragged at the pointer: both sides of a corner, or between two corners.
    fn part(&self, pointer: &Pointer) -> Vec<Pt> {
        if pointer.add && !pointer.follow {
            return self.line.clone();
        }
        let reach_mm = REACH_PX * pointer.mm_per_px;
        let last = self.corners.len().saturating_sub(1);
        let inner = self.corners.iter().enumerate().filter(|(i, _)| *i > 0 && *i < last);
        let away = |at: usize| self.line[at].distance_m(pointer.at) * 1000.0;
        let corner = inner.filter(|(_, at)| away(**at) <= reach_mm).min_by(|a, b| away(*a.1).total_cmp(&away(*b.1)));
        let (from, to) = match corner {
            Some((i, _)) => (i - 1, i + 1),
            None => {
                let gap = |i: usize| {
                    let stretch = &self.line[self.corners[i]..=self.corners[i + 1]];
                    let away = stretch.windows(2).map(|w| segment::distance_mm(pointer.at, w[0], w[1]));
                    away.fold(f64::INFINITY, f64::min)
                };
                let best = (0..last).min_by(|a, b| gap(*a).total_cmp(&gap(*b))).unwrap_or(0);
                (best, (best + 1).min(last))
            }
        };
        self.line[self.corners[from]..=self.corners[to]].to_vec()
    }
}

/// The nearest edge between two cells.
fn nearest(field: &Field, pointer: &Pointer) -> Option<Id> {
    let reach_mm = REACH_PX * pointer.mm_per_px;
    let mut best: Option<(f64, Id)> = None;
    for id in (field.edges_near)(around(pointer.at, reach_mm)) {
        let Some(edge) = field.project.mesh.edges.get(id) else { continue };
        if field.cell_of(edge.left) == field.cell_of(edge.right) {
            continue;
        }
        let line = field.project.mesh.line(edge).unwrap_or_default();
        for pair in line.windows(2) {
            let away_mm = segment::distance_mm(pointer.at, pair[0], pair[1]);
            if away_mm <= reach_mm && best.is_none_or(|(least, _)| away_mm < least) {
                best = Some((away_mm, id));
            }
        }
    }
    best.map(|(_, id)| id)
}
