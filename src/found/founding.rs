//! The founding itself: sources in, a project and its report out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::BoundingRect;

use super::areas::{self, PlacedArea, RawArea};
use super::blocks::{self, Ingredients};
use super::households::{self, Ground};
use super::read::{Reader, Taken};
use super::report::{FoundReport, Reason};
use super::{Kind, NewOptions, barriers, geometry, workers};
use crate::base::{Fault, Rows, Watch};
use crate::geom::crs::{self, Transform};
use crate::geom::{Frame, Pt};
use crate::model::{Area, Level, Meta, Profile, Project, Rejected};
use crate::say;

/// Reads everything, builds the mesh, places the households; nothing is written.
///
/// Fails, with nothing done, for a source that cannot be read as what it is said to be; single bad rows are kept as
/// rejected and counted.
pub fn found(options: &NewOptions, watch: &Watch) -> Result<(Project, FoundReport), Fault> {
    if options.areas.is_empty() {
        return Err(Fault::usage(say!("found-no-areas")));
    }
    let profile = Profile::default();
    let mut reader = Reader::new(options, watch);
    let mut raw: Vec<RawArea> = Vec::new();
    for (level, source) in &options.areas {
        let read = areas::read(&mut reader, *level, source)?;
        if read.is_empty() {
            return Err(Fault::input(say!("found-empty-areas", file = source.to_string(), level = level.name())));
        }
        raw.extend(read);
    }
    raw.sort_by_key(|a| a.level);
    if let Some(twin) = twin_code(&raw) {
        return Err(Fault::input(say!("found-twin-code", code = twin)));
    }
    let ground = ground(options, &raw)?;
    let info = crs::info(ground.project)?;
    if info.geographic {
        return Err(Fault::usage(say!("found-crs-degrees", epsg = ground.project, name = info.name)));
    }
    // Outside China names are put together as English does it.
    let profile = Profile {
        name_template: if ground.china { profile.name_template } else { "{area} cell {seq}".into() },
        ..profile
    };
    let reach = |[west, south, east, north]: [f64; 4]| {
        // A system serves a little beyond its area of use, but not another part of the world.
        let (x, y) = ground.centre;
        west > east || (x > west - 5.0 && x < east + 5.0 && y > south - 5.0 && y < north + 5.0)
    };
    if !info.area.is_none_or(reach) {
        return Err(Fault::usage(say!("found-crs-elsewhere", epsg = ground.project)));
    }
    let placed = areas::place_all(raw, ground.project, ground.frame)?;
    let parents = areas::parents(&placed);
    let county_blocks = match &options.blocks {
        Some(source) => read_blocks(&mut reader, source, ground)?,
        None => Vec::new(),
    };
    let mut lines = Vec::new();
    for source in &options.barriers {
        lines.extend(barriers::read(&mut reader, source, ground.project, ground.frame)?);
    }
    let mut people = match &options.households {
        Some(source) => households::read(&mut reader, source, ground, &profile)?,
        None => Vec::new(),
    };
    let staff = match &options.workers {
        Some(source) => workers::read(&mut reader, source, ground, &profile, &BTreeSet::new())?,
        None => Vec::new(),
    };
    let Reader { mut report, rejected, .. } = reader;

    let leaf = placed.iter().map(|a| a.raw.level).max().unwrap_or(Level::Village);
    let weld_mm = (options.weld_m * 1000.0).round() as u32;
    let of_leaf = |(i, a): (usize, &PlacedArea)| (a.raw.level == leaf).then_some(i as u32);
    let leaf_rows: Vec<u32> = placed.iter().enumerate().filter_map(of_leaf).collect();
    let made = blocks::make(
        &Ingredients {
            leaf: leaf_rows.iter().map(|i| (*i, &placed[*i as usize])).collect(),
            county_blocks: &county_blocks,
            barriers: &lines,
            households: &people,
            weld_mm,
            block_max: profile.block_max_households as usize,
        },
        &mut report,
        watch,
    )?;
    watch.report(0.9, say!("found-at-tables"));
    for (household, block) in people.iter_mut().zip(&made.of_household) {
        household.block = block.filter(|b| made.blocks.get(*b).is_some());
    }

    for level in Level::ALL {
        let n = placed.iter().filter(|a| a.raw.level == level).count();
        if n > 0 {
            report.areas.push((level.name().to_owned(), n));
        }
    }
    let monitored = profile.monitored_bits();
    report.households.placed = people.iter().filter(|h| h.block.is_some()).count();
    report.households.outside = people.len() - report.households.placed;
    report.households.monitored = people.iter().filter(|h| h.categories & monitored != 0).count();
    report.barriers.used = lines.len();
    report.crs = super::report::Crs { epsg: ground.project, name: info.name };
    report.reasons = reasons(&rejected);
    let made_up = people.iter().take(100).any(|h| says_made(h.remark())) || staff.iter().any(|w| says_made(&w.remark));

    let areas = placed.into_iter().zip(parents).map(|(a, parent)| Area {
        code: a.raw.code,
        name: a.raw.name,
        level: a.raw.level,
        parent,
        code_made: a.raw.code_made,
        source_m2: a.area_m2,
        source_perimeter_m: a.perimeter_m,
        fields: a.raw.fields,
    });
    let project = Project {
        meta: Meta {
            name: Arc::from(options.name.as_str()),
            crs: ground.project,
            frame: ground.frame,
            leaf,
            weld_mm,
            current: None,
            made: made_up,
        },
        profile: Arc::new(profile),
        areas: areas.collect(),
        mesh: made.mesh,
        blocks: made.blocks,
        barriers: lines.into_iter().collect(),
        households: people.into_iter().collect(),
        plans: Rows::default(),
        cells: Rows::default(),
        labels: BTreeMap::new(),
        workers: staff.into_iter().collect(),
        appointments: Rows::default(),
        rejected: rejected.into_iter().collect(),
        index: None,
    };
    Ok((project, report))
}

