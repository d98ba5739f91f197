//! One nesting area as ground that may be divided anywhere: its dwellings as units that touch, and the lines that a
//! labelling of them means.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Sheet, Spot, length, spaced, spot};
use super::snap::led;
use super::trace::borders;
use crate::base::Sets;
use crate::geom::Pt;
use crate::mesh::{Mesh, Topology};
use crate::model::{Id, marks};
use crate::solve::border::BorderCost;
use crate::solve::graph::{Graph, Node};

/// A border between dwellings costs more the less room there is between them: at no distance, and half as much more here.
const CROWDED: f64 = 5.0;
const CROWDED_HALF_M: f64 = 10.0;

/// Dwellings that are nearer to each other than this are one hamlet.
const HAMLET_M: f64 = 60.0;

/// Ends of borders on the two sides of a line that are nearer to each other than this become one.
const JOG_MM: f64 = 120_000.0;

/// People or other load at one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Home {
    pub at: Pt,
    pub weight: u32,
    /// The villager group, by number; `None` when unknown.
    pub group: Option<u32>,
}

/// A block as the ground wants it.
pub struct Plot {
    pub block: Id,
    pub homes: Vec<Home>,
    /// Whether lines may be drawn in it.
    pub free: bool,
    /// Where it is when nobody lives there, metres.
    pub middle: (f64, f64),
}

/// Blocks that nothing but cuts made here divides; the ground on which a border is drawn.
struct Parcel {
    blocks: Vec<Id>,
    /// Its first unit.
    first: u32,
    units: u32,
    sheet: Option<Sheet>,
    /// Vertices of the edges inside it.
    inner: Vec<Pt>,
}

/// A mesh edge between parcels.
struct Rim {
    edge: u32,
    /// Its vertices and those between them.
    line: Vec<Spot>,
    /// Where it lies in the rims of the parcels on its left and right.
    sides: [Option<Side>; 2],
}

#[derive(Clone, Copy)]
struct Side {
    parcel: usize,
    chain: usize,
    backwards: bool,
}

impl Side {
    /// The vertices of a chain of this side, in the direction of the edge.
    fn along(self, sheet: &Sheet) -> Vec<u32> {
        let mut chain = sheet.rim[self.chain].clone();
        if self.backwards {
            chain.reverse();
        }
        chain
    }
}

/// What borders cost, and the mesh edges over which nothing touches.
pub struct Borders<'a> {
    pub cost: BorderCost,
    pub shut: &'a BTreeSet<Id>,
}

/// The area as units and the borders between them.
pub struct Ground {
    parcels: Vec<Parcel>,
    rims: Vec<Rim>,
    pub graph: Graph,
    /// The villager group of each unit, where it is one.
    groups: Vec<Option<u32>>,
    /// The unit of a home, by its parcel and place.
    unit: BTreeMap<(usize, Pt), u32>,
    parcel_of: BTreeMap<Id, usize>,
}

/// The lines that divide blocks, and the blocks that they divide.
#[derive(Debug, Default)]
pub struct Lines {
    pub blocks: Vec<Id>,
    pub lines: Vec<Vec<Pt>>,
}

