//! The status line.

use serde::Serialize;

use crate::base::Message;
use crate::geom::{Frame, Pt, crs};
use crate::say;
use crate::session::Status;

/// What the status line says of the project.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StatusModel {
    pub project: String,
    pub path: String,
    pub crs: String,
    pub epsg: u32,
    pub saved: Option<Message>,
    /// Whether something is wrong with the file.
    pub bad: bool,
}

impl StatusModel {
    /// The state of the file, in words.
    pub fn saved(status: &Status) -> (Message, bool) {
        if status.path.is_none() {
            (say!("present-no-project"), false)
        } else if let Some(fault) = &status.fault {
            (say!("present-not-saved", why = fault.message.clone()), true)
        } else if status.read_only {
            (say!("present-read-only"), false)
        } else if status.saved {
            (say!("present-saved"), false)
        } else {
            (say!("present-saving"), false)
        }
    }
}

/// Turns places of the map into the numbers that the status line shows.
pub struct Coordinates {
    frame: Frame,
    lonlat: Option<crs::Transform>,
}

impl Coordinates {
    /// For a project's system.
    pub fn new(epsg: u32, frame: Frame) -> Self {
        // Without a way to degrees the metres are still shown.
        Self { frame, lonlat: crs::Transform::new(epsg, crs::WGS84).ok() }
    }

    /// East and north in metres, and longitude and latitude where known.
    pub fn of(&self, at: Pt) -> ((f64, f64), Option<(f64, f64)>) {
        let place = self.frame.to_coord(at);
        let degrees = self.lonlat.as_ref().and_then(|way| way.apply(place)).map(|c| (c.x, c.y));
        ((place.x, place.y), degrees)
    }
}
