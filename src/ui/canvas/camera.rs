//! Which part of the map is in sight, and short flights to another.

use crate::geom::{Bounds, Pt};
use crate::paint::View;

/// Scales beyond which nothing is to be seen, mm per point.
const CLOSEST: f64 = 5.0;
const FARTHEST: f64 = 4_000_000.0;
/// How long a flight takes, seconds.
const FLIGHT_S: f64 = 0.22;

/// The view and where it is going.
#[derive(Clone, Debug)]
pub struct Camera {
    view: View,
    flight: Option<Flight>,
}

#[derive(Clone, Debug)]
struct Flight {
    from: View,
    to: View,
    /// Seconds so far.
    spent: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { view: View { centre: [0.0, 0.0], mm_per_px: 10_000.0, width: 1.0, height: 1.0 }, flight: None }
    }
}

impl Camera {
    /// The view now; its points are egui points from the top left corner of the map.
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// The map has another size on the screen; its middle stays.
    pub fn resize(&mut self, width: f32, height: f32) {
        for view in std::iter::once(&mut self.view).chain(self.flight.iter_mut().map(|flight| &mut flight.to)) {
            (view.width, view.height) = (width.max(1.0), height.max(1.0));
        }
    }

    /// Drags the map by points.
    pub fn pan(&mut self, dx: f32, dy: f32) {
        self.flight = None;
        self.view.centre[0] -= f64::from(dx) * self.view.mm_per_px;
        self.view.centre[1] += f64::from(dy) * self.view.mm_per_px;
    }

    /// Zooms so that what lies under a place stays there; a factor above 1 comes closer.
    pub fn zoom_at(&mut self, place: [f32; 2], factor: f64) {
        self.flight = None;
        self.view = zoomed(&self.view, place, factor);
    }

    /// Flies to a closer or farther view, around a place.
    pub fn fly_zoom(&mut self, place: [f32; 2], factor: f64) {
        let from = self.flight.as_ref().map_or(&self.view, |flight| &flight.to);
        let to = zoomed(from, place, factor);
        self.fly(to);
    }

    /// Flies to the view that shows all of a box.
    pub fn fit(&mut self, bounds: Bounds) {
        let mut to = View::fit(bounds, self.view.width, self.view.height, 36.0);
        to.mm_per_px = to.mm_per_px.clamp(CLOSEST * 20.0, FARTHEST);
        self.fly(to);
    }

    /// Flies to a place; comes closer only where the scale is coarser than `most_mm_per_px`.
    pub fn centre_on(&mut self, at: Pt, most_mm_per_px: f64) {
        let mm_per_px = self.view.mm_per_px.min(most_mm_per_px);
        self.fly(View { centre: [f64::from(at.x), f64::from(at.y)], mm_per_px, ..self.view });
    }

    /// Ends the flight at its goal.
    pub fn land(&mut self) {
        if let Some(flight) = self.flight.take() {
            self.view = flight.to;
        }
    }

    /// Flies on; true while there is a way to go.
    pub fn step(&mut self, seconds: f64) -> bool {
        let Some(flight) = &mut self.flight else { return false };
        flight.spent += seconds;
        let t = (flight.spent / FLIGHT_S).clamp(0.0, 1.0);
        if t >= 1.0 {
            self.land();
            return false;
        }
        // Fast first, slow at the end; scales mix by their logarithms, so that the speed looks even.
        let t = 1.0 - (1.0 - t).powi(3);
        let mix = |a: f64, b: f64| a + (b - a) * t;
        let (from, to) = (&flight.from, &flight.to);
        self.view.mm_per_px = mix(from.mm_per_px.ln(), to.mm_per_px.ln()).exp();
        self.view.centre = [mix(from.centre[0], to.centre[0]), mix(from.centre[1], to.centre[1])];
        true
    }

    fn fly(&mut self, to: View) {
        self.flight = Some(Flight { from: self.view, to, spent: 0.0 });
    }
}

fn zoomed(view: &View, [x, y]: [f32; 2], factor: f64) -> View {
    let mm_per_px = (view.mm_per_px / factor).clamp(CLOSEST, FARTHEST);
    let (dx, dy) = (f64::from(x - view.width / 2.0), f64::from(view.height / 2.0 - y));
    let shift = view.mm_per_px - mm_per_px;
    View { centre: [view.centre[0] + dx * shift, view.centre[1] + dy * shift], mm_per_px, ..*view }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_under_the_pointer_stays_there_while_zooming() {
        let mut camera = Camera::default();
        camera.resize(800.0, 600.0);
        camera.pan(130.0, -77.0);
        let place = [613.0, 88.0];
        let before = camera.view().to_map(place);
        camera.zoom_at(place, 3.7);
        assert!(before.distance_m(camera.view().to_map(place)) < 0.01);
    }

    #[test]
    fn a_flight_ends_where_it_was_to_go() {
        let mut camera = Camera::default();
        camera.resize(800.0, 600.0);
        let bounds = Bounds { min: Pt::new(-5_000_000, 0), max: Pt::new(2_000_000, 900_000) };
        camera.fit(bounds);
        assert!(camera.step(0.05));
        while camera.step(0.05) {}
        let shown = camera.view().shown(0.0);
        assert!(shown.contains(bounds.min) && shown.contains(bounds.max));
    }
}
