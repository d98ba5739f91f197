-- Format 1. Never edited: a later format is a later migration.
-- The key of every table, `fid`, is the row number in memory plus one (0 is no key in GIS programs); columns that point
-- to another table hold its fid.

CREATE TABLE areas (
  fid INTEGER PRIMARY KEY NOT NULL,
  geom MULTIPOLYGON,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  level TEXT NOT NULL,
  parent INTEGER,
  code_made BOOLEAN NOT NULL,
  source_m2 DOUBLE NOT NULL,
  source_perimeter_m DOUBLE NOT NULL,
  fields TEXT NOT NULL
);
CREATE TABLE blocks (
  fid INTEGER PRIMARY KEY NOT NULL,
  geom MULTIPOLYGON,
  area INTEGER NOT NULL,
  villager_group TEXT,
  source TEXT
);
CREATE TABLE cells (
  fid INTEGER PRIMARY KEY NOT NULL,
  geom MULTIPOLYGON,
  plan INTEGER NOT NULL,
  area INTEGER NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  locked BOOLEAN NOT NULL,
  plan_name TEXT,
  households INTEGER,
  residents INTEGER,
  monitored INTEGER,
  area_m2 DOUBLE
);
CREATE TABLE households (
  fid INTEGER PRIMARY KEY NOT NULL,
  geom POINT,
  code TEXT NOT NULL,
  village TEXT NOT NULL,
  villager_group TEXT NOT NULL,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  ethnic TEXT NOT NULL,
  registered INTEGER NOT NULL,
  resident INTEGER NOT NULL,
  categories INTEGER NOT NULL,
  labels TEXT NOT NULL,
  block INTEGER,
  remark TEXT NOT NULL
);
CREATE TABLE barriers (
  fid INTEGER PRIMARY KEY NOT NULL,
  geom MULTILINESTRING,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  class TEXT NOT NULL
);
CREATE TABLE workers (
  fid INTEGER PRIMARY KEY NOT NULL,
  geom POINT,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  role TEXT NOT NULL,
  employment TEXT NOT NULL,
  languages TEXT NOT NULL,
  village TEXT NOT NULL,
  capacity_min INTEGER NOT NULL,
  max_cells INTEGER NOT NULL,
  remark TEXT NOT NULL
);
CREATE TABLE gw_nodes (
  fid INTEGER PRIMARY KEY NOT NULL,
  x_mm INTEGER NOT NULL,
  y_mm INTEGER NOT NULL
);
CREATE TABLE gw_edges (
  fid INTEGER PRIMARY KEY NOT NULL,
  from_node INTEGER NOT NULL,
  to_node INTEGER NOT NULL,
  shape BLOB NOT NULL,
  left_face INTEGER NOT NULL,
  right_face INTEGER NOT NULL,
  marks INTEGER NOT NULL
);
CREATE TABLE gw_faces (
  fid INTEGER PRIMARY KEY NOT NULL,
  solid BOOLEAN NOT NULL
);
CREATE TABLE gw_plans (
  fid INTEGER PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  nest TEXT,
  parent INTEGER,
  min_households INTEGER,
  target_households INTEGER,
  max_households INTEGER,
  origin TEXT NOT NULL
);
CREATE TABLE gw_labels (
  plan INTEGER NOT NULL,
  block INTEGER NOT NULL,
  cell INTEGER NOT NULL,
  PRIMARY KEY (plan, block)
) WITHOUT ROWID;
CREATE TABLE gw_appointments (
  fid INTEGER PRIMARY KEY NOT NULL,
  plan INTEGER NOT NULL,
  cell INTEGER NOT NULL,
  worker INTEGER NOT NULL,
  role TEXT NOT NULL,
  by_hand BOOLEAN NOT NULL
);
CREATE TABLE gw_rejected (
  fid INTEGER PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  file TEXT NOT NULL,
  source_row INTEGER NOT NULL,
  reason TEXT NOT NULL,
  source_values TEXT NOT NULL
);
-- format, meta, profile: what is said once.
CREATE TABLE gw_meta (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);
-- One row a step; forward and inverse are JSON, behind a byte that says whether it is zlib-compressed.
CREATE TABLE gw_journal (
  seq INTEGER PRIMARY KEY NOT NULL,
  time TEXT NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL,
  forward BLOB NOT NULL,
  inverse BLOB NOT NULL,
  done BOOLEAN NOT NULL
);
-- Rows whose geometry and derived columns are older than the truth.
CREATE TABLE gw_dirty (
  layer TEXT NOT NULL,
  fid INTEGER NOT NULL,
  PRIMARY KEY (layer, fid)
) WITHOUT ROWID;
CREATE TABLE gw_migrations (
  number INTEGER PRIMARY KEY NOT NULL,
  applied TEXT NOT NULL
);
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY NOT NULL,
  f_table_catalog TEXT NOT NULL DEFAULT '',
  f_table_schema TEXT NOT NULL DEFAULT '',
  f_table_name TEXT NOT NULL,
  f_geometry_column TEXT NOT NULL,
  styleName TEXT NOT NULL,
  styleQML TEXT,
  styleSLD TEXT,
  useAsDefault BOOLEAN NOT NULL,
  description TEXT,
  owner TEXT,
  ui TEXT,
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
