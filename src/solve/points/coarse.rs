//! Few heavy points for many light ones, on which starts are tried.

use super::cloud::Cloud;

/// The points halved at the middle of their longer side until at most `most` groups are left, each at its mean.
///
/// Also the group of each point.
pub(super) fn coarse(cloud: &Cloud, most: usize) -> (Cloud, Vec<u32>) {
    let mut order: Vec<u32> = (0..cloud.len() as u32).collect();
    let size = cloud.len().div_ceil(most.max(1)).max(1);
    let (mut few, mut into) = (Cloud::default(), vec![0; cloud.len()]);
    halve(cloud, &mut order, size, &mut few, &mut into);
    (few, into)
}

fn halve(cloud: &Cloud, set: &mut [u32], size: usize, few: &mut Cloud, into: &mut [u32]) {
    if set.len() <= size {
        let mut sum = [0.0; 3];
        let mut weight = 0u32;
        for &i in set.iter() {
            let (i, m) = (i as usize, cloud.mass(i as usize));
            sum = [sum[0] + m, sum[1] + m * cloud.x[i], sum[2] + m * cloud.y[i]];
            weight = weight.saturating_add(cloud.weight[i]);
            into[i] = few.len() as u32;
        }
        few.x.push(sum[1] / sum[0]);
        few.y.push(sum[2] / sum[0]);
        few.weight.push(weight);
        return;
    }
    let span = |axis: &[f64]| {
        let (low, high) = set.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &i| {
            (low.min(axis[i as usize]), high.max(axis[i as usize]))
        });
        high - low
    };
    let axis = if span(&cloud.x) >= span(&cloud.y) { &cloud.x } else { &cloud.y };
    let middle = set.len() / 2;
    set.select_nth_unstable_by(middle, |&a, &b| axis[a as usize].total_cmp(&axis[b as usize]).then(a.cmp(&b)));
    let (left, right) = set.split_at_mut(middle);
    halve(cloud, left, size, few, into);
    halve(cloud, right, size, few, into);
}
