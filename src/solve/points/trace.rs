//! The borders between labelled territories of a sheet, as lines.

use super::corridor::{Gate, taut};
use super::sheet::{NONE, Sheet, Spot, half, length};
use crate::geom::Pt;

/// A junction stays at least this share of its triangle away from each side.
const INSIDE: f64 = 0.15;

/// A border under way: the gates that it passes, from one end to the other.
struct Chain {
    ends: [End; 2],
    gates: Vec<Gate>,
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    /// In the triangle where three territories meet.
    Junction(u32),
    Rim(Spot),
    /// A border that closes, at a place on it.
    Closed(Spot),
}

/// The lines between territories of different labels; `label` is by vertex.
///
/// Lines meet only in shared ends; each passes between the two vertices of every triangle edge that it crosses, so
/// dwellings lie on their own side.
pub(super) fn borders(sheet: &Sheet, label: &[u32]) -> Vec<Vec<Pt>> {
    let chains = Tracer::new(sheet, label).chains();
    let mut junction: Vec<Spot> = sheet.triangles.iter().map(|t| sheet.centre(t)).collect();
    let place = |end: End, junction: &[Spot]| match end {
        End::Junction(t) => junction[t as usize],
        End::Rim(at) | End::Closed(at) => at,
    };
    let drawn = |junction: &[Spot]| -> Vec<Vec<Spot>> {
        let line = |c: &Chain| taut(place(c.ends[0], junction), &c.gates, place(c.ends[1], junction));
        chains.iter().map(line).collect()
    };
    // Junctions move to where their three borders pull them.
    for _ in 0..3 {
        let lines = drawn(&junction);
        let mut pull: Vec<(u32, Spot)> = Vec::new();
        for (chain, line) in chains.iter().zip(&lines) {
            if let (End::Junction(t), Some(next)) = (chain.ends[0], line.get(1)) {
                pull.push((t, *next));
            }
            if let (End::Junction(t), Some(next)) = (chain.ends[1], line.iter().nth_back(1)) {
                pull.push((t, *next));
            }
        }
        pull.sort_by_key(|p| p.0);
        for pulls in pull.chunk_by(|a, b| a.0 == b.0) {
            let t = pulls[0].0;
            let corners = sheet.triangles[t as usize].map(|v| sheet.at[v as usize]);
            junction[t as usize] = pulled(junction[t as usize], pulls.iter().map(|p| p.1), corners);
        }
    }
    let rounded = |line: Vec<Spot>| {
        let mut line: Vec<Pt> = line.into_iter().map(|s| Pt::new(s[0].round() as i32, s[1].round() as i32)).collect();
        line.dedup();
        line
    };
    drawn(&junction).into_iter().map(rounded).filter(|l| l.len() > 1).collect()
}

/// One step towards the point of least sum of distances (Weiszfeld), kept inside a triangle.
fn pulled(at: Spot, pulls: impl Iterator<Item = Spot>, corners: [Spot; 3]) -> Spot {
    let mut sum = [0.0; 3];
    for p in pulls {
        let w = 1.0 / length(at, p).max(1.0);
        sum = [sum[0] + w, sum[1] + w * p[0], sum[2] + w * p[1]];
    }
    let goal = [sum[1] / sum[0], sum[2] / sum[0]];
    let area = |a: Spot, b: Spot, c: Spot| (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    let whole = area(corners[0], corners[1], corners[2]);
    if whole <= 0.0 {
        return at;
    }
    let mut share = [0, 1, 2].map(|i| (area(goal, corners[(i + 1) % 3], corners[(i + 2) % 3]) / whole).max(INSIDE));
    let all: f64 = share.iter().sum();
    share.iter_mut().for_each(|s| *s /= all);
    [0, 1].map(|axis| (0..3).map(|i| share[i] * corners[i][axis]).sum())
}

struct Tracer<'a> {
    sheet: &'a Sheet,
    label: &'a [u32],
    used: Vec<[bool; 3]>,
}

