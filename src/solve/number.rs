//! Which number each cell bears.

use super::graph::Graph;

/// Numbers the cells from north-west to south-east, unless locks or a prior plan already say which is which.
pub(super) fn number(g: &Graph, k: u32, lock: &[Option<u32>], prior: &[Option<u32>], label: &mut [u32]) {
    if prior.iter().any(Option::is_some) {
        return;
    }
    let mut free = vec![true; k as usize];
    for cell in lock.iter().flatten() {
        free[*cell as usize] = false;
    }
    let mut sum = vec![(0.0, 0.0); k as usize];
    for (v, &c) in label.iter().enumerate() {
        let node = &g.node[v];
        let s = &mut sum[c as usize];
        *s = (s.0 + node.x - node.y, s.1 + 1.0);
    }
    let ids: Vec<u32> = (0..k).filter(|&c| free[c as usize]).collect();
    let mut order = ids.clone();
    let place = |c: u32| sum[c as usize].0 / f64::max(sum[c as usize].1, 1.0);
    order.sort_by(|&a, &b| place(a).total_cmp(&place(b)).then(a.cmp(&b)));
    let mut name: Vec<u32> = (0..k).collect();
    for (&old, &new) in order.iter().zip(&ids) {
        name[old as usize] = new;
    }
    for c in label.iter_mut() {
        *c = name[*c as usize];
    }
}
