//! Writes whole tables into a new file.

use rusqlite::Connection;

use super::derive::{CellSums, Deriver, Shape};
use super::fault::cannot_write;
use super::ops::{Place, around, put_meta};
use super::rows::{Bind, Table, fid};
use super::schema::{FORMAT, LAYERS};
use crate::base::{Fault, Rows, Watch};
use crate::formats::gpkg::{self, Item};
use crate::model::{Id, Project};
use crate::say;

/// How many rows are written between two looks at the watch.
const STRIDE: usize = 1024;

/// Fills the tables of a new file, spatial indexes included.
pub(super) struct Bulk<'a> {
    pub db: &'a Connection,
    pub path: &'a std::path::Path,
    pub place: Place,
    pub watch: &'a Watch,
}

/// Values of derived columns, in their order.
trait Extra {
    const COLUMNS: &'static [&'static str];
    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()>;
    fn extent(&self) -> Option<[f64; 4]>;
}

struct Nothing;

impl Extra for Nothing {
    const COLUMNS: &'static [&'static str] = &[];

    fn bind(&self, _: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        Ok(())
    }

    fn extent(&self) -> Option<[f64; 4]> {
        None
    }
}

impl Extra for Option<&Shape> {
    const COLUMNS: &'static [&'static str] = &["geom"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.put(self.map(|shape| &shape.blob))
    }

    fn extent(&self) -> Option<[f64; 4]> {
        self.map(|shape| shape.extent)
    }
}

impl Extra for (Option<&Shape>, Option<&CellSums>) {
    const COLUMNS: &'static [&'static str] = &["geom", "plan_name", "households", "residents", "monitored", "area_m2"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        self.0.bind(to)?;
        to.put(self.1.map(|sum| &*sum.plan_name))?;
        to.put(self.1.map(|sum| sum.tally.households))?;
        to.put(self.1.map(|sum| sum.tally.resident))?;
        to.put(self.1.map(|sum| sum.tally.monitored))?;
        to.put(self.1.map(|sum| sum.area_m2))
    }

    fn extent(&self) -> Option<[f64; 4]> {
        self.0.extent()
    }
}

impl Bulk<'_> {
    /// Writes the project; reports from 0 to 1.
    pub fn write(&self, project: &Project) -> Result<(), Fault> {
        let wrong = |e: rusqlite::Error| cannot_write(self.path, &e);
        put_meta(self.db, "meta", &project.meta).map_err(wrong)?;
        put_meta(self.db, "profile", &*project.profile).map_err(wrong)?;
        put_meta(self.db, "format", &FORMAT).map_err(wrong)?;
        self.plain(&project.mesh.nodes)?;
        self.plain(&project.mesh.edges)?;
        self.plain(&project.mesh.faces)?;
        self.plain(&project.plans)?;
        self.labels(project)?;
        self.plain(&project.appointments)?;
        self.plain(&project.rejected)?;
        self.at(0.2);
        let deriver = Deriver::new(project, self.place);
        self.watch.check()?;
        let shapes = deriver.areas(None);
        self.layer(&project.areas, |id| shapes.get(&id))?;
        let shapes = deriver.blocks(None);
        self.layer(&project.blocks, |id| shapes.get(&id))?;
        let (shapes, sums) = (deriver.cells(None), deriver.sums(None));
        self.layer(&project.cells, |id| (shapes.get(&id), sums.get(&id)))?;
        drop((shapes, sums));
        self.at(0.4);
        self.layer(&project.barriers, |_| Nothing)?;
        self.layer(&project.workers, |_| Nothing)?;
        self.layer(&project.households, |_| Nothing)?;
        self.at(1.0);
        Ok(())
    }

    fn at(&self, done: f32) {
        self.watch.report(done, say!("store-writing", file = self.path));
    }

    fn plain<T: Table>(&self, rows: &Rows<T>) -> Result<(), Fault> {
        self.rows(rows, |_| Nothing).map(drop)
    }

    fn layer<T: Table, E: Extra>(&self, rows: &Rows<T>, extra: impl Fn(Id) -> E) -> Result<(), Fault> {
        let items = self.rows(rows, extra)?;
        let index = || {
            gpkg::write_rtree_packed(self.db, T::NAME, "geom", &items)?;
            gpkg::add_rtree_triggers(self.db, T::NAME, "geom", "fid")?;
            gpkg::update_extent(self.db, T::NAME, items.iter().map(|item| item.1).reduce(around))
        };
        index().map_err(|e| cannot_write(self.path, &e))
    }

    /// Writes rows by ascending id and gives back their boxes.
    fn rows<T: Table, E: Extra>(&self, rows: &Rows<T>, extra: impl Fn(Id) -> E) -> Result<Vec<Item>, Fault> {
        let wrong = |e: rusqlite::Error| cannot_write(self.path, &e);
        let columns: Vec<&str> = ["fid"].iter().chain(T::COLUMNS).chain(E::COLUMNS).copied().collect();
        let marks = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({marks})", T::NAME, columns.join(", "));
        let mut insert = self.db.prepare(&sql).map_err(wrong)?;
        let is_layer = LAYERS.iter().any(|layer| layer.table == T::NAME);
        let mut items = Vec::with_capacity(if is_layer { rows.len() } else { 0 });
        for (n, (id, row)) in rows.iter().enumerate() {
            if n.is_multiple_of(STRIDE) {
                self.watch.check()?;
            }
            let extra = extra(id);
            let mut put = || {
                let mut bind = Bind::new(&mut insert, self.place.frame, self.place.srs);
                bind.id(id)?;
                row.bind(&mut bind)?;
                extra.bind(&mut bind)?;
                let extent = bind.extent().or_else(|| extra.extent());
                insert.raw_execute()?;
                Ok(extent)
            };
            items.extend(put().map_err(wrong)?.map(|extent| (fid(id), extent)));
        }
        Ok(items)
    }

    fn labels(&self, project: &Project) -> Result<(), Fault> {
        let wrong = |e: rusqlite::Error| cannot_write(self.path, &e);
        let mut insert = self.db.prepare("INSERT INTO gw_labels VALUES (?1, ?2, ?3)").map_err(wrong)?;
        for (plan, labels) in &project.labels {
            self.watch.check()?;
            for (block, cell) in labels.iter() {
                insert.execute([fid(*plan), fid(block), fid(*cell)]).map_err(wrong)?;
            }
        }
        Ok(())
    }
}
