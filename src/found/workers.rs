//! Workers: people who can serve cells.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Kind;
use super::households::{Ground, place_of, point};
use super::read::{Reader, Taken};
use crate::base::Fault;
use crate::formats::Source;
use crate::model::{Employment, Profile, Worker};
use crate::say;

/// Reads all workers. A worker without a home is taken; what the source does not say comes from the profile.
pub fn read(
    reader: &mut Reader<'_>,
    source: &Source,
    ground: Ground,
    profile: &Profile,
    taken: &BTreeSet<Arc<str>>,
) -> Result<Vec<Worker>, Fault> {
    let place = place_of(reader, Kind::Workers, source, ground)?;
    let mut codes = taken.clone();
    let mut workers = Vec::new();
    let (read, rejected) = reader.read(Kind::Workers, source, &mut |columns, header, mut row| {
        let values = row.values;
        let text = |field: &str| columns.text(values, field);
        let code: Arc<str> = match text("code") {
            code if code.is_empty() => format!("W{:04}", row.number).into(),
            code => code.as_ref().into(),
        };
        if text("code").is_empty() && text("name").is_empty() {
            return Ok(Taken::Rejected(say!("found-no-worker-code")));
        }
        if !codes.insert(code.clone()) {
            return Ok(Taken::Rejected(say!("found-twin-worker", code = &*code)));
        }
        let employment = match &*text("employment") {
            "兼职" | "part_time" | "part-time" => Employment::PartTime,
            "志愿" | "志愿者" | "volunteer" => Employment::Volunteer,
            _ => Employment::FullTime,
        };
        let default_min =
            if employment == Employment::FullTime { profile.full_time_min } else { profile.part_time_min };
        let home = if header.has_geometry || !text("x").is_empty() {
            match point(&mut row, columns, header, &place) {
                Ok(at) => Some(at),
                Err(reason) => return Ok(Taken::Rejected(reason)),
            }
        } else {
            None
        };
        let languages = text("languages");
        let languages = languages.split(['、', ',', '，', ';', '/']).map(str::trim).filter(|l| !l.is_empty());
        workers.push(Worker {
            code,
            name: text("name").as_ref().into(),
            phone: text("phone").as_ref().into(),
            role: match text("role") {
                role if role.is_empty() => "网格员".into(),
                role => role.as_ref().into(),
            },
            employment,
            languages: languages.map(Arc::from).collect(),
            village: text("village").as_ref().into(),
            home,
            capacity_min: text("capacity").parse().unwrap_or(default_min),
            max_cells: text("max_cells").parse().unwrap_or(profile.max_cells_per_worker),
            remark: text("remark").as_ref().into(),
        });
        Ok(Taken::Yes)
    })?;
    reader.placed_in(place.epsg);
    reader.report.workers.read += read;
    reader.report.workers.rejected += rejected;
    Ok(workers)
}
