//! The map's colours and measures in the window, by day and by night.

use egui::{Color32, Painter};

use crate::paint::Rgba;
use crate::paint::colour as map;

/// Distance of furniture from the rim, points.
pub const MARGIN: f32 = 12.0;

/// The theme that the map follows: at night every colour of the day turns its lightness over and keeps its hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    night: bool,
}

impl Look {
    pub const DAY: Self = Self { night: false };

    /// The look of the theme that is on.
    pub fn of(painter: &Painter) -> Self {
        Self { night: painter.ctx().global_style().visuals.dark_mode }
    }

    /// A colour of the draw list as egui has it.
    pub fn colour(self, c: Rgba) -> Color32 {
        let c = if self.night { c.at_night() } else { c };
        Color32::from_rgba_unmultiplied(c.r, c.g, c.b, c.a)
    }

    /// What lies under the territory.
    pub fn paper(self) -> Color32 {
        self.colour(Rgba::hex(0xf4f2ec))
    }

    /// Territory without a fill.
    pub fn bare(self) -> Color32 {
        self.colour(Rgba::hex(0xfffefa))
    }

    /// What is selected, and what the brush is about to do.
    pub fn accent(self) -> Color32 {
        self.colour(Rgba::hex(0x1b3fd6))
    }

    pub fn ink(self) -> Color32 {
        self.colour(Rgba::hex(0x232933))
    }

    pub fn quiet(self) -> Color32 {
        self.colour(Rgba::hex(0x5b6370))
    }

    pub fn alert(self) -> Color32 {
        self.colour(map::ALERT)
    }

    /// Plates under text.
    pub fn card(self) -> Color32 {
        self.colour(map::WHITE).gamma_multiply(0.96)
    }

    /// Rims of plates.
    pub fn rim(self) -> Color32 {
        self.colour(Rgba::hex(0xcdcdcd))
    }

    /// What lies around lines, markers and letters so that they show on every ground.
    pub fn casing(self, alpha: u8) -> Color32 {
        self.colour(map::WHITE.with_alpha(alpha))
    }

    /// Around letters.
    pub fn halo(self) -> Color32 {
        self.casing(235)
    }

    /// The lines over locked cells.
    pub fn hatching(self) -> Color32 {
        self.colour(Rgba::hex(0x282c36).with_alpha(130))
    }
}
