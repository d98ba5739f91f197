//! Graph instances as published: `NODES.csv` with `idx,…,pop` and `x_km,y_km` or `lon,lat`; `EDGES.csv` with
//! `u,v,shared_perim` (blank where unknown). A file `NAME.river_pairs.csv` beside `NAME.nodes.csv` lists units that
//! face each other over a river.

use std::error::Error;
use std::path::{Path, PathBuf};

use gridwright::solve::graph::{Graph, Node};

/// Kilometres of one degree, as the public judge of these instances reckons.
const KM_PER_DEGREE: f64 = 111.3195;

/// What a cut edge costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    /// One.
    Count,
    /// Its shared border.
    Shared,
    /// Its shared border if that is a factor (mostly one) and no length, else one.
    Auto,
}

/// An instance as the kernels want it; kilometres.
pub struct Instance {
    pub graph: Graph,
    /// Pairs that ought not to share a district.
    pub apart: Vec<(u32, u32)>,
    /// Some edges, which run along roads, cost less than all others.
    pub has_roads: bool,
}

pub fn read(nodes: &Path, edges: &Path, border: Border) -> Result<Instance, Box<dyn Error>> {
    let node = read_nodes(nodes)?;
    let mut pairs = read_edges(edges, node.len())?;
    let mut costs: Vec<f32> = pairs.iter().map(|e| e.2).collect();
    let middle = costs.len() / 2;
    let median = if costs.is_empty() { 0.0 } else { *costs.select_nth_unstable_by(middle, f32::total_cmp).1 };
    if border == Border::Count || (border == Border::Auto && median != 1.0) {
        pairs.iter_mut().for_each(|e| e.2 = 1.0);
    }
    let beside = river_pairs(nodes);
    let apart = if beside.exists() {
        read_edges(&beside, node.len())?.into_iter().map(|(u, v, _)| (u, v)).collect()
    } else {
        Vec::new()
    };
    let graph = Graph::new(node, &pairs);
    let has_roads = graph.cost.iter().all(|&c| c <= median) && graph.cost.iter().any(|&c| c < median);
    Ok(Instance { graph, apart, has_roads: border != Border::Count && has_roads })
}

fn river_pairs(nodes: &Path) -> PathBuf {
    let name = nodes.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    nodes.with_file_name(name.replace(".nodes.csv", "") + ".river_pairs.csv")
}

fn read_nodes(path: &Path) -> Result<Vec<Node>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let head = reader.headers()?.clone();
    let column = |name: &str| head.iter().position(|h| h == name);
    let weight = column("pop").ok_or("the nodes have no column pop")?;
    let (metric, x, y) = match (column("x_km"), column("y_km"), column("lon"), column("lat")) {
        (Some(x), Some(y), ..) => (true, x, y),
        (_, _, Some(x), Some(y)) => (false, x, y),
        _ => return Err("the nodes have neither x_km,y_km nor lon,lat".into()),
    };
    let mut nodes = Vec::new();
    for row in reader.records() {
        let row = row?;
        let number = |c: usize| row.get(c).unwrap_or_default().trim().parse::<f64>();
        let weight = number(weight)?;
        nodes.push(Node { weight: weight as u32, mass: weight.floor(), x: number(x)?, y: number(y)? });
    }
    if !metric {
        let n = nodes.len().max(1) as f64;
        let (lon, lat) = (nodes.iter().map(|v| v.x).sum::<f64>() / n, nodes.iter().map(|v| v.y).sum::<f64>() / n);
        let shrink = lat.to_radians().cos();
        for v in &mut nodes {
            (v.x, v.y) = ((v.x - lon) * shrink * KM_PER_DEGREE, (v.y - lat) * KM_PER_DEGREE);
        }
    }
    Ok(nodes)
}

/// Rows `u,v[,value]`; a blank value is zero.
fn read_edges(path: &Path, count: usize) -> Result<Vec<(u32, u32, f32)>, Box<dyn Error>> {
    let mut edges = Vec::new();
    for row in csv::Reader::from_path(path)?.records() {
        let row = row?;
        let unit = |c: usize| row.get(c).unwrap_or_default().trim().parse::<u32>();
        let (u, v) = (unit(0)?, unit(1)?);
        if u.max(v) as usize >= count {
            return Err(format!("{}: {u},{v} is no pair of {count} units", path.display()).into());
        }
        edges.push((u, v, row.get(2).unwrap_or_default().trim().parse().unwrap_or(0.0)));
    }
    Ok(edges)
}
