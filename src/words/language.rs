//! The languages that Gridwright speaks.

use serde::{Deserialize, Serialize};

/// A language of the window, the command line and the exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Zh,
    En,
}

impl Language {
    /// All of them, in the order in which a menu lists them.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// What the system is set to: Chinese for any Chinese locale, else English.
    pub fn of_system() -> Self {
        sys_locale::get_locale().map_or(Self::En, |tag| Self::of_tag(&tag))
    }

    /// The language for a locale such as `zh-CN`, `zh_Hans_CN.UTF-8` or `en`: English unless it is Chinese.
    pub fn of_tag(tag: &str) -> Self {
        let first = tag.split(['-', '_', '.']).next().unwrap_or_default();
        if first.eq_ignore_ascii_case("zh") { Self::Zh } else { Self::En }
    }

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language's name for itself, as a menu shows it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Zh => "简体中文",
            Self::En => "English",
        }
    }
}
