//! What the window remembers between two runs, in the system's folder for settings.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::outbox::Tab;
use crate::present::Column;
use crate::present::scene::SceneOptions;
use crate::words::Language;

const RECENT: usize = 8;

/// Sizes of text to choose from, per cent.
pub const TEXT_PCT: [u16; 6] = [100, 115, 130, 150, 175, 200];

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shade {
    #[default]
    Light,
    Dark,
    /// As the system has it.
    System,
}

/// Language, sizes, recent files, layers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub language: Language,
    pub recent: Vec<PathBuf>,
    pub window: [f32; 2],
    pub left: f32,
    pub right: f32,
    pub tab: Tab,
    pub layers: SceneOptions,
    pub legend: bool,
    pub shade: Shade,
    /// Size of text, per cent.
    pub text_pct: u16,
    /// Of the table of cells.
    pub columns: Vec<Column>,
    /// The map image below the plan: a file, a folder or an address; empty for none.
    pub basemap: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::of_system(),
            recent: Vec::new(),
            window: [1440.0, 900.0],
            left: 440.0,
            right: 330.0,
            tab: Tab::Inspector,
            layers: SceneOptions::default(),
            legend: true,
            shade: Shade::Light,
            text_pct: 100,
            columns: Column::USUAL.to_vec(),
            basemap: String::new(),
        }
    }
}

impl Settings {
    /// What the last run left, or the defaults where it left nothing that can be read.
    pub fn load() -> Self {
        let text = file().and_then(|file| std::fs::read_to_string(file).ok());
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Keeps them; a folder that cannot be written loses only comfort, so nothing is said.
    pub fn save(&self) {
        let Some(file) = file() else { return };
        let Ok(text) = serde_json::to_string_pretty(self) else { return };
        if let Some(folder) = file.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        let part = file.with_extension("part");
        if std::fs::write(&part, text).is_ok() {
            let _ = std::fs::rename(part, file);
        }
    }

    /// The next larger or smaller size of text.
    pub fn step_text(&mut self, larger: bool) {
        let next = if larger {
            TEXT_PCT.into_iter().find(|pct| *pct > self.text_pct)
        } else {
            TEXT_PCT.into_iter().rev().find(|pct| *pct < self.text_pct)
        };
        self.text_pct = next.unwrap_or(self.text_pct);
    }

    /// Puts a project on top of the recent ones.
    pub fn opened(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.recent.retain(|old| *old != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }
}

fn file() -> Option<PathBuf> {
    // A test or a portable copy says where; everyone else has a folder of their own.
    if let Some(folder) = std::env::var_os("GRIDWRIGHT_CONFIG") {
        return Some(PathBuf::from(folder).join("window.json"));
    }
    directories::ProjectDirs::from("", "", "gridwright").map(|dirs| dirs.config_dir().join("window.json"))
}

/// Where projects and samples are put unless the user says otherwise.
pub fn documents() -> PathBuf {
    let own = directories::UserDirs::new();
    let folder = own.as_ref().and_then(|dirs| dirs.document_dir().or_else(|| Some(dirs.home_dir())));
    folder.map_or_else(|| PathBuf::from("."), Path::to_owned).join("Gridwright")
}
