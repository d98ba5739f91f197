//! GeoPackage geometry: a header, an envelope, and well-known binary (also ISO and extended, Z and M dropped).

use geo::{Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use crate::base::Message;
use crate::formats::geometry::{bounds, sound};
use crate::say;

/// Nested collections beyond this depth serve nobody but an attacker.
const DEPTH: usize = 8;

/// A geometry as GeoPackage stores it, little-endian; everything but points carries its envelope.
pub fn blob(geometry: &Geometry<f64>, srs_id: i32) -> Vec<u8> {
    let envelope = if matches!(geometry, Geometry::Point(_)) { None } else { bounds(geometry) };
    let mut out = Vec::with_capacity(64);
    out.extend_from_slice(b"GP\0");
    out.push(if envelope.is_some() { 0b0000_0011 } else { 0b0000_0001 });
    out.extend_from_slice(&srs_id.to_le_bytes());
    if let Some([min_x, min_y, max_x, max_y]) = envelope {
        for v in [min_x, max_x, min_y, max_y] {
            out.extend_from_slice(&v.to_le_bytes());
        }
    }
    put(&mut out, geometry);
    out
}

fn put(out: &mut Vec<u8>, geometry: &Geometry<f64>) {
    match geometry {
        Geometry::Point(p) => {
            head(out, 1);
            coord(out, p.0);
        }
        Geometry::Line(l) => put_line(out, &LineString(vec![l.start, l.end])),
        Geometry::LineString(l) => put_line(out, l),
        Geometry::Polygon(p) => put_polygon(out, p),
        Geometry::Rect(r) => put_polygon(out, &r.to_polygon()),
        Geometry::Triangle(t) => put_polygon(out, &t.to_polygon()),
        Geometry::MultiPoint(m) => {
            head(out, 4);
            count(out, m.0.len());
            for p in &m.0 {
                head(out, 1);
                coord(out, p.0);
            }
        }
        Geometry::MultiLineString(m) => {
            head(out, 5);
            count(out, m.0.len());
            m.0.iter().for_each(|l| put_line(out, l));
        }
        Geometry::MultiPolygon(m) => {
            head(out, 6);
            count(out, m.0.len());
            m.0.iter().for_each(|p| put_polygon(out, p));
        }
        Geometry::GeometryCollection(c) => {
            head(out, 7);
            count(out, c.0.len());
            c.0.iter().for_each(|g| put(out, g));
        }
    }
}

fn head(out: &mut Vec<u8>, kind: u32) {
    out.push(1);
    out.extend_from_slice(&kind.to_le_bytes());
}

fn count(out: &mut Vec<u8>, n: usize) {
    out.extend_from_slice(&(n as u32).to_le_bytes());
}

fn coord(out: &mut Vec<u8>, c: Coord<f64>) {
    out.extend_from_slice(&c.x.to_le_bytes());
    out.extend_from_slice(&c.y.to_le_bytes());
}

fn coords(out: &mut Vec<u8>, line: &LineString<f64>) {
    count(out, line.0.len());
    line.0.iter().for_each(|c| coord(out, *c));
}

fn put_line(out: &mut Vec<u8>, line: &LineString<f64>) {
    head(out, 2);
    coords(out, line);
}

fn put_polygon(out: &mut Vec<u8>, polygon: &Polygon<f64>) {
    head(out, 3);
    count(out, 1 + polygon.interiors().len());
    coords(out, polygon.exterior());
    polygon.interiors().iter().for_each(|r| coords(out, r));
}

/// Reads a stored geometry: `None` where it is empty, a message where it is cut, of an unknown kind or not finite.
///
/// The envelope is skipped, never believed. Bare well-known binary is read too.
pub fn parse_blob(bytes: &[u8]) -> Result<Option<Geometry<f64>>, Message> {
    let cut = || Message::new("formats-geometry-cut");
    let wkb = match bytes {
        [b'G', b'P', _, flags, ..] => {
            if flags & 0b0010_0000 != 0 {
                return Err(say!("formats-geometry-kind", kind = "extended"));
            }
            let envelope = match (flags >> 1) & 7 {
                0 => 0,
                1 => 32,
                2 | 3 => 48,
                4 => 64,
                _ => return Err(cut()),
            };
            if flags & 0b0001_0000 != 0 {
                return Ok(None);
            }
            bytes.get(8 + envelope..).ok_or_else(cut)?
        }
        _ => bytes,
    };
    let mut reader = Reader { bytes: wkb, is_little: true };
    let geometry = reader.geometry(0, None)?;
    match geometry {
        // An empty point is written as two NaN.
        Geometry::Point(p) if p.x().is_nan() && p.y().is_nan() => Ok(None),
        geometry => sound(geometry),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Message> {
        let (head, rest) = self.bytes.split_first_chunk::<N>().ok_or_else(|| Message::new("formats-geometry-cut"))?;
        self.bytes = rest;
        Ok(*head)
    }

    fn u32(&mut self) -> Result<u32, Message> {
        let raw = self.take()?;
        Ok(if self.is_little { u32::from_le_bytes(raw) } else { u32::from_be_bytes(raw) })
    }

    fn f64(&mut self) -> Result<f64, Message> {
        let raw = self.take()?;
        Ok(if self.is_little { f64::from_le_bytes(raw) } else { f64::from_be_bytes(raw) })
    }

    /// A count that the remaining bytes can hold, each item taking at least `least` of them.
    fn count(&mut self, least: usize) -> Result<usize, Message> {
        let n = self.u32()? as usize;
        if n > self.bytes.len() / least { Err(Message::new("formats-geometry-cut")) } else { Ok(n) }
    }

    fn coords(&mut self, width: usize) -> Result<LineString<f64>, Message> {
        let n = self.count(8 * width)?;
        (0..n).map(|_| self.coord(width)).collect::<Result<_, _>>().map(LineString)
    }

    fn coord(&mut self, width: usize) -> Result<Coord<f64>, Message> {
        let c = Coord { x: self.f64()?, y: self.f64()? };
        for _ in 2..width {
            self.f64()?;
        }
        Ok(c)
    }

    fn many<T>(
        &mut self,
        depth: usize,
        kind: Option<u32>,
        pick: impl Fn(Geometry<f64>) -> Option<T>,
    ) -> Result<Vec<T>, Message> {
        let n = self.count(5)?;
        let wrong = || Message::new("formats-geometry-cut");
        (0..n).map(|_| pick(self.geometry(depth + 1, kind)?).ok_or_else(wrong)).collect()
    }

    fn geometry(&mut self, depth: usize, wanted: Option<u32>) -> Result<Geometry<f64>, Message> {
        if depth > DEPTH {
            return Err(Message::new("formats-geometry-cut"));
        }
        let outer = self.is_little;
        self.is_little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err(Message::new("formats-geometry-cut")),
        };
        let code = self.u32()?;
        // Extended WKB keeps Z, M and the SRS in the high bits, ISO WKB counts in thousands.
        if code & 0x2000_0000 != 0 {
            self.u32()?;
        }
        let plain = code & 0x1FFF_FFFF;
        let (kind, iso) = (plain % 1000, plain / 1000);
        if iso > 3 || wanted.is_some_and(|w| w != kind) {
            return Err(say!("formats-geometry-kind", kind = code));
        }
        let has_z = code & 0x8000_0000 != 0 || iso == 1 || iso == 3;
        let has_m = code & 0x4000_0000 != 0 || iso == 2 || iso == 3;
        let width = 2 + usize::from(has_z) + usize::from(has_m);
        let geometry = match kind {
            1 => Point(self.coord(width)?).into(),
            2 => self.coords(width)?.into(),
            3 => {
                let n = self.count(4)?;
                let mut rings = (0..n).map(|_| self.coords(width)).collect::<Result<Vec<_>, _>>()?.into_iter();
                let exterior = rings.next().unwrap_or_else(|| LineString(Vec::new()));
                Polygon::new(exterior, rings.collect()).into()
            }
            4 => MultiPoint(self.many(depth, Some(1), |g| g.try_into().ok())?).into(),
            5 => MultiLineString(self.many(depth, Some(2), |g| g.try_into().ok())?).into(),
            6 => MultiPolygon(self.many(depth, Some(3), |g| g.try_into().ok())?).into(),
            7 => Geometry::GeometryCollection(GeometryCollection(self.many(depth, None, Some)?)),
            _ => return Err(say!("formats-geometry-kind", kind = code)),
        };
        self.is_little = outer;
        Ok(geometry)
    }
}
