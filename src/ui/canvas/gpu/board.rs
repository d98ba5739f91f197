//! What is uploaded once: the ground's triangles and lines at all levels of detail, and the dots of the people.

use std::ops::Range;

use eframe::wgpu;
use rayon::prelude::*;
use wgpu::util::DeviceExt as _;

use crate::geom::{Bounds, Pt};
use crate::model::BarrierKind;
use crate::present::scene::{Dots, Ground, LODS, Levels, People, Pieces, Rank};

/// One buffer of the card, in groups that lie together on the map.
#[derive(Default)]
pub struct Batch {
    pub buffer: Option<wgpu::Buffer>,
    /// Corners of triangles, for territory.
    pub corners: Option<wgpu::Buffer>,
    groups: Vec<(Bounds, Range<u32>)>,
}

/// One level of detail.
#[derive(Default)]
pub struct LodBoard {
    pub faces: Batch,
    pub inner: Batch,
    pub border: Batch,
    pub barriers: Batch,
}

/// The ground on the card.
pub struct GroundBoard {
    /// Empty where another level is shown.
    pub lods: Vec<LodBoard>,
    pub levels: Levels,
    /// How many entries the tables need.
    pub blocks: usize,
    pub edges: usize,
}

/// What edits have changed of a ground on the card: drawn in its stead, by entries of the tables behind its own.
#[derive(Default)]
pub struct PatchBoard {
    pub lods: Vec<LodBoard>,
    /// Ascending; those that are no more are among them.
    pub faces: Vec<u32>,
    pub edges: Vec<u32>,
}

/// The people on the card, level by level as `People` has them.
pub struct PeopleBoard {
    pub levels: Vec<Option<wgpu::Buffer>>,
    pub workers: Option<wgpu::Buffer>,
}

impl Batch {
    /// The parts to be drawn, as few as possible.
    pub fn seen(&self, seen: Bounds) -> Vec<Range<u32>> {
        let mut parts: Vec<Range<u32>> = Vec::new();
        for (_, span) in self.groups.iter().filter(|(around, _)| around.touches(seen)) {
            match parts.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                _ => parts.push(span.clone()),
            }
        }
        parts
    }
}

/// Uploads; a buffer that is too large for the card ends it.
struct Loader<'a> {
    device: &'a wgpu::Device,
    most: u64,
}

impl Loader<'_> {
    fn load<T: bytemuck::NoUninit>(&self, rows: &[T], usage: wgpu::BufferUsages) -> Option<Option<wgpu::Buffer>> {
        let contents: &[u8] = bytemuck::cast_slice(rows);
        if contents.len() as u64 > self.most {
            return None;
        }
        let describe = wgpu::util::BufferInitDescriptor { label: Some("map"), contents, usage };
        Some((!rows.is_empty()).then(|| self.device.create_buffer_init(&describe)))
    }
}

impl GroundBoard {
    /// Uploads a ground; `None` where the card has no room for it. Heavy, so not on the thread of a window.
    pub fn new(device: &wgpu::Device, ground: &Ground) -> Option<Self> {
        let loader = Loader { device, most: device.limits().max_buffer_size };
        let levels = ground.levels;
        let lod = |lod: usize| {
            if levels.shown(lod) != lod {
                return Some(LodBoard::default());
            }
            let source = Source { loader: &loader, ground, lod };
            Some(LodBoard {
                faces: source.faces(&ground.faces, |face| face)?,
                inner: source.edges(&ground.inner_edges, |edge| edge)?,
                border: source.edges(&ground.border_edges, |edge| edge)?,
                barriers: source.barriers()?,
            })
        };
        let lods = (0..LODS.len()).into_par_iter().map(lod).collect::<Option<_>>()?;
        let (blocks, edges) = ground.ends();
        Some(Self { lods, levels, blocks, edges })
    }
}

impl PatchBoard {
    /// Uploads what has changed of a ground since it was made.
    pub fn new(device: &wgpu::Device, ground: &Ground, board: &GroundBoard) -> Option<Self> {
        let loader = Loader { device, most: device.limits().max_buffer_size };
        let faces: Vec<u32> = ground.since.faces.iter().copied().collect();
        let edges: Vec<u32> = ground.since.edges.iter().copied().collect();
        let pieces = Pieces::new(faces.iter().filter_map(|face| Some((*face, ground.bounds_of(*face)?))));
        let ranked = |inner: bool| {
            let looks = edges.iter().filter_map(|edge| Some((*edge, ground.edge(*edge)?)));
            let wanted = looks.filter(|(_, look)| (look.rank == Rank::Inner) == inner);
            Pieces::new(wanted.map(|(edge, look)| (edge, look.bounds)))
        };
        let (inner, border) = (ranked(true), ranked(false));
        let behind = |ids: &[u32], count: usize, id: u32| (count + ids.partition_point(|other| *other < id)) as u32;
        let lod = |lod: usize| {
            let source = Source { loader: &loader, ground, lod };
            let number = |edge| behind(&edges, board.edges, edge);
            Some(LodBoard {
                faces: source.faces(&pieces, |face| behind(&faces, board.blocks, face))?,
                inner: source.edges(&inner, number)?,
                border: source.edges(&border, number)?,
                barriers: Batch::default(),
            })
        };
        let lods = (0..LODS.len()).map(lod).collect::<Option<_>>()?;
        Some(Self { lods, faces, edges })
    }
}

