//! What changes from frame to frame: selection, hover, the preview of the tool, marks.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, CornerRadius, Mesh, Painter, Rect, Shape, Stroke, StrokeKind};

use super::atlas::{Atlas, Marker};
use super::dots;
use super::fills::{self, Screen};
use super::strokes::Pen;
use super::widget::CanvasInput;
use crate::geom::Pt;
use crate::model::Id;
use crate::paint::Rgba;
use crate::present::scene::{Scene, triangles};
use crate::session::{Pick, Selection};
use crate::tools::{Outcome, Preview};

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
            if let Some(outcome) = &preview.outcome {
                paint_outcome(scene, screen, outcome, painter);
            }
        }
        if let Some(blocks) = pointed.and_then(|pick| blocks_of(scene, pick)) {
            let mut mesh = fills::blocks(&scene.ground, blocks.iter().copied(), screen, screen.look.casing(70));
            outline(&mut mesh, scene, screen, blocks, 2.6, screen.look.ink(), painter);
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
                screen.look.accent().gamma_multiply(0.12),
                Stroke::new(1.5, screen.look.accent()),
                StrokeKind::Middle,
            );
        }
    }

    /// What a tool draws, over people and names.
    pub fn paint_drawing(
        &self,
        input: &CanvasInput,
        screen: &Screen,
        preview: &Preview,
        atlas: &Atlas,
        painter: &Painter,
    ) {
        let mut line = preview.line.clone();
        if preview.closed && line.len() > 2 {
            line.extend(line.first().copied());
        }
        let mut pen = Pen::new(screen, painter.pixels_per_point());
        pen.draw(line.iter().copied(), 5.0, screen.look.casing(225), None);
        pen.draw(
            line.iter().copied(),
            2.4,
            if preview.refused.is_some() { screen.look.alert() } else { screen.look.accent() },
            None,
        );
        painter.add(Shape::mesh(pen.mesh));
        for corner in &preview.corners {
            let frame = Rect::from_center_size(screen.at(*corner), egui::vec2(7.0, 7.0));
            painter.rect(
                frame,
                CornerRadius::ZERO,
                screen.look.casing(255),
                Stroke::new(1.6, screen.look.accent()),
                StrokeKind::Middle,
            );
        }
        if let Some(catch) = preview.catch.map(|at| screen.at(at)) {
            painter.circle_stroke(catch, 6.5, Stroke::new(3.6, screen.look.casing(255)));
            painter.circle_stroke(catch, 6.5, Stroke::new(2.0, screen.look.accent()));
        }
        let mut mesh = Mesh::with_texture(atlas.markers.id());
        for home in preview.households.iter().filter_map(|id| input.project.households.get(*id)) {
            let at = screen.at(home.at);
            dots::push(&mut mesh, at, 8.0, Marker::Ring, screen.look.casing(255));
            dots::push(&mut mesh, at, 7.0, Marker::Ring, screen.look.accent());
        }
        painter.add(Shape::mesh(mesh));
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
        for (pick, colour) in chosen
            .into_iter()
            .flatten()
            .map(|p| (p, screen.look.accent()))
            .chain(pointed.map(|p| (p, screen.look.ink())))
        {
            if let Some(at) = home(pick).map(|at: Pt| screen.at(at)) {
                dots::push(&mut mesh, at, 11.0, Marker::Ring, screen.look.casing(255));
                dots::push(&mut mesh, at, 10.0, Marker::Ring, colour);
            }
        }
        let near = screen.rect().expand(16.0);
        // Many signs at once would hide the map that they point at.
        let crowded = input.marks.iter().filter(|mark| near.contains(screen.at(mark.at))).nth(CROWD).is_some();
        for mark in input.marks.iter().filter(|mark| near.contains(screen.at(mark.at))) {
            let at = screen.at(mark.at);
            let fill = if mark.grave { screen.look.alert() } else { screen.look.colour(WARNING) };
            let radius = match (mark.chosen, crowded) {
                (true, _) => 12.0,
                (false, false) => 8.0,
                (false, true) => 3.0,
            };
            if mark.chosen {
                dots::push(&mut mesh, at, radius + 7.0, Marker::Ring, fill);
            }
            dots::push(&mut mesh, at, radius + 2.0, Marker::Disc, screen.look.casing(255));
            dots::push(&mut mesh, at, radius, Marker::Disc, fill);
        }
        painter.add(Shape::mesh(mesh));
        let written = |mark: &&super::Mark| (mark.chosen || !crowded) && near.contains(screen.at(mark.at));
        for mark in input.marks.iter().filter(written) {
            let size = if mark.chosen { 16.0 } else { 11.5 };
            let font = egui::FontId::proportional(size);
            painter.text(screen.at(mark.at), egui::Align2::CENTER_CENTER, "!", font, screen.look.casing(255));
        }
    }
}

