//! GeoJSON as RFC 7946 has it: longitude and latitude, exterior rings counter-clockwise.

use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use geo::orient::{Direction, Orient as _};
use geo::{Coord, Geometry, LineString, Polygon};

use super::pending::{Pending, cannot_write};
use super::sink::{Schema, Sink, Typed, Written, typed};
use super::{Value, geometry};
use crate::base::Fault;
use crate::say;

/// Writes one collection, named after the schema's layer if that is not empty.
///
/// The caller gives longitude and latitude in WGS 84 degrees (0.1 mm is kept); the winding of rings is mended here.
pub fn geojson(path: &Path, schema: Schema, force: bool) -> Result<Box<dyn Sink>, Fault> {
    let mut pending = Pending::new(path, force)?;
    let out = pending.writer()?;
    let mut text = String::from("{\"type\":\"FeatureCollection\",");
    if !schema.layer.is_empty() {
        text.push_str("\"name\":");
        quote(&mut text, &schema.layer);
        text.push(',');
    }
    text.push_str("\"features\":[");
    Ok(Box::new(GeoJson { pending, out, schema, rows: 0, text }))
}

struct GeoJson {
    pending: Pending,
    out: BufWriter<std::fs::File>,
    schema: Schema,
    rows: u64,
    text: String,
}

impl GeoJson {
    fn send(&mut self) -> Result<(), Fault> {
        self.out.write_all(self.text.as_bytes()).map_err(|e| cannot_write(self.pending.target(), &e))?;
        self.text.clear();
        Ok(())
    }
}

impl Sink for GeoJson {
    fn row(&mut self, values: &[Value<'_>], shape: Option<&Geometry<f64>>) -> Result<(), Fault> {
        debug_assert_eq!(values.len(), self.schema.columns.len());
        let target = self.pending.target();
        let text = &mut self.text;
        text.push_str(if self.rows > 0 { ",\n" } else { "\n" });
        self.rows += 1;
        text.push_str("{\"type\":\"Feature\",\"properties\":{");
        for (i, (value, column)) in values.iter().zip(&self.schema.columns).enumerate() {
            if i > 0 {
                text.push(',');
            }
            quote(text, &column.name);
            text.push(':');
            match typed(value, column, self.rows, target)? {
                Typed::Null => text.push_str("null"),
                Typed::Text(v) => quote(text, &v),
                other => text.push_str(&other.text()),
            }
        }
        text.push_str("},\"geometry\":");
        match shape {
            None => text.push_str("null"),
            Some(shape) => {
                if let Err(why) = geometry::sound(shape.clone()) {
                    return Err(Fault::input(say!("formats-bad-geometry", file = target, row = self.rows, why = why)));
                }
                put(text, shape);
            }
        }
        text.push('}');
        self.send()
    }

    fn finish(mut self: Box<Self>) -> Result<Written, Fault> {
        self.text.push_str("\n]}\n");
        self.send()?;
        self.out.flush().map_err(|e| cannot_write(self.pending.target(), &e))?;
        let path = self.pending.target().to_owned();
        Ok(Written { path, rows: self.rows, bytes: self.pending.finish()? })
    }
}

fn quote(text: &mut String, value: &str) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(text, "\\u{:04x}", c as u32);
            }
            c => text.push(c),
        }
    }
    text.push('"');
}

fn put(text: &mut String, shape: &Geometry<f64>) {
    match shape {
        Geometry::Point(p) => wrap(text, "Point", |t| place(t, p.0)),
        Geometry::MultiPoint(m) => wrap(text, "MultiPoint", |t| list(t, &m.0, |t, p| place(t, p.0))),
        Geometry::LineString(l) => wrap(text, "LineString", |t| line(t, l)),
        Geometry::Line(l) => wrap(text, "LineString", |t| list(t, &[l.start, l.end], |t, c| place(t, *c))),
        Geometry::MultiLineString(m) => wrap(text, "MultiLineString", |t| list(t, &m.0, line)),
        Geometry::Polygon(p) => wrap(text, "Polygon", |t| polygon(t, p)),
        Geometry::Rect(r) => wrap(text, "Polygon", |t| polygon(t, &r.to_polygon())),
        Geometry::Triangle(r) => wrap(text, "Polygon", |t| polygon(t, &r.to_polygon())),
        Geometry::MultiPolygon(m) => wrap(text, "MultiPolygon", |t| list(t, &m.0, polygon)),
        Geometry::GeometryCollection(c) => {
            text.push_str("{\"type\":\"GeometryCollection\",\"geometries\":");
            list(text, &c.0, put);
            text.push('}');
        }
    }
}

fn wrap(text: &mut String, kind: &str, coordinates: impl FnOnce(&mut String)) {
    let _ = write!(text, "{{\"type\":\"{kind}\",\"coordinates\":");
    coordinates(text);
    text.push('}');
}

fn list<T>(text: &mut String, items: &[T], put: impl Fn(&mut String, &T)) {
    text.push('[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        put(text, item);
    }
    text.push(']');
}

fn line(text: &mut String, line: &LineString<f64>) {
    list(text, &line.0, |t, c| place(t, *c));
}

fn polygon(text: &mut String, polygon: &Polygon<f64>) {
    let polygon = polygon.orient(Direction::Default);
    text.push('[');
    line(text, polygon.exterior());
    for hole in polygon.interiors() {
        text.push(',');
        line(text, hole);
    }
    text.push(']');
}

fn place(text: &mut String, c: Coord<f64>) {
    text.push('[');
    degrees(text, c.x);
    text.push(',');
    degrees(text, c.y);
    text.push(']');
}

/// Nine decimals, without trailing zeros.
fn degrees(text: &mut String, v: f64) {
    let start = text.len();
    let _ = write!(text, "{v:.9}");
    let kept = text.trim_end_matches('0').trim_end_matches('.').len().max(start + 1);
    text.truncate(kept);
    if &text[start..] == "-0" {
        text.replace_range(start.., "0");
    }
}
