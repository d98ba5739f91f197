//! What the painter keeps for the map between frames: pipelines, and the tables of the ground that it shows.

use std::ops::Range;
use std::sync::Arc;

use eframe::wgpu;

use super::board::GroundBoard;
use super::looks::Looks;
use super::pipelines::Pipelines;

/// Entries in a row of a table; `ROW` of `map.wgsl`.
pub const ROW: usize = 2048;
/// So many more rows let edits of the mesh go on for a while in the same table.
const SPARE: usize = 2;

/// Kept by the painter.
pub struct Room {
    pub pipelines: Pipelines,
    tables: Option<Tables>,
}

struct Tables {
    board: Arc<GroundBoard>,
    /// What has been uploaded.
    looks: Option<Arc<Looks>>,
    blocks: wgpu::Texture,
    edges: wgpu::Texture,
    bound: wgpu::BindGroup,
}

impl Room {
    pub const fn new(pipelines: Pipelines) -> Self {
        Self { pipelines, tables: None }
    }

    /// The tables as they are bound.
    pub fn tables(&self) -> Option<&wgpu::BindGroup> {
        self.tables.as_ref().map(|tables| &tables.bound)
    }

    /// Brings the tables up to date; only entries that have changed are uploaded.
    pub fn show(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, board: &Arc<GroundBoard>, looks: &Arc<Looks>) {
        let fits = |tables: &Tables| Arc::ptr_eq(&tables.board, board) && tables.has_room(looks);
        if !self.tables.as_ref().is_some_and(fits) {
            self.tables = Some(Tables::new(device, &self.pipelines, board, looks));
        }
        let Some(tables) = &mut self.tables else { return };
        if tables.looks.as_ref().is_some_and(|old| Arc::ptr_eq(old, looks)) {
            return;
        }
        let old = tables.looks.as_deref();
        for span in changed(old.map(|old| &old.blocks[..]), &looks.blocks) {
            write(queue, &tables.blocks, &looks.blocks, span);
        }
        for span in changed(old.map(|old| &old.edges[..]), &looks.edges) {
            write(queue, &tables.edges, &looks.edges, span);
        }
        tables.looks = Some(Arc::clone(looks));
    }
}

impl Tables {
    fn has_room(&self, looks: &Looks) -> bool {
        let rows = |texture: &wgpu::Texture| texture.height() as usize;
        looks.blocks.len() <= rows(&self.blocks) * ROW && looks.edges.len() <= rows(&self.edges) * ROW
    }

    fn new(device: &wgpu::Device, pipelines: &Pipelines, board: &Arc<GroundBoard>, looks: &Looks) -> Self {
        let make = |entries: usize, format| {
            device.create_texture(&wgpu::TextureDescriptor {
                label: Some("map table"),
                size: wgpu::Extent3d {
                    width: ROW as u32,
                    height: (entries.div_ceil(ROW) + SPARE) as u32,
                    depth_or_array_layers: 1,
                },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            })
        };
        let blocks = make(looks.blocks.len(), wgpu::TextureFormat::Rg32Uint);
        let edges = make(looks.edges.len(), wgpu::TextureFormat::R8Uint);
        let view = |texture: &wgpu::Texture| texture.create_view(&wgpu::TextureViewDescriptor::default());
        let (block_view, edge_view) = (view(&blocks), view(&edges));
        let bound = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("map tables"),
            layout: &pipelines.tables,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&block_view) },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::TextureView(&edge_view) },
            ],
        });
        Self { board: Arc::clone(board), looks: None, blocks, edges, bound }
    }
}

/// The part of each row of a table that is not as it was.
pub fn changed<T: bytemuck::NoUninit + PartialEq>(old: Option<&[T]>, new: &[T]) -> Vec<Range<usize>> {
    let row = |(row, new): (usize, &[T])| {
        let start = row * ROW;
        let Some(old) = old.and_then(|old| old.get(start..start + new.len())) else {
            return Some(start..start + new.len());
        };
        // Most rows are the same, and bytes are compared many at a time.
        if bytemuck::cast_slice::<T, u8>(old) == bytemuck::cast_slice::<T, u8>(new) {
            return None;
        }
        let differs = |(a, b): (&T, &T)| a != b;
        let first = old.iter().zip(new).position(differs)?;
        let last = old.iter().zip(new).rposition(differs)?;
        Some(start + first..start + last + 1)
    };
    new.chunks(ROW).enumerate().filter_map(row).collect()
}

fn write<T: bytemuck::NoUninit>(queue: &wgpu::Queue, texture: &wgpu::Texture, table: &[T], span: Range<usize>) {
    let origin = wgpu::Origin3d { x: (span.start % ROW) as u32, y: (span.start / ROW) as u32, z: 0 };
    let size = wgpu::Extent3d { width: span.len() as u32, height: 1, depth_or_array_layers: 1 };
    let place = wgpu::TexelCopyTextureInfo { texture, mip_level: 0, origin, aspect: wgpu::TextureAspect::All };
    let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: None, rows_per_image: None };
    queue.write_texture(place, bytemuck::cast_slice(&table[span]), layout, size);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_uploaded() {
        let old: Vec<u8> = vec![0; ROW * 2 + 10];
        assert_eq!(changed(None, &old), [0..ROW, ROW..2 * ROW, 2 * ROW..2 * ROW + 10]);
        assert!(changed(Some(&old), &old).is_empty());
        let mut new = old.clone();
        for i in [5, 9, 2 * ROW + 3] {
            new[i] = 1;
        }
        assert_eq!(changed(Some(&old), &new), [5..10, 2 * ROW + 3..2 * ROW + 4]);
    }
}
