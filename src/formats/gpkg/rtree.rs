//! The spatial index: filled at once by writing its packed nodes, kept up to date by triggers.
//!
//! Row by row, a million points take SQLite about ten seconds; packed nodes take one.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::quoted;

/// A row of the index: its id, and min x, min y, max x, max y.
pub type Item = (i64, [f64; 4]);

/// Creates the index of a geometry column, fills it, and announces it; an index that is there is replaced.
///
/// Sort-tile-recursive packing (Leutenegger and others, 1997) into the node format of SQLite's R*Tree: two bytes of
/// depth (root only) and two of count, then cells of an 8-byte id and four big-endian f32 rounded outward.
/// Call it inside a transaction, with `items` free of duplicate ids; add the triggers after it.
pub fn write_rtree_packed(db: &Connection, table: &str, column: &str, items: &[Item]) -> Result<()> {
    let name = format!("rtree_{table}_{column}");
    let index = quoted(&name);
    db.execute_batch(&format!(
        "DROP TABLE IF EXISTS {index}; CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy)"
    ))?;
    db.execute(
        "INSERT OR IGNORE INTO gpkg_extensions VALUES (?1, ?2, 'gpkg_rtree_index',
         'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        params![table, column],
    )?;
    if items.is_empty() {
        return Ok(());
    }
    let [nodes, rowids, parents] = ["node", "rowid", "parent"].map(|part| quoted(&format!("{name}_{part}")));
    let node_size: usize =
        db.query_row(&format!("SELECT length(data) FROM {nodes} WHERE nodeno = 1"), [], |r| r.get(0))?;
    let levels = pack(items, (node_size - 4) / CELL);
    let mut put_node = db.prepare(&format!("INSERT OR REPLACE INTO {nodes} VALUES (?1, ?2)"))?;
    let mut put_parent = db.prepare(&format!("INSERT INTO {parents} VALUES (?1, ?2)"))?;
    // The root is node 1; the others are numbered from the leaves upward.
    let mut homes: Vec<(i64, i64)> = Vec::with_capacity(items.len());
    let mut above: Vec<(i64, i64)> = Vec::new();
    let mut first = 2;
    for (height, level) in levels.iter().enumerate() {
        let is_root = height + 1 == levels.len();
        for (i, cells) in level.iter().enumerate() {
            let number = if is_root { 1 } else { first + i as i64 };
            // Children are the nodes of the level below in order; its numbers end just before `first`.
            let below = if height == 0 { 0 } else { first - levels[height - 1].len() as i64 };
            let id = |cell: &Item| if height == 0 { cell.0 } else { below + cell.0 };
            put_node.execute(params![number, node(if is_root { height } else { 0 }, cells, node_size, id)])?;
            let kept = if height == 0 { &mut homes } else { &mut above };
            kept.extend(cells.iter().map(|cell| (id(cell), number)));
        }
        first += level.len() as i64;
    }
    homes.sort_unstable();
    let mut put_rowid = db.prepare(&format!("INSERT INTO {rowids} VALUES (?1, ?2)"))?;
    for (id, number) in homes {
        put_rowid.execute([id, number])?;
    }
    above.sort_unstable();
    for (child, parent) in above {
        put_parent.execute([child, parent])?;
    }
    Ok(())
}

const CELL: usize = 24;

/// The levels from the leaves to the single root; above the leaves an item's id is the place of a node in the level below.
fn pack(items: &[Item], room: usize) -> Vec<Vec<Vec<Item>>> {
    let mut levels = vec![tiles(items.to_vec(), room)];
    while levels[levels.len() - 1].len() > 1 {
        let below = &levels[levels.len() - 1];
        let boxes = below.iter().enumerate().map(|(i, cells)| (i as i64, around(cells))).collect();
        levels.push(tiles(boxes, room));
    }
    levels
}

fn tiles(mut items: Vec<Item>, room: usize) -> Vec<Vec<Item>> {
    let centre = |item: &Item, axis: usize| item.1[axis] + item.1[axis + 2];
    let by = |axis: usize| move |a: &Item, b: &Item| centre(a, axis).total_cmp(&centre(b, axis)).then(a.0.cmp(&b.0));
    let count = items.len().div_ceil(room);
    let columns = (count as f64).sqrt().ceil() as usize;
    items.sort_unstable_by(by(0));
    let mut nodes = Vec::with_capacity(count);
    for column in items.chunks_mut((count.div_ceil(columns.max(1)) * room).max(1)) {
        column.sort_unstable_by(by(1));
        nodes.extend(column.chunks(room).map(<[Item]>::to_vec));
    }
    nodes
}

