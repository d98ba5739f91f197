//! Places that cells are to be grown around, from a table of points.

use std::sync::Arc;

use super::founding::ground_of;
use super::households::{place_of, point};
use super::read::{Reader, Taken};
use super::{Kind, NewOptions};
use crate::base::{Fault, Watch};
use crate::formats::Source;
use crate::model::{Project, Seat};
use crate::say;

/// Reads places in project coordinates. A place without a name bears the number of its row; one without a kind must be
/// the centre of a cell.
///
/// # Errors
/// A file that cannot be read, and any row that is no place: nothing would keep it.
pub fn seats(project: &Project, source: &Source, options: &NewOptions, watch: &Watch) -> Result<Vec<Seat>, Fault> {
    let mut reader = Reader::new(options, watch);
    let place = place_of(&mut reader, Kind::Seats, source, ground_of(project)?)?;
    let mut seats = Vec::new();
    reader.read(Kind::Seats, source, &mut |columns, header, mut row| {
        let at = match point(&mut row, columns, header, &place) {
            Ok(at) => at,
            Err(reason) => return Ok(Taken::Rejected(reason)),
        };
        let kind = columns.text(row.values, "kind").to_lowercase();
        let must = match &*kind {
            "" | "must" | "必设" | "固定" => true,
            "candidate" | "候选" | "备选" => false,
            _ => return Ok(Taken::Rejected(say!("found-bad-seat-kind", text = kind))),
        };
        let name = columns.text(row.values, "name");
        let name: Arc<str> = if name.is_empty() { format!("#{}", row.number).into() } else { name.as_ref().into() };
        seats.push(Seat { name, at, must });
        Ok(Taken::Yes)
    })?;
    if let Some(first) = reader.rejected.first() {
        return Err(Fault::input(say!(
            "found-seats-rejected",
            file = source.to_string(),
            rejected = reader.rejected.len(),
            row = first.row,
            reason = first.reason.clone()
        )));
    }
    Ok(seats)
}
