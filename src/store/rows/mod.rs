//! How each table's rows are laid out in the file: one file a table.

mod appointment;
mod area;
mod barrier;
mod bind;
mod block;
mod cell;
mod household;
mod mesh;
mod plan;
mod rejected;
mod take;
mod worker;

pub(super) use bind::Bind;
pub(super) use take::{Broken, Take, Texts};

use crate::model::Id;

/// Rows of one table of the file.
pub(super) trait Table: Clone + Sized {
    const NAME: &'static str;
    /// The columns that are truth, in the order of `bind` and `take`; `fid` and derived columns are not among them.
    const COLUMNS: &'static [&'static str];

    /// Hands over the value of every column.
    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()>;

    /// Makes a row of the values of every column.
    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken>;
}

/// The key of a row in the file: ids start at 0, and 0 is no key in GIS programs.
pub(super) fn fid(id: Id) -> i64 {
    i64::from(id) + 1
}

/// Tables in memory are as long as their largest id, so a damaged key must not be believed.
const LARGEST_ID: Id = 1 << 26;

/// The id of a key; `None` where no row can have it.
pub(super) fn id_of(fid: i64) -> Option<Id> {
    Id::try_from(fid.checked_sub(1)?).ok().filter(|id| *id < LARGEST_ID)
}

/// `INSERT` of every column; where the row is there, it is changed and keeps its derived columns.
pub(super) fn upsert_sql<T: Table>() -> String {
    let columns = T::COLUMNS.join(", ");
    let marks = vec!["?"; T::COLUMNS.len()].join(", ");
    let sets: Vec<String> = T::COLUMNS.iter().map(|c| format!("{c} = excluded.{c}")).collect();
    format!(
        "INSERT INTO {} (fid, {columns}) VALUES (?, {marks}) ON CONFLICT (fid) DO UPDATE SET {}",
        T::NAME,
        sets.join(", ")
    )
}

/// `SELECT` of every column by ascending key, between two keys.
pub(super) fn select_sql<T: Table>() -> String {
    format!("SELECT fid, {} FROM {} WHERE fid BETWEEN ?1 AND ?2 ORDER BY fid", T::COLUMNS.join(", "), T::NAME)
}
