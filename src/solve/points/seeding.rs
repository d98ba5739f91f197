//! First sites: k-means++ (Arthur and Vassilvitskii 2007).

use super::cloud::Cloud;
use crate::base::Rng;

/// `k` sites at points, each drawn with a chance in proportion to its mass times the squared distance from those before.
pub(super) fn sites(cloud: &Cloud, k: usize, rng: &mut Rng) -> Vec<[f64; 2]> {
    let n = cloud.len();
    let mut gap = vec![f64::INFINITY; n];
    let mut sites = Vec::with_capacity(k);
    let mut next = drawn(n, rng, |i| cloud.mass(i));
    for _ in 0..k {
        let site = [cloud.x[next], cloud.y[next]];
        sites.push(site);
        for (i, g) in gap.iter_mut().enumerate() {
            *g = g.min(cloud.square(i, site));
        }
        next = drawn(n, rng, |i| gap[i] * cloud.mass(i));
    }
    sites
}

/// A point with a chance in proportion to `chance`; any point where all are zero.
fn drawn(n: usize, rng: &mut Rng, chance: impl Fn(usize) -> f64) -> usize {
    let all: f64 = (0..n).map(&chance).sum();
    let mut left = rng.unit() * all;
    if all > 0.0 {
        for i in 0..n {
            left -= chance(i);
            if left < 0.0 {
                return i;
            }
        }
    }
    rng.below(n)
}
