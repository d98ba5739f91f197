//! The sheet around the map: what must be printed on it, and where it stands.

use super::colour::Rgba;
use super::list::{Shape, Stroke};
use super::scale_bar::ScaleBar;
use super::text::{Face, LINE};
use super::view::View;
use crate::say;
use crate::words::{Language, say, text};

/// What is printed around a map. Sizes in pixels; empty texts are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub language: Language,
    pub width: u32,
    pub height: u32,
    /// Pixels of the picture per pixel of style: 1 for a screen, about 3 for print at 300 dots per inch.
    pub zoom: f32,
    pub title: String,
    pub legend: Vec<Entry>,
    pub crs: String,
    pub date: String,
    pub source: String,
    /// The map approval number (审图号); without one the sheet says that it is for internal use.
    pub approval: String,
    pub mask: String,
    /// Whether people and households are made up.
    pub made_sample: bool,
}

/// One line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub swatch: Swatch,
    pub text: String,
}

/// The sample before a line of the legend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Swatch {
    Fill(Rgba, Option<Stroke>),
    Line(Stroke),
    Point { radius_px: f32, colour: Rgba, shape: Shape },
}

/// A rectangle on the sheet, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

/// One thing on the sheet, in its rectangle.
#[derive(Clone, Debug, PartialEq)]
pub struct Placing {
    pub rect: Rect,
    pub part: Part,
}

/// What stands on a sheet besides the map.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// One row of text.
    Row {
        text: String,
        size: f32,
        weight: Weight,
    },
    Swatch(Swatch),
    North,
    Scale(ScaleBar),
}

/// How a row of text is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Plain,
    Bold,
    /// Must not be missed.
    Alert,
}

/// Where everything on the sheet stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The map itself, whole pixels; its frame is drawn around it.
    pub map: Rect,
    pub view: View,
    pub parts: Vec<Placing>,
}

/// Room that the frame needs around the map, in style pixels.
pub const FRAME: f32 = 7.0;

/// Lays the sheet out; the map shows at least what `view` shows.
pub fn lay_out(sheet: &Sheet, view: &View, face: &Face) -> Layout {
    let z = sheet.zoom;
    let (width, height) = (sheet.width as f32, sheet.height as f32);
    let margin = (22.0 * z).min(width.min(height) * 0.05);
    let mut parts = Vec::new();

    let top = header(sheet, face, margin, &mut parts);
    let bottom = footer(sheet, face, margin, &mut parts);

    let (left, right) = (margin + FRAME * z, width - margin);
    let column = column_width(sheet, face).min(width * 0.3);
    let map = Rect {
        left: left.round(),
        top: (top + FRAME * z).round(),
        width: (right - column - (FRAME + 16.0) * z - left).floor().max(1.0),
        height: (bottom - top - 2.0 * FRAME * z).floor().max(1.0),
    };
    let view = view.resized(map.width, map.height);
    let beside = Rect { left: right - column, top: top + 8.0 * z, width: column, height: bottom - top - 8.0 * z };
    legend(sheet, face, &view, beside, &mut parts);
    Layout { map, view, parts }
}

/// The title in the middle and the publication note on the right; gives the lower edge.
fn header(sheet: &Sheet, face: &Face, margin: f32, parts: &mut Vec<Placing>) -> f32 {
    let z = sheet.zoom;
    let width = sheet.width as f32;
    let note = match sheet.approval.trim() {
        "" => text(sheet.language, "paint-internal"),
        number => say(sheet.language, &say!("paint-approval", number = number)),
    };
    let note_size = 12.0 * z;
    let note = face.fitted(&note, note_size, width * 0.3, false);
    let note_width = face.width(&note, note_size);

    let room = width - 2.0 * (margin + note_width + 14.0 * z);
    let full = 26.0 * z;
    let size = (full * room / face.width(&sheet.title, full).max(1.0)).clamp(15.0 * z, full);
    let title = face.fitted(&sheet.title, size, room, false);
    let title_width = face.width(&title, size);
    let high = full * LINE;
    let weight = if sheet.approval.trim().is_empty() { Weight::Alert } else { Weight::Plain };
    let lowest = margin * 0.6 + high;
    if !title.trim().is_empty() {
        let left = (width - title_width) / 2.0;
        parts.push(row(title, size, Weight::Bold, left, lowest - size * LINE, title_width));
    }
    parts.push(row(note, note_size, weight, width - margin - note_width, lowest - note_size * LINE, note_width));
    lowest + 6.0 * z
}

