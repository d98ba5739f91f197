//! Capacitated p-median files. Two forms are read: OR-Library pmedcap (`number best`, `units cells capacity`, then
//! `unit x y demand`; ways rounded down) and Lorena and Senne (`units cells`, then `x y capacity demand`; ways as they
//! are).

use std::error::Error;

use gridwright::solve::graph::Node;
use gridwright::solve::median::MedianProblem;

/// Tested moves per unit and start that are worth their time.
pub const EFFORT: u32 = 8000;

/// A problem and the cost that the file itself calls the best, where it does.
pub struct Read {
    pub problem: MedianProblem,
    pub best: Option<f64>,
}

pub fn read(text: &str) -> Result<Read, Box<dyn Error>> {
    let rows: Vec<Vec<f64>> = text
        .lines()
        .map(|line| line.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>())
        .filter(|row| row.as_ref().map_or(true, |r| !r.is_empty()))
        .collect::<Result<_, _>>()?;
    let head = rows.first().ok_or("an empty file")?;
    let second = rows.get(1).ok_or("a file of one line")?;
    let is_pmedcap = second.len() == 3;
    let sizes = if is_pmedcap { second } else { head };
    let units = &rows[if is_pmedcap { 2 } else { 1 }..];
    let node = |row: &Vec<f64>| match (is_pmedcap, row.as_slice()) {
        (true, &[_, x, y, demand]) | (false, &[x, y, _, demand]) => Ok(Node { weight: demand as u32, mass: 1.0, x, y }),
        _ => Err("a unit is not four numbers"),
    };
    let count = sizes.first().copied().unwrap_or(0.0) as usize;
    let cells = sizes.get(1).copied().ok_or("no number of cells")? as u32;
    let capacity = if is_pmedcap { sizes[2] } else { units.first().map_or(0.0, |u| u[2]) } as u64;
    let node: Vec<Node> = units.iter().take(count).map(node).collect::<Result<_, _>>()?;
    let best = if is_pmedcap { head.get(1).copied() } else { None };
    Ok(Read { problem: MedianProblem { node, cells, capacity, is_whole: is_pmedcap }, best })
}
