//! The example as a project file, for tests of the window.

use std::path::{Path, PathBuf};

use crate::base::Watch;
use crate::model::example::example;
use crate::store;

/// Writes the example into a folder.
pub fn example_file(folder: &Path) -> PathBuf {
    let path = folder.join("example.gpkg");
    store::create(&path, &example(), false, &Watch::new()).unwrap();
    path
}
