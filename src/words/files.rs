//! The word files, compiled in.

use super::Language;

/// One room's words.
struct File {
    room: &'static str,
    zh: &'static str,
    en: &'static str,
}

macro_rules! files {
    ($($room:literal),* $(,)?) => {
        &[$(File {
            room: $room,
            zh: include_str!(concat!("../../assets/words/zh/", $room, ".ftl")),
            en: include_str!(concat!("../../assets/words/en/", $room, ".ftl")),
        }),*]
    };
}

const FILES: &[File] = files![
    "base", "canvas", "check", "cli", "command", "edit", "exchange", "formats", "found", "geom", "mesh", "paint",
    "present", "sample", "session", "solve", "store", "ui"
];

/// The rooms whose word files are compiled in.
pub fn rooms() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.room)
}

/// All sources of one language, in the order of [`rooms`].
pub(super) fn sources(language: Language) -> impl Iterator<Item = &'static str> {
    FILES.iter().map(move |file| match language {
        Language::Zh => file.zh,
        Language::En => file.en,
    })
}
