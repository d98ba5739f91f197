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
    Rgba::hex(0x87d7a8),
    Rgba::hex(0xefdd94),
    Rgba::hex(0x8a97db),
    Rgba::hex(0xd4896a),
    Rgba::hex(0x8addf8),
    Rgba::hex(0xe08cb5),
    Rgba::hex(0xc4ae89),
    Rgba::hex(0x88c0f9),
    Rgba::hex(0xbec078),
    Rgba::hex(0xb99290),
    Rgba::hex(0x46c1c9),
    Rgba::hex(0xc3e8ac),
];

/// The fill for a number that [`four_colour`] gave.
pub const fn fill(colour: u8) -> Rgba {
    FILLS[colour as usize % FILLS.len()]
}

/// A small colour number for each cell, so that no two neighbours have the same; the same every time.
///
/// `neighbours[i]` lists the neighbours of cell `i`; a pair may be listed from one side only. Neighbours on a map need six
/// colours at most, mostly four or five. The better of two orders: most distinct colours around first (Brélaz 1979,
/// DSATUR), and smallest degree last (Matula & Beck 1983), which proves the six.
pub fn four_colour(neighbours: &[Vec<u32>]) -> Vec<u8> {
    let around = both_ways(neighbours);
    let most_seen = by_saturation(&around);
    let highest = |colours: &[u8]| colours.iter().copied().max().unwrap_or(0);
    if highest(&most_seen) < 4 {
        return most_seen;
    }
    let smallest_last = by_smallest_last(&around);
    if highest(&smallest_last) < highest(&most_seen) { smallest_last } else { most_seen }
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

/// The lowest colour that no neighbour has.
fn lowest_free(cell: usize, around: &[Vec<usize>], colours: &[Option<u8>]) -> u8 {
    let seen: BTreeSet<u8> = around[cell].iter().filter_map(|n| colours[*n]).collect();
    (0..u8::MAX).find(|c| !seen.contains(c)).unwrap_or(u8::MAX)
}

fn by_saturation(around: &[Vec<usize>]) -> Vec<u8> {
    let mut colours: Vec<Option<u8>> = vec![None; around.len()];
    let mut seen: Vec<BTreeSet<u8>> = vec![BTreeSet::new(); around.len()];
    let rank = |cell: usize, seen: &[BTreeSet<u8>]| (seen[cell].len(), around[cell].len(), usize::MAX - cell);
    let mut waiting: BTreeSet<(usize, usize, usize)> = (0..around.len()).map(|c| rank(c, &seen)).collect();
    while let Some((_, _, reversed)) = waiting.pop_last() {
        let cell = usize::MAX - reversed;
        let colour = lowest_free(cell, around, &colours);
        colours[cell] = Some(colour);
        for n in around[cell].iter().copied().filter(|n| colours[*n].is_none()) {
            waiting.remove(&rank(n, &seen));
            seen[n].insert(colour);
            waiting.insert(rank(n, &seen));
        }
    }
    colours.into_iter().map(Option::unwrap_or_default).collect()
}

fn by_smallest_last(around: &[Vec<usize>]) -> Vec<u8> {
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
    let mut colours = vec![None; around.len()];
    for cell in order.into_iter().rev() {
        colours[cell] = Some(lowest_free(cell, around, &colours));
    }
    colours.into_iter().map(Option::unwrap_or_default).collect()
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
        let times = |m: [[f64; 3]; 3], v: [f64; 3]| m.map(|r| (r[0] * v[0] + r[1] * v[1] + r[2] * v[2]).clamp(0.0, 1.1));
        let to_xyz = [[0.4339, 0.3762, 0.1899], [0.2127, 0.7152, 0.0722], [0.0178, 0.1095, 0.8727]];
        let [x, y, z] = times(to_xyz, times(eye, rgb)).map(|t| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 0.138 });
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
                    let least = if i < 6 { 18.0 } else { 10.0 };
                    assert!(apart > least, "{i} and {j}: {apart:.1}");
                }
            }
        }
    }
}
