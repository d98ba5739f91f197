//! GeoJSON: a collection of any length, one feature, or one bare geometry.
//!
//! Read twice: the columns are the union of all features' properties, so all of them must be seen before the first row.

use std::collections::HashMap;
use std::path::Path;

use geo::Geometry;

use super::feed::{Feed, Header, Row, cannot_read, stem};
use super::json::{Trouble, Window, members, text};
use super::{Format, Value, geometry};
use crate::base::{Fault, Message, Watch};
use crate::geom::crs::WGS84;
use crate::say;

pub fn read(feed: &mut Feed<'_>) -> Result<(), Fault> {
    let path = feed.source.file.clone();
    let plan = survey(&path, feed.watch)?;
    let header = plan.header(&path);
    if let Some(layer) = feed.source.layer.as_ref().filter(|l| **l != header.layer && **l != stem(&path)) {
        return Err(Fault::input(say!("formats-no-layer", file = &path, layer = layer, layers = &header.layer)));
    }
    feed.header(&header)?;
    let places: HashMap<&str, usize> = header.columns.iter().enumerate().map(|(i, c)| (c.as_str(), i)).collect();
    let mut number = 0;
    walk(&path, &mut |_, _| {}, &mut |raw, done| {
        number += 1;
        let mut values = vec![Value::Null; header.columns.len()];
        let (geometry, fault) = feature(raw, &places, plan.takes_id, &mut values);
        let (geometry, geometry_fault) = match geometry {
            Ok(geometry) => (geometry, None),
            Err(fault) => (None, Some(fault)),
        };
        feed.row(Row { number, values: &values, geometry, geometry_fault, fault }, done)
    })?;
    Ok(())
}

/// The header of a file, all of which has been looked through.
pub fn header(path: &Path, watch: &Watch) -> Result<(Header, Option<String>), Fault> {
    let plan = survey(path, watch)?;
    let header = plan.header(path);
    Ok((header, plan.kind))
}

/// What the first pass finds.
#[derive(Default)]
struct Plan {
    columns: Vec<String>,
    rows: u64,
    has_geometry: bool,
    /// Whether the features' own `id` member becomes a column.
    takes_id: bool,
    /// The type of the first geometry.
    kind: Option<String>,
    name: Option<String>,
    crs: Option<String>,
}

impl Plan {
    fn header(&self, path: &Path) -> Header {
        let (epsg, crs_note) = match &self.crs {
            None => (Some(WGS84), None),
            Some(name) => match epsg_of(name) {
                Some(epsg) => (Some(epsg), None),
                None => (None, Some(say!("formats-crs-unknown", crs = name))),
            },
        };
        Header {
            file: path.to_owned(),
            format: Format::GeoJson,
            layer: self.name.clone().unwrap_or_else(|| stem(path)),
            columns: self.columns.clone(),
            has_geometry: self.has_geometry,
            epsg,
            crs_note,
            encoding: Some("UTF-8"),
            delimiter: None,
            header_row: None,
            row_estimate: Some(self.rows),
        }
    }
}

fn survey(path: &Path, watch: &Watch) -> Result<Plan, Fault> {
    let mut plan = Plan::default();
    let mut known: HashMap<String, usize> = HashMap::new();
    let (mut name, mut crs) = (None, None);
    let mut has_id = false;
    let mut foreign = 0;
    walk(
        path,
        &mut |key, raw| match key {
            "name" => name = text(raw).map(Into::into),
            "crs" if raw != b"null" => crs = Some(crs_name(raw)),
            _ => {}
        },
        &mut |raw, _| {
            if plan.rows.is_multiple_of(512) {
                watch.check()?;
            }
            plan.rows += 1;
            foreign += u64::from(std::str::from_utf8(raw).is_err());
            for (key, raw) in members(raw).unwrap_or_default() {
                match &*key {
                    "properties" => {
                        for (key, _) in members(raw).unwrap_or_default() {
                            if !known.contains_key(&*key) {
                                known.insert(key.clone().into_owned(), plan.columns.len());
                                plan.columns.push(key.into_owned());
                            }
                        }
                    }
                    "geometry" if raw != b"null" => {
                        plan.has_geometry = true;
                        if plan.kind.is_none() {
                            let parts = members(raw).unwrap_or_default();
                            let kind = parts.iter().find(|(k, _)| k == "type").and_then(|(_, v)| text(v));
                            plan.kind = kind.map(Into::into);
                        }
                    }
                    "id" => has_id |= raw != b"null",
                    _ => {}
                }
            }
            Ok(true)
        },
    )?;
    // A stray byte spoils one feature; a file in another encoding spoils most of them.
    if foreign * 2 > plan.rows {
        return Err(Fault::input(say!("formats-json-encoding", file = path)));
    }
    plan.takes_id = has_id && !known.contains_key("id");
    if plan.takes_id {
        plan.columns.push("id".to_owned());
    }
    plan.name = name;
    plan.crs = crs;
    Ok(plan)
}

