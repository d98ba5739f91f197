//! The promises of the kernel on random points: stacked, weightless, heavy.

use proptest::prelude::*;

use super::{Cloud, share, share_whole};
use crate::base::Watch;
use crate::solve::graph::{Graph, Node};

fn points() -> impl Strategy<Value = Vec<(f64, f64, u32)>> {
    let place = prop_oneof![0..4000i32, Just(1000)];
    let weight = prop_oneof![Just(0u32), Just(1), 1..10u32, 1..=500u32];
    proptest::collection::vec((place.clone(), place, weight), 1..160)
        .prop_map(|v| v.into_iter().map(|(x, y, w)| (f64::from(x), f64::from(y), w)).collect())
}

fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

/// A grid of points, each touching the next in its row and column.
fn grid(weights: &[u32]) -> (Cloud, Graph) {
    let at = |i: usize| ((i % 12) as f64, (i / 12) as f64);
    let cloud = Cloud::new(weights.iter().enumerate().map(|(i, w)| (at(i).0, at(i).1, *w)));
    let nodes = weights.iter().enumerate().map(|(i, w)| Node { weight: *w, mass: 1.0, x: at(i).0, y: at(i).1 });
    let mut edges = Vec::new();
    for i in 0..weights.len() as u32 {
        if i % 12 < 11 && i + 1 < weights.len() as u32 {
            edges.push((i, i + 1, 1.0));
        }
        if i + 12 < weights.len() as u32 {
            edges.push((i, i + 12, 1.0));
        }
    }
    (cloud, Graph::new(nodes.collect(), &edges))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_point_has_a_cell_and_loads_add_up(points in points(), k in 1usize..=60, seed in any::<u64>()) {
        let cloud = Cloud::new(points);
        let once = on_threads(1, || share(&cloud, k, 3, seed, &Watch::new()).unwrap());
        prop_assert_eq!(once.label.len(), cloud.len());
        prop_assert!(once.label.iter().all(|c| (*c as usize) < k));
        prop_assert_eq!(once.loads.iter().sum::<u64>(), cloud.load());
        let again = on_threads(2, || share(&cloud, k, 3, seed, &Watch::new()).unwrap());
        prop_assert_eq!(once, again);
    }

    #[test]
    fn equal_weights_come_out_even(places in proptest::collection::hash_set((0..900i32, 0..900i32), 60..200), k in 1usize..=20) {
        let mut places: Vec<_> = places.into_iter().collect();
        places.sort_unstable();
        let cloud = Cloud::new(places.into_iter().map(|(x, y)| (f64::from(x), f64::from(y), 1)));
        let loads = share(&cloud, k, 3, 7, &Watch::new()).unwrap().loads;
        prop_assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1, "{:?}", loads);
    }

    #[test]
    fn cells_come_out_in_one_piece(weights in proptest::collection::vec(1..6u32, 72..=144), k in 2usize..=12) {
        let (cloud, graph) = grid(&weights);
        let label = share_whole(&cloud, &graph, k, 3, 3, &Watch::new()).unwrap().label;
        let mut cells = label.clone();
        cells.sort_unstable();
        cells.dedup();
        prop_assert_eq!(graph.parts_of(&label).1, cells.len());
    }
}
