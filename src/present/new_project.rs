//! A new project before it is founded: the chosen files, what they seem to hold, and what is still wrong.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use geo::{Coord, CoordsIter as _, Geometry};
use serde::Serialize;

use crate::base::{Message, Watch};
use crate::formats::{self, Header, LayerInfo, ReadOptions, Source, Value};
use crate::found::{Columns, Kind, Mapping, NewOptions, field_names};
use crate::geom::crs;
use crate::model::Level;
use crate::say;
use crate::session::JobRequest;

/// Rows shown of a file, and rows drawn in the preview.
const HEAD: u64 = 8;
const DRAWN: u64 = 3_000;
/// Vertices of a ring in the preview.
const VERTICES: usize = 48;

/// What a file is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Role {
    Areas(Level),
    Households,
    Barriers,
    Blocks,
    Workers,
    Plan,
    Skip,
}

impl Role {
    pub const ALL: [Self; 10] = [
        Self::Areas(Level::Prefecture),
        Self::Areas(Level::County),
        Self::Areas(Level::Township),
        Self::Areas(Level::Village),
        Self::Households,
        Self::Barriers,
        Self::Blocks,
        Self::Workers,
        Self::Plan,
        Self::Skip,
    ];

    /// The key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Areas(Level::Prefecture) => "present-role-prefecture",
            Self::Areas(Level::County) => "present-role-county",
            Self::Areas(Level::Township) => "present-role-township",
            Self::Areas(Level::Village) => "present-role-village",
            Self::Households => "present-role-households",
            Self::Barriers => "present-role-barriers",
            Self::Blocks => "present-role-blocks",
            Self::Workers => "present-role-workers",
            Self::Plan => "present-role-plan",
            Self::Skip => "present-role-skip",
        }
    }

    const fn kind(self) -> Option<Kind> {
        match self {
            Self::Areas(_) => Some(Kind::Areas),
            Self::Households => Some(Kind::Households),
            Self::Barriers => Some(Kind::Barriers),
            Self::Blocks => Some(Kind::Blocks),
            Self::Workers => Some(Kind::Workers),
            Self::Plan => Some(Kind::Plan),
            Self::Skip => None,
        }
    }
}

/// A rough drawing of a file, in longitude and latitude where its system is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sketch {
    pub lines: Vec<Vec<[f32; 2]>>,
    pub points: Vec<[f32; 2]>,
}

impl Sketch {
    /// West, south, east, north of it.
    pub fn bounds(&self) -> Option<[f32; 4]> {
        let all = self.lines.iter().flatten().chain(&self.points);
        all.fold(None, |sum: Option<[f32; 4]>, [x, y]| {
            let [w, s, e, n] = sum.unwrap_or([*x, *y, *x, *y]);
            Some([w.min(*x), s.min(*y), e.max(*x), n.max(*y)])
        })
    }
}

/// One layer of a chosen file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Offer {
    pub path: PathBuf,
    pub file: String,
    pub layer: Option<String>,
    pub rows: Option<u64>,
    pub geometry: Option<String>,
    pub columns: Vec<String>,
    pub epsg: Option<u32>,
    /// What the file's reference system was guessed from, or why not.
    pub crs_note: Option<Message>,
    pub encoding: Option<&'static str>,
    pub head: Vec<Vec<String>>,
    pub role: Role,
    /// (field, column) as guessed or chosen.
    pub fields: Vec<(String, Option<String>)>,
    /// The system that the user says it is in.
    pub said_epsg: Option<u32>,
    #[serde(skip)]
    pub sketch: Arc<Sketch>,
    /// Why it cannot be read.
    pub fault: Option<Message>,
}

impl Offer {
    /// Takes the layer for something else and guesses its columns afresh.
    pub fn take_for(&mut self, role: Role) {
        self.role = role;
        self.fields = fields(role, &self.columns);
    }
}

/// The form.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct NewProjectModel {
    pub name: String,
    /// The project file, as typed.
    pub to: String,
    pub replace: bool,
    pub crs: Option<u32>,
    pub encoding: Option<String>,
    pub offers: Vec<Offer>,
    pub weld_m: f64,
}

impl NewProjectModel {
    /// An empty form.
    pub fn new() -> Self {
        Self { weld_m: 0.05, ..Self::default() }
    }

