//! Soup to mesh: node, walk, give each face its zones, close slivers, drop what divides nothing.

use std::collections::BTreeMap;

use super::arrange::{Arranged, Border, arrange};
use super::assemble::assemble;
use super::node::{Noded, Piece, node};
use super::soup::{Soup, check_range};
use super::{Mesh, NONE, OUTSIDE};
use crate::base::{Fault, Sets, Watch};
use crate::say;

/// What building did beyond noding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuildReport {
    /// Voids and strips narrower than the tolerance that were given to a neighbour.
    pub slivers_closed: usize,
    pub slivers_m2: f64,
    /// Faces claimed by more than one zone of a layer; the lowest zone has them.
    pub overlaps: usize,
    pub overlaps_m2: f64,
    /// Metres of line that divide no solid face and so are no edge, by the marks of the line.
    pub dropped_line_m: BTreeMap<u32, f64>,
    /// Rounds of snap rounding, the last of which found nothing to do.
    pub rounds: usize,
}

/// A mesh with what is known of its faces.
#[derive(Clone, Debug, Default)]
pub struct Built {
    pub mesh: Mesh,
    /// By layer and face id, the zone (its place in the soup) that the face belongs to.
    pub zone_of_face: Vec<Vec<Option<u32>>>,
    pub report: BuildReport,
}

/// Builds the mesh of a soup; see [`weld`](super::weld()) for what should come first.
///
/// A face is solid where layer 0 has a zone; edges keep to solid faces, so lines in the outside or in voids are dropped.
/// Regions no wider than `sliver_tolerance_mm` (area ≤ half the perimeter × tolerance) without a zone in layer 0, or
/// cut off from the rest of their zone in a higher layer, join the neighbour with the longest shared border.
///
/// # Errors
/// Points out of range; cancelled.
pub fn build(soup: &Soup, sliver_tolerance_mm: u32, watch: &Watch) -> Result<Built, Fault> {
    let Noded { pieces, rounds } = node(pieces(soup)?, watch)?;
    let arranged = arrange(&pieces, watch)?;
    drop(pieces);
    let mut report = BuildReport { rounds, dropped_line_m: arranged.dangling.clone(), ..BuildReport::default() };
    let layers = soup.layers().max(1);
    let mut labels = claim(soup, &arranged, layers, &mut report);
    for layer in 0..layers {
        close_slivers(&arranged, &mut labels, layer, sliver_tolerance_mm, &mut report);
    }
    watch.check()?;

    let Arranged { borders, area2, .. } = arranged;
    let faces = area2.len();
    let solid = |f: u32| labels[0][f as usize].is_some();
    let differs = |s: &Border| labels.iter().any(|l| l[s.left as usize] != l[s.right as usize]);
    let stays = |s: &Border| (solid(s.left) || solid(s.right)) && (s.lined || differs(s));
    let mut classes = Sets::new(faces);
    for s in borders.iter().filter(|s| !stays(s)) {
        classes.join(s.left, s.right);
    }
    let mut kept = Vec::with_capacity(borders.len());
    for s in &borders {
        let (left, right) = (classes.find(s.left), classes.find(s.right));
        if left == right {
            if s.lined {
                *report.dropped_line_m.entry(s.marks).or_default() += s.a.distance_m(s.b);
            }
            continue;
        }
        let between = labels.iter().enumerate().filter(|(_, l)| l[s.left as usize] != l[s.right as usize]);
        let marks = between.fold(s.marks, |m, (layer, _)| m | soup.zone_marks.get(layer).copied().unwrap_or(0));
        kept.push(Border { left, right, marks, ..*s });
    }
    drop(borders);
    let (mesh, name) = assemble(&kept, faces, classes.find(OUTSIDE), solid, |_| false);
    let mut zone_of_face = vec![vec![None; mesh.faces.len()]; layers];
    for (old, &new) in name.iter().enumerate().filter(|(_, n)| **n != NONE && **n != OUTSIDE) {
        for (zones, label) in zone_of_face.iter_mut().zip(&labels) {
            zones[new as usize] = label[old];
        }
    }
    Ok(Built { mesh, zone_of_face, report })
}

