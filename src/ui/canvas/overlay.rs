//! What changes from frame to frame: selection, hover, the preview of the tool, marks.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Color32, CornerRadius, Mesh, Painter, Rect, Shape, Stroke, StrokeKind};

use super::atlas::{Atlas, Marker};
use super::dots;
use super::fills::{self, Screen};
use super::look::{ACCENT, ALERT, INK, colour};
use super::strokes::Pen;
use super::widget::CanvasInput;
use crate::geom::Pt;
use crate::model::Id;
use crate::present::scene::{Scene, lod_for};
use crate::session::{Pick, Selection};
use crate::tools::Preview;

/// The meshes of the selection, kept while nothing of it changes.
#[derive(Default)]
pub struct Overlay {
    key: Option<(u64, Screen, Selection, Option<Id>)>,
    selection: Arc<Mesh>,
}

impl Overlay {
    /// Selection, hover and preview, over the territory and below people and names.
    pub fn paint(
        &mut self,
        scene: &Scene,
        input: &CanvasInput,
        screen: &Screen,
        preview: Option<&Preview>,
        pointed: Option<Pick>,
        painter: &Painter,
    ) {
        if let Some(preview) = preview {
            paint_stroke(scene, screen, preview, painter);
        }
        if let Some(blocks) = pointed.and_then(|pick| blocks_of(scene, pick)) {
            let mut mesh = fills::blocks(&scene.ground, blocks.iter().copied(), screen, Color32::from_white_alpha(70));
            outline(&mut mesh, scene, screen, blocks, 2.6, INK, painter);
            painter.add(Shape::mesh(mesh));
        }
        let painted = preview.and_then(|preview| preview.target);
        let key = (scene.version, *screen, input.selection.clone(), painted);
        if self.key.as_ref() != Some(&key) {
            self.selection = Arc::new(selected(scene, input, screen, painted, painter));
            self.key = Some(key);
        }
        painter.add(Shape::mesh(Arc::clone(&self.selection)));
        if let Some((from, to)) = preview.and_then(|preview| preview.frame) {
            let frame = Rect::from_two_pos(screen.at(from), screen.at(to));
            painter.rect(
                frame,
                CornerRadius::ZERO,
                ACCENT.gamma_multiply(0.12),
                Stroke::new(1.5, ACCENT),
                StrokeKind::Middle,
            );
        }
    }

    /// The chosen person and the places to look at, over everything.
    pub fn paint_marks(
        &self,
        input: &CanvasInput,
        screen: &Screen,
        pointed: Option<Pick>,
        atlas: &Atlas,
        painter: &Painter,
    ) {
        let mut mesh = Mesh::with_texture(atlas.markers.id());
        let home = |pick: Pick| match pick {
            Pick::Household(id) => input.project.households.get(id).map(|household| household.at),
            Pick::Worker(id) => input.project.workers.get(id).and_then(|worker| worker.home),
            Pick::Cell(_) | Pick::Block(_) | Pick::Area(_) => None,
        };
        let selection = input.selection;
        let chosen = [selection.household.map(Pick::Household), selection.worker.map(Pick::Worker)];
        for (pick, colour) in chosen.into_iter().flatten().map(|p| (p, ACCENT)).chain(pointed.map(|p| (p, INK))) {
            if let Some(at) = home(pick).map(|at: Pt| screen.at(at)) {
                dots::push(&mut mesh, at, 11.0, Marker::Ring, Color32::WHITE);
                dots::push(&mut mesh, at, 10.0, Marker::Ring, colour);
            }
        }
        let near = screen.rect().expand(16.0);
        // Many signs at once would hide the map that they point at.
        let crowded = input.marks.iter().filter(|mark| near.contains(screen.at(mark.at))).nth(CROWD).is_some();
        for mark in input.marks.iter().filter(|mark| near.contains(screen.at(mark.at))) {
            let at = screen.at(mark.at);
            let fill = if mark.grave { ALERT } else { Color32::from_rgb(0xd0, 0x7a, 0x00) };
            let radius = match (mark.chosen, crowded) {
                (true, _) => 12.0,
                (false, false) => 8.0,
                (false, true) => 3.0,
            };
            if mark.chosen {
                dots::push(&mut mesh, at, radius + 7.0, Marker::Ring, fill);
            }
            dots::push(&mut mesh, at, radius + 2.0, Marker::Disc, Color32::WHITE);
            dots::push(&mut mesh, at, radius, Marker::Disc, fill);
        }
        painter.add(Shape::mesh(mesh));
        let written = |mark: &&super::Mark| (mark.chosen || !crowded) && near.contains(screen.at(mark.at));
        for mark in input.marks.iter().filter(written) {
            let size = if mark.chosen { 16.0 } else { 11.5 };
            let font = egui::FontId::proportional(size);
            painter.text(screen.at(mark.at), egui::Align2::CENTER_CENTER, "!", font, Color32::WHITE);
        }
    }
}

