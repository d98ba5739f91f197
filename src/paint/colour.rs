//! The colours of the map, and which cell gets which so that neighbours never match.

use std::collections::BTreeSet;

/// A colour with straight (not premultiplied) alpha.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgba {
    pub r: u8,
    pub g: u8,
    pub b: u8,
    pub a: u8,
}

impl Rgba {
    /// An opaque colour, written as in `0x3b7bbf`.
    pub const fn hex(rgb: u32) -> Self {
        let [_, r, g, b] = rgb.to_be_bytes();
        Self { r, g, b, a: 255 }
    }

    /// The same colour with another alpha.
    #[must_use]
    pub const fn with_alpha(self, a: u8) -> Self {
        Self { a, ..self }
    }

    /// The colour that stands for this one on a dark ground: light becomes dark and dark light, the hue stays.
    ///
    /// Lightness is that of OKLab (Björn Ottosson 2020). The curve spreads light fills, which lie close together by day, and
    /// neither end is black or white, which would glare.
    #[must_use]
    pub fn at_night(self) -> Self {
        let [lightness, a, b] = self.oklab();
        let turned = 0.18 + 0.78 * (1.0 - lightness).max(0.0).powf(0.62);
        // Fills glow on a dark ground, so that they are paler there; and what no screen can show loses colour rather than
        // lightness.
        let calm = 1.0 - 0.45 * lightness * lightness;
        let shares = (0..=10).map(|step| calm * (1.0 - 0.1 * step as f32));
        let shown = |share: f32| Self::of_oklab([turned, a * share, b * share], self.a);
        shares.into_iter().find_map(shown).unwrap_or(self)
    }

