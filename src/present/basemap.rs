//! The map image below the plan: which tiles a view needs, fetched and unpacked on a thread of its own.
//!
//! Only the numbers of tiles are asked for; nothing of the project leaves the machine.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use geo::Coord;

use crate::base::{Fault, Message};
use crate::formats::tiles::{TileId, Tiles};
use crate::geom::crs::{Transform, WGS84};
use crate::geom::{Bounds, Frame, Pt, mercator};
use crate::say;

/// A tile is bent onto the project's grid at so many places along each side.
pub const STEPS: usize = 4;

/// More tiles than this are never asked for at once.
const MOST: usize = 96;

/// So many tiles are kept for coming back.
const KEPT: usize = 320;

/// No sane tile has longer sides, pixels.
const LARGEST_PX: u32 = 1024;

/// One picture with the places of its grid points, row by row from the north-west.
#[derive(Debug, PartialEq)]
pub struct BaseTile {
    pub id: TileId,
    pub size: [usize; 2],
    /// Four bytes a pixel, not premultiplied.
    pub rgba: Vec<u8>,
    /// `(STEPS + 1)²` places on the map.
    pub grid: Vec<Pt>,
}

enum Answer {
    Opened(Option<String>),
    Wanted(Vec<TileId>),
    Tile(Arc<BaseTile>),
    Fault(Message),
}

/// A view, and the tiles that the window has let go of since the one before.
struct Look {
    seen: Bounds,
    mm_per_px: f64,
    dropped: Vec<TileId>,
}

/// A source of map images and what of it is at hand.
pub struct Basemap {
    place: String,
    ground: (u32, Frame),
    looks: Sender<Look>,
    answers: Receiver<Answer>,
    last: Option<(Bounds, f64)>,
    dropped: Vec<TileId>,
    wanted: Vec<TileId>,
    tiles: BTreeMap<TileId, Arc<BaseTile>>,
    /// Whom the map must name.
    pub attribution: Option<String>,
    /// The latest trouble; gone once a tile arrives.
    pub fault: Option<Message>,
}

impl Basemap {
    /// Opens a place (see [`Tiles::open`]) for a project in this CRS and frame; `wake` is called when there is news.
    pub fn open(place: &str, crs: u32, frame: Frame, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (looks, asked) = channel();
        let (answer, answers) = channel();
        let from = place.to_owned();
        let work = move || {
            // The window is gone where nobody listens.
            let _ = serve(&from, crs, frame, &asked, &|news| {
                let heard = answer.send(news).is_ok();
                wake();
                heard
            });
        };
        let fault = std::thread::Builder::new().name("basemap".to_owned()).spawn(work).err();
        let fault = fault.map(|why| say!("session-no-thread", why = why.to_string()));
        let place = place.to_owned();
        Self {
            place,
            ground: (crs, frame),
            looks,
            answers,
            last: None,
            dropped: Vec::new(),
            wanted: Vec::new(),
            tiles: BTreeMap::new(),
            attribution: None,
            fault,
        }
    }

    /// Whether it shows this place on such a map.
    pub fn is_of(&self, place: &str, crs: u32, frame: Frame) -> bool {
        self.place == place && self.ground == (crs, frame)
    }

    /// Asks for what a view shows, where that is another view than before.
    pub fn look(&mut self, seen: Bounds, mm_per_px: f64) {
        if self.last != Some((seen, mm_per_px)) {
            self.last = Some((seen, mm_per_px));
            // Without its thread a basemap only lacks tiles, and `fault` says why.
            let dropped = std::mem::take(&mut self.dropped);
            let _ = self.looks.send(Look { seen, mm_per_px, dropped });
        }
        while let Ok(news) = self.answers.try_recv() {
            match news {
                Answer::Opened(attribution) => self.attribution = attribution,
                Answer::Wanted(wanted) => self.wanted = wanted,
                Answer::Fault(why) => self.fault = Some(why),
                Answer::Tile(tile) => {
                    self.fault = None;
                    self.tiles.insert(tile.id, tile);
                }
            }
        }
        let wanted: BTreeSet<TileId> = self.wanted.iter().copied().collect();
        let spare = self.tiles.keys().filter(|id| !wanted.contains(id));
        let gone: Vec<TileId> = spare.take(self.tiles.len().saturating_sub(KEPT)).copied().collect();
        self.tiles.retain(|id, _| !gone.contains(id));
        self.dropped.extend(gone);
    }