/// From so many places to look at on the screen on, all but the chosen one shrink to dots.
const CROWD: usize = 40;

/// The blocks that the brush would give to its cell, in that cell's colour.
fn paint_stroke(scene: &Scene, screen: &Screen, preview: &Preview, painter: &Painter) {
    let Some(look) = preview.target.and_then(|id| scene.cells.get(&id)) else { return };
    let fill = colour(scene.fill_of_cell(look));
    let mut mesh = fills::blocks(&scene.ground, preview.blocks.iter().copied(), screen, fill);
    let stripes = fills::blocks(&scene.ground, preview.blocks.iter().copied(), screen, ACCENT.gamma_multiply(0.22));
    mesh.append(stripes);
    // The cell as it would be: one outline around old and new blocks.
    let whole: BTreeSet<Id> = look.blocks.union(&preview.blocks).copied().collect();
    outline(&mut mesh, scene, screen, &whole, 3.4, ACCENT, painter);
    painter.add(Shape::mesh(mesh));
}

/// The selection; the cell that is painted to has its own outline.
fn selected(scene: &Scene, input: &CanvasInput, screen: &Screen, painted: Option<Id>, painter: &Painter) -> Mesh {
    let selection = input.selection;
    let mut mesh = Mesh::default();
    let cell = |id: &Id| scene.cells.get(id).filter(|_| painted != Some(*id));
    if let Some(area) = selection.area {
        let project = input.project;
        let blocks = project.blocks.iter().filter(|(_, block)| project.lies_in(block.area, area)).map(|(id, _)| id);
        outline(&mut mesh, scene, screen, &blocks.collect(), 4.6, ACCENT, painter);
    }
    for look in selection.cells.iter().filter_map(cell) {
        mesh.append(fills::blocks(&scene.ground, look.blocks.iter().copied(), screen, ACCENT.gamma_multiply(0.16)));
    }
    let blocks = selection.blocks.iter().copied();
    mesh.append(fills::blocks(&scene.ground, blocks, screen, ACCENT.gamma_multiply(0.3)));
    for look in selection.cells.iter().chain(&selection.target).filter_map(cell) {
        outline(&mut mesh, scene, screen, &look.blocks, 3.4, ACCENT, painter);
    }
    outline(&mut mesh, scene, screen, &selection.blocks, 2.2, ACCENT, painter);
    mesh
}

/// The rim of some blocks, with a light casing so that it shows on every ground.
fn outline(
    mesh: &mut Mesh,
    scene: &Scene,
    screen: &Screen,
    blocks: &BTreeSet<Id>,
    width: f32,
    ink: Color32,
    painter: &Painter,
) {
    let detail = &scene.ground.lods[lod_for(screen.view.mm_per_px)];
    let mut pen = Pen::new(screen, painter.pixels_per_point());
    let rim: Vec<u32> = scene.rim(blocks).collect();
    for (width, ink) in [(width + 2.6, Color32::from_white_alpha(215)), (width, ink)] {
        for edge in &rim {
            pen.draw(detail.edges.get(*edge), width, ink, None);
        }
    }
    mesh.append(pen.mesh);
}

fn blocks_of(scene: &Scene, pick: Pick) -> Option<&BTreeSet<Id>> {
    match pick {
        Pick::Cell(id) => scene.cells.get(&id).map(|look| &look.blocks),
        Pick::Block(_) | Pick::Area(_) | Pick::Household(_) | Pick::Worker(_) => None,
    }
}