    fn oklab(self) -> [f32; 3] {
        let [r, g, b] = [self.r, self.g, self.b].map(|c| {
            let c = f32::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        let l = (0.412_221_47 * r + 0.536_332_54 * g + 0.051_445_993 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_84 * g + 0.629_978_7 * b).cbrt();
        [
            0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        ]
    }

    /// None where no screen can show it.
    fn of_oklab([lightness, a, b]: [f32; 3], alpha: u8) -> Option<Self> {
        let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
        let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
        let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
        let rgb = [
            4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
            -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
            -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
        ];
        let shown = rgb.iter().all(|c| (-0.002..=1.002).contains(c));
        let [r, g, b] = rgb.map(|c| {
            let c = c.clamp(0.0, 1.0);
            let c = if c <= 0.003_130_8 { c * 12.92 } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
            (c * 255.0).round() as u8
        });
        shown.then_some(Self { r, g, b, a: alpha })
    }
}

/// Text and frames.
pub const INK: Rgba = Rgba::hex(0x2b2f36);
pub const WHITE: Rgba = Rgba::hex(0xffffff);
pub const RIVER: Rgba = Rgba::hex(0x2f6fb0);
pub const ROAD: Rgba = Rgba::hex(0xa8741f);
/// Borders of cells.
pub const CELL_BORDER: Rgba = Rgba::hex(0x4a4f58);
pub const HOUSEHOLD: Rgba = Rgba::hex(0x3a3f47);
/// Markers of monitored households, and notes that must not be missed.
pub const ALERT: Rgba = Rgba::hex(0xb8142a);

/// Calm fills for cells that must differ from their neighbours: the first six differ most.
pub const FILLS: [Rgba; 12] = [
    Rgba::hex(0xb5efcb),
    Rgba::hex(0xf5e5aa),
    Rgba::hex(0xb0b8f2),
    Rgba::hex(0xeeac92),
    Rgba::hex(0x9ee4f5),
    Rgba::hex(0xeca9c8),
    Rgba::hex(0xbdbcad),
    Rgba::hex(0xabbce0),
    Rgba::hex(0xe6c892),
    Rgba::hex(0xebcdd5),
    Rgba::hex(0xd0eebd),
    Rgba::hex(0xbad4aa),
];

/// Fills that colour-blind eyes tell apart too (Paul Tol's light scheme, 2021).
pub const SAFE_FILLS: [Rgba; 9] = [
    Rgba::hex(0x99ddff),
    Rgba::hex(0xeedd88),
    Rgba::hex(0xffaabb),
    Rgba::hex(0x77aadd),
    Rgba::hex(0xee8866),
    Rgba::hex(0xbbcc33),
    Rgba::hex(0x44bb99),
    Rgba::hex(0xdddddd),
    Rgba::hex(0xaaaa00),
];

/// The fill for a number that [`four_colour`] gave.
pub const fn fill(colour: u8) -> Rgba {
    FILLS[colour as usize % FILLS.len()]
}

/// Any map can be coloured with so few, see [`four_colour`].
const ENOUGH: u8 = 6;

/// A small colour number for each cell, so that no two neighbours have the same; the same every time.
///
/// `neighbours[i]` lists the neighbours of cell `i`; a pair may be listed from one side only. Cells of a map get at most six
/// colours, used about equally often: a planar graph always has a cell with at most five neighbours, so taking such cells
/// off one by one and colouring in reverse never lacks a sixth (smallest-last order, Matula & Beck 1983).
pub fn four_colour(neighbours: &[Vec<u32>]) -> Vec<u8> {
    keep_colours(neighbours, &[])
}

/// Like [`four_colour`], but a cell keeps the colour that it had `before` unless a neighbour with a lower index has the
/// same, so that an edit does not repaint the map. May need a few colours more.
pub fn keep_colours(neighbours: &[Vec<u32>], before: &[Option<u8>]) -> Vec<u8> {
    let around = both_ways(neighbours);
    let mut colours = vec![None; around.len()];
    // One more for all colours beyond the six.
    let mut used = [0usize; ENOUGH as usize + 1];
    for (cell, colour) in before.iter().enumerate().take(around.len()) {
        if let Some(colour) = colour.filter(|c| !around[cell].iter().any(|n| colours[*n] == Some(*c))) {
            colours[cell] = Some(colour);
            used[usize::from(colour.min(ENOUGH))] += 1;
        }
    }
    for cell in smallest_last(&around) {
        if colours[cell].is_some() {
            continue;
        }
        let seen: BTreeSet<u8> = around[cell].iter().filter_map(|n| colours[*n]).collect();
        let least_used = (0..ENOUGH).filter(|c| !seen.contains(c)).min_by_key(|c| used[usize::from(*c)]);
        let colour = least_used.or_else(|| (ENOUGH..u8::MAX).find(|c| !seen.contains(c))).unwrap_or(u8::MAX);
        colours[cell] = Some(colour);
        used[usize::from(colour.min(ENOUGH))] += 1;
    }
    colours.into_iter().map(Option::unwrap_or_default).collect()
}

fn both_ways(neighbours: &[Vec<u32>]) -> Vec<Vec<usize>> {
    let mut around = vec![Vec::new(); neighbours.len()];
    for (a, list) in neighbours.iter().enumerate() {
        for b in list.iter().map(|b| *b as usize).filter(|b| *b != a && *b < neighbours.len()) {
            around[a].push(b);
            around[b].push(a);
        }
    }
    for list in &mut around {
        list.sort_unstable();
        list.dedup();
    }
    around
}

/// The cells in the order in which to colour them: each has few neighbours before it.
fn smallest_last(around: &[Vec<usize>]) -> Vec<usize> {
    let mut degree: Vec<usize> = around.iter().map(Vec::len).collect();
    let mut waiting: BTreeSet<(usize, usize)> = degree.iter().copied().zip(0..).collect();
    let mut order = Vec::with_capacity(around.len());
    while let Some((_, cell)) = waiting.pop_first() {
        order.push(cell);
        for n in &around[cell] {
            if waiting.remove(&(degree[*n], *n)) {
                degree[*n] -= 1;
                waiting.insert((degree[*n], *n));
            }
        }
    }
    order.reverse();
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;

    /// A random planar graph: each new node goes into a random triangle; then some edges are dropped.
    fn planar(seed: u64, n: u32, keep: f64) -> Vec<Vec<u32>> {
        let mut rng = Rng::stream(seed, 0, 0);
        let mut triangles = vec![[0, 1, 2], [0, 1, 2]];
        let mut edges = vec![(0, 1), (1, 2), (0, 2)];
        for new in 3..n {
            let i = rng.below(triangles.len());
            let [a, b, c] = triangles.swap_remove(i);
            triangles.extend([[a, b, new], [b, c, new], [a, c, new]]);
            edges.extend([(a, new), (b, new), (c, new)]);
        }
        let mut graph = vec![Vec::new(); n as usize];
        for (a, b) in edges {
            if rng.chance(keep) {
                graph[a as usize].push(b);
            }
        }
        graph
    }

    #[test]
    fn neighbours_never_match_on_random_maps() {
        for seed in 0..60 {
            let graph = planar(seed, 20 + 15 * seed as u32, if seed % 3 == 0 { 1.0 } else { 0.8 });
            let colours = four_colour(&graph);
            for (a, list) in graph.iter().enumerate() {
                assert!(list.iter().all(|b| colours[a] != colours[*b as usize]), "seed {seed}");
            }
            assert!(colours.iter().all(|c| *c < 6), "seed {seed}");
        }
    }

    #[test]
    fn an_edit_repaints_only_what_must_change() {
        let graph = planar(5, 300, 0.9);
        let before: Vec<Option<u8>> = four_colour(&graph).into_iter().map(Some).collect();
        let mut edited = graph.clone();
        let clash = (1..300).find(|i| before[*i] == before[0] && !graph[0].contains(&(*i as u32))).unwrap();
        edited[0].push(clash as u32);
        let after = keep_colours(&edited, &before);
        let changed: Vec<usize> = (0..300).filter(|i| before[*i] != Some(after[*i])).collect();
        assert_eq!(changed, [clash]);
    }

    /// Contrast of two opaque colours (WCAG 2.2).
    fn contrast(a: Rgba, b: Rgba) -> f64 {
        let [a, b] = [a, b].map(|c| 0.2126 * light(c.r) + 0.7152 * light(c.g) + 0.0722 * light(c.b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn the_map_can_be_read_at_night() {
        let paper = WHITE.at_night();
        assert!(contrast(paper, WHITE) > 12.0, "{paper:?}");
        for line in [INK, CELL_BORDER, HOUSEHOLD, ALERT, RIVER, ROAD] {
            assert!(contrast(line.at_night(), paper) > 4.5, "{line:?} {:?}", line.at_night());
        }
        for (i, fill) in FILLS.iter().chain(&SAFE_FILLS).map(|fill| fill.at_night()).enumerate() {
            assert!(contrast(fill, INK.at_night()) > 2.2, "fill {i}: {fill:?}");
            assert!(contrast(fill, paper) > 1.3, "fill {i}: {fill:?}");
        }
        let plain = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let fills = FILLS.map(|fill| lab(fill.at_night(), plain));
        for (i, p) in fills.iter().enumerate().take(6) {
            for q in &fills[..i] {
                let apart = ((p[0] - q[0]).powi(2) + (p[1] - q[1]).powi(2) + (p[2] - q[2]).powi(2)).sqrt();
                assert!(apart > 12.0, "{i}: {apart:.1}");
            }
        }
    }

    #[test]
    fn odd_lists_are_taken_as_they_are() {
        assert_eq!(four_colour(&[]), Vec::<u8>::new());
        let colours = four_colour(&[vec![0, 1, 1, 77], vec![], vec![1]]);
        assert!(colours[0] != colours[1] && colours[2] != colours[1]);
    }

    /// Linear light of one channel.
    fn light(c: u8) -> f64 {
        let c = f64::from(c) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    }

    /// CIE L*a*b* (D65) as seen with a colour matrix.
    fn lab(c: Rgba, eye: [[f64; 3]; 3]) -> [f64; 3] {
        let rgb = [light(c.r), light(c.g), light(c.b)];
        let times =
            |m: [[f64; 3]; 3], v: [f64; 3]| m.map(|r| (r[0] * v[0] + r[1] * v[1] + r[2] * v[2]).clamp(0.0, 1.1));
        let to_xyz = [[0.4339, 0.3762, 0.1899], [0.2127, 0.7152, 0.0722], [0.0178, 0.1095, 0.8727]];
        let [x, y, z] =
            times(to_xyz, times(eye, rgb)).map(|t| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 0.138 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// The matrices of Machado, Oliveira & Fernandes 2009 for full protanopia and deuteranopia.
    #[test]
    fn fills_differ_for_the_colour_blind_too() {
        let plain = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let no_red = [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.052]];
        let no_green = [[0.3673, 0.8606, -0.228], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]];
        for eye in [plain, no_red, no_green] {
            for (i, a) in FILLS.iter().enumerate() {
                for (j, b) in FILLS[..i].iter().enumerate() {
                    let (p, q) = (lab(*a, eye), lab(*b, eye));
                    let apart = ((p[0] - q[0]).powi(2) + (p[1] - q[1]).powi(2) + (p[2] - q[2]).powi(2)).sqrt();
                    let least = if i < 6 { 14.0 } else { 7.5 };
                    assert!(apart > least, "{i} and {j}: {apart:.1}");
                }
            }
        }
    }
}
