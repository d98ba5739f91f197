//! Takes needless vertices out of the borders of cells without moving a household from one cell to another.

use std::collections::{BTreeMap, BTreeSet};

use super::carve::carve;
use super::cut::drawn_line;
use super::guard;
use super::sequence::then;
use super::tidy_blocks::tidy_ops;
use crate::change::{Change, Op, Refusal};
use crate::geom::exact::{Meet, meet};
use crate::geom::{Bounds, Pt, ring, segment};
use crate::mesh::Line;
use crate::model::{Id, Plan, Project, marks};
use crate::say;

/// A new border keeps this far from dwellings, or as far as the old one did, mm.
const CLEAR_MM: f64 = 3000.0;

/// A stretch of the border of two cells with a straighter one in its place.
struct Stretch {
    cells: [Id; 2],
    old: Vec<Pt>,
    new: Vec<Pt>,
}

/// Straightens the borders between the cells, or all borders of the only one. Borders of areas stay, and so does what
/// runs along a road, a river or another barrier. No border moves by more than `tolerance_mm`.
pub fn plan(project: &Project, cells: &[Id], tolerance_mm: u32) -> Result<Change, Refusal> {
    let asked: BTreeSet<Id> = cells.iter().copied().collect();
    let Some(first) = cells.first() else { return Err(Refusal::new(say!("edit-nothing-selected"))) };
    let plan = guard::unlocked(project, *first)?.plan;
    let row = guard::open_plan(project, plan)?;
    for cell in &asked {
        let own = guard::unlocked(project, *cell)?;
        if own.plan != plan {
            return Err(Refusal::new(say!("edit-other-plan", cell = &*own.name)));
        }
    }
    let borders = Borders::of(project, plan, row, &asked);
    let stretches = straighter(borders, f64::from(tolerance_mm));
    if stretches.is_empty() {
        return Err(Refusal::new(say!("edit-straighten-nothing", metres = f64::from(tolerance_mm) / 1000.0)));
    }
    let touched: BTreeSet<Id> = stretches.iter().flat_map(|stretch| stretch.cells).collect();
    let blocks: Vec<Id> = touched.iter().flat_map(|cell| project.blocks_of(*cell)).collect();
    let mut lines: Vec<Line> = stretches.iter().map(|stretch| drawn_line(&stretch.new)).collect();
    lines.extend(stretches.iter().map(|stretch| Line { marks: 0, points: stretch.old.clone() }));
    let carved = carve(project, &blocks, &lines, 0.0)?;
    let before = vertices(&stretches, |stretch| &stretch.old);
    let after = vertices(&stretches, |stretch| &stretch.new);
    then(project, carved.cut.ops, |project| {
        let mut moved: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for (block, place) in &carved.place_of {
            let Some(cell) = project.cell_of(plan, *block) else { continue };
            if let Some(to) = stretches.iter().find_map(|stretch| stretch.other(cell, *place)) {
                moved.entry(to).or_default().insert(*block);
            }
        }
        let mut ops = Vec::new();
        for (to, blocks) in moved {
            guard::inside_base(project, plan, Some(to), &blocks)?;
            ops.extend(blocks.into_iter().map(|block| Op::Label { plan, block, cell: Some(to) }));
        }
        then(project, ops, |project| {
            let beside: BTreeSet<Id> = carved.place_of.keys().copied().collect();
            let (ops, _) = tidy_ops(project, Some(&beside));
            let note = say!("edit-straightened", lines = stretches.len(), before = before, after = after);
            Ok(Change { note, ops })
        })
    })
    .and_then(|change| if moves_nobody(project, plan, &change) { Ok(change) } else { Err(crowded()) })
}

fn crowded() -> Refusal {
    Refusal::new(say!("edit-straighten-crowded"))
}

fn vertices(stretches: &[Stretch], line: impl Fn(&Stretch) -> &Vec<Pt>) -> usize {
    stretches.iter().map(|stretch| line(stretch).len().saturating_sub(2)).sum()
}

/// Whether every household is in the same cell after a change as before.
fn moves_nobody(project: &Project, plan: Id, change: &Change) -> bool {
    let mut after = project.clone();
    let (_, touched) = crate::change::apply(&mut after, change);
    let mut homes: BTreeSet<Id> = change.ops.iter().flat_map(Op::homes).map(|(id, _)| id).collect();
    homes.extend(project.homes_in(&touched.blocks));
    let cell_of = |project: &Project, home: Id| {
        project.households.get(home).and_then(|row| row.block).and_then(|block| project.cell_of(plan, block))
    };
    homes.into_iter().all(|home| cell_of(project, home) == cell_of(&after, home))
}

