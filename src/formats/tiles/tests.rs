use super::address;
use super::{TileId, Tiles};

fn told(place: &str) -> String {
    Tiles::open(place).err().map(|fault| fault.message.key.into_owned()).unwrap_or_default()
}

#[test]
fn addresses_are_filled_in_as_servers_want_them() {
    let tile = TileId { zoom: 3, x: 5, y: 1 };
    let url = |template: &str| match &address::open(template).unwrap().source {
        super::Source::Address(address) => address.url(tile),
        _ => unreachable!(),
    };
    assert_eq!(url("http://10.0.0.5/{z}/{x}/{y}.png"), "http://10.0.0.5/3/5/1.png");
    assert_eq!(url("http://a/{z}/{x}/{-y}"), "http://a/3/5/6");
    let wmts =
        "https://t{s}.tianditu.gov.cn/img_w/wmts?TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}&tk=k";
    assert_eq!(url(wmts), "https://t6.tianditu.gov.cn/img_w/wmts?TILEMATRIX=3&TILEROW=1&TILECOL=5&tk=k");
    assert_eq!(told("https://a/{z}/{x}.png"), "formats-tiles-address");
}

#[test]
fn folders_need_levels_and_may_lack_tiles() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display().to_string();
    assert_eq!(told(&place), "formats-tiles-folder");
    std::fs::create_dir_all(folder.path().join("9/7")).unwrap();
    std::fs::write(folder.path().join("9/7/3.jpg"), b"picture").unwrap();
    let tiles = Tiles::open(&place).unwrap();
    assert_eq!(tiles.zooms(), 9..=9);
    assert_eq!(tiles.get(TileId { zoom: 9, x: 7, y: 3 }).unwrap().as_deref(), Some(&b"picture"[..]));
    assert_eq!(tiles.get(TileId { zoom: 9, x: 7, y: 4 }).unwrap(), None);
}

/// A whole archive by hand, after the published layout (PMTiles version 3): one tile at 1/1/0, which is number 4.
#[test]
fn an_archive_gives_its_tile_and_a_cut_one_is_refused() {
    let (root, notes, data) = ([1u8, 4, 1, 3, 1], br#"{"attribution":"test map"}"#, b"png");
    let sizes = [root.len(), notes.len(), 0, data.len()];
    let mut bytes = b"PMTiles\x03".to_vec();
    let mut at = 127u64;
    for size in sizes {
        bytes.extend(at.to_le_bytes());
        bytes.extend((size as u64).to_le_bytes());
        at += size as u64;
    }
    bytes.extend([1u64; 3].iter().flat_map(|n| n.to_le_bytes()));
    bytes.extend([1, 1, 1, 2, 0, 1]);
    bytes.resize(127, 0);
    for part in [&root[..], notes, data] {
        bytes.extend(part);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.pmtiles");
    std::fs::write(&path, &bytes).unwrap();
    let place = path.display().to_string();
    let tiles = Tiles::open(&place).unwrap();
    assert_eq!((tiles.zooms(), tiles.attribution()), (0..=1, Some("test map")));
    assert_eq!(tiles.get(TileId { zoom: 1, x: 1, y: 0 }).unwrap().as_deref(), Some(&b"png"[..]));
    assert_eq!(tiles.get(TileId { zoom: 1, x: 0, y: 0 }).unwrap(), None);
    std::fs::write(&path, &bytes[..60]).unwrap();
    assert_eq!(told(&place), "formats-tiles-broken");
}
