//! What the card runs: made once, and refused as a whole where the card cannot.

use std::task::{Context, Poll, Waker};

use eframe::egui_wgpu::RenderState;
use eframe::wgpu;
use wgpu::util::DeviceExt as _;

/// Size of what a frame tells the shaders, bytes; `Frame` in `map.wgsl`.
pub const FRAME_BYTES: u64 = 1184;
/// Distance of the entries of `Pass`, bytes: what every card can address.
const PASS_STEP: u64 = 256;
/// Passes by style or marker, and one whose lines name their style themselves.
pub const DIRECT: u32 = 10;

/// Pipelines and what is bound to all of them.
pub struct Pipelines {
    pub faces: wgpu::RenderPipeline,
    pub lines: wgpu::RenderPipeline,
    pub marks: wgpu::RenderPipeline,
    pub frame: wgpu::Buffer,
    pub common: wgpu::BindGroup,
    /// Of the colours of blocks and the lines of edges.
    pub tables: wgpu::BindGroupLayout,
}

impl Pipelines {
    /// Asks the card; `None` where it lacks something.
    pub fn new(state: &RenderState) -> Option<Self> {
        let limits = state.device.limits();
        if limits.max_vertex_buffers < 4 || limits.max_texture_dimension_2d < super::room::ROW as u32 {
            return None;
        }
        let scope = state.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let made = Self::make(&state.device, state.target_format);
        let told = std::pin::pin!(scope.pop()).poll(&mut Context::from_waker(Waker::noop()));
        matches!(told, Poll::Ready(None)).then_some(made)
    }

    /// Where a pass stands among all passes, bytes.
    pub const fn pass(what: u32) -> u32 {
        what * PASS_STEP as u32
    }

    fn make(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let source = wgpu::ShaderSource::Wgsl(include_str!("map.wgsl").into());
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor { label: Some("map"), source });
        let common_layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("map"),
            entries: &[uniform(0, false, FRAME_BYTES), uniform(1, true, 16)],
        });
        let tables = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("map tables"),
            entries: &[table(0), table(1)],
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("map"),
            bind_group_layouts: &[Some(&common_layout), Some(&tables)],
            immediate_size: 0,
        });
        let frame = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("map frame"),
            size: FRAME_BYTES,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let words = (PASS_STEP / 4) as usize;
        let mut passes = vec![0u32; words * (DIRECT as usize + 1)];
        for what in 0..=DIRECT {
            passes[what as usize * words] = what;
            passes[what as usize * words + 1] = u32::from(what == DIRECT);
        }
        let passes = device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
            label: Some("map passes"),
            contents: bytemuck::cast_slice(&passes),
            usage: wgpu::BufferUsages::UNIFORM,
        });
        let pass = wgpu::BufferBinding { buffer: &passes, offset: 0, size: std::num::NonZeroU64::new(16) };
        let common = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("map"),
            layout: &common_layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: frame.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Buffer(pass) },
            ],
        });
        let maker = Maker { device, module: &module, layout: &layout, format };
        use wgpu::VertexFormat::{Sint32x2 as Place, Uint32 as Number};
        Self {
            faces: maker.pipeline("face", &[(12, false, &[(0, 0, Place), (1, 8, Number)])]),
            lines: maker.pipeline(
                "line",
                &[
                    (16, true, &[(0, 0, Place), (1, 8, Number)]),
                    (16, true, &[(2, 0, Place), (3, 12, Number)]),
                    (16, true, &[(4, 0, Place)]),
                    (16, true, &[(5, 0, Place), (6, 8, Number)]),
                ],
            ),
            marks: maker.pipeline("mark", &[(16, true, &[(0, 0, Place), (1, 8, Number), (2, 12, Number)])]),
            frame,
            common,
            tables,
        }
    }
}

/// Bytes from one entry to the next, whether one entry serves a whole instance, and its parts: (location, offset, format).
type Entries<'a> = (u64, bool, &'a [(u32, u64, wgpu::VertexFormat)]);

struct Maker<'a> {
    device: &'a wgpu::Device,
    module: &'a wgpu::ShaderModule,
    layout: &'a wgpu::PipelineLayout,
    format: wgpu::TextureFormat,
}

impl Maker<'_> {
    fn pipeline(&self, name: &str, buffers: &[Entries]) -> wgpu::RenderPipeline {
        let part = |(shader_location, offset, format): &(u32, u64, wgpu::VertexFormat)| wgpu::VertexAttribute {
            shader_location: *shader_location,
            offset: *offset,
            format: *format,
        };
        let parts: Vec<Vec<wgpu::VertexAttribute>> =
            buffers.iter().map(|(.., parts)| parts.iter().map(part).collect()).collect();
        let by_instance = buffers.iter().any(|(_, by_instance, _)| *by_instance);
        let buffers: Vec<_> = buffers
            .iter()
            .zip(&parts)
            .map(|((array_stride, by_instance, _), attributes)| {
                let step_mode =
                    if *by_instance { wgpu::VertexStepMode::Instance } else { wgpu::VertexStepMode::Vertex };
                Some(wgpu::VertexBufferLayout { array_stride: *array_stride, step_mode, attributes })
            })
            .collect();
        let topology =
            if by_instance { wgpu::PrimitiveTopology::TriangleStrip } else { wgpu::PrimitiveTopology::TriangleList };
        let options = wgpu::PipelineCompilationOptions::default();
        self.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some(name),
            layout: Some(self.layout),
            vertex: wgpu::VertexState {
                module: self.module,
                entry_point: Some(&format!("{name}_vertex")),
                compilation_options: options.clone(),
                buffers: &buffers,
            },
            primitive: wgpu::PrimitiveState { topology, ..Default::default() },
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: self.module,
                entry_point: Some(&format!("{name}_fragment")),
                compilation_options: options,
                targets: &[Some(wgpu::ColorTargetState {
                    format: self.format,
                    blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                    write_mask: wgpu::ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: None,
        })
    }
}

fn uniform(binding: u32, moving: bool, bytes: u64) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: moving,
            min_binding_size: std::num::NonZeroU64::new(bytes),
        },
        count: None,
    }
}

fn table(binding: u32) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX,
        ty: wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Uint,
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        },
        count: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wgpu::naga::front::wgsl;
    use wgpu::naga::valid::{Capabilities, ValidationFlags, Validator};

    /// No card is needed to see what a card would refuse.
    #[test]
    fn the_shaders_are_sound_and_take_what_is_sent() {
        let module = wgsl::parse_str(include_str!("map.wgsl")).unwrap();
        Validator::new(ValidationFlags::all(), Capabilities::empty()).validate(&module).unwrap();
        let size = |name: &str| {
            let (_, found) = module.types.iter().find(|(_, t)| t.name.as_deref() == Some(name)).unwrap();
            u64::from(found.inner.size(module.to_ctx()))
        };
        assert_eq!(size("Frame"), FRAME_BYTES);
        assert_eq!(size("Frame"), std::mem::size_of::<super::super::frame::Words>() as u64);
        assert!(size("Pass") <= 16);
        for name in ["face", "line", "mark"] {
            for end in ["vertex", "fragment"] {
                let wanted = format!("{name}_{end}");
                assert!(module.entry_points.iter().any(|entry| entry.name == wanted), "{wanted}");
            }
        }
    }
}
