//! Households and workers as markers: one textured square each.

use egui::{Color32, Mesh, Pos2, Rect, Vec2};

use super::atlas::{Atlas, Marker, marker_uv};
use super::fills::Screen;
use crate::paint::colour::HOUSEHOLD;
use crate::present::scene::{CROWDED_MM_PER_PX, Scene};

/// The households in sight, one by one or thinned as the scale asks.
pub fn households(scene: &Scene, screen: &Screen, atlas: &Atlas) -> Mesh {
    let mut mesh = Mesh::with_texture(atlas.markers.id());
    let (dots, single) = scene.people.dots(screen.view.mm_per_px);
    let seen = screen.drawn();
    let closeness = (6_000.0 / screen.view.mm_per_px).clamp(1.0, 6.0).sqrt() as f32;
    let mut monitored = Vec::new();
    let crowded = screen.view.mm_per_px > CROWDED_MM_PER_PX;
    let fade: f32 = if crowded { 0.6 } else { 1.0 };
    let look = screen.look;
    let [r, g, b, _] = look.colour(HOUSEHOLD).to_array();
    let household = |alpha: u8| Color32::from_rgba_unmultiplied(r, g, b, alpha).gamma_multiply(fade);
    for dot in dots.seen(seen) {
        let at = screen.at(dot.at);
        if dot.monitored > 0 && (!crowded || scene.options.monitored_only) {
            monitored.push((at, dot.monitored));
        }
        if scene.options.monitored_only || (single && dot.monitored > 0) {
            continue;
        }
        let (radius, alpha) = if single {
            (1.5 * closeness, 210)
        } else {
            ((1.05 + 0.32 * (dot.count as f32).log2()).min(3.2), (110 + 20 * dot.count.ilog2().min(6)) as u8)
        };
        push(&mut mesh, at, radius * fade, Marker::Disc, household(alpha));
    }
    // Above the others, or they would be lost where people live close together.
    for (at, count) in monitored {
        let radius = if single { 2.9 * closeness } else { (2.2 + 0.5 * (count as f32).log2()).min(4.5) };
        if single {
            push(&mut mesh, at, radius + 1.2, Marker::Triangle, look.casing(255));
        }
        push(&mut mesh, at, radius, Marker::Triangle, look.alert().gamma_multiply(if single { 1.0 } else { 0.75 }));
    }
    mesh
}

/// Workers' homes in sight.
pub fn workers(scene: &Scene, screen: &Screen, atlas: &Atlas, fill: Color32) -> Mesh {
    let mut mesh = Mesh::with_texture(atlas.markers.id());
    let radius = if screen.view.mm_per_px > 15_000.0 { 2.6 } else { 5.0 };
    let look = screen.look;
    for dot in scene.people.workers.seen(screen.drawn()) {
        let at = screen.at(dot.at);
        push(&mut mesh, at, radius + 1.5, Marker::Square, look.casing(255));
        push(&mut mesh, at, radius, Marker::Square, fill);
    }
    mesh
}

/// One marker.
pub fn push(mesh: &mut Mesh, at: Pos2, radius: f32, marker: Marker, colour: Color32) {
    // The picture leaves a rim free, so that the edge stays smooth.
    let rect = Rect::from_center_size(at, Vec2::splat(2.0 * radius / 0.9));
    mesh.add_rect_with_uv(rect, marker_uv(marker), colour);
}
