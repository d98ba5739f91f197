//! Splits a cell along lines drawn across it.

use std::collections::{BTreeMap, BTreeSet};

use super::carve::{Carved, carve};
use super::cut::{drawn_line, homes};
use super::guard;
use crate::change::{Action, Change, Refusal};
use crate::geom::{Bounds, Pt};
use crate::mesh::{Excerpt, Topology};
use crate::model::{Cell, Id, Project};
use crate::say;

/// The side with the most households keeps the code, the name and the worker; the others get the next free numbers.
pub fn plan(project: &Project, cell: Id, lines: &[Vec<Pt>], slack_mm: u32) -> Result<Change, Refusal> {
    let row = guard::unlocked(project, cell)?;
    guard::open_plan(project, row.plan)?;
    split(project, cell, row, lines, slack_mm)?.ok_or_else(|| not_across(project, cell, row, lines, slack_mm))
}

/// The split, unless the lines divide nothing.
fn split(project: &Project, cell: Id, row: &Cell, lines: &[Vec<Pt>], slack_mm: u32) -> Result<Option<Change>, Refusal> {
    let blocks = project.blocks_of(cell);
    let drawn: Vec<_> = lines.iter().map(|line| drawn_line(line)).collect();
    let carved = carve(project, &blocks, &drawn, f64::from(slack_mm))?;
    let divided = divided(project, &blocks, &carved);
    if divided.len() < 2 {
        return Ok(None);
    }
    let count = homes(project, &carved.cut, &carved.side_of.keys().copied().collect());
    let mut sides: BTreeMap<usize, (u32, Vec<Id>)> = divided.into_iter().map(|side| (side, <_>::default())).collect();
    for (block, side) in &carved.side_of {
        if let Some((households, blocks)) = sides.get_mut(side) {
            *households += count.get(block).copied().unwrap_or(0);
            blocks.push(*block);
        }
    }
    let mut ops = carved.cut.ops;
    ops.extend(guard::divide(project, row, sides.values().map(|(count, blocks)| (*count, blocks.as_slice()))));
    Ok(Some(Change { note: say!("edit-split", cell = &*row.name, parts = sides.len()), ops }))
}

/// The sides that were one piece before the lines were drawn.
fn divided(project: &Project, blocks: &[Id], carved: &Carved) -> BTreeSet<usize> {
    let faces: BTreeSet<Id> = blocks.iter().copied().collect();
    let excerpt = Excerpt::of(&project.mesh, &faces);
    let local: Vec<u32> = faces.iter().filter_map(|block| excerpt.local(*block)).collect();
    let pieces = Topology::new(&excerpt.mesh).components(&local);
    let sides = |piece: &Vec<u32>| -> BTreeSet<usize> {
        let before: Vec<Id> = piece.iter().map(|face| excerpt.whole(*face)).collect();
        carved.cut.blocks(&before).iter().filter_map(|block| carved.side_of.get(block).copied()).collect()
    };
    pieces.iter().map(sides).filter(|sides| sides.len() > 1).flatten().collect()
}

/// The line ends inside, or passes by; drawn on straight it may do.
fn not_across(project: &Project, cell: Id, row: &Cell, lines: &[Vec<Pt>], slack_mm: u32) -> Refusal {
    let refusal = Refusal::new(say!("edit-split-not-across", cell = &*row.name));
    let far: Vec<Vec<Pt>> = lines.iter().map(|line| drawn_on(line)).collect();
    if far == lines {
        return refusal;
    }
    let action = Action::SplitCell { cell, lines: far.clone(), slack_mm };
    match split(project, cell, row, &far, slack_mm) {
        Ok(Some(_)) => refusal.or(say!("edit-split-draw-on"), action),
        Ok(None) | Err(_) => refusal,
    }
}

/// The line with both ends drawn on straight by its own length, and a kilometre at most.
fn drawn_on(line: &[Pt]) -> Vec<Pt> {
    let Some(bounds) = Bounds::of(line.iter().copied()) else { return Vec::new() };
    let reach = (bounds.min.distance_m(bounds.max) * 1000.0).min(1e6);
    let on = |from: Pt, to: Pt| {
        let length = from.distance_m(to) * 1000.0;
        let by = |a: i32, b: i32| (f64::from(b) + (f64::from(b) - f64::from(a)) / length * reach).round();
        let limit = f64::from(Pt::LIMIT);
        Pt::new(by(from.x, to.x).clamp(-limit, limit) as i32, by(from.y, to.y).clamp(-limit, limit) as i32)
    };
    let mut far = line.to_vec();
    if let [first, second, ..] = line
        && first != second
    {
        far.insert(0, on(*second, *first));
    }
    if let [.., before, last] = line
        && before != last
    {
        far.push(on(*before, *last));
    }
    far
}
