//! The scale bar: a round length, and how long it is on the picture.

/// A bar of a round length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleBar {
    pub metres: f64,
    pub px: f32,
}

impl ScaleBar {
    /// The longest bar of 1, 2 or 5 times a power of ten metres that is at most `most_px` long.
    pub fn new(mm_per_px: f64, most_px: f32) -> Self {
        let most_m = (mm_per_px * f64::from(most_px) / 1000.0).max(1e-3);
        // The slack takes a bar that fits exactly, whatever the logarithm rounds to.
        let power = 10f64.powf((most_m.log10() + 1e-9).floor());
        let times = [5.0, 2.0].into_iter().find(|t| t * power <= most_m * (1.0 + 1e-9)).unwrap_or(1.0);
        let metres = times * power;
        Self { metres, px: (metres * 1000.0 / mm_per_px) as f32 }
    }

    /// What stands at a part (0 to 1) of the bar, such as `500 m` or `2.5 km`.
    pub fn mark(&self, part: f64) -> String {
        let kilometres = self.metres >= 1000.0;
        let value = self.metres * part / if kilometres { 1000.0 } else { 1.0 };
        let value = (value * 1e6).round() / 1e6;
        if part < 1.0 { format!("{value}") } else { format!("{value} {}", if kilometres { "km" } else { "m" }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Pt;
    use crate::paint::View;

    #[test]
    fn the_bar_is_as_long_as_it_says_on_any_view() {
        for mm_per_px in [0.7, 10.0, 999.0, 12_345.6, 250_000.0] {
            let view = View { centre: [0.0, 0.0], mm_per_px, width: 900.0, height: 600.0 };
            let bar = ScaleBar::new(view.mm_per_px, 160.0);
            assert!(bar.px <= 160.1 && bar.px > 63.9, "{bar:?}");
            let left = view.to_map([100.0, 300.0]);
            let right = view.to_map([100.0 + bar.px, 300.0]);
            assert!((left.distance_m(right) / bar.metres - 1.0).abs() < 0.02, "{bar:?}");
            let digits = format!("{:e}", bar.metres);
            assert!(["1e", "2e", "5e"].iter().any(|d| digits.starts_with(d)), "{digits}");
        }
        assert_eq!(Pt::new(0, 0).distance_m(Pt::new(1000, 0)), 1.0);
    }

    #[test]
    fn marks_read_in_metres_and_kilometres() {
        let bar = ScaleBar::new(1000.0, 100.0);
        assert_eq!((bar.mark(0.0), bar.mark(0.5), bar.mark(1.0)), ("0".into(), "50".into(), "100 m".into()));
        assert_eq!(ScaleBar::new(100_000.0, 60.0).mark(0.5), "2.5");
        assert_eq!(ScaleBar::new(100_000.0, 60.0).mark(1.0), "5 km");
    }
}