impl Stretch {
    /// The cell that a place goes to, if it lies between the old border and the new one.
    fn other(&self, cell: Id, place: Pt) -> Option<Id> {
        let at = self.cells.iter().position(|own| *own == cell)?;
        let between: Vec<Pt> = self.old.iter().chain(self.new.iter().rev()).copied().collect();
        let bounds = Bounds::of(between.iter().copied())?;
        let inside = bounds.contains(place) && ring::side(place, &between) == ring::Side::Inside;
        inside.then(|| self.cells[1 - at])
    }
}

/// A border edge at a node, with its two cells where it may be straightened.
type Ending = (Id, Option<[Id; 2]>);

/// The borders that may be straightened, and all that they may not cross.
struct Borders {
    lines: Vec<([Id; 2], Vec<Pt>)>,
    fences: Vec<(Pt, Pt)>,
    /// Where households live, by cell.
    homes: BTreeMap<Id, Vec<Pt>>,
}

impl Borders {
    fn of(project: &Project, plan: Id, row: &Plan, asked: &BTreeSet<Id>) -> Self {
        let mesh = &project.mesh;
        let cell_of = |block: Id| project.cell_of(plan, block);
        let free = |one: Id, other: Id| -> Option<[Id; 2]> {
            let wanted = match asked.len() {
                1 => asked.contains(&one) || asked.contains(&other),
                _ => asked.contains(&one) && asked.contains(&other),
            };
            let (first, second) = (project.cells.get(one)?, project.cells.get(other)?);
            let inside = row.nest.is_none() || first.area == second.area;
            (wanted && inside && !first.locked && !second.locked).then_some([one.min(other), one.max(other)])
        };
        let blocks_of = |cells: &BTreeSet<Id>| cells.iter().flat_map(|cell| project.blocks_of(*cell)).collect();
        let borders_of = |blocks: &BTreeSet<Id>| {
            let around = project.edges_around(blocks).into_iter().filter_map(|id| Some((id, mesh.edges.get(id)?)));
            let ends = around.map(|(id, edge)| (id, edge, cell_of(edge.left), cell_of(edge.right)));
            ends.filter(|(_, _, left, right)| left != right).collect::<Vec<_>>()
        };
        let mut near: BTreeSet<Id> = asked.clone();
        for (_, _, left, right) in borders_of(&blocks_of(asked)) {
            near.extend(left.into_iter().chain(right));
        }
        let blocks = blocks_of(&near);
        // Every border at each node: where three meet, or one changes its nature, a stretch ends.
        let mut at: BTreeMap<Id, Vec<Ending>> = BTreeMap::new();
        let mut wanted: BTreeMap<Id, [Id; 2]> = BTreeMap::new();
        let mut fences = Vec::new();
        for (id, edge, left, right) in borders_of(&blocks) {
            let stays = marks::has_barrier(edge.marks) || edge.marks & marks::AREA != 0;
            let pair = left.zip(right).and_then(|(left, right)| free(left, right)).filter(|_| !stays);
            if let Some(pair) = pair {
                wanted.insert(id, pair);
            }
            for node in [edge.from, edge.to] {
                at.entry(node).or_default().push((id, pair));
            }
            let line = mesh.line(edge).unwrap_or_default();
            fences.extend(line.windows(2).map(|w| (w[0], w[1])));
        }
        let mut homes: BTreeMap<Id, Vec<Pt>> = BTreeMap::new();
        for household in project.homes_in(&blocks).into_iter().filter_map(|id| project.households.get(id)) {
            if let Some(cell) = household.block.and_then(cell_of) {
                homes.entry(cell).or_default().push(household.at);
            }
        }
        let mut lines = Vec::new();
        let mut used: BTreeSet<Id> = BTreeSet::new();
        for (&start, &pair) in &wanted {
            if !used.insert(start) {
                continue;
            }
            let Some(edge) = mesh.edges.get(start) else { continue };
            let Some(mut line) = mesh.line(edge) else { continue };
            for end in [edge.to, edge.from] {
                let mut end = end;
                while let Some([one, other]) = at.get(&end).map(Vec::as_slice) {
                    let next = [one, other].into_iter().find(|(id, of)| *of == Some(pair) && !used.contains(id));
                    let through = one.1 == other.1;
                    let Some((id, edge)) =
                        next.filter(|_| through).and_then(|(id, _)| Some((*id, mesh.edges.get(*id)?)))
                    else {
                        break;
                    };
                    used.insert(id);
                    let mut more = mesh.line(edge).unwrap_or_default();
                    if edge.from != end {
                        more.reverse();
                    }
                    end = if edge.from == end { edge.to } else { edge.from };
                    line.extend(more.into_iter().skip(1));
                }
                line.reverse();
            }
            // A ring has no ends: the place farthest from its first one parts it.
            let ring = line.first() == line.last();
            let far =
                (1..line.len()).max_by(|a, b| line[0].distance_m(line[*a]).total_cmp(&line[0].distance_m(line[*b])));
            match far.filter(|_| ring) {
                Some(far) => {
                    lines.push((pair, line[..=far].to_vec()));
                    lines.push((pair, line[far..].to_vec()));
                }
                None => lines.push((pair, line)),
            }
        }
        Self { lines, fences, homes }
    }
}