fn around(cells: &[Item]) -> [f64; 4] {
    cells.iter().fold([f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY], |b, (_, c)| {
        [b[0].min(c[0]), b[1].min(c[1]), b[2].max(c[2]), b[3].max(c[3])]
    })
}

fn node(depth: usize, cells: &[Item], size: usize, id: impl Fn(&Item) -> i64) -> Vec<u8> {
    let mut out = Vec::with_capacity(size);
    out.extend_from_slice(&(depth as u16).to_be_bytes());
    out.extend_from_slice(&(cells.len() as u16).to_be_bytes());
    for cell in cells {
        let [min_x, min_y, max_x, max_y] = cell.1;
        out.extend_from_slice(&id(cell).to_be_bytes());
        for v in [down(min_x), up(max_x), down(min_y), up(max_y)] {
            out.extend_from_slice(&v.to_be_bytes());
        }
    }
    out.resize(size, 0);
    out
}

fn down(v: f64) -> f32 {
    let near = v as f32;
    if f64::from(near) > v { near.next_down() } else { near }
}

fn up(v: f64) -> f32 {
    let near = v as f32;
    if f64::from(near) < v { near.next_up() } else { near }
}

const TRIGGERS: [&str; 7] = ["insert", "update2", "update4", "update5", "update6", "update7", "delete"];

/// Adds the triggers of GeoPackage 1.4 that keep the index equal to the table; the key must be an integer column.
///
/// They call the functions of [`super::register_functions`].
pub fn add_rtree_triggers(db: &Connection, table: &str, column: &str, key: &str) -> Result<()> {
    let name = |what: &str| quoted(&format!("rtree_{table}_{column}_{what}"));
    let (t, c, i, r) = (quoted(table), quoted(column), quoted(key), quoted(&format!("rtree_{table}_{column}")));
    let full = |row: &str| format!("({row}.{c} NOTNULL AND NOT ST_IsEmpty({row}.{c}))");
    let empty = |row: &str| format!("({row}.{c} ISNULL OR ST_IsEmpty({row}.{c}))");
    let values = format!("VALUES (NEW.{i}, ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}))");
    let (new_full, new_empty, old_full, old_empty) = (full("NEW"), empty("NEW"), full("OLD"), empty("OLD"));
    db.execute_batch(&format!(
        "CREATE TRIGGER {insert} AFTER INSERT ON {t} WHEN {new_full}
         BEGIN INSERT OR REPLACE INTO {r} {values}; END;
         CREATE TRIGGER {update2} AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND {new_empty}
         BEGIN DELETE FROM {r} WHERE id = OLD.{i}; END;
         CREATE TRIGGER {update4} AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND {new_empty}
         BEGIN DELETE FROM {r} WHERE id IN (OLD.{i}, NEW.{i}); END;
         CREATE TRIGGER {update5} AFTER UPDATE ON {t} WHEN OLD.{i} != NEW.{i} AND {new_full}
         BEGIN DELETE FROM {r} WHERE id = OLD.{i}; INSERT OR REPLACE INTO {r} {values}; END;
         CREATE TRIGGER {update6} AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND {new_full} AND {old_full}
         BEGIN UPDATE {r} SET minx = ST_MinX(NEW.{c}), maxx = ST_MaxX(NEW.{c}), miny = ST_MinY(NEW.{c}),
           maxy = ST_MaxY(NEW.{c}) WHERE id = NEW.{i}; END;
         CREATE TRIGGER {update7} AFTER UPDATE OF {c} ON {t} WHEN OLD.{i} = NEW.{i} AND {new_full} AND {old_empty}
         BEGIN INSERT INTO {r} {values}; END;
         CREATE TRIGGER {delete} AFTER DELETE ON {t} WHEN OLD.{c} NOTNULL
         BEGIN DELETE FROM {r} WHERE id = OLD.{i}; END;",
        insert = name("insert"),
        update2 = name("update2"),
        update4 = name("update4"),
        update5 = name("update5"),
        update6 = name("update6"),
        update7 = name("update7"),
        delete = name("delete"),
    ))
}

/// Takes the triggers off, as before a bulk change that ends with [`write_rtree_packed`]; whether there were any.
pub fn drop_rtree_triggers(db: &Connection, table: &str, column: &str) -> Result<bool> {
    let name = |what: &str| format!("rtree_{table}_{column}_{what}");
    let sql = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = ?1";
    let were = db.query_row(sql, [name("insert")], |_| Ok(())).optional()?.is_some();
    for what in TRIGGERS {
        db.execute_batch(&format!("DROP TRIGGER IF EXISTS {}", quoted(&name(what))))?;
    }
    Ok(were)
}