impl Ground {
    /// Lays out an area. `joined` takes blocks that only cuts made here divide as one ground; otherwise each is its own.
    pub fn new(mesh: &Mesh, topology: &Topology<'_>, plots: &[Plot], joined: bool, borders: &Borders<'_>) -> Self {
        let parcel_of = parcels_of(mesh, topology, plots, joined);
        let count = parcel_of.values().map(|p| p + 1).max().unwrap_or(0);
        let mut blocks: Vec<Vec<Id>> = vec![Vec::new(); count];
        let mut homes: Vec<Vec<Home>> = vec![Vec::new(); count];
        let mut any: Vec<Option<&Plot>> = vec![None; count];
        let mut unit: BTreeMap<(usize, Pt), u32> = BTreeMap::new();
        for plot in plots {
            let p = parcel_of[&plot.block];
            blocks[p].push(plot.block);
            homes[p].extend(&plot.homes);
            any[p] = any[p].or(Some(plot));
        }
        let (rims, chains) = rims(mesh, topology, plots, &parcel_of, count);
        let (mut parcels, mut nodes, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for (p, (blocks, mut homes)) in blocks.into_iter().zip(homes).enumerate() {
            let homes = stacked(&mut homes);
            let free = any[p].is_some_and(|plot| plot.free);
            let places: Vec<Pt> = homes.iter().map(|h| h.at).collect();
            let sheet = if free && homes.len() > 1 { Sheet::new(&chains[p], &places) } else { None };
            let first = nodes.len() as u32;
            match &sheet {
                Some(_) => {
                    unit.extend((first..).zip(&homes).map(|(u, h)| ((p, h.at), u)));
                    nodes.extend(homes.iter().map(|h| node(&[*h], (0.0, 0.0))));
                    groups.extend(homes.iter().map(|h| h.group));
                }
                None => {
                    unit.extend(homes.iter().map(|h| ((p, h.at), first)));
                    nodes.push(node(&homes, any[p].map_or((0.0, 0.0), |plot| plot.middle)));
                    let group = homes.first().and_then(|h| h.group);
                    groups.push(group.filter(|_| homes.iter().all(|h| h.group == group)));
                }
            }
            let inner = if sheet.is_some() { inner_vertices(mesh, topology, &blocks, &parcel_of) } else { Vec::new() };
            parcels.push(Parcel { blocks, first, units: nodes.len() as u32 - first, sheet, inner });
        }
        let mut ground = Self { parcels, rims, graph: Graph::default(), groups, unit, parcel_of };
        ground.graph = Graph::new(nodes.clone(), &ground.contacts(mesh, &nodes, borders));
        ground
    }

    /// What a border costs wherever two units touch.
    fn contacts(&self, mesh: &Mesh, nodes: &[Node], borders: &Borders<'_>) -> Vec<(u32, u32, f32)> {
        let mut edges = Vec::new();
        let splits = |a: u32, b: u32| self.groups[a as usize].is_some() && self.is_one_group(a, b);
        for parcel in &self.parcels {
            for ((a, b), metres) in parcel.sheet.iter().flat_map(Sheet::contacts) {
                let (a, b) = (a + parcel.first, b + parcel.first);
                let (p, q) = (&nodes[a as usize], &nodes[b as usize]);
                let gap = length([p.x, p.y], [q.x, q.y]);
                let crowded = 1.0 + CROWDED * CROWDED_HALF_M / (CROWDED_HALF_M + gap);
                edges.push((a, b, (metres * crowded * borders.cost.within(splits(a, b))) as f32));
            }
        }
        for rim in self.rims.iter().filter(|rim| !borders.shut.contains(&rim.edge)) {
            let [Some(one), Some(other)] = rim.sides else { continue };
            let marks = mesh.edges.get(rim.edge).map_or(0, |edge| edge.marks);
            let (own, beyond) = (self.units_along(one, rim.line.len()), self.units_along(other, rim.line.len()));
            for (i, w) in rim.line.windows(2).enumerate() {
                let metres = length(w[0], w[1]) / 2000.0;
                for (a, b) in [(own[i], beyond[i]), (own[i + 1], beyond[i + 1])] {
                    edges.push((a, b, (metres * borders.cost.factor(marks, splits(a, b))) as f32));
                }
            }
        }
        edges
    }

    /// The units beside the vertices of a rim, on one side.
    fn units_along(&self, side: Side, len: usize) -> Vec<u32> {
        let parcel = &self.parcels[side.parcel];
        match &parcel.sheet {
            Some(sheet) => side.along(sheet).into_iter().map(|v| parcel.first + sheet.owner[v as usize]).collect(),
            None => vec![parcel.first; len],
        }
    }

    /// The unit of every home, in the order of the plots that the ground was made of.
    pub fn units_of(&self, plots: &[Plot]) -> Vec<u32> {
        let homes = plots.iter().flat_map(|plot| plot.homes.iter().map(|h| (self.parcel_of[&plot.block], h.at)));
        homes.map(|key| self.unit[&key]).collect()
    }

    /// The first unit of every block.
    pub fn block_units(&self) -> impl Iterator<Item = (Id, u32)> {
        self.parcels.iter().flat_map(|parcel| parcel.blocks.iter().map(|block| (*block, parcel.first)))
    }

    /// The label of every block that lies in one cell; none for those that lines divide.
    pub fn block_labels(&self, label: &[u32]) -> Vec<(Id, Option<u32>)> {
        let mut found = Vec::new();
        for parcel in &self.parcels {
            let own = &label[parcel.first as usize..(parcel.first + parcel.units) as usize];
            let one = own.first().copied().filter(|first| own.iter().all(|l| l == first));
            found.extend(parcel.blocks.iter().map(|block| (*block, one)));
        }
        found
    }

    /// The lines that part units of different labels inside blocks; borders along blocks need none.
    pub fn lines(&self, label: &[u32]) -> Lines {
        let mut found = Lines::default();
        for (parcel, labels) in self.parcels.iter().zip(self.vertex_labels(label)) {
            let Some(sheet) = &parcel.sheet else { continue };
            if labels.windows(2).all(|w| w[0] == w[1]) {
                continue;
            }
            found.lines.extend(led(borders(sheet, &labels), sheet, &parcel.inner));
            found.blocks.extend(&parcel.blocks);
        }
        found
    }

    /// The label of every vertex of every sheet, with borders that end near each other on two sides of a line made to meet.
    fn vertex_labels(&self, label: &[u32]) -> Vec<Vec<u32>> {
        let of = |p: &Parcel| -> Vec<u32> {
            let owners = p.sheet.iter().flat_map(|s| &s.owner);
            owners.map(|o| label[(p.first + o) as usize]).collect()
        };
        let mut labels: Vec<Vec<u32>> = self.parcels.iter().map(of).collect();
        for rim in &self.rims {
            let [Some(left), Some(right)] = rim.sides else { continue };
            let (Some(one), Some(other)) = (&self.parcels[left.parcel].sheet, &self.parcels[right.parcel].sheet) else {
                continue;
            };
            let ours = [(left.parcel, one, left.along(one)), (right.parcel, other, right.along(other))];
            let (mut at, mut jogs) = (0, Vec::new());
            while let Some(jog) = next_jog(&rim.line, &ours, &labels, at) {
                at = jog.1;
                jogs.push(jog);
            }
            for (from, to, becomes) in jogs {
                for (side, (parcel, sheet, chain)) in ours.iter().enumerate() {
                    let Some(new) = becomes[side] else { continue };
                    let moved: Vec<u32> = chain[from..to].to_vec();
                    relabel(sheet, &mut labels[*parcel], &moved, new);
                }
            }
        }
        labels
    }

    /// Units that are better not parted, as one: neighbours of one group, the nearest first, up to `most` of load
    /// together; units that must lie in different cells (`lock`, by unit) stay apart. Also the cluster of each unit.
    pub fn clustered(&self, most: u32, lock: &[Option<u32>]) -> (Graph, Vec<u32>) {
        let graph = &self.graph;
        let mut near: Vec<(f64, u32, u32)> = Vec::new();
        for parcel in self.parcels.iter().filter(|p| p.sheet.is_some()) {
            let own = parcel.first..parcel.first + parcel.units;
            for a in own.clone() {
                let inside = graph.near(a).iter().filter(|b| **b > a && own.contains(b));
                near.extend(inside.filter(|b| self.is_one_group(a, **b)).map(|&b| (graph.metres(a, b), a, b)));
            }
        }
        near.retain(|n| n.0 <= HAMLET_M);
        near.sort_by(|p, q| p.0.total_cmp(&q.0).then((p.1, p.2).cmp(&(q.1, q.2))));
        let mut sets = Sets::new(graph.len());
        let mut weight: Vec<u32> = graph.node.iter().map(|n| n.weight).collect();
        let mut held: Vec<Option<u32>> = (0..graph.len()).map(|u| lock.get(u).copied().flatten()).collect();
        for (_, a, b) in near {
            let (a, b) = (sets.find(a), sets.find(b));
            let (p, q) = (held[a as usize], held[b as usize]);
            let apart = p.is_some() && q.is_some() && p != q;
            if a != b && !apart && weight[a as usize].saturating_add(weight[b as usize]) <= most {
                weight[a.min(b) as usize] = weight[a as usize] + weight[b as usize];
                held[a.min(b) as usize] = p.or(q);
                sets.join(a, b);
            }
        }
        let mut name = vec![u32::MAX; graph.len()];
        let (mut nodes, mut into): (Vec<Node>, Vec<u32>) = (Vec::new(), Vec::new());
        for v in 0..graph.len() as u32 {
            let (root, own) = (sets.find(v) as usize, &graph.node[v as usize]);
            if name[root] == u32::MAX {
                name[root] = nodes.len() as u32;
                nodes.push(Node::default());
            }
            let sum = &mut nodes[name[root] as usize];
            *sum = Node {
                weight: sum.weight + own.weight,
                mass: sum.mass + own.mass,
                x: sum.x + own.mass * own.x,
                y: sum.y + own.mass * own.y,
            };
            into.push(name[root]);
        }
        for node in &mut nodes {
            (node.x, node.y) = (node.x / node.mass, node.y / node.mass);
        }
        let edges: Vec<(u32, u32, f32)> = (0..graph.len() as u32)
            .flat_map(|a| graph.edges(a).filter(move |(b, _)| *b > a).map(move |(b, cost)| (a, b, cost)))
            .map(|(a, b, cost)| (into[a as usize], into[b as usize], cost))
            .collect();
        let mut clusters = Graph::new(nodes, &edges);
        clusters.also = graph.also_joined(&into, clusters.len());
        (clusters, into)
    }

    fn is_one_group(&self, a: u32, b: u32) -> bool {
        self.groups[a as usize] == self.groups[b as usize]
    }
}

/// The next stretch `from..to` of a rim where the two sides disagree between two ends of one border, and which side is
/// to take which label there.
fn next_jog(
    line: &[Spot],
    sides: &[(usize, &Sheet, Vec<u32>); 2],
    labels: &[Vec<u32>],
    start: usize,
) -> Option<(usize, usize, [Option<u32>; 2])> {
    let at = |side: usize, i: usize| labels[sides[side].0][sides[side].2[i] as usize];
    let differs = |i: usize| at(0, i) != at(1, i);
    let mut i = start.max(1);
    while i < line.len() {
        if differs(i) && !differs(i - 1) {
            let mut j = i;
            while j < line.len() && differs(j) && at(0, j) == at(0, i) && at(1, j) == at(1, i) {
                j += 1;
            }
            let before = at(0, i - 1);
            let is_jog = j < line.len() && !differs(j);
            // One side has changed already, the other not yet.
            let (early, late) = if at(0, i) == before { (1, 0) } else { (0, 1) };
            let meets = is_jog && at(late, i) == before && at(early, i) == at(0, j);
            let short =
                line[i - 1..=j.min(line.len() - 1)].windows(2).map(|w| length(w[0], w[1])).sum::<f64>() <= JOG_MM;
            let home = |side: usize| (i..j).any(|v| sides[side].1.is_dwelling[sides[side].2[v] as usize]);
            if meets && short {
                let mut becomes = [None; 2];
                if !home(late) {
                    becomes[late] = Some(at(early, i));
                } else if !home(early) {
                    becomes[early] = Some(before);
                }
                return Some((i, j, becomes));
            }
            i = j.max(i + 1);
        } else {
            i += 1;
        }
    }
    None
}

/// Gives some rim vertices another label, unless a territory would fall apart.
fn relabel(sheet: &Sheet, labels: &mut Vec<u32>, moved: &[u32], new: u32) {
    let before = pieces(sheet, labels);
    let old = labels.clone();
    for &v in moved {
        labels[v as usize] = new;
    }
    if pieces(sheet, labels) > before {
        *labels = old;
    }
}

/// In how many pieces the labelled territories are.
fn pieces(sheet: &Sheet, labels: &[u32]) -> usize {
    let mut sets = Sets::new(labels.len());
    for t in &sheet.triangles {
        for i in 0..3 {
            let (a, b) = (t[i], t[(i + 1) % 3]);
            if labels[a as usize] == labels[b as usize] {
                sets.join(a, b);
            }
        }
    }
    (0..labels.len() as u32).filter(|&v| sets.find(v) == v).count()
}

/// The parcel of every block.
fn parcels_of(mesh: &Mesh, topology: &Topology<'_>, plots: &[Plot], joined: bool) -> BTreeMap<Id, usize> {
    let free: BTreeMap<Id, usize> =
        plots.iter().enumerate().filter(|(_, p)| p.free).map(|(i, p)| (p.block, i)).collect();
    let mut sets = Sets::new(plots.len());
    if joined {
        for (&block, &i) in &free {
            for h in topology.half_edges(block) {
                let made_here = mesh.edges.get(h / 2).is_some_and(|e| e.marks & !(marks::MADE | marks::DRAWN) == 0);
                if let Some(&j) = free.get(&topology.face(h ^ 1)).filter(|_| made_here) {
                    sets.join(i as u32, j as u32);
                }
            }
        }
    }
    let mut name: BTreeMap<u32, usize> = BTreeMap::new();
    plots
        .iter()
        .zip(0..)
        .map(|(plot, i)| {
            let next = name.len();
            (plot.block, *name.entry(sets.find(i)).or_insert(next))
        })
        .collect()
}

/// The vertices of the edges between blocks of one parcel.
fn inner_vertices(mesh: &Mesh, topology: &Topology<'_>, blocks: &[Id], parcel_of: &BTreeMap<Id, usize>) -> Vec<Pt> {
    let inside = |h: &u32| parcel_of.get(&topology.face(*h)) == parcel_of.get(&topology.face(h ^ 1));
    let edges = blocks.iter().flat_map(|block| topology.half_edges(*block)).filter(|h| h.is_multiple_of(2));
    let edges = edges.filter(inside).filter_map(|h| mesh.edges.get(h / 2));
    let mut vertices: Vec<Pt> = edges.filter_map(|edge| mesh.line(edge)).flatten().collect();
    vertices.sort_unstable();
    vertices.dedup();
    vertices
}

/// The edges between parcels, and for each parcel its rim as chains with the parcel on their left.
fn rims(
    mesh: &Mesh,
    topology: &Topology<'_>,
    plots: &[Plot],
    parcel_of: &BTreeMap<Id, usize>,
    count: usize,
) -> (Vec<Rim>, Vec<Vec<Vec<Spot>>>) {
    let mut rims: BTreeMap<u32, Rim> = BTreeMap::new();
    let mut chains: Vec<Vec<Vec<Spot>>> = vec![Vec::new(); count];
    for h in plots.iter().flat_map(|plot| topology.half_edges(plot.block)) {
        let (own, other) = (topology.face(h), topology.face(h ^ 1));
        let p = parcel_of[&own];
        if parcel_of.get(&other) == Some(&p) {
            continue;
        }
        let Some(edge) = mesh.edges.get(h / 2) else { continue };
        let backwards = !h.is_multiple_of(2);
        let rim = rims.entry(h / 2).or_insert_with(|| Rim {
            edge: h / 2,
            line: spaced(&mesh.line(edge).unwrap_or_default()),
            sides: [None; 2],
        });
        let mut chain = rim.line.clone();
        if backwards {
            chain.reverse();
        }
        rim.sides[usize::from(backwards)] = Some(Side { parcel: p, chain: chains[p].len(), backwards });
        chains[p].push(chain);
    }
    (rims.into_values().collect(), chains)
}

/// Homes at one place as one.
fn stacked(homes: &mut [Home]) -> Vec<Home> {
    homes.sort_by_key(|h| (h.at, h.group));
    let mut places: Vec<Home> = Vec::new();
    for home in homes.iter() {
        match places.last_mut().filter(|last| last.at == home.at) {
            Some(last) => last.weight = last.weight.saturating_add(home.weight),
            None => places.push(*home),
        }
    }
    places
}

/// Where people live counts; where nobody lives, the middle of the land, and little.
fn node(homes: &[Home], middle: (f64, f64)) -> Node {
    let weight = homes.iter().fold(0u32, |sum, h| sum.saturating_add(h.weight));
    let n = homes.len() as f64;
    let sum = homes.iter().fold([0.0; 2], |s, h| [s[0] + spot(h.at)[0], s[1] + spot(h.at)[1]]);
    let (x, y) = if homes.is_empty() { middle } else { (sum[0] / n / 1000.0, sum[1] / n / 1000.0) };
    Node { weight, mass: f64::from(weight).max(0.5), x, y }
}