impl<'a> Tracer<'a> {
    fn new(sheet: &'a Sheet, label: &'a [u32]) -> Self {
        Self { sheet, label, used: vec![[false; 3]; sheet.triangles.len()] }
    }

    fn corner(&self, t: u32, i: usize) -> u32 {
        self.sheet.triangles[t as usize][i % 3]
    }

    fn label_at(&self, t: u32, i: usize) -> u32 {
        self.label[self.corner(t, i) as usize]
    }

    fn is_gate(&self, t: u32, i: usize) -> bool {
        self.label_at(t, i) != self.label_at(t, i + 1)
    }

    fn is_junction(&self, t: u32) -> bool {
        (0..3).all(|i| self.is_gate(t, i))
    }

    fn gate(&self, left: u32, right: u32) -> Gate {
        let (sheet, home) = (self.sheet, |v: u32| self.sheet.is_dwelling[v as usize]);
        Gate { left: sheet.at[left as usize], right: sheet.at[right as usize], dwelling: [home(left), home(right)] }
    }

    fn rim_end(&self, t: u32, i: usize) -> End {
        let at = |v: u32| self.sheet.at[v as usize];
        let middle = half(at(self.corner(t, i)), at(self.corner(t, i + 1)));
        // Halves go up, as in the mesh: so the edge passes the pixel of the point and will take it as a vertex.
        End::Rim(middle.map(|v| (v + 0.5).floor()))
    }

    fn chains(mut self) -> Vec<Chain> {
        let mut chains = Vec::new();
        let all = self.sheet.triangles.len() as u32;
        for t in 0..all {
            for i in 0..3 {
                if self.used[t as usize][i] || !self.is_gate(t, i) {
                    continue;
                }
                if self.sheet.across[t as usize][i] == NONE {
                    // Inwards from the rim.
                    self.used[t as usize][i] = true;
                    let start = self.rim_end(t, i);
                    let mut gates = Vec::new();
                    let end = match self.exit(t, i) {
                        Some(exit) => self.walk(t, exit, &mut gates),
                        None => End::Junction(t),
                    };
                    chains.push(Chain { ends: [start, end], gates });
                } else if self.is_junction(t) {
                    let mut gates = Vec::new();
                    let end = self.walk(t, i, &mut gates);
                    chains.push(Chain { ends: [End::Junction(t), end], gates });
                }
            }
        }
        for t in 0..all {
            for i in 0..3 {
                if !self.used[t as usize][i] && self.is_gate(t, i) {
                    let mut gates = Vec::new();
                    self.walk(t, i, &mut gates);
                    let Some(first) = gates.first() else { continue };
                    let at = End::Closed(first.middle());
                    chains.push(Chain { ends: [at, at], gates: gates[1..].to_vec() });
                }
            }
        }
        chains
    }

    /// The other gate of a triangle entered through edge `i`; `None` at a junction.
    fn exit(&self, t: u32, i: usize) -> Option<usize> {
        if self.is_junction(t) {
            return None;
        }
        [1, 2].into_iter().map(|j| (i + j) % 3).find(|&j| self.is_gate(t, j))
    }

    /// Leaves a triangle through edge `i` and goes on to the end of the border.
    fn walk(&mut self, from: u32, i: usize, gates: &mut Vec<Gate>) -> End {
        let (mut t, mut i) = (from, i);
        loop {
            let here = self.rim_end(t, i);
            if std::mem::replace(&mut self.used[t as usize][i], true) {
                return here;
            }
            // Facing outwards, the edge runs from right to left.
            let (right, left) = (self.corner(t, i), self.corner(t, i + 1));
            let next = self.sheet.across[t as usize][i];
            if next == NONE {
                return here;
            }
            gates.push(self.gate(left, right));
            let back = (0..3).find(|&j| self.corner(next, j) == left && self.corner(next, j + 1) == right);
            let Some(back) = back else { return here };
            self.used[next as usize][back] = true;
            match self.exit(next, back) {
                None => return End::Junction(next),
                Some(exit) => (t, i) = (next, exit),
            }
        }
    }
}