/// The name inside a `crs` member, or the member itself where it has none.
fn crs_name(raw: &[u8]) -> String {
    let named = || {
        let properties = members(raw)?.into_iter().rfind(|(key, _)| key == "properties")?.1;
        let name = members(properties)?.into_iter().rfind(|(key, _)| key == "name")?.1;
        text(name).map(|name| name.into_owned())
    };
    named().unwrap_or_else(|| String::from_utf8_lossy(raw).chars().take(80).collect())
}

/// The EPSG number in `urn:ogc:def:crs:EPSG::4490`, `EPSG:4490`, `…/EPSG/0/4490`; CRS84 is WGS 84.
fn epsg_of(name: &str) -> Option<u32> {
    let upper = name.to_uppercase();
    let last = upper.rsplit([':', '/', '#']).next()?;
    if last == "CRS84" || last == "WGS84" {
        return Some(WGS84);
    }
    upper.contains("EPSG").then(|| last.parse().ok()).flatten()
}

type OnMember<'a> = &'a mut dyn FnMut(&str, &[u8]);
type OnFeature<'a> = &'a mut dyn FnMut(&[u8], f32) -> Result<bool, Fault>;

/// Walks through a file: other members of the top object, and each raw feature. A feature or geometry alone is one.
fn walk(path: &Path, on_member: OnMember<'_>, on_feature: OnFeature<'_>) -> Result<(), Fault> {
    let told = |trouble| match trouble {
        Trouble::Io(e) => cannot_read(path, &e),
        Trouble::Cut => Fault::input(say!("formats-json-cut", file = path)),
        Trouble::Broken(at) => Fault::input(say!("formats-json-broken", file = path, byte = at)),
    };
    let mut window = Window::open(path).map_err(|e| cannot_read(path, &e))?;
    window.expect(b'{').map_err(told)?;
    let mut alone: Vec<u8> = vec![b'{'];
    let mut kind = String::new();
    let mut is_collection = false;
    let mut goes_on = window.peek().map_err(told)? != Some(b'}');
    if !goes_on {
        window.take().map_err(told)?;
    }
    while goes_on {
        let range = window.value().map_err(told)?;
        let raw_key = window.raw(range).to_vec();
        let key = text(&raw_key).ok_or_else(|| Fault::input(say!("formats-not-geojson", file = path)))?;
        window.expect(b':').map_err(told)?;
        if key == "features" && window.peek().map_err(told)? == Some(b'[') {
            is_collection = true;
            window.take().map_err(told)?;
            let mut more = window.peek().map_err(told)? != Some(b']');
            if !more {
                window.take().map_err(told)?;
            }
            while more {
                let range = window.value().map_err(told)?;
                let done = window.done();
                if !on_feature(window.raw(range), done)? {
                    return Ok(());
                }
                more = window.goes_on(b']').map_err(told)?;
            }
        } else {
            let range = window.value().map_err(told)?;
            let raw = window.raw(range);
            on_member(&key, raw);
            if key == "type" {
                kind = text(raw).unwrap_or_default().into_owned();
            }
            if !is_collection {
                for part in [if alone.len() > 1 { &b","[..] } else { b"" }, &raw_key, b":", raw] {
                    alone.extend_from_slice(part);
                }
            }
        }
        goes_on = window.goes_on(b'}').map_err(told)?;
    }
    if window.peek().map_err(told)?.is_some() {
        return Err(Fault::input(say!("formats-json-lines", file = path)));
    }
    if is_collection {
        return Ok(());
    }
    alone.push(b'}');
    match kind.as_str() {
        "Feature" => on_feature(&alone, 1.0).map(drop),
        "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon"
        | "GeometryCollection" => {
            let feature = [b"{\"geometry\":", alone.as_slice(), b"}"].concat();
            on_feature(&feature, 1.0).map(drop)
        }
        _ => Err(Fault::input(say!("formats-not-geojson", file = path))),
    }
}

