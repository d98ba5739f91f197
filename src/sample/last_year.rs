//! Last year's grid: each village cut into cells of very uneven size, so that there is something to put right.

use super::hamlets::Hamlets;
use super::land::{Land, NONE};
use crate::base::Rng;

/// One cell of last year.
#[derive(Clone, Debug)]
pub struct Cell {
    pub village: u32,
    pub households: usize,
    pub triangles: Vec<u32>,
}

/// Last year's cells by village, and the cell of each triangle.
#[derive(Clone, Debug)]
pub struct LastYear {
    pub cells: Vec<Cell>,
    pub by_triangle: Vec<u32>,
}

/// A piece that cells are put together from: a group, or a hamlet of a group that was cut in two.
struct Piece {
    village: u32,
    households: usize,
    cell: u32,
    beside: Vec<u32>,
}

/// Joins neighbouring groups into cells of 20 to 250 households.
pub fn cells(land: &Land, hamlets: &Hamlets, villages: &[Vec<u32>], rng: &mut Rng) -> LastYear {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut piece_of = Vec::new();
    let mut start = 0;
    let same = |a: usize, b: usize| {
        let (a, b) = (&hamlets.all[a], &hamlets.all[b]);
        a.village == b.village && a.group == b.group
    };
    while start < hamlets.all.len() {
        let end = (start..hamlets.all.len()).find(|i| !same(start, *i)).unwrap_or(hamlets.all.len());
        let cut = end - start == 2 && rng.chance(0.12);
        for (i, hamlet) in hamlets.all[start..end].iter().enumerate() {
            if i == 0 || cut {
                pieces.push(Piece { village: hamlet.village, households: 0, cell: NONE, beside: Vec::new() });
            }
            piece_of.push(pieces.len() as u32 - 1);
            if let Some(piece) = pieces.last_mut() {
                piece.households += hamlet.households;
            }
        }
        start = end;
    }
    let piece_at = |t: u32| hamlets.by_triangle.get(t as usize).and_then(|h| piece_of.get(*h as usize)).copied();
    for t in 0..land.triangles.len() as u32 {
        let Some(p) = piece_at(t) else { continue };
        for u in land.across[t as usize] {
            if let Some(q) =
                piece_at(u).filter(|q| *q != p && pieces[*q as usize].village == pieces[p as usize].village)
            {
                pieces[p as usize].beside.push(q);
            }
        }
    }
    let mut cells = join(&mut pieces, rng);
    let mut by_triangle = vec![NONE; land.triangles.len()];
    for (village, inside) in villages.iter().enumerate() {
        let empty = inside.first().is_some_and(|t| piece_at(*t).is_none());
        if empty {
            cells.push(Cell { village: village as u32, households: 0, triangles: Vec::new() });
        }
        for t in inside {
            let cell = piece_at(*t).map_or(cells.len() as u32 - 1, |p| pieces[p as usize].cell);
            by_triangle[*t as usize] = cell;
            cells[cell as usize].triangles.push(*t);
        }
    }
    LastYear { cells, by_triangle }
}

fn join(pieces: &mut [Piece], rng: &mut Rng) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for first in 0..pieces.len() {
        if pieces[first].cell != NONE {
            continue;
        }
        let target = [20, 40, 60, 80, 90, 110, 150, 250][rng.below(8)];
        let (cell, village) = (cells.len() as u32, pieces[first].village);
        let mut members = vec![first as u32];
        let mut households = pieces[first].households;
        pieces[first].cell = cell;
        while households < target {
            let beside = members.iter().flat_map(|m| pieces[*m as usize].beside.iter().copied());
            let fits = |q: &u32| pieces[*q as usize].cell == NONE && households + pieces[*q as usize].households <= 255;
            let Some(next) = beside.filter(fits).min() else { break };
            pieces[next as usize].cell = cell;
            households += pieces[next as usize].households;
            members.push(next);
        }
        cells.push(Cell { village, households, triangles: Vec::new() });
    }
    cells
}