    /// Adds looked-at files and fills what is still empty.
    pub fn add(&mut self, offers: Vec<Offer>) {
        for offer in offers {
            let known = |old: &Offer| old.path == offer.path && old.layer == offer.layer;
            if self.offers.iter().any(known) {
                continue;
            }
            if self.to.is_empty()
                && let Some(folder) = offer.path.parent()
            {
                let stem =
                    folder.file_name().map_or_else(|| "project".to_owned(), |n| n.to_string_lossy().into_owned());
                self.to = folder.join(format!("{stem}.gpkg")).display().to_string();
                if self.name.is_empty() {
                    self.name = stem;
                }
            }
            self.offers.push(offer);
        }
        // Of several tables of places the largest is the likely one; the others are there to be chosen instead.
        let places = self.offers.iter().enumerate().filter(|(_, offer)| offer.role == Role::Households);
        let best = places.max_by_key(|(i, offer)| (offer.rows, std::cmp::Reverse(*i))).map(|(i, _)| i);
        for (i, offer) in self.offers.iter_mut().enumerate() {
            if offer.role == Role::Households && Some(i) != best {
                offer.take_for(Role::Skip);
            }
        }
        self.offers.sort_by_key(|offer| offer.role);
    }

    /// What still stands in the way.
    pub fn problem(&self) -> Option<Message> {
        let to = self.to.trim();
        let twice = |role: Role| self.offers.iter().filter(|offer| offer.role == role).count() > 1;
        if self.offers.is_empty() {
            Some(say!("present-new-no-files"))
        } else if let Some(offer) = self.offers.iter().find(|o| o.fault.is_some() && o.role != Role::Skip) {
            Some(say!("present-new-unreadable", file = &offer.file))
        } else if !self.offers.iter().any(|offer| matches!(offer.role, Role::Areas(_))) {
            Some(say!("present-new-no-areas"))
        } else if twice(Role::Households) {
            Some(say!("present-new-two-households"))
        } else if twice(Role::Workers) || twice(Role::Blocks) {
            Some(say!("present-new-two-of-a-kind"))
        } else if let Some(offer) = self.offers.iter().find(|offer| lacks_place(offer)) {
            Some(say!("present-new-no-place", file = &offer.file))
        } else if to.is_empty() {
            Some(say!("present-new-no-target"))
        } else if !to.to_lowercase().ends_with(".gpkg") {
            Some(say!("present-new-not-gpkg"))
        } else if !self.replace && Path::new(to).exists() {
            Some(say!("present-new-exists", file = to))
        } else {
            None
        }
    }

    /// The job that founds the project.
    pub fn request(&self) -> JobRequest {
        let mut options = NewOptions::named(self.name.trim());
        options.crs = self.crs;
        options.encoding.clone_from(&self.encoding);
        options.weld_m = self.weld_m;
        for offer in &self.offers {
            let source = source(offer);
            match offer.role {
                Role::Areas(level) => options.areas.push((level, source)),
                Role::Households => options.households = Some(source),
                Role::Barriers => options.barriers.push(source),
                Role::Blocks => options.blocks = Some(source),
                Role::Workers => options.workers = Some(source),
                Role::Plan | Role::Skip => continue,
            }
            let Some(kind) = offer.role.kind() else { continue };
            if let Some(epsg) = offer.said_epsg.filter(|_| !options.source_crs.iter().any(|(k, _)| *k == kind)) {
                options.source_crs.push((kind, epsg));
            }
            let guessed = fields(offer.role, &offer.columns);
            let chosen = offer.fields.iter().zip(&guessed).filter(|(now, was)| now != was);
            for ((field, column), _) in chosen {
                if let Some(column) = column {
                    options.map.push(Mapping { kind, field: field.clone(), column: column.clone() });
                }
            }
        }
        options.areas.sort_by_key(|(level, _)| *level);
        JobRequest::New { path: PathBuf::from(self.to.trim()), options: Box::new(options), replace: self.replace }
    }

    /// The plans among the files: imported once the project stands.
    pub fn plans(&self) -> Vec<JobRequest> {
        let plans = self.offers.iter().filter(|offer| offer.role == Role::Plan && offer.fault.is_none());
        plans.map(|offer| import_plan(source(offer), &offer.file)).collect()
    }
}

/// The job that imports a plan under a name.
pub fn import_plan(source: Source, name: &str) -> JobRequest {
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    JobRequest::Import { kind: Kind::Plan, source, options: Box::new(NewOptions::named(name)) }
}

/// The job that adds workers to the open project.
pub fn import_workers(source: Source) -> JobRequest {
    JobRequest::Import { kind: Kind::Workers, source, options: Box::new(NewOptions::named("")) }
}