const WARNING: Rgba = Rgba::hex(0xd07a00);
/// From so many places to look at on the screen on, all but the chosen one shrink to dots.
const CROWD: usize = 40;

/// The blocks that the brush would give to its cell, in that cell's colour.
fn paint_stroke(scene: &Scene, screen: &Screen, preview: &Preview, painter: &Painter) {
    let Some(look) = preview.target.and_then(|id| scene.cells.get(&id)) else { return };
    let fill = if preview.back { screen.look.bare() } else { screen.look.colour(scene.fill_of_cell(look)) };
    let mut mesh = fills::blocks(&scene.ground, preview.blocks.iter().copied(), screen, fill);
    let stripes =
        fills::blocks(&scene.ground, preview.blocks.iter().copied(), screen, screen.look.accent().gamma_multiply(0.22));
    mesh.append(stripes);
    // The cell as it would be: one outline around old and new blocks.
    let whole: BTreeSet<Id> = match preview.back {
        false => look.blocks.union(&preview.blocks).copied().collect(),
        true => look.blocks.difference(&preview.blocks).copied().collect(),
    };
    outline(&mut mesh, scene, screen, &whole, 3.4, screen.look.accent(), painter);
    painter.add(Shape::mesh(mesh));
}

/// The ground that would change hands, in the colour of the cell that gets it; new cells have none yet.
pub fn paint_outcome(scene: &Scene, screen: &Screen, outcome: &Outcome, painter: &Painter) {
    let mut mesh = Mesh::default();
    let mut pen = Pen::new(screen, painter.pixels_per_point());
    for (cell, rings) in &outcome.ground {
        let (vertices, corners) = triangles(rings);
        let own = scene.cells.get(cell).map(|look| screen.look.colour(scene.fill_of_cell(look)));
        for fill in [
            own.unwrap_or(screen.look.bare()),
            screen.look.accent().gamma_multiply(if own.is_some() { 0.2 } else { 0.34 }),
        ] {
            let first = mesh.vertices.len() as u32;
            mesh.vertices.extend(vertices.iter().map(|p| Vertex { pos: screen.at(*p), uv: WHITE_UV, color: fill }));
            mesh.indices.extend(corners.iter().map(|corner| first + corner));
        }
        for ring in rings {
            let closed: Vec<Pt> = ring.iter().chain(ring.first()).copied().collect();
            pen.draw(closed.iter().copied(), 4.6, screen.look.casing(215), None);
            pen.draw(closed.iter().copied(), 2.2, screen.look.accent(), None);
        }
    }
    mesh.append(pen.mesh);
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
        outline(&mut mesh, scene, screen, &blocks.collect(), 4.6, screen.look.accent(), painter);
    }
    for look in selection.cells.iter().filter_map(cell) {
        mesh.append(fills::blocks(
            &scene.ground,
            look.blocks.iter().copied(),
            screen,
            screen.look.accent().gamma_multiply(0.16),
        ));
    }
    let blocks = selection.blocks.iter().copied();
    mesh.append(fills::blocks(&scene.ground, blocks, screen, screen.look.accent().gamma_multiply(0.3)));
    for look in selection.cells.iter().chain(&selection.target).filter_map(cell) {
        outline(&mut mesh, scene, screen, &look.blocks, 3.4, screen.look.accent(), painter);
    }
    outline(&mut mesh, scene, screen, &selection.blocks, 2.2, screen.look.accent(), painter);
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
    let lod = scene.ground.levels.at(screen.view.mm_per_px);
    let mut pen = Pen::new(screen, painter.pixels_per_point());
    let rim: Vec<u32> = scene.rim(blocks).collect();
    for (width, ink) in [(width + 2.6, screen.look.casing(215)), (width, ink)] {
        for edge in &rim {
            pen.draw(scene.ground.line(*edge, lod), width, ink, None);
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