/// One level of detail of a ground, about to be uploaded.
struct Source<'a> {
    loader: &'a Loader<'a>,
    ground: &'a Ground,
    lod: usize,
}

impl Source<'_> {
    /// `number` gives the entry of a face in the tables.
    fn faces(&self, pieces: &Pieces, number: impl Fn(u32) -> u32) -> Option<Batch> {
        let (mut rows, mut corners, mut groups): (Vec<[i32; 3]>, Vec<u32>, _) = (Vec::new(), Vec::new(), Vec::new());
        for (around, faces) in pieces.groups() {
            let start = corners.len() as u32;
            for face in faces {
                let (vertices, triangles) = self.ground.fill(*face, self.lod);
                let (first, number) = (rows.len() as u32, number(*face).cast_signed());
                rows.extend(vertices.iter().map(|p| [p.x, p.y, number]));
                corners.extend(triangles.iter().map(|corner| first + corner));
            }
            groups.push((around, start..corners.len() as u32));
        }
        let buffer = self.loader.load(&rows, wgpu::BufferUsages::VERTEX)?;
        Some(Batch { buffer, corners: self.loader.load(&corners, wgpu::BufferUsages::INDEX)?, groups })
    }

    fn edges(&self, pieces: &Pieces, number: impl Fn(u32) -> u32) -> Option<Batch> {
        let (mut rows, mut groups, mut line) = (Vec::new(), Vec::new(), Vec::new());
        for (around, edges) in pieces.groups() {
            let start = rows.len() as u32;
            for edge in edges {
                line.clear();
                if let Some(look) = self.ground.edge(*edge) {
                    look.line.push(self.lod, false, &mut line);
                }
                push_line(&mut rows, &line, number(*edge));
            }
            groups.push((around, start..rows.len() as u32));
        }
        rows.extend(END);
        Some(Batch { buffer: self.loader.load(&rows, wgpu::BufferUsages::VERTEX)?, corners: None, groups })
    }

    fn barriers(&self) -> Option<Batch> {
        let (mut rows, mut groups) = (Vec::new(), Vec::new());
        for (line, wire) in self.ground.barriers.iter().enumerate() {
            let start = rows.len() as u32;
            let number = (line as u32) << 4 | barrier_style(wire.kind, wire.major);
            push_line(&mut rows, &wire.line.at(self.lod).collect::<Vec<Pt>>(), number);
            groups.push((wire.bounds, start..rows.len() as u32));
        }
        rows.extend(END);
        Some(Batch { buffer: self.loader.load(&rows, wgpu::BufferUsages::VERTEX)?, corners: None, groups })
    }
}

/// A vertex of a line: place, number of the line, distance from its start, mm.
type Row = [i32; 4];

/// Both ends stand twice, so that every segment has a vertex before it and one after.
fn push_line(rows: &mut Vec<Row>, line: &[Pt], number: u32) {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return };
    let row = |p: &Pt, along: f64| [p.x, p.y, number.cast_signed(), (along as u32).cast_signed()];
    rows.push(row(first, 0.0));
    rows.push(row(first, 0.0));
    let mut along = 0.0;
    for pair in line.windows(2) {
        along += pair[0].distance_m(pair[1]) * 1000.0;
        rows.push(row(&pair[1], along));
    }
    rows.push(row(last, along));
}

/// The last segment needs rows behind it to end with.
const END: [Row; 3] = [[0, 0, -1, 0]; 3];

/// The style of a barrier among those that lines name themselves.
pub const fn barrier_style(kind: BarrierKind, major: bool) -> u32 {
    kind as u32 * 2 + major as u32
}

impl PeopleBoard {
    /// Uploads the dots of all levels; `None` where the card has no room for them.
    pub fn new(device: &wgpu::Device, people: &People) -> Option<Self> {
        let loader = Loader { device, most: device.limits().max_buffer_size };
        let load = |dots: &Dots| {
            let row = |dot: &crate::present::scene::Dot| {
                [dot.at.x, dot.at.y, dot.count.cast_signed(), dot.monitored.cast_signed()]
            };
            loader.load(&dots.all().iter().map(row).collect::<Vec<Row>>(), wgpu::BufferUsages::VERTEX)
        };
        let levels = people.levels().par_iter().map(load).collect::<Option<_>>()?;
        Some(Self { levels, workers: load(&people.workers)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_segment_has_its_neighbours_beside_it_and_lines_do_not_join() {
        let mut rows = Vec::new();
        push_line(&mut rows, &[Pt::new(0, 0), Pt::new(3_000, 4_000), Pt::new(3_000, 5_000)], 7);
        push_line(&mut rows, &[Pt::new(9, 9), Pt::new(10, 9)], 8);
        push_line(&mut rows, &[], 9);
        rows.extend(END);
        let segments: Vec<&[Row]> = rows.windows(4).filter(|w| w[0][2] == w[3][2] && w[0][2] >= 0).collect();
        let ends = |segment: &[Row]| [1, 2].map(|i| (segment[i][0], segment[i][1]));
        let ends: Vec<_> = segments.iter().map(|segment| ends(segment)).collect();
        assert_eq!(ends, [[(0, 0), (3_000, 4_000)], [(3_000, 4_000), (3_000, 5_000)], [(9, 9), (10, 9)]]);
        assert_eq!(segments[1].iter().map(|row| row[3]).collect::<Vec<_>>(), [0, 5_000, 6_000, 6_000]);
    }
}
