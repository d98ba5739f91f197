//! A map as a PNG file: bare, or on its sheet.

use tiny_skia::{Color, FillRule, PathBuilder, Pixmap};

use super::colour::{ALERT, INK, Rgba, WHITE};
use super::list::{DrawList, Stroke};
use super::raster::{draw, draw_marker, fill_path, stroke_path};
use super::scale_bar::ScaleBar;
use super::sheet::{FRAME, Layout, Part, Rect, Sheet, Swatch, Weight, lay_out};
use super::text::{Face, LINE};
use super::view::View;
use crate::base::Fault;
use crate::say;
use crate::words::{Language, text};

/// Sides of a picture, in pixels: below the least nothing can be read, above the most memory runs out.
const LEAST: u32 = 64;
const MOST: u32 = 20_000;

/// The map on its sheet as PNG. It shows at least what `view` shows, around the same middle.
///
/// Fails where the page has no sensible size.
pub fn picture(list: &DrawList, view: &View, sheet: &Sheet) -> Result<Vec<u8>, Fault> {
    let mut page = blank(sheet.width, sheet.height)?;
    let mut face = Face::new();
    let sheet = &Sheet { zoom: if sheet.zoom.is_finite() { sheet.zoom.clamp(0.25, 16.0) } else { 1.0 }, ..sheet.clone() };
    let layout = lay_out(sheet, view, &face);
    if let Some(mut map) = Pixmap::new(layout.map.width as u32, layout.map.height as u32) {
        map.fill(Color::WHITE);
        draw(list, &layout.view, sheet.zoom, &mut face, &mut map);
        put(&map, layout.map.left as usize, layout.map.top as usize, &mut page);
    }
    around(sheet, &layout, &mut face, &mut page);
    encode(&page)
}

/// The map alone as PNG, as large as the view. `zoom` is pixels of the picture per pixel of style.
///
/// Fails where the view has no sensible size.
pub fn bare_picture(list: &DrawList, view: &View, zoom: f32) -> Result<Vec<u8>, Fault> {
    let mut page = blank(view.width.round() as u32, view.height.round() as u32)?;
    draw(list, view, zoom, &mut Face::new(), &mut page);
    encode(&page)
}

fn blank(width: u32, height: u32) -> Result<Pixmap, Fault> {
    let sensible = |side: u32| (LEAST..=MOST).contains(&side);
    let page = Pixmap::new(width, height).filter(|_| sensible(width) && sensible(height));
    let mut page = page.ok_or_else(|| bad_size(width, height))?;
    page.fill(Color::WHITE);
    Ok(page)
}

fn bad_size(width: u32, height: u32) -> Fault {
    Fault::usage(say!("paint-no-picture", width = width, height = height, least = LEAST, most = MOST))
}

fn encode(page: &Pixmap) -> Result<Vec<u8>, Fault> {
    page.encode_png().map_err(|_| bad_size(page.width(), page.height()))
}

/// Copies a picture without blending, cut at the page's edge.
fn put(map: &Pixmap, left: usize, top: usize, page: &mut Pixmap) {
    let across = page.width() as usize;
    let count = (map.width() as usize).min(across.saturating_sub(left));
    let rows = map.pixels().chunks_exact(map.width() as usize);
    let targets = page.pixels_mut().chunks_exact_mut(across).skip(top);
    rows.zip(targets).for_each(|(from, to)| to[left..left + count].copy_from_slice(&from[..count]));
}

/// Draws frame, texts, legend, arrow and scale bar.
fn around(sheet: &Sheet, layout: &Layout, face: &mut Face, page: &mut Pixmap) {
    let z = sheet.zoom;
    frame(layout.map, 0.5 * z, z, page);
    frame(layout.map, (FRAME - 2.0) * z, 2.0 * z, page);
    for placing in &layout.parts {
        let rect = placing.rect;
        match &placing.part {
            Part::Row { text, size, weight } => write(text, *size, *weight, rect, face, page),
            Part::Swatch(swatch) => draw_swatch(*swatch, rect, z, page),
            Part::North => north(sheet.language, rect, z, face, page),
            Part::Scale(bar) => scale(bar, rect, z, face, page),
        }
    }
}

/// A rectangle `out` pixels outside the map.
fn frame(map: Rect, out: f32, line: f32, page: &mut Pixmap) {
    let rect = tiny_skia::Rect::from_ltrb(
        map.left - out,
        map.top - out,
        map.left + map.width + out,
        map.top + map.height + out,
    );
    if let Some(rect) = rect {
        stroke_path(&PathBuilder::from_rect(rect), &Stroke::solid(line, INK), page);
    }
}