type Parsed = Result<Option<Geometry<f64>>, Message>;

/// Fills the values of one feature; its geometry, and what else is wrong with it.
fn feature<'r>(
    raw: &'r [u8],
    places: &HashMap<&str, usize>,
    takes_id: bool,
    values: &mut [Value<'r>],
) -> (Parsed, Option<Message>) {
    let broken = || Some(Message::new("formats-feature-broken"));
    let Some(parts) = members(raw) else { return (Ok(None), broken()) };
    let mut found: Parsed = Ok(None);
    let mut fault = None;
    for (key, raw) in parts {
        match &*key {
            "geometry" if raw != b"null" => found = geometry_of(raw).and_then(|g| g.map_or(Ok(None), geometry::sound)),
            "properties" if raw != b"null" => match members(raw) {
                None => fault = broken(),
                Some(properties) => {
                    for (key, raw) in properties {
                        if let Some(&at) = places.get(&*key) {
                            values[at] = value(raw).unwrap_or_else(|| {
                                fault = broken();
                                Value::Null
                            });
                        }
                    }
                }
            },
            "id" if takes_id => {
                if let (Some(&at), Some(value)) = (places.get("id"), value(raw)) {
                    values[at] = value;
                }
            }
            _ => {}
        }
    }
    (found, fault)
}

/// A property: lists and objects stay JSON text.
fn value(raw: &[u8]) -> Option<Value<'_>> {
    match raw.first()? {
        b'"' => text(raw).map(Value::Text),
        b'n' => (raw == b"null").then_some(Value::Null),
        b't' | b'f' if raw == b"true" || raw == b"false" => std::str::from_utf8(raw).ok().map(Value::from),
        b'{' | b'[' => std::str::from_utf8(raw).ok().map(Value::from),
        b'-' | b'0'..=b'9' => {
            let number = std::str::from_utf8(raw).ok()?;
            if let Ok(whole) = number.parse::<i64>() {
                return Some(Value::Int(whole));
            }
            let is_short = number.bytes().filter(u8::is_ascii_digit).count() <= 17;
            match number.parse::<f64>() {
                // More digits than a number can hold are a code that someone forgot to quote.
                Ok(v) if v.is_finite() && is_short => Some(Value::Real(v)),
                Ok(v) if v.is_finite() && number.contains(['.', 'e', 'E']) => Some(Value::Real(v)),
                Ok(_) => Some(Value::from(number)),
                Err(_) => None,
            }
        }
        _ => None,
    }
}

const KINDS: [&str; 7] =
    ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"];

fn geometry_of(raw: &[u8]) -> Parsed {
    let broken = || Message::new("formats-geometry-json");
    let parts = members(raw).ok_or_else(broken)?;
    let member = |name: &str| parts.iter().rfind(|(key, _)| key == name).map(|(_, raw)| *raw);
    let kind = member("type").and_then(text).ok_or_else(broken)?;
    if !KINDS.contains(&&*kind) {
        return Err(say!("formats-geometry-kind", kind = &*kind));
    }
    if member("coordinates") == Some(b"[]") {
        return Ok(None);
    }
    let parsed: geojson::Geometry = serde_json::from_slice(raw).map_err(|_| broken())?;
    if !is_placed(&parsed.value) {
        return Err(broken());
    }
    Geometry::try_from(parsed).map(Some).map_err(|_| broken())
}

/// Whether every position has two numbers at least: `geojson` takes shorter ones, and its conversion would not survive them.
fn is_placed(value: &geojson::GeometryValue) -> bool {
    use geojson::GeometryValue as V;
    let line = |l: &Vec<geojson::Position>| l.iter().all(|p| p.len() >= 2);
    let lines = |m: &Vec<Vec<geojson::Position>>| m.iter().all(line);
    match value {
        V::Point { coordinates } => coordinates.len() >= 2,
        V::MultiPoint { coordinates } | V::LineString { coordinates } => line(coordinates),
        V::MultiLineString { coordinates } | V::Polygon { coordinates } => lines(coordinates),
        V::MultiPolygon { coordinates } => coordinates.iter().all(lines),
        V::GeometryCollection { geometries } => geometries.iter().all(|g| is_placed(&g.value)),
    }
}