/// The facts about the map in rows at the bottom; gives the upper edge.
fn footer(sheet: &Sheet, face: &Face, margin: f32, parts: &mut Vec<Placing>) -> f32 {
    let z = sheet.zoom;
    let size = 12.0 * z;
    let room = sheet.width as f32 - 2.0 * margin;
    let said = |given: &str, message: crate::base::Message| {
        (!given.trim().is_empty()).then(|| (say(sheet.language, &message), Weight::Plain))
    };
    let facts = [
        sheet.made_sample.then(|| (text(sheet.language, "paint-made-sample"), Weight::Alert)),
        said(&sheet.crs, say!("paint-crs", crs = &sheet.crs)),
        said(&sheet.date, say!("paint-date", date = &sheet.date)),
        said(&sheet.mask, say!("paint-mask", level = &sheet.mask)),
        said(&sheet.source, say!("paint-source", source = &sheet.source)),
    ];
    let gap = 26.0 * z;
    let mut placed: Vec<(f32, usize, String, Weight)> = Vec::new();
    let (mut x, mut line) = (0.0, 0);
    for (fact, weight) in facts.into_iter().flatten() {
        if x > 0.0 && x + face.width(&fact, size) > room {
            (x, line) = (0.0, line + 1);
        }
        for (i, piece) in face.wrap(&fact, size, room, 3).into_iter().enumerate() {
            if i > 0 {
                (x, line) = (0.0, line + 1);
            }
            let wide = face.width(&piece, size);
            placed.push((x, line, piece, weight));
            x += wide + gap;
        }
    }
    let lines = if placed.is_empty() { 0 } else { line + 1 };
    let high = size * LINE * 1.1;
    let first = sheet.height as f32 - margin * 0.6 - lines as f32 * high;
    for (x, line, fact, weight) in placed {
        let wide = face.width(&fact, size);
        parts.push(row(fact, size, weight, margin + x, first + line as f32 * high, wide));
    }
    first - 8.0 * z
}

const ENTRY_SIZE: f32 = 13.0;
const SWATCH: [f32; 2] = [30.0, 16.0];
const SWATCH_GAP: f32 = 8.0;

fn column_width(sheet: &Sheet, face: &Face) -> f32 {
    let z = sheet.zoom;
    let texts = sheet.legend.iter().map(|e| face.width(&e.text, ENTRY_SIZE * z)).fold(0.0, f32::max);
    (texts + (SWATCH[0] + SWATCH_GAP) * z).clamp(170.0 * z, 260.0 * z)
}

/// North arrow, legend and scale bar, from top to bottom of the column.
fn legend(sheet: &Sheet, face: &Face, view: &View, column: Rect, parts: &mut Vec<Placing>) {
    let z = sheet.zoom;
    let Rect { left, width, .. } = column;
    let bottom = column.top + column.height;

    let north = Rect { left: left + (width - 40.0 * z) / 2.0, top: column.top, width: 40.0 * z, height: 72.0 * z };
    let scale_high = 34.0 * z;
    let scale_top = bottom - scale_high;
    // On a page too low for all three the legend goes first, then the arrow.
    if north.top + north.height <= scale_top {
        parts.push(Placing { rect: north, part: Part::North });
    }
    if scale_top >= column.top {
        // The outer marks stand half outside the bar.
        let marks = face.width("000 km", 11.0 * z);
        let bar = ScaleBar::new(view.mm_per_px, (width - marks - 8.0 * z).max(1.0));
        let rect = Rect { left, top: scale_top, width, height: scale_high };
        parts.push(Placing { rect, part: Part::Scale(bar) });
    }
    if sheet.legend.is_empty() {
        return;
    }

    let mut y = north.top + north.height + 14.0 * z;
    let lowest = scale_top - 12.0 * z;
    let head = text(sheet.language, "paint-legend");
    let head_size = 15.0 * z;
    if y + head_size * LINE > lowest {
        return;
    }
    let wide = face.width(&head, head_size).min(width);
    parts.push(row(head, head_size, Weight::Bold, left, y, wide));
    y += head_size * LINE + 6.0 * z;

    let size = ENTRY_SIZE * z;
    let indent = (SWATCH[0] + SWATCH_GAP) * z;
    let room = (width - indent).max(size);
    let row_high = size * LINE;
    let gap = 5.0 * z;
    for (i, entry) in sheet.legend.iter().enumerate() {
        let rows = face.wrap(&entry.text, size, room, 2);
        let high = rows.len() as f32 * row_high;
        let last = i + 1 == sheet.legend.len();
        let kept_for_more = if last { 0.0 } else { row_high + gap };
        if y + high + kept_for_more > lowest {
            if y + row_high <= lowest {
                let more = say(sheet.language, &say!("paint-legend-more", count = sheet.legend.len() - i));
                let more = face.fitted(&more, size, width, false);
                let wide = face.width(&more, size);
                parts.push(row(more, size, Weight::Plain, left, y, wide));
            }
            return;
        }
        let swatch =
            Rect { left, top: y + (row_high - SWATCH[1] * z) / 2.0, width: SWATCH[0] * z, height: SWATCH[1] * z };
        parts.push(Placing { rect: swatch, part: Part::Swatch(entry.swatch) });
        for text in rows {
            let wide = face.width(&text, size);
            parts.push(row(text, size, Weight::Plain, left + indent, y, wide));
            y += row_high;
        }
        y += gap;
    }
}

