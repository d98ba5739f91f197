//! Draws the map in the painter's own pass, below and above what is selected.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui_wgpu::{CallbackResources, CallbackTrait, ScreenDescriptor};
use eframe::wgpu;
use egui::PaintCallbackInfo;

use super::board::{Batch, GroundBoard, LodBoard, PatchBoard, PeopleBoard};
use super::frame::{SIZE, Words};
use super::looks::Looks;
use super::pipelines::{DIRECT, Pipelines};
use super::room::Room;
use crate::geom::Bounds;
use crate::present::scene::{Layer, LineKind};

/// What one frame shows.
pub struct Shown {
    pub ground: Arc<GroundBoard>,
    pub patch: Arc<PatchBoard>,
    pub people: Arc<PeopleBoard>,
    pub looks: Arc<Looks>,
    pub words: Words,
    pub lod: usize,
    pub seen: Bounds,
    pub barriers: bool,
    /// From below to above.
    pub order: [Layer; 3],
    /// The kinds of lines that the scale has room for, the lightest first.
    pub kinds: Vec<LineKind>,
    /// The level of the dots, and the parts of it in sight; none where households are not shown.
    pub dots: Option<(usize, Vec<Range<u32>>)>,
    pub workers: Vec<Range<u32>>,
}

/// Territory and lines.
pub struct Below(pub Arc<Shown>);

/// People.
pub struct Above(pub Arc<Shown>);

/// What a marker stands for; as in `map.wgsl`.
const ORDINARY: u32 = 0;
const MONITORED: u32 = 1;
const WORKERS: u32 = 2;

impl CallbackTrait for Below {
    fn prepare(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        screen: &ScreenDescriptor,
        _encoder: &mut wgpu::CommandEncoder,
        resources: &mut CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        if let Some(room) = resources.get_mut::<Room>() {
            room.show(device, queue, &self.0.ground, &self.0.looks);
            let mut words = self.0.words;
            for (word, pixels) in words[SIZE..].iter_mut().zip(screen.size_in_pixels) {
                *word = (pixels as f32).to_bits();
            }
            queue.write_buffer(&room.pipelines.frame, 0, bytemuck::cast_slice(&words));
        }
        Vec::new()
    }

    fn paint(&self, info: PaintCallbackInfo, pass: &mut wgpu::RenderPass<'static>, resources: &CallbackResources) {
        let Some(room) = resources.get::<Room>() else { return };
        let (shown, pipelines) = (&self.0, &room.pipelines);
        if !open(&info, pass, room) {
            return;
        }
        let lods = shown.lods();
        pass.set_pipeline(&pipelines.faces);
        bind(pass, pipelines, 0);
        for faces in lods.iter().map(|lod| &lod.faces) {
            let (Some(buffer), Some(corners)) = (&faces.buffer, &faces.corners) else { continue };
            pass.set_vertex_buffer(0, buffer.slice(..));
            pass.set_index_buffer(corners.slice(..), wgpu::IndexFormat::Uint32);
            for span in faces.seen(shown.seen) {
                pass.draw_indexed(span, 0, 0..1);
            }
        }
        for layer in shown.order {
            match layer {
                Layer::Barriers if shown.barriers => {
                    pass.set_pipeline(&pipelines.lines);
                    bind(pass, pipelines, DIRECT);
                    for lod in &lods {
                        lines(pass, &lod.barriers, &lod.barriers.seen(shown.seen));
                    }
                }
                Layer::Barriers => {}
                Layer::Borders => shown.borders(pass, pipelines),
                Layer::People if shown.people_last() => {}
                Layer::People => shown.people(pass, pipelines),
            }
        }
    }
}

impl Shown {
    /// The boards of the level of detail: of the ground, and of what has changed since.
    fn lods(&self) -> Vec<&LodBoard> {
        [&self.ground.lods, &self.patch.lods].into_iter().filter_map(|lods| lods.get(self.lod)).collect()
    }

    /// Whether people lie over everything, what is selected included.
    fn people_last(&self) -> bool {
        self.order.last() == Some(&Layer::People)
    }

    fn borders(&self, pass: &mut wgpu::RenderPass<'static>, pipelines: &Pipelines) {
        pass.set_pipeline(&pipelines.lines);
        let lods = self.lods();
        let spans: Vec<_> =
            lods.iter().map(|lod| (lod, lod.inner.seen(self.seen), lod.border.seen(self.seen))).collect();
        for kind in &self.kinds {
            bind(pass, pipelines, *kind as u32 + 1);
            for (lod, inner, border) in &spans {
                // Only where the areas are not shown are their borders those of cells.
                if matches!(kind, LineKind::Block | LineKind::Cell | LineKind::Gap | LineKind::Old) {
                    lines(pass, &lod.inner, inner);
                }
                if !matches!(kind, LineKind::Block | LineKind::Old) {
                    lines(pass, &lod.border, border);
                }
            }
        }
    }

    fn people(&self, pass: &mut wgpu::RenderPass<'static>, pipelines: &Pipelines) {
        pass.set_pipeline(&pipelines.marks);
        if let Some((level, spans)) = &self.dots {
            for what in [ORDINARY, MONITORED] {
                bind(pass, pipelines, what);
                marks(pass, self.people.levels[*level].as_ref(), spans);
            }
        }
        bind(pass, pipelines, WORKERS);
        marks(pass, self.people.workers.as_ref(), &self.workers);
    }
}

impl CallbackTrait for Above {
    fn paint(&self, info: PaintCallbackInfo, pass: &mut wgpu::RenderPass<'static>, resources: &CallbackResources) {
        let Some(room) = resources.get::<Room>() else { return };
        let (shown, pipelines) = (&self.0, &room.pipelines);
        if shown.people_last() && open(&info, pass, room) {
            shown.people(pass, pipelines);
        }
    }
}

/// Draws over the whole screen, so that nothing is rounded to the map's corner; what lies outside the map is cut off.
fn open(info: &PaintCallbackInfo, pass: &mut wgpu::RenderPass<'static>, room: &Room) -> bool {
    let Some(tables) = room.tables() else { return false };
    let [width, height] = info.screen_size_px;
    pass.set_viewport(0.0, 0.0, width as f32, height as f32, 0.0, 1.0);
    pass.set_bind_group(1, tables, &[]);
    true
}

fn bind(pass: &mut wgpu::RenderPass<'static>, pipelines: &Pipelines, what: u32) {
    pass.set_bind_group(0, &pipelines.common, &[Pipelines::pass(what)]);
}

/// Bytes of a row of lines and of markers.
const ROW_BYTES: u64 = 16;

fn lines(pass: &mut wgpu::RenderPass<'static>, batch: &Batch, spans: &[Range<u32>]) {
    let Some(buffer) = &batch.buffer else { return };
    for span in spans {
        // The same rows four times: the vertex before, both ends, and the vertex after.
        for slot in 0..4u32 {
            pass.set_vertex_buffer(slot, buffer.slice(u64::from(span.start + slot) * ROW_BYTES..));
        }
        pass.draw(0..4, 0..span.end - span.start);
    }
}

fn marks(pass: &mut wgpu::RenderPass<'static>, buffer: Option<&wgpu::Buffer>, spans: &[Range<u32>]) {
    let Some(buffer) = buffer else { return };
    for span in spans {
        pass.set_vertex_buffer(0, buffer.slice(u64::from(span.start) * ROW_BYTES..));
        pass.draw(0..4, 0..span.end - span.start);
    }
}