fn write(text: &str, size: f32, weight: Weight, rect: Rect, face: &mut Face, page: &mut Pixmap) {
    let Some(path) = face.outline(text, size, rect.left, rect.top, None) else { return };
    let colour = if weight == Weight::Alert { ALERT } else { INK };
    fill_path(&path, colour, FillRule::Winding, page);
    // The font has one weight; a thin outline makes the other.
    if weight != Weight::Plain {
        stroke_path(&path, &Stroke::solid(size * 0.028, colour), page);
    }
}

fn draw_swatch(swatch: Swatch, r: Rect, z: f32, page: &mut Pixmap) {
    let zoomed = |s: Stroke| Stroke { width_px: s.width_px * z, dash: s.dash.map(|d| d.map(|v| v * z)), ..s };
    let (middle_x, middle_y) = (r.left + r.width / 2.0, r.top + r.height / 2.0);
    match swatch {
        Swatch::Fill(colour, stroke) => {
            let rect = tiny_skia::Rect::from_xywh(r.left.round(), r.top.round(), r.width.round(), r.height.round());
            let Some(path) = rect.map(PathBuilder::from_rect) else { return };
            fill_path(&path, colour, FillRule::Winding, page);
            if let Some(stroke) = stroke {
                stroke_path(&path, &zoomed(stroke), page);
            }
        }
        Swatch::Line(stroke) => {
            let mut path = PathBuilder::new();
            path.move_to(r.left + 1.0 * z, middle_y);
            path.line_to(r.left + r.width - 1.0 * z, middle_y);
            if let Some(path) = path.finish() {
                stroke_path(&path, &zoomed(stroke), page);
            }
        }
        Swatch::Point { radius_px, colour, shape } => {
            let radius = (radius_px * z).min(r.height / 2.0);
            draw_marker(shape, [middle_x, middle_y], radius, colour, page);
        }
    }
}

/// An arrow with a dark and a light half, its letter above.
fn north(language: Language, r: Rect, z: f32, face: &mut Face, page: &mut Pixmap) {
    let letter = text(language, "paint-north");
    let size = 17.0 * z;
    let wide = face.width(&letter, size);
    let at = Rect { left: r.left + (r.width - wide) / 2.0, top: r.top, width: wide, height: size * LINE };
    write(&letter, size, Weight::Bold, at, face, page);
    let x = r.left + r.width / 2.0;
    let (top, bottom) = (at.top + at.height + 2.0 * z, r.top + r.height - 1.0 * z);
    let (half, notch) = (12.0 * z, bottom - 10.0 * z);
    for (side, colour) in [(-half, INK), (half, WHITE)] {
        let mut path = PathBuilder::new();
        path.move_to(x, top);
        path.line_to(x + side, bottom);
        path.line_to(x, notch);
        path.close();
        if let Some(path) = path.finish() {
            fill_path(&path, colour, FillRule::Winding, page);
            stroke_path(&path, &Stroke::solid(1.1 * z, INK), page);
        }
    }
}

/// Four fields, dark and light in turn, with marks at the ends and in the middle.
fn scale(bar: &ScaleBar, r: Rect, z: f32, face: &mut Face, page: &mut Pixmap) {
    let size = 11.0 * z;
    let left = r.left + (r.width - bar.px) / 2.0;
    let high = 7.0 * z;
    let top = r.top + r.height - high - 2.0 * z;
    let field = bar.px / 4.0;
    for i in 0..4u8 {
        let colour: Rgba = if i % 2 == 0 { INK } else { WHITE };
        let rect = tiny_skia::Rect::from_xywh(left + f32::from(i) * field, top, field, high);
        if let Some(path) = rect.map(PathBuilder::from_rect) {
            fill_path(&path, colour, FillRule::Winding, page);
            stroke_path(&path, &Stroke::solid(1.0 * z, INK), page);
        }
    }
    for part in [0.0, 0.5, 1.0] {
        let mark = bar.mark(part);
        // The number stands over its place; the unit hangs out on the right.
        let number = mark.split(' ').next().unwrap_or_default();
        let x = left + bar.px * part as f32 - face.width(number, size) / 2.0;
        let at = Rect { left: x, top: top - size * LINE - 2.0 * z, width: 0.0, height: 0.0 };
        write(&mark, size, Weight::Plain, at, face, page);
    }
}
