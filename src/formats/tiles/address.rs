//! Tiles from a server: `{z}`, `{x}`, `{y}` in the address, `{-y}` for rows from the south, `{s}` for one of its hosts
//! (0 to 7, as Tianditu has them). WMTS by key and value pairs is such an address too.

use std::time::Duration;

use super::{Source, TileId, Tiles};
use crate::base::Fault;
use crate::say;

pub(super) struct Address {
    template: String,
}

pub(super) fn open(template: &str) -> Result<Tiles, Fault> {
    // WMTS names the same three things otherwise.
    let template = template.replace("{TileMatrix}", "{z}").replace("{TileCol}", "{x}").replace("{TileRow}", "{y}");
    let is_whole = ["{z}", "{x}"].iter().all(|part| template.contains(part))
        && (template.contains("{y}") || template.contains("{-y}"));
    if !is_whole {
        return Err(Fault::input(say!("formats-tiles-address", address = &template)));
    }
    Ok(Tiles { source: Source::Address(Address { template }), zooms: 0..=18, attribution: None })
}

impl Address {
    pub(super) fn url(&self, tile: TileId) -> String {
        let south = (1u32 << tile.zoom.min(24)).saturating_sub(1).saturating_sub(tile.y);
        self.template
            .replace("{z}", &tile.zoom.to_string())
            .replace("{x}", &tile.x.to_string())
            .replace("{y}", &tile.y.to_string())
            .replace("{-y}", &south.to_string())
            .replace("{s}", &((tile.x + tile.y) % 8).to_string())
    }

    pub(super) fn get(&self, tile: TileId) -> Result<Option<Vec<u8>>, Fault> {
        // Nothing but the number of the tile is sent.
        let request = ehttp::Request { timeout: Some(Duration::from_secs(10)), ..ehttp::Request::get(self.url(tile)) };
        let host = self.template.split('/').nth(2).unwrap_or_default().to_owned();
        let told = |why: String| Fault::input(say!("formats-tiles-server", host = &host, why = why));
        let response = ehttp::fetch_blocking(&request).map_err(told)?;
        match response.status {
            200 => Ok(Some(response.bytes)),
            204 | 404 => Ok(None),
            status => Err(told(format!("{status} {}", response.status_text))),
        }
    }
}
