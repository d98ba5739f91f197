//! One export under way: the project as the tables see it, and the file that rows go to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use geo::{Geometry, Point};

use super::column::Col;
use super::mask::SMALL;
use super::{Exported, Format, Mask, Order, mask};
use crate::base::{Fault, Watch};
use crate::formats::{self, GeometryKind, Schema, Sink, Value};
use crate::geom::{Pt, crs};
use crate::model::parts::{NONE, cell_labels};
use crate::model::{Area, Household, Id, Level, Project};
use crate::say;
use crate::words::{Language, text};

/// What every table may ask.
pub(super) struct Job<'a> {
    pub project: &'a Project,
    pub plan: Option<Id>,
    pub order: &'a Order,
    pub watch: &'a Watch,
    /// Cell -> its workers, in order of appointment.
    pub staff: BTreeMap<Id, Vec<Id>>,
    labels: Vec<Id>,
    lonlat: crs::Transform,
}

impl<'a> Job<'a> {
    pub fn new(project: &'a Project, plan: Option<Id>, order: &'a Order, watch: &'a Watch) -> Result<Self, Fault> {
        let mut staff: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for (_, appointment) in plan.into_iter().flat_map(|plan| project.appointments_of(plan)) {
            staff.entry(appointment.cell).or_default().push(appointment.worker);
        }
        let labels = plan.map(|plan| cell_labels(project, plan)).unwrap_or_default();
        let lonlat = crs::Transform::new(project.meta.crs, crs::WGS84)?;
        Ok(Self { project, plan, order, watch, staff, labels, lonlat })
    }

    pub fn mask(&self) -> Mask {
        self.order.mask
    }

    /// The cell of a block.
    pub fn cell_at(&self, block: Option<Id>) -> Option<Id> {
        let cell = self.labels.get(block? as usize).copied().filter(|cell| *cell != NONE)?;
        self.project.cells.get(cell).map(|_| cell)
    }

    /// The cell of a household.
    pub fn cell_of(&self, household: &Household) -> Option<Id> {
        self.cell_at(household.block)
    }

    /// The area of a level that an area is or lies in.
    pub fn above(&self, area: Option<Id>, level: Level) -> Option<&'a Area> {
        self.project.areas.get(self.project.ancestor(area?, level)?)
    }

    /// The codes of a cell's workers, and their names as the mask has them.
    pub fn workers_of(&self, cell: Option<Id>) -> (Value<'static>, Value<'static>) {
        let ids = cell.and_then(|cell| self.staff.get(&cell)).into_iter().flatten();
        let rows: Vec<_> = ids.filter_map(|id| self.project.workers.get(*id)).collect();
        if rows.is_empty() {
            return (Value::Null, Value::Null);
        }
        let codes: Vec<String> = rows.iter().map(|row| mask::identities(&row.code)).collect();
        let names: Vec<Cow<str>> = rows.iter().map(|row| self.name(&row.name)).collect();
        (codes.join("、").into(), names.join("、").into())
    }

    /// A person's name as the mask has it.
    pub fn name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        if self.mask() == Mask::None { Cow::Borrowed(name) } else { Cow::Owned(mask::name(name)) }
    }

    /// A phone number as the mask has it.
    pub fn phone<'n>(&self, phone: &'n str) -> Cow<'n, str> {
        if self.mask() == Mask::None { Cow::Borrowed(phone) } else { Cow::Owned(mask::phone(phone)) }
    }

    /// A word of a code list: for machines as it is, for people by its key.
    pub fn word(&self, machine: &'static str, key: &'static str) -> Value<'static> {
        match self.order.headings() {
            Some(language) => text(language, key).into(),
            None => machine.into(),
        }
    }

    /// Degrees east and north, to about a centimetre.
    pub fn degrees(&self, at: Option<Pt>) -> (Value<'static>, Value<'static>) {
        let found = at.and_then(|at| self.lonlat.apply(self.project.meta.frame.to_coord(at)));
        let round = |v: f64| Value::Real((v * 1e7).round() / 1e7);
        found.map_or((Value::Null, Value::Null), |c| (round(c.x), round(c.y)))
    }

    /// A place in the system of the file: the project's in a GeoPackage, longitude and latitude in GeoJSON.
    pub fn coord(&self, at: Pt) -> Option<geo::Coord<f64>> {
        let place = self.project.meta.frame.to_coord(at);
        if self.order.format == Format::GeoJson { self.lonlat.apply(place) } else { Some(place) }
    }

    /// A point in the system of the file.
    pub fn point(&self, at: Option<Pt>) -> Option<Geometry<f64>> {
        at.and_then(|at| self.coord(at)).map(|c| Geometry::Point(Point(c)))
    }
}

