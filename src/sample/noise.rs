//! Made mountains: ridged value noise over the plane, the same wherever a county is drawn from.

/// A relief of ridges and valleys.
#[derive(Clone, Copy, Debug)]
pub struct Relief {
    seed: u64,
}

impl Relief {
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// Height above sea in metres (about 150 to 1,300) at metres east and north of the plane's origin.
    pub fn height(self, x: f64, y: f64) -> f64 {
        // Bent coordinates make the ridges wind, and their stretch lets them run north-east as the Wuling ranges do.
        let bx = x + 1400.0 * (self.smooth(x / 5200.0, y / 5200.0, 11) - 0.5);
        let by = y + 1400.0 * (self.smooth(x / 5200.0, y / 5200.0, 12) - 0.5);
        let (u, v) = ((bx + by) * 0.55, (by - bx) * 0.85);
        let mut sum = 0.0;
        let mut amplitude = 0.5;
        let mut scale = 1.0 / 5200.0;
        for octave in 0..5 {
            let n = self.smooth(u * scale, v * scale, octave);
            let ridge = 1.0 - (2.0 * n - 1.0).abs();
            sum += amplitude * ridge * ridge;
            amplitude *= 0.5;
            scale *= 2.1;
        }
        let base = self.smooth(x / 26000.0, y / 26000.0, 21);
        150.0 + 200.0 * base + 1000.0 * sum * (0.5 + 0.7 * base)
    }

    /// How rough the ground is to cross, 0.4 to about 3: rock, wood, scree; what makes borders wind between the ridges.
    pub fn rough(self, x: f64, y: f64) -> f64 {
        let n = 0.5 * self.smooth(x / 1300.0, y / 1300.0, 41) + 0.5 * self.smooth(x / 480.0, y / 480.0, 42);
        0.4 + 4.5 * n * n * n
    }

    /// Uniform in [0, 1) by lattice place.
    pub fn hash(self, ix: i64, iy: i64, layer: u64) -> f64 {
        let mut z = self.seed
            ^ (ix as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ (iy as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F).rotate_left(29)
            ^ layer.wrapping_mul(0x1656_67B1_9E37_79F9).rotate_left(47);
        for _ in 0..2 {
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
        }
        (z >> 11) as f64 / (1u64 << 53) as f64
    }

    fn smooth(self, x: f64, y: f64, layer: u64) -> f64 {
        let (fx, fy) = (x.floor(), y.floor());
        let (ix, iy) = (fx as i64, fy as i64);
        let ease = |t: f64| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
        let (tx, ty) = (ease(x - fx), ease(y - fy));
        let at = |dx, dy| self.hash(ix + dx, iy + dy, layer);
        let low = at(0, 0) + (at(1, 0) - at(0, 0)) * tx;
        let high = at(0, 1) + (at(1, 1) - at(0, 1)) * tx;
        low + (high - low) * ty
    }
}
