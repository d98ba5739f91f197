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
    let sheet =
        &Sheet { zoom: if sheet.zoom.is_finite() { sheet.zoom.clamp(0.25, 16.0) } else { 1.0 }, ..sheet.clone() };
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

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::base::Rng;
    use crate::geom::{Bounds, Pt};
    use crate::paint::colour::{CELL_BORDER, HOUSEHOLD, RIVER, ROAD, fill};
    use crate::paint::{Anchor, Entry, Item, Label, Shape, four_colour};

    fn square(x: i32, y: i32, half: i32) -> Vec<Pt> {
        vec![
            Pt::new(x - half, y - half),
            Pt::new(x + half, y - half),
            Pt::new(x + half, y + half),
            Pt::new(x - half, y + half),
        ]
    }

    fn colour_at(png: &[u8], x: u32, y: u32) -> Rgba {
        let c = Pixmap::decode_png(png).unwrap().pixel(x, y).unwrap();
        Rgba { r: c.red(), g: c.green(), b: c.blue(), a: c.alpha() }
    }

    #[test]
    fn a_hole_shows_what_lies_below() {
        let below = Item::Polygons { rings: vec![square(0, 0, 90)], fill: RIVER, stroke: None };
        let above = Item::Polygons { rings: vec![square(0, 0, 50), square(0, 0, 20)], fill: ROAD, stroke: None };
        let list = DrawList { items: vec![below, above] };
        // Also where the rings reach far beyond the picture and are cut.
        for (mm_per_px, ring_at) in [(1.0, 65), (0.01, 100)] {
            let centre = if mm_per_px < 0.1 { [20.0, 0.0] } else { [0.0, 0.0] };
            let view = View { centre, mm_per_px, width: 200.0, height: 200.0 };
            let png = bare_picture(&list, &view, 1.0).unwrap();
            let (hole, ring) = if mm_per_px < 0.1 { (90, 110) } else { (100, ring_at) };
            assert_eq!(colour_at(&png, hole, 100), RIVER);
            assert_eq!(colour_at(&png, ring, 100), ROAD);
        }
    }

    #[test]
    fn a_page_without_sensible_size_is_refused() {
        let view = View { centre: [0.0, 0.0], mm_per_px: 1.0, width: 0.0, height: f32::NAN };
        assert!(bare_picture(&DrawList::default(), &view, 1.0).is_err());
        assert!(picture(&DrawList::default(), &view, &Sheet { width: 2_000_000, ..sheet(Language::En) }).is_err());
        assert!(picture(&DrawList::default(), &view, &Sheet { width: 64, height: 64, ..sheet(Language::En) }).is_ok());
    }

    fn sheet(language: Language) -> Sheet {
        let zh = language == Language::Zh;
        let say = |z: &str, e: &str| if zh { z.to_owned() } else { e.to_owned() };
        let mut legend: Vec<Entry> = (0..5u8)
            .map(|i| Entry {
                swatch: Swatch::Fill(fill(i), Some(Stroke::solid(1.0, CELL_BORDER))),
                text: format!("{} {}", say("网格", "Cell"), i + 1),
            })
            .collect();
        let point = |radius_px, colour, shape| Swatch::Point { radius_px, colour, shape };
        let border = Stroke { width_px: 2.2, colour: INK, dash: Some([10.0, 4.0]) };
        legend.extend([
            Entry { swatch: Swatch::Line(Stroke::solid(3.0, RIVER)), text: say("河流", "River") },
            Entry { swatch: Swatch::Line(Stroke::solid(2.0, ROAD)), text: say("公路", "Road") },
            Entry { swatch: Swatch::Line(border), text: say("乡镇界", "Border of township") },
            Entry { swatch: point(2.5, HOUSEHOLD, Shape::Circle), text: say("住户", "Household") },
            Entry {
                swatch: point(5.5, ALERT, Shape::Triangle),
                text: say("监测户(防返贫监测对象)", "Monitored household (at risk of falling back into poverty)"),
            },
        ]);
        Sheet {
            language,
            width: 1600,
            height: 1100,
            zoom: 1.0,
            title: say(
                "吉首市矮寨镇基础网格划分图(2024 年方案一)",
                "Base grid cells of Aizhai Town, Jishou: plan 1 of 2024",
            ),
            legend,
            crs: "CGCS2000 / 3-degree Gauss-Kruger CM 111E (EPSG:4546)".to_owned(),
            date: "2024-06-01".to_owned(),
            source: say(
                "天地图(县界);住户与村界由程序生成",
                "Tianditu (county border); households and village borders are generated",
            ),
            approval: String::new(),
            mask: say("隐去姓名", "names hidden"),
            made_sample: true,
        }
    }

    /// A made township: a grid of wobbly cells, one with a hole, a river, a road, households, names.
    fn township(side: usize, per_edge: usize, households: usize, language: Language) -> DrawList {
        let mut rng = Rng::stream(11, 0, 0);
        let step = 1_000_000i32;
        let n = side + 1;
        let corners: Vec<Pt> = (0..n * n)
            .map(|i| {
                let mut wobble = || rng.range(-0.28, 0.28) * f64::from(step);
                Pt::new((i % n) as i32 * step + wobble() as i32, (i / n) as i32 * step + wobble() as i32)
            })
            .collect();
        // The same wobble for both cells of an edge, because it depends on the points alone.
        let edge = |a: Pt, b: Pt| -> Vec<Pt> {
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            let mut points: Vec<Pt> = (0..per_edge)
                .map(|k| {
                    let t = k as f64 / per_edge as f64;
                    let phase = f64::from(low.x % 977) + t * 19.0;
                    let off = (t * std::f64::consts::PI).sin() * (phase.sin() * 0.05 + (phase * 2.7).sin() * 0.02);
                    let (dx, dy) = (f64::from(high.x - low.x), f64::from(high.y - low.y));
                    Pt::new(
                        (f64::from(low.x) + dx * t - dy * off) as i32,
                        (f64::from(low.y) + dy * t + dx * off) as i32,
                    )
                })
                .collect();
            if a >= b {
                points.push(high);
                points.remove(0);
                points.reverse();
            }
            points
        };
        let mut list = DrawList::default();
        let mut neighbours = vec![Vec::new(); side * side];
        let mut rings = Vec::new();
        for (i, around) in neighbours.iter_mut().enumerate() {
            let (x, y) = (i % side, i / side);
            if x + 1 < side {
                around.push(i as u32 + 1);
            }
            if y + 1 < side {
                around.push((i + side) as u32);
            }
            let at = |dx: usize, dy: usize| corners[(y + dy) * n + x + dx];
            let ring = [(at(0, 0), at(1, 0)), (at(1, 0), at(1, 1)), (at(1, 1), at(0, 1)), (at(0, 1), at(0, 0))];
            rings.push(ring.iter().flat_map(|(a, b)| edge(*a, *b)).collect::<Vec<Pt>>());
        }
        let colours = four_colour(&neighbours);
        for (ring, colour) in rings.iter().zip(&colours) {
            list.items.push(Item::Polygons { rings: vec![ring.clone()], fill: fill(*colour), stroke: None });
        }
        let extent = step * side as i32;
        let wave = |phase: f64, tilt: f64| -> Vec<Pt> {
            (0..400)
                .map(|k| {
                    let t = f64::from(k) / 399.0 * 1.3 - 0.15;
                    let y = 0.5 + tilt * (t - 0.5) + 0.06 * (t * 9.0 + phase).sin() + 0.015 * (t * 41.0).sin();
                    Pt::new((t * f64::from(extent)) as i32, (y * f64::from(extent)) as i32)
                })
                .collect()
        };
        let line = |points, stroke| Item::Line { points, stroke };
        for ring in &rings {
            let stroke = Some(Stroke::solid(1.2, CELL_BORDER));
            list.items.push(Item::Polygons { rings: vec![ring.clone()], fill: WHITE.with_alpha(0), stroke });
        }
        list.items.push(line(wave(0.0, 0.5), Stroke::solid(4.0, RIVER)));
        list.items.push(line(wave(2.0, -0.7), Stroke::solid(3.4, WHITE)));
        list.items.push(line(wave(2.0, -0.7), Stroke::solid(2.0, ROAD)));
        let mut place = |count: usize| -> Vec<Pt> {
            let mut hamlets = Vec::new();
            for _ in 0..count / 12 + 1 {
                hamlets.push((rng.range(0.02, 0.98) * f64::from(extent), rng.range(0.02, 0.98) * f64::from(extent)));
            }
            (0..count)
                .map(|_| {
                    let (x, y) = hamlets[rng.below(hamlets.len())];
                    let r = f64::from(step) * 0.08;
                    Pt::new((x + rng.normal() * r) as i32, (y + rng.normal() * r) as i32)
                })
                .collect()
        };
        let points = |at, radius_px, colour, shape| Item::Points { at, radius_px, colour, shape };
        list.items.push(points(place(households), 2.0, HOUSEHOLD.with_alpha(190), Shape::Circle));
        let monitored = place(households / 40);
        list.items.push(points(monitored.clone(), 7.0, WHITE, Shape::Triangle));
        list.items.push(points(monitored, 5.0, ALERT, Shape::Triangle));
        let names = ["矮寨村", "坪朗村", "家庭村", "德夯村", "中黄村", "幸福村", "阳孟村", "补点村", "筸子坪"];
        let english =
            ["Aizhai", "Pinglang", "Jiating", "Dehang", "Zhonghuang", "Xingfu", "Yangmeng", "Budian", "Ganziping"];
        for (i, ring) in rings.iter().enumerate() {
            let (x, y) = crate::geom::ring::centroid_mm(ring);
            let name = if language == Language::Zh { names[i % 9] } else { english[i % 9] };
            list.items.push(Item::Label(Label {
                at: Pt::new(x as i32, y as i32),
                text: format!("{name}\n{:02}-{:03}", i / side + 1, i + 1),
                size_px: 14.0,
                colour: INK,
                halo: Some(WHITE.with_alpha(230)),
                priority: if i % 7 == 0 { 5 } else { 3 },
                anchor: Anchor::Centre,
            }));
        }
        list
    }

    fn view_of(list: &DrawList) -> View {
        View::fit(list.bounds().unwrap_or(Bounds { min: Pt::new(0, 0), max: Pt::new(1, 1) }), 1300.0, 950.0, 20.0)
    }

    #[test]
    fn the_same_list_gives_the_same_picture_and_covers_the_page() {
        let list = township(4, 12, 300, Language::Zh);
        let a = picture(&list, &view_of(&list), &sheet(Language::Zh)).unwrap();
        assert_eq!(a, picture(&list, &view_of(&list), &sheet(Language::Zh)).unwrap());
        let page = Pixmap::decode_png(&a).unwrap();
        assert_eq!((page.width(), page.height()), (1600, 1100));
        assert!(page.pixels().iter().all(|p| p.alpha() == 255));
    }

    /// Pictures for people to look at, and the time of a large county: `cargo test --lib county -- --ignored --nocapture`.
    #[test]
    #[ignore = "writes pictures to the temporary folder"]
    fn a_county_is_drawn_in_time() {
        let folder = std::env::temp_dir();
        for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
            let list = township(5, 14, 900, language);
            let png = picture(&list, &view_of(&list), &sheet(language)).unwrap();
            std::fs::write(folder.join(format!("gridwright-sheet-{name}.png")), png).unwrap();
        }
        let list = township(32, 50, 40_000, Language::Zh);
        let start = Instant::now();
        let png = picture(&list, &view_of(&list), &sheet(Language::Zh)).unwrap();
        println!("40,000 points, {} polygons of 200 vertices: {:.2?}", 32 * 32, start.elapsed());
        std::fs::write(folder.join("gridwright-county.png"), png).unwrap();
        let small = Sheet { width: 480, height: 360, ..sheet(Language::En) };
        let list = township(3, 14, 90, Language::En);
        std::fs::write(folder.join("gridwright-small.png"), picture(&list, &view_of(&list), &small).unwrap()).unwrap();
    }
}