    /// The tiles to be drawn, coarser ones first: those of other levels stand in until the right ones are there.
    pub fn tiles(&self) -> impl Iterator<Item = &Arc<BaseTile>> {
        let is_whole = self.wanted.iter().all(|id| self.tiles.contains_key(id));
        let wanted: BTreeSet<TileId> = self.wanted.iter().copied().collect();
        let zoom = self.wanted.first().map_or(0, |id| id.zoom);
        self.tiles.values().filter(move |tile| wanted.contains(&tile.id) || (!is_whole && tile.id.zoom < zoom))
    }
}

type Tell<'a> = &'a dyn Fn(Answer) -> bool;

/// Answers views until nobody asks any more; `None` when nobody listens.
fn serve(place: &str, crs: u32, frame: Frame, asked: &Receiver<Look>, tell: Tell) -> Option<()> {
    let opened = Tiles::open(place).and_then(|tiles| Ok((tiles, Grid::new(crs, frame)?)));
    let (tiles, grid) = match opened {
        Ok(opened) => opened,
        Err(fault) => {
            tell(Answer::Fault(fault.message));
            return None;
        }
    };
    tell(Answer::Opened(tiles.attribution().map(str::to_owned))).then_some(())?;
    let mut done: BTreeSet<TileId> = BTreeSet::new();
    let mut next: Option<Look> = None;
    loop {
        let mut look = match next.take() {
            Some(look) => look,
            None => asked.recv().ok()?,
        };
        done.retain(|id| !look.dropped.contains(id));
        for newer in asked.try_iter() {
            done.retain(|id| !newer.dropped.contains(id));
            look = newer;
        }
        let wanted = grid.wanted(&tiles, look.seen, look.mm_per_px);
        tell(Answer::Wanted(wanted.clone())).then_some(())?;
        for id in wanted {
            // Whoever looks elsewhere by now is served there.
            if let Ok(other) = asked.try_recv() {
                next = Some(other);
                break;
            }
            if done.contains(&id) {
                continue;
            }
            match tiles.get(id) {
                Ok(None) => {}
                Ok(Some(bytes)) => {
                    if let (Some((size, rgba)), Some(grid)) = (unpacked(&bytes), grid.places(id)) {
                        tell(Answer::Tile(Arc::new(BaseTile { id, size, rgba, grid }))).then_some(())?;
                    }
                }
                Err(fault) => {
                    tell(Answer::Fault(fault.message)).then_some(())?;
                    break;
                }
            }
            done.insert(id);
        }
    }
}

/// The pixels of a picture; `None` where it is broken or huge.
fn unpacked(bytes: &[u8]) -> Option<([usize; 2], Vec<u8>)> {
    let mut reader = image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LARGEST_PX), Some(LARGEST_PX));
    reader.limits(limits);
    let picture = reader.decode().ok()?.into_rgba8();
    Some(([picture.width() as usize, picture.height() as usize], picture.into_raw()))
}

/// How the world's tiles lie on the project's map.
struct Grid {
    frame: Frame,
    there: Transform,
    back: Transform,
}

impl Grid {
    fn new(crs: u32, frame: Frame) -> Result<Self, Fault> {
        Ok(Self { frame, there: Transform::new(WGS84, crs)?, back: Transform::new(crs, WGS84)? })
    }

    /// The tiles that cover a part of the map, those in its middle first.
    fn wanted(&self, tiles: &Tiles, seen: Bounds, mm_per_px: f64) -> Vec<TileId> {
        let (lo, hi) = (self.frame.to_coord(seen.min), self.frame.to_coord(seen.max));
        // The sides are bent a little, so their middles count too.
        let along = [0.0, 0.5, 1.0];
        let places = along.iter().flat_map(|u| along.map(|v| (lo.x + u * (hi.x - lo.x), lo.y + v * (hi.y - lo.y))));
        let places: Vec<Coord<f64>> = places.filter_map(|(x, y)| self.back.apply(Coord { x, y })).collect();
        let Some(lat) = (!places.is_empty()).then(|| places.iter().map(|c| c.y).sum::<f64>() / places.len() as f64)
        else {
            return Vec::new();
        };
        // A little less sharp than the screen: half the tiles, and their writing stays readable.
        let zoom = mercator::zoom_for(mm_per_px / 1000.0 * 1.4, lat);
        if zoom < *tiles.zooms().start() {
            return Vec::new();
        }
        let zoom = zoom.min(*tiles.zooms().end());
        let most = f64::from(zoom).exp2() - 1.0;
        let places: Vec<(f64, f64)> = places.iter().map(|c| mercator::tiles(zoom, *c)).collect();
        let reach = |of: fn(&(f64, f64)) -> f64| {
            let least = places.iter().map(of).fold(f64::INFINITY, f64::min);
            let largest = places.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
            (least.floor().clamp(0.0, most) as u32, largest.floor().clamp(0.0, most) as u32, (least + largest) / 2.0)
        };
        let (columns, rows) = (reach(|p| p.0), reach(|p| p.1));
        if u64::from(columns.1 - columns.0 + 1) * u64::from(rows.1 - rows.0 + 1) > MOST as u64 {
            return Vec::new();
        }
        let all = (rows.0..=rows.1).flat_map(|y| (columns.0..=columns.1).map(move |x| TileId { zoom, x, y }));
        let mut all: Vec<TileId> = all.collect();
        let off = |id: &TileId| {
            let (dx, dy) = (f64::from(id.x) + 0.5 - columns.2, f64::from(id.y) + 0.5 - rows.2);
            dx * dx + dy * dy
        };
        all.sort_by(|a, b| off(a).total_cmp(&off(b)).then(a.cmp(b)));
        all
    }

