//! Which part of the map is shown, and how large.

use crate::geom::{Bounds, Pt};

/// A north-up window on the map. Screen points are pixels from the top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The middle of the window, in millimetres of the project frame.
    pub centre: [f64; 2],
    pub mm_per_px: f64,
    /// Size in pixels.
    pub width: f32,
    pub height: f32,
}

impl View {
    /// The smallest scale that means anything: a tenth of a millimetre a pixel.
    const CLOSEST: f64 = 0.1;

    /// The view of the given size that shows all of `bounds`, with `margin_px` free on every side.
    pub fn fit(bounds: Bounds, width: f32, height: f32, margin_px: f32) -> Self {
        let middle = |a: i32, b: i32| f64::midpoint(f64::from(a), f64::from(b));
        let room = |size: f32| f64::from((size - 2.0 * margin_px).max(1.0));
        let length = |a: i32, b: i32| f64::from(b) - f64::from(a);
        let across = length(bounds.min.x, bounds.max.x) / room(width);
        let up = length(bounds.min.y, bounds.max.y) / room(height);
        Self {
            centre: [middle(bounds.min.x, bounds.max.x), middle(bounds.min.y, bounds.max.y)],
            mm_per_px: across.max(up).max(Self::CLOSEST),
            width,
            height,
        }
    }

    /// A window of another size that shows at least what this one shows, around the same middle.
    #[must_use]
    pub fn resized(self, width: f32, height: f32) -> Self {
        let wider = f64::from(self.width / width.max(1.0)).max(f64::from(self.height / height.max(1.0)));
        Self { mm_per_px: self.mm_per_px * wider, width, height, ..self }
    }

    pub fn to_screen(&self, p: Pt) -> [f32; 2] {
        let x = (f64::from(p.x) - self.centre[0]) / self.mm_per_px + f64::from(self.width) / 2.0;
        let y = (self.centre[1] - f64::from(p.y)) / self.mm_per_px + f64::from(self.height) / 2.0;
        [x as f32, y as f32]
    }

    /// The nearest point of the map, held inside its range.
    pub fn to_map(&self, [x, y]: [f32; 2]) -> Pt {
        let x = self.centre[0] + (f64::from(x) - f64::from(self.width) / 2.0) * self.mm_per_px;
        let y = self.centre[1] - (f64::from(y) - f64::from(self.height) / 2.0) * self.mm_per_px;
        let limit = f64::from(Pt::LIMIT);
        Pt::new(x.round().clamp(-limit, limit) as i32, y.round().clamp(-limit, limit) as i32)
    }

    /// The part of the map that is shown, and `around_px` more on every side.
    pub fn shown(&self, around_px: f32) -> Bounds {
        let min = self.to_map([-around_px, self.height + around_px]);
        let max = self.to_map([self.width + around_px, -around_px]);
        Bounds { min, max }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fitted_view_shows_all_and_finds_its_points_again() {
        let bounds = Bounds { min: Pt::new(-5_000_000, 1_000), max: Pt::new(9_000_000, 2_000_000) };
        let view = View::fit(bounds, 800.0, 600.0, 20.0);
        let [left, bottom] = view.to_screen(bounds.min);
        let [right, top] = view.to_screen(bounds.max);
        assert!((left - 20.0).abs() < 0.01 && (right - 780.0).abs() < 0.01, "{left} {right}");
        assert!(top > 20.0 && bottom < 580.0 && top < bottom);
        let again = view.to_map(view.to_screen(bounds.max));
        assert!(again.distance_m(bounds.max) * 1000.0 < view.mm_per_px);
        let small = view.resized(300.0, 500.0).shown(0.0);
        assert!(small.contains(bounds.min) && small.contains(bounds.max));
        assert!(View::fit(Bounds { min: bounds.min, max: bounds.min }, 0.0, 0.0, 9.0).mm_per_px > 0.0);
    }
}