/// The stretches that can be straighter (Douglas & Peucker 1973, never over a dwelling or another border).
fn straighter(borders: Borders, tolerance_mm: f64) -> Vec<Stretch> {
    let Borders { lines, mut fences, homes } = borders;
    let mut stretches = Vec::new();
    for (cells, line) in lines {
        let homes: Vec<Pt> = cells.iter().filter_map(|cell| homes.get(cell)).flatten().copied().collect();
        let mut kept = vec![0];
        let mut waiting = vec![(0, line.len() - 1)];
        while let Some((from, to)) = waiting.pop() {
            let chord = Chord { line: &line, from, to };
            let far = (from + 1..to).map(|i| (segment::distance_mm(line[i], line[from], line[to]), i));
            let far = far.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let Some((distance, at)) = far else {
                kept.push(to);
                continue;
            };
            if distance <= tolerance_mm && chord.is_clear(&homes) && !chord.crosses(&fences) {
                kept.push(to);
            } else {
                waiting.extend([(at, to), (from, at)]);
            }
        }
        for pair in kept.windows(2).filter(|pair| pair[1] - pair[0] > 1) {
            let old = line[pair[0]..=pair[1]].to_vec();
            fences.push((line[pair[0]], line[pair[1]]));
            // What was straight already, but for a rounding, is not worth a step.
            let off = old.iter().map(|p| segment::distance_mm(*p, line[pair[0]], line[pair[1]]));
            if off.fold(0.0, f64::max) > 1.0 {
                stretches.push(Stretch { cells, new: vec![line[pair[0]], line[pair[1]]], old });
            }
        }
    }
    stretches
}

/// A straight way from one vertex of a line to a later one.
struct Chord<'a> {
    line: &'a [Pt],
    from: usize,
    to: usize,
}

impl Chord<'_> {
    /// Whether nobody lives between the way and the line, or closer to the way than to the line.
    fn is_clear(&self, homes: &[Pt]) -> bool {
        let between = &self.line[self.from..=self.to];
        let (a, b) = (self.line[self.from], self.line[self.to]);
        let Some(bounds) = Bounds::of(between.iter().copied()) else { return true };
        let pad = CLEAR_MM as i32;
        let near = Bounds {
            min: Pt::new(bounds.min.x.saturating_sub(pad), bounds.min.y.saturating_sub(pad)),
            max: Pt::new(bounds.max.x.saturating_add(pad), bounds.max.y.saturating_add(pad)),
        };
        homes.iter().filter(|home| near.contains(**home)).all(|home| {
            let old = between.windows(2).map(|w| segment::distance_mm(*home, w[0], w[1])).fold(f64::INFINITY, f64::min);
            let new = segment::distance_mm(*home, a, b);
            ring::side(*home, between) == ring::Side::Outside && new >= CLEAR_MM.min(old)
        })
    }

    /// Whether the way meets another border, or its own line elsewhere.
    fn crosses(&self, fences: &[(Pt, Pt)]) -> bool {
        let (a, b) = (self.line[self.from], self.line[self.to]);
        let own: BTreeSet<(Pt, Pt)> =
            self.line[self.from..=self.to].windows(2).flat_map(|w| [(w[0], w[1]), (w[1], w[0])]).collect();
        let Some(bounds) = Bounds::of([a, b]) else { return true };
        let ends = |c: Pt, d: Pt| [c, d].iter().any(|end| *end == a || *end == b);
        fences.iter().filter(|fence| !own.contains(*fence)).any(|&(c, d)| {
            let touches = Bounds::of([c, d]).is_some_and(|fence| fence.touches(bounds));
            touches
                && match meet(a, b, c, d) {
                    Meet::Apart => false,
                    Meet::Cross => true,
                    // At its own ends other borders begin.
                    Meet::Touch => !ends(c, d) || [c, d].iter().all(|end| segment::distance_mm(*end, a, b) < 1.0),
                }
        })
    }
}
