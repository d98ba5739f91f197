//! Writes the row operations of a change, and marks what they make out of date.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::rows::{Bind, Table, fid, upsert_sql};
use super::schema::LAYERS;
use crate::change::{Change, Op};
use crate::geom::Frame;
use crate::model::{Household, Id};

/// How geometry is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub frame: Frame,
    pub srs: i32,
}

/// Writes every operation of the change, in order.
pub(super) fn put_change(db: &Connection, place: Place, change: &Change) -> rusqlite::Result<()> {
    let mut moved = Moved::default();
    for op in &change.ops {
        match op {
            Op::Meta(meta) => put_meta(db, "meta", meta)?,
            Op::Profile(profile) => put_meta(db, "profile", &**profile)?,
            Op::Node(id, row) => drop(put_row(db, place, *id, row.as_ref())?),
            Op::Edge(id, row) => drop(put_row(db, place, *id, row.as_ref())?),
            Op::Face(id, row) => drop(put_row(db, place, *id, row.as_ref())?),
            Op::Area(id, row) => drop(put_row(db, place, *id, row.as_ref())?),
            Op::Block(id, row) => drop(put_row(db, place, *id, row.as_ref())?),
            Op::Barrier(id, row) => moved.put(db, place, *id, row.as_ref())?,
            Op::Household(id, row) => moved.put(db, place, *id, row.as_ref())?,
            Op::Homes(homes) => {
                let mut move_in = db.prepare_cached("UPDATE households SET block = ?2 WHERE fid = ?1")?;
                for (id, block) in homes {
                    move_in.execute(params![fid(*id), block.map(fid)])?;
                }
                widen(db, Household::NAME, None)?;
            }
            Op::Plan(id, row) => drop(put_row(db, place, *id, row.as_ref())?),
            Op::Cell(id, row) => drop(put_row(db, place, *id, row.as_ref())?),
            Op::Label { plan, block, cell: Some(cell) } => {
                let sql = "INSERT INTO gw_labels VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET cell = excluded.cell";
                db.prepare_cached(sql)?.execute([fid(*plan), fid(*block), fid(*cell)])?;
            }
            Op::Label { plan, block, cell: None } => {
                let sql = "DELETE FROM gw_labels WHERE plan = ?1 AND block = ?2";
                db.prepare_cached(sql)?.execute([fid(*plan), fid(*block)])?;
            }
            Op::Worker(id, row) => moved.put(db, place, *id, row.as_ref())?,
            Op::Appointment(id, row) => drop(put_row(db, place, *id, row.as_ref())?),
            Op::Rejected(id, row) => drop(put_row(db, place, *id, row.as_ref())?),
        }
    }
    moved.tell(db)
}

/// Stores what is said once.
pub(super) fn put_meta(db: &Connection, key: &str, value: &(impl serde::Serialize + ?Sized)) -> rusqlite::Result<()> {
    let json = serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    let sql = "INSERT INTO gw_meta VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
    db.prepare_cached(sql)?.execute(params![key, json])?;
    Ok(())
}

/// Puts or drops one row; gives back min x, min y, max x, max y of a geometry that is truth.
fn put_row<T: Table>(db: &Connection, place: Place, id: Id, row: Option<&T>) -> rusqlite::Result<Option<[f64; 4]>> {
    let Some(row) = row else {
        db.prepare_cached(&format!("DELETE FROM {} WHERE fid = ?1", T::NAME))?.execute([fid(id)])?;
        // Triggers are off for us, so the index is kept by hand.
        if LAYERS.iter().any(|layer| layer.table == T::NAME) {
            index(db, T::NAME, fid(id), None)?;
        }
        return Ok(None);
    };
    let mut statement = db.prepare_cached(&upsert_sql::<T>())?;
    let mut bind = Bind::new(&mut statement, place.frame, place.srs);
    bind.id(id)?;
    row.bind(&mut bind)?;
    let extent = bind.extent();
    statement.raw_execute()?;
    Ok(extent)
}

/// Puts the box (min x, min y, max x, max y) of a row into the spatial index, or takes the row out of it.
pub(super) fn index(db: &Connection, table: &str, fid: i64, extent: Option<[f64; 4]>) -> rusqlite::Result<()> {
    match extent {
        None => db.prepare_cached(&format!("DELETE FROM rtree_{table}_geom WHERE id = ?1"))?.execute([fid])?,
        Some([min_x, min_y, max_x, max_y]) => db
            .prepare_cached(&format!("INSERT OR REPLACE INTO rtree_{table}_geom VALUES (?1, ?2, ?3, ?4, ?5)"))?
            .execute(params![fid, min_x, max_x, min_y, max_y])?,
    };
    Ok(())
}