    /// Where the grid points of a tile lie on the map; `None` where the CRS does not reach.
    fn places(&self, id: TileId) -> Option<Vec<Pt>> {
        let at = |row: usize, column: usize| {
            let (x, y) = (f64::from(id.x) + column as f64 / STEPS as f64, f64::from(id.y) + row as f64 / STEPS as f64);
            self.frame.to_pt(self.there.apply(mercator::lonlat(id.zoom, x, y))?)
        };
        (0..=STEPS).flat_map(|row| (0..=STEPS).map(move |column| (row, column))).map(|(r, c)| at(r, c)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    /// A view of Jishou over a folder of tiles gets pictures that lie where their corners' degrees do.
    #[test]
    fn a_view_is_covered_by_tiles_in_their_places() {
        let folder = tempfile::tempdir().unwrap();
        let centre = Coord { x: 109.74, y: 28.26 };
        let (x, y) = mercator::tiles(14, centre);
        for column in x as u32 - 6..x as u32 + 6 {
            let path = folder.path().join(format!("14/{column}"));
            std::fs::create_dir_all(&path).unwrap();
            for row in y as u32 - 6..y as u32 + 6 {
                let shade = image::Rgba([column as u8, row as u8, 7, 255]);
                image::RgbaImage::from_pixel(8, 8, shade).save(path.join(format!("{row}.png"))).unwrap();
            }
        }
        let there = Transform::new(WGS84, 4546).unwrap();
        let middle = there.apply(centre).unwrap();
        let frame = Frame::around(middle.x, middle.y);
        let at = frame.to_pt(middle).unwrap();
        let seen = Bounds {
            min: Pt::new(at.x - 1_500_000, at.y - 1_500_000),
            max: Pt::new(at.x + 1_500_000, at.y + 1_500_000),
        };
        let mut basemap = Basemap::open(&folder.path().display().to_string(), 4546, frame, Arc::new(|| {}));
        let started = Instant::now();
        loop {
            basemap.look(seen, 9_000.0);
            assert_eq!(basemap.fault, None);
            let is_whole = basemap.wanted.iter().all(|id| basemap.tiles.contains_key(id));
            if is_whole && !basemap.wanted.is_empty() {
                break;
            }
            assert!(started.elapsed() < Duration::from_secs(60), "no tiles came");
            std::thread::sleep(Duration::from_millis(5));
        }
        let tiles: Vec<&Arc<BaseTile>> = basemap.tiles().collect();
        assert!(
            tiles.iter().all(|tile| tile.rgba[..3] == [tile.id.x as u8, tile.id.y as u8, 7] && tile.size == [8, 8])
        );
        let first = tiles[0];
        let corner = mercator::lonlat(14, f64::from(first.id.x), f64::from(first.id.y));
        assert_eq!(Some(first.grid[0]), frame.to_pt(there.apply(corner).unwrap()));
        let all = Bounds::of(tiles.iter().flat_map(|tile| tile.grid.iter().copied())).unwrap();
        assert!(all.contains(seen.min) && all.contains(seen.max));
    }

    #[test]
    fn a_place_that_is_no_map_says_so() {
        let mut basemap = Basemap::open("/nowhere/at all.mbtiles", 4546, Frame::around(0.0, 0.0), Arc::new(|| {}));
        let seen = Bounds { min: Pt::new(0, 0), max: Pt::new(1, 1) };
        let started = Instant::now();
        while basemap.fault.is_none() {
            basemap.look(seen, 1.0);
            assert!(started.elapsed() < Duration::from_secs(60), "nothing was said");
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(basemap.fault.as_ref().map(|why| &*why.key), Some("formats-no-file"));
    }
}