/// Rejected rows by reason, the most frequent first.
fn reasons(rejected: &[Rejected]) -> Vec<Reason> {
    let mut by_key: BTreeMap<&str, Reason> = BTreeMap::new();
    for row in rejected {
        let first = || Reason {
            key: row.reason.key.to_string(),
            rows: 0,
            source: row.file.to_string(),
            row: row.row,
            message: row.reason.clone(),
        };
        by_key.entry(&row.reason.key).or_insert_with(first).rows += 1;
    }
    let mut reasons: Vec<Reason> = by_key.into_values().collect();
    reasons.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.key.cmp(&b.key)));
    reasons
}

fn says_made(remark: &str) -> bool {
    remark.contains("虚构") || remark.contains("样例")
}

fn twin_code(areas: &[RawArea]) -> Option<String> {
    let mut seen = BTreeSet::new();
    areas.iter().find(|a| !seen.insert((a.level, &a.code))).map(|a| a.code.to_string())
}

/// The project CRS and frame, from what was asked for or from where the areas lie.
fn ground(options: &NewOptions, areas: &[RawArea]) -> Result<Ground, Fault> {
    let (mut west, mut south, mut east, mut north) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    for area in areas {
        let to = Transform::new(area.epsg, crs::WGS84)?;
        for c in area.polygons.bounding_rect().into_iter().flat_map(|r| [r.min(), r.max()]) {
            let Some(c) = to.apply(c).filter(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0) else {
                return Err(Fault::input(say!(
                    "found-area-nowhere",
                    name = &*area.name,
                    code = &*area.code,
                    epsg = area.epsg,
                    x = c.x,
                    y = c.y
                )));
            };
            (west, south) = (west.min(c.x), south.min(c.y));
            (east, north) = (east.max(c.x), north.max(c.y));
        }
    }
    let centre = ((west + east) / 2.0, (south + north) / 2.0);
    // China's box also holds some neighbours; the datum of the source or Chinese names settle it.
    let in_box = (73.5..135.1).contains(&centre.0) && (18.0..53.6).contains(&centre.1);
    let chinese =
        |a: &RawArea| (4490..=4554).contains(&a.epsg) || a.name.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let china = in_box && areas.iter().any(chinese);
    let project = options.crs.unwrap_or_else(|| crs::suggest(centre.0, centre.1, china));
    let middle = Transform::new(crs::WGS84, project)?.apply(geo::Coord { x: centre.0, y: centre.1 });
    let Some(middle) = middle else {
        return Err(Fault::usage(say!("found-crs-elsewhere", epsg = project)));
    };
    Ok(Ground { project, frame: Frame::around(middle.x, middle.y), china, centre })
}

fn read_blocks(
    reader: &mut Reader<'_>,
    source: &crate::formats::Source,
    ground: Ground,
) -> Result<Vec<PlacedArea>, Fault> {
    let mut raw = Vec::new();
    reader.read(Kind::Blocks, source, &mut |columns, header, row| {
        let Some(polygons) = row.geometry.and_then(geometry::polygons) else {
            return Ok(Taken::Rejected(row.geometry_fault.unwrap_or_else(|| say!("found-no-polygon"))));
        };
        let code = columns.text(row.values, "code");
        raw.push(RawArea {
            level: Level::Village,
            code: if code.is_empty() { format!("B{:05}", row.number).into() } else { code.as_ref().into() },
            code_made: code.is_empty(),
            name: "".into(),
            parent: "".into(),
            polygons: geometry::valid(polygons).0,
            epsg: header.epsg.unwrap_or(crs::WGS84),
            fields: Vec::new(),
        });
        Ok(Taken::Yes)
    })?;
    areas::place_all(raw, ground.project, ground.frame)
}

/// The place of a project's frame, for sources that come later.
pub(super) fn ground_of(project: &Project) -> Result<Ground, Fault> {
    let middle = project.meta.frame.to_coord(Pt::new(0, 0));
    let centre = Transform::new(project.meta.crs, crs::WGS84)?.apply(middle).map_or((0.0, 0.0), |c| (c.x, c.y));
    let china = (4513..=4554).contains(&project.meta.crs);
    Ok(Ground { project: project.meta.crs, frame: project.meta.frame, china, centre })
}
