//! Integer points: 1 mm, relative to a rounded project origin, so that topology is exact.

use serde::{Deserialize, Serialize};

/// A point in whole millimetres from the origin of its [`Frame`]; both |x| and |y| stay below 2³⁰.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pt {
    pub x: i32,
    pub y: i32,
}

impl Pt {
    /// The largest coordinate: any difference fits an `i32` and any cross product an `i64`.
    pub const LIMIT: i32 = (1 << 30) - 1;

    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }

    /// Distance in metres.
    pub fn distance_m(self, other: Self) -> f64 {
        let (dx, dy) = (f64::from(self.x) - f64::from(other.x), f64::from(self.y) - f64::from(other.y));
        // Of the roots only this one is the same on every platform.
        (dx * dx + dy * dy).sqrt() / 1000.0
    }
}

/// Where integer points lie in the project CRS: metres = origin + mm / 1000.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Easting of the origin, metres, whole kilometres.
    pub x_m: f64,
    /// Northing of the origin, metres, whole kilometres.
    pub y_m: f64,
}

impl Frame {
    /// The frame whose origin is the given place (metres in the project CRS), rounded to a kilometre.
    pub fn around(x_m: f64, y_m: f64) -> Self {
        Self { x_m: (x_m / 1000.0).round() * 1000.0, y_m: (y_m / 1000.0).round() * 1000.0 }
    }

    /// The nearest integer point, or `None` where it is not finite or out of range.
    pub fn to_pt(self, c: geo::Coord<f64>) -> Option<Pt> {
        let snap = |v: f64, o: f64| {
            let mm = ((v - o) * 1000.0).round();
            (mm.abs() <= f64::from(Pt::LIMIT)).then_some(mm as i32)
        };
        Some(Pt { x: snap(c.x, self.x_m)?, y: snap(c.y, self.y_m)? })
    }

    /// The place in metres in the project CRS.
    pub fn to_coord(self, p: Pt) -> geo::Coord<f64> {
        geo::Coord { x: self.x_m + f64::from(p.x) / 1000.0, y: self.y_m + f64::from(p.y) / 1000.0 }
    }
}

/// A box of integer points, both corners inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub min: Pt,
    pub max: Pt,
}

impl Bounds {
    /// The smallest box around the points; `None` without points.
    pub fn of(points: impl IntoIterator<Item = Pt>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        Some(points.fold(Self { min: first, max: first }, Self::with))
    }

    /// The box grown to hold `p`.
    #[must_use]
    pub fn with(self, p: Pt) -> Self {
        Self {
            min: Pt::new(self.min.x.min(p.x), self.min.y.min(p.y)),
            max: Pt::new(self.max.x.max(p.x), self.max.y.max(p.y)),
        }
    }

    /// The box around both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        self.with(other.min).with(other.max)
    }

    pub const fn contains(self, p: Pt) -> bool {
        self.min.x <= p.x && p.x <= self.max.x && self.min.y <= p.y && p.y <= self.max.y
    }

    pub const fn touches(self, other: Self) -> bool {
        self.min.x <= other.max.x && other.min.x <= self.max.x && self.min.y <= other.max.y && other.min.y <= self.max.y
    }
}
