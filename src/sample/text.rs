//! The text of the sample's files, county by county.

use super::chains::chains;
use super::county::Made;
use super::file::{COUNTY, File, MADE, VILLAGE};
use super::land::NONE;
use super::outline::polygons;
use super::plane;
use super::water::Edges;
use crate::geom::Pt;

/// Last year's year in the sample.
const YEAR: u32 = 2025;

/// A county with what its text depends on besides.
pub struct Sheet<'a> {
    pub made: &'a Made,
    /// Which villages are written.
    pub within: &'a [bool],
    /// Dividers of county boundaries where village borders end, on either side; sorted.
    pub nodes: &'a [Pt],
    /// The same for the borders of last year's cells.
    pub cell_nodes: &'a [Pt],
}

/// The properties of a feature as JSON text.
struct Properties(String);

impl Properties {
    fn new() -> Self {
        Self(String::new())
    }

    fn put(mut self, name: &str, json: impl std::fmt::Display) -> Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        self.0 += &format!("{comma}\"{name}\":{json}");
        self
    }

    fn say(self, name: &str, value: &str) -> Self {
        self.put(name, serde_json::Value::from(value))
    }
}

impl Sheet<'_> {
    /// The rows of one file; none where the county has nothing for it.
    pub fn rows(&self, file: File) -> Vec<Vec<u8>> {
        match file {
            File::Counties => self.counties(),
            File::Townships => self.townships(),
            File::Villages => self.villages(),
            File::Barriers => {
                let mut rows = self.lines(&self.made.rivers, true);
                rows.extend(self.lines(&self.made.roads, false));
                rows
            }
            File::LastYear => self.last_year(),
            File::Households => self.households(),
            File::Workers => self.workers(),
        }
    }

    fn is_within(&self, village: u32) -> bool {
        self.within.get(village as usize).copied().unwrap_or(false)
    }

    fn counties(&self) -> Vec<Vec<u8>> {
        let county = &self.made.county;
        let all: Vec<u32> = (0..self.made.land.triangles.len() as u32).collect();
        let properties = Properties::new()
            .say("代码", &county.code)
            .say("名称", &county.name)
            .say("级别", "县级")
            .say("上级代码", "433100")
            .say("数据说明", COUNTY);
        vec![self.area(properties, &all, &|_| true, self.nodes)]
    }

    fn townships(&self) -> Vec<Vec<u8>> {
        let (county, division) = (&self.made.county, &self.made.division);
        let mut village = 0;
        let mut rows = Vec::new();
        for (number, township) in county.townships.iter().enumerate() {
            let own = village..village + township.villages.len();
            village = own.end;
            if !own.clone().any(|v| self.is_within(v as u32)) {
                continue;
            }
            let triangles: Vec<u32> = division.triangles[own].iter().flatten().copied().collect();
            let properties = Properties::new()
                .say("代码", &township.code)
                .say("名称", &township.name)
                .say("级别", "乡级")
                .say("上级代码", &county.code)
                .say("数据说明", VILLAGE);
            let belongs = |t: u32| division.township[t as usize] == number as u32;
            rows.push(self.area(properties, &triangles, &belongs, self.nodes));
        }
        rows
    }

    fn villages(&self) -> Vec<Vec<u8>> {
        let (county, division) = (&self.made.county, &self.made.division);
        let villages = county.townships.iter().flat_map(|t| t.villages.iter().map(move |v| (t, v)));
        let mut rows = Vec::new();
        for (number, (township, village)) in villages.enumerate().filter(|(n, _)| self.is_within(*n as u32)) {
            let properties = Properties::new()
                .say("代码", &village.code)
                .say("名称", &village.name)
                .say("级别", "村级")
                .say("上级代码", &township.code)
                .say("数据说明", VILLAGE);
            let belongs = |t: u32| division.village[t as usize] == number as u32;
            rows.push(self.area(properties, &division.triangles[number], &belongs, self.nodes));
        }
        rows
    }

    fn last_year(&self) -> Vec<Vec<u8>> {
        let made = self.made;
        let names: Vec<_> = made.county.townships.iter().flat_map(|t| &t.villages).collect();
        let mut rows = Vec::new();
        let mut last = (NONE, 0);
        for number in self.west_to_east() {
            let cell = &made.last_year.cells[number];
            if !self.is_within(cell.village) {
                continue;
            }
            last = if last.0 == cell.village { (last.0, last.1 + 1) } else { (cell.village, 1) };
            let village = names[cell.village as usize];
            let worker = made.appointed[number].map(|w| &made.workers[w]);
            let properties = Properties::new()
                .say("网格编码", &format!("{}{:03}", village.code, last.1))
                .say("网格名称", &format!("{}第{}网格", village.name, last.1))
                .say("村代码", &village.code)
                .say("网格员编号", worker.map_or("", |w| &w.id))
                .say("网格员姓名", worker.map_or("", |w| &w.name))
                .put("户数", cell.households)
                .put("年度", YEAR)
                .say("样例说明", MADE);
            let belongs = |t: u32| made.last_year.by_triangle[t as usize] == number as u32;
            rows.push(self.area(properties, &cell.triangles, &belongs, self.cell_nodes));
        }
        rows
    }

    /// Last year's cells by village, then from west to east and from north to south.
    fn west_to_east(&self) -> Vec<usize> {
        let made = self.made;
        let middle = |cell: usize| {
            let triangles = &made.last_year.cells[cell].triangles;
            let points = triangles.iter().map(|t| made.land.middle(*t));
            let (x, y) = points.fold((0i64, 0i64), |(x, y), p| (x + i64::from(p.x), y - i64::from(p.y)));
            let count = triangles.len().max(1) as i64;
            (x / count, y / count)
        };
        let mut order: Vec<usize> = (0..made.last_year.cells.len()).collect();
        order.sort_by_cached_key(|c| (made.last_year.cells[*c].village, middle(*c), *c));
        order
    }

    fn lines(&self, edges: &Edges, is_river: bool) -> Vec<Vec<u8>> {
        let (land, county) = (&self.made.land, &self.made.county.name);
        let keep = |a: u32, b: u32| {
            let here = |t: &&u32| self.is_within(self.made.division.village[**t as usize]);
            land.fan(a).iter().filter(|t| land.fan(b).contains(t)).any(|t| here(&t))
        };
        let mut rows = Vec::new();
        for (line, chain) in chains(edges, keep) {
            let number = line.number + 1;
            let (class, name) = match (is_river, line.class) {
                (true, 0) => ("干流", format!("{county}样例河")),
                (true, _) => ("支流", format!("{county}样例溪{number}")),
                (false, 0) => ("县道", format!("{county}样例县道{number}")),
                (false, 1) => ("乡道", format!("{county}样例乡道{number}")),
                (false, _) => ("村道", format!("{county}样例村道{number}")),
            };
            let properties = Properties::new()
                .say("kind", if is_river { "river" } else { "road" })
                .say("name", &name)
                .say("class", class)
                .put("made", true)
                .say("数据说明", MADE);
            let mut out = Self::open(&properties);
            out.extend_from_slice(b"\"LineString\",\"coordinates\":");
            self.positions(&mut out, &chain, false);
            out.extend_from_slice(b"}}");
            rows.push(out);
        }
        rows
    }

    fn open(properties: &Properties) -> Vec<u8> {
        format!("{{\"type\":\"Feature\",\"properties\":{{{}}},\"geometry\":{{\"type\":", properties.0).into_bytes()
    }

    /// A feature of a territory; dividers that are no nodes lie straight on the real boundary and are left out.
    fn area(&self, properties: Properties, triangles: &[u32], belongs: &dyn Fn(u32) -> bool, nodes: &[Pt]) -> Vec<u8> {
        let land = &self.made.land;
        let stays = |v: &u32| {
            let v = *v as usize;
            land.at[v] != super::land::At::Divider || nodes.binary_search(&land.points[v]).is_ok()
        };
        let polygons = polygons(land, triangles, belongs);
        let mut out = Self::open(&properties);
        let many = polygons.len() > 1;
        out.extend_from_slice(if many {
            b"\"MultiPolygon\",\"coordinates\":["
        } else {
            b"\"Polygon\",\"coordinates\":"
        });
        for (i, polygon) in polygons.iter().enumerate() {
            out.extend_from_slice(if i > 0 { b",[" } else { b"[" });
            for (j, ring) in polygon.iter().enumerate() {
                if j > 0 {
                    out.push(b',');
                }
                let ring: Vec<u32> = ring.iter().copied().filter(stays).collect();
                self.positions(&mut out, &ring, true);
            }
            out.push(b']');
        }
        out.extend_from_slice(if many { b"]}}" } else { b"}}" });
        out
    }

    fn positions(&self, out: &mut Vec<u8>, vertices: &[u32], closed: bool) {
        out.push(b'[');
        for (i, v) in vertices.iter().chain(vertices.first().filter(|_| closed)).enumerate() {
            let (lon, lat) = plane::units(self.made.land.points[*v as usize]);
            out.extend_from_slice(if i > 0 { b",[" } else { b"[" });
            plane::write_degrees(out, lon);
            out.push(b',');
            plane::write_degrees(out, lat);
            out.push(b']');
        }
        out.push(b']');
    }

    fn households(&self) -> Vec<Vec<u8>> {
        let names: Vec<_> = self.made.county.townships.iter().flat_map(|t| &t.villages).collect();
        let mut out = Vec::with_capacity(self.made.households.len() * 150);
        for h in &self.made.households {
            let village = names[h.village as usize];
            let labels = if h.labels.is_empty() { "一般户".to_owned() } else { h.labels.join("、") };
            let row = format!(
                "{},{},{},第{}组,{},{},{},{},{},{labels},",
                h.id,
                village.code,
                village.name,
                h.group + 1,
                quoted(&h.head),
                h.phone,
                h.people,
                h.registered,
                h.resident
            );
            out.extend_from_slice(row.as_bytes());
            if let Some((lon, lat)) = h.at {
                plane::write_degrees(&mut out, lon);
                out.push(b',');
                plane::write_degrees(&mut out, lat);
            } else {
                out.push(b',');
            }
            out.extend_from_slice(",虚构样例\r\n".as_bytes());
        }
        vec![out]
    }

    fn workers(&self) -> Vec<Vec<u8>> {
        let names: Vec<_> = self.made.county.townships.iter().flat_map(|t| &t.villages).collect();
        let mut out = Vec::new();
        for w in &self.made.workers {
            let kind = if w.is_full_time { "专职" } else { "兼职" };
            let row = format!(
                "{},{},{},{},网格员,{kind},{},{},",
                w.id,
                w.name,
                w.phone,
                w.sex,
                w.languages.join("、"),
                names[w.village as usize].code
            );
            out.extend_from_slice(row.as_bytes());
            plane::write_degrees(&mut out, w.home.0);
            out.push(b',');
            plane::write_degrees(&mut out, w.home.1);
            out.extend_from_slice(format!(",{},{},虚构样例\r\n", w.minutes(), w.most_cells()).as_bytes());
        }
        vec![out]
    }
}

/// A CSV field; only spoilt names can need quotes.
fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}