/// The job that balances, with cells grown around the places of a file.
pub fn seated(seats: Source, then: JobRequest) -> JobRequest {
    JobRequest::Seated { seats, options: Box::new(NewOptions::named("")), then: Box::new(then) }
}

fn source(offer: &Offer) -> Source {
    let source = Source::file(&offer.path);
    match &offer.layer {
        Some(layer) => source.layer(layer.as_str()),
        None => source,
    }
}

/// Whether a table of places says nowhere where they are.
fn lacks_place(offer: &Offer) -> bool {
    let has = |field: &str| offer.fields.iter().any(|(name, column)| name == field && column.is_some());
    match offer.role {
        Role::Households => offer.geometry.is_none() && !(has("x") && has("y")),
        Role::Areas(_) | Role::Barriers | Role::Blocks | Role::Plan => offer.geometry.is_none(),
        Role::Workers | Role::Skip => false,
    }
}

fn fields(role: Role, columns: &[String]) -> Vec<(String, Option<String>)> {
    let Some(kind) = role.kind() else { return Vec::new() };
    let header = Header {
        file: PathBuf::new(),
        format: formats::Format::Csv,
        layer: String::new(),
        columns: columns.to_vec(),
        has_geometry: false,
        epsg: None,
        crs_note: None,
        encoding: None,
        delimiter: None,
        header_row: None,
        row_estimate: None,
    };
    // Without mappings it cannot fail; if it did, nothing would be guessed.
    let found = Columns::find(kind, &header, &[]).map(|columns| columns.found()).unwrap_or_default();
    let column = |field: &str| found.iter().find(|(name, _)| name == field).map(|(_, column)| column.clone());
    field_names(kind).map(|field| (field.to_owned(), column(field))).collect()
}

/// Looks into files on a thread of its own.
pub struct Inspection {
    sender: Sender<Vec<Offer>>,
    receiver: Receiver<Vec<Offer>>,
    waiting: usize,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Inspection {
    /// `wake` is called from another thread when a file has been looked at.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, waiting: 0, wake }
    }

    /// Begins to look into files.
    pub fn ask(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            let (sender, wake) = (self.sender.clone(), Arc::clone(&self.wake));
            let run = move || {
                // The dialog may be closed by now.
                let _ = sender.send(inspect(&path));
                wake();
            };
            if std::thread::Builder::new().name("inspect".to_owned()).spawn(run).is_ok() {
                self.waiting += 1;
            }
        }
    }

    /// What has been looked at since the last call.
    pub fn take(&mut self) -> Vec<Offer> {
        let mut offers = Vec::new();
        while let Ok(more) = self.receiver.try_recv() {
            self.waiting = self.waiting.saturating_sub(1);
            offers.extend(more);
        }
        offers
    }

    /// How many files are still being looked at.
    pub const fn waiting(&self) -> usize {
        self.waiting
    }
}

/// What a file offers: one entry a layer; one with a fault where it cannot be read.
pub fn inspect(path: &Path) -> Vec<Offer> {
    match formats::layers(path) {
        Ok(layers) => {
            let single = layers.len() == 1;
            layers.into_iter().map(|layer| look(path, layer, single)).collect()
        }
        Err(fault) => vec![Offer { fault: Some(fault.message), ..empty(path) }],
    }
}

fn empty(path: &Path) -> Offer {
    Offer {
        path: path.to_owned(),
        file: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        layer: None,
        rows: None,
        geometry: None,
        columns: Vec::new(),
        epsg: None,
        crs_note: None,
        encoding: None,
        head: Vec::new(),
        role: Role::Skip,
        fields: Vec::new(),
        said_epsg: None,
        sketch: Arc::default(),
        fault: None,
    }
}

fn look(path: &Path, layer: LayerInfo, single: bool) -> Offer {
    let mut offer = Offer { rows: layer.rows, geometry: layer.geometry_type, columns: layer.columns, ..empty(path) };
    if !single {
        offer.layer = Some(layer.name.clone());
        offer.file = format!("{}:{}", offer.file, layer.name);
    }
    match formats::head(&source(&offer), HEAD) {
        Ok(head) => {
            offer.epsg = head.header.epsg;
            offer.crs_note = head.header.crs_note;
            offer.encoding = head.header.encoding;
            offer.rows = offer.rows.or(head.header.row_estimate);
            offer.columns = head.header.columns;
            offer.head =
                head.rows.iter().map(|row| row.iter().map(|value| value.as_text().into_owned()).collect()).collect();
        }
        Err(fault) => {
            offer.fault = Some(fault.message);
            return offer;
        }
    }
    let role = guess(&offer);
    offer.take_for(role);
    offer.sketch = Arc::new(sketch(&offer));
    offer
}

