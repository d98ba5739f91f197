//! Graph instances as published: `NODES.csv` with `idx,…,pop` and `x_km,y_km` or `lon,lat`; `EDGES.csv` with
//! `u,v,shared_perim` (blank where unknown). A file `NAME.river_pairs.csv` beside `NAME.nodes.csv` lists units that
//! face each other over a river.

use std::error::Error;
use std::path::{Path, PathBuf};

use gridwright::solve::apportion::Limits;
use gridwright::solve::balance::{AreaProblem, AreaResult};
use gridwright::solve::centres::Centres;
use gridwright::solve::goal::{Centre, Wishes};
use gridwright::solve::graph::{Graph, Node};

/// Kilometres of one degree, as the public judge of these instances reckons.
const KM_PER_DEGREE: f64 = 111.3195;

/// Share of inertia against cut edges in the objective `mix`.
const MIX: f64 = 0.44;

/// The same where roads are marked, which borders are to follow.
const MIX_WITH_ROADS: f64 = 0.1;

/// What it costs when two units that face each other over a river share a district, in usual edges.
const FACING: f32 = 5.0;

/// What it costs when two units that face each other over a road share a district: so many times what a border along
/// the road saves.
const OVER_ROAD: f32 = 1.25;

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

/// Two units and what goes with them.
type Pair = (u32, u32, f32);

/// An instance as the kernels want it; kilometres.
pub struct Instance {
    pub graph: Graph,
    /// Pairs that ought not to share a district.
    pub apart: Vec<(u32, u32)>,
    /// Some edges, which run along roads, cost less than all others.
    pub has_roads: bool,
}

impl Instance {
    /// The problem of so many districts, each within `tolerance` (a share) of the ideal.
    pub fn problem(&self, cells: u32, tolerance: f64) -> AreaProblem {
        let ideal = self.graph.load() as f64 / f64::from(cells.max(1));
        let limits = Limits {
            min: (ideal * (1.0 - tolerance)).ceil().min(ideal.floor()) as u64,
            max: (ideal * (1.0 + tolerance)).floor().max(ideal.ceil()) as u64,
        };
        let graph = self.graph.clone().with_apart(&self.pairs());
        AreaProblem { graph, cells, limits, lock: Vec::new(), prior: Vec::new(), centres: Centres::default() }
    }

    /// The pairs that ought not to share a district: over rivers, and over roads.
    fn pairs(&self) -> Vec<Pair> {
        let g = &self.graph;
        let dearest = g.cost.iter().copied().fold(0.0, f32::max);
        let over_roads = edges(g).filter(|&(_, _, cost)| self.has_roads && cost < dearest);
        self.apart
            .iter()
            .map(|&(v, w)| (v, w, FACING * dearest))
            .chain(over_roads.map(|(v, w, cost)| (v, w, OVER_ROAD * (dearest - cost))))
            .collect()
    }

    /// What `cut`, `inertia` or `mix` weighs; more moves where a unit is much of a district. Alone, inertia is taken about
    /// units, as in the published optima.
    pub fn wishes(&self, objective: &str, tolerance: f64) -> Wishes {
        let compact = match objective {
            "cut" => 0.0,
            "inertia" => 1.0,
            _ if self.has_roads => MIX_WITH_ROADS,
            _ => MIX,
        };
        let units = self.graph.len().max(1) as u32;
        let effort = (900_000 / units).clamp((6_400_000 / units).clamp(700, 1000), 4200);
        let centre = if objective == "inertia" { Centre::Block } else { Centre::Mass };
        Wishes { compact, even: 0.0, tolerance, effort, centre, ..Wishes::default() }
    }

    /// The figures of a plan, counted from its labels.
    pub fn figures(&self, plan: &AreaResult) -> Figures {
        let g = &self.graph;
        let cut = |v: u32, w: u32| plan.label[v as usize] != plan.label[w as usize];
        let ideal = g.load() as f64 / plan.loads.len().max(1) as f64;
        let worst = plan.loads.iter().map(|&l| (l as f64 - ideal).abs()).fold(0.0, f64::max);
        let crossed: Vec<f32> = edges(g).filter(|&(v, w, _)| cut(v, w)).map(|e| e.2).collect();
        let dearest = g.cost.iter().copied().fold(0.0, f32::max);
        let along = crossed.iter().filter(|&&cost| cost < dearest).count();
        Figures {
            max_dev_pct: 100.0 * worst / ideal,
            range: plan.loads.iter().max().zip(plan.loads.iter().min()).map_or(0, |(a, b)| a - b),
            parts: g.parts_of(&plan.label).1,
            cut_edges: crossed.len(),
            along_roads_pct: 100.0 * along as f64 / crossed.len().max(1) as f64,
            together: self.apart.iter().filter(|&&(v, w)| !cut(v, w)).count(),
            hess: hess(g, &plan.label, plan.loads.len()),
        }
    }
}

/// What is told of a plan besides its border and inertia.
pub struct Figures {
    pub max_dev_pct: f64,
    /// Load of the fullest district less that of the emptiest.
    pub range: u64,
    /// As many as districts when every one is in one piece.
    pub parts: usize,
    pub cut_edges: usize,
    /// Share of the cut edges that run along roads.
    pub along_roads_pct: f64,
    /// Pairs that face each other over a river and share a district.
    pub together: usize,
    /// The moment of inertia of Hess et al. 1965: about the best unit of each district.
    pub hess: f64,
}

/// Every edge once.
fn edges(g: &Graph) -> impl Iterator<Item = Pair> + '_ {
    let of = |v: u32| g.edges(v).filter(move |&(w, _)| v < w).map(move |(w, cost)| (v, w, cost));
    (0..g.len() as u32).flat_map(of)
}

fn hess(g: &Graph, label: &[u32], districts: usize) -> f64 {
    let mut sum = vec![(0.0, 0.0, 0.0, 0.0); districts];
    for (n, &d) in g.node.iter().zip(label) {
        let s = &mut sum[d as usize];
        *s = (s.0 + n.mass, s.1 + n.mass * n.x, s.2 + n.mass * n.y, s.3 + n.mass * (n.x * n.x + n.y * n.y));
    }
    let mut least = vec![f64::INFINITY; districts];
    for (n, &d) in g.node.iter().zip(label) {
        let (m, x, y, q) = sum[d as usize];
        let about = q - 2.0 * (n.x * x + n.y * y) + m * (n.x * n.x + n.y * n.y);
        least[d as usize] = least[d as usize].min(about);
    }
    least.iter().sum()
}

pub fn read(nodes: &Path, edges: &Path, border: Border) -> Result<Instance, Box<dyn Error>> {
    let node = read_nodes(nodes)?;
    let mut pairs = read_edges(edges, node.len())?;
    let mut costs: Vec<f32> = pairs.iter().map(|e| e.2).collect();
    let middle = costs.len() / 2;
    let median = if costs.is_empty() { 0.0 } else { *costs.select_nth_unstable_by(middle, f32::total_cmp).1 };
    let is_counted = border == Border::Count || (border == Border::Auto && median != 1.0);
    if is_counted {
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
    Ok(Instance { graph, apart, has_roads: !is_counted && has_roads })
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
fn read_edges(path: &Path, count: usize) -> Result<Vec<Pair>, Box<dyn Error>> {
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
