//! Brings derived layers up to date with the truth.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::derive::{Deriver, Shapes};
use super::ops::{Place, around, index, widen};
use super::rows::{fid, id_of};
use crate::model::{Id, Project};

/// Writes the geometry and sums of all rows that are marked, from a state of the project that is the file's.
pub(super) fn refresh(db: &Connection, place: Place, project: &Project) -> rusqlite::Result<()> {
    let blocks = marked(db, "blocks")?;
    let mut areas = marked(db, "areas")?;
    let mut cells = marked(db, "cells")?;
    for id in &blocks {
        let mut at = project.blocks.get(*id).map(|block| block.area);
        while let Some(area) = at
            && areas.insert(area)
        {
            at = project.areas.get(area).and_then(|area| area.parent);
        }
        cells.extend(project.labels.values().filter_map(|labels| labels.get(*id)));
    }
    let deriver = Deriver::new(project, place);
    if !blocks.is_empty() {
        put_shapes(db, "blocks", &blocks, &deriver.blocks(Some(&blocks)))?;
    }
    if !areas.is_empty() {
        put_shapes(db, "areas", &areas, &deriver.areas(Some(&areas)))?;
    }
    if !cells.is_empty() {
        put_shapes(db, "cells", &cells, &deriver.cells(Some(&cells)))?;
        let mut update = db.prepare_cached(
            "UPDATE cells SET plan_name = ?2, households = ?3, residents = ?4, monitored = ?5, area_m2 = ?6
             WHERE fid = ?1",
        )?;
        for (id, sum) in deriver.sums(Some(&cells)) {
            let tally = sum.tally;
            let values =
                params![fid(id), &*sum.plan_name, tally.households, tally.resident, tally.monitored, sum.area_m2];
            update.execute(values)?;
        }
    }
    db.execute("DELETE FROM gw_dirty", []).map(drop)
}

/// Whether anything is marked.
pub(super) fn is_needed(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row("SELECT EXISTS (SELECT 1 FROM gw_dirty)", [], |row| row.get(0))
}

fn marked(db: &Connection, layer: &str) -> rusqlite::Result<BTreeSet<Id>> {
    let mut statement = db.prepare_cached("SELECT fid FROM gw_dirty WHERE layer = ?1")?;
    let fids: Vec<i64> = statement.query_map([layer], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(fids.into_iter().filter_map(id_of).collect())
}

fn put_shapes(db: &Connection, table: &str, ids: &BTreeSet<Id>, shapes: &Shapes) -> rusqlite::Result<()> {
    let mut update = db.prepare_cached(&format!("UPDATE {table} SET geom = ?2 WHERE fid = ?1"))?;
    let mut extent = None;
    for id in ids {
        let shape = shapes.get(id);
        // A row that is gone takes no geometry, and must not come back in the index.
        let changed = update.execute(params![fid(*id), shape.map(|shape| &shape.blob)])?;
        let reach = shape.filter(|_| changed == 1).map(|shape| shape.extent);
        index(db, table, fid(*id), reach)?;
        extent = [extent, reach].into_iter().flatten().reduce(around);
    }
    widen(db, table, extent)
}
