//! The SQL functions that the triggers of spatial indexes call; without them no row can be inserted.

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

use super::parse_blob;
use crate::formats::geometry::bounds;

/// Registers `ST_IsEmpty`, `ST_MinX`, `ST_MinY`, `ST_MaxX` and `ST_MaxY` on a connection.
pub fn register_functions(db: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    // NULL for what is no geometry, as the specification has it.
    db.create_scalar_function("ST_IsEmpty", 1, flags, |ctx| {
        Ok(match bytes(ctx) {
            None => None,
            Some(blob) => parse_blob(blob).ok().map(|g| g.is_none()),
        })
    })?;
    for (at, name) in ["ST_MinX", "ST_MinY", "ST_MaxX", "ST_MaxY"].into_iter().enumerate() {
        db.create_scalar_function(name, 1, flags, move |ctx| Ok(bytes(ctx).and_then(extent).map(|b| b[at])))?;
    }
    Ok(())
}

fn bytes<'a>(ctx: &'a Context<'_>) -> Option<&'a [u8]> {
    match ctx.get_raw(0) {
        ValueRef::Blob(blob) => Some(blob),
        _ => None,
    }
}

/// min x, min y, max x, max y; a point's bytes are read where they lie, since there are many.
fn extent(blob: &[u8]) -> Option<[f64; 4]> {
    if let [b'G', b'P', 0, 1, _, _, _, _, 1, 1, 0, 0, 0, place @ ..] = blob
        && let (Some(x), Some(y)) = (place.first_chunk(), place.last_chunk())
        && place.len() == 16
    {
        let (x, y) = (f64::from_le_bytes(*x), f64::from_le_bytes(*y));
        return (x.is_finite() && y.is_finite()).then_some([x, y, x, y]);
    }
    bounds(&parse_blob(blob).ok()??)
}
