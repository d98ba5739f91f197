//! Why an area could not be balanced as asked.

use super::apportion::Limits;
use crate::base::Message;
use crate::say;

/// One reason; blocks and cells are numbers within their area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// One block alone is above the upper limit.
    BlockTooBig { block: u32, load: u64 },
    /// The whole area is below the lower limit.
    TooFew { load: u64 },
    /// No number of equal cells lies within the limits.
    NoCount { load: u64 },
    /// Equal cells of the number asked for lie outside the limits; from `least` to `most` cells would not.
    WrongCount { cells: u32, load: u64, least: u64, most: u64 },
    /// More cells were asked for than there are blocks.
    TooFewBlocks { blocks: u32, cells: u32 },
    /// A detached part of the area is too light for a cell of its own; it was joined to the nearest cell.
    PartJoined { block: u32, load: u64 },
    /// There are more detached parts with people than cells: some of them, holding `load`, share a cell with another.
    MoreParts { parts: u32, cells: u32, joined: u32, load: u64 },
    /// The blocks locked to one cell do not hang together.
    LockedApart { cell: u32 },
    /// A cell whose load is outside the limits although nothing above explains it.
    NotReached { cell: u32, load: u64 },
}

impl Reason {
    /// Whether a limit stays broken because of it (otherwise it is only worth knowing).
    pub fn breaks_limit(&self) -> bool {
        !matches!(self, Self::PartJoined { .. })
    }

    /// The sentence to show, with the name of the area; where blocks are cut freely, none of them is to blame.
    pub fn message(&self, area: &str, limits: Limits, is_cut_freely: bool) -> Message {
        let (min, max) = (limits.min, limits.max);
        match *self {
            Self::BlockTooBig { load, .. } => say!("solve-block-too-big", area = area, load = load, max = max),
            Self::TooFew { load } => say!("solve-too-few", area = area, load = load, min = min),
            Self::NoCount { load } => say!("solve-no-count", area = area, load = load, min = min, max = max),
            Self::WrongCount { cells, load, least, most } => {
                let each = (load as f64 / f64::from(cells.max(1)) * 10.0).round() / 10.0;
                let most = most.min(load);
                say!(
                    "solve-wrong-count",
                    area = area,
                    cells = cells,
                    each = each,
                    min = min,
                    max = max,
                    least = least,
                    most = most
                )
            }
            Self::TooFewBlocks { blocks, cells } => {
                say!("solve-too-few-blocks", area = area, blocks = blocks, cells = cells)
            }
            Self::PartJoined { load, .. } => say!("solve-part-joined", area = area, load = load),
            Self::MoreParts { parts, cells, joined, load } => {
                say!("solve-more-parts", area = area, parts = parts, cells = cells, joined = joined, load = load)
            }
            Self::LockedApart { cell } => say!("solve-locked-apart", area = area, cell = u64::from(cell) + 1),
            Self::NotReached { cell, load } if is_cut_freely => {
                let cell = u64::from(cell) + 1;
                say!("solve-not-reached-free", area = area, cell = cell, load = load, min = min, max = max)
            }
            Self::NotReached { cell, load } => {
                say!("solve-not-reached", area = area, cell = u64::from(cell) + 1, load = load, min = min, max = max)
            }
        }
    }
}