/// The file that rows go to; drops the columns that the mask hides.
pub(super) struct Out<'a> {
    sink: Box<dyn Sink>,
    kept: Vec<usize>,
    columns: Vec<String>,
    epsg: Option<u32>,
    mask: Mask,
    rows: u64,
    /// Rows that are expected, for progress.
    expected: usize,
    suppressed: u64,
    watch: &'a Watch,
}

impl<'a> Out<'a> {
    pub fn new(
        job: &Job<'a>,
        to: &std::path::Path,
        columns: &[Col],
        geometry: Option<GeometryKind>,
        expected: usize,
    ) -> Result<Self, Fault> {
        let order = job.order;
        let kept: Vec<usize> = (0..columns.len()).filter(|at| order.mask <= columns[*at].most).collect();
        let columns: Vec<_> = kept.iter().map(|at| columns[*at].column(order.headings())).collect();
        let names = columns.iter().map(|column| column.name.clone()).collect();
        let title = text(order.language, order.what.title());
        let geometry = geometry.filter(|_| order.headings().is_none());
        let epsg = geometry.map(|_| if order.format == Format::GeoJson { crs::WGS84 } else { job.project.meta.crs });
        let schema = Schema { layer: order.what.name().to_owned(), title, columns, geometry, epsg };
        let sink = match order.format {
            Format::Gpkg => formats::gpkg::sink(to, schema, order.force)?,
            Format::GeoJson => formats::geojson(to, schema, order.force)?,
            Format::Csv => formats::csv(to, schema, order.force)?,
            Format::Xlsx => formats::xlsx(to, schema, order.force)?,
        };
        let (mask, watch) = (order.mask, job.watch);
        Ok(Self { sink, kept, columns: names, epsg, mask, rows: 0, expected, suppressed: 0, watch })
    }

    /// Writes one row: a value for every column of the table, hidden or not.
    pub fn row(&mut self, values: &[Value<'_>], geometry: Option<&Geometry<f64>>) -> Result<(), Fault> {
        if self.rows.is_multiple_of(1024) {
            self.watch.check()?;
            let done = self.rows as f32 / self.expected.max(1) as f32;
            self.watch.report(done.min(1.0), say!("exchange-writing", rows = self.rows));
        }
        self.rows += 1;
        let shown: Vec<Value<'_>> = self.kept.iter().map(|at| values[*at].clone()).collect();
        self.sink.row(&shown, geometry)
    }

    /// A count; one that could point at a person is left out of public tables.
    pub fn count(&mut self, count: u32) -> Value<'static> {
        if self.mask == Mask::Public && (1..=SMALL).contains(&count) {
            self.suppressed += 1;
            return Value::Null;
        }
        Value::Int(i64::from(count))
    }

    pub fn finish(self, order: &Order) -> Result<Exported, Fault> {
        let written = self.sink.finish()?;
        Ok(Exported {
            what: order.what,
            format: order.format,
            path: written.path,
            rows: written.rows,
            bytes: written.bytes,
            values: written.rows * self.columns.len() as u64,
            columns: self.columns,
            epsg: self.epsg,
            suppressed: self.suppressed,
        })
    }
}

impl Order {
    /// The language of the headings, for the formats that people open; none where fields have machine names.
    pub(super) fn headings(&self) -> Option<Language> {
        matches!(self.format, Format::Csv | Format::Xlsx).then_some(self.language)
    }
}
