//! Text as outlines of the bundled font, so that a picture looks the same on every computer.

use std::collections::HashMap;

use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider, OutlineGlyphCollection};
use tiny_skia::{Path, PathBuilder, Transform};

use super::font::NOTO_SANS_SC;

/// Height of a line, in font sizes.
pub const LINE: f32 = 1.25;
/// Depth of the baseline in its line, in font sizes.
const BASELINE: f32 = 0.99;
/// Stands for a character that the font does not have.
const MISSING: char = '□';

/// The font, with the outlines drawn so far.
pub struct Face {
    font: Option<Font>,
    /// In font sizes, y down.
    outlines: HashMap<GlyphId, Option<Path>>,
}

struct Font {
    charmap: skrifa::charmap::Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    outlines: OutlineGlyphCollection<'static>,
}

impl Face {
    pub fn new() -> Self {
        // The file is compiled in and a test reads it; without it a map would still be drawn, without words.
        let font = FontRef::new(NOTO_SANS_SC).ok().map(|font| Font {
            charmap: font.charmap(),
            metrics: font.glyph_metrics(Size::new(1.0), LocationRef::default()),
            outlines: font.outline_glyphs(),
        });
        Self { font, outlines: HashMap::new() }
    }

    /// The glyph and its advance in font sizes; `None` for what takes no place.
    fn glyph(&self, c: char) -> Option<(GlyphId, f32)> {
        let font = self.font.as_ref()?;
        if c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        {
            return None;
        }
        let known = |c: char| font.charmap.map(c);
        let id = known(c).or_else(|| known(stand_in(c)?)).or_else(|| known(MISSING))?;
        Some((id, font.metrics.advance_width(id).unwrap_or(1.0)))
    }

    /// Whether the font has the character, or one that looks the same.
    #[cfg(test)]
    fn has(&self, c: char) -> bool {
        let missing = self.font.as_ref().and_then(|f| f.charmap.map(MISSING));
        c == MISSING || self.glyph(c).is_some_and(|(id, _)| Some(id) != missing)
    }

    /// Width of one line, in the unit of `size`.
    pub fn width(&self, line: &str, size: f32) -> f32 {
        line.chars().filter_map(|c| self.glyph(c)).map(|(_, advance)| advance).sum::<f32>() * size
    }

    /// Width and height of a text whose lines are parted by `\n`.
    pub fn measure(&self, text: &str, size: f32) -> (f32, f32) {
        let width = text.split('\n').map(|line| self.width(line, size)).fold(0.0, f32::max);
        (width, text.split('\n').count() as f32 * size * LINE)
    }

    /// The outline of a text in the box that begins at `left`, `top`; each line centred in `width` if it is given.
    pub fn outline(&mut self, text: &str, size: f32, left: f32, top: f32, width: Option<f32>) -> Option<Path> {
        let mut all = PathBuilder::new();
        for (row, line) in text.split('\n').enumerate() {
            let mut x = left + width.map_or(0.0, |w| (w - self.width(line, size)) / 2.0);
            let y = top + (row as f32 * LINE + BASELINE) * size;
            for c in line.chars() {
                let Some((id, advance)) = self.glyph(c) else { continue };
                let font = &self.font;
                let outline = self.outlines.entry(id).or_insert_with(|| draw(font.as_ref()?, id));
                if let Some(at) =
                    outline.clone().and_then(|p| p.transform(Transform::from_row(size, 0.0, 0.0, size, x, y)))
                {
                    all.push_path(&at);
                }
                x += advance * size;
            }
        }
        all.finish()
    }

    /// Breaks a line so that no row is wider than `width`; beyond `rows` rows the rest becomes an ellipsis.
    ///
    /// Breaks between words, and around Chinese characters, but never before closing punctuation.
    pub fn wrap(&self, line: &str, size: f32, width: f32, rows: usize) -> Vec<String> {
        let mut done: Vec<String> = Vec::new();
        let mut row = String::new();
        let parts = pieces(line).into_iter().flat_map(|piece| self.chopped(piece, size, width));
        for piece in parts {
            if row.is_empty() || self.width(row.trim_end(), size) + self.width(piece.trim_end(), size) <= width {
                row.push_str(piece);
            } else {
                done.push(std::mem::take(&mut row));
                row.push_str(piece.trim_start());
            }
        }
        done.push(row);
        let cut = done.len() > rows;
        done.truncate(rows.max(1));
        let last = done.len() - 1;
        done.iter_mut().enumerate().map(|(i, r)| self.fitted(r.trim_end(), size, width, cut && i == last)).collect()
    }