/// The layers whose own geometry moved, with how far their extent must reach.
#[derive(Default)]
struct Moved {
    layers: Vec<(&'static str, Option<[f64; 4]>)>,
}

impl Moved {
    fn put<T: Table>(&mut self, db: &Connection, place: Place, id: Id, row: Option<&T>) -> rusqlite::Result<()> {
        let extent = put_row(db, place, id, row)?;
        index(db, T::NAME, fid(id), extent)?;
        let at = self.layers.iter().position(|(name, _)| *name == T::NAME).unwrap_or_else(|| {
            self.layers.push((T::NAME, None));
            self.layers.len() - 1
        });
        let all = &mut self.layers[at].1;
        *all = [*all, extent].into_iter().flatten().reduce(around);
        Ok(())
    }

    fn tell(&self, db: &Connection) -> rusqlite::Result<()> {
        self.layers.iter().try_for_each(|(table, extent)| widen(db, table, *extent))
    }
}

/// The box around two boxes.
pub(super) fn around(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// Lets the stored extent of a layer reach as far as `extent`, and stores the time of the change.
pub(super) fn widen(db: &Connection, table: &str, extent: Option<[f64; 4]>) -> rusqlite::Result<()> {
    let [min_x, min_y, max_x, max_y] = extent.map_or([None; 4], |e| e.map(Some));
    db.prepare_cached(
        "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now'),
           min_x = min(ifnull(min_x, ?2), ifnull(?2, min_x)), min_y = min(ifnull(min_y, ?3), ifnull(?3, min_y)),
           max_x = max(ifnull(max_x, ?4), ifnull(?4, max_x)), max_y = max(ifnull(max_y, ?5), ifnull(?5, max_y))
         WHERE table_name = ?1",
    )?
    .execute(params![table, min_x, min_y, max_x, max_y])
    .map(drop)
}

/// Rows whose derived columns a change makes out of date.
#[derive(Debug, Default)]
pub(super) struct Stale {
    areas: BTreeSet<Id>,
    blocks: BTreeSet<Id>,
    cells: BTreeSet<Id>,
    plans: BTreeSet<Id>,
    nodes: BTreeSet<Id>,
    all_cells: bool,
}

impl Stale {
    /// Whatever rows of ours another program may have changed.
    pub fn everything() -> Self {
        Self { all_cells: true, ..Self::default() }
    }

    /// Of a change and its inverse: together they name the old rows and the new ones.
    pub fn of(forward: &Change, inverse: &Change) -> Self {
        let mut stale = Self::default();
        for op in forward.ops.iter().chain(&inverse.ops) {
            match op {
                Op::Meta(meta) => stale.plans.extend(meta.current),
                // Which households are monitored is the profile's.
                Op::Profile(_) => stale.all_cells = true,
                Op::Node(id, _) => drop(stale.nodes.insert(*id)),
                Op::Edge(_, row) => stale.blocks.extend(row.iter().flat_map(|edge| [edge.left, edge.right])),
                Op::Area(id, _) => drop(stale.areas.insert(*id)),
                Op::Block(id, row) => {
                    stale.blocks.insert(*id);
                    stale.areas.extend(row.iter().map(|block| block.area));
                }
                Op::Household(..) | Op::Homes(_) => stale.blocks.extend(op.homes().filter_map(|(_, block)| block)),
                Op::Plan(id, _) => drop(stale.plans.insert(*id)),
                Op::Cell(id, _) => drop(stale.cells.insert(*id)),
                Op::Label { cell, .. } => stale.cells.extend(*cell),
                Op::Face(..) | Op::Barrier(..) | Op::Worker(..) | Op::Appointment(..) | Op::Rejected(..) => {}
            }
        }
        stale
    }

    /// Writes them down; called after the change is written.
    pub fn mark(&self, db: &Connection) -> rusqlite::Result<()> {
        for (layer, ids) in [("areas", &self.areas), ("blocks", &self.blocks), ("cells", &self.cells)] {
            for id in ids {
                mark(db, layer, fid(*id))?;
            }
        }
        for plan in &self.plans {
            let sql = "INSERT OR IGNORE INTO gw_dirty SELECT 'cells', fid FROM cells WHERE plan = ?1";
            db.prepare_cached(sql)?.execute([fid(*plan)])?;
        }
        if self.all_cells {
            db.execute("INSERT OR IGNORE INTO gw_dirty SELECT 'cells', fid FROM cells", [])?;
        }
        if !self.nodes.is_empty() {
            let moved: BTreeSet<i64> = self.nodes.iter().copied().map(fid).collect();
            let mut edges = db.prepare_cached("SELECT from_node, to_node, left_face, right_face FROM gw_edges")?;
            let mut rows = edges.query([])?;
            while let Some(row) = rows.next()? {
                if moved.contains(&row.get(0)?) || moved.contains(&row.get(1)?) {
                    mark(db, "blocks", row.get(2)?)?;
                    mark(db, "blocks", row.get(3)?)?;
                }
            }
        }
        Ok(())
    }
}

fn mark(db: &Connection, layer: &str, fid: i64) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO gw_dirty VALUES (?1, ?2)")?.execute(params![layer, fid]).map(drop)
}