fn guess(offer: &Offer) -> Role {
    let name = offer.file.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let has = |words: &[&str]| offer.columns.iter().any(|c| words.iter().any(|w| c.to_lowercase().contains(w)));
    let shape = offer.geometry.as_deref().unwrap_or_default().to_lowercase();
    if shape.contains("polygon") || shape.contains("surface") {
        let level = if says(&["county", "县"]) {
            Level::County
        } else if says(&["township", "town", "乡", "镇"]) {
            Level::Township
        } else if says(&["prefecture", "州", "市界"]) {
            Level::Prefecture
        } else {
            Level::Village
        };
        if says(&["last_year", "plan", "cell", "grid", "网格", "方案"]) || has(&["网格"]) {
            return Role::Plan;
        }
        if says(&["block", "小班", "地块", "group_oa"]) {
            return Role::Blocks;
        }
        if says(&["building", "house", "房", "建筑"]) {
            return Role::Households;
        }
        if says(&["landuse", "land_use", "natural", "用地", "图斑"]) {
            return Role::Skip;
        }
        return Role::Areas(level);
    }
    if shape.contains("line") {
        return Role::Barriers;
    }
    if says(&["worker", "staff", "网格员", "人员"]) || has(&["容量分钟", "capacity", "人员编号", "用工"])
    {
        return Role::Workers;
    }
    if says(&["household", "农户", "户"])
        || has(&["户编号", "户主", "household", "户号"])
        || shape.contains("point")
        || has(&["经度", "longitude", "lon"])
    {
        return Role::Households;
    }
    Role::Skip
}

fn sketch(offer: &Offer) -> Sketch {
    let mut sketch = Sketch::default();
    if matches!(offer.role, Role::Skip | Role::Workers) {
        return sketch;
    }
    let way = crs::Transform::new(offer.epsg.unwrap_or(crs::WGS84), crs::WGS84).ok();
    let place = |c: Coord<f64>| {
        let c = way.as_ref().and_then(|way| way.apply(c)).unwrap_or(c);
        (c.x.is_finite() && c.y.is_finite()).then_some([c.x as f32, c.y as f32])
    };
    let column = |field: &str| {
        let name = offer.fields.iter().find(|(name, _)| name == field)?.1.as_ref()?;
        offer.columns.iter().position(|column| column == name)
    };
    let xy = column("x").zip(column("y"));
    let options = ReadOptions { limit: Some(DRAWN), ..ReadOptions::default() };
    // A file that breaks on the way is drawn as far as it goes; founding it tells why.
    let _ = formats::read(&source(offer), &options, &Watch::new(), &mut |_| Ok(()), &mut |row| {
        if let Some(shape) = &row.geometry {
            draw(shape, &place, &mut sketch);
        } else if let Some((x, y)) = xy {
            let number = |at: usize| row.values.get(at).map(Value::as_text).and_then(|t| t.trim().parse::<f64>().ok());
            let at = number(x).zip(number(y)).filter(|(x, y)| x.abs() > 1e-6 && y.abs() > 1e-6);
            sketch.points.extend(at.and_then(|(x, y)| place(Coord { x, y })));
        }
        Ok(())
    });
    sketch
}

fn draw(shape: &Geometry<f64>, place: &dyn Fn(Coord<f64>) -> Option<[f32; 2]>, sketch: &mut Sketch) {
    let line = |line: &geo::LineString<f64>| -> Vec<[f32; 2]> {
        let step = (line.0.len() / VERTICES).max(1);
        line.0.iter().step_by(step).chain(line.0.last()).filter_map(|c| place(*c)).collect()
    };
    match shape {
        Geometry::Polygon(polygon) => sketch.lines.push(line(polygon.exterior())),
        Geometry::MultiPolygon(many) => sketch.lines.extend(many.iter().map(|polygon| line(polygon.exterior()))),
        Geometry::LineString(one) => sketch.lines.push(line(one)),
        Geometry::MultiLineString(many) => sketch.lines.extend(many.iter().map(line)),
        other => sketch.points.extend(other.coords_iter().take(1).filter_map(place)),
    }
}

/// Whether a file is a project rather than a source.
pub fn is_project(path: &Path) -> bool {
    let own = |layers: Vec<LayerInfo>| {
        let has = |name: &str| layers.iter().any(|layer| layer.name == name);
        ["areas", "blocks", "cells", "households", "workers"].into_iter().all(has)
    };
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gpkg")) && formats::layers(path).is_ok_and(own)
}