    /// A piece that is wider than a row by itself, in parts that are not.
    fn chopped<'a>(&self, piece: &'a str, size: f32, width: f32) -> Vec<&'a str> {
        let (mut parts, mut start, mut wide) = (Vec::new(), 0, 0.0);
        for (i, c) in piece.char_indices() {
            let step = if c == ' ' { 0.0 } else { self.glyph(c).map_or(0.0, |(_, advance)| advance * size) };
            if wide + step > width && i > start {
                parts.push(&piece[start..i]);
                (start, wide) = (i, 0.0);
            }
            wide += step;
        }
        parts.push(&piece[start..]);
        parts
    }

    /// The line cut to `width` with an ellipsis, which `always` adds even to a line that fits.
    pub fn fitted(&self, line: &str, size: f32, width: f32, always: bool) -> String {
        if !always && self.width(line, size) <= width {
            return line.to_owned();
        }
        let mut kept = line.to_owned();
        while !kept.is_empty() && self.width(&kept, size) + self.width("…", size) > width {
            kept.pop();
        }
        kept.truncate(kept.trim_end().len());
        kept + "…"
    }
}

/// A character of the font that looks the same: the middle dot of minority names above all.
const fn stand_in(c: char) -> Option<char> {
    match c {
        '\u{b7}' | '\u{2219}' | '\u{22c5}' => Some('\u{2027}'),
        '\u{2212}' => Some('\u{2013}'),
        '\u{b5}' => Some('\u{3bc}'),
        '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{3000}' => Some(' '),
        _ => None,
    }
}

/// The parts of a line between which it may be broken.
fn pieces(line: &str) -> Vec<&str> {
    let wide = |c: char| c >= '\u{2e80}';
    let closing = |c: char| "、。，；：？！）》」』”’…,;:?!)%".contains(c);
    let opening = |c: char| "（《「『“‘(".contains(c);
    let mut out = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (i, c) in line.char_indices() {
        if let Some(b) = before {
            let may = c != ' ' && (b == ' ' || wide(b) || wide(c));
            if may && !closing(c) && !opening(b) {
                out.push(&line[start..i]);
                start = i;
            }
        }
        before = Some(c);
    }
    out.push(&line[start..]);
    out
}

fn draw(font: &Font, id: GlyphId) -> Option<Path> {
    let mut pen = Pen(PathBuilder::new());
    let settings = DrawSettings::unhinted(Size::new(1.0), LocationRef::default());
    font.outlines.get(id)?.draw(settings, &mut pen).ok()?;
    pen.0.finish()
}

/// Fonts have y up, pictures have y down.
struct Pen(PathBuilder);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, -y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, -y);
    }
    fn quad_to(&mut self, a: f32, b: f32, x: f32, y: f32) {
        self.0.quad_to(a, -b, x, -y);
    }
    fn curve_to(&mut self, a: f32, b: f32, c: f32, d: f32, x: f32, y: f32) {
        self.0.cubic_to(a, -b, c, -d, x, -y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_what_the_words_need() {
        let face = Face::new();
        for c in "吉首市筸子坪镇矮寨 Jishou 0123 ²°×–—…·□≤±µ→①②③㎡★▲●■".chars()
        {
            assert!(face.has(c), "{c}");
        }
        for language in ["zh", "en"] {
            let folder = format!("{}/assets/words/{language}", env!("CARGO_MANIFEST_DIR"));
            for file in std::fs::read_dir(folder).unwrap() {
                let words = std::fs::read_to_string(file.unwrap().path()).unwrap();
                let lacking: String = words.chars().filter(|c| !c.is_control() && !face.has(*c)).collect();
                assert_eq!(lacking, "", "{language}");
            }
        }
    }

    #[test]
    fn a_character_the_font_lacks_still_takes_its_place() {
        let mut face = Face::new();
        assert!(!face.has('𠀀'));
        assert!((face.width("吉𠀀", 10.0) - 20.0).abs() < 0.01);
        assert!(face.outline("𠀀", 10.0, 0.0, 0.0, None).is_some());
        assert!(face.outline(" \u{200b}", 10.0, 0.0, 0.0, None).is_none());
    }

    #[test]
    fn wrapping_keeps_every_row_inside_and_loses_nothing_that_fits() {
        let face = Face::new();
        let line = "数据来源:湘西州民政局(2023 年)、Tianditu county borders, made households";
        for width in [60.0, 100.0, 180.0, 1000.0] {
            let rows = face.wrap(line, 12.0, width, 99);
            assert!(rows.iter().all(|r| face.width(r, 12.0) <= width), "{width} {rows:?}");
            let bare = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            assert_eq!(bare(&rows.concat()), bare(line));
        }
        assert!(face.wrap(line, 12.0, 100.0, 2)[1].ends_with('…'));
    }
}
