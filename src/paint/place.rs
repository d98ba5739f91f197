//! Where the labels stand, so that none covers another. For the window and the picture alike.

use super::list::{Anchor, DrawList, Item, Label};
use super::view::View;

/// A label that found a place: `label` is its index in the list, the box is in screen pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    pub label: usize,
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

impl Placed {
    fn covers(&self, other: &Self) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }
}

/// Side of the squares in which taken places are looked up, in pixels.
const SQUARE: f32 = 64.0;

/// Places the labels of the list: the highest priority first, the earlier in the list among equals.
///
/// A label that finds no free place, or none wholly inside the view, is left out. `zoom` is pixels of the view per pixel of
/// style; `measure` gives width and height of a text of a size, all in pixels of the view. The result is in the order of
/// the list.
pub fn place(list: &DrawList, view: &View, zoom: f32, mut measure: impl FnMut(&str, f32) -> (f32, f32)) -> Vec<Placed> {
    let shown = view.shown(0.0);
    let mut labels: Vec<(usize, &Label)> = list
        .items
        .iter()
        .enumerate()
        .filter_map(|(i, item)| match item {
            Item::Label(label) if shown.contains(label.at) && !label.text.trim().is_empty() => Some((i, label)),
            _ => None,
        })
        .collect();
    labels.sort_by_key(|(i, label)| (std::cmp::Reverse(label.priority), *i));

    let mut taken = Taken::new(view);
    for (index, label) in labels {
        let (width, height) = measure(&label.text, label.size_px * zoom);
        let [x, y] = view.to_screen(label.at);
        for (left, top) in candidates(label.anchor, zoom, x, y, width, height) {
            let box_ = Placed { label: index, left, top, width, height };
            let inside = left >= 0.0 && top >= 0.0 && left + width <= view.width && top + height <= view.height;
            if inside && taken.take(box_) {
                break;
            }
        }
    }
    let mut placed = taken.placed;
    placed.sort_by_key(|p| p.label);
    placed
}

/// Top left corners to try, the best first.
fn candidates(anchor: Anchor, zoom: f32, x: f32, y: f32, w: f32, h: f32) -> Vec<(f32, f32)> {
    match anchor {
        // A label moved further would seem to name the neighbour.
        Anchor::Centre => [0.0, -0.5, 0.5].map(|up| (x - w / 2.0, y - h / 2.0 + up * h)).to_vec(),
        Anchor::Beside { gap_px } => {
            let g = gap_px * zoom;
            let slant = g * 0.7;
            vec![
                (x + g, y - h / 2.0),
                (x - g - w, y - h / 2.0),
                (x - w / 2.0, y - g - h),
                (x - w / 2.0, y + g),
                (x + slant, y - slant - h),
                (x + slant, y + slant),
                (x - slant - w, y - slant - h),
                (x - slant - w, y + slant),
            ]
        }
    }
}

/// The places that are taken, with an index of squares.
struct Taken {
    placed: Vec<Placed>,
    columns: usize,
    squares: Vec<Vec<u32>>,
}

impl Taken {
    fn new(view: &View) -> Self {
        let columns = (view.width.max(0.0) / SQUARE) as usize + 1;
        let rows = (view.height.max(0.0) / SQUARE) as usize + 1;
        Self { placed: Vec::new(), columns, squares: vec![Vec::new(); columns * rows] }
    }

    /// Takes the place if it is free.
    fn take(&mut self, wanted: Placed) -> bool {
        let squares = self.squares_of(&wanted);
        let free = |s: &usize| self.squares[*s].iter().all(|i| !self.placed[*i as usize].covers(&wanted));
        if !squares.iter().all(free) {
            return false;
        }
        for s in squares {
            self.squares[s].push(self.placed.len() as u32);
        }
        self.placed.push(wanted);
        true
    }

    fn squares_of(&self, p: &Placed) -> Vec<usize> {
        let rows = self.squares.len() / self.columns;
        let span = |from: f32, length: f32, count: usize| {
            (from / SQUARE) as usize..=(((from + length) / SQUARE) as usize).min(count - 1)
        };
        let columns = span(p.left, p.width, self.columns);
        span(p.top, p.height, rows).flat_map(|r| columns.clone().map(move |c| r * self.columns + c)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;
    use crate::geom::Pt;
    use crate::paint::Rgba;

    fn label(x: i32, y: i32, priority: u8, anchor: Anchor) -> Item {
        let (text, colour) = ("jishou".to_owned(), Rgba::hex(0));
        Item::Label(Label { at: Pt::new(x, y), text, size_px: 12.0, colour, halo: None, priority, anchor })
    }

    fn measure(text: &str, size: f32) -> (f32, f32) {
        (text.len() as f32 * size * 0.6, size * 1.2)
    }

    const VIEW: View = View { centre: [500.0, 500.0], mm_per_px: 1.0, width: 1000.0, height: 1000.0 };

    #[test]
    fn labels_never_overlap_and_stay_inside() {
        let mut rng = Rng::stream(3, 0, 0);
        let mut list = DrawList::default();
        for i in 0..800 {
            let anchor = if i % 2 == 0 { Anchor::Centre } else { Anchor::Beside { gap_px: 6.0 } };
            let (x, y) = (rng.below(1000) as i32, rng.below(1000) as i32);
            list.items.push(label(x, y, (i % 5) as u8, anchor));
        }
        let placed = place(&list, &VIEW, 1.0, measure);
        assert!(placed.len() > 200, "{}", placed.len());
        for (i, a) in placed.iter().enumerate() {
            assert!(a.left >= 0.0 && a.top >= 0.0 && a.left + a.width <= 1000.0 && a.top + a.height <= 1000.0);
            assert!(placed[i + 1..].iter().all(|b| !a.covers(b)), "{a:?}");
        }
        assert_eq!(placed, place(&list, &VIEW, 1.0, measure));
    }

    #[test]
    fn a_label_beside_a_marker_leaves_it_free_at_any_zoom() {
        let list = DrawList { items: vec![label(500, 500, 1, Anchor::Beside { gap_px: 8.0 })] };
        for zoom in [1.0, 3.0] {
            let placed = place(&list, &VIEW, zoom, measure);
            assert_eq!(placed[0].left, 500.0 + 8.0 * zoom);
        }
    }

    #[test]
    fn the_more_important_label_gets_the_place() {
        let items = vec![label(500, 500, 1, Anchor::Centre), label(505, 500, 9, Anchor::Centre)];
        let list = DrawList { items };
        let of = |i: usize| place(&list, &VIEW, 1.0, measure).into_iter().find(|p| p.label == i);
        assert_eq!(of(1).map(|p| p.left + p.width / 2.0), Some(505.0));
        assert_eq!(of(0), None);
    }
}