fn row(text: String, size: f32, weight: Weight, left: f32, top: f32, width: f32) -> Placing {
    let rect = Rect { left, top, width, height: size * LINE };
    Placing { rect, part: Part::Row { text, size, weight } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paint::colour::{INK, fill};

    fn entry(text: &str, i: u8) -> Entry {
        Entry { swatch: Swatch::Fill(fill(i), Some(Stroke::solid(1.0, INK))), text: text.to_owned() }
    }

    #[test]
    fn nothing_on_the_sheet_overlaps_or_falls_off_it() {
        let face = Face::new();
        let view = View { centre: [0.0, 0.0], mm_per_px: 20_000.0, width: 800.0, height: 600.0 };
        let long =
            "Everything that one may want to know of the source, in one very long line, 以及很长的中文说明,".repeat(3);
        for language in Language::ALL {
            for (width, height, zoom) in
                [(1600, 1100, 1.0), (700, 1000, 1.0), (420, 300, 1.0), (4961, 3508, 3.0), (64, 64, 1.0)]
            {
                for entries in [0u8, 3, 90] {
                    let sheet = Sheet {
                        language,
                        width,
                        height,
                        zoom,
                        title: "湘西土家族苗族自治州吉首市矮寨镇基础网格与微网格划分图 Base grid cells of Aizhai"
                            .to_owned(),
                        legend: (0..entries)
                            .map(|i| entry(["网格", "A legend line that does not fit one row"][i as usize % 2], i))
                            .collect(),
                        crs: "CGCS2000 / 3-degree Gauss-Kruger CM 111E".to_owned(),
                        date: "2024-06-01".to_owned(),
                        source: long.clone(),
                        approval: if entries == 3 { "湘S(2024)012号".to_owned() } else { String::new() },
                        mask: "names".to_owned(),
                        made_sample: entries > 0,
                    };
                    let laid = lay_out(&sheet, &view, &face);
                    let mut rects: Vec<Rect> = laid.parts.iter().map(|p| p.rect).collect();
                    rects.push(laid.map);
                    let case = format!("{language:?} {width}x{height} {entries}");
                    if width == 64 {
                        continue; // Too small for anything; it only must not fail.
                    }
                    for (i, a) in rects.iter().enumerate() {
                        let (right, bottom) = (a.left + a.width, a.top + a.height);
                        let on_page = a.left >= 0.0 && a.top >= 0.0 && right <= width as f32 && bottom <= height as f32;
                        assert!(on_page, "{case}: {a:?} {:?}", laid.parts.get(i));
                        for b in &rects[i + 1..] {
                            let apart = right <= b.left + 0.01
                                || b.left + b.width <= a.left + 0.01
                                || bottom <= b.top + 0.01
                                || b.top + b.height <= a.top + 0.01;
                            assert!(apart, "{case}: {a:?} and {b:?}: {:?}", laid.parts.get(i));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_sheet_says_what_the_rules_ask_for() {
        let face = Face::new();
        let view = View { centre: [0.0, 0.0], mm_per_px: 5_000.0, width: 800.0, height: 600.0 };
        let sheet = Sheet {
            language: Language::Zh,
            width: 1200,
            height: 800,
            zoom: 1.0,
            title: "网格图".to_owned(),
            legend: vec![],
            crs: "CGCS2000".to_owned(),
            date: "2024-06-01".to_owned(),
            source: "天地图".to_owned(),
            approval: String::new(),
            mask: "names".to_owned(),
            made_sample: true,
        };
        let rows = |s: &Sheet| {
            let parts = lay_out(s, &view, &face).parts;
            let row = |p: Placing| if let Part::Row { text, .. } = p.part { Some(text) } else { None };
            parts.into_iter().filter_map(row).collect::<Vec<_>>().join("|")
        };
        let all = rows(&sheet);
        for must in ["网格图", "CGCS2000", "2024-06-01", "天地图", "仅供内部使用", "脱敏", "样例"] {
            assert!(all.contains(must), "{must}: {all}");
        }
        let public = rows(&Sheet { approval: "湘S(2024)012号".to_owned(), made_sample: false, ..sheet });
        assert!(public.contains("012") && !public.contains("仅供内部使用") && !public.contains("样例"), "{public}");
    }
}
