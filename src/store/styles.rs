//! How GIS programs draw our layers at first sight: calm fills, names as labels.

use rusqlite::{Connection, params};

const STYLES: [(&str, &str); 5] = [
    ("areas", include_str!("styles/areas.qml")),
    ("blocks", include_str!("styles/blocks.qml")),
    ("cells", include_str!("styles/cells.qml")),
    ("households", include_str!("styles/households.qml")),
    ("barriers", include_str!("styles/barriers.qml")),
];

/// Stores them as each layer's default.
pub(super) fn write(db: &Connection) -> rusqlite::Result<()> {
    // QGIS finds a style only where catalogue and schema are empty texts, which is their default.
    let mut insert = db.prepare(
        "INSERT INTO layer_styles (f_table_name, f_geometry_column, styleName, styleQML, useAsDefault, description)
         VALUES (?1, 'geom', 'gridwright', ?2, 1, 'Gridwright')",
    )?;
    STYLES.iter().try_for_each(|(table, qml)| insert.execute(params![table, qml]).map(drop))
}
