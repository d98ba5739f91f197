//! Household points: every row becomes a household, or is rejected with its reason.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::columns::Columns;
use super::place::{self, Place};
use super::read::{Reader, Taken};
use super::{Kind, geometry};
use crate::base::{Fault, Message};
use crate::formats::{Header, Row, Source};
use crate::geom::{Frame, Pt, crs};
use crate::model::{Commons, Household, HouseholdFacts, Profile};
use crate::say;

/// What every point source of a project is placed by.
#[derive(Clone, Copy)]
pub struct Ground {
    pub project: u32,
    pub frame: Frame,
    pub china: bool,
    /// The middle of the areas, degrees.
    pub centre: (f64, f64),
}

/// How the points of one source are found: its geometry or two of its columns, and their CRS.
pub fn place_of(reader: &mut Reader<'_>, kind: Kind, source: &Source, ground: Ground) -> Result<Place, Fault> {
    let (header, rows) = reader.header(kind, source)?;
    if header.has_geometry {
        return Place::new(header.epsg.unwrap_or(crs::WGS84), ground.project, ground.frame);
    }
    let columns = Columns::find(kind, &header, &reader.options.map)?;
    let (Some(x), Some(y)) = (columns.of("x"), columns.of("y")) else {
        if kind == Kind::Workers {
            return Place::new(ground.project, ground.project, ground.frame);
        }
        return Err(Fault::input(say!(
            "found-no-coordinates",
            file = source.to_string(),
            columns = header.columns.join(", "),
            kind = kind.name()
        )));
    };
    let pair = |row: &Vec<String>| Some((place::parse(row.get(x)?)?, place::parse(row.get(y)?)?));
    let pairs: Vec<(f64, f64)> = rows.iter().filter_map(pair).collect();
    let (guessed, swapped) = place::guess(&pairs, ground.china, ground.centre).unwrap_or((ground.project, false));
    let epsg = reader.crs_of(kind).unwrap_or(guessed);
    let mut place = Place::new(epsg, ground.project, ground.frame)?;
    place.swapped = swapped;
    let name = crs::info(epsg)?.name;
    let file = source.to_string();
    reader.report.notes.push(if swapped {
        say!("found-crs-swapped", file = file, epsg = epsg, name = name)
    } else {
        say!("found-crs-taken", file = file, epsg = epsg, name = name)
    });
    Ok(place)
}

/// The project point of a row, or why it has none.
pub fn point(row: &mut Row<'_>, columns: &Columns, header: &Header, place: &Place) -> Result<Pt, Message> {
    let at = if header.has_geometry {
        let geometry = row.geometry.take();
        let fault = row.geometry_fault.take().unwrap_or_else(|| say!("found-no-point"));
        geometry.as_ref().and_then(geometry::point).ok_or(fault)?
    } else {
        let number = |field: &str| {
            let text = columns.text(row.values, field);
            if text.is_empty() {
                return Err(say!("found-no-coordinate"));
            }
            place::parse(&text).ok_or_else(|| say!("found-bad-coordinate", text = &*text))
        };
        geo::Coord { x: number("x")?, y: number("y")? }
    };
    place.pt(at).ok_or_else(|| say!("found-coordinate-far", x = at.x, y = at.y, crs = place.epsg))
}

/// Texts that many rows share, kept once.
#[derive(Default)]
pub struct Shared(HashMap<String, Arc<str>>);

impl Shared {
    pub fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(shared) = self.0.get(text) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = text.into();
        self.0.insert(text.to_owned(), Arc::clone(&shared));
        shared
    }
}

/// Reads all households; `made` becomes true when a remark says that the data is made up.
pub fn read(
    reader: &mut Reader<'_>,
    source: &Source,
    ground: Ground,
    profile: &Profile,
) -> Result<Vec<Household>, Fault> {
    let place = place_of(reader, Kind::Households, source, ground)?;
    let mut households = Vec::new();
    let mut codes: HashSet<Box<str>> = HashSet::new();
    let (mut shared, mut commons) = (Shared::default(), Commons::default());
    let mut bits: HashMap<Arc<str>, u32> = HashMap::new();
    let (read, rejected) = reader.read(Kind::Households, source, &mut |columns, header, mut row| {
        let at = match point(&mut row, columns, header, &place) {
            Ok(at) => at,
            Err(reason) => return Ok(Taken::Rejected(reason)),
        };
        let text = |field: &str| columns.text(row.values, field);
        let code: Box<str> = match text("code") {
            code if code.is_empty() => format!("#{}", row.number).into(),
            code => code.into(),
        };
        // A household whose number of persons is doubtful must still be covered: the number is dropped and told.
        let mut doubt = None;
        let mut count = |field: &str| -> Option<u16> {
            let text = text(field);
            if text.is_empty() || columns.of(field).is_none() {
                return None;
            }
            let number = text.parse::<f64>().ok().filter(|n| (0.0..=65_535.0).contains(n) && n.fract() == 0.0);
            if number.is_none() {
                doubt = Some(say!("found-bad-count", field = field, text = &*text, row = row.number));
            }
            number.map(|n| n as u16)
        };
        let (registered, resident) = (count("registered"), count("resident"));
        let (registered, resident) = (registered.or(resident).unwrap_or(0), resident.or(registered).unwrap_or(0));
        if !codes.insert(code.clone()) {
            return Ok(Taken::Rejected(say!("found-twin-household", code = &*code)));
        }
        let labels = shared.get(&text("categories"));
        let categories = *bits.entry(Arc::clone(&labels)).or_insert_with(|| profile.categories_of(&labels));
        households.push(commons.household(HouseholdFacts {
            code: (*code).into(),
            village: shared.get(&text("village")),
            group: shared.get(&text("group")),
            name: text("name"),
            phone: text("phone"),
            ethnic: shared.get(&text("ethnic")),
            registered,
            resident,
            categories,
            labels,
            at,
            block: None,
            remark: shared.get(&text("remark")),
        }));
        Ok(doubt.map_or(Taken::Yes, Taken::Mended))
    })?;
    reader.placed_in(place.epsg);
    reader.report.households.read = read;
    reader.report.households.rejected = rejected;
    Ok(households)
}