fn pieces(soup: &Soup) -> Result<Vec<Piece>, Fault> {
    let rings = || soup.zones.iter().flat_map(|z| &z.rings);
    check_range(rings().flatten().chain(soup.lines.iter().flat_map(|l| &l.points)))?;
    let count = rings().map(Vec::len).sum::<usize>() + soup.lines.iter().map(|l| l.points.len()).sum::<usize>();
    if count > NONE as usize / 8 {
        return Err(Fault::input(say!("mesh-too-large", segments = count)));
    }
    let mut pieces = Vec::with_capacity(count);
    for (z, zone) in soup.zones.iter().enumerate() {
        for ring in &zone.rings {
            let ends = ring.iter().zip(ring.iter().cycle().skip(1));
            pieces.extend(ends.filter_map(|(&p, &q)| Piece::new(p, q, z as u32, 0, true)));
        }
    }
    for line in &soup.lines {
        pieces.extend(line.points.windows(2).filter_map(|w| Piece::new(w[0], w[1], NONE, line.marks, true)));
    }
    Ok(pieces)
}

/// By layer and face, the zone that has it; higher layers hold only where layer 0 does.
fn claim(soup: &Soup, arranged: &Arranged, layers: usize, report: &mut BuildReport) -> Vec<Vec<Option<u32>>> {
    let mut labels = vec![vec![None; arranged.zones.len()]; layers];
    for (f, zones) in arranged.zones.iter().enumerate() {
        let mut claimed_twice = false;
        for &z in zones {
            let label = &mut labels[usize::from(soup.zones[z as usize].layer)][f];
            claimed_twice |= label.is_some();
            label.get_or_insert(z);
        }
        if claimed_twice {
            report.overlaps += 1;
            report.overlaps_m2 += arranged.area2[f] as f64 / 2e6;
        }
        if labels[0][f].is_none() {
            labels.iter_mut().for_each(|l| l[f] = None);
        }
    }
    labels
}

/// Gives narrow regions of a layer to the neighbour with the longest shared border.
///
/// A region is a set of joined faces with equal labels in layers 0 and `layer`. In layer 0 only voids count; above it,
/// any region, and only neighbours within the same zone of layer 0.
fn close_slivers(
    arranged: &Arranged,
    labels: &mut [Vec<Option<u32>>],
    layer: usize,
    tolerance_mm: u32,
    report: &mut BuildReport,
) {
    let faces = arranged.area2.len();
    let key = |f: u32| (labels[0][f as usize], labels[layer][f as usize]);
    let mut sets = Sets::new(faces);
    for s in arranged.borders.iter().filter(|s| key(s.left) == key(s.right)) {
        sets.join(s.left, s.right);
    }
    let region: Vec<u32> = (0..faces as u32).map(|f| sets.find(f)).collect();
    let is_candidate =
        |f: u32| if layer == 0 { labels[0][f as usize].is_none() } else { labels[0][f as usize].is_some() };
    let mut area2 = vec![0i128; faces];
    for f in 0..faces {
        area2[region[f] as usize] += arranged.area2[f];
    }
    let mut shared: Vec<(u32, u32, f64)> = Vec::new();
    let mut perimeter_mm = vec![0.0; faces];
    for s in &arranged.borders {
        let (l, r) = (region[s.left as usize], region[s.right as usize]);
        for (own, other) in [(l, r), (r, l)].into_iter().filter(|(own, other)| own != other) {
            let mm = s.a.distance_m(s.b) * 1000.0;
            perimeter_mm[own as usize] += mm;
            if own != region[OUTSIDE as usize] && is_candidate(own) {
                shared.push((own, other, mm));
            }
        }
    }
    let is_narrow = |r: u32| area2[r as usize] as f64 <= perimeter_mm[r as usize] * f64::from(tolerance_mm);
    shared.retain(|&(own, ..)| is_narrow(own));
    shared.sort_by_key(|&(own, other, _)| (own, other));
    let mut given = vec![None; faces];
    for group in shared.chunk_by(|x, y| x.0 == y.0) {
        let own = group[0].0;
        let mut lengths: BTreeMap<Option<u32>, f64> = BTreeMap::new();
        for &(_, other, mm) in group {
            let takes =
                if layer == 0 { key(other).0.is_some() } else { key(other).0 == key(own).0 && !is_narrow(other) };
            if takes {
                *lengths.entry(key(other).1).or_default() += mm;
            }
        }
        let longest = lengths.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
        if let Some((zone, _)) = longest {
            given[own as usize] = Some(zone);
            report.slivers_closed += 1;
            report.slivers_m2 += area2[own as usize] as f64 / 2e6;
        }
    }
    for f in 0..faces {
        if let Some(zone) = given[region[f] as usize] {
            labels[layer][f] = zone;
        }
    }
}
